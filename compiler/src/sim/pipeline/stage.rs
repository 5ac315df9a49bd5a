//! One stage: its steps, one after the other.

use serde_json::{Map, Value as Json, json};

use super::evaluate::Sees;
use super::run::{Due, Runner};
use super::{Failure, failure};
use crate::ir::{Action, Call, Next, Retry, Stage, Value};
use crate::sim::clock::{Millis, iso};
use crate::sim::world::{Outcome, Pattern, Purpose};

/// An error on its way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Error {
    pub name: String,
    pub cause: String,
}

impl Error {
    pub fn new(name: &str, cause: &str) -> Self {
        Self { name: name.to_owned(), cause: cause.to_owned() }
    }

    /// A value that cannot be found out.
    pub fn evaluation(why: &str) -> Self {
        Self::new("States.QueryEvaluationError", why)
    }

    /// As catches and handlers see it.
    pub fn output(&self) -> Json {
        json!({ "Error": self.name, "Cause": self.cause })
    }

    /// Whether a rule for these errors is meant. A failed task is every error but a time that is over.
    fn is_among(&self, names: &[&'static str]) -> bool {
        names.iter().any(|name| match *name {
            "States.ALL" => true,
            "States.TaskFailed" => self.name != "States.Timeout",
            name => name == self.name,
        })
    }
}

/// A stage that runs, or the telling of the failure.
#[derive(Debug)]
pub(super) struct Strand<'p> {
    pub scope: usize,
    pub stage: Option<&'p Stage>,
    pub step: usize,
    pub input: Json,
    /// New attempts by each retry rule.
    pub again: Vec<u64>,
    pub entered: Millis,
    pub token: Option<String>,
    pub call: Option<usize>,
}

impl<'p> Runner<'p> {
    pub(super) fn start(&mut self, scope: usize, stage: &'p Stage) {
        let now = self.agenda.now();
        self.strands.push(Strand {
            scope,
            stage: Some(stage),
            step: 0,
            input: Json::Null,
            again: Vec::new(),
            entered: now,
            token: None,
            call: None,
        });
        self.step(self.strands.len() - 1);
    }

    /// Enters the step that a strand has come to.
    pub(super) fn step(&mut self, strand: usize) {
        let (now, at) = (self.agenda.now(), &mut self.strands[strand]);
        (at.again, at.entered, at.token) = (Vec::new(), now, None);
        self.attempt(strand);
    }

    /// Does what the step does, for the first time or again.
    pub(super) fn attempt(&mut self, strand: usize) {
        let at = &self.strands[strand];
        let Some(step) = at.stage.and_then(|stage| stage.steps.get(at.step)) else { return };
        let done = match &step.action {
            Action::Call(call) => {
                let done = self.ask(strand, call);
                if let Err(error) = done {
                    self.failed(strand, error);
                }
                return;
            }
            Action::Choose { locals, rules, default } => {
                let context = self.context(strand);
                let sees = self.sees(strand, &context);
                let found = rules.iter().find_map(|rule| match self.holds(&rule.condition, sees) {
                    Ok(false) => None,
                    Ok(true) => Some(Ok(&rule.next)),
                    Err(error) => Some(Err(error)),
                });
                found.unwrap_or(Ok(default)).and_then(|next| self.set(strand, locals, None).map(|()| next))
            }
            Action::Set { locals, next } => self.set(strand, locals, None).map(|()| next),
            Action::Wait { seconds, .. } => return self.agenda.after(seconds * 1_000, Due::Waited { strand }),
        };
        match done {
            Ok(next) => self.go(strand, next),
            Err(error) => self.fails(strand, &error),
        }
    }

    pub(super) fn waited(&mut self, strand: usize) {
        let at = &self.strands[strand];
        if let Some(Action::Wait { next, .. }) =
            at.stage.and_then(|stage| stage.steps.get(at.step)).map(|step| &step.action)
        {
            self.go(strand, next);
        }
    }

    /// Makes the call of a step.
    fn ask(&mut self, strand: usize, call: &'p Call) -> Result<(), Error> {
        let waits = call.integration.ends_with(".waitForTaskToken");
        self.strands[strand].token = waits.then(|| format!("token-{:030}", self.calls.len()));
        let context = self.context(strand);
        let request = self.whole(&call.request, self.sees(strand, &context))?;
        self.call(strand, &call.integration, request, Some(call.timeout), Purpose::Task);
        Ok(())
    }

    /// The answer to a step's call.
    pub(super) fn answered(&mut self, strand: usize, outcome: Outcome) {
        let at = &self.strands[strand];
        let Some(Action::Call(call)) = at.stage.and_then(|stage| stage.steps.get(at.step)).map(|step| &step.action)
        else {
            return;
        };
        let taken = match outcome {
            Outcome::Success(result) => self.take(strand, call, &result).map(|()| result),
            Outcome::Failure { error, cause } => Err(Error::new(&error, &cause)),
            Outcome::Never => return,
        };
        match taken {
            Ok(result) => {
                self.strands[strand].input = result;
                self.go(strand, &call.next);
            }
            Err(error) => self.failed(strand, error),
        }
    }

    /// Keeps what is kept of a response; all of it is evaluated before any of it counts.
    fn take(&mut self, strand: usize, call: &'p Call, result: &Json) -> Result<(), Error> {
        let context = self.context(strand);
        let sees = Sees { result: Some(result), ..self.sees(strand, &context) };
        if let Some(until) = &call.until
            && !self.holds(until, sees)?
        {
            return Err(Error::evaluation("not done yet"));
        }
        let kept = self.fields(&call.outputs, sees)?;
        self.set(strand, &call.locals, Some(result))?;
        self.keep(strand, kept);
        Ok(())
    }

    fn fields(&self, outputs: &[(String, Value)], sees: Sees<'_>) -> Result<Map<String, Json>, Error> {
        outputs.iter().map(|(field, value)| Ok((field.clone(), self.whole(value, sees)?))).collect()
    }

    fn keep(&mut self, strand: usize, kept: Map<String, Json>) {
        let at = &self.strands[strand];
        if let Some(stage) = at.stage.filter(|_| !kept.is_empty()) {
            self.scopes[at.scope].outputs.insert(&stage.name, kept);
        }
    }

    fn set(&mut self, strand: usize, locals: &'p [(&'static str, Value)], result: Option<&Json>) -> Result<(), Error> {
        let context = self.context(strand);
        let sees = Sees { result, ..self.sees(strand, &context) };
        let values: Vec<Json> = locals.iter().map(|(_, value)| self.whole(value, sees)).collect::<Result<_, _>>()?;
        let at = &self.strands[strand];
        if let Some(stage) = at.stage {
            let named = locals.iter().zip(values).map(|((name, _), value)| ((stage.name.clone(), *name), value));
            self.scopes[at.scope].locals.extend(named);
        }
        Ok(())
    }

    /// A call has failed: again, elsewhere, or not at all.
    pub(super) fn failed(&mut self, strand: usize, error: Error) {
        let at = &self.strands[strand];
        let told;
        let action = at.stage.and_then(|stage| stage.steps.get(at.step)).map(|step| &step.action);
        let (retry, catch): (&[Retry], _) = match action {
            Some(Action::Call(call)) => (&call.retry, call.catch.as_slice()),
            _ => {
                told = failure::again();
                (&told, [].as_slice())
            }
        };
        let rule = retry.iter().enumerate().find(|(_, rule)| error.is_among(&rule.errors));
        if let Some((index, rule)) = rule {
            let at = &mut self.strands[strand];
            at.again.resize(retry.len(), 0);
            let used = at.again.get(index).copied().unwrap_or_default();
            if used < rule.attempts {
                at.again[index] += 1;
                let delay = self.delay(rule, used);
                return self.agenda.after(delay, Due::Again { strand });
            }
        }
        let Some(catch) = catch.iter().find(|catch| error.is_among(&catch.errors)) else {
            return self.fails(strand, &error);
        };
        let output = error.output();
        let context = self.context(strand);
        let sees = || Sees { error: Some(&output), ..self.sees(strand, &context) };
        let locals: Result<Vec<Json>, Error> =
            catch.locals.iter().map(|(_, value)| self.whole(value, sees())).collect();
        match self.fields(&catch.outputs, sees()).and_then(|kept| Ok((kept, locals?))) {
            Ok((kept, locals)) => {
                self.keep(strand, kept);
                let stage = self.strands[strand].stage.map_or("", |stage| &stage.name);
                let named =
                    catch.locals.iter().zip(locals).map(|((name, _), value)| ((stage.to_owned(), *name), value));
                let scope = self.strands[strand].scope;
                self.scopes[scope].locals.extend(named);
                self.strands[strand].input = json!({ "stage": stage, "failure": output });
                self.go(strand, &catch.next);
            }
            Err(error) => self.fails(strand, &error),
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "milliseconds"
    )]
    fn delay(&self, rule: &Retry, used: u64) -> Millis {
        let seconds = (rule.interval as f64 * rule.backoff.powf(used as f64)).min(rule.ceiling as f64);
        let part = if rule.jitter { self.chance.fraction() } else { 1.0 };
        (seconds * part * 1_000.0).round() as Millis
    }

    /// Goes where a step leads.
    fn go(&mut self, strand: usize, next: &'p Next) {
        let (scope, Some(stage)) = (self.strands[strand].scope, self.strands[strand].stage) else { return };
        match next {
            Next::Done => self.ended(scope, &[&stage.name]),
            Next::Step(suffix) => {
                if let Some(step) = stage.steps.iter().position(|step| step.suffix == *suffix) {
                    self.strands[strand].step = step;
                    self.agenda.after(0, Due::Step { strand });
                }
            }
            Next::Fail(cause) => self.fails_as(strand, "Pipeline.StageFailed", cause),
            Next::FailAs(error, cause) => self.fails_as(strand, error, cause),
            Next::Failed => {
                let text = |member: &str| {
                    let failure = self.strands[strand].input.get("failure");
                    failure.and_then(|failure| failure.get(member)?.as_str()).unwrap_or_default().to_owned()
                };
                let error = Error { name: text("Error"), cause: text("Cause") };
                self.fails(strand, &error);
            }
        }
    }

    /// The stage fails with what is said here.
    fn fails_as(&mut self, strand: usize, error: &str, cause: &'p Value) {
        let context = self.context(strand);
        let error = match self.whole(cause, self.sees(strand, &context)) {
            Ok(Json::String(cause)) => Error::new(error, &cause),
            Ok(other) => Error::new(error, &other.to_string()),
            Err(error) => error,
        };
        self.fails(strand, &error);
    }

    /// The stage fails.
    pub(super) fn fails(&mut self, strand: usize, error: &Error) {
        let at = &self.strands[strand];
        let Some(stage) = at.stage else { return self.told() };
        let (scope, stage) = (at.scope, stage.name.clone());
        self.fail(scope, stage, error);
    }

    pub(super) fn fail(&mut self, scope: usize, stage: String, error: &Error) {
        let path = self.scopes[scope].path.clone();
        let cause = failure::reason(&error.cause);
        self.stop(scope, Failure { stage, error: error.name.clone(), cause, path });
    }

    fn sees<'v>(&'v self, strand: usize, context: &'v Json) -> Sees<'v> {
        let at = &self.strands[strand];
        Sees { scope: at.scope, context: Some(context), input: Some(&at.input), result: None, error: None }
    }

    /// What everything may know of the execution.
    pub(super) fn execution(&self) -> Json {
        let options = self.options;
        json!({
            "Id": self.execution_id(), "Name": options.name, "RoleArn": options.role,
            "StartTime": iso(options.start), "RedriveCount": options.redrives,
        })
    }

    /// What a value may know of the execution and its state.
    fn context(&self, strand: usize) -> Json {
        let at = &self.strands[strand];
        json!({
            "Execution": self.execution(),
            "State": { "RetryCount": at.again.iter().sum::<u64>(), "EnteredTime": iso(at.entered) },
            "Task": { "Token": at.token },
        })
    }
}

/// The action of an integration, and how its end is waited for.
pub(super) fn action(integration: &str) -> (&str, Pattern) {
    let plain = integration.strip_prefix("aws-sdk:").unwrap_or(integration);
    let ends = [(".sync:2", Pattern::Job), (".sync", Pattern::Job), (".waitForTaskToken", Pattern::Token)];
    let found = ends.into_iter().find_map(|(end, pattern)| Some((plain.strip_suffix(end)?, pattern)));
    found.unwrap_or((plain, Pattern::Response))
}
