//! Floor 0: what every room needs and what knows nothing of the language.

pub mod glob;
pub mod json;
pub mod pointer;
pub mod source;
pub mod suggest;

pub use source::{FileId, SourceFile, Sources, Span};
