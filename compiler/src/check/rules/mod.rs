//! Rules across fields, a file and a row each.

mod automl;
mod fields;
mod short_names;
mod transform;
mod tune;

use super::program::Program;
use crate::diag::Sink;

type Rule = fn(&Program, &mut Sink);

const RULES: &[Rule] = &[short_names::check, tune::check, automl::check, transform::check];

/// Applies every rule.
pub fn check(program: &Program, sink: &mut Sink) {
    for rule in RULES {
        rule(program, sink);
    }
}
