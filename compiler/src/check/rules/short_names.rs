//! Tuning and AutoML jobs have names of at most 32 characters, of which the stage's name is a part.

use crate::check::program::{Block, Program};
use crate::check::value::Value;
use crate::diag::{Diagnostic, Sink, codes};
use crate::vocab::kinds::common::SHORT_RUN;
use crate::vocab::retry;

/// Digits of the redrive count: an execution can be redriven for two weeks.
const REDRIVES: usize = 2;

/// The longest name that each such stage's job can get fits.
pub fn check(program: &Program, sink: &mut Sink) {
    for block in program.stages.values().filter(|block| matches!(block.kind.keyword, "tune" | "automl")) {
        let (run, stage) = (usize::try_from(SHORT_RUN).unwrap_or_default(), block.name.text.chars().count());
        let retries = attempts(program, block).to_string().len();
        let limit = block.kind.name_limit;
        let others = run + REDRIVES + retries + 3;
        if others + stage <= limit {
            continue;
        }
        let title = format!(
            "the job of `{}` can get a name of {} characters, and the service takes {limit}",
            block.name.text,
            others + stage
        );
        sink.push(
            Diagnostic::new(codes::NAME_TOO_LONG, block.name.span, title)
                .label(format!("{stage} characters"))
                .note(format!(
                    "{run} of the execution, {stage} of the stage, {REDRIVES} for redrives, {retries} for retries, 3 hyphens"
                ))
                .help(format!("give the stage a name of at most {} characters", limit.saturating_sub(others))),
        );
    }
}

/// How often the call that starts the job can be tried again.
fn attempts(program: &Program, block: &Block) -> u64 {
    let Some(policies) = block.get("retry").or_else(|| program.pipeline.get("retry")) else {
        return retry::ERROR_CLASSES.iter().filter(|class| class.by_default).map(|class| class.attempts).sum();
    };
    let most = |policy: &Value| match policy.get("attempts").and_then(Value::number) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        Some(attempts) => attempts as u64,
        None => retry::ERROR_CLASSES.iter().map(|class| class.attempts).max().unwrap_or_default(),
    };
    let classes = |policy: &Value| policy.get("on").map_or(1, |on| on.items().len() as u64);
    policies.items().iter().map(|policy| most(policy).saturating_mul(classes(policy))).fold(0, u64::saturating_add)
}
