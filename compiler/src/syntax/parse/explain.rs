//! A change that mends a line, told as a diagnostic with its fix.

use super::mended::Mend;
use super::repair::{Act, Line};
use super::report::clip;
use crate::base::{FileId, Span};
use crate::diag::{Applicability, Code, Diagnostic, Edit, Fix, codes};
use crate::syntax::kind::Kind;

/// What a change means: the problem, and the mends that let the rest be read. Offsets are the source's.
pub(super) fn explain(
    file: FileId,
    line: &Line<'_>,
    act: &Act,
    source: impl Fn(std::ops::Range<usize>) -> std::ops::Range<usize>,
) -> (Diagnostic, Vec<Mend>) {
    let span = |range: std::ops::Range<usize>| {
        let range = source(range);
        Span::new(file, range.start, range.end)
    };
    let token = |index: usize| line.tokens.get(index).map_or(0..0, |token| token.range.clone());
    let point = |at: usize| source(at..at).start;
    let word = |index: usize| clip(line.word(index));
    let edit = |range: std::ops::Range<usize>, text: &str| Edit { span: span(range), text: text.to_owned() };
    match act {
        Act::Insert(index, text) => {
            let (code, title, place) = missing(line, *index, text);
            // At the end of what stands before, in the source, so that nothing inserted before is in between.
            let (at, written) = line.insertion(*index, text);
            let (mends, edits) = if *text == "." {
                let gap = token(index.saturating_sub(1)).end..token(*index).start;
                let mut mends = vec![Mend::Insert(point(gap.end), ".".to_owned())];
                if !gap.is_empty() {
                    mends.push(Mend::Delete(source(gap.clone())));
                }
                (mends, vec![edit(gap, ".")])
            } else {
                (vec![Mend::Insert(point(at), written.clone())], vec![edit(at..at, &written)])
            };
            let sure = matches!(*text, "=" | "," | ":" | ")" | "]" | "}");
            let applicability = if sure { Applicability::Always } else { Applicability::Maybe };
            let mut diagnostic = Diagnostic::new(code, span(token(place)), title);
            // Which operator is missing cannot be known; a comparison with a number is most often this one.
            let guess = matches!(*text, "and")
                || (*text == "*" && line.tokens.get(*index).map(|t| t.kind) != Some(Kind::Number));
            if !guess {
                diagnostic.fixes.push(Fix { title: format!("write `{text}`"), edits, applicability });
            }
            (diagnostic, mends)
        }
        Act::Twin(index) => {
            let range = token(*index);
            let from = token(index.saturating_sub(1)).end;
            let code = match line.tokens.get(*index).map(|token| token.kind) {
                Some(Kind::CloseParen | Kind::CloseBracket | Kind::CloseBrace) => codes::STRAY_CLOSE,
                Some(Kind::OpenParen | Kind::OpenBracket | Kind::OpenBrace) => codes::UNCLOSED,
                _ => codes::UNEXPECTED_TEXT,
            };
            let title = format!("`{}` is written twice", word(*index));
            let mut diagnostic = Diagnostic::new(code, span(range.clone()), title);
            let fix = Fix {
                title: format!("leave out one `{}`", word(*index)),
                edits: vec![edit(from..range.end, "")],
                applicability: Applicability::Always,
            };
            diagnostic.fixes.push(fix);
            (diagnostic, vec![Mend::Delete(source(range))])
        }
        Act::Delete(index) => {
            let range = token(*index);
            let from = index.checked_sub(1).map_or(range.start, |before| token(before).end);
            let to = if *index == 0 { token(1).start.max(range.end) } else { range.end };
            let closes = matches!(line.word(*index), ")" | "]" | "}");
            let (code, title) = if closes {
                (codes::STRAY_CLOSE, format!("`{}` closes nothing", word(*index)))
            } else {
                (codes::UNEXPECTED_TEXT, format!("`{}` does not belong here", word(*index)))
            };
            let mut diagnostic = Diagnostic::new(code, span(range.clone()), title);
            let fix = Fix {
                title: format!("leave out `{}`", word(*index)),
                edits: vec![edit(from..to, "")],
                applicability: Applicability::Maybe,
            };
            diagnostic.fixes.push(fix);
            (diagnostic, vec![Mend::Delete(source(range))])
        }
        Act::Swap(index) => {
            let (left, right) = (token(*index), token(index + 1));
            let title = format!("`{}` and `{}` are the wrong way round", word(*index), word(index + 1));
            let mut diagnostic = Diagnostic::new(codes::UNEXPECTED_TEXT, span(left.start..left.end), title)
                .also(span(right.clone()), "should come first");
            let fix = Fix {
                title: "exchange them".to_owned(),
                edits: vec![edit(left.clone(), line.word(index + 1)), edit(right.clone(), line.word(*index))],
                applicability: Applicability::Maybe,
            };
            diagnostic.fixes.push(fix);
            (diagnostic, vec![Mend::Swap(source(left), source(right))])
        }
        Act::Replace(index, text) => {
            let range = token(*index);
            let here = source(range.clone());
            let code =
                if text == "=" && line.word(*index) == ":" { codes::MISSING_EQUALS } else { codes::UNEXPECTED_TEXT };
            let title = match (line.word(*index), text.as_str()) {
                (":", "=") => "`:` says what type; a value needs `=`".to_owned(),
                (written, _) => format!("`{}` cannot stand here; `{text}` can", clip(written)),
            };
            let diagnostic = Diagnostic::new(code, span(range.clone()), title).fix(
                format!("write `{text}`"),
                span(range),
                text,
                Applicability::Always,
            );
            // Written behind the deleted text: one place cannot hold two mends.
            (diagnostic, vec![Mend::Delete(here.clone()), Mend::Insert(here.end, text.clone())])
        }
    }
}

fn missing(line: &Line<'_>, index: usize, text: &str) -> (Code, String, usize) {
    let before = index.saturating_sub(1);
    let (left, right) = (clip(line.word(before)), clip(line.word(index)));
    match text {
        "=" => (codes::MISSING_EQUALS, format!("`{left}` has no `=` before its value"), before),
        ":" => (codes::UNEXPECTED_TEXT, format!("`{left}` has no `:` before its type"), before),
        "," => (codes::UNEXPECTED_TEXT, format!("a comma is missing between `{left}` and `{right}`"), before),
        "(" | "[" | "{" => {
            let sign = match text {
                "(" => ")",
                "[" => "]",
                _ => "}",
            };
            let place = (index..line.tokens.len()).rev().find(|at| line.word(*at) == sign).unwrap_or(before);
            (codes::STRAY_CLOSE, format!("`{sign}` closes nothing: its `{text}` is missing"), place)
        }
        ")" | "]" | "}" => {
            let sign = match text {
                ")" => "(",
                "]" => "[",
                _ => "{",
            };
            let mut open = Vec::new();
            for at in 0..index {
                match line.word(at) {
                    "(" | "[" | "{" => open.push(at),
                    ")" | "]" | "}" => {
                        open.pop();
                    }
                    _ => {}
                }
            }
            let place = open.pop().unwrap_or(before);
            (codes::UNCLOSED, format!("`{sign}` is never closed"), place)
        }
        "." => (codes::UNEXPECTED_TEXT, format!("a `.` is missing between `{left}` and `{right}`"), before),
        _ => (codes::UNEXPECTED_TEXT, format!("an operator is missing between `{left}` and `{right}`"), before),
    }
}
