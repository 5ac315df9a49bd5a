//! What an editor can ask, an answer each. Features know nothing of the protocol: they take a [`View`](crate::snapshot::View) and
//! give plain data with places of the source. A feature works in a file that is half typed: it asks `names` and the tree first,
//! and the last good analysis for what the present one cannot tell.

pub mod actions;
pub mod compiled;
pub mod completion;
pub mod definition;
pub mod diagnostics;
pub mod docs;
pub mod folding;
pub mod format;
pub mod graph;
pub mod highlight;
pub mod hints;
pub mod hover;
pub mod implementation;
pub mod lenses;
pub mod links;
pub mod moved;
pub mod references;
pub mod rename;
pub mod selection;
pub mod signature;
pub mod symbols;
pub mod tests;
pub mod tokens;
mod values;
