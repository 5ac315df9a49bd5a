//! The problems of a whole run, over all files given.

use mlc_compiler::base::{FileId, SourceFile, Sources, Span};
use mlc_compiler::diag::{Code, Diagnostic, Severity, codes};

use crate::exit::Exit;

/// Problems and the files they lie in.
#[derive(Debug, Default)]
pub struct Findings {
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
}

/// These say that the command line asks for what cannot be done.
const OUTSIDE: [Code; 4] = [codes::UNREADABLE, codes::UNWRITABLE, codes::GIVEN_TWICE, codes::SERVICE_UNANSWERED];

impl Findings {
    /// One problem in one file.
    pub fn of(file: SourceFile, diagnostic: Diagnostic) -> Self {
        let mut sources = Sources::default();
        sources.add(file);
        Self { sources, diagnostics: vec![diagnostic] }
    }

    /// Adds the problems of one compilation; their places move with the files.
    pub fn absorb(&mut self, sources: &Sources, diagnostics: Vec<Diagnostic>) {
        if diagnostics.is_empty() {
            return;
        }
        let moved: Vec<FileId> = sources.files().iter().map(|file| self.sources.add(file.clone())).collect();
        let place = |span: &mut Span| {
            if let Some(file) = moved.get(span.file.0 as usize) {
                span.file = *file;
            }
        };
        for mut diagnostic in diagnostics {
            place(&mut diagnostic.primary.span);
            diagnostic.secondary.iter_mut().for_each(|label| place(&mut label.span));
            diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| place(&mut edit.span));
            self.diagnostics.push(diagnostic);
        }
    }

    /// Adds everything of `other`.
    pub fn append(&mut self, other: Findings) {
        self.absorb(&other.sources, other.diagnostics);
    }

    /// Makes errors of all warnings.
    pub fn deny_warnings(&mut self) {
        for diagnostic in &mut self.diagnostics {
            if diagnostic.severity == Severity::Warning {
                diagnostic.severity = Severity::Error;
                diagnostic.notes.push("a warning, made an error by `--deny warnings`".into());
            }
        }
    }

    /// Whether anything stands in the way of writing.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// How the run ends for these.
    pub fn exit(&self) -> Exit {
        if self.diagnostics.iter().any(|diagnostic| OUTSIDE.contains(&diagnostic.code)) {
            Exit::Usage
        } else if self.has_errors() {
            Exit::Findings
        } else {
            Exit::Ok
        }
    }
}
