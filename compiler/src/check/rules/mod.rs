//! Rules across fields, a file and a row each.

use super::program::Program;
use crate::diag::Sink;

type Rule = fn(&Program, &mut Sink);

const RULES: &[Rule] = &[];

/// Applies every rule.
pub fn check(program: &Program, sink: &mut Sink) {
    for rule in RULES {
        rule(program, sink);
    }
}
