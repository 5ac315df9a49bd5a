//! Whoever answers the calls of a running machine.

use super::clock::Millis;
use serde::Serialize;
use serde_json::Value;

/// How a task waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Pattern {
    /// For the response.
    Response,
    /// For the end of the job it started (`.sync`, `.sync:2`).
    Job,
    /// Until somebody hands the token back (`.waitForTaskToken`).
    Token,
}

/// What a call is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Purpose {
    /// The work of a Task state.
    Task,
    /// The items of a distributed Map.
    ItemReader,
    /// Storing the results of a distributed Map.
    ResultWriter,
}

/// A call, as the machine makes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Call {
    /// Its number in this run, from 0.
    pub number: usize,
    /// The state's `Resource` as it is written.
    pub resource: String,
    /// `sagemaker:createTrainingJob` of `arn:aws:states:::aws-sdk:sagemaker:createTrainingJob.sync`; a resource of
    /// another kind as it is written.
    pub action: String,
    /// How the answer is waited for.
    pub pattern: Pattern,
    /// What it is for.
    pub purpose: Purpose,
    /// The evaluated `Arguments`; null where there are none.
    pub arguments: Value,
    /// The results to be stored, for [`Purpose::ResultWriter`]; else null.
    pub results: Value,
    /// The state that calls.
    pub state: String,
    /// The branches and iterations around the state, outermost first: `trees/parallel[1]`; empty in the root.
    pub path: String,
    /// The name of the execution that calls: an item of a distributed Map has one of its own.
    pub execution: String,
    /// How many times the state was tried before.
    pub retry: u64,
    /// When.
    pub time: Millis,
    /// The token that ends a call with [`Pattern::Token`].
    pub token: Option<String>,
    /// Seconds after which the state gives up, where it says so.
    pub timeout: Option<u64>,
}

/// How something ends.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Outcome {
    /// With this result.
    Success(Value),
    /// With an error.
    Failure {
        /// Its name, such as `SageMaker.ResourceLimitExceededException`.
        error: String,
        /// Its text.
        cause: String,
    },
    /// Not by itself: a timeout, an abort or a token that comes back elsewhere ends it.
    Never,
}

/// Why nobody waits for an answer any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Abandoned {
    /// The state's or the execution's time is over.
    Timeout,
    /// Another branch or iteration has failed.
    Sibling,
}

/// What the world answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// How the call ends.
    pub outcome: Outcome,
    /// How long after the call.
    pub after: Millis,
    /// Whether the service took the request. A job that fails was taken, a refused request was not.
    pub accepted: bool,
    /// When somebody who holds the token says that he is still at it, from the time of the call.
    pub heartbeats: Vec<Millis>,
    /// Tokens of other calls that come back because of this call.
    pub deliveries: Vec<Delivery>,
}

/// A token that comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Which.
    pub token: String,
    /// How long after the call that causes it.
    pub after: Millis,
    /// With what; [`Outcome::Never`] is a sign of life.
    pub outcome: Outcome,
}

impl Answer {
    fn of(outcome: Outcome, after: Millis) -> Self {
        Self { outcome, after, accepted: true, heartbeats: Vec::new(), deliveries: Vec::new() }
    }

    /// A result, after a while.
    pub fn success(result: Value, after: Millis) -> Self {
        Self::of(Outcome::Success(result), after)
    }

    /// A job that was started and failed, or a token that came back with a no.
    pub fn failure(error: impl Into<String>, cause: impl Into<String>, after: Millis) -> Self {
        Self::of(Outcome::Failure { error: error.into(), cause: cause.into() }, after)
    }

    /// A request that the service refuses.
    pub fn refusal(error: impl Into<String>, cause: impl Into<String>, after: Millis) -> Self {
        Self { accepted: false, ..Self::failure(error, cause, after) }
    }

    /// No answer at all.
    pub fn never() -> Self {
        Self::of(Outcome::Never, 0)
    }
}

/// Services, jobs and people around a machine.
pub trait World {
    /// Answers a call. Calls come in the order of virtual time.
    fn call(&mut self, call: &Call) -> Answer;

    /// Told that nobody waits for the answer of a call any more. Step Functions stops the job of a `.sync` task then.
    fn abort(&mut self, call: &Call, now: Millis, reason: Abandoned) {
        let _ = (call, now, reason);
    }
}

impl<F: FnMut(&Call) -> Answer> World for F {
    fn call(&mut self, call: &Call) -> Answer {
        self(call)
    }
}
