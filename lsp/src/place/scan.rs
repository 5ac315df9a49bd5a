//! The brackets that are open at a place, and what stands in each of them, read from the bare text: the parser mends what
//! is half typed, and here it has to be seen as it is.

use mlc_compiler::base::Span;

/// What a piece of the text is, as far as its place is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A name or a reserved word.
    Word,
    /// `4h`, `50GiB`, `10%`
    Number,
    /// `ml.m5.xlarge`, also half of it.
    Instance,
    /// `=`
    Equals,
    /// `:`
    Colon,
    /// `.`
    Dot,
    /// An operator, also `and`, `or`, `not`.
    Operator,
    /// A whole string.
    Text,
    /// Something between brackets.
    Group,
    /// Anything else.
    Other,
}

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub token: Token,
    /// From.
    pub start: u32,
    /// To.
    pub end: u32,
}

/// What a bracket holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Members of a file.
    File,
    /// Members of a block: its kind, and its name where it has one.
    Block(Piece, Option<Piece>),
    /// Members of a branch of `when`.
    When,
    /// Members of a `for`, which has fields of its own.
    For,
    /// Entries of a record.
    Record,
    /// Arguments of the function of this name.
    Call(Piece),
    /// Values of a list.
    List,
    /// A value in parentheses.
    Group,
    /// A value in a string.
    Value,
    /// Characters of a string, of several lines or of one.
    Text(bool),
}

/// An open bracket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What it holds.
    pub holds: Holds,
    /// Where it opens.
    pub open: u32,
    /// Column of the line on which it opens.
    indent: u32,
    /// The member or element that is being written, up to the place.
    pub pieces: Vec<Piece>,
    /// Names in front of a `=`, in elements that are done.
    pub keys: Vec<Piece>,
    /// How many elements are done.
    pub done: usize,
}

/// The open brackets at a place, the file itself first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// Outermost first; never empty.
    pub frames: Vec<Frame>,
    /// Whether the place is in a comment.
    pub in_comment: bool,
}

impl Around {
    /// What is open at `offset`.
    pub fn of(text: &str, offset: u32) -> Self {
        let plain = Scanner::new(text, false).run(offset);
        // Where brackets do not match, what is indented like the line that opens one no longer belongs to it.
        let (around, _) = if plain.1 { plain } else { Scanner::new(text, true).run(offset) };
        around
    }

    /// The innermost.
    pub fn innermost(&self) -> Option<&Frame> {
        self.frames.last()
    }
}

impl Frame {
    fn is_members(&self) -> bool {
        matches!(self.holds, Holds::File | Holds::Block(..) | Holds::When | Holds::For)
    }

    /// The name in front of the `=` of what is being written.
    pub fn key(&self) -> Option<Piece> {
        match self.pieces.as_slice() {
            [key, Piece { token: Token::Equals, .. }, ..] => Some(*key),
            _ => None,
        }
    }

    fn finish(&mut self) {
        if !self.pieces.is_empty() {
            self.keys.extend(self.key());
            self.pieces.clear();
        }
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    by_indent: bool,
    frames: Vec<Frame>,
    balanced: bool,
    in_comment: bool,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, by_indent: bool) -> Self {
        let file = Frame { holds: Holds::File, open: 0, indent: 0, pieces: Vec::new(), keys: Vec::new(), done: 0 };
        Self { text, at: 0, by_indent, frames: vec![file], balanced: true, in_comment: false }
    }

    /// Reads to the place, then on to the end: what is there at the place, with the keys that follow it in the innermost bracket,
    /// and whether all brackets match.
    fn run(mut self, offset: u32) -> (Around, bool) {
        let offset = (offset as usize).min(self.text.len());
        while self.at < offset {
            self.step(offset);
        }
        let mut around = Around { frames: self.frames.clone(), in_comment: self.in_comment };
        let depth = self.frames.len();
        let mut is_open = true;
        while self.at < self.text.len() {
            self.step(self.text.len());
            is_open &= self.frames.len() >= depth;
            // What is written after the place counts as written until the bracket closes.
            if is_open
                && let (Some(frame), Some(known)) = (self.frames.get(depth - 1), around.frames.last_mut())
                && frame.keys.len() > known.keys.len()
            {
                known.keys.clone_from(&frame.keys);
            }
        }
        if self.frames.len() > 1 {
            self.balanced = false;
        }
        (around, self.balanced)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self, limit: usize) {
        let start = self.at;
        self.in_comment = false;
        match self.frames.last().map(|frame| frame.holds) {
            Some(Holds::Text(long)) => self.characters(long),
            _ => self.code(),
        }
        if self.at <= start {
            // Nothing may stop the scanner: skip one character.
            self.at = start + self.rest().chars().next().map_or(1, char::len_utf8);
        }
        if self.at > limit {
            self.cut(start, limit);
        }
    }

    /// What was read goes beyond the place: only its part before it counts.
    fn cut(&mut self, start: usize, limit: usize) {
        let limit = clip(limit);
        if let Some(piece) = self.frames.last_mut().and_then(|frame| frame.pieces.last_mut())
            && piece.start == clip(start)
        {
            piece.end = piece.end.min(limit);
        }
    }

    fn characters(&mut self, long: bool) {
        let rest = self.rest();
        let close = if long { "\"\"\"" } else { "\"" };
        if rest.starts_with(close) {
            self.at += close.len();
            self.pop(Token::Text);
        } else if rest.starts_with("${") {
            self.push(Holds::Value);
            self.at += 2;
        } else if rest.starts_with('\n') && !long {
            // A string of one line ends with it, closed or not.
            self.balanced = false;
            self.pop(Token::Text);
        } else if rest.starts_with('\\') {
            let next = rest.chars().nth(1).filter(|next| *next != '\n');
            self.at += 1 + next.map_or(0, char::len_utf8);
        } else {
            let stop = |c: char| matches!(c, '"' | '\\' | '$') || c == '\n' && !long;
            let plain = rest.char_indices().skip(1).find(|(_, c)| stop(*c)).map_or(rest.len(), |(at, _)| at);
            self.at += plain;
        }
    }

    fn code(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        let start = self.at;
        let while_ = |holds: &dyn Fn(char) -> bool| rest.find(|c: char| !holds(c)).unwrap_or(rest.len());
        match first {
            ' ' | '\t' | '\r' => self.at += 1,
            '\n' => {
                self.at += 1;
                self.line_end();
            }
            '/' if rest.starts_with("//") => {
                self.at += rest.find('\n').unwrap_or(rest.len());
                self.in_comment = true;
            }
            '{' => self.brace(),
            '(' => self.paren(),
            '[' => {
                self.push(Holds::List);
                self.at += 1;
            }
            '}' | ')' | ']' => {
                self.at += 1;
                self.close(first);
            }
            '"' => {
                let long = rest.starts_with("\"\"\"");
                self.push(Holds::Text(long));
                self.at += if long { 3 } else { 1 };
            }
            ',' => {
                self.at += 1;
                if let Some(frame) = self.frames.last_mut() {
                    frame.finish();
                    frame.done += 1;
                }
            }
            '0'..='9' => {
                let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '%');
                self.at += while_(&word);
                self.piece(Token::Number, start);
            }
            _ if rest.starts_with("ml.") => {
                self.at += while_(&|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
                self.piece(Token::Instance, start);
            }
            _ if first.is_alphabetic() || first == '_' => {
                self.at += while_(&|c| c.is_alphanumeric() || c == '_');
                let word = self.text.get(start..self.at).unwrap_or_default();
                self.piece(if matches!(word, "and" | "or" | "not") { Token::Operator } else { Token::Word }, start);
            }
            _ => {
                let two = ["==", "!=", "<=", ">="].into_iter().find(|two| rest.starts_with(two));
                self.at += two.map_or(first.len_utf8(), str::len);
                let token = match (two, first) {
                    (Some(_), _) | (None, '<' | '>' | '+' | '-' | '*' | '/') => Token::Operator,
                    (None, '=') => Token::Equals,
                    (None, ':') => Token::Colon,
                    (None, '.') => Token::Dot,
                    _ => Token::Other,
                };
                self.piece(token, start);
            }
        }
    }

    fn piece(&mut self, token: Token, start: usize) {
        let piece = Piece { token, start: clip(start), end: clip(self.at) };
        if let Some(frame) = self.frames.last_mut() {
            frame.pieces.push(piece);
        }
    }

    fn brace(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let word = |piece: &Piece| self.text.get(piece.start as usize..piece.end as usize).unwrap_or_default();
        let has_equals = frame.pieces.iter().any(|piece| piece.token == Token::Equals);
        let holds = match frame.pieces.as_slice() {
            _ if !frame.is_members() || has_equals => Holds::Record,
            [first, ..] if matches!(word(first), "when" | "else") => Holds::When,
            [first, ..] if word(first) == "for" => Holds::For,
            [kind, rest @ ..] if kind.token == Token::Word => {
                Holds::Block(*kind, rest.first().copied().filter(|name| name.token == Token::Word))
            }
            _ => Holds::Record,
        };
        self.push(holds);
        self.at += 1;
    }

    fn paren(&mut self) {
        let callee = self.frames.last().and_then(|frame| frame.pieces.last()).copied();
        match callee.filter(|piece| piece.token == Token::Word && piece.end as usize == self.at) {
            Some(name) => self.push(Holds::Call(name)),
            None => self.push(Holds::Group),
        }
        self.at += 1;
    }

    fn push(&mut self, holds: Holds) {
        let line = self.text.get(..self.at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let indent = indent_of(self.text.get(line..).unwrap_or_default());
        let open = clip(self.at);
        self.frames.push(Frame { holds, open, indent, pieces: Vec::new(), keys: Vec::new(), done: 0 });
    }

    /// Closes the innermost bracket, which becomes a piece of what is around it.
    fn pop(&mut self, token: Token) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(closed) = self.frames.pop() else { return };
        let at = clip(self.at);
        let Some(frame) = self.frames.last_mut() else { return };
        if matches!(closed.holds, Holds::Block(..) | Holds::When | Holds::For) {
            frame.pieces.clear();
        } else if !matches!(closed.holds, Holds::Value) {
            frame.pieces.push(Piece { token, start: closed.open, end: at });
        }
    }

    fn close(&mut self, bracket: char) {
        let fits = |holds: Holds| match holds {
            Holds::Block(..) | Holds::When | Holds::For | Holds::Record | Holds::Value => bracket == '}',
            Holds::Call(_) | Holds::Group => bracket == ')',
            Holds::List => bracket == ']',
            Holds::File | Holds::Text(_) => false,
        };
        let Some(at) = self.frames.iter().rposition(|frame| fits(frame.holds)) else {
            self.balanced = false;
            return;
        };
        self.balanced &= at + 1 == self.frames.len();
        while self.frames.len() > at + 1 {
            self.pop(Token::Group);
        }
        self.pop(Token::Group);
    }

    fn line_end(&mut self) {
        let rest = self.rest();
        let starts_empty = rest.trim_start_matches([' ', '\t', '\r']).chars().next();
        if self.by_indent && !matches!(starts_empty, None | Some('\n' | '}' | ')' | ']' | '/')) {
            let indent = indent_of(rest);
            while self.frames.len() > 1 && self.frames.last().is_some_and(|frame| indent <= frame.indent) {
                self.pop(Token::Group);
            }
        }
        let Some(frame) = self.frames.last_mut() else { return };
        let last = frame.pieces.last().map(|piece| piece.token);
        let goes_on = match last {
            Some(Token::Operator) => true,
            Some(Token::Equals) => !frame.is_members(),
            _ => false,
        };
        if !goes_on && last.is_some() {
            frame.finish();
            frame.done += 1;
        }
    }
}

fn indent_of(line: &str) -> u32 {
    clip(line.len() - line.trim_start_matches([' ', '\t']).len())
}

fn clip(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Piece {
    /// Its characters.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Its place in a file.
    pub fn span(&self, file: mlc_compiler::base::FileId) -> Span {
        Span { file, start: self.start, end: self.end }
    }
}
