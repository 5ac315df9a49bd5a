//! JSONata as Step Functions speaks it: what an expression reads, and what it gives.
//!
//! The only room that knows the JSONata library behind it.

mod evaluate;
mod functions;
mod program;
mod reads;
mod simple;
mod surroundings;
mod template;

use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

pub use evaluate::evaluate;
pub use functions::{is_function, known_functions};
pub use program::{Failure, Program};
pub use surroundings::{Surroundings, fraction, next_bits};

/// Why a text is no JSONata expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonataError {
    /// One sentence, lower case.
    pub message: String,
    /// Byte offset in the expression where it stops making sense.
    pub position: usize,
}

/// What an expression reads of the world around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Variables read (`$trees`), without `$states`, functions and names bound inside; each with the paths read of it.
    pub variables: IndexMap<String, Reads>,
    /// Which members of `$states` are read.
    pub states: States,
    /// Functions called that Step Functions does not have.
    pub unknown_functions: BTreeSet<String>,
    /// Functions called that it has.
    pub functions: BTreeSet<String>,
    /// Spellings that Step Functions refuses.
    pub forbidden: Vec<Forbidden>,
    /// Variables that surely have a value where the expression gives true (`$exists($x) and ...`).
    pub assigned_when_true: BTreeSet<String>,
    /// Variables that surely have a value where it gives false.
    pub assigned_when_false: BTreeSet<String>,
    /// What is known of the text it gives: `"payroll-" & $run` is `[Text("payroll-"), Any]`.
    pub template: Vec<Part>,
}

/// How one variable is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Member names behind the variable as far as they are fixed: `$trees.model.data` gives `["model", "data"]`.
    pub paths: BTreeSet<Vec<String>>,
    /// Read at least once where nothing has made sure that it has a value.
    pub unguarded: bool,
}

/// Which members of `$states` an expression reads, each with its paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct States {
    /// Member (`input`, `result`, `errorOutput`, `context`, or one that does not exist) and the paths behind it.
    pub members: BTreeMap<String, BTreeSet<Vec<String>>>,
    /// `$states` as a whole.
    pub whole: bool,
}

impl States {
    /// Whether `$states.<member>` is read.
    pub fn reads(&self, member: &str) -> bool {
        self.members.contains_key(member)
    }
}

/// A spelling that JSONata allows and Step Functions does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forbidden {
    /// `$` outside a path.
    Context,
    /// `$$`.
    Root,
    /// A name without a variable before it, outside a path.
    Name(String),
}

/// A piece of a text that an expression gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// This text.
    Text(String),
    /// The value of a variable.
    Variable(String),
    /// Anything.
    Any,
}

/// The expression inside `{% ... %}`, or nothing where the text is not one.
pub fn inside(text: &str) -> Option<&str> {
    text.strip_prefix("{%")?.strip_suffix("%}").map(str::trim)
}

/// What the expression (without its `{%` and `%}`) reads.
///
/// # Errors
/// Where the text is no JSONata.
pub fn parse(expression: &str) -> Result<Parsed, JsonataError> {
    simple::simple(expression).map_or_else(|| parse_whole(expression), Ok)
}

fn parse_whole(expression: &str) -> Result<Parsed, JsonataError> {
    let tree = jsonata_core::parser::parse(expression).map_err(|error| explain(expression, &error))?;
    let mut parsed = reads::reads(&tree);
    parsed.template = template::template(&tree);
    Ok(parsed)
}

use jsonata_core::parser::ParserError;

/// The library says what is wrong and not where. The place is the end of the longest beginning that could still
/// become an expression.
fn explain(expression: &str, error: &ParserError) -> JsonataError {
    const SEARCHED: usize = 4096;
    let mut position = 0;
    let ends = expression.char_indices().map(|(at, character)| at + character.len_utf8());
    for end in ends.take_while(|end| *end <= SEARCHED) {
        if expression.get(..end).is_some_and(is_beginning) {
            position = end;
        }
    }
    let rest = expression.get(position..).unwrap_or("");
    position += rest.len() - rest.trim_start().len();
    JsonataError { message: sentence(&error.to_string()), position }
}

/// Whether the text is an expression or merely ends too early.
fn is_beginning(text: &str) -> bool {
    match jsonata_core::parser::parse(text) {
        Ok(_) => true,
        Err(ParserError::UnexpectedToken(token)) => token == "Eof",
        Err(ParserError::Expected { found, .. }) => found == "Eof",
        Err(
            ParserError::UnexpectedEnd
            | ParserError::UnclosedString
            | ParserError::UnclosedComment
            | ParserError::UnclosedBacktick,
        ) => true,
        Err(_) => false,
    }
}

/// The library's words without their code and capital.
fn sentence(message: &str) -> String {
    let is_code = |code: &str| code.len() == 5 && code.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    let text = message.strip_prefix("Invalid syntax: ").unwrap_or(message);
    let text = text.split_once(": ").map_or(text, |(code, rest)| if is_code(code) { rest } else { text });
    if text.starts_with("Syntax error: ") {
        return "an operator or the end was expected".to_owned();
    }
    let text = symbols(text);
    let mut characters = text.chars();
    let first = characters.next().map(|character| character.to_lowercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", characters.as_str())
}

/// The library calls punctuation by the names of its own types.
fn symbols(text: &str) -> String {
    const NAMES: &[(&str, &str)] = &[
        ("LeftParen", "("),
        ("RightParen", ")"),
        ("LeftBracket", "["),
        ("RightBracket", "]"),
        ("LeftBrace", "{"),
        ("RightBrace", "}"),
        ("GreaterThanOrEqual", ">="),
        ("GreaterThan", ">"),
        ("LessThanOrEqual", "<="),
        ("LessThan", "<"),
        ("NotEqual", "!="),
        ("Equal", "="),
        ("Comma", ","),
        ("Colon", ":"),
        ("Semicolon", ";"),
        ("Question", "?"),
        ("Ampersand", "&"),
        ("Dot", "."),
        ("Eof", "the end"),
    ];
    let word = |word: &str| {
        let bare = word.trim_end_matches(',');
        let known = NAMES.iter().find(|(name, _)| *name == bare);
        known.map_or_else(|| word.to_owned(), |(name, symbol)| word.replacen(name, &format!("`{symbol}`"), 1))
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ").replace("`the end`", "the end")
}
