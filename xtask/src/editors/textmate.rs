//! The TextMate grammar: the scopes that its tests ask for, and none for a mistake in a file without one.

use std::path::PathBuf;

use super::corpus::sources;
use crate::command::{program, root, watch};
use crate::tally::{Tally, counted};
use crate::tools::Tools;

/// Where the tests are, and what reads them.
const FOLDER: &str = "editors/vscode/tests/grammar";

/// All of it.
pub fn check(tools: &Tools) -> Tally {
    let mut tally = scopes(tools);
    tally.add(match accepted() {
        Ok(files) => {
            let script = root().join(FOLDER).join("no_mistakes.cjs");
            counted(program("node").arg(script).arg(&tools.node_modules).args(files))
        }
        Err(problem) => Tally::failure(&problem),
    });
    tally
}

/// A test is a file with the scopes it wants in comments.
fn scopes(tools: &Tools) -> Tally {
    let mut tests = program("node");
    tests.arg(tools.node_modules.join("vscode-tmgrammar-test/dist/unit.js"));
    tests.args(["--config", "grammars.json", "*.mlflow", "*.md"]).current_dir(root().join(FOLDER));
    let mut tally = Tally::default();
    let done = watch(&mut tests, |line| {
        tally.passed += usize::from(line.contains("run successfuly"));
        tally.failed += usize::from(line.ends_with("failed"));
    });
    if let (Err(problem), 0) = (done, tally.failed) {
        tally.add(Tally::failure(&problem));
    }
    if tally.passed + tally.failed == 0 {
        tally.add(Tally::failure("no test of the grammar has run"));
    }
    tally
}

fn accepted() -> Result<Vec<PathBuf>, String> {
    let files = sources()?.into_iter().filter(|source| source.accepted);
    Ok(files.map(|source| source.path).collect())
}
