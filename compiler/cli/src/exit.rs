//! How a run ends.

use std::process::ExitCode;

/// What the caller of `mlc` can tell apart. A bug in `mlc` itself ends with 101, which is what a panic gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Ok,
    /// The text given has errors.
    Findings,
    /// The command line asks for what cannot be done: wrong arguments, files that cannot be read or written.
    Usage,
    /// `--check` or `--diff` found that something would change.
    Differences,
}

/// For the end of `mlc --help`.
pub const HELP: &str = "\
Exit codes:
  0    done
  1    the pipeline has errors (with `--deny warnings` also warnings), or a test does not hold
  2    wrong usage, or a file cannot be read or written
  3    `--check` or `--diff` found differences
  101  a bug in mlc";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Ok => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Differences => 3,
        })
    }
}
