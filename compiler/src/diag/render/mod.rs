//! Problems as text: one module a format, all from the same values. A new format is a module and a row of [`Format`].

mod github;
mod human;
mod json;
mod place;
mod sarif;
mod short;

use super::{Diagnostic, Severity};
use crate::base::Sources;

/// `--message-format`: for whom the problems are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For a person at a terminal: excerpts, labels, fixes as rewritten lines.
    #[default]
    Human,
    /// One line a problem, for editors that match lines and for `grep`.
    Short,
    /// One JSON object a line.
    Json,
    /// SARIF 2.1.0, one document for the whole run.
    Sarif,
    /// GitHub workflow commands, which become annotations.
    Github,
}

/// How a person wants to see it; the formats for machines look at none of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// Whether to write ANSI colours.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// How many problems to show before the rest is only counted.
    pub max: usize,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self { colour: false, width: 100, max: 20 }
    }
}

/// All `diagnostics` as one text that ends with a line end (and is empty where a format has nothing to say).
pub fn render(format: Format, diagnostics: &[Diagnostic], sources: &Sources, options: &RenderOptions) -> String {
    match format {
        Format::Human => human::render(diagnostics, sources, options),
        Format::Short => short::render(diagnostics, sources, options),
        Format::Json => json::render(diagnostics, sources),
        Format::Sarif => sarif::render(diagnostics, sources),
        Format::Github => github::render(diagnostics, sources),
    }
}

/// `error` or `warning`, as every format spells it.
fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// `2 errors, 1 warning`; empty where there are none of either.
fn totals(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|found| found.severity == severity).count();
    let say = |severity| match count(severity) {
        0 => None,
        1 => Some(format!("1 {}", severity_word(severity))),
        many => Some(format!("{many} {}s", severity_word(severity))),
    };
    [say(Severity::Error), say(Severity::Warning)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `... and 3 more`, where more were found than are shown.
fn rest(diagnostics: &[Diagnostic], options: &RenderOptions) -> Option<String> {
    let hidden = diagnostics.len().saturating_sub(options.max);
    (hidden > 0).then(|| format!("... and {hidden} more"))
}
