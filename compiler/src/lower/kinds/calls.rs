//! What all calls share: retries, time limits, `raw`.

use crate::check::program::Block;
use crate::ir::{Action, Call, Next, Step, Value};
use crate::lower::context::Context;
use crate::lower::retry::retriers;

/// Seconds that a request-response call may take.
pub const REQUEST_TIMEOUT: u64 = 300;

/// Seconds beyond a job's own limit until the task gives up: machines have to be found and results uploaded.
pub const JOB_RESERVE: u64 = 3_600;

/// A call with the stage's retries that ends the stage; the caller changes what differs.
pub fn call(cx: &Context, block: &Block, integration: &str, request: Value) -> Call {
    Call {
        integration: integration.to_owned(),
        request,
        timeout: REQUEST_TIMEOUT,
        retry: retriers(cx, block, integration),
        catch: Vec::new(),
        until: None,
        outputs: Vec::new(),
        locals: Vec::new(),
        next: Next::Done,
    }
}

/// A step that calls.
pub fn step(suffix: &str, call: Call) -> Step {
    Step { suffix: suffix.to_owned(), action: Action::Call(Box::new(call)) }
}

/// The stage's `raw` merged over its main request.
pub fn with_raw(cx: &Context, block: &Block, mut request: Value) -> Value {
    if let Some(raw) = block.get("raw") {
        request.merge(cx.value(raw));
    }
    request
}

/// Goes to a step.
pub fn to(suffix: &str) -> Next {
    Next::Step(suffix.to_owned())
}
