//! The states of one stage.

use serde_json::{Map, Value as Json, json};

use super::{Emitter, Scope, failure, failure_output};
use crate::ir::{Action, Call, Catch, Next, Retry, Stage, Step, Value};
use crate::target::asl::expression::{jsonata, local, template, wrap};
use crate::target::asl::model::{Assign, Catcher, Choice, Pass, Retrier, Rule, State, Task, Transition, Wait};
use crate::target::asl::parameters;
use crate::vocab::facts::api;

/// The name of a stage's first state.
pub(super) fn first(stage: &Stage) -> String {
    stage.steps.first().map_or_else(|| stage.name.clone(), |step| state_name(stage, &step.suffix))
}

/// The stage that a state is named after, and its role there: nothing for the main one. The stage of what belongs to the
/// whole machine is `pipeline`.
pub fn stage_and_role(state: &str) -> (&str, &str) {
    state.split_once('/').unwrap_or((state, ""))
}

fn state_name(stage: &Stage, suffix: &str) -> String {
    if suffix.is_empty() { stage.name.clone() } else { format!("{}/{suffix}", stage.name) }
}

impl<'p> Emitter<'p> {
    /// Writes a stage that goes on to `next`, or ends the scope.
    pub(super) fn stage(&mut self, stage: &'p Stage, next: Option<&str>, scope: &mut Scope) {
        let exits = stage.steps.iter().filter(|step| leaves(&step.action)).count();
        // Several exits, or one that is no task, cannot carry a branch's output themselves.
        let plain = stage.steps.iter().any(|step| leaves(&step.action) && !ends_with_its_result(&step.action));
        let done = (next.is_none() && (plain || scope.is_branch() && exits > 1)).then(|| self.done(scope));
        let next = next.or(done.as_deref());
        let main = stage.steps.iter().position(|step| step.suffix.is_empty()).unwrap_or(0);
        for (index, step) in stage.steps.iter().enumerate() {
            let name = state_name(stage, &step.suffix);
            let comment = (index == main).then(|| stage.doc.clone()).flatten();
            self.entry = index == 0 && self.pipeline.guarded_by.as_ref() == Some(&stage.name);
            let state = self.step(stage, step, comment, next, scope);
            self.entry = false;
            self.spans.insert(name.clone(), stage.span);
            if is_main(stage, step) {
                self.mains.insert(name.clone(), stage.name.clone());
            }
            if let Action::Wait { rounds, .. } = step.action {
                self.rounds.insert(name.clone(), rounds);
            }
            scope.states.insert(name, state);
        }
    }

    fn step(
        &mut self,
        stage: &Stage,
        step: &Step,
        comment: Option<String>,
        next: Option<&str>,
        scope: &mut Scope,
    ) -> State {
        match &step.action {
            Action::Call(call) => State::Task(self.task(stage, call, comment, next, scope)),
            Action::Set { locals, next: after } => {
                let assign = self.assigned(stage, locals, scope);
                let output = if matches!(after, Next::Done) { None } else { self.target(stage, after, next, scope).1 };
                State::Pass(Pass { comment, assign, output, transition: self.transition(stage, after, next, scope) })
            }
            Action::Wait { seconds, next: after, .. } => State::Wait(Wait {
                comment,
                seconds: Json::from(*seconds),
                assign: Assign::new(),
                transition: self.transition(stage, after, next, scope),
            }),
            Action::Choose { locals, rules, default } => {
                let assign = self.assigned(stage, locals, scope);
                let choices = rules
                    .iter()
                    .map(|rule| {
                        let condition = wrap(&jsonata(&rule.condition, &self.names(scope)));
                        let (next, output) = self.target(stage, &rule.next, next, scope);
                        Rule { condition, assign: assign.clone(), output, next }
                    })
                    .collect();
                let (default, output) = self.target(stage, default, next, scope);
                State::Choice(Choice { comment, choices, default, assign, output })
            }
        }
    }

    /// Variables of the stage's own.
    fn assigned(&self, stage: &Stage, locals: &[(&'static str, Value)], scope: &Scope) -> Assign {
        let names = self.names(scope);
        locals.iter().map(|(name, value)| (local(&stage.name, name), template(value, &names))).collect()
    }

    fn task(
        &mut self,
        stage: &Stage,
        call: &Call,
        comment: Option<String>,
        next: Option<&str>,
        scope: &mut Scope,
    ) -> Task {
        let ends = call.next == Next::Done && next.is_none();
        let names = self.names(scope);
        let kept_value = combine(&call.outputs);
        let mut assign: Assign = Assign::new();
        let mut output = Map::new();
        if let Some(value) = kept_value {
            let value = template(&value, &names);
            let depth = scope.path.len();
            let leaves = self.scopes.get(&stage.name).is_some_and(|visibility| visibility.depth < depth);
            if !(ends && leaves) {
                assign.insert(self.scopes.name_at(&stage.name, depth), value.clone());
            }
            if ends && leaves {
                output.insert(stage.name.clone(), value);
            }
        }
        for (name, value) in &call.locals {
            assign.insert(local(&stage.name, name), template(value, &names));
        }
        let ends_branch = ends && scope.is_branch();
        if ends_branch {
            self.export(scope, &mut output);
        }
        let output = match &call.until {
            Some(until) => Some(Json::String(wrap(&jsonata(&or_not_yet(until), &self.names(scope))))),
            None => ends_branch.then_some(Json::Object(output)),
        };
        let mut arguments = template(&call.request, &self.names(scope));
        // `raw` may have added members at the end.
        let (service, action) = service_and_action(&call.integration);
        api::order(service, action, &mut arguments);
        let mut catch: Vec<Catcher> = call.catch.iter().map(|catch| self.catch(stage, catch, next, scope)).collect();
        // Nothing is tried after a catcher of everything.
        if !call.catch.iter().any(|catch| catch.errors.contains(&"States.ALL")) && !scope.is_bare {
            catch.push(self.catcher(scope, &stage.name));
        }
        if self.entry {
            self.judge(stage, &mut assign, &mut catch);
        }
        Task {
            comment,
            resource: format!("arn:{}:states:::{}", self.pipeline.partition, call.integration),
            arguments,
            assign,
            output,
            retry: call.retry.iter().map(retrier).collect(),
            catch,
            timeout_seconds: Some(call.timeout),
            heartbeat_seconds: None,
            transition: self.transition(stage, &call.next, next, scope),
        }
    }

    fn catch(&mut self, stage: &Stage, catch: &Catch, next: Option<&str>, scope: &mut Scope) -> Catcher {
        let (target, told) = self.target(stage, &catch.next, next, scope);
        let mut assign = Assign::new();
        if let Some(value) = combine(&catch.outputs) {
            let name = self.scopes.name_at(&stage.name, scope.path.len());
            assign.insert(name, template(&value, &self.names(scope)));
        }
        for (name, value) in &catch.locals {
            assign.insert(local(&stage.name, name), template(value, &self.names(scope)));
        }
        Catcher {
            error_equals: catch.errors.iter().map(|error| (*error).to_owned()).collect(),
            assign,
            output: told.or_else(|| Some(failure_output(&stage.name))),
            next: target,
        }
    }

    fn transition(&mut self, stage: &Stage, to: &Next, next: Option<&str>, scope: &mut Scope) -> Transition {
        match (to, next) {
            (Next::Done, None) => Transition::End(true),
            _ => Transition::Next(self.target(stage, to, next, scope).0),
        }
    }

    /// The state that a step goes to, and the output it needs on the way there.
    fn target(&mut self, stage: &Stage, to: &Next, next: Option<&str>, scope: &mut Scope) -> (String, Option<Json>) {
        match to {
            Next::Done => (next.map_or_else(|| self.done(scope), str::to_owned), None),
            Next::Step(suffix) => (state_name(stage, suffix), None),
            Next::Failed => {
                scope.can_fail = true;
                (scope.failed.clone(), None)
            }
            Next::Fail(cause) => self.fail(stage, "Pipeline.StageFailed", cause, scope),
            Next::FailAs(error, cause) => self.fail(stage, error, cause, scope),
        }
    }
}

impl Emitter<'_> {
    /// The first call sets the variables that a state before it would have set, also on the way to the handler, and leads
    /// to the state that says what is wrong with the input.
    fn judge(&self, stage: &Stage, assign: &mut Assign, catch: &mut Vec<Catcher>) {
        let own = std::mem::replace(assign, parameters::variables(self.pipeline, parameters::INPUT));
        assign.extend(own);
        for catcher in catch.iter_mut() {
            let read = failure::reads(self.pipeline);
            catcher.assign = parameters::variables_in(self.pipeline, &read, parameters::INPUT);
        }
        let wrong = Catcher {
            error_equals: vec!["States.QueryEvaluationError".to_owned()],
            assign: Assign::new(),
            output: Some(failure_output(&stage.name)),
            next: super::parameters::STATE.to_owned(),
        };
        catch.insert(0, wrong);
    }

    /// Where failures go, and what they carry.
    fn fail(&self, stage: &Stage, error: &str, cause: &Value, scope: &mut Scope) -> (String, Option<Json>) {
        scope.can_fail = true;
        let failure = json!({ "Error": error, "Cause": template(cause, &self.names(scope)) });
        (scope.failed.clone(), Some(json!({ "stage": stage.name, "failure": failure })))
    }
}

/// Whether an action only ends the stage after its call has succeeded.
fn ends_with_its_result(action: &Action) -> bool {
    matches!(action, Action::Call(call) if !call.catch.iter().any(|catch| catch.next == Next::Done))
}

/// Whether an action can end the stage.
fn leaves(action: &Action) -> bool {
    match action {
        Action::Call(call) => call.next == Next::Done || call.catch.iter().any(|catch| catch.next == Next::Done),
        Action::Choose { rules, default, .. } => {
            *default == Next::Done || rules.iter().any(|rule| rule.next == Next::Done)
        }
        Action::Set { next, .. } | Action::Wait { next, .. } => *next == Next::Done,
    }
}

/// Whether a step sends the request that the kind's row describes.
fn is_main(stage: &Stage, step: &Step) -> bool {
    let Action::Call(call) = &step.action else { return false };
    let action = crate::vocab::kinds::find(stage.kind).map_or("", |kind| kind.action);
    action_of(&call.integration) == action
}

/// `sagemaker` and `createTrainingJob` of `aws-sdk:sagemaker:createTrainingJob.sync`.
pub fn service_and_action(integration: &str) -> (&str, &str) {
    let plain = integration.strip_prefix("aws-sdk:").unwrap_or(integration);
    let (service, action) = plain.split_once(':').unwrap_or((plain, ""));
    (service, action.split('.').next().unwrap_or(action))
}

/// `CreateTrainingJob` of `sagemaker:createTrainingJob.sync`, as the API spells it.
pub fn action_of(integration: &str) -> String {
    let mut letters = service_and_action(integration).1.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One object of the kept fields. Fields that are computed over the same bound names are computed together.
fn combine(kept: &[(String, Value)]) -> Option<Value> {
    let (_, first) = kept.first()?;
    let Value::Let(bound, _) = first else {
        return Some(Value::Object(kept.iter().map(|(field, value)| (field.clone(), value.clone())).collect()));
    };
    let fields = kept.iter().map(|(field, value)| match value {
        Value::Let(_, inner) => (field.clone(), inner.as_ref().clone()),
        other => (field.clone(), other.clone()),
    });
    Some(Value::Let(bound.clone(), Box::new(Value::Object(fields.collect()))))
}

/// The response, or a failure that a retrier waits for.
fn or_not_yet(until: &Value) -> Value {
    let not_yet = Value::Function("error", vec![Value::text("not done yet")]);
    Value::If(Box::new(until.clone()), Box::new(Value::Result(String::new())), Box::new(not_yet))
}

fn retrier(retry: &Retry) -> Retrier {
    Retrier {
        error_equals: retry.errors.iter().map(|error| (*error).to_owned()).collect(),
        interval_seconds: retry.interval,
        max_attempts: retry.attempts,
        backoff_rate: retry.backoff,
        max_delay_seconds: Some(retry.ceiling),
        jitter_strategy: Some(if retry.jitter { "FULL" } else { "NONE" }.to_owned()),
    }
}
