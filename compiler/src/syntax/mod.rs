//! Floor 3: text to tree. Knows shapes of lines, not what they mean.

pub mod ast;
pub mod kind;
mod lower;
mod parse;
mod print;
pub mod tree;

pub use lower::ast;
pub use parse::parse;
pub use tree::{NodeId, Tree};
