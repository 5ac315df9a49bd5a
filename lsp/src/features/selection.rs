//! What is selected next when a selection grows: the word, the value, the field, the block, the file.

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::syntax::tree::NodeId;
use mlc_compiler::syntax::{Tree, kind::Kind};

use super::values::each;
use crate::snapshot::View;

/// What holds an offset, from the smallest to the whole file. Each holds the one before and more.
pub fn selections(view: &View, offset: u32) -> Vec<Span> {
    let now = &view.now;
    let whole = Span::new(FileId::default(), 0, now.text().len());
    let Some(tree) = now.tree() else { return vec![whole] };
    let mut all: Vec<Span> = vec![whole];
    let mut at = token_at(tree, offset);
    while let Some(id) = at {
        all.extend(inside(tree, id));
        all.extend(with_docs(tree, id));
        if !matches!(tree.kind(id), Kind::Space | Kind::Newline) {
            all.push(tree.span(id));
        }
        at = tree.parent(id);
    }
    // The tree has the operands of a value in a row; which belong together is said by the values alone.
    let members = now.file().map(|file| file.members.as_slice()).unwrap_or_default();
    each(members, &mut |_, value| all.push(value.span));
    all.retain(|span| span.start < span.end && span.start <= offset && offset <= span.end);
    all.sort_by_key(|span| span.end - span.start);
    let mut found: Vec<Span> = Vec::new();
    for span in all {
        if found.last().is_none_or(|last| span.start <= last.start && last.end <= span.end && span != *last) {
            found.push(span);
        }
    }
    if found.is_empty() { vec![whole] } else { found }
}

/// The token that an offset is in or touches; a word rather than a sign, a sign rather than a blank.
fn token_at(tree: &Tree, offset: u32) -> Option<NodeId> {
    let rank = |id: &NodeId| match tree.kind(*id) {
        Kind::Space | Kind::Newline => 0,
        kind if is_word(kind) => 2,
        _ => 1,
    };
    let touches = |id: &NodeId| {
        let span = tree.span(*id);
        tree.kind(*id).is_token() && span.start <= offset && offset <= span.end && span.start < span.end
    };
    tree.below(tree.root()).filter(touches).max_by_key(rank)
}

fn is_word(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Name
            | Kind::Kind
            | Kind::Digits
            | Kind::Unit
            | Kind::Instance
            | Kind::Plain
            | Kind::LongPlain
            | Kind::Bool
    )
}

/// What a node has between its first and last bracket or quote.
fn inside(tree: &Tree, id: NodeId) -> Option<Span> {
    let is_open =
        |kind| matches!(kind, Kind::OpenBrace | Kind::OpenParen | Kind::OpenBracket | Kind::Quote | Kind::TripleQuote);
    let is_close = |kind| {
        matches!(kind, Kind::CloseBrace | Kind::CloseParen | Kind::CloseBracket | Kind::Quote | Kind::TripleQuote)
    };
    let open = tree.parts(id).find(|part| is_open(tree.kind(*part)))?;
    let close = tree.parts(id).filter(|part| is_close(tree.kind(*part)) && *part != open).last()?;
    // Blanks beside the brackets belong to the brackets.
    let held: Vec<NodeId> = tree.children(id).filter(|child| *child > open && *child < close).collect();
    let is_blank = |id: &&NodeId| matches!(tree.kind(**id), Kind::Space | Kind::Newline);
    let first = held.iter().find(|id| !is_blank(id))?;
    let last = held.iter().rev().find(|id| !is_blank(id))?;
    Some(tree.span(*first).to(tree.span(*last)))
}

/// A member with what is said of it right above.
fn with_docs(tree: &Tree, id: NodeId) -> Option<Span> {
    if !matches!(tree.kind(id), Kind::Block | Kind::Assign | Kind::Declare | Kind::When | Kind::For) {
        return None;
    }
    let before: Vec<NodeId> = tree.children(tree.parent(id)?).take_while(|child| *child != id).collect();
    let mut first = None;
    let mut ends = 0;
    for sibling in before.into_iter().rev() {
        match tree.kind(sibling) {
            Kind::Space => {}
            Kind::Newline if ends == 0 => ends += 1,
            Kind::Doc => {
                first = Some(sibling);
                ends = 0;
            }
            _ => break,
        }
    }
    first.map(|first| tree.span(first).to(tree.span(id)))
}
