//! A line of source as a terminal shows it, and which column each byte is at.

use unicode_width::UnicodeWidthChar;

const TAB: usize = 4;

/// Tabs are spaces here, and what would move the cursor or turn the text around is a replacement character.
#[derive(Debug)]
pub(super) struct Shown {
    /// Every character with its first byte, its column and how many columns it takes.
    characters: Vec<Character>,
    bytes: usize,
    width: usize,
}

#[derive(Debug)]
struct Character {
    byte: usize,
    column: usize,
    width: usize,
    shown: char,
}

impl Shown {
    pub fn new(line: &str) -> Self {
        let mut column = 0;
        let mut characters = Vec::new();
        for (byte, c) in line.char_indices() {
            let shown = visible(c);
            let width = if c == '\t' { TAB - column % TAB } else { shown.width().unwrap_or(1) };
            characters.push(Character { byte, column, width, shown });
            column += width;
        }
        Self { characters, bytes: line.len(), width: column }
    }

    /// The column of the character that byte `byte` belongs to; behind the line for bytes behind it.
    pub fn column(&self, byte: usize) -> usize {
        if byte >= self.bytes {
            return self.width;
        }
        let after = self.characters.partition_point(|character| character.byte <= byte);
        after.checked_sub(1).and_then(|at| self.characters.get(at)).map_or(0, |character| character.column)
    }

    /// How many columns the whole line takes.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The characters that lie wholly in `columns`; a wide one at the left edge is a space.
    pub fn text(&self, columns: std::ops::Range<usize>) -> String {
        let mut text = String::new();
        for character in &self.characters {
            let end = character.column + character.width;
            if end > columns.end {
                break;
            }
            if character.column >= columns.start {
                if character.shown == '\t' {
                    text.extend(std::iter::repeat_n(' ', character.width));
                } else {
                    text.push(character.shown);
                }
            } else if end > columns.start {
                text.extend(std::iter::repeat_n(' ', end - columns.start));
            }
        }
        text
    }

    /// The whole line.
    pub fn all(&self) -> String {
        self.text(0..self.width)
    }
}

fn visible(c: char) -> char {
    let turns = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}');
    if (c.is_control() && c != '\t') || turns { char::REPLACEMENT_CHARACTER } else { c }
}

/// Prose in lines of at most `width` columns; line ends of the text stay, and a longer word is not broken.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let shown = Shown::new(paragraph);
        if shown.width() <= width {
            lines.push(shown.all());
            continue;
        }
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let word = Shown::new(word);
            if used > 0 && used + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line += &word.all();
            used += word.width();
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}
