//! Constraints of parameters fit the type, each other, and the default.

use crate::check::program::{Param, Program};
use crate::check::scope::list;
use crate::check::value::{Type, Value, ValueKind};
use crate::diag::{Diagnostic, Sink, codes};

use super::train::regex;
use super::words::sent;

pub fn check(program: &Program, sink: &mut Sink) {
    for param in program.params.values() {
        let fits = constraints(param, sink);
        if let Some(default) = param.default.as_ref().filter(|_| fits)
            && let Some(found) = violation(param, default)
        {
            sink.push(found);
        }
    }
}

/// Whether the constraints make sense; what does not is reported.
fn constraints(param: &Param, sink: &mut Sink) -> bool {
    let before = sink.len();
    for (name, value) in &param.constraints {
        let (fits, of) = match name.as_str() {
            "min" | "max" => (param.ty == Type::Number, "numbers"),
            "pattern" => (matches!(param.ty, Type::String | Type::Role | Type::Topic | Type::Secret), "texts"),
            _ => (!matches!(param.ty, Type::Bool), "texts and numbers"),
        };
        if !fits && !matches!(param.ty, Type::Unknown | Type::List) {
            sink.push(
                Diagnostic::new(
                    codes::WRONG_TYPE,
                    value.blame(),
                    format!("`{name}` is for {of}, and `{}` is {}", param.name.text, param.ty.name()),
                )
                .label("does not fit the type"),
            );
        }
    }
    if let Some(value) = param.constraints.get("pattern")
        && let Some(text) = value.text()
    {
        regex(value, &text, sink);
    }
    let number = |name: &str| param.constraints.get(name).and_then(|value| Some((value, value.number()?)));
    if let (Some((low, min)), Some((high, max))) = (number("min"), number("max"))
        && min > max
    {
        sink.push(
            Diagnostic::new(codes::OUT_OF_RANGE, high.blame(), format!("`max` is {max}, below `min`"))
                .label("no number fits")
                .also(low.blame(), format!("`min` is {min}")),
        );
    }
    one_of(param, sink);
    sink.len() == before
}

fn one_of(param: &Param, sink: &mut Sink) {
    for item in param.constraints.get("one_of").map_or(&[][..], Value::items) {
        let (given, wanted) = (item.ty(), &param.ty);
        let text = matches!(wanted, Type::String | Type::Role | Type::Topic | Type::Secret) && given == Type::String;
        let other = matches!(wanted, Type::Unknown | Type::List | Type::Bool) || given == Type::Unknown;
        if !text && !other && *wanted != given {
            sink.push(
                Diagnostic::new(
                    codes::WRONG_TYPE,
                    item.blame(),
                    format!("`{}` is {}, and this is {}", param.name.text, wanted.name(), given.name()),
                )
                .label("can never be given"),
            );
        }
    }
}

/// Which constraint a constant value breaks.
pub fn violation(param: &Param, value: &Value) -> Option<Diagnostic> {
    let name = &param.name.text;
    let report = |constraint: &Value, title: String| {
        Some(
            Diagnostic::new(codes::OUT_OF_RANGE, value.blame(), title)
                .label("breaks the parameter's own rule")
                .also(constraint.blame(), "the rule"),
        )
    };
    let number = |name: &str| param.constraints.get(name).and_then(|value| Some((value, value.number()?)));
    if let ValueKind::Number(given) = value.kind {
        if let Some((rule, min)) = number("min")
            && given < min
        {
            return report(rule, format!("`{name}` is {given}, below its `min` of {min}"));
        }
        if let Some((rule, max)) = number("max")
            && given > max
        {
            return report(rule, format!("`{name}` is {given}, above its `max` of {max}"));
        }
    }
    let text = sent(value)?;
    if let Some(rule) = param.constraints.get("pattern")
        && let Some(pattern) = rule.text()
        && let Ok(regex) = regex_lite::Regex::new(&format!("^(?:{pattern})$"))
        && !regex.is_match(&text)
    {
        return report(rule, format!("`{name}` is `{text}`, which does not match its `pattern`"));
    }
    if let Some(rule) = param.constraints.get("one_of") {
        let allowed: Vec<String> = rule.items().iter().filter_map(sent).collect();
        if allowed.len() == rule.items().len() && !allowed.contains(&text) {
            let words = list(allowed.iter().map(String::as_str));
            return report(rule, format!("`{name}` is `{text}`, not one of {words}"));
        }
    }
    None
}
