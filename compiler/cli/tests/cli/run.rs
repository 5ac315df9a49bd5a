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

/// A directory to run `mlc` in as a user who is not root, since root may read and write everything.
#[cfg(unix)]
pub struct Nobody {
    root: tempfile::TempDir,
    /// Where it runs.
    pub work: std::path::PathBuf,
}

#[cfg(unix)]
impl Nobody {
    /// The number of the user `nobody` everywhere.
    const USER: u32 = 65534;

    /// With a copy of `mlc` beside it that anybody may start.
    pub fn new() -> Self {
        let root = tempfile::tempdir().expect("a directory");
        let work = root.path().join("work");
        std::fs::create_dir(&work).expect("made");
        std::fs::copy(env!("CARGO_BIN_EXE_mlc"), root.path().join("mlc")).expect("copied");
        let place = Self { root, work };
        place.close("..", 0o755);
        place
    }

    /// Sets the permissions of a file or directory in it.
    pub fn close(&self, name: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(self.work.join(name), std::fs::Permissions::from_mode(mode)).expect("closed");
    }

    /// Runs `mlc` in it.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        use std::os::unix::fs::MetadataExt;
        use std::os::unix::process::CommandExt;
        let mut command = Command::new(self.root.path().join("mlc"));
        command.current_dir(&self.work).args(arguments).stdin(Stdio::null());
        // What this process makes belongs to the user it runs as.
        if std::fs::metadata(&self.work).expect("there").uid() == 0 {
            command.uid(Self::USER).gid(Self::USER);
        }
        // A test on another thread that starts a process just now holds the copy open for a moment.
        loop {
            match command.output() {
                Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => std::thread::yield_now(),
                output => return output.expect("mlc starts").into(),
            }
        }
    }
}
