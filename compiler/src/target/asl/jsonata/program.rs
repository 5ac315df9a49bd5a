//! An expression that is parsed once and evaluated often, at a moment and with a chance that its host decides.

use super::evaluate;
use super::surroundings::Surroundings;
use super::{JsonataError, Parsed};
use jsonata_core::ast::AstNode;
use serde_json::Value;

/// A parsed expression.
#[derive(Debug)]
pub struct Program {
    tree: AstNode,
    reads: Parsed,
}

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It gives nothing.
    Undefined,
    /// It gives a function.
    Function,
    /// It stops with an error: the library's words.
    Threw(String),
}

impl Program {
    /// Parses an expression (without `{%` and `%}`).
    ///
    /// # Errors
    /// Where the text is no JSONata.
    pub fn parse(expression: &str) -> Result<Self, JsonataError> {
        let tree = jsonata_core::parser::parse(expression).map_err(|error| super::explain(expression, &error))?;
        let reads = super::reads::reads(&tree);
        Ok(Self { tree, reads })
    }

    /// What it reads of the world around it.
    pub fn reads(&self) -> &Parsed {
        &self.reads
    }

    /// Its value, where every `$name` has the value that `bindings` gives for `name`; `$states` is one of them.
    ///
    /// # Errors
    /// Where it has none.
    pub fn evaluate<'v>(
        &self,
        bindings: impl IntoIterator<Item = (&'v str, &'v Value)>,
        surroundings: &Surroundings,
    ) -> Result<Value, Failure> {
        evaluate::value(&self.tree, bindings, Some(surroundings))
    }
}
