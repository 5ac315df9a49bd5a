//! `wait`: a fixed time, or a bounded loop of looking and waiting.

use super::action::{Until, integration, path};
use super::calls::{call, step, to, with_raw};
use super::poll;
use crate::check::program::Block;
use crate::check::value::Value as Checked;
use crate::ir::{Action, Next, Rule, Step, Value};
use crate::lower::context::Context;
use crate::vocab::units;

const DEFAULT_EVERY: u64 = 60;
const DEFAULT_TIMEOUT: u64 = 3_600;

/// The wait, or look, check and wait.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    if let Some(seconds) = block.seconds("time") {
        return vec![Step { suffix: String::new(), action: Action::Wait { seconds, rounds: 1, next: Next::Done } }];
    }
    let stage = &block.name.text;
    let seconds = block.seconds("every").unwrap_or(DEFAULT_EVERY).max(1);
    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    let rounds = timeout.div_ceil(seconds).max(1);
    let action = block.text("until").unwrap_or_default();
    let value = block.text("value").unwrap_or_default();
    let round = || Value::Local(stage.clone(), "round");

    // The first look comes before the first wait, so the counter starts where it is not set yet.
    let counted = Value::If(
        Box::new(Value::Function("exists", vec![round()])),
        Box::new(Value::binary("+", round(), Value::number(1))),
        Box::new(Value::number(1)),
    );
    let request = block.get("request").map_or_else(|| Value::Object(Vec::new()), |request| cx.value(request));
    let mut look = call(cx, block, &integration(&action, Until::Answered), with_raw(cx, block, request));
    look.locals = vec![("round", counted)];
    look.outputs = vec![("value".to_owned(), Value::Result(path(&value)))];
    poll::try_less(&mut look);
    look.next = to("check");

    let described = || Value::Input(path(&value));
    let one_of = |field: &str| {
        let words = block.get(field).map(Checked::items).unwrap_or_default().iter().filter_map(Checked::text);
        Value::binary("in", described(), Value::List(words.map(Value::text).collect()))
    };
    let failed = Value::concat([Value::text(format!("{value} of {action} is ")), described()]);
    let late = format!("{value} of {action} did not become what was waited for in {}", units::duration(timeout));
    let mut rules = vec![Rule { condition: one_of("success"), next: Next::Done }];
    if block.get("failure").is_some_and(|words| !words.items().is_empty()) {
        rules.push(Rule { condition: one_of("failure"), next: Next::Fail(failed) });
    }
    rules.push(Rule {
        condition: Value::binary(">=", round(), Value::number(rounds)),
        next: Next::Fail(Value::text(late)),
    });
    vec![
        step("", look),
        Step { suffix: "check".into(), action: Action::Choose { locals: Vec::new(), rules, default: to("wait") } },
        Step { suffix: "wait".into(), action: Action::Wait { seconds, rounds, next: to("") } },
    ]
}
