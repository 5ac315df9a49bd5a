//! What can be known to be wrong with a state machine before AWS sees it. Knows nothing of `.mlflow`.

mod bits;
mod document;
mod expressions;
pub mod limits;
mod loops;
mod resource;
mod retry;
mod rule;
mod shape;
mod structure;
mod variables;
mod walk;

use super::jsonata::{self, JsonataError, Parsed};
use super::model::StateMachine;
use crate::base::pointer::Pointer;
use crate::diag::Severity;
use indexmap::IndexMap;
use std::rc::Rc;

pub use document::read;
pub use limits::{History, LoopBound, worst_case_events, worst_case_transitions};
pub use loops::{Longest, longest};
pub use resource::Integration;
pub use rule::Rule;

/// One problem of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// JSON pointer of the value it is about.
    pub pointer: String,
    /// Which rule is broken; a stable name.
    pub rule: Rule,
    /// One sentence: lower case, no full stop, names in backticks.
    pub message: String,
    /// Errors are refused by AWS or fail when running.
    pub severity: Severity,
}

/// Every problem of `machine`, in document order within a rule family. How long its history can grow depends on what
/// only the emitter knows: see [`limits::history`].
pub fn verify(machine: &StateMachine) -> Vec<Finding> {
    let mut report = Report::default();
    structure::check(machine, &mut report);
    expressions::check(machine, &mut report);
    variables::check(machine, &mut report);
    limits::check(machine, &mut report);
    report.findings
}

/// Findings so far, and every expression parsed once.
#[derive(Default)]
struct Report<'a> {
    findings: Vec<Finding>,
    expressions: IndexMap<&'a str, Rc<Result<Parsed, JsonataError>>>,
}

impl<'a> Report<'a> {
    fn error(&mut self, at: &Pointer<'_>, rule: Rule, message: impl Into<String>) {
        self.add(at, rule, message.into(), Severity::Error);
    }

    fn warning(&mut self, at: &Pointer<'_>, rule: Rule, message: impl Into<String>) {
        self.add(at, rule, message.into(), Severity::Warning);
    }

    fn add(&mut self, at: &Pointer<'_>, rule: Rule, message: String, severity: Severity) {
        self.findings.push(Finding { pointer: at.to_string(), rule, message, severity });
    }

    /// The parsed form of an expression (the text between `{%` and `%}`).
    fn parse(&mut self, expression: &'a str) -> Rc<Result<Parsed, JsonataError>> {
        Rc::clone(self.expressions.entry(expression).or_insert_with(|| Rc::new(jsonata::parse(expression))))
    }
}

/// "; did you mean `x`?" or nothing.
fn did_you_mean<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    crate::base::suggest::suggest(written, known)
        .first()
        .map_or_else(String::new, |close| format!("; did you mean `{close}`?"))
}
