//! Just enough Rust to see which paths a file names: its words without comments and texts, and the paths among them.

/// A word or sign, and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// The words and signs of a file, without comments and what stands in quotes.
pub fn tokens(source: &str) -> Vec<Token> {
    let characters: Vec<char> = source.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or('\0');
    let (mut tokens, mut index, mut line) = (Vec::new(), 0, 1);
    while index < characters.len() {
        let start = index;
        match at(index) {
            '/' if at(index + 1) == '/' => {
                while index < characters.len() && at(index) != '\n' {
                    index += 1;
                }
            }
            '/' if at(index + 1) == '*' => {
                index += 2;
                while index < characters.len() && !(at(index) == '*' && at(index + 1) == '/') {
                    index += 1;
                }
                index += 2;
            }
            'r' if raw_hashes(&characters, index).is_some() => {
                let hashes = raw_hashes(&characters, index).unwrap_or(0);
                index += hashes + 2;
                while index < characters.len()
                    && !(at(index) == '"' && (1..=hashes).all(|hash| at(index + hash) == '#'))
                {
                    index += 1;
                }
                index += hashes + 1;
            }
            '"' => {
                index += 1;
                while index < characters.len() && at(index) != '"' {
                    index += if at(index) == '\\' { 2 } else { 1 };
                }
                index += 1;
            }
            // A character, not a lifetime.
            '\'' if at(index + 1) == '\\' || at(index + 2) == '\'' => {
                index += if at(index + 1) == '\\' { 3 } else { 2 };
                while index < characters.len() && at(index) != '\'' {
                    index += 1;
                }
                index += 1;
            }
            letter if letter.is_alphabetic() || letter == '_' => {
                while at(index).is_alphanumeric() || at(index) == '_' {
                    index += 1;
                }
                tokens.push(Token { text: characters.iter().skip(start).take(index - start).collect(), line });
            }
            ':' if at(index + 1) == ':' => {
                index += 2;
                tokens.push(Token { text: "::".into(), line });
            }
            other => {
                index += 1;
                if !other.is_whitespace() {
                    tokens.push(Token { text: other.into(), line });
                }
            }
        }
        line += characters.iter().take(index).skip(start).filter(|character| **character == '\n').count();
    }
    tokens
}

/// How many `#` a raw text at `index` begins with.
fn raw_hashes(characters: &[char], index: usize) -> Option<usize> {
    let before = index.checked_sub(1).and_then(|before| characters.get(before));
    if before.is_some_and(|before| before.is_alphanumeric() || *before == '_') {
        return None;
    }
    let hashes = characters.iter().skip(index + 1).take_while(|character| **character == '#').count();
    (characters.get(index + 1 + hashes) == Some(&'"')).then_some(hashes)
}

/// A path as named: `["crate", "base", "Span"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
}

/// Every path of at least two parts, with `{ ... }` taken apart.
pub fn paths(tokens: &[Token]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let starts =
            is_word(tokens, index) && is(tokens, index + 1, "::") && (index == 0 || !is(tokens, index - 1, "::"));
        index = if starts { path(tokens, index, &[], &mut found) } else { index + 1 };
    }
    found
}

/// Reads one path behind `prefix`; gives the place behind it.
fn path(tokens: &[Token], start: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
    let mut whole = prefix.to_vec();
    let mut index = start;
    let line = tokens.get(start).map_or(0, |token| token.line);
    loop {
        if is(tokens, index, "{") {
            index += 1;
            while index < tokens.len() && !is(tokens, index, "}") {
                let before = index;
                index = path(tokens, index, &whole, found);
                // `as name`, and commas.
                while index < tokens.len() && !is(tokens, index, ",") && !is(tokens, index, "}") {
                    index += 1;
                }
                index += usize::from(is(tokens, index, ","));
                if index == before {
                    break;
                }
            }
            return index + 1;
        }
        match tokens.get(index) {
            Some(token) if is_word(tokens, index) || token.text == "*" => whole.push(token.text.clone()),
            _ => return index,
        }
        index += 1;
        if !is(tokens, index, "::") {
            found.push(Named { path: whole, line });
            return index;
        }
        index += 1;
    }
}

fn is(tokens: &[Token], index: usize, text: &str) -> bool {
    tokens.get(index).is_some_and(|token| token.text == text)
}

fn is_word(tokens: &[Token], index: usize) -> bool {
    tokens.get(index).is_some_and(|token| token.text.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

#[test]
fn paths_are_read() {
    let source = "use crate::base::{self, json::{number, Pretty as P}, Span};\n// crate::x::y\nlet a = \"crate::z::w\";\n\
                  fn f<'a>(c: char) { super::g('\\'', r#\"std::fs\"#); std::fs::read(c) }";
    let told: Vec<String> =
        paths(&tokens(source)).iter().map(|named| format!("{} {}", named.line, named.path.join("::"))).collect();
    assert_eq!(
        told,
        [
            "1 crate::base::self",
            "1 crate::base::json::number",
            "1 crate::base::json::Pretty",
            "1 crate::base::Span",
            "4 super::g",
            "4 std::fs::read",
        ]
    );
}
