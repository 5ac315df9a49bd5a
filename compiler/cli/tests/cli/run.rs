//! Starting `mlc`.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// How a run ended and what it said.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Fails the test unless the run ended with `code` and its problems speak of `told`.
    #[track_caller]
    pub fn ends(self, code: i32, told: &str) -> Self {
        let Self { out, err, .. } = &self;
        assert_eq!(self.code, Some(code), "stdout:\n{out}\nstderr:\n{err}");
        assert!(err.contains(told), "no `{told}` in:\n{err}");
        assert!(!err.contains("panicked") && (code == 101 || !err.contains("E0999")), "{err}");
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("mlc writes UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// `mlc` with these arguments in this directory, not yet started.
pub fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mlc"));
    command.current_dir(directory).args(arguments).env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

/// Runs it.
pub fn mlc(directory: &Path, arguments: &[&str]) -> Ran {
    command(directory, arguments).output().expect("mlc starts").into()
}

/// Runs it with `input` on standard input.
pub fn mlc_with_input(directory: &Path, arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = command(directory, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("mlc starts");
    // A run that refuses early does not read to the end.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("mlc ends").into()
}
