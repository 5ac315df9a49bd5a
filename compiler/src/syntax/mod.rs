//! Floor 3: text to tree. Knows shapes of lines, not what they mean.

pub mod ast;
