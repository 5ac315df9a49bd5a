//! Checked values: what an expression means where it stands.

use indexmap::IndexMap;

use crate::base::Span;
use crate::syntax::ast::{BinaryOp, UnaryOp};

/// A value, where it is written, and whether it came through a `let` or an `env`.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Where the reader sees it.
    pub span: Span,
    /// The use that led here, where `span` is inside a `let` or `env`.
    pub via: Option<Span>,
}

/// The forms of a checked value.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueKind {
    /// A problem has been reported; nothing more is said about it.
    Unknown,
    /// Unset.
    Null,
    /// `true`
    Bool(bool),
    /// `400`
    Number(f64),
    /// `"text ${value}"`
    Text(Vec<Part>),
    /// In seconds.
    Duration(u64),
    /// In bytes.
    Size(u64),
    /// In hundredths.
    Percent(f64),
    /// In dollars.
    Money(f64),
    /// A machine type and how many of it.
    Instance(String, u32),
    /// A word of a closed set.
    Symbol(String),
    /// A form such as `xgboost("1.7-1")`; positional arguments are under their parameter's name.
    Call(String, IndexMap<String, Value>),
    /// `[a, b]`
    List(Vec<Value>),
    /// `{ a = 1 }`; the span is the key's.
    Record(IndexMap<String, (Span, Value)>),
    /// A parameter.
    Param(String, Type),
    /// A dataset by name.
    Dataset(String, Option<String>),
    /// A stage by name.
    Stage(String),
    /// An output or metric of a stage.
    Output(String, String, Type),
    /// A name of one of the stage's own metrics.
    Metric(String),
    /// What the execution knows of itself, as a member of Step Functions' context: `Execution.Name`.
    Context(&'static str),
    /// `matches(text, "prod-*")`: a text that is known only when running, and the pattern.
    Matches(Box<Value>, String),
    /// `not a`
    Unary(UnaryOp, Box<Value>),
    /// `a >= b`
    Binary(BinaryOp, Box<Value>, Box<Value>),
}

/// What stands behind a variable's name for the key of a secret: `DATABASE` and `DATABASE_KEY`.
pub const SECRET_KEY: &str = "_KEY";

/// The key that a reference to a secret names, if it is one and does.
pub fn secret_key(value: &Value) -> Option<&Value> {
    value.get("key").filter(|_| value.ty() == Type::Secret)
}

/// One piece of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Plain characters.
    Plain(String),
    /// A value that is known only when running.
    Value(Value),
}

/// What a value is, as far as operators and fields care.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Not known because of an earlier problem; fits everywhere.
    Unknown,
    /// No value.
    Null,
    /// Text.
    String,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A time span.
    Duration,
    /// Bytes.
    Size,
    /// A percentage.
    Percent,
    /// Dollars.
    Money,
    /// A machine type.
    Instance,
    /// A role's ARN.
    Role,
    /// A topic's ARN.
    Topic,
    /// A reference to a secret.
    Secret,
    /// A place on S3.
    S3,
    /// Data in a format, where it is known.
    Dataset(Option<String>),
    /// Records in a feature group.
    Features,
    /// A trained model.
    Model,
    /// A stage.
    Stage,
    /// A word of a closed set.
    Symbol,
    /// A list.
    List,
    /// A record.
    Record,
    /// A form such as `s3("...")`.
    Call,
}

impl Type {
    /// For messages: "text", "a number".
    pub fn name(&self) -> String {
        match self {
            Self::Unknown => "an unknown value".into(),
            Self::Null => "null".into(),
            Self::String => "text".into(),
            Self::Number => "a number".into(),
            Self::Bool => "true or false".into(),
            Self::Duration => "a duration".into(),
            Self::Size => "a size".into(),
            Self::Percent => "a percentage".into(),
            Self::Money => "an amount of money".into(),
            Self::Instance => "an instance type".into(),
            Self::Role => "a role".into(),
            Self::Topic => "a topic".into(),
            Self::Secret => "a secret".into(),
            Self::S3 => "a place on S3".into(),
            Self::Dataset(Some(format)) => format!("a {format} dataset"),
            Self::Dataset(None) => "a dataset".into(),
            Self::Features => "records in a feature group".into(),
            Self::Model => "a model".into(),
            Self::Stage => "a stage".into(),
            Self::Symbol => "a word".into(),
            Self::List => "a list".into(),
            Self::Record => "a record".into(),
            Self::Call => "a function".into(),
        }
    }

    /// Whether it can stand in a text.
    pub fn is_scalar(&self) -> bool {
        matches!(
            self,
            Self::Unknown
                | Self::String
                | Self::Number
                | Self::Bool
                | Self::Role
                | Self::Topic
                | Self::S3
                | Self::Symbol
        )
    }
}

impl Value {
    /// A value at a place.
    pub fn new(kind: ValueKind, span: Span) -> Self {
        Self { kind, span, via: None }
    }

    /// Stands for a value that a problem was reported for.
    pub fn unknown(span: Span) -> Self {
        Self::new(ValueKind::Unknown, span)
    }

    /// Where to point when this value is at fault: the use, if it came from elsewhere.
    pub fn blame(&self) -> Span {
        self.via.unwrap_or(self.span)
    }

    /// What it is.
    pub fn ty(&self) -> Type {
        match &self.kind {
            ValueKind::Unknown => Type::Unknown,
            ValueKind::Null => Type::Null,
            ValueKind::Bool(_) => Type::Bool,
            ValueKind::Number(_) => Type::Number,
            ValueKind::Text(_) => Type::String,
            ValueKind::Duration(_) => Type::Duration,
            ValueKind::Size(_) => Type::Size,
            ValueKind::Percent(_) => Type::Percent,
            ValueKind::Money(_) => Type::Money,
            ValueKind::Instance(..) => Type::Instance,
            ValueKind::Symbol(_) | ValueKind::Metric(_) => Type::Symbol,
            ValueKind::Call(name, _) if name == "s3" => Type::S3,
            ValueKind::Call(name, _) if name == "secret" => Type::Secret,
            ValueKind::Call(..) => Type::Call,
            ValueKind::List(_) => Type::List,
            ValueKind::Record(_) => Type::Record,
            ValueKind::Param(_, ty) | ValueKind::Output(_, _, ty) => ty.clone(),
            ValueKind::Dataset(_, format) => Type::Dataset(format.clone()),
            ValueKind::Stage(_) => Type::Stage,
            ValueKind::Context(_) => Type::String,
            ValueKind::Matches(..) | ValueKind::Unary(UnaryOp::Not, _) => Type::Bool,
            ValueKind::Unary(UnaryOp::Negate, _) => Type::Number,
            ValueKind::Binary(op, ..) => match op {
                BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => Type::Number,
                _ => Type::Bool,
            },
        }
    }

    /// The first part of the value that is known only when running, if any.
    pub fn run_time_part(&self) -> Option<&Value> {
        match &self.kind {
            ValueKind::Param(..) | ValueKind::Output(..) | ValueKind::Context(_) => Some(self),
            ValueKind::Text(parts) => parts.iter().find_map(|part| match part {
                Part::Plain(_) => None,
                Part::Value(value) => Some(value),
            }),
            ValueKind::Call(_, arguments) => arguments.values().find_map(Self::run_time_part),
            ValueKind::List(items) => items.iter().find_map(Self::run_time_part),
            ValueKind::Record(entries) => entries.values().find_map(|(_, value)| value.run_time_part()),
            ValueKind::Unary(_, operand) | ValueKind::Matches(operand, _) => operand.run_time_part(),
            ValueKind::Binary(_, left, right) => left.run_time_part().or_else(|| right.run_time_part()),
            _ => None,
        }
    }

    /// The characters of a constant text.
    pub fn text(&self) -> Option<String> {
        match &self.kind {
            ValueKind::Text(parts) => parts
                .iter()
                .map(|part| match part {
                    Part::Plain(text) => Some(text.as_str()),
                    Part::Value(_) => None,
                })
                .collect(),
            ValueKind::Symbol(word) => Some(word.clone()),
            _ => None,
        }
    }

    /// The number of a number, duration, size, percentage or amount.
    pub fn number(&self) -> Option<f64> {
        match &self.kind {
            ValueKind::Number(number) | ValueKind::Percent(number) | ValueKind::Money(number) => Some(*number),
            #[expect(clippy::cast_precision_loss, reason = "spans and sizes are far below 2^53")]
            ValueKind::Duration(number) | ValueKind::Size(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// Seconds of a duration.
    pub fn seconds(&self) -> Option<u64> {
        match self.kind {
            ValueKind::Duration(seconds) => Some(seconds),
            _ => None,
        }
    }

    /// Entries of a record, in source order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Span, &Value)> {
        let record = match &self.kind {
            ValueKind::Record(entries) => Some(entries),
            _ => None,
        };
        record.into_iter().flatten().map(|(key, (span, value))| (key.as_str(), *span, value))
    }

    /// One entry of a record, or one argument of a call.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match &self.kind {
            ValueKind::Record(entries) => entries.get(key).map(|(_, value)| value),
            ValueKind::Call(_, arguments) => arguments.get(key),
            _ => None,
        }
    }

    /// Items of a list; a single value is a list of itself.
    pub fn items(&self) -> &[Value] {
        match &self.kind {
            ValueKind::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }
}
