//! From what the grammar matched to the tree, with places in the source.

use pest::{Parser, Token};

use super::grammar::{Grammar, Rule, kind};
use super::mended::Mended;
use crate::base::FileId;
use crate::syntax::kind::Kind;
use crate::syntax::tree::{Node, Tree};

/// The tree of a mended text.
pub(super) fn build(file: FileId, mended: &Mended) -> Tree {
    let mut tree = Tree { file, nodes: Vec::new() };
    // The grammar matches every text; an empty tree is the answer to the impossible.
    let Ok(pairs) = Grammar::parse(Rule::file, &mended.text) else { return tree };
    let mut open: Vec<u32> = Vec::new();
    let mut deleted = mended.deleted.iter().peekable();
    for token in pairs.tokens() {
        match token {
            Token::Start { rule, pos } => {
                let Some(kind) = kind(rule) else { continue };
                while let Some((_, range)) = deleted.next_if(|(at, _)| !open.is_empty() && *at <= pos.pos()) {
                    leaf(&mut tree, &open, Kind::Skipped, range.start, range.end);
                }
                let at = index(tree.nodes.len());
                let parent = open.last().copied().unwrap_or(at);
                // Until the end is known, `start` holds the place in the mended text.
                tree.nodes.push(Node { kind, start: index(pos.pos()), end: 0, next: 0, parent });
                open.push(at);
            }
            Token::End { rule, pos } => {
                if kind(rule).is_none() {
                    continue;
                }
                if open.len() == 1 {
                    for (_, range) in deleted.by_ref() {
                        leaf(&mut tree, &open, Kind::Skipped, range.start, range.end);
                    }
                }
                let next = index(tree.nodes.len());
                let Some(at) = open.pop() else { continue };
                let inside = at as usize + 1..tree.nodes.len();
                let covered = tree.nodes.get(inside).unwrap_or(&[]);
                let start = covered.iter().map(|node| node.start).min();
                let end = covered.iter().map(|node| node.end).max();
                if let Some(node) = tree.nodes.get_mut(at as usize) {
                    let own = mended.source(node.start as usize..pos.pos());
                    node.start = start.unwrap_or(index(own.start));
                    node.end = end.unwrap_or(index(own.end));
                    node.next = next;
                }
            }
        }
    }
    tree
}

fn leaf(tree: &mut Tree, open: &[u32], kind: Kind, start: usize, end: usize) {
    let at = index(tree.nodes.len());
    let parent = open.last().copied().unwrap_or(at);
    tree.nodes.push(Node { kind, start: index(start), end: index(end), next: at + 1, parent });
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Whether the tokens spell the source, each byte once.
pub(super) fn spells(tree: &Tree, length: usize) -> bool {
    let mut at = 0;
    for id in tree.tokens() {
        let span = tree.span(id);
        if span.start != at {
            return false;
        }
        at = span.end;
    }
    at as usize == length
}

/// The tree of a text that is not read at all.
pub(super) fn unread(file: FileId, text: &str) -> Tree {
    let end = index(text.len());
    let root = Node { kind: Kind::File, start: 0, end, next: 2, parent: 0 };
    Tree { file, nodes: vec![root, Node { kind: Kind::Skipped, start: 0, end, next: 2, parent: 0 }] }
}
