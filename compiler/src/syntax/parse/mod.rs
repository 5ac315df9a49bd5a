//! Text to tree and problems. The only user of pest.

mod brackets;
mod build;
mod explain;
mod grammar;
mod lines;
mod mend;
mod mended;
mod repair;
mod report;
mod scan;

use crate::base::{FileId, Span};
use crate::diag::{Diagnostic, Sink, codes};
use crate::syntax::tree::Tree;
use mended::Mended;

/// The longest text that is read, in bytes: a thousand stages need about half a megabyte.
const LONGEST: usize = 1 << 20;

/// The tree of `text` and everything wrong with its shape. Never fails: what cannot be read is kept as it stands.
///
/// A text without mistakes is matched once. Otherwise the mistakes are mended first, each with the smallest change
/// that explains it, and the tree is that of the mended text with places of the source: so one mistake gives one
/// diagnostic, and everything around it is read as it was meant.
pub fn parse(file: FileId, text: &str) -> (Tree, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    if text.len() > LONGEST {
        let title = format!("the file has {} bytes; at most {LONGEST} are read", text.len());
        sink.push(Diagnostic::new(codes::TOO_LARGE, Span::new(file, 0, 0), title));
        return (build::unread(file, text), sink.into_sorted());
    }
    let scan = scan::scan(text);
    if let Some(at) = scan.too_deep {
        let title = format!("brackets are nested more than {} deep", scan::DEEPEST);
        sink.push(Diagnostic::new(codes::TOO_DEEP, Span::new(file, at, at + 1), title).label("one too many"));
        return (build::unread(file, text), sink.into_sorted());
    }
    if scan.open_strings.is_empty() && brackets::balanced(&scan) {
        let tree = build::build(file, &Mended::new(text, &[]));
        if !report::has_mistake(&tree, text) {
            report::report(&tree, text, &[], &mut sink);
            return (tree, sink.into_sorted());
        }
    }
    let found = mend::mend(file, text, scan, &mut sink);
    let mended = Mended::new(text, &found.mends);
    let mut tree = build::build(file, &mended);
    if !build::spells(&tree, text.len()) {
        tree = build::unread(file, text);
    }
    report::report(&tree, text, &found.told, &mut sink);
    (tree, sink.into_sorted())
}
