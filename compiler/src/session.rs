//! Floor 9: the front door. Text in, problems and artifacts out; nothing is read or written here.

use crate::base::Sources;
use crate::diag::{Diagnostic, Severity};

/// What a build is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// `--env`: which `env` block applies.
    pub env: Option<String>,
}

/// One file of the output directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Relative, with forward slashes: `payroll_fraud/state-machine.asl.json`.
    pub path: String,
    /// The whole content.
    pub text: String,
}

/// What a compilation gave: always problems, and artifacts where no error was among them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compilation {
    /// By place.
    pub diagnostics: Vec<Diagnostic>,
    /// In writing order; empty where there are errors.
    pub artifacts: Vec<Artifact>,
}

impl Compilation {
    /// Whether nothing stands in the way of writing the artifacts.
    pub fn is_ok(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }
}

/// The stages of the compiler whose value can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The lossless tree.
    Syntax,
    /// What the file says.
    Ast,
    /// Names and what they stand for.
    Resolved,
    /// Every field with its type, value and phase.
    Typed,
    /// The graph of stages with their requests.
    Ir,
    /// The state machine.
    Asl,
}

/// Parses and checks the first file; writes nothing, emits everything (limits are judged on the output).
pub fn compile(sources: &Sources, options: &Options) -> Compilation {
    let _ = (sources, options);
    Compilation::default()
}

/// The value after `stage`, as text, and the problems found on the way.
pub fn dump(sources: &Sources, options: &Options, stage: Stage) -> (String, Vec<Diagnostic>) {
    let _ = (sources, options, stage);
    (String::new(), Vec::new())
}

/// The AWS requests of one stage with every value filled in from `params` (`k=v` of the command line): `(action, JSON)`.
///
/// # Errors
/// A sentence that says which stage, parameter or value is missing.
pub fn render(
    sources: &Sources,
    options: &Options,
    stage: &str,
    params: &[(String, String)],
) -> Result<Vec<(String, String)>, String> {
    let _ = (sources, options, stage, params);
    Ok(Vec::new())
}

/// The first file, laid out the one way; with errors among the problems it is the text as it was.
pub fn format(sources: &Sources) -> (String, Vec<Diagnostic>) {
    (sources.files().first().map_or(String::new(), |file| file.text.clone()), Vec::new())
}
