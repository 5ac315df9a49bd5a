//! The lines of a text, as the mending of brackets needs them.

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Offset of its first byte.
    pub start: usize,
    /// Offset of its line end.
    pub end: usize,
    /// How many blanks it starts with.
    pub indent: usize,
    /// Offset behind its last byte that is neither blank nor comment; `start + indent` where there is none.
    pub code_end: usize,
}

impl Line {
    /// Offset of the first byte that is not blank.
    pub fn first(&self) -> usize {
        self.start + self.indent
    }

    /// Whether nothing but blanks and comments is on it.
    pub fn is_empty(&self) -> bool {
        self.code_end == self.first()
    }
}

/// All lines of `text`; `comments` are the offsets where comments start, in order.
pub(super) fn lines(text: &str, comments: &[usize]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut comments = comments.iter().copied().peekable();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let indent = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
        while comments.next_if(|at| *at < start).is_some() {}
        let code = comments.peek().copied().filter(|at| *at <= end).unwrap_or(end);
        let code_end = start + text.get(start..code).unwrap_or(line).trim_end().len();
        lines.push(Line { start, end, indent, code_end: code_end.max(start + indent) });
        start = end + 1;
    }
    lines
}

/// The index of the line that `at` is on.
pub(super) fn line_at(lines: &[Line], at: usize) -> usize {
    lines.partition_point(|line| line.start <= at).saturating_sub(1)
}
