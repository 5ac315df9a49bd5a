//! Text to tree and problems. The only user of pest.

mod build;
mod grammar;
mod mended;
mod report;
mod scan;

use crate::base::{FileId, Span};
use crate::diag::{Diagnostic, Sink, codes};
use crate::syntax::tree::Tree;
use mended::Mended;

/// The longest text that is read, in bytes: a thousand stages need about half a megabyte.
const LONGEST: usize = 4 << 20;

/// The tree of `text` and everything wrong with its shape. Never fails: what cannot be read is kept as it stands.
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
    let mended = Mended::new(text, &[]);
    let tree = build::build(file, &mended);
    report::report(&tree, text, &mut sink);
    (tree, sink.into_sorted())
}
