//! The expressions that make up most of an emitted machine, read without building a tree: variables with fixed names
//! behind them, plain texts, and the two joined by `&`. A thousand stages have ten thousand of them.

use super::{Parsed, Part, template};

/// What such an expression reads; nothing where it is anything more.
pub(super) fn simple(expression: &str) -> Option<Parsed> {
    let mut parsed = Parsed::default();
    let mut rest = expression.trim_matches(' ');
    loop {
        rest = operand(rest, &mut parsed)?.trim_start_matches(' ');
        if rest.is_empty() {
            return Some(parsed);
        }
        rest = rest.strip_prefix('&')?.trim_start_matches(' ');
    }
}

/// Reads one operand and gives what stands behind it.
fn operand<'e>(text: &'e str, parsed: &mut Parsed) -> Option<&'e str> {
    if let Some(path) = text.strip_prefix('$') {
        return variable(path, parsed);
    }
    let quote = text.chars().next().filter(|first| matches!(first, '\'' | '"'))?;
    let (inner, rest) = text.get(1..)?.split_once(quote)?;
    if inner.contains('\\') {
        return None;
    }
    template::push(&mut parsed.template, Part::Text(inner.to_owned()));
    Some(rest)
}

fn variable<'e>(text: &'e str, parsed: &mut Parsed) -> Option<&'e str> {
    let (name, mut rest) = word(text)?;
    let mut path = Vec::new();
    while let Some(behind) = rest.strip_prefix('.') {
        let (member, after) = word(behind)?;
        // After a dot these are names, but whoever wrote them deserves the parser's opinion.
        if matches!(member, "and" | "or" | "in" | "true" | "false" | "null" | "function") {
            return None;
        }
        path.push(member.to_owned());
        rest = after;
    }
    let part = if path.is_empty() && name != "states" { Part::Variable(name.to_owned()) } else { Part::Any };
    template::push(&mut parsed.template, part);
    if name != "states" {
        let reads = parsed.variables.entry(name.to_owned()).or_default();
        reads.unguarded = true;
        reads.paths.insert(path);
    } else if path.is_empty() {
        parsed.states.whole = true;
    } else {
        let member = path.remove(0);
        parsed.states.members.entry(member).or_default().insert(path);
    }
    Some(rest)
}

/// An ASCII name at the beginning of the text.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'_').unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    name.starts_with(|first: char| first.is_ascii_alphabetic()).then_some((name, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_and_the_parser_agree() {
        let pieces = [
            "$x",
            "$run.id",
            "$states",
            "$states.input.a.b",
            "'-a-'",
            "\"\"",
            "$x.y.z",
            "$sum",
            " ",
            "&",
            "1",
            "$",
            "(",
            ".",
        ];
        let mut read = 0;
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    for text in [format!("{first}{second}{third}"), format!("{first} & {second}&{third}")] {
                        if let Some(parsed) = simple(&text) {
                            read += 1;
                            assert_eq!(super::super::parse_whole(&text).ok(), Some(parsed), "{text}");
                        }
                    }
                }
            }
        }
        assert!(read > 400, "only {read} expressions took the short way");
    }
}
