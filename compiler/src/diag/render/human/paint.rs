//! Colours, asked for by what they mean.

use anstyle::{AnsiColor, Style};

use crate::diag::Severity;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// Source text and prose.
    Plain,
    /// Titles.
    Strong,
    /// Line numbers, bars and arrows.
    Gutter,
    /// The place the problem is at.
    Primary(Severity),
    /// Other places.
    Secondary,
    /// A line a fix takes away.
    Removed,
    /// A line a fix writes.
    Added,
}

/// `text`, coloured where colours are wanted.
pub(super) fn paint(text: &str, paint: Paint, colour: bool) -> String {
    let bold = |colour: AnsiColor| Style::new().bold().fg_color(Some(colour.into()));
    let style = match paint {
        Paint::Plain => Style::new(),
        Paint::Strong => Style::new().bold(),
        Paint::Gutter | Paint::Secondary => bold(AnsiColor::BrightBlue),
        Paint::Primary(Severity::Error) => bold(AnsiColor::BrightRed),
        Paint::Primary(Severity::Warning) => bold(AnsiColor::BrightYellow),
        Paint::Removed => Style::new().fg_color(Some(AnsiColor::BrightRed.into())),
        Paint::Added => Style::new().fg_color(Some(AnsiColor::BrightGreen.into())),
    };
    if !colour || text.is_empty() || style == Style::new() {
        return text.to_owned();
    }
    format!("{style}{text}{style:#}")
}

/// A row of painted characters; writing beyond its end fills with spaces.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    cells: Vec<(char, Paint)>,
}

impl Row {
    /// Puts `c` at `column`, over what is there.
    pub fn put(&mut self, column: usize, c: char, paint: Paint) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, (' ', Paint::Plain));
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = (c, paint);
        }
    }

    /// Puts `c` at every column of `columns`.
    pub fn fill(&mut self, columns: std::ops::Range<usize>, c: char, paint: Paint) {
        for column in columns {
            self.put(column, c, paint);
        }
    }

    /// Writes `text` from `column` on; nothing may follow it, for its characters need not be one column wide.
    pub fn write(&mut self, column: usize, text: &str, paint: Paint) {
        for (at, c) in text.chars().enumerate() {
            self.put(column + at, c, paint);
        }
    }

    /// The first column after everything written.
    pub fn end(&self) -> usize {
        self.cells.len()
    }

    /// As text, without spaces at its end.
    pub fn render(&self, colour: bool) -> String {
        let used = self.cells.iter().rposition(|(c, _)| *c != ' ').map_or(0, |last| last + 1);
        let mut text = String::new();
        for run in self.cells.get(..used).unwrap_or_default().chunk_by(|left, right| left.1 == right.1) {
            let piece: String = run.iter().map(|(c, _)| *c).collect();
            text += &paint(&piece, run.first().map_or(Paint::Plain, |cell| cell.1), colour);
        }
        text
    }
}
