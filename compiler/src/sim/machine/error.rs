//! Errors of states and their names.
//!
//! Source: "Handling errors in Step Functions workflows" of the developer guide; histories that AWS has recorded for
//! LocalStack's tests (2026-03).

use serde::Serialize;
use serde_json::{Value, json};

/// An expression failed, gave nothing or gave something that does not fit.
pub const QUERY_EVALUATION: &str = "States.QueryEvaluationError";
/// A payload or an assignment is too large.
pub const DATA_LIMIT: &str = "States.DataLimitExceeded";
/// The machine cannot go on; never retried or caught.
pub const RUNTIME: &str = "States.Runtime";
/// `TimeoutSeconds` or `HeartbeatSeconds` is over.
pub const TIMEOUT: &str = "States.Timeout";
/// Names a missing heartbeat in `ErrorEquals`; the history calls it `States.Timeout`.
pub const HEARTBEAT: &str = "States.HeartbeatTimeout";
/// A job failed; also the wildcard for any error of a task but a timeout.
pub const TASK_FAILED: &str = "States.TaskFailed";
/// No rule of a Choice holds and there is no default.
pub const NO_CHOICE: &str = "States.NoChoiceMatched";
/// More items failed than are tolerated.
pub const TOLERATED: &str = "States.ExceedToleratedFailureThreshold";
/// The items of a distributed Map cannot be read.
pub const ITEM_READER: &str = "States.ItemReaderFailed";
/// The results of a distributed Map cannot be stored.
pub const RESULT_WRITER: &str = "States.ResultWriterFailed";
const ALL: &str = "States.ALL";

/// Why a state, a branch or an execution failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Error {
    /// Its name; a Fail state may have none.
    pub error: Option<String>,
    /// Its text.
    pub cause: Option<String>,
    /// Whether it is a missing heartbeat.
    #[serde(skip)]
    pub heartbeat: bool,
}

impl Error {
    /// An error with a name and a text.
    pub fn new(error: impl Into<String>, cause: impl Into<String>) -> Self {
        Self { error: Some(error.into()), cause: Some(cause.into()), heartbeat: false }
    }

    /// A time that is over; Step Functions gives it no text.
    pub(super) fn timeout(heartbeat: bool) -> Self {
        Self { error: Some(TIMEOUT.to_owned()), cause: None, heartbeat }
    }

    /// What `$states.errorOutput` is: texts that are not there are empty.
    pub fn output(&self) -> Value {
        json!({ "Error": self.error.as_deref().unwrap_or(""), "Cause": self.cause.as_deref().unwrap_or("") })
    }

    /// Whether an `ErrorEquals` names it.
    pub(super) fn is_one_of(&self, names: &[String]) -> bool {
        let own = self.error.as_deref().unwrap_or("");
        if own == RUNTIME {
            return false;
        }
        names.iter().any(|name| match name.as_str() {
            ALL => own != DATA_LIMIT,
            TASK_FAILED => own != DATA_LIMIT && own != TIMEOUT,
            HEARTBEAT => self.heartbeat || own == HEARTBEAT,
            name => name == own,
        })
    }
}
