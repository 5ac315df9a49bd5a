//! How a request can miss its service model, and the sentence that says so.

use std::fmt;

use super::Kind;

/// One place of a request that the service would refuse.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// JSON pointer into the request; empty for the request itself.
    pub pointer: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong at a place of a request. `Display` says it in words.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The structure has no such member.
    UnknownMember {
        /// As written.
        member: String,
        /// All members the structure has.
        known: Vec<&'static str>,
    },
    /// Members that must be there are not.
    MissingMember {
        /// Their names.
        members: Vec<&'static str>,
    },
    /// Another kind of value is wanted.
    WrongType {
        /// The wanted kind.
        expected: Kind,
    },
    /// A text with too few characters.
    TooShort {
        /// Characters it has.
        length: usize,
        /// Least number.
        limit: usize,
    },
    /// A text with too many characters.
    TooLong {
        /// Characters it has.
        length: usize,
        /// Greatest number.
        limit: usize,
    },
    /// A number under the least.
    TooSmall {
        /// As written.
        value: f64,
        /// Least value.
        limit: f64,
    },
    /// A number over the greatest.
    TooLarge {
        /// As written.
        value: f64,
        /// Greatest value.
        limit: f64,
    },
    /// A list or map with too few entries.
    TooFew {
        /// Entries it has.
        count: usize,
        /// Least number.
        limit: usize,
    },
    /// A list or map with too many entries.
    TooMany {
        /// Entries it has.
        count: usize,
        /// Greatest number.
        limit: usize,
    },
    /// A text that is none of the listed ones. The provider's list grows: a warning is enough.
    NotInEnum {
        /// As written.
        value: String,
        /// All listed values.
        allowed: &'static [&'static str],
    },
    /// A text that does not match.
    BadPattern {
        /// As written.
        value: String,
        /// The regular expression, as the provider published it.
        pattern: &'static str,
    },
    /// None or several of the members of which exactly one must be there.
    UnionNotOne {
        /// The members to choose from.
        members: Vec<&'static str>,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownMember { member, .. } => write!(out, "there is no field `{member}` here"),
            Self::MissingMember { members } => write!(out, "{} missing", listed(members, "and", "is", "are")),
            Self::WrongType { expected } => write!(out, "{} is wanted here", noun(*expected)),
            Self::TooShort { length, limit } => write!(out, "{length} characters, at least {limit} are needed"),
            Self::TooLong { length, limit } => write!(out, "{length} characters, at most {limit} are allowed"),
            Self::TooSmall { value, limit } => write!(out, "{value} is under the least value, {limit}"),
            Self::TooLarge { value, limit } => write!(out, "{value} is over the greatest value, {limit}"),
            Self::TooFew { count, limit } => write!(out, "{count} given, at least {limit} needed"),
            Self::TooMany { count, limit } => write!(out, "{count} given, at most {limit} allowed"),
            Self::NotInEnum { value, allowed } if allowed.len() <= 12 => {
                write!(out, "`{value}` is none of {}", listed(allowed, "or", "", "").trim_end())
            }
            Self::NotInEnum { value, allowed } => {
                write!(out, "`{value}` is none of the {} values listed by the provider", allowed.len())
            }
            Self::BadPattern { value, pattern } => write!(out, "`{value}` does not have the form `{pattern}`"),
            Self::UnionNotOne { members } => {
                write!(out, "exactly one of {} must be set", listed(members, "or", "", "").trim_end())
            }
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            return self.problem.fmt(out);
        }
        write!(out, "{}: {}", self.pointer, self.problem)
    }
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Structure | Kind::Map => "a record",
        Kind::List => "a list",
        Kind::String | Kind::Blob => "a string",
        Kind::Integer | Kind::Long => "a whole number",
        Kind::Float | Kind::Double => "a number",
        Kind::Boolean => "`true` or `false`",
        Kind::Timestamp => "a point in time",
    }
}

/// `` `a`, `b` and `c` are ``
fn listed(names: &[&str], joint: &str, one: &str, many: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => format!("{last} {one}"),
        Some((last, rest)) => format!("{} {joint} {last} {many}", rest.join(", ")),
        None => String::new(),
    }
}
