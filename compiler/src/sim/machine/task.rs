//! Task: calls, answers, tokens, timeouts.

use super::error::{Error, TASK_FAILED};
use super::evaluate::Sees;
use super::history::Made;
use super::run::{Runner, too_large};
use super::scope::bytes;
use super::strand::Due;
use crate::sim::world::{Abandoned, Call, Outcome, Pattern, Purpose};
use crate::vocab::facts::limits;
use serde_json::Value;

/// A call that was not answered yet.
#[derive(Debug)]
pub(super) struct Open {
    pub strand: usize,
    /// Signs of life so far.
    pub beats: u64,
    pub heartbeat: Option<u64>,
}

/// What events of a call are called after: of an own Lambda function or an activity, else of an integration.
fn family(resource: &str) -> &'static str {
    if resource.split(':').nth(2) == Some("lambda") {
        "LambdaFunction"
    } else if resource.contains(":activity:") {
        "Activity"
    } else {
        "Task"
    }
}

/// The action of a resource, and how its end is waited for.
fn action(resource: &str) -> (String, Pattern) {
    let Some((_, integration)) = resource.split_once(":states:::") else {
        let pattern = if resource.contains(":activity:") { Pattern::Token } else { Pattern::Response };
        return (resource.to_owned(), pattern);
    };
    let integration = integration.strip_prefix("aws-sdk:").unwrap_or(integration);
    for (ending, pattern) in [(".sync", Pattern::Job), (".sync:2", Pattern::Job), (".waitForTaskToken", Pattern::Token)]
    {
        if let Some(action) = integration.strip_suffix(ending) {
            return (action.to_owned(), pattern);
        }
    }
    (integration.to_owned(), Pattern::Response)
}

impl Runner<'_> {
    pub(super) fn task(&mut self, strand: usize) -> Result<(), Error> {
        let token = format!("token-{:030}", self.calls.len());
        let Some(at) = &mut self.strands[strand].at else { return Ok(()) };
        let state = at.state;
        let (_, pattern) = action(&state.resource);
        at.token = (pattern == Pattern::Token).then_some(token);
        let otherwise = at.input.clone();
        let arguments = match &state.arguments {
            Some(template) => self.value(strand, "Arguments", template, Sees::default())?,
            // Lambda functions and activities get the input; integrations have arguments.
            None if family(&state.resource) != "Task" => otherwise,
            None => Value::Null,
        };
        let seconds = |field: &str, template: &Option<Value>| {
            let Some(template) = template else { return Ok(None) };
            match self.whole(strand, field, template)? {
                0 => Err(self.mistake(strand, &format!("The {field} field must be positive."))),
                seconds => Ok(Some(seconds)),
            }
        };
        let timeout = seconds("TimeoutSeconds", &state.timeout_seconds)?;
        let heartbeat = seconds("HeartbeatSeconds", &state.heartbeat_seconds)?;
        if bytes(&arguments) > limits::PAYLOAD_BYTES as u64 {
            let name = self.strands[strand].at.as_ref().map_or("", |at| at.name);
            return Err(too_large(name));
        }
        self.call(strand, Purpose::Task, &state.resource, arguments, Value::Null, timeout, heartbeat);
        Ok(())
    }

    /// Makes a call and puts its end on the agenda.
    #[expect(clippy::too_many_arguments, reason = "each is a part of the call")]
    pub(super) fn call(
        &mut self,
        strand: usize,
        purpose: Purpose,
        resource: &str,
        arguments: Value,
        results: Value,
        timeout: Option<u64>,
        heartbeat: Option<u64>,
    ) {
        let number = self.calls.len();
        let (action, pattern) = action(resource);
        let at = self.strands[strand].at.as_mut();
        let Some(at) = at else { return };
        at.call = Some(number);
        let (state, retry, token) = (at.name.to_owned(), at.attempts.all, at.token.clone());
        let call = Call {
            number,
            resource: resource.to_owned(),
            action,
            pattern,
            purpose,
            arguments,
            results,
            state,
            path: self.strands[strand].path.clone(),
            execution: self.executions[self.strands[strand].execution].name.clone(),
            retry,
            time: self.now(),
            token,
            timeout,
        };
        if purpose == Purpose::Task {
            self.task_event(strand, resource, "Scheduled");
            self.task_event(strand, resource, "Started");
        }
        let answer = self.world.call(&call);
        if purpose == Purpose::Task && pattern != Pattern::Response && answer.accepted && family(resource) == "Task" {
            self.task_event(strand, resource, "Submitted");
        }
        self.calls.push(Made { call, outcome: None, ended: None, aborted: false });
        self.open.insert(number, Open { strand, beats: 0, heartbeat });
        if let Some(seconds) = heartbeat {
            self.agenda.after(seconds * 1000, Due::TimedOut { call: number, beats: Some(0) });
        }
        let token = self.calls[number].call.token.clone();
        for after in answer.heartbeats {
            if let Some(token) = token.clone() {
                self.agenda.after(after, Due::Delivered { token, outcome: Outcome::Never });
            }
        }
        for delivery in answer.deliveries {
            self.agenda.after(delivery.after, Due::Delivered { token: delivery.token, outcome: delivery.outcome });
        }
        if answer.outcome != Outcome::Never {
            self.agenda.after(answer.after, Due::Answered { call: number, outcome: answer.outcome });
        }
        // Behind the answer, so that an answer in the very last moment counts.
        let seconds = timeout.unwrap_or(limits::TIMEOUT_SECONDS);
        if purpose == Purpose::Task {
            self.agenda.after(seconds * 1000, Due::TimedOut { call: number, beats: None });
        }
    }

    fn task_event(&mut self, strand: usize, resource: &str, what: &str) {
        let name = self.strands[strand].at.as_ref().map_or("", |at| at.name);
        self.event(strand, &format!("{}{what}", family(resource)), name);
    }

    pub(super) fn delivered(&mut self, token: &str, outcome: Outcome) {
        let calls = self.open.keys().copied();
        let mut waiting = calls.filter(|call| self.calls[*call].call.token.as_deref() == Some(token));
        let Some(call) = waiting.next() else { return };
        if outcome != Outcome::Never {
            return self.answered(call, outcome);
        }
        let Some(open) = self.open.get_mut(&call) else { return };
        open.beats += 1;
        if let Some(seconds) = open.heartbeat {
            self.agenda.after(seconds * 1000, Due::TimedOut { call, beats: Some(open.beats) });
        }
    }

    pub(super) fn timed_out(&mut self, call: usize, beats: Option<u64>) {
        let Some(open) = self.open.get(&call) else { return };
        if beats.is_some_and(|beats| beats != open.beats) {
            return;
        }
        let strand = open.strand;
        self.give_up(call, Abandoned::Timeout);
        let resource = self.calls[call].call.resource.clone();
        self.task_event(strand, &resource, "TimedOut");
        self.fail(strand, Error::timeout(beats.is_some()));
    }

    /// Nobody waits for the answer of a call any more.
    pub(super) fn give_up(&mut self, call: usize, reason: Abandoned) {
        if self.open.remove(&call).is_some() {
            let now = self.now();
            let made = &mut self.calls[call];
            made.aborted = true;
            made.ended = Some(now);
            self.world.abort(&made.call, now, reason);
        }
    }

    pub(super) fn answered(&mut self, call: usize, outcome: Outcome) {
        let Some(Open { strand, .. }) = self.open.remove(&call) else { return };
        let now = self.now();
        let made = &mut self.calls[call];
        made.ended = Some(now);
        made.outcome = Some(outcome.clone());
        let (purpose, resource) = (made.call.purpose, made.call.resource.clone());
        let result = match outcome {
            Outcome::Success(result) => Ok(result),
            Outcome::Failure { error, cause } => Err(Error::new(error, cause)),
            Outcome::Never => Err(Error::new(TASK_FAILED, "")),
        };
        match purpose {
            Purpose::Task => self.task_ended(strand, &resource, result),
            Purpose::ItemReader => self.items_read(strand, result),
            Purpose::ResultWriter => self.results_written(strand, result),
        }
    }

    fn task_ended(&mut self, strand: usize, resource: &str, ended: Result<Value, Error>) {
        let Some(at) = &self.strands[strand].at else { return };
        let (state, name) = (at.state, at.name);
        let result = match ended {
            Ok(result) if bytes(&result) > limits::PAYLOAD_BYTES as u64 => Err(too_large(name)),
            other => other,
        };
        let result = match result {
            Ok(result) => result,
            Err(error) => {
                self.task_event(strand, resource, "Failed");
                return self.fail(strand, error);
            }
        };
        self.task_event(strand, resource, "Succeeded");
        let sees = Sees { result: Some(&result), ..Sees::default() };
        let leave = Self::own_way(state, result.clone(), sees);
        if let Err(error) = self.leave(strand, "", leave) {
            self.mistaken(strand, error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_read() {
        for (resource, expected, pattern) in [
            ("arn:aws:states:::sagemaker:createTrainingJob.sync", "sagemaker:createTrainingJob", Pattern::Job),
            ("arn:aws-cn:states:::aws-sdk:s3:getObject", "s3:getObject", Pattern::Response),
            ("arn:aws:states:::states:startExecution.sync:2", "states:startExecution", Pattern::Job),
            ("arn:aws:states:::lambda:invoke", "lambda:invoke", Pattern::Response),
            ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "sqs:sendMessage", Pattern::Token),
        ] {
            assert_eq!(action(resource), (expected.to_owned(), pattern));
            assert_eq!(family(resource), "Task");
        }
        let function = "arn:aws:lambda:eu-west-1:123456789012:function:f";
        assert_eq!((action(function).1, family(function)), (Pattern::Response, "LambdaFunction"));
    }
}
