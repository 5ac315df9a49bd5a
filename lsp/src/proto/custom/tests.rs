//! `mlc/tests` and `mlc/runTests`

use serde::Serialize;
use tower_lsp::ls_types::Range;

use crate::features::tests as feature;
use crate::proto::range;
use crate::snapshot::Snapshot;

/// A test.
#[derive(Debug, Clone, Serialize)]
pub struct Test {
    name: String,
    range: Range,
    doc: Option<String>,
}

/// How it ended.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    name: String,
    passed: bool,
    message: Option<String>,
    range: Option<Range>,
    path: Vec<String>,
}

/// A test with its place.
pub fn test(found: feature::Test, of: &Snapshot) -> Test {
    Test { range: range(of, found.span), name: found.name, doc: found.doc }
}

/// A result with its place.
pub fn outcome(found: feature::Outcome, of: &Snapshot) -> Outcome {
    Outcome {
        range: found.span.map(|span| range(of, span)),
        name: found.name,
        passed: found.passed,
        message: found.message,
        path: found.path,
    }
}
