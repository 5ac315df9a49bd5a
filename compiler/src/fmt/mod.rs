//! Floor 4: a tree as canonical text.
//!
//! Two spaces a level, one member a line, signs aligned in runs of lines that stand together, comments where they
//! are. What is on one line stays there if it fits. Lines with mistakes stay as they are written.

mod align;
mod members;
mod values;

use crate::syntax::kind::Kind;
use crate::syntax::{Tree, ast, parse};

/// The widest line that is not broken up.
const WIDTH: usize = 100;

/// `text`, of which `tree` is the tree, in canonical layout. What the file says stays the same; where mistakes make it
/// uncertain which bracket belongs to which, the text is returned as it is.
pub fn format(tree: &Tree, text: &str) -> String {
    if uncertain(tree, text) {
        return text.to_owned();
    }
    let out = layout(tree, text);
    // The layout is free, the meaning is not, and a second time changes nothing: this holds by construction, not by
    // care. It is lines with mistakes that can read otherwise once their surroundings have moved.
    let (again, _) = parse(tree.file(), &out);
    let same = ast(&again, &out).print() == ast(tree, text).print() && comments(&again, &out) == comments(tree, text);
    if same && (uncertain(&again, &out) || layout(&again, &out) == out) { out } else { text.to_owned() }
}

fn layout(tree: &Tree, text: &str) -> String {
    let mut out = Formatter { tree, text }.file();
    while out.ends_with("\n\n") {
        out.pop();
    }
    if out.trim().is_empty() {
        out.clear();
    }
    out
}

struct Formatter<'a> {
    tree: &'a Tree,
    text: &'a str,
}

/// Whether brackets were added, left out or moved to understand the text.
fn uncertain(tree: &Tree, text: &str) -> bool {
    let mut last = 0;
    tree.below(tree.root()).any(|id| {
        let (kind, span) = (tree.kind(id), tree.span(id));
        let structural = matches!(
            kind,
            Kind::OpenBrace
                | Kind::CloseBrace
                | Kind::OpenParen
                | Kind::CloseParen
                | Kind::OpenBracket
                | Kind::CloseBracket
        );
        let moved = kind.is_token() && span.start < last;
        if kind.is_token() {
            last = span.end;
        }
        let skipped = kind == Kind::Skipped && tree.text(id, text).contains(['(', ')', '[', ']', '{', '}', '\n', '"']);
        moved
            || skipped
            || structural && span.start == span.end
            || matches!(kind, Kind::StrayBrace | Kind::StrayBracket | Kind::StrayElse | Kind::Unclosed)
    })
}

fn comments<'a>(tree: &Tree, text: &'a str) -> Vec<&'a str> {
    let is_comment = |kind| matches!(kind, Kind::Comment | Kind::Doc);
    let all = tree.below(tree.root()).filter(|id| is_comment(tree.kind(*id)));
    all.map(|id| tree.text(id, text).trim_end()).collect()
}
