//! For a person at a terminal: what, where, why and the way out, in plain ASCII.
//!
//! `report` says a diagnostic in miette's words and holds our handler for it; `excerpt` and `patch` draw source lines and know
//! nothing of miette.

mod excerpt;
mod paint;
mod patch;
mod report;
mod shown;

use super::{RenderOptions, rest, totals};
use crate::base::Sources;
use crate::diag::Diagnostic;

pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources, options: &RenderOptions) -> String {
    let mut text = String::new();
    for found in diagnostics.iter().take(options.max) {
        text += &report::render(found, sources, options);
        text.push('\n');
    }
    if let Some(rest) = rest(diagnostics, options) {
        text += &format!("{rest}\n\n");
    }
    if !diagnostics.is_empty() {
        text += &totals(diagnostics);
        text.push('\n');
    }
    text
}
