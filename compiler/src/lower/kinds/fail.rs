//! `fail`: the end that a pipeline gives itself.

use crate::check::program::Block;
use crate::ir::{Action, Next, Step, Value};
use crate::lower::context::Context;

/// The way to the failure handler.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let error = block.text("error").unwrap_or_default();
    let cause = block.get("cause").map_or_else(|| Value::text(""), |cause| cx.value(cause));
    let next = Next::FailAs(error, cause);
    vec![Step { suffix: String::new(), action: Action::Set { locals: Vec::new(), next } }]
}
