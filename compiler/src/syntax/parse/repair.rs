//! A line that fits no shape: the smallest change of one token that makes it fit tells what was meant.
//!
//! Candidates are tried from the likeliest down, each by matching the changed line against the grammar, in the middle
//! of the brackets that are open around it.

use std::ops::Range;

use pest::{Parser, Token as Event};

use super::brackets::opens_value;
use super::grammar::{Grammar, Rule, kind};
use super::scan::{Bracket, closer, scan};
use crate::base::suggest::suggest;
use crate::syntax::kind::Kind;

/// How many candidates are tried for one line.
const MOST_TRIES: usize = 400;
/// Lines of more tokens are not mended.
const MOST_TOKENS: usize = 120;
/// Words that declare; only a hint for what was meant, the grammar knows no words.
const DECLARING: [&str; 4] = ["param", "let", "output", "metric"];

/// A token of the line, in bytes from the line's start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// A change of one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    /// Write this before the token of that index (or at the end).
    Insert(usize, &'static str),
    /// Leave the token out.
    Delete(usize),
    /// Leave the token out: the same stands before it.
    Twin(usize),
    /// Exchange the token and the next.
    Swap(usize),
    /// Write this instead of the token.
    Replace(usize, String),
}

/// A line to be mended.
pub(super) struct Line<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    /// Brackets that are open around the line, as text that opens them.
    prefix: String,
    /// Closing brackets without an opening one on the line, and opening ones without a closing one, as they must be.
    wanted: (String, String),
    /// As they are.
    actual: (String, String),
}

/// The tokens of a text of balanced strings.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let Ok(pairs) = Grammar::parse(Rule::tokens, text) else { return Vec::new() };
    let mut tokens: Vec<Token> = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for event in pairs.tokens() {
        match event {
            Event::Start { rule: Rule::tokens | Rule::EOI, .. } | Event::End { rule: Rule::tokens | Rule::EOI, .. } => {
            }
            Event::Start { pos, .. } => {
                if depth == 0 {
                    start = pos.pos();
                }
                depth += 1;
            }
            Event::End { rule, pos } => {
                depth = depth.saturating_sub(1);
                if let Some(kind) = kind(rule).filter(|kind| depth == 0 && !kind.is_trivia()) {
                    tokens.push(Token { kind, range: start..pos.pos() });
                }
            }
        }
    }
    tokens
}

/// Closing brackets that close nothing in `text`, and opening ones that are not closed.
fn imbalance(text: &str) -> Option<(String, String)> {
    let (mut closing, mut opening) = (String::new(), String::new());
    let scan = scan(text);
    if !scan.open_strings.is_empty() || scan.too_deep.is_some() {
        return None;
    }
    for bracket in scan.brackets {
        if bracket.opens {
            opening.push(char::from(bracket.sort));
        } else {
            match opening.pop() {
                None => closing.push(char::from(bracket.sort)),
                Some(open) if u8::try_from(open).is_ok_and(|open| closer(open) == bracket.sort) => {}
                Some(_) => return None,
            }
        }
    }
    Some((closing, opening))
}

/// Text that opens what is open around a line: all values up to the nearest block, and the blocks that the line closes.
fn prefix(whole: &str, stack: &[Bracket], closes: usize) -> String {
    let is_block = |bracket: &Bracket| !opens_value(whole, bracket.at);
    let values = stack.iter().rev().take_while(|bracket| !is_block(bracket)).count();
    let from = stack.len() - values.max(closes).min(stack.len());
    let mut text = String::new();
    let mut before = b'{';
    for bracket in stack.get(from..).unwrap_or(&[]) {
        text.push_str(match (is_block(bracket), before) {
            (true, _) => "when x ",
            (false, b'{') if bracket.sort == b'(' => "x = f",
            (false, b'{') => "x = ",
            (false, _) if bracket.sort == b'(' => "f",
            (false, _) => "",
        });
        text.push(char::from(bracket.sort));
        text.push('\n');
        before = bracket.sort;
    }
    text
}

/// Whether the grammar matches all of `text` without a mistake. Its brackets must match.
pub(super) fn clean(text: &str) -> bool {
    let Ok(pairs) = Grammar::parse(Rule::file, text) else { return false };
    let mut word = None;
    pairs.tokens().all(|event| match event {
        Event::Start { rule, pos } => {
            if rule == Rule::kind {
                word = Some(pos.pos());
            }
            kind(rule).is_none_or(|kind| !kind.is_mistake())
        }
        Event::End { rule: Rule::kind, pos } => {
            // `retry retry = 3` is the shape of `let retry = 3`; that was not meant.
            let written = word.and_then(|start| text.get(start..pos.pos())).unwrap_or("");
            let rest = text.get(pos.pos()..).unwrap_or("").trim_start_matches(' ');
            let rest = rest.strip_prefix(written).map_or("x", |rest| rest.trim_start_matches(' '));
            !rest.starts_with('=') || rest.starts_with("==")
        }
        Event::End { .. } => true,
    })
}

impl<'a> Line<'a> {
    /// The line `text` of `whole`, where `stack` is open before it and `balanced` is how its brackets should be.
    pub fn new(text: &'a str, whole: &str, stack: &[Bracket], balanced: &str) -> Option<Self> {
        let wanted = imbalance(balanced)?;
        // Brackets that cross each other count as any that do not match.
        let actual = imbalance(text).unwrap_or_else(|| ("?".to_owned(), String::new()));
        let tokens = tokens(text);
        let prefix = prefix(whole, stack, wanted.0.len());
        (tokens.len() <= MOST_TOKENS && !tokens.is_empty()).then_some(Self { text, tokens, prefix, wanted, actual })
    }

    /// The likeliest change after which the line fits. `gentle` leaves out those that only guess.
    pub fn repair(&self, gentle: bool) -> Option<Act> {
        let mut acts = self.candidates();
        acts.retain(|(rank, _)| !gentle || matches!(rank, 0 | 1 | 4));
        acts.sort_by_key(|(rank, _)| *rank);
        acts.into_iter().take(MOST_TRIES).map(|(_, act)| act).find(|act| self.fits(&self.apply(act)))
    }

    /// Whether a changed line fits.
    pub fn fits(&self, changed: &str) -> bool {
        if imbalance(changed).as_ref() != Some(&self.wanted) {
            return false;
        }
        let open = format!("{}{changed}", self.prefix);
        let Some((closing, opening)) = imbalance(&open) else { return false };
        let close: String = opening
            .chars()
            .rev()
            .filter_map(|open| u8::try_from(open).ok())
            .map(|open| char::from(closer(open)))
            .collect();
        closing.is_empty() && clean(&format!("{open}\n{close}"))
    }

    /// The word a reader sees for a token.
    pub fn word(&self, index: usize) -> &'a str {
        self.tokens.get(index).and_then(|token| self.text.get(token.range.clone())).unwrap_or("")
    }

    fn kind(&self, index: usize) -> Option<Kind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    /// Where to write `text` before the token `index`, with the spacing that its neighbours leave for it.
    pub fn insertion(&self, index: usize, text: &str) -> (usize, String) {
        let before = index.checked_sub(1).and_then(|index| self.tokens.get(index));
        let after = self.tokens.get(index);
        let (end, start) = match (before, after) {
            (Some(before), Some(after)) => (before.range.end, after.range.start),
            (Some(before), None) => {
                let rest = self.text.get(before.range.end..).unwrap_or("");
                (before.range.end, before.range.end + (rest.len() - rest.trim_start_matches(' ').len()))
            }
            (None, Some(after)) => (after.range.start, after.range.start),
            (None, None) => (0, 0),
        };
        let gap = start - end;
        match text {
            "," | ":" => (end, if gap == 0 && after.is_some() { format!("{text} ") } else { text.to_owned() }),
            "." | "(" | "[" | ")" | "]" => {
                let opens = matches!(text, "(" | "[");
                let tight = opens && before.is_some_and(|before| before.kind == Kind::Name && text == "(");
                (if opens && !tight { start } else { end }, text.to_owned())
            }
            _ if after.is_none() && gap > 0 => (start, text.to_owned()),
            _ if after.is_none() => (end, format!(" {text}")),
            _ => match gap {
                0 => (start, format!(" {text} ")),
                1 => (start, format!("{text} ")),
                _ => (start - 1, text.to_owned()),
            },
        }
    }

    /// The line after a change.
    pub fn apply(&self, act: &Act) -> String {
        let piece = |range: Range<usize>| self.text.get(range).unwrap_or("");
        let token = |index: usize| self.tokens.get(index).map_or(0..0, |token| token.range.clone());
        let whole = self.text.len();
        match act {
            Act::Insert(index, ".") => {
                let (end, start) = (token(index.saturating_sub(1)).end, token(*index).start);
                format!("{}.{}", piece(0..end), piece(start.max(end)..whole))
            }
            Act::Insert(index, text) => {
                let (at, text) = self.insertion(*index, text);
                format!("{}{text}{}", piece(0..at), piece(at..whole))
            }
            Act::Delete(index) | Act::Twin(index) => {
                format!("{} {}", piece(0..token(*index).start), piece(token(*index).end..whole))
            }
            Act::Swap(index) => {
                let (left, right) = (token(*index), token(index + 1));
                let between = piece(left.end..right.start);
                let (first, last) = (piece(0..left.start), piece(right.end..whole));
                format!("{first}{}{between}{}{last}", piece(right), piece(left))
            }
            Act::Replace(index, text) => {
                format!("{}{text}{}", piece(0..token(*index).start), piece(token(*index).end..whole))
            }
        }
    }

    fn candidates(&self) -> Vec<(u8, Act)> {
        let mut acts: Vec<(u8, Act)> = Vec::new();
        let count = self.tokens.len();
        for index in 0..count {
            let (kind, word) = (self.kind(index), self.word(index));
            let next = self.kind(index + 1);
            if index > 0 && self.word(index - 1) == word {
                acts.push((0, Act::Twin(index)));
            }
            acts.extend(self.other_spellings(index).into_iter().map(|text| (1, Act::Replace(index, text))));
            if index + 1 < count && self.word(index + 1) != word {
                acts.push((4, Act::Swap(index)));
            }
            acts.push((6, Act::Delete(index)));
            if index == 0 {
                continue;
            }
            let before = self.kind(index - 1);
            let is_name = |kind| matches!(kind, Some(Kind::Name | Kind::RawText));
            if is_name(before) {
                let declares = index == 2 && DECLARING.contains(&self.word(0));
                let typed = word.starts_with(|c: char| c.is_ascii_uppercase());
                acts.push((if declares && typed { 1 } else { 3 }, Act::Insert(index, ":")));
                acts.push((if declares && typed { 3 } else { 2 }, Act::Insert(index, "=")));
                if kind == Some(Kind::Name) {
                    acts.push((3, Act::Insert(index, ".")));
                }
                if kind == Some(Kind::Number) && next != Some(Kind::Equals) {
                    acts.push((2, Act::Insert(index, ">=")));
                }
            } else if before == Some(Kind::CloseParen) {
                acts.push((2, Act::Insert(index, "=")));
            } else if before == Some(Kind::Instance) && kind == Some(Kind::Number) {
                acts.push((2, Act::Insert(index, "*")));
            }
            acts.push((2, Act::Insert(index, ",")));
            acts.extend(["and", ">=", "*"].map(|text| (5, Act::Insert(index, text))));
        }
        if self.wanted != self.actual {
            self.bracket_candidates(&mut acts);
        }
        acts
    }

    fn bracket_candidates(&self, acts: &mut Vec<(u8, Act)>) {
        let count = self.tokens.len();
        for index in 1..=count {
            let before = self.kind(index - 1);
            acts.push((if before == Some(Kind::Name) { 2 } else { 5 }, Act::Insert(index, "(")));
            let value = matches!(before, Some(Kind::Equals | Kind::Comma | Kind::OpenParen | Kind::OpenBracket));
            acts.push((if value { 2 } else { 3 }, Act::Insert(index, "[")));
            acts.push((if value { 2 } else { 3 }, Act::Insert(index, "{")));
        }
        for index in (1..=count).rev() {
            acts.extend([")", "]", "}"].map(|text| (2, Act::Insert(index, text))));
        }
        for index in 0..count {
            if let Some(sign) = self.word(index).chars().next().filter(|sign| "()[]{}".contains(*sign)) {
                acts.push((3, Act::Delete(index)));
                let likes: &[&str] = if "([{".contains(sign) { &["(", "[", "{"] } else { &[")", "]", "}"] };
                acts.extend(likes.iter().map(|like| (3, Act::Replace(index, (*like).to_owned()))));
            }
        }
    }

    /// What else the token `index` may be meant to be: reserved words misspelt, signs of other languages.
    fn other_spellings(&self, index: usize) -> Vec<String> {
        let word = self.word(index);
        let spellings: Vec<&str> = match (self.kind(index), word) {
            (Some(Kind::Name), _) => {
                let starts = index == 0 || self.word(index - 1) == "}" || self.word(index - 1) == "else";
                suggest(word, if starts { ["when", "else", "else"] } else { ["and", "or", "not"] })
            }
            (Some(Kind::Equal | Kind::Colon), _) => vec!["="],
            (Some(Kind::Equals), _) => vec!["==", ":"],
            (_, ";") => vec![","],
            (_, "&") => vec!["and"],
            (_, "|") => vec!["or"],
            (_, "!") => vec!["not"],
            (Some(Kind::Comma), _) => vec!["."],
            (Some(Kind::Dot), _) => vec![","],
            _ => Vec::new(),
        };
        spellings.into_iter().map(str::to_owned).collect()
    }
}
