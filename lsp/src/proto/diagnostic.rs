//! Problems.

use mlc_compiler::diag::{self, codes};
use tower_lsp::ls_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, NumberOrString,
};

use super::{Addresses, range};
use crate::features::diagnostics::Found;

/// A problem with its other places as related information, and in its text what to do.
pub fn diagnostic(found: &Found<'_>, addresses: &Addresses) -> Diagnostic {
    let problem = found.diagnostic;
    let related: Vec<_> = problem
        .secondary
        .iter()
        .filter_map(|label| {
            let location = addresses.location(found.of, label.span)?;
            let message = if label.text.is_empty() { "see here".to_owned() } else { label.text.clone() };
            Some(DiagnosticRelatedInformation { location, message })
        })
        .collect();
    let unused = problem.code.id == codes::UNUSED.id;
    Diagnostic {
        range: range(found.of, problem.primary.span),
        severity: Some(match problem.severity {
            diag::Severity::Error => DiagnosticSeverity::ERROR,
            diag::Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(problem.code.id.to_owned())),
        source: Some("mlc".to_owned()),
        message: message(problem),
        related_information: (!related.is_empty()).then_some(related),
        tags: unused.then(|| vec![DiagnosticTag::UNNECESSARY]),
        ..Diagnostic::default()
    }
}

/// Title, label, notes and help, a line each: editors show no more than this text.
fn message(problem: &diag::Diagnostic) -> String {
    let label = Some(&problem.primary.text).filter(|text| !text.is_empty());
    let help = problem.help.as_ref().map(|help| format!("help: {help}"));
    let lines: Vec<&str> = std::iter::once(problem.title.as_str())
        .chain(label.map(String::as_str))
        .chain(problem.notes.iter().map(String::as_str))
        .chain(help.as_deref())
        .collect();
    lines.join("\n")
}
