//! One problem, as data. Text for a terminal, an editor or a machine is made elsewhere from the same value.

use std::panic::Location;

use super::codes::Code;
use crate::base::Span;

/// How bad it is: errors stop the build, warnings do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Written all the same.
    Warning,
}

/// A place and what it is in this story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What this place is; may be empty.
    pub text: String,
}

/// Replace the text of `span` by `text` (an empty span inserts).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// Whether a fix may be applied unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicability {
    /// Surely what was meant.
    Always,
    /// Likely; a person should look.
    Maybe,
    /// Contains placeholders to fill in.
    Placeholder,
}

/// A change that mends the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Imperative: "write `timeout = 1h`".
    pub title: String,
    /// Applied together; they do not overlap.
    pub edits: Vec<Edit>,
    /// May it be applied unseen.
    pub applicability: Applicability,
}

/// One problem with its place, its reason and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable identity; opens a page.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, in the user's words: lower case, no full stop, names in backticks.
    pub title: String,
    /// The place to look at first.
    pub primary: Label,
    /// Other places that matter, in telling order.
    pub secondary: Vec<Label>,
    /// Facts behind the rule, with their source.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// Changes that mend it, best first.
    pub fixes: Vec<Fix>,
    /// The line of the compiler that found it; never told. Tests hold every such line to a mistake that reaches it.
    pub origin: &'static Location<'static>,
}

impl Diagnostic {
    /// A problem with `code`, at `span`; severity comes from the code.
    #[track_caller]
    pub fn new(code: Code, span: Span, title: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            title: title.into(),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            notes: Vec::new(),
            help: None,
            fixes: Vec::new(),
            origin: Location::caller(),
        }
    }

    /// Says what the primary place is.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds a fix that replaces one place.
    #[must_use]
    pub fn fix(
        mut self,
        title: impl Into<String>,
        span: Span,
        text: impl Into<String>,
        applicability: Applicability,
    ) -> Self {
        self.fixes.push(Fix { title: title.into(), edits: vec![Edit { span, text: text.into() }], applicability });
        self
    }

    /// Adds "did you mean" for `written` at `span`: a fix per close name, and nothing where none is close.
    #[must_use]
    pub fn did_you_mean<'a>(mut self, span: Span, written: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let close = crate::base::suggest::suggest(written, known);
        let applicability = if close.len() == 1 { Applicability::Always } else { Applicability::Maybe };
        for name in close {
            self = self.fix(format!("write `{name}`"), span, name, applicability);
        }
        self
    }
}

/// Where problems are gathered.
#[derive(Debug, Default)]
pub struct Sink {
    found: Vec<Diagnostic>,
}

impl Sink {
    /// Keeps a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Whether any error was kept.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether a problem with the same code at the same place was kept already.
    pub fn contains_like(&self, other: &Diagnostic) -> bool {
        self.found.iter().any(|known| known.code == other.code && known.primary.span == other.primary.span)
    }

    /// What was kept so far, in the order of finding.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.found.iter()
    }

    /// How many problems there are now.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All problems by file and place; an error and a second one at exactly the same place and code are one.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|left, right| {
            let key = |d: &Diagnostic| (d.primary.span, d.severity, d.code.id);
            key(left).cmp(&key(right))
        });
        self.found.dedup_by(|right, left| right.code == left.code && right.primary.span == left.primary.span);
        self.found
    }
}
