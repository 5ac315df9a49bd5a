//! Every variable that is read has a value on every path that leads there.
//!
//! Which variables surely have a value is computed forward over the graph: a state's own `Assign` counts from the next
//! state on and not on the way to a catcher, a rule of a `Choice` has its own. Branches see the variables around them
//! and keep their own to themselves.

use super::bits::Bits;
use super::walk::{self, Leaf, Site};
use super::{Report, Rule};
use crate::base::pointer::Pointer;
use crate::diag::Severity;
use crate::target::asl::jsonata::{self, is_function};
use crate::target::asl::model::{Assign, Graph, State, StateMachine};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// Longest name of a variable.
const LONGEST_NAME: usize = 80;

pub(super) fn check<'a>(machine: &'a StateMachine, report: &mut Report<'a>) {
    let mut names = IndexMap::new();
    walk::graphs(machine, &mut |at, graph| {
        let states = at.key("States");
        for (name, state) in &graph.states {
            assignments(&states.key(name), state, &mut |place, variable| {
                let next = names.len();
                names.entry(variable).or_insert(next);
                legal_name(place, variable, report);
            });
        }
    });
    hidden_functions(machine, &names, report);
    let mut flow = Flow { names, report };
    let nothing = Bits::new(flow.names.len());
    flow.graph(&Pointer::Root, &machine.graph, &nothing, &nothing, false);
}

/// Visits every name a state assigns, its catchers and rules included.
fn assignments<'a>(at: &Pointer<'_>, state: &'a State, visit: &mut dyn FnMut(&Pointer<'_>, &'a str)) {
    let mut each = |at: &Pointer<'_>, assign: &'a Assign| {
        let place = at.key("Assign");
        for name in assign.keys() {
            visit(&place.key(name), name);
        }
    };
    let catch = match state {
        State::Task(task) => {
            each(at, &task.assign);
            task.catch.as_slice()
        }
        State::Parallel(parallel) => {
            each(at, &parallel.assign);
            parallel.catch.as_slice()
        }
        State::Map(map) => {
            each(at, &map.assign);
            map.catch.as_slice()
        }
        State::Choice(choice) => {
            let choices = at.key("Choices");
            for (index, rule) in choice.choices.iter().enumerate() {
                each(&choices.index(index), &rule.assign);
            }
            each(at, &choice.assign);
            &[]
        }
        State::Wait(wait) => {
            each(at, &wait.assign);
            &[]
        }
        State::Pass(pass) => {
            each(at, &pass.assign);
            &[]
        }
        State::Succeed(_) | State::Fail(_) => &[],
    };
    let list = at.key("Catch");
    for (index, catcher) in catch.iter().enumerate() {
        each(&list.index(index), &catcher.assign);
    }
}

fn legal_name(at: &Pointer<'_>, name: &str, report: &mut Report<'_>) {
    let mut characters = name.chars();
    let identifier = characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|character| character.is_alphanumeric() || character == '_');
    let message = if name == "states" {
        "`$states` belongs to Step Functions; choose another name".to_owned()
    } else if name.contains(['.', '[']) {
        format!("`{name}` is a part of a variable; only whole variables can be assigned")
    } else if !identifier {
        format!("`{name}` is no name for a variable: letters, digits and `_`, not beginning with a digit")
    } else if name.chars().count() > LONGEST_NAME {
        format!("the variable `{name}` has a name of more than {LONGEST_NAME} characters")
    } else {
        return;
    };
    report.error(at, Rule::VariableName, message);
}

/// A variable named like a function takes its place: bad where the function is called, unlucky elsewhere.
fn hidden_functions<'a>(machine: &'a StateMachine, names: &IndexMap<&'a str, usize>, report: &mut Report<'a>) {
    let hiding: BTreeSet<&str> = names.keys().copied().filter(|name| is_function(name)).collect();
    if hiding.is_empty() {
        return;
    }
    let mut called = BTreeSet::new();
    walk::graphs(machine, &mut |at, graph| {
        for (name, state) in &graph.states {
            walk::state(&at.key("States").key(name), state, &mut |_, _, leaf| {
                if let Leaf::Text(text) = leaf
                    && let Some(expression) = jsonata::inside(text)
                    && let Ok(parsed) = report.parse(expression).as_ref()
                {
                    called.extend(parsed.functions.iter().cloned());
                }
            });
        }
    });
    walk::graphs(machine, &mut |at, graph| {
        for (name, state) in &graph.states {
            assignments(&at.key("States").key(name), state, &mut |place, variable| {
                if hiding.contains(variable) {
                    let severity = if called.contains(variable) { Severity::Error } else { Severity::Warning };
                    let message = format!("the variable `${variable}` hides the function of that name");
                    report.add(place, Rule::HiddenFunction, message, severity);
                }
            });
        }
    });
}

/// One way from a state to another, and the variables that get a value on it.
struct Edge {
    to: usize,
    gains: Vec<usize>,
}

struct Flow<'r, 'a> {
    /// Every name assigned anywhere, with its number.
    names: IndexMap<&'a str, usize>,
    report: &'r mut Report<'a>,
}

impl<'a> Flow<'_, 'a> {
    /// `known`: what has a value at the start; `outer`: what the graphs around assign.
    fn graph(&mut self, at: &Pointer<'_>, graph: &'a Graph, known: &Bits, outer: &Bits, distributed: bool) {
        let Some(start) = graph.states.get_index_of(&graph.start_at) else { return };
        let states = at.key("States");
        let own = self.own_names(&states, graph, outer);
        let edges: Vec<Vec<Edge>> = graph.states.values().map(|state| self.edges(graph, state)).collect();
        let entry = solve(&edges, start, known);
        let mut visible = outer.clone();
        visible.add(&own);
        for (index, (name, state)) in graph.states.iter().enumerate() {
            let Some(Some(here)) = entry.get(index) else { continue };
            let place = states.key(name);
            let scene = Scene { graph, edges: &edges, entry: &entry, index, visible: &visible, distributed };
            self.reads(&place, state, here, &scene);
            walk::inner(&place, state, &mut |at, inside, distributed| {
                if distributed {
                    let nothing = Bits::new(self.names.len());
                    self.graph(at, inside, &nothing, &nothing, true);
                } else {
                    self.graph(at, inside, here, &visible, scene.distributed);
                }
            });
        }
    }

    /// Names this graph assigns; says where one belongs to a graph around it.
    fn own_names(&mut self, states: &Pointer<'_>, graph: &'a Graph, outer: &Bits) -> Bits {
        let mut own = Bits::new(self.names.len());
        for (name, state) in &graph.states {
            assignments(&states.key(name), state, &mut |place, variable| {
                let Some(number) = self.names.get(variable).copied() else { return };
                own.insert(number);
                if outer.contains(number) {
                    let message = format!(
                        "`${variable}` is a variable of the graph around this branch; a branch can only read it: \
                         give the branch's own variable another name and hand the value out with `Output`"
                    );
                    self.report.error(place, Rule::VariableScope, message);
                }
            });
        }
        own
    }

    fn edges(&mut self, graph: &Graph, state: &'a State) -> Vec<Edge> {
        let (transition, assign, catch) = match state {
            State::Task(task) => (&task.transition, &task.assign, task.catch.as_slice()),
            State::Parallel(parallel) => (&parallel.transition, &parallel.assign, parallel.catch.as_slice()),
            State::Map(map) => (&map.transition, &map.assign, map.catch.as_slice()),
            State::Wait(wait) => (&wait.transition, &wait.assign, [].as_slice()),
            State::Pass(pass) => (&pass.transition, &pass.assign, [].as_slice()),
            State::Choice(choice) => return self.choice_edges(graph, choice),
            State::Succeed(_) | State::Fail(_) => return Vec::new(),
        };
        let mut edges = Vec::new();
        if let Some(next) = transition.next() {
            self.edge(graph, next, assign, &BTreeSet::new(), &mut edges);
        }
        for catcher in catch {
            self.edge(graph, &catcher.next, &catcher.assign, &BTreeSet::new(), &mut edges);
        }
        edges
    }

    fn choice_edges(&mut self, graph: &Graph, choice: &'a crate::target::asl::model::Choice) -> Vec<Edge> {
        let mut edges = Vec::new();
        let mut failed = BTreeSet::new();
        for rule in &choice.choices {
            let (when_true, when_false) = self.facts(&rule.condition);
            self.edge(graph, &rule.next, &rule.assign, &(&failed | &when_true), &mut edges);
            failed.extend(when_false);
        }
        self.edge(graph, &choice.default, &choice.assign, &failed, &mut edges);
        edges
    }

    fn edge(&self, graph: &Graph, target: &str, assign: &Assign, proven: &BTreeSet<String>, edges: &mut Vec<Edge>) {
        if let Some(to) = graph.states.get_index_of(target) {
            let names = assign.keys().chain(proven);
            let gains = names.filter_map(|name| self.names.get(name.as_str()).copied()).collect();
            edges.push(Edge { to, gains });
        }
    }

    /// What a condition makes sure of, when it holds and when it does not.
    fn facts(&mut self, condition: &'a str) -> (BTreeSet<String>, BTreeSet<String>) {
        let Some(expression) = jsonata::inside(condition) else { return Default::default() };
        match self.report.parse(expression).as_ref() {
            Ok(parsed) => (parsed.assigned_when_true.clone(), parsed.assigned_when_false.clone()),
            Err(_) => Default::default(),
        }
    }

    fn reads(&mut self, at: &Pointer<'_>, state: &'a State, here: &Bits, scene: &Scene<'_>) {
        walk::state(at, state, &mut |place, site, leaf| {
            let Leaf::Text(text) = leaf else { return };
            let Some(expression) = jsonata::inside(text) else { return };
            let parsed = self.report.parse(expression);
            let Ok(parsed) = parsed.as_ref() else { return };
            for (name, reads) in &parsed.variables {
                let number = self.names.get(name.as_str()).copied();
                if !reads.unguarded || number.is_some_and(|number| here.contains(number)) {
                    continue;
                }
                if number.is_none() && is_function(name) || self.decided(state, site, name) {
                    continue;
                }
                let message = self.unassigned(name, number, scene);
                self.report.error(place, Rule::Unassigned, message);
            }
        });
    }

    /// Whether the rules of a `Choice` that were decided before this place make sure of the variable.
    fn decided(&mut self, state: &'a State, site: Site, name: &str) -> bool {
        let State::Choice(choice) = state else { return false };
        let failed = site.rule.unwrap_or(if site.decided { choice.choices.len() } else { 0 });
        let before = choice.choices.iter().take(failed).any(|rule| self.facts(&rule.condition).1.contains(name));
        let held = site.rule.filter(|_| site.decided).and_then(|index| choice.choices.get(index));
        before || held.is_some_and(|rule| self.facts(&rule.condition).0.contains(name))
    }

    fn unassigned(&self, name: &str, number: Option<usize>, scene: &Scene<'_>) -> String {
        let Some(number) = number else {
            let close = crate::base::suggest::suggest(name, self.names.keys().copied());
            let close = close.first().map_or_else(String::new, |close| format!("; did you mean `${close}`?"));
            return format!("`${name}` is never assigned{close}");
        };
        if !scene.visible.contains(number) {
            return if scene.distributed {
                format!("`${name}` cannot be read inside a distributed map; hand it in with `ItemSelector`")
            } else {
                format!("`${name}` is assigned only inside another branch or map, which keeps it to itself")
            };
        }
        match scene.without(number) {
            Some(from) if from == scene.name() => format!("`${name}` has a value only from the next state on"),
            Some(from) => format!("`${name}` has no value when the path comes from `{from}`"),
            None => format!("`${name}` has no value yet when `{}` begins", scene.name()),
        }
    }
}

/// Where a read stands, to explain it.
struct Scene<'s> {
    graph: &'s Graph,
    edges: &'s [Vec<Edge>],
    entry: &'s [Option<Bits>],
    index: usize,
    visible: &'s Bits,
    distributed: bool,
}

impl Scene<'_> {
    fn name(&self) -> &str {
        self.graph.states.get_index(self.index).map_or("", |(name, _)| name)
    }

    /// A state that leads here without giving the variable a value.
    fn without(&self, number: usize) -> Option<&str> {
        let states = self.graph.states.keys().zip(self.edges).zip(self.entry);
        states
            .filter(|((_, _), entry)| entry.as_ref().is_some_and(|known| !known.contains(number)))
            .find(|((_, edges), _)| edges.iter().any(|edge| edge.to == self.index && !edge.gains.contains(&number)))
            .map(|((name, _), _)| name.as_str())
    }
}

/// What surely has a value when each state begins; nothing for states that are not reached.
fn solve(edges: &[Vec<Edge>], start: usize, known: &Bits) -> Vec<Option<Bits>> {
    let mut entry: Vec<Option<Bits>> = vec![None; edges.len()];
    if let Some(first) = entry.get_mut(start) {
        *first = Some(known.clone());
    }
    // Lowest number first: states stand in running order more often than not.
    let mut open = BTreeSet::from([start]);
    while let Some(index) = open.pop_first() {
        let Some(Some(here)) = entry.get(index).cloned() else { continue };
        for edge in edges.get(index).into_iter().flatten() {
            let mut leaving = here.clone();
            edge.gains.iter().for_each(|number| leaving.insert(*number));
            let Some(target) = entry.get_mut(edge.to) else { continue };
            let changed = match target {
                Some(before) => before.keep(&leaving),
                None => {
                    *target = Some(leaving);
                    true
                }
            };
            if changed {
                open.insert(edge.to);
            }
        }
    }
    entry
}
