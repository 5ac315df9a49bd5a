//! `approve`: a message with a token, and the wait for whoever hands it back.

use super::calls::{call, step, with_raw};
use crate::check::program::Block;
use crate::ir::{Catch, Next, Step, Value};
use crate::lower::context::Context;

/// The message; the stage keeps whether the answer was yes.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let timeout = block.seconds("timeout").unwrap_or(86_400);
    let mut ask = call(cx, block, "sns:publish.waitForTaskToken", with_raw(cx, block, request(cx, block)));
    ask.timeout = timeout;
    // A repeated message would carry another token: whoever answers the first would answer nobody.
    ask.retry.clear();
    let goes_on = |field: &str| block.text(field).as_deref() == Some("go_on");
    let no = || vec![("approved".to_owned(), Value::from(false))];
    // Every other error name is the answerer's own.
    for (field, error) in [("on_timeout", "States.Timeout"), ("on_reject", "States.TaskFailed")] {
        if goes_on(field) {
            ask.catch.push(Catch { errors: vec![error], outputs: no(), locals: Vec::new(), next: Next::Done });
        }
    }
    ask.outputs = vec![("approved".to_owned(), Value::from(true))];
    vec![step("", ask)]
}

fn request(cx: &Context, block: &Block) -> Value {
    let default = format!("{} asks for approval: {}", cx.program.pipeline.name.text, block.name.text);
    let text = block.get("message").map_or_else(|| Value::text(default), |message| cx.value(message));
    let message = Value::Object(vec![
        ("message".into(), text),
        ("execution".into(), Value::Context("Execution.Id")),
        ("token".into(), Value::Context("Task.Token")),
    ]);
    Value::object([
        ("TopicArn", block.get("ask").map(|topic| cx.value(topic))),
        ("Message", Some(Value::Function("string", vec![message]))),
        ("Subject", block.get("subject").map(|subject| cx.value(subject))),
    ])
}
