//! Mistakes that the tree shows by itself, as diagnostics.

use std::ops::Range;

use crate::base::Span;
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::syntax::kind::Kind;
use crate::syntax::lower::{LONGEST_VALUE, MOST_BRANCHES};
use crate::syntax::tree::{NodeId, Tree};
use crate::vocab::units;

/// A file with more mistakes than this is hardly a pipeline: the rest is not told.
const MOST_PROBLEMS: usize = 200;

/// Whether `id` is a line `retry retry = 3`: it has the shape of `let retry = 3`, which was not meant.
fn is_twin(tree: &Tree, text: &str, id: NodeId) -> bool {
    let word = |kind| tree.child(id, kind).map(|word| tree.text(word, text));
    tree.kind(id) == Kind::Declare && tree.child(id, Kind::Colon).is_none() && word(Kind::Kind) == word(Kind::Name)
}

/// Whether anything is wrong.
pub(super) fn has_mistake(tree: &Tree, text: &str) -> bool {
    tree.below(tree.root()).any(|id| tree.kind(id).is_mistake() || is_twin(tree, text, id))
}

/// The places of mistakes that mending a line may explain, and whether only a sure explanation is welcome.
pub(super) fn mistakes(tree: &Tree, text: &str) -> Vec<(usize, bool)> {
    let mut places = Vec::new();
    for id in tree.below(tree.root()) {
        let kind = tree.kind(id);
        if kind == Kind::Skipped || !(kind.is_mistake() || is_twin(tree, text, id)) {
            continue;
        }
        let gentle = matches!(kind, Kind::MissingValue | Kind::MissingType);
        places.push((tree.span(id).start as usize, gentle));
    }
    places.sort_unstable();
    places
}

/// Reports every mistake of the tree but those in the ranges `told`.
pub(super) fn report(tree: &Tree, text: &str, told: &[Range<usize>], sink: &mut Sink) {
    for id in tree.below(tree.root()) {
        let start = tree.span(id).start as usize;
        if sink.len() >= MOST_PROBLEMS {
            return;
        }
        let quiet = told.iter().any(|range| range.start <= start && start <= range.end);
        match tree.kind(id) {
            Kind::Unit => unit(tree, text, id, sink),
            Kind::Escape => escape(tree, text, id, sink),
            Kind::Value | Kind::Inner if tree.parts(id).count() > LONGEST_VALUE => {
                let title = format!("the value has more than {LONGEST_VALUE} operands and operators");
                sink.push(Diagnostic::new(codes::TOO_DEEP, tree.span(id), title));
            }
            Kind::When if tree.parts(id).count() > MOST_BRANCHES => {
                let title = format!("`when` has more than {MOST_BRANCHES} branches");
                sink.push(Diagnostic::new(codes::TOO_DEEP, tree.span(id), title));
            }
            _ if quiet => {}
            Kind::Broken | Kind::BrokenElement => broken(tree, text, id, sink),
            Kind::MissingValue => missing(tree, text, id, "value", sink),
            Kind::MissingType => missing(tree, text, id, "type", sink),
            Kind::BrokenInterpolation => interpolation(tree, text, id, sink),
            Kind::StrayComma => {
                sink.push(Diagnostic::new(codes::UNEXPECTED_TEXT, tree.span(id), "`,` separates nothing here").fix(
                    "leave out `,`",
                    tree.span(id),
                    "",
                    Applicability::Always,
                ));
            }
            Kind::StrayElse => {
                let word = tree.below(id).find(|below| tree.kind(*below) == Kind::ElseWord).unwrap_or(id);
                sink.push(
                    Diagnostic::new(codes::UNEXPECTED_TEXT, tree.span(word), "`else` follows no `when` block")
                        .help("an `else` stands behind the closing brace of the `when` that it belongs to"),
                );
            }
            _ => {}
        }
    }
}

fn interpolation(tree: &Tree, text: &str, id: NodeId, sink: &mut Sink) {
    let (span, written) = (tree.span(id), tree.text(id, text).trim());
    sink.push(if written.is_empty() {
        Diagnostic::new(codes::MISSING_VALUE, span, "`${}` has no value between its braces")
    } else {
        Diagnostic::new(codes::UNEXPECTED_TEXT, span, format!("`{}` is not a value", clip(written)))
    });
}

fn broken(tree: &Tree, text: &str, id: NodeId, sink: &mut Sink) {
    let span = tree.span(id);
    // A broken head has its block behind it, and a broken list goes on for lines: the first line tells enough.
    let shown = tree.text(id, text).split(['\n', '{']).next().unwrap_or("").trim_end();
    let end = (span.start as usize + shown.len()).max(span.start as usize);
    let place = Span::new(span.file, span.start as usize, end);
    let title = if shown.is_empty() {
        "a value is missing here".to_owned()
    } else if tree.kind(id) == Kind::BrokenElement {
        format!("`{}` is not a value that can stand here", clip(shown))
    } else {
        format!("`{}` is not a field, a declaration or a block", clip(shown))
    };
    let code = if shown.is_empty() { codes::MISSING_VALUE } else { codes::UNEXPECTED_TEXT };
    sink.push(
        Diagnostic::new(code, place, title)
            .help("a line is `name = value`, `kind name { ... }` or `word name: Type = value`"),
    );
}

/// A long text, cut.
pub(super) fn clip(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(37).chain("...".chars()).collect() }
}

fn missing(tree: &Tree, text: &str, id: NodeId, what: &str, sink: &mut Sink) {
    let owner = tree.parent(id).unwrap_or(id);
    let name = tree.child(owner, Kind::Name).map(|name| tree.text(name, text));
    let title = match (tree.kind(owner), name) {
        (Kind::Branch | Kind::ElseWhen, _) => "`when` has no condition".to_owned(),
        (Kind::For, _) => "`for` has no items".to_owned(),
        (_, Some(name)) => format!("`{name}` has no {what}"),
        _ => format!("a {what} is missing here"),
    };
    // The place is the sign that promised a value.
    let before = tree.below(owner).take_while(|below| *below != id).filter(|below| {
        let kind = tree.kind(*below);
        kind.is_token() && !kind.is_trivia()
    });
    let place = before.last().map_or(tree.span(id), |token| tree.span(token));
    sink.push(Diagnostic::new(codes::MISSING_VALUE, place, title).label(format!("no {what} behind it")));
}

fn unit(tree: &Tree, text: &str, id: NodeId, sink: &mut Sink) {
    let (span, written) = (tree.span(id), tree.text(id, text));
    if units::unit(written).is_some() {
        return;
    }
    let known = units::UNITS.iter().map(|(unit, ..)| *unit);
    sink.push(
        Diagnostic::new(codes::BAD_LITERAL, span, format!("`{written}` is not a unit"))
            .label("behind a number")
            .help("units are s, min, h, d for time, B, KB, MB, GB, TB, KiB, MiB, GiB, TiB for size, and %")
            .did_you_mean(span, written, known),
    );
}

fn escape(tree: &Tree, text: &str, id: NodeId, sink: &mut Sink) {
    let (span, written) = (tree.span(id), tree.text(id, text));
    if crate::syntax::lower::escaped(written).is_some() {
        return;
    }
    sink.push(
        Diagnostic::new(codes::BAD_LITERAL, span, format!("`{written}` is not an escape"))
            .help("escapes are \\\" \\\\ \\n \\t \\r \\$ and \\u{1F600}; a backslash itself is written \\\\")
            .fix("write a backslash", span, format!("\\{written}"), Applicability::Maybe),
    );
}
