//! Checked values as values of requests.

use super::context::Context;
use crate::base::{glob, json};
use crate::check::program::Block;
use crate::check::value::{Part, Type, Value as Checked, ValueKind};
use crate::ir::Value;
use crate::syntax::ast::{BinaryOp, UnaryOp};

impl Context<'_> {
    /// A value as it is.
    pub fn value(&self, value: &Checked) -> Value {
        match &value.kind {
            ValueKind::Unknown | ValueKind::Null => Value::Json(serde_json::Value::Null),
            ValueKind::Bool(flag) => Value::from(*flag),
            ValueKind::Number(number) | ValueKind::Percent(number) | ValueKind::Money(number) => {
                Value::Json(json::number(*number))
            }
            ValueKind::Duration(number) | ValueKind::Size(number) => Value::number(*number),
            ValueKind::Text(parts) => self.parts(parts),
            ValueKind::Instance(name, _) | ValueKind::Symbol(name) | ValueKind::Metric(name) => Value::text(name),
            ValueKind::Call(name, arguments) if name == "s3" => {
                let uri = arguments.get("uri").map_or_else(|| Value::text(""), |uri| self.value(uri));
                Value::concat([Value::text("s3://"), uri])
            }
            // By name or ARN; what it holds is fetched where it is needed.
            ValueKind::Call(name, arguments) if name == "secret" => {
                arguments.get("id").map_or_else(|| Value::text(""), |id| self.value(id))
            }
            ValueKind::Call(..) | ValueKind::Stage(_) => Value::Json(serde_json::Value::Null),
            ValueKind::List(items) => Value::List(items.iter().map(|item| self.value(item)).collect()),
            ValueKind::Record(entries) => {
                Value::Object(entries.iter().map(|(key, (_, value))| (key.clone(), self.value(value))).collect())
            }
            ValueKind::Param(name, _) => Value::Param(name.clone()),
            ValueKind::Dataset(name, _) => {
                let block = self.program.datasets.get(name);
                block.and_then(|block| block.get("uri")).map_or_else(|| Value::text(""), |uri| self.value(uri))
            }
            ValueKind::Output(stage, output, Type::Model) => self.model(stage, output),
            ValueKind::Output(stage, output, _) => Value::Output(stage.clone(), output.clone()),
            ValueKind::Context(member) => Value::Context(member),
            ValueKind::Matches(text, pattern) => {
                Value::Function("contains", vec![self.value(text), Value::Jsonata(glob::regex(pattern))])
            }
            ValueKind::Unary(UnaryOp::Not, operand) => Value::Function("not", vec![self.value(operand)]),
            ValueKind::Unary(UnaryOp::Negate, operand) => Value::binary("-", Value::number(0), self.value(operand)),
            ValueKind::Binary(op, left, right) => {
                divided(Value::binary(operator(*op), self.value(left), self.value(right)))
            }
        }
    }

    fn parts(&self, parts: &[Part]) -> Value {
        // `"${auc}"` is text too: `&` makes text of its operands, but nothing stands beside this one.
        if let [Part::Value(only)] = parts
            && matches!(only.ty(), Type::Number | Type::Bool)
        {
            return self.as_text(only);
        }
        Value::concat(parts.iter().map(|part| match part {
            Part::Plain(text) => Value::text(text),
            Part::Value(value) => self.value(value),
        }))
    }

    /// A scalar as text, which is what services take for parameters, tags and environments.
    pub fn as_text(&self, value: &Checked) -> Value {
        match self.value(value) {
            Value::Json(serde_json::Value::String(text)) => Value::text(text),
            Value::Json(other) => Value::text(other.to_string()),
            text @ Value::Concat(_) => text,
            other if matches!(value.ty(), Type::String | Type::Role | Type::Topic | Type::Secret | Type::S3) => other,
            other => Value::Function("string", vec![other]),
        }
    }

    /// A model at run time: `{ image, data }`, `environment` where it is served with its script, and `containers` too where
    /// AutoML may have found it or it existed before.
    fn model(&self, stage: &str, output: &str) -> Value {
        match self.program.stages.get(stage) {
            Some(block) if matches!(block.kind.keyword, "train" | "tune") => Value::object([
                ("image", Some(Value::text(super::images::serving(self, block)))),
                ("data", Some(Value::Output(stage.to_owned(), output.to_owned()))),
                ("environment", super::script::serving_environment(self, block)),
            ]),
            Some(block) if block.get("artifact").is_some() => Value::object([
                ("image", Some(Value::text(super::images::serving(self, block)))),
                ("data", block.get("artifact").map(|artifact| self.value(artifact))),
            ]),
            _ => Value::Output(stage.to_owned(), output.to_owned()),
        }
    }

    /// The format of data, where it is known.
    pub fn format<'v>(&self, value: &'v Checked) -> Option<&'v str> {
        match &value.kind {
            ValueKind::Dataset(_, format) | ValueKind::Output(_, _, Type::Dataset(format)) => format.as_deref(),
            _ => None,
        }
    }

    /// The attributes of an augmented manifest; none of other data.
    pub fn attributes(&self, value: &Checked) -> Option<Vec<String>> {
        if let ValueKind::Output(stage, ..) = &value.kind {
            let block = self.program.stages.get(stage).filter(|block| block.kind.keyword == "label")?;
            return Some(super::kinds::label::attributes(self, block));
        }
        let attributes = self.dataset(value)?.get("attributes")?;
        Some(attributes.items().iter().filter_map(Checked::text).collect())
    }

    /// The `dataset` block behind a value, if it is one.
    pub fn dataset(&self, value: &Checked) -> Option<&Block> {
        match &value.kind {
            ValueKind::Dataset(name, _) => self.program.datasets.get(name),
            _ => None,
        }
    }
}

/// JSONata divides by zero without a word, and what comes out is no JSON: here it is an error.
fn divided(value: Value) -> Value {
    match value {
        Value::Binary("/", left, right) if !matches!(*right, Value::Json(_)) => {
            let zero = Value::Binary("=", right.clone(), Box::new(Value::number(0)));
            let error = Value::Function("error", vec![Value::text("division by zero")]);
            Value::If(Box::new(zero), Box::new(error), Box::new(Value::Binary("/", left, right)))
        }
        other => other,
    }
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Equal => "=",
        other => other.symbol(),
    }
}
