//! `call`: any action, or a Lambda function.

use super::action::{Until, integration, path};
use super::calls::{REQUEST_TIMEOUT, call, step, with_raw};
use crate::check::program::Block;
use crate::check::value::{Type, Value as Checked};
use crate::ir::{Step, Value};
use crate::lower::context::Context;

/// Seconds that something waited for may take where the stage does not say: a day.
const WAIT_TIMEOUT: u64 = 86_400;

/// The call, which keeps its outputs.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let until = match block.flag("wait") {
        Some(true) => Until::Done,
        _ if block.text("wait").as_deref() == Some("token") => Until::Token,
        _ => Until::Answered,
    };
    let object = |field: &str| block.get(field).map_or_else(|| Value::Object(Vec::new()), |value| cx.value(value));
    let (integration, request, inside) = match block.get("lambda") {
        Some(function) => {
            let request =
                Value::object([("FunctionName", Some(cx.value(function))), ("Payload", Some(object("payload")))]);
            match until {
                Until::Token => ("lambda:invoke.waitForTaskToken".to_owned(), request, ""),
                _ => ("lambda:invoke".to_owned(), request, "Payload."),
            }
        }
        None => (integration(&block.text("action").unwrap_or_default(), until), object("request"), ""),
    };
    let mut made = call(cx, block, &integration, with_raw(cx, block, request));
    let timeout = if until == Until::Answered { REQUEST_TIMEOUT } else { WAIT_TIMEOUT };
    made.timeout = block.seconds("timeout").unwrap_or(timeout);
    if until == Until::Token {
        // A repeated call would hand out another token: whoever has the first would answer nobody.
        made.retry.clear();
    }
    let outputs = block.outputs.iter().filter_map(|(name, declared)| {
        let written = declared.value.as_ref()?.get("path").and_then(Checked::text)?;
        let found = Value::Result(format!("{inside}{}", path(&written)));
        Some((name.clone(), of_type(&declared.ty, found)))
    });
    made.outputs = outputs.collect();
    vec![step("", made)]
}

/// What is found, as the output is declared: a condition that reads it could do nothing with anything else, and has no
/// handler of its own. Many services write numbers as text.
fn of_type(ty: &Type, found: Value) -> Value {
    let text = |found| Value::Function("string", vec![found]);
    match ty {
        Type::Number => Value::Function("number", vec![found]),
        Type::String => text(found),
        Type::Bool => {
            let flags = [true, false].map(|flag| (flag.to_string(), Value::from(flag)));
            Value::Function("lookup", vec![Value::Object(flags.into()), text(found)])
        }
        _ => found,
    }
}
