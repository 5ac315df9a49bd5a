//! Problems that only follow from another one are not told: the reader mends the first, and they are gone.
//!
//! A line that could not be read says nothing certain of its meaning, so only its reading is told. And a name that
//! nothing declares may well be declared on such a line: where the name stands there, it is not missed.

use std::collections::BTreeSet;

use crate::base::Sources;
use crate::diag::{Diagnostic, Severity, codes};

/// Drops what follows from something else.
pub(super) fn drop_follow_ons(sources: &Sources, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let line = |problem: &Diagnostic| {
        let span = problem.primary.span;
        (span.file, sources.file(span.file).line_column(span.start).0)
    };
    let unread: BTreeSet<_> = problems.iter().filter(|problem| is_unread(problem)).map(line).collect();
    let unclear: BTreeSet<_> = problems.iter().filter(|problem| may_hide_a_name(problem)).map(line).collect();
    let mut nameless = problems.iter().filter(|problem| problem.code == codes::MISSING_NAME).count();
    let spelt = |name: &str| {
        unclear.iter().any(|(file, line)| words(sources.file(*file).line(*line).0).any(|word| word == name))
    };
    let follows = |problem: &Diagnostic| {
        if is_unread(problem) || problem.severity == Severity::Warning {
            return false;
        }
        if unread.contains(&line(problem)) {
            return true;
        }
        if problem.code != codes::UNKNOWN_NAME && problem.code != codes::UNKNOWN_OUTPUT {
            return false;
        }
        if !unclear.contains(&line(problem)) && spelt(sources.text(problem.primary.span)) {
            return true;
        }
        // A block without a name may be the one that is meant.
        let may_be_nameless = problem.code == codes::UNKNOWN_NAME && problem.fixes.is_empty() && nameless > 0;
        nameless -= usize::from(may_be_nameless);
        may_be_nameless
    };
    let mut follows = follows;
    problems.into_iter().filter(|problem| !follows(problem)).collect()
}

/// Whether the text itself could not be read.
pub(super) fn is_unread(problem: &Diagnostic) -> bool {
    problem.code.id.starts_with("E01") && problem.code != codes::MISSING_NAME
}

/// Whether the line may have declared something that nobody understood.
fn may_hide_a_name(problem: &Diagnostic) -> bool {
    is_unread(problem) || [codes::UNKNOWN_KIND, codes::UNKNOWN_FIELD, codes::MISSING_NAME].contains(&problem.code)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}
