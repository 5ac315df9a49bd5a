//! Checks a request against its service model.

use serde_json::{Map, Value};

use super::{Kind, Problem, Shape, Violation, is_runtime, operation, pattern, rules};

/// Everything in `request` that the service model refuses, in the request's own order. Texts `{% ... %}` are run-time
/// values and fit everywhere. An action that the embedded tables don't have gives nothing: ask [`operation`] first.
pub fn validate(service: &str, action: &str, request: &Value) -> Vec<Violation> {
    let mut check = Check { pointer: String::new(), found: Vec::new() };
    let Some(operation) = operation(service, action) else { return check.found };
    if let Some(shape) = operation.input() {
        check.value(shape, request);
    }
    rules::check(operation, request, &mut check.found);
    check.found
}

struct Check {
    pointer: String,
    found: Vec<Violation>,
}

impl Check {
    fn report(&mut self, problem: Problem) {
        self.found.push(Violation { pointer: self.pointer.clone(), problem });
    }

    fn value(&mut self, shape: &'static Shape, value: &Value) {
        if value.as_str().is_some_and(is_runtime) {
            return;
        }
        match (shape.kind, value) {
            (Kind::Structure, Value::Object(map)) => self.structure(shape, map),
            (Kind::Map, Value::Object(map)) => self.map(shape, map),
            (Kind::List, Value::Array(items)) => self.list(shape, items),
            (Kind::String, Value::String(text)) => self.text(shape, text),
            (Kind::Integer | Kind::Long, Value::Number(number)) if number.as_i64().is_some() || whole(number) => {
                self.number(shape, number.as_f64());
            }
            (Kind::Float | Kind::Double, Value::Number(number)) => self.number(shape, number.as_f64()),
            (Kind::Boolean, Value::Bool(_))
            | (Kind::Timestamp, Value::String(_) | Value::Number(_))
            | (Kind::Blob, Value::String(_)) => {}
            _ => self.report(Problem::WrongType { expected: shape.kind }),
        }
    }

    fn inside(&mut self, token: &str, shape: &'static Shape, value: &Value) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
        self.value(shape, value);
        self.pointer.truncate(length);
    }

    fn structure(&mut self, shape: &'static Shape, map: &Map<String, Value>) {
        let missing: Vec<_> = shape.required.iter().copied().filter(|name| !map.contains_key(*name)).collect();
        if !missing.is_empty() {
            self.report(Problem::MissingMember { members: missing });
        }
        if shape.union && map.len() != 1 {
            self.report(Problem::UnionNotOne { members: shape.members().map(|member| member.name).collect() });
        }
        for (name, value) in map {
            match shape.member(name) {
                Some(member) => {
                    if let Some(inner) = member.shape {
                        self.inside(name, inner, value);
                    }
                }
                None => self.report(Problem::UnknownMember {
                    member: name.clone(),
                    known: shape.members().map(|member| member.name).collect(),
                }),
            }
        }
    }

    fn map(&mut self, shape: &'static Shape, map: &Map<String, Value>) {
        self.count(shape, map.len());
        for (name, value) in map {
            if let Some(key) = shape.key() {
                let length = self.pointer.len();
                self.pointer.push('/');
                self.pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                self.text(key, name);
                self.pointer.truncate(length);
            }
            if let Some(inner) = shape.value() {
                self.inside(name, inner, value);
            }
        }
    }

    fn list(&mut self, shape: &'static Shape, items: &[Value]) {
        self.count(shape, items.len());
        if let Some(element) = shape.element() {
            for (index, item) in items.iter().enumerate() {
                self.inside(&index.to_string(), element, item);
            }
        }
    }

    fn count(&mut self, shape: &Shape, count: usize) {
        if let Some(limit) = shape.min.map(size).filter(|limit| count < *limit) {
            self.report(Problem::TooFew { count, limit });
        }
        if let Some(limit) = shape.max.map(size).filter(|limit| count > *limit) {
            self.report(Problem::TooMany { count, limit });
        }
    }

    fn number(&mut self, shape: &Shape, value: Option<f64>) {
        let Some(value) = value else { return };
        if let Some(limit) = shape.min.filter(|limit| value < *limit) {
            self.report(Problem::TooSmall { value, limit });
        }
        if let Some(limit) = shape.max.filter(|limit| value > *limit) {
            self.report(Problem::TooLarge { value, limit });
        }
    }

    /// One finding a text: its list, else its length, else its form.
    fn text(&mut self, shape: &'static Shape, text: &str) {
        if !shape.values.is_empty() {
            if !shape.values.contains(&text) {
                self.report(Problem::NotInEnum { value: text.to_owned(), allowed: &shape.values });
            }
            return;
        }
        let length = text.chars().count();
        if let Some(limit) = shape.min.map(size).filter(|limit| length < *limit) {
            return self.report(Problem::TooShort { length, limit });
        }
        if let Some(limit) = shape.max.map(size).filter(|limit| length > *limit) {
            return self.report(Problem::TooLong { length, limit });
        }
        if let Some(pattern) = shape.pattern.as_deref().filter(|pattern| !pattern::fits(pattern, text)) {
            self.report(Problem::BadPattern { value: text.to_owned(), pattern });
        }
    }
}

fn whole(number: &serde_json::Number) -> bool {
    number.as_f64().is_some_and(|value| value.fract() == 0.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes in the tables are small and whole")]
fn size(limit: f64) -> usize {
    limit.max(0.0) as usize
}
