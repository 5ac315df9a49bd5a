//! Offsets as editors count them: lines from 0, columns in UTF-16 units.

use std::ops::Range;

/// A place between two characters, as an editor counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// From 0.
    pub line: u32,
    /// UTF-16 units from the start of the line.
    pub column: u32,
}

/// Where the lines of a text begin. Lines end in `\n` or `\r\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { starts: std::iter::once(0).chain(breaks.map(|(at, _)| clip(at + 1))).collect() }
    }

    /// How many there are; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The byte offset of a place. A column behind the end of its line is the end, a line behind the last is the end of the text,
    /// and the middle of a surrogate pair is its beginning.
    pub fn offset(&self, text: &str, at: Position) -> usize {
        let Some(start) = self.starts.get(at.line as usize).map(|start| *start as usize) else { return text.len() };
        let end = self.starts.get(at.line as usize + 1).map_or(text.len(), |next| *next as usize);
        let line = text.get(start..end).unwrap_or_default();
        let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        let mut left = at.column as usize;
        for (index, character) in line.char_indices() {
            if left < character.len_utf16() {
                return start + index;
            }
            left -= character.len_utf16();
        }
        start + line.len()
    }

    /// The place of a byte offset; the middle of a character is its beginning.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start as usize <= offset).saturating_sub(1);
        let start = self.starts.get(line).map_or(0, |start| *start as usize);
        // Between the two characters of a line end there is no place for a cursor.
        let is_inside = text.get(..offset).is_some_and(|before| before.ends_with('\r'))
            && text.get(offset..).is_some_and(|rest| rest.starts_with('\n'));
        let end = if is_inside { offset - 1 } else { offset };
        let column = text.get(start..end).map_or(0, |before| before.chars().map(char::len_utf16).sum());
        Position { line: clip(line), column: clip(column) }
    }

    /// The byte range between two places, whichever stands first.
    pub fn range(&self, text: &str, from: Position, to: Position) -> Range<usize> {
        let (from, to) = (self.offset(text, from), self.offset(text, to));
        from.min(to)..from.max(to)
    }
}

fn clip(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position};

    #[test]
    fn columns_count_units_and_places_outside_are_clipped() {
        let text = "a\u{1F600}b\r\nc\n";
        let lines = Lines::of(text);
        let at = |line, column| lines.offset(text, Position { line, column });
        assert_eq!((at(0, 1), at(0, 2), at(0, 3), at(0, 4), at(0, 99)), (1, 1, 5, 6, 6), "line ends are no columns");
        assert_eq!((at(1, 0), at(1, 1), at(2, 0), at(9, 9)), (8, 9, 10, 10));
        for offset in [0, 1, 5, 6, 8, 9, 10] {
            assert_eq!(lines.offset(text, lines.position(text, offset)), offset, "{offset}");
        }
        assert_eq!(lines.position(text, 3), Position { line: 0, column: 1 }, "inside a character");
        assert_eq!(lines.position(text, 7), lines.position(text, 6), "inside a line end");
    }
}
