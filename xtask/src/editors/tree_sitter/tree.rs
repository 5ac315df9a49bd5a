//! What `tree-sitter parse` prints, as trees.

use std::ops::Range;

/// A named node.
#[derive(Debug)]
pub struct Node {
    /// As in the grammar.
    pub kind: String,
    /// The field of its parent that it fills; empty for none.
    pub field: String,
    /// Its bytes.
    pub span: Range<usize>,
    /// In source order.
    pub children: Vec<Node>,
}

impl Node {
    /// The child that fills a field.
    pub fn field(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.field == name)
    }

    /// What it is in the text.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.span.clone()).unwrap_or_default()
    }
}

/// Reads trees that were printed one after the other.
pub struct Reader<'p> {
    left: &'p str,
}

impl<'p> Reader<'p> {
    /// Of what was printed.
    pub fn new(printed: &'p str) -> Self {
        Self { left: printed }
    }

    /// The next tree, that of `text`.
    pub fn tree(&mut self, text: &str) -> Option<Node> {
        let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.node(&starts)
    }

    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.left.trim().is_empty()
    }

    /// `field: (kind [0, 1] - [2, 3] ...)`
    fn node(&mut self, starts: &[usize]) -> Option<Node> {
        let (before, rest) = self.left.split_once('(')?;
        let field = before.trim().trim_end_matches(':').to_owned();
        let (kind, rest) = rest.split_once(" [")?;
        self.left = rest;
        let start = self.place(starts)?;
        self.left = self.left.strip_prefix(" - [")?;
        let end = self.place(starts)?;
        let mut children = Vec::new();
        loop {
            self.left = self.left.trim_start();
            match self.left.strip_prefix(')') {
                Some(rest) => self.left = rest,
                None => {
                    children.push(self.node(starts)?);
                    continue;
                }
            }
            return Some(Node { kind: kind.to_owned(), field, span: start..end, children });
        }
    }

    /// `row, column]` as a byte.
    fn place(&mut self, starts: &[usize]) -> Option<usize> {
        let (place, rest) = self.left.split_once(']')?;
        self.left = rest;
        let (row, column) = place.split_once(", ")?;
        Some(starts.get(row.parse::<usize>().ok()?)? + column.parse::<usize>().ok()?)
    }
}
