//! Values as JSONata, and as JSON whose texts `{% ... %}` are JSONata.

use serde_json::Value as Json;

use super::jsonata::is_function;
use crate::ir::Value;

/// How variables are called at the place where a value stands.
pub trait Names {
    /// The variable that holds what a stage keeps.
    fn stage(&self, stage: &str) -> String;

    /// A parameter.
    fn param(&self, name: &str) -> String {
        format!("${}", variable(name))
    }

    /// The execution's short id.
    fn run(&self) -> String {
        "$run".to_owned()
    }

    /// Whether the execution's input does not fit the parameters; known only where nothing has judged it before.
    fn is_wrong(&self) -> String {
        "false".to_owned()
    }
}

/// The variable of a parameter or stage: its name, unless that would hide a function.
pub fn variable(name: &str) -> String {
    if is_function(name) { format!("{name}_value") } else { name.to_owned() }
}

/// The variable of a stage's own.
pub fn local(stage: &str, name: &str) -> String {
    format!("{stage}__{name}")
}

/// The value as JSON for a request: constants as they are, the rest as `{% ... %}`.
pub fn template(value: &Value, names: &dyn Names) -> Json {
    match value {
        Value::Json(Json::String(text)) if text.starts_with("{%") => Json::String(wrap(&quote(text))),
        Value::Json(constant) => constant.clone(),
        Value::List(items) => Json::Array(items.iter().map(|item| template(item, names)).collect()),
        Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), template(value, names))).collect(),
        other => Json::String(wrap(&jsonata(other, names))),
    }
}

/// `{% expression %}`
pub fn wrap(expression: &str) -> String {
    format!("{{% {expression} %}}")
}

/// The value as a JSONata expression.
pub fn jsonata(value: &Value, names: &dyn Names) -> String {
    let mut text = String::new();
    write(value, names, 0, &mut text);
    text
}

/// Binding strength of JSONata's operators.
fn strength(op: &str) -> u8 {
    match op {
        "or" => 1,
        "and" => 2,
        "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" => 3,
        "&" | "+" | "-" => 4,
        _ => 5,
    }
}

fn write(value: &Value, names: &dyn Names, around: u8, text: &mut String) {
    match value {
        Value::Json(Json::String(constant)) => text.push_str(&quote(constant)),
        Value::Json(constant) => text.push_str(&constant.to_string()),
        Value::List(items) => list("[", "]", items.iter().map(|item| (None, item)), names, text),
        Value::Object(entries) => {
            list("{", "}", entries.iter().map(|(key, value)| (Some(key.as_str()), value)), names, text)
        }
        Value::Param(name) => text.push_str(&names.param(name)),
        Value::Output(stage, field) => push(text, &["$", &names.stage(stage), ".", &path_step(field)]),
        Value::Local(stage, name) => push(text, &["$", &local(stage, name)]),
        Value::Run => text.push_str(&names.run()),
        Value::WrongInput => text.push_str(&names.is_wrong()),
        Value::Context(path) => push(text, &["$states.context.", path]),
        Value::Result(path) => root("$states.result", path, text),
        Value::Input(path) => root("$states.input", path, text),
        Value::Error => text.push_str("$states.errorOutput"),
        Value::Concat(parts) => {
            let inner = parts.iter().map(|part| (part, strength("&") + 1));
            operation(" & ", strength("&"), inner.collect(), names, around, text);
        }
        Value::Binary(op, left, right) => {
            let strength = strength(op);
            let op = format!(" {op} ");
            operation(&op, strength, vec![(left, strength), (right, strength + 1)], names, around, text);
        }
        Value::Function(name, arguments) => {
            push(text, &["$", name]);
            list("(", ")", arguments.iter().map(|argument| (None, argument)), names, text);
        }
        Value::If(condition, then, otherwise) => {
            parenthesized(around > 0, text, |text| {
                write(condition, names, 1, text);
                text.push_str(" ? ");
                write(then, names, 1, text);
                text.push_str(" : ");
                write(otherwise, names, 0, text);
            });
        }
        Value::Path(base, path) => {
            write(base, names, 9, text);
            push(text, &[".", path]);
        }
        Value::Let(bound, value) => {
            text.push_str("( ");
            for (name, value) in bound {
                push(text, &["$", name, " := "]);
                write(value, names, 0, text);
                text.push_str("; ");
            }
            write(value, names, 0, text);
            text.push_str(" )");
        }
        Value::Jsonata(expression) => text.push_str(expression),
    }
}

fn operation(op: &str, strength: u8, operands: Vec<(&Value, u8)>, names: &dyn Names, around: u8, text: &mut String) {
    parenthesized(around > strength, text, |text| {
        for (index, (operand, inner)) in operands.into_iter().enumerate() {
            if index > 0 {
                text.push_str(op);
            }
            write(operand, names, inner, text);
        }
    });
}

fn parenthesized(needed: bool, text: &mut String, write: impl FnOnce(&mut String)) {
    text.push_str(if needed { "(" } else { "" });
    write(text);
    text.push_str(if needed { ")" } else { "" });
}

fn list<'v>(
    open: &str,
    close: &str,
    items: impl Iterator<Item = (Option<&'v str>, &'v Value)>,
    names: &dyn Names,
    text: &mut String,
) {
    text.push_str(open);
    for (index, (key, item)) in items.enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        if let Some(key) = key {
            push(text, &[&quote(key), ": "]);
        }
        write(item, names, 0, text);
    }
    text.push_str(close);
}

fn root(root: &str, path: &str, text: &mut String) {
    text.push_str(root);
    if !path.is_empty() {
        push(text, &[".", path]);
    }
}

fn push(text: &mut String, pieces: &[&str]) {
    for piece in pieces {
        text.push_str(piece);
    }
}

/// A field name in a path.
fn path_step(field: &str) -> String {
    let plain = field.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain && !matches!(field, "and" | "or" | "in") { field.to_owned() } else { format!("`{field}`") }
}

/// A text as a JSONata literal.
pub fn quote(text: &str) -> String {
    Json::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain;
    impl Names for Plain {
        fn stage(&self, stage: &str) -> String {
            stage.to_owned()
        }
    }

    #[test]
    fn operators_keep_their_meaning_without_needless_parentheses() {
        let read = |name: &str| Value::Output("a".into(), name.into());
        let sum = Value::binary("+", read("x"), Value::number(1));
        let compared = Value::binary(">=", sum.clone(), Value::number(3));
        let both = Value::binary("and", compared, Value::binary("or", read("p"), read("q")));
        assert_eq!(jsonata(&both, &Plain), "$a.x + 1 >= 3 and ($a.p or $a.q)");
        let nested = Value::binary("-", Value::number(9), Value::binary("-", sum, Value::number(2)));
        assert_eq!(jsonata(&nested, &Plain), "9 - ($a.x + 1 - 2)");
    }

    #[test]
    fn a_text_that_looks_like_an_expression_stays_a_text() {
        assert_eq!(template(&Value::text("{% 1 %}"), &Plain), Json::String("{% \"{% 1 %}\" %}".into()));
    }

    #[test]
    fn a_variable_does_not_hide_a_function() {
        assert_eq!(variable("count"), "count_value");
        assert_eq!(variable("trees"), "trees");
    }
}
