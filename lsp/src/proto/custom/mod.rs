//! Messages that are not in the protocol: what views beside a file ask.

mod compiled;
mod graph;
mod tests;

use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::TextDocumentIdentifier;

pub use compiled::{Compiled, compiled};
pub use graph::{Graph, Whole, graph, patches};
pub use tests::{Outcome, Test, outcome, test};

/// A question about a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfDocument {
    /// The file.
    pub text_document: TextDocumentIdentifier,
    /// The environment, where it is not the one that is set.
    pub env: Option<String>,
    /// Of `mlc/graph`: the revision that is known.
    pub since: Option<u64>,
    /// Of `mlc/runTests`: which tests; all of them where there are none.
    pub names: Option<Vec<String>>,
}

/// A question about a code.
#[derive(Debug, Clone, Deserialize)]
pub struct Explain {
    /// `E0203`
    pub code: String,
}

/// Its page.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// As it stands in `docs/codes/`.
    pub markdown: String,
}
