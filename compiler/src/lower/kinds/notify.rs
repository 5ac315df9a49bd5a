//! `notify`: one message.

use super::calls::{call, step, with_raw};
use crate::check::program::Block;
use crate::ir::{Step, Value};
use crate::lower::context::Context;

/// The message.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let field = |name: &str| block.get(name).map(|value| cx.value(value));
    let request =
        Value::object([("TopicArn", field("to")), ("Message", field("message")), ("Subject", field("subject"))]);
    vec![step("", call(cx, block, "sns:publish", with_raw(cx, block, request)))]
}
