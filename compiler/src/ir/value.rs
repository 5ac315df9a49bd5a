//! Values of requests and conditions: constants, and what is computed when running.

use serde_json::Value as Json;

/// A constant, or an expression over what is known when running.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A constant.
    Json(Json),
    /// A list with run-time parts.
    List(Vec<Value>),
    /// An object with run-time parts, in order.
    Object(Vec<(String, Value)>),
    /// A parameter.
    Param(String),
    /// A value that a stage keeps: stage and field.
    Output(String, String),
    /// A variable of one stage's own: stage and name.
    Local(String, &'static str),
    /// The execution's short id: legal in every name, at most 24 characters.
    Run,
    /// Whether the execution's input does not fit the parameters; only the machine's first call can ask.
    WrongInput,
    /// A member of the execution's context, such as `State.RetryCount`.
    Context(&'static str),
    /// A member of the response of the call, as a JSONata path; empty for the whole.
    Result(String),
    /// A member of the state's input, as a JSONata path; empty for the whole.
    Input(String),
    /// A member of the error, in a catcher.
    Error,
    /// Texts and scalars joined.
    Concat(Vec<Value>),
    /// A JSONata function.
    Function(&'static str, Vec<Value>),
    /// A JSONata operator.
    Binary(&'static str, Box<Value>, Box<Value>),
    /// Condition, then, else.
    If(Box<Value>, Box<Value>, Box<Value>),
    /// A path below a value.
    Path(Box<Value>, String),
    /// Names bound for the last value only.
    Let(Vec<(&'static str, Value)>, Box<Value>),
    /// JSONata over bound names only.
    Jsonata(String),
}

impl Value {
    /// A constant text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Json(Json::String(text.into()))
    }

    /// A constant whole number.
    pub fn number(number: u64) -> Self {
        Self::Json(Json::from(number))
    }

    /// An object; entries without a value are left out.
    pub fn object(entries: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Self {
        Self::Object(entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect())
    }

    /// Texts joined; constants beside each other become one, and a single part stands alone.
    pub fn concat(parts: impl IntoIterator<Item = Value>) -> Self {
        let mut joined: Vec<Value> = Vec::new();
        for part in parts {
            let parts = if let Self::Concat(inner) = part { inner } else { vec![part] };
            for part in parts {
                match (joined.last_mut(), part) {
                    (Some(Self::Json(Json::String(last))), Self::Json(Json::String(text))) => last.push_str(&text),
                    (_, Self::Json(Json::String(text))) if text.is_empty() => {}
                    (_, part) => joined.push(part),
                }
            }
        }
        match joined.len() {
            0 => Self::text(""),
            1 if matches!(joined.first(), Some(Self::Json(Json::String(_)))) => joined.remove(0),
            _ => Self::Concat(joined),
        }
    }

    /// `left op right`
    pub fn binary(op: &'static str, left: Value, right: Value) -> Self {
        Self::Binary(op, Box::new(left), Box::new(right))
    }

    /// A member of an object, or the path to it.
    pub fn member(&self, name: &str) -> Value {
        match self {
            Self::Object(entries) => {
                entries.iter().find(|(key, _)| key == name).map_or(Self::Json(Json::Null), |(_, value)| value.clone())
            }
            Self::Path(base, path) => Self::Path(base.clone(), format!("{path}.{name}")),
            other => Self::Path(Box::new(other.clone()), name.to_owned()),
        }
    }

    /// The values directly inside.
    pub fn children(&self) -> Vec<&Value> {
        match self {
            Self::List(items) | Self::Concat(items) | Self::Function(_, items) => items.iter().collect(),
            Self::Object(entries) => entries.iter().map(|(_, value)| value).collect(),
            Self::Binary(_, left, right) => vec![left, right],
            Self::If(condition, then, otherwise) => vec![condition, then, otherwise],
            Self::Path(base, _) => vec![base],
            Self::Let(bound, value) => bound.iter().map(|(_, value)| value).chain([value.as_ref()]).collect(),
            _ => Vec::new(),
        }
    }

    /// Visits this value and everything in it.
    pub fn each<'v>(&'v self, visit: &mut impl FnMut(&'v Value)) {
        visit(self);
        for child in self.children() {
            child.each(visit);
        }
    }

    /// The same value with other ones in the place of those, and of those inside, for which `change` gives one.
    #[must_use]
    pub fn map(&self, change: &impl Fn(&Value) -> Option<Value>) -> Value {
        if let Some(other) = change(self) {
            return other;
        }
        let each = |values: &[Value]| values.iter().map(|value| value.map(change)).collect();
        let boxed = |value: &Value| Box::new(value.map(change));
        match self {
            Self::List(items) => Self::List(each(items)),
            Self::Concat(items) => Self::Concat(each(items)),
            Self::Function(name, items) => Self::Function(name, each(items)),
            Self::Object(entries) => {
                Self::Object(entries.iter().map(|(key, value)| (key.clone(), value.map(change))).collect())
            }
            Self::Binary(op, left, right) => Self::Binary(op, boxed(left), boxed(right)),
            Self::If(condition, then, otherwise) => Self::If(boxed(condition), boxed(then), boxed(otherwise)),
            Self::Path(base, path) => Self::Path(boxed(base), path.clone()),
            Self::Let(bound, value) => {
                Self::Let(bound.iter().map(|(name, value)| (*name, value.map(change))).collect(), boxed(value))
            }
            other => other.clone(),
        }
    }

    /// Every output of a stage that is read: stage and field.
    pub fn outputs<'v>(&'v self, found: &mut Vec<(&'v str, &'v str)>) {
        if let Self::Output(stage, field) = self {
            found.push((stage, field));
        }
        for child in self.children() {
            child.outputs(found);
        }
    }

    /// Merges `raw` over this object, deeply; lists and scalars are replaced.
    pub fn merge(&mut self, raw: Value) {
        match (self, raw) {
            (Self::Object(entries), Self::Object(raw)) => {
                for (key, value) in raw {
                    match entries.iter_mut().find(|(known, _)| *known == key) {
                        Some((_, old)) => old.merge(value),
                        None => entries.push((key, value)),
                    }
                }
            }
            (old, raw) => *old = raw,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Json(Json::Bool(flag))
    }
}
