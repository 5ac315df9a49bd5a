//! Looking at something until it is done: Wait, Describe, Choice, a bounded number of times.

use super::calls::{step, to};
use crate::ir::{Action, Call, Next, Rule, Step, Value};

/// New attempts of one look, for each class of errors.
const TRIES: u64 = 2;

/// A bounded wait. The stage's variable `round` has to be 0 before, and what comes before goes to `wait`.
pub struct Poll<'p> {
    /// The stage.
    pub stage: &'p str,
    /// Between two looks.
    pub seconds: u64,
    /// After this time the stage fails.
    pub timeout: u64,
    /// The call that looks; its answer is the input of the rules.
    pub describe: Call,
    /// Where to go for a state that is an end; tried in order.
    pub rules: Vec<Rule>,
    /// Why the stage fails when the time is over.
    pub late: String,
}

impl Poll<'_> {
    /// The steps `wait`, `status` and `check`.
    pub fn steps(self) -> Vec<Step> {
        let rounds = self.timeout.div_ceil(self.seconds).max(1);
        let round = || Value::Local(self.stage.to_owned(), "round");
        let mut status = self.describe;
        try_less(&mut status);
        status.locals.push(("round", Value::binary("+", round(), Value::number(1))));
        status.next = to("check");
        let over = Value::binary(">=", round(), Value::number(rounds));
        let mut rules = self.rules;
        rules.push(Rule { condition: over, next: Next::Fail(Value::text(self.late)) });
        let wait = Action::Wait { seconds: self.seconds, rounds, next: to("status") };
        let check = Action::Choose { locals: Vec::new(), rules, default: to("wait") };
        vec![
            Step { suffix: "wait".into(), action: wait },
            step("status", status),
            Step { suffix: "check".into(), action: check },
        ]
    }
}

/// Every round could write the events of all its retries, and an execution may have 25,000: a look is tried again only a
/// few times, and the next round looks anyway.
pub fn try_less(look: &mut Call) {
    for retry in &mut look.retry {
        retry.attempts = retry.attempts.min(TRIES);
    }
}
