//! The loop over the agenda, and how a state is entered, left or fails.

use super::Options;
use super::document::{Graph, Kind};
use super::error::{DATA_LIMIT, Error, QUERY_EVALUATION, RUNTIME};
use super::evaluate::{Expressions, Sees};
use super::group::Group;
use super::history::{Event, Made, Run, Status, Visit};
use super::retry::Attempts;
use super::scope::{Scopes, bytes};
use super::strand::{At, Due, Execution, Strand};
use super::task::Open;
use crate::sim::chance::Chance;
use crate::sim::clock::{Agenda, Millis};
use crate::sim::world::World;
use crate::vocab::facts::limits;
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything of one run.
pub(super) struct Runner<'a> {
    pub options: &'a Options,
    pub world: &'a mut dyn World,
    pub agenda: Agenda<Due<'a>>,
    pub chance: Chance,
    pub expressions: Expressions,
    pub executions: Vec<Execution>,
    pub strands: Vec<Strand<'a>>,
    pub groups: Vec<Group<'a>>,
    pub scopes: Scopes,
    /// Calls that were not answered yet.
    pub open: BTreeMap<usize, Open>,
    pub calls: Vec<Made>,
    pub visits: Vec<Visit>,
    pub events: Vec<Event>,
    most_child_events: u64,
    /// Executions whose history is full.
    full: Vec<usize>,
    /// Bytes of variables and of payloads, now and at most.
    variables: u64,
    payloads: u64,
    peak: u64,
    peak_variables: u64,
    end: Option<(Status, Option<Value>, Option<Error>)>,
}

/// Where a state goes when it is left, and with what.
pub(super) struct Leave<'a, 'v> {
    pub assign: &'a IndexMap<String, Value>,
    pub output: Option<&'a Value>,
    /// What is handed on where there is no `Output`.
    pub otherwise: Value,
    pub next: Option<&'a str>,
    pub sees: Sees<'v>,
}

impl<'a> Runner<'a> {
    pub(super) fn new(graph: &'a Graph, input: Value, world: &'a mut dyn World, options: &'a Options) -> Self {
        let mut runner = Self {
            options,
            world,
            agenda: Agenda::new(options.start),
            chance: Chance::new(options.seed),
            expressions: Expressions::default(),
            executions: Vec::new(),
            strands: Vec::new(),
            groups: Vec::new(),
            scopes: Scopes::default(),
            open: BTreeMap::new(),
            calls: Vec::new(),
            visits: Vec::new(),
            events: Vec::new(),
            most_child_events: 0,
            full: Vec::new(),
            variables: 0,
            payloads: 0,
            peak: 0,
            peak_variables: 0,
            end: None,
        };
        let root =
            runner.execution(options.arn("execution", &format!(":{}", options.name)), &options.name, graph, &input);
        runner.event(root, "ExecutionStarted", "");
        runner.strands[root].last_event = 0;
        let seconds = graph.timeout_seconds.unwrap_or(u64::MAX).min(limits::EXECUTION_SECONDS);
        runner.agenda.after(seconds * 1000, Due::Over);
        if bytes(&input) > limits::PAYLOAD_BYTES as u64 {
            runner.finish_execution(0, Err(Error::new(DATA_LIMIT, "The execution's input is too large.")));
        } else {
            runner.agenda.after(0, Due::Enter { strand: root, state: &graph.start_at, input });
        }
        runner
    }

    pub(super) fn run(mut self) -> Run {
        while self.end.is_none() {
            match self.agenda.take() {
                Some(due) => self.step(due),
                None => break,
            }
            while let Some(execution) = self.full.pop() {
                self.overflow(execution);
            }
        }
        let (status, output, error) = self.end.unwrap_or((Status::TimedOut, None, Some(Error::timeout(false))));
        let children = self.executions.get(1..).unwrap_or_default();
        let child_transitions = children.iter().map(|child| child.transitions).sum();
        Run {
            status,
            output,
            error,
            started: self.options.start,
            ended: self.agenda.now(),
            transitions: self.executions.iter().map(|execution| execution.transitions).sum(),
            child_transitions,
            child_executions: children.len() as u64,
            events: self.events,
            most_child_events: self.most_child_events,
            visits: self.visits,
            calls: self.calls,
            peak_bytes: self.peak,
            peak_variable_bytes: self.peak_variables,
        }
    }

    fn step(&mut self, due: Due<'a>) {
        match due {
            Due::Enter { strand, state, input } => self.enter(strand, state, input),
            Due::Again { strand, turn } if self.waits(strand, turn) => {
                let execution = self.strands[strand].execution;
                self.executions[execution].transitions += 1;
                self.attempt(strand);
            }
            Due::Waited { strand, turn } if self.waits(strand, turn) => self.waited(strand),
            Due::Again { .. } | Due::Waited { .. } => {}
            Due::Answered { call, outcome } => self.answered(call, outcome),
            Due::Delivered { token, outcome } => self.delivered(&token, outcome),
            Due::TimedOut { call, beats } => self.timed_out(call, beats),
            Due::Over => self.over(),
        }
    }

    fn waits(&self, strand: usize, turn: u64) -> bool {
        self.strands[strand].alive && self.strands[strand].turn == turn
    }

    /// A new execution and the strand of its root.
    pub(super) fn execution(&mut self, id: String, name: &str, graph: &'a Graph, input: &Value) -> usize {
        let scope = self.scopes.open(None);
        let root = self.strands.len();
        self.executions.push(Execution {
            id,
            name: name.to_owned(),
            input: input.clone(),
            started: self.agenda.now(),
            events: 0,
            transitions: 0,
            root,
            ended: false,
        });
        self.strand(graph, scope, self.executions.len() - 1, None, String::new(), None)
    }

    pub(super) fn strand(
        &mut self,
        graph: &'a Graph,
        scope: usize,
        execution: usize,
        owner: Option<(usize, usize)>,
        path: String,
        item: Option<Value>,
    ) -> usize {
        let strand =
            Strand { graph, scope, execution, owner, path, item, at: None, last_event: 0, turn: 0, alive: true };
        self.strands.push(strand);
        self.strands.len() - 1
    }

    /// Writes an event about a state; of the execution where the state has no name.
    pub(super) fn event(&mut self, strand: usize, kind: &str, state: &str) {
        let strand = &mut self.strands[strand];
        let execution = &mut self.executions[strand.execution];
        // The last event is kept for the end of the execution.
        if execution.events + 1 >= limits::HISTORY_EVENTS as u64 && !kind.starts_with("Execution") {
            return self.full.push(strand.execution);
        }
        execution.events += 1;
        if strand.execution > 0 {
            self.most_child_events = self.most_child_events.max(execution.events);
            strand.last_event = execution.events;
            return;
        }
        let id = execution.events;
        self.events.push(Event {
            id,
            previous: strand.last_event,
            kind: kind.to_owned(),
            state: state.to_owned(),
            path: strand.path.clone(),
            time: self.agenda.now(),
        });
        strand.last_event = id;
    }

    /// Writes an event named after the type of the strand's state: `StateEntered` gives `TaskStateEntered`.
    pub(super) fn state_event(&mut self, strand: usize, what: &str) {
        if let Some(at) = &self.strands[strand].at {
            let (kind, name) = (format!("{}{what}", at.state.kind.name()), at.name);
            self.event(strand, &kind, name);
        }
    }

    /// Counts bytes that are held from now on or no longer.
    pub(super) fn hold(&mut self, variables: i64, payloads: i64) {
        self.variables = self.variables.saturating_add_signed(variables);
        self.payloads = self.payloads.saturating_add_signed(payloads);
        self.peak = self.peak.max(self.variables + self.payloads);
        self.peak_variables = self.peak_variables.max(self.variables);
    }

    fn enter(&mut self, strand: usize, state: &'a str, input: Value) {
        if !self.strands[strand].alive {
            return;
        }
        let Some(found) = self.strands[strand].graph.states.get(state) else {
            return self.die(strand, Error::new(RUNTIME, format!("There is no state '{state}'.")));
        };
        let execution = self.strands[strand].execution;
        self.executions[execution].transitions += 1;
        let size = bytes(&input);
        self.hold(0, size.cast_signed());
        self.visits.push(Visit {
            state: state.to_owned(),
            kind: found.kind.name(),
            path: self.strands[strand].path.clone(),
            execution: self.executions[execution].name.clone(),
            entered: self.agenda.now(),
            left: None,
            retries: 0,
            error: None,
            aborted: false,
        });
        self.strands[strand].turn += 1;
        self.strands[strand].at = Some(At {
            name: state,
            state: found,
            input,
            bytes: size,
            entered: self.agenda.now(),
            entered_event: self.executions[execution].events + 1,
            visit: self.visits.len() - 1,
            attempts: Attempts::default(),
            token: None,
            call: None,
            group: None,
        });
        self.state_event(strand, "StateEntered");
        self.attempt(strand);
    }

    /// Does what the strand's state does, for the first time or again.
    fn attempt(&mut self, strand: usize) {
        let Some(at) = &self.strands[strand].at else { return };
        let done = match at.state.kind {
            Kind::Task => self.task(strand),
            Kind::Parallel => self.parallel(strand),
            Kind::Map => self.map(strand),
            Kind::Choice => self.choice(strand),
            Kind::Wait => self.wait(strand),
            Kind::Pass => self.pass(strand),
            Kind::Succeed => self.succeed(strand),
            Kind::Fail => self.fail_state(strand),
        };
        if let Err(error) = done {
            self.mistaken(strand, error);
        }
    }

    /// The history is full: the execution fails, whatever its catchers say.
    fn overflow(&mut self, execution: usize) {
        if self.executions[execution].ended {
            return;
        }
        let root = self.executions[execution].root;
        let cause = format!("The execution reached the maximum number of history events ({}).", limits::HISTORY_EVENTS);
        self.executions[execution].ended = true;
        self.abandon_state(root, false);
        self.die(root, Error::new(RUNTIME, cause));
    }

    /// The state itself went wrong, not what it called.
    pub(super) fn mistaken(&mut self, strand: usize, error: Error) {
        if error.error.as_deref() == Some(QUERY_EVALUATION) {
            let name = self.strands[strand].at.as_ref().map_or("", |at| at.name);
            self.event(strand, "EvaluationFailed", name);
        }
        self.fail(strand, error);
    }

    /// Tries the state again, goes where a catcher leads, or ends the strand.
    pub(super) fn fail(&mut self, strand: usize, error: Error) {
        let now_turn = self.strands[strand].turn + 1;
        self.strands[strand].turn = now_turn;
        let Some(at) = &mut self.strands[strand].at else { return };
        let (state, name) = (at.state, at.name);
        at.call = None;
        if let Some(delay) = at.attempts.next(&state.retry, &error, &self.chance) {
            let visit = at.visit;
            self.visits[visit].retries += 1;
            return self.agenda.after(delay, Due::Again { strand, turn: now_turn });
        }
        self.visits[at.visit].error = Some(error.clone());
        if matches!(state.kind, Kind::Map | Kind::Parallel) {
            self.event(strand, &format!("{}StateFailed", state.kind.name()), name);
        }
        let Some(catcher) = state.catch.iter().find(|catcher| error.is_one_of(&catcher.error_equals)) else {
            return self.die(strand, error);
        };
        let output = error.output();
        let leave = Leave {
            assign: &catcher.assign,
            output: catcher.output.as_ref(),
            otherwise: output.clone(),
            next: Some(&catcher.next),
            sees: Sees { error_output: Some(&output), ..Sees::default() },
        };
        if let Err(error) = self.leave(strand, "Catch", leave) {
            self.event(strand, "EvaluationFailed", name);
            self.die(strand, error);
        }
    }

    /// Evaluates what the state hands on, from the values at its entry, and goes on.
    pub(super) fn leave(&mut self, strand: usize, field: &str, leave: Leave<'a, '_>) -> Result<(), Error> {
        let prefix = if field.is_empty() { String::new() } else { format!("{field}/") };
        let output = match leave.output {
            Some(output) => self.value(strand, &format!("{prefix}Output"), output, leave.sees)?,
            None => leave.otherwise,
        };
        let mut values = IndexMap::new();
        for (name, value) in leave.assign {
            let value = self.value(strand, &format!("{prefix}Assign/{name}"), value, leave.sees)?;
            values.insert(name.clone(), value);
        }
        let name = self.strands[strand].at.as_ref().map_or("", |at| at.name);
        let limit = |bytes: u64, most: usize| bytes > most as u64;
        if limit(bytes(&output), limits::PAYLOAD_BYTES) {
            return Err(too_large(name));
        }
        let assigned: u64 = values.values().map(bytes).sum();
        if limit(assigned, limits::VARIABLE_BYTES) || limit(self.variables + assigned, limits::ALL_VARIABLES_BYTES) {
            // The name of this error is not documented; a payload over the same limit has this one.
            return Err(Error::new(
                DATA_LIMIT,
                format!("The variables that the state '{name}' assigns are too large."),
            ));
        }
        let grown = self.scopes.set(self.strands[strand].scope, values);
        self.hold(grown, 0);
        self.state_event(strand, "StateExited");
        self.depart(strand);
        match leave.next {
            Some(next) => self.agenda.after(0, Due::Enter { strand, state: next, input: output }),
            None => self.end_strand(strand, Ok(output)),
        }
        Ok(())
    }

    /// Notes that a strand is in no state any more.
    pub(super) fn depart(&mut self, strand: usize) {
        self.strands[strand].turn += 1;
        if let Some(at) = self.strands[strand].at.take() {
            self.visits[at.visit].left = Some(self.agenda.now());
            self.hold(0, -at.bytes.cast_signed());
        }
    }

    /// The strand fails in its state.
    pub(super) fn die(&mut self, strand: usize, error: Error) {
        if let Some(at) = &self.strands[strand].at {
            self.visits[at.visit].error = Some(error.clone());
        }
        self.end_strand(strand, Err(error));
    }

    pub(super) fn close_strand(&mut self, strand: usize) {
        self.depart(strand);
        self.strands[strand].alive = false;
        let freed = self.scopes.close(self.strands[strand].scope);
        self.hold(-freed.cast_signed(), 0);
    }

    fn end_strand(&mut self, strand: usize, ended: Result<Value, Error>) {
        match self.strands[strand].owner {
            Some((group, index)) => self.child_ended(group, index, strand, ended),
            None => {
                self.close_strand(strand);
                self.finish_execution(self.strands[strand].execution, ended);
            }
        }
    }

    fn finish_execution(&mut self, execution: usize, ended: Result<Value, Error>) {
        let root = self.executions[execution].root;
        self.executions[execution].ended = true;
        self.event(root, if ended.is_ok() { "ExecutionSucceeded" } else { "ExecutionFailed" }, "");
        if execution == 0 {
            self.end = Some(match ended {
                Ok(output) => (Status::Succeeded, Some(output), None),
                Err(error) => (Status::Failed, None, Some(error)),
            });
        }
    }

    fn over(&mut self) {
        self.abandon_state(0, true);
        self.close_strand(0);
        self.event(0, "ExecutionTimedOut", "");
        self.end = Some((Status::TimedOut, None, Some(Error::timeout(false))));
    }

    /// The present moment.
    pub(super) fn now(&self) -> Millis {
        self.agenda.now()
    }
}

/// Step Functions' words.
pub(super) fn too_large(name: &str) -> Error {
    let cause = format!(
        "The state/task '{name}' returned a result with a size exceeding the maximum number of bytes service limit."
    );
    Error::new(DATA_LIMIT, cause)
}
