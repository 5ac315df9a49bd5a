//! `mlc lsp` without an editor: every message against the specification.

use crate::command::{build_mlc, program, root};
use crate::tally::{Tally, counted};
use crate::tools::Tools;

/// What `compiler/tests/conformance/protocol` asks.
pub fn check(tools: &Tools) -> Tally {
    Tally::all(|| {
        let mlc = build_mlc(&[])?;
        let script = root().join("compiler/tests/conformance/protocol/run.py");
        Ok(counted(program(&tools.python).arg(script).arg("--mlc").arg(mlc)))
    })
}
