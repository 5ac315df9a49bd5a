//! `file:line:column: error[E0203]: title`.

use super::place::{one_line, place};
use super::{RenderOptions, rest, severity_word};
use crate::base::Sources;
use crate::diag::Diagnostic;

pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources, options: &RenderOptions) -> String {
    let mut text = String::new();
    for found in diagnostics.iter().take(options.max) {
        let at = place(sources, found.primary.span);
        let (severity, title) = (severity_word(found.severity), one_line(&found.title));
        text += &format!("{}:{}:{}: {severity}[{}]: {title}\n", at.file, at.line, at.column, found.code.id);
    }
    if let Some(rest) = rest(diagnostics, options) {
        text += &rest;
        text.push('\n');
    }
    text
}
