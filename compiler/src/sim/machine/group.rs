//! Strands that belong together: the branches of a Parallel, the iterations of a Map.

use super::document::Graph;
use super::error::Error;
use super::evaluate::Sees;
use super::run::{Runner, too_large};
use super::scope::bytes;
use super::strand::Due;
use crate::sim::world::Abandoned;
use crate::vocab::facts::limits;
use serde_json::Value;
use std::collections::BTreeMap;

/// What the strands of a group do.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bodies<'a> {
    /// A graph for each.
    Branches(&'a [Graph]),
    /// The same for each item, in the execution around it.
    Inline(&'a Graph),
    /// The same for each item or batch, each an execution of its own.
    Distributed(&'a Graph),
}

/// A Parallel or Map that runs.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// The strand that waits for it.
    pub owner: usize,
    pub bodies: Bodies<'a>,
    /// The input of each strand, or the item that an ItemSelector makes it from.
    pub inputs: Vec<Value>,
    /// How many items each strand stands for, for what is tolerated.
    pub weights: Vec<u64>,
    pub most_at_once: usize,
    pub next: usize,
    pub running: BTreeMap<usize, usize>,
    pub results: Vec<Value>,
    pub done: usize,
    pub failed_items: u64,
    /// Failed items above which it fails.
    pub tolerated: u64,
    pub held: u64,
}

impl<'a> Runner<'a> {
    pub(super) fn parallel(&mut self, strand: usize) -> Result<(), Error> {
        let Some(at) = &self.strands[strand].at else { return Ok(()) };
        let state = at.state;
        let input = match &state.arguments {
            Some(template) => self.value(strand, "Arguments", template, Sees::default())?,
            None => at.input.clone(),
        };
        self.state_event(strand, "StateStarted");
        let inputs = vec![input; state.branches.len()];
        let most = inputs.len();
        self.begin(strand, Bodies::Branches(&state.branches), inputs, Vec::new(), most, 0);
        Ok(())
    }

    /// Starts a group.
    pub(super) fn begin(
        &mut self,
        owner: usize,
        bodies: Bodies<'a>,
        inputs: Vec<Value>,
        weights: Vec<u64>,
        most_at_once: usize,
        tolerated: u64,
    ) {
        let group = self.groups.len();
        let results = vec![Value::Null; inputs.len()];
        self.groups.push(Group {
            owner,
            bodies,
            inputs,
            weights,
            most_at_once,
            next: 0,
            running: BTreeMap::new(),
            results,
            done: 0,
            failed_items: 0,
            tolerated,
            held: 0,
        });
        if let Some(at) = &mut self.strands[owner].at {
            at.group = Some(group);
        }
        self.fill(group);
    }

    /// Starts as many strands as may run, or ends the group where all are done.
    fn fill(&mut self, group: usize) {
        loop {
            let at = &self.groups[group];
            if at.done == at.inputs.len() {
                return self.complete(group);
            }
            if at.next == at.inputs.len() || at.running.len() >= at.most_at_once {
                return;
            }
            let index = at.next;
            self.groups[group].next += 1;
            if let Err(error) = self.start(group, index) {
                let owner = self.groups[group].owner;
                self.abandon_group(group, false);
                return self.mistaken(owner, error);
            }
        }
    }

    fn start(&mut self, group: usize, index: usize) -> Result<(), Error> {
        let (owner, bodies) = (self.groups[group].owner, self.groups[group].bodies);
        let given = self.groups[group].inputs.get_mut(index).map(Value::take).unwrap_or_default();
        let Some(at) = &self.strands[owner].at else { return Ok(()) };
        let name = at.name;
        let outer = &self.strands[owner];
        let between = if outer.path.is_empty() { "" } else { "/" };
        let path = format!("{}{between}{name}[{index}]", outer.path);
        let (graph, input, item) = match bodies {
            Bodies::Branches(branches) => match branches.get(index) {
                Some(graph) => (graph, given, outer.item.clone()),
                None => return Ok(()),
            },
            Bodies::Inline(graph) => {
                let item = super::map::item(index, &given);
                (graph, self.selected(owner, given, &item)?, Some(item))
            }
            Bodies::Distributed(graph) => (graph, given, None),
        };
        let (execution, last_event) = (outer.execution, outer.last_event);
        let strand = if matches!(bodies, Bodies::Distributed(_)) {
            self.child_execution(owner, graph, &input, path)
        } else {
            let scope = self.scopes.open(Some(self.strands[owner].scope));
            self.strand(graph, scope, execution, None, path, item)
        };
        self.strands[strand].owner = Some((group, index));
        self.groups[group].running.insert(index, strand);
        match bodies {
            Bodies::Distributed(_) => {}
            Bodies::Branches(_) => self.strands[strand].last_event = last_event,
            Bodies::Inline(_) => {
                self.strands[strand].last_event = last_event;
                self.event(strand, "MapIterationStarted", name);
            }
        }
        self.agenda.after(0, Due::Enter { strand, state: &graph.start_at, input });
        Ok(())
    }

    /// A strand of a group has ended.
    pub(super) fn child_ended(&mut self, group: usize, index: usize, strand: usize, ended: Result<Value, Error>) {
        let owner = self.groups[group].owner;
        let name = self.strands[owner].at.as_ref().map_or("", |at| at.name);
        let bodies = self.groups[group].bodies;
        let iteration = if ended.is_ok() { "MapIterationSucceeded" } else { "MapIterationFailed" };
        match bodies {
            Bodies::Inline(_) => self.event(strand, iteration, name),
            Bodies::Distributed(_) => {
                let kind = if ended.is_ok() { "ExecutionSucceeded" } else { "ExecutionFailed" };
                self.event(strand, kind, "");
            }
            Bodies::Branches(_) => {}
        }
        if !matches!(bodies, Bodies::Distributed(_)) {
            self.strands[owner].last_event = self.strands[strand].last_event;
        }
        if ended.is_err() {
            self.aborted_event(strand);
        }
        self.close_strand(strand);
        self.groups[group].running.remove(&index);
        match ended {
            Ok(output) => {
                let size = bytes(&output);
                self.groups[group].held += size;
                self.hold(0, size.cast_signed());
                if let Some(result) = self.groups[group].results.get_mut(index) {
                    *result = output;
                }
            }
            Err(_) if matches!(bodies, Bodies::Distributed(_)) => {
                if !self.is_tolerated(group, index) {
                    return self.too_many(group);
                }
            }
            Err(error) => {
                self.abandon_group(group, false);
                return self.fail(owner, error);
            }
        }
        self.groups[group].done += 1;
        self.fill(group);
    }

    fn complete(&mut self, group: usize) {
        let owner = self.groups[group].owner;
        let results = std::mem::take(&mut self.groups[group].results);
        self.release(group);
        match self.groups[group].bodies {
            Bodies::Distributed(_) => self.map_run_done(owner, results),
            Bodies::Branches(_) | Bodies::Inline(_) => self.group_left(owner, Value::Array(results)),
        }
    }

    /// All strands are done: the state is left with their outputs.
    pub(super) fn group_left(&mut self, owner: usize, result: Value) {
        let Some(at) = &self.strands[owner].at else { return };
        let (state, name) = (at.state, at.name);
        if bytes(&result) > limits::PAYLOAD_BYTES as u64 {
            return self.fail(owner, too_large(name));
        }
        self.state_event(owner, "StateSucceeded");
        let sees = Sees { result: Some(&result), ..Sees::default() };
        let leave = Self::own_way(state, result.clone(), sees);
        if let Err(error) = self.leave(owner, "", leave) {
            self.mistaken(owner, error);
        }
    }

    fn release(&mut self, group: usize) {
        let held = std::mem::take(&mut self.groups[group].held);
        self.hold(0, -held.cast_signed());
    }

    /// Ends all strands of a group that still run.
    pub(super) fn abandon_group(&mut self, group: usize, over: bool) {
        let running = std::mem::take(&mut self.groups[group].running);
        let owner = self.groups[group].owner;
        let name = self.strands[owner].at.as_ref().map_or("", |at| at.name);
        for strand in running.into_values() {
            if matches!(self.groups[group].bodies, Bodies::Inline(_)) {
                self.event(strand, "MapIterationAborted", name);
            }
            self.abandon_state(strand, over);
            self.aborted_event(strand);
            self.close_strand(strand);
        }
        self.release(group);
    }

    /// Ends what the state of a strand has started.
    pub(super) fn abandon_state(&mut self, strand: usize, over: bool) {
        let Some(at) = &self.strands[strand].at else { return };
        let (call, group, visit) = (at.call, at.group, at.visit);
        self.visits[visit].aborted = true;
        if let Some(call) = call {
            self.give_up(call, if over { Abandoned::Timeout } else { Abandoned::Sibling });
        }
        if let Some(group) = group {
            self.abandon_group(group, over);
        }
    }

    /// The event of a state that takes time and was ended with its branch; other types have none.
    fn aborted_event(&mut self, strand: usize) {
        let kind = self.strands[strand].at.as_ref().map(|at| at.state.kind.name());
        if kind.is_some_and(|kind| ["Task", "Wait", "Parallel", "Map"].contains(&kind)) {
            self.state_event(strand, "StateAborted");
        }
    }
}
