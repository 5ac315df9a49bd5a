//! A span as the numbers people and tools count in.

use crate::base::{Sources, Span};

/// Line and column of both ends; all from 1, columns count characters, the end is the column behind the last character.
pub(super) struct Place<'a> {
    pub file: &'a str,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// Where `span` lies.
pub(super) fn place(sources: &Sources, span: Span) -> Place<'_> {
    let file = sources.file(span.file);
    let (line, column) = file.line_column(span.start);
    let (end_line, end_column) = file.line_column(span.end.max(span.start));
    Place { file: &file.name, line, column, end_line, end_column }
}

/// `text` on one line and without characters that would move a terminal's cursor.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
