//! The result of checking: a pipeline whose every field has a value of the right type.

use indexmap::IndexMap;

use super::value::{Type, Value};
use crate::base::Span;
use crate::syntax::ast::Name;
use crate::vocab::{Kind, durations};

/// A checked file.
#[derive(Debug, Clone)]
pub struct Program {
    /// The `pipeline` block.
    pub pipeline: Block,
    /// The environment that applies; `default` where none was asked for.
    pub env: String,
    /// In source order.
    pub params: IndexMap<String, Param>,
    /// In source order.
    pub datasets: IndexMap<String, Block>,
    /// In source order.
    pub triggers: IndexMap<String, Block>,
    /// Every stage, also those inside `when`, in source order.
    pub stages: IndexMap<String, Block>,
    /// In source order; nothing that is built depends on them.
    pub tests: IndexMap<String, Block>,
    /// How the stages nest.
    pub body: Vec<Node>,
}

/// A stage, or stages under a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// By name.
    Stage(String),
    /// `when`
    When(Box<When>),
    /// `for`
    For(Box<For>),
}

/// Stages that run once per item.
#[derive(Debug, Clone, PartialEq)]
pub struct For {
    /// What an item is called; also names the `for`.
    pub item: String,
    /// What is gone through: a list, or `objects(...)`.
    pub items: Value,
    /// How many side by side.
    pub concurrency: Option<u64>,
    /// Percentage that may fail.
    pub tolerate: Option<f64>,
    /// What runs for each.
    pub body: Vec<Node>,
    /// From `for` to the items' end.
    pub span: Span,
    /// The documentation.
    pub doc: Option<String>,
}

/// Stages under a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// Named after the first thing inside.
    pub name: String,
    /// What decides.
    pub condition: Value,
    /// Where it holds.
    pub then: Vec<Node>,
    /// Where it does not.
    pub otherwise: Vec<Node>,
    /// From `when` to the condition's end.
    pub span: Span,
    /// The documentation.
    pub doc: Option<String>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// As declared.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Arguments of the type: `min`, `max`, `pattern`, `one_of`.
    pub constraints: IndexMap<String, Value>,
    /// What it is when the input does not say.
    pub default: Option<Value>,
    /// The documentation.
    pub doc: Option<String>,
}

/// A checked block of any kind.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its name.
    pub name: Name,
    /// Its row.
    pub kind: &'static Kind,
    /// The documentation.
    pub doc: Option<String>,
    /// From the kind to the name.
    pub header: Span,
    /// The whole block.
    pub span: Span,
    /// The fields that are set.
    pub fields: IndexMap<&'static str, FieldValue>,
    /// `output` declarations: name to format.
    pub outputs: IndexMap<String, Declared>,
    /// `metric` declarations.
    pub metrics: IndexMap<String, Declared>,
    /// Why machines were chosen, by field.
    pub reasons: IndexMap<&'static str, Vec<String>>,
    /// Whether a line in it could not be read: what seems to be missing may stand there.
    pub broken: bool,
}

/// A set field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldValue {
    /// Where the field's name stands.
    pub name: Span,
    /// Its value.
    pub value: Value,
}

/// An `output` or `metric`.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// Where.
    pub name: Span,
    /// Its type.
    pub ty: Type,
    /// What stands behind `=`.
    pub value: Option<Value>,
}

impl Block {
    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).map(|set| &set.value)
    }

    /// A constant text field.
    pub fn text(&self, field: &str) -> Option<String> {
        self.get(field).and_then(Value::text)
    }

    /// A duration field in seconds.
    pub fn seconds(&self, field: &str) -> Option<u64> {
        self.get(field).and_then(Value::seconds)
    }

    /// Seconds that a stage is assumed to take where neither its `estimate` nor a test says it.
    pub fn assumed_seconds(&self) -> u64 {
        if self.flag("wait") == Some(true) { durations::WAITED } else { self.kind.seconds }
    }

    /// The machine type and count of an instance field.
    pub fn instance(&self, field: &str) -> Option<(&str, u32)> {
        match self.get(field).map(|value| &value.kind) {
            Some(super::value::ValueKind::Instance(ty, count)) => Some((ty, *count)),
            _ => None,
        }
    }

    /// A flag, where it is set.
    pub fn flag(&self, field: &str) -> Option<bool> {
        match self.get(field).map(|value| &value.kind) {
            Some(super::value::ValueKind::Bool(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// Where a field's value stands, else the block's header.
    pub fn place(&self, field: &str) -> Span {
        self.get(field).map_or(self.header, |value| value.blame())
    }
}
