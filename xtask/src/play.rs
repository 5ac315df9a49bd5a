//! `cargo xtask play FILE SCENARIO`: builds a pipeline and runs it on the engine of the conformance suite.

use crate::command::{build_mlc, root};
use crate::tools;
use std::process::{Command, ExitCode};

/// Builds, runs, and prints the path and what the account has in the end.
pub fn play(words: &[&str]) -> ExitCode {
    match started(words) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn started(words: &[&str]) -> Result<ExitCode, String> {
    let python = tools::python()?;
    let mlc = build_mlc(&[])?;
    // Not from the project's root: the paths are those of whoever asks.
    let mut player = Command::new(&python);
    player.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1");
    player.arg(root().join("compiler/tests/conformance/play.py")).arg("--mlc").arg(mlc);
    player.arg("--scratch").arg(root().join("target/play")).args(words);
    let status = player.status().map_err(|error| format!("{}: {error}", python.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
