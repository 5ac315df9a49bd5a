//! Parameters: what the input has to fulfil.

use serde_json::Value as Json;

use crate::base::json;
use crate::check::program;
use crate::check::value::{Type, Value as Checked, ValueKind};
use crate::ir::Param;
use crate::vocab::secrets;

/// A parameter with its checks as JSONata over `$value`.
pub(super) fn lower(param: &program::Param) -> Param {
    let mut checks: Vec<(String, String)> = Vec::new();
    let mut check = |condition: &str, meaning: &str| checks.push((condition.to_owned(), meaning.to_owned()));
    match param.ty {
        Type::Number => check("$type($value) = \"number\"", "must be a number"),
        Type::Bool => check("$type($value) = \"boolean\"", "must be true or false"),
        Type::Role => {
            check(
                "$type($value) = \"string\" and $contains($value, /^arn:aws[a-z-]*:iam::[0-9]{12}:role\\/.+$/)",
                "must be the ARN of an IAM role",
            );
        }
        Type::Topic => {
            check(
                "$type($value) = \"string\" and $contains($value, /^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+$/)",
                "must be the ARN of an SNS topic",
            );
        }
        Type::Secret => {
            check(
                &format!("$type($value) = \"string\" and $contains($value, /{}/)", secrets::PATTERN),
                "must be the name or ARN of a secret",
            );
        }
        Type::List => {
            let most = most_items(param);
            check(
                &format!("$type($value) = \"array\" and $count($value) <= {most}"),
                &format!("must be a list of at most {most} items"),
            );
        }
        _ => check("$type($value) = \"string\"", "must be text"),
    }
    for (name, value) in &param.constraints {
        match (name.as_str(), &value.kind) {
            ("min", ValueKind::Number(least)) => {
                check(&format!("$value >= {least}"), &format!("must be at least {least}"))
            }
            ("max", _) if param.ty == Type::List => {}
            ("max", ValueKind::Number(most)) => check(&format!("$value <= {most}"), &format!("must be at most {most}")),
            ("pattern", _) => {
                let pattern = value.text().unwrap_or_default();
                let literal = pattern.replace('/', "\\/");
                check(&format!("$contains($value, /^(?:{literal})$/)"), &format!("must match {pattern}"));
            }
            ("one_of", ValueKind::List(items)) => {
                let allowed = Json::Array(items.iter().map(constant).collect());
                check(&format!("$value in {allowed}"), &format!("must be one of {allowed}"));
            }
            _ => {}
        }
    }
    Param {
        name: param.name.text.clone(),
        default: param.default.as_ref().map(constant),
        checks,
        span: param.name.span,
    }
}

/// How many items a list may have where its type does not say: what runs per item has to fit into the history.
const DEFAULT_MOST_ITEMS: u64 = 100;

/// How many items a list parameter may have.
pub(super) fn most_items(param: &program::Param) -> u64 {
    let most = param.constraints.get("max").and_then(Checked::number);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count from 0")]
    most.map_or(DEFAULT_MOST_ITEMS, |most| most.max(0.0) as u64)
}

/// A constant as JSON.
pub fn constant(value: &Checked) -> Json {
    match &value.kind {
        ValueKind::Bool(flag) => Json::Bool(*flag),
        ValueKind::Text(_) | ValueKind::Symbol(_) => Json::String(value.text().unwrap_or_default()),
        ValueKind::Call(_, arguments) => arguments.get("id").map_or(Json::Null, constant),
        ValueKind::List(items) => Json::Array(items.iter().map(constant).collect()),
        ValueKind::Record(entries) => entries.iter().map(|(key, (_, value))| (key.clone(), constant(value))).collect(),
        ValueKind::Instance(name, _) => Json::String(name.clone()),
        _ => value.number().map_or(Json::Null, json::number),
    }
}
