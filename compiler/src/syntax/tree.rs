//! The lossless tree: every byte of the source is in exactly one token. Plain data, ids only.

use std::ops::Range;

use super::kind::Kind;
use crate::base::{FileId, Span};

/// A node of a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// One node: its kind, its place, and how many nodes are below it (they follow it in the arena).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
    /// Arena index just past the last node below this one.
    pub next: u32,
    /// Arena index of the node above; the root is its own.
    pub parent: u32,
}

/// The tree of one file. Nodes stand in the order in which they are read; where two tokens of the source had to be
/// swapped to be understood, that is not the order of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    pub(super) file: FileId,
    pub(super) nodes: Vec<Node>,
}

impl Tree {
    /// The node of the whole file.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// The file this is the tree of.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is nothing, not even a file.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// What `id` is.
    pub fn kind(&self, id: NodeId) -> Kind {
        self.nodes.get(id.0 as usize).map_or(Kind::Skipped, |node| node.kind)
    }

    /// Where `id` is in the source. Tokens that were added to understand the rest are empty.
    pub fn span(&self, id: NodeId) -> Span {
        let (start, end) = self.nodes.get(id.0 as usize).map_or((0, 0), |node| (node.start, node.end));
        Span { file: self.file, start, end }
    }

    /// The source text of `id`.
    pub fn text<'a>(&self, id: NodeId, text: &'a str) -> &'a str {
        text.get(self.span(id).range()).unwrap_or("")
    }

    /// The node that `id` is in; `None` for the file.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.nodes.get(id.0 as usize)?.parent;
        (parent != id.0).then_some(NodeId(parent))
    }

    /// The nodes directly below `id`, trivia included.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.next(id.0);
        let mut at = id.0 + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let child = NodeId(at);
                at = self.next(at);
                child
            })
        })
    }

    /// The nodes directly below `id` without spacing and comments.
    pub fn parts(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(|child| !self.kind(*child).is_trivia())
    }

    /// The first child of this kind.
    pub fn child(&self, id: NodeId, kind: Kind) -> Option<NodeId> {
        self.children(id).find(|child| self.kind(*child) == kind)
    }

    /// All nodes below `id`, and itself, in reading order.
    pub fn below(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        (id.0..self.next(id.0)).map(NodeId)
    }

    /// The tokens of the whole file in source order: they spell the source.
    pub fn tokens(&self) -> Vec<NodeId> {
        let mut tokens: Vec<NodeId> = self.below(self.root()).filter(|id| self.kind(*id).is_token()).collect();
        tokens.sort_by_key(|id| (self.span(*id).start, self.span(*id).end));
        tokens
    }

    /// The tokens at `range`, the one that ends there included.
    pub fn tokens_at(&self, range: Range<u32>) -> Vec<NodeId> {
        self.tokens()
            .into_iter()
            .filter(|id| self.span(*id).start <= range.end && self.span(*id).end >= range.start)
            .collect()
    }

    fn next(&self, at: u32) -> u32 {
        self.nodes.get(at as usize).map_or(at, |node| node.next)
    }
}
