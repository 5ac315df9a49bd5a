//! `::error file=..,line=..::text`, which a GitHub workflow shows beside the line.

use super::place::place;
use super::severity_word;
use crate::base::Sources;
use crate::diag::Diagnostic;

pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics.iter().map(|found| command(found, sources)).collect()
}

fn command(found: &Diagnostic, sources: &Sources) -> String {
    let at = place(sources, found.primary.span);
    let mut message = found.title.clone();
    if !found.primary.text.is_empty() {
        message += &format!(" ({})", found.primary.text);
    }
    for note in &found.notes {
        message += &format!("\nnote: {note}");
    }
    if let Some(help) = &found.help {
        message += &format!("\nhelp: {help}");
    }
    for fix in &found.fixes {
        message += &format!("\nfix: {}", fix.title);
    }
    format!(
        "::{} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
        severity_word(found.severity),
        property(at.file),
        at.line,
        at.end_line,
        at.column,
        at.end_column,
        property(found.code.id),
        data(&message),
    )
}

/// Escaped for the part behind the second `::`; the runner decodes exactly these.
fn data(text: &str) -> String {
    let tame = |c: char| if c.is_control() && c != '\n' && c != '\r' { ' ' } else { c };
    let text: String = text.chars().map(tame).collect();
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escaped for a `key=value` of the command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
