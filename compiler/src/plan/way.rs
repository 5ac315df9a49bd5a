//! Runs of a machine in which nothing fails: what they are billed and what they write.

use indexmap::IndexMap;

use super::edges::{events_of, successors};
use super::model::Decision;
use super::polls::{Loop, loops};
use super::time::{Side, assumed_items};
use crate::target::asl::model::{Graph, Map, State};

/// What a run, or a part of one, amounts to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// States begun, with one round of each loop.
    pub transitions: u64,
    /// Calls, and times passed on purpose.
    pub calls: u64,
    /// `Parallel` and `Map`.
    pub forks: u64,
    /// Events, with all expected rounds.
    pub events: u64,
    /// Transitions of further rounds.
    pub polled: u64,
    /// Sides of conditions, those of items once.
    pub decisions: Vec<Decision>,
    /// Conditions.
    pub conditions: u64,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.add_times(other, 1);
    }

    fn add_times(&mut self, other: &Self, times: u64) {
        self.transitions += other.transitions * times;
        self.calls += other.calls * times;
        self.forks += other.forks * times;
        self.events += other.events * times;
        self.polled += other.polled * times;
        self.conditions += other.conditions * times;
        self.decisions.extend(other.decisions.iter().cloned());
    }
}

/// Walks a machine.
pub struct Walker<'m> {
    /// How often loops and maps can go round, by state.
    pub rounds: &'m IndexMap<String, u64>,
    /// How long a stage is expected to take.
    pub expected: &'m dyn Fn(&str) -> u64,
    /// Which of several ways.
    pub side: Side,
}

impl Walker<'_> {
    /// The way through a graph with the fewest or the most transitions; none where every way fails.
    pub fn graph(&self, graph: &Graph) -> Option<Tally> {
        let start = graph.states.get_index_of(&graph.start_at)?;
        let mut best: Vec<Option<(u64, Option<usize>)>> = vec![None; graph.states.len()];
        let insides: Vec<Tally> = graph.states.iter().map(|(name, state)| self.state(name, state)).collect();
        let loops = self.loops(graph);
        // One round is enough here, from wherever the loop is entered.
        let again = |at: usize, next: usize| {
            loops.iter().any(|found| found.begins_with_wait == Some(next) && found.members.contains(&at))
        };
        // A wait that goes round and is no look is one for another attempt, after one that was lost.
        let lost = |next: usize| {
            let waits = |(name, state): (&String, &State)| {
                matches!(state, State::Wait(_)) && self.rounds.get(name).is_some_and(|rounds| *rounds > 1)
            };
            graph.states.get_index(next).is_some_and(waits)
                && loops.iter().all(|found| found.begins_with_wait != Some(next))
        };
        let expected = |at: usize, next: usize| !again(at, next) && !lost(next);
        let next: Vec<Vec<usize>> = (0..graph.states.len())
            .zip(graph.states.values())
            .map(|(at, state)| successors(graph, state).into_iter().filter(|next| expected(at, *next)).collect())
            .collect();
        for (at, back) in finished(&next, start) {
            let Some((_, state)) = graph.states.get_index(at) else { continue };
            let own = insides.get(at).map_or(0, |inside| inside.transitions);
            let ways = next.get(at).into_iter().flatten().copied().filter(|next| !back.contains(next));
            let ways = ways.filter_map(|next| Some((best.get(next).copied().flatten()?.0, Some(next))));
            let chosen = state.ends_well().then_some((0, None)).into_iter().chain(ways).reduce(|left, right| {
                let better = if self.side == Side::Least { right.0 < left.0 } else { right.0 > left.0 };
                if better { right } else { left }
            });
            best[at] = chosen.map(|(rest, next)| (own.saturating_add(rest), next));
        }
        best.get(start).copied().flatten()?;
        let mut tally = Tally::default();
        let mut passed = Vec::new();
        let mut at = Some(start);
        while let Some(state) = at {
            tally.add(insides.get(state)?);
            let chosen = best.get(state).copied().flatten()?.1;
            tally.decisions.extend(chosen.and_then(|chosen| decision(graph, state, chosen)));
            passed.push(state);
            at = chosen;
        }
        self.poll(&loops, &passed, &mut tally);
        Some(tally)
    }

    /// Adds the rounds that are expected beyond the one that the way passes.
    fn poll(&self, loops: &[Loop], passed: &[usize], tally: &mut Tally) {
        for found in loops {
            if !found.members.iter().any(|member| passed.contains(member)) {
                continue;
            }
            let through = found.begins_with_wait.is_some_and(|wait| passed.contains(&wait));
            let further = found.expected((self.expected)(found.stage())).saturating_sub(u64::from(through));
            tally.polled += further.saturating_mul(found.transitions);
            tally.events += further.saturating_mul(found.events);
        }
    }

    /// The loops directly in a graph.
    pub fn loops(&self, graph: &Graph) -> Vec<Loop> {
        loops(graph, self.rounds)
    }

    fn state(&self, name: &str, state: &State) -> Tally {
        let mut tally = Tally { transitions: 1, events: events_of(state), ..Tally::default() };
        match state {
            State::Task(_) => tally.calls = 1,
            State::Wait(_) => {
                // A wait that goes round is no purpose of its own.
                tally.calls = u64::from(self.rounds.get(name).is_none_or(|rounds| *rounds <= 1));
            }
            State::Choice(_) => tally.conditions = u64::from(condition(name).is_some()),
            State::Parallel(parallel) => {
                tally.forks = 1;
                let branches = parallel.branches.iter().filter_map(|branch| self.graph(branch));
                branches.for_each(|branch| tally.add(&branch));
            }
            State::Map(map) => {
                tally.forks = 1;
                // Every item of a distributed map is billed as an execution of its own.
                if !map.item_processor.is_distributed()
                    && let Some(mut item) = self.graph(&map.item_processor.graph)
                {
                    // Started, and succeeded.
                    item.events += 2;
                    tally.add_times(&item, self.items(name, map));
                }
            }
            State::Pass(_) | State::Succeed(_) | State::Fail(_) => {}
        }
        tally
    }

    fn items(&self, name: &str, map: &Map) -> u64 {
        let most = self.rounds.get(name).copied();
        assumed_items(map.max_concurrency.unwrap_or(1), most)
    }
}

/// The condition of the language that a `Choice` decides.
fn condition(state: &str) -> Option<&str> {
    state.strip_suffix("/when")
}

fn decision(graph: &Graph, at: usize, next: usize) -> Option<Decision> {
    let (name, state) = graph.states.get_index(at)?;
    let (next, _) = graph.states.get_index(next)?;
    let State::Choice(choice) = state else { return None };
    let when = condition(name)?.to_owned();
    Some(Decision { when, holds: choice.choices.iter().any(|rule| rule.next == *next) })
}

/// States that can be reached by `next`, each behind all that it leads to, with those that it leads back to.
fn finished(next: &[Vec<usize>], start: usize) -> Vec<(usize, Vec<usize>)> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        Open,
        Done,
    }
    let mut seen = vec![Seen::No; next.len()];
    let targets = |at: usize| next.get(at).map_or(&[][..], Vec::as_slice);
    let mut back: Vec<Vec<usize>> = vec![Vec::new(); next.len()];
    let mut order = Vec::new();
    let mut work = vec![(start, 0)];
    seen[start] = Seen::Open;
    while let Some((at, edge)) = work.pop() {
        if let Some(target) = targets(at).get(edge).copied() {
            work.push((at, edge + 1));
            match seen[target] {
                Seen::No => {
                    seen[target] = Seen::Open;
                    work.push((target, 0));
                }
                Seen::Open => back[at].push(target),
                Seen::Done => {}
            }
        } else {
            seen[at] = Seen::Done;
            order.push((at, std::mem::take(&mut back[at])));
        }
    }
    order
}
