//! Amazon States Language: the document, how a pipeline becomes one, and what is verified of it.

pub mod emit;
pub mod expression;
pub mod jsonata;
pub mod model;
pub mod parameters;
pub mod scopes;
pub mod verify;
