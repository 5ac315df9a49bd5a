//! What an expression gives, for `mlc render` and the simulator. Without surroundings there is no clock and no chance:
//! those functions fail.

use super::program::Failure;
use super::surroundings::{self, Surroundings};
use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Context, Evaluator, EvaluatorError, EvaluatorOptions};
use jsonata_core::value::JValue;
use md5::Md5;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// Steps of a list at most; a state's data is limited to 256 KiB anyway.
const LONGEST_LIST: usize = 1_000_000;

/// The value of `expression` (without `{%` and `%}`), where every `$name` has the value that `bindings` has for
/// `name`; `$states` is a binding like the others.
///
/// # Errors
/// A sentence, where the expression does not parse, fails, or gives nothing.
pub fn evaluate(expression: &str, bindings: &Value) -> Result<Value, String> {
    let tree = jsonata_core::parser::parse(expression).map_err(|error| super::explain(expression, &error).message)?;
    let bound = bindings.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value));
    value(&tree, bound, None).map_err(|failure| match failure {
        Failure::Undefined => "the expression gives no value".to_owned(),
        Failure::Function => "the expression gives a function, which is no JSON value".to_owned(),
        Failure::Threw(message) => super::sentence(&message),
    })
}

/// The value of a parsed expression.
pub(super) fn value<'v>(
    tree: &AstNode,
    bindings: impl IntoIterator<Item = (&'v str, &'v Value)>,
    surroundings: Option<&Surroundings>,
) -> Result<Value, Failure> {
    let threw = |error: EvaluatorError| Failure::Threw(error.message().to_owned());
    let mut context = Context::new();
    for (name, value) in bindings {
        context.bind(name.to_owned(), JValue::from(value.clone()));
    }
    let options = EvaluatorOptions { max_sequence_length: Some(LONGEST_LIST), ..EvaluatorOptions::default() };
    let mut evaluator = Evaluator::with_options(context, options);
    register(&mut evaluator, surroundings).map_err(threw)?;
    let value = evaluator.evaluate(tree, &JValue::Undefined).map_err(threw)?;
    if value.is_undefined() {
        return Err(Failure::Undefined);
    }
    if value.is_function() {
        return Err(Failure::Function);
    }
    Ok(whole_numbers(Value::from(&value)))
}

/// JSONata has one kind of number; JSON readers want `3`, not `3.0`.
fn whole_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(decimal) if number.is_f64() => crate::base::json::number(decimal),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(whole_numbers).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, whole_numbers(value))).collect(),
        other => other,
    }
}

pub(super) type Given = Result<JValue, EvaluatorError>;

fn register(evaluator: &mut Evaluator, known: Option<&Surroundings>) -> Result<(), EvaluatorError> {
    match known {
        Some(known) => surroundings::register(evaluator, known)?,
        None => {
            for name in ["now", "millis", "random", "shuffle"] {
                evaluator.register_fn_override(name, move |_: &[JValue]| unknowable(name))?;
            }
            evaluator.register_fn("uuid", |_: &[JValue]| unknowable("uuid"))?;
        }
    }
    evaluator.register_fn_override("eval", |_: &[JValue]| {
        fail("`$eval` is not a function of Step Functions; `$parse` reads JSON")
    })?;
    evaluator.register_fn("parse", parse)?;
    evaluator.register_fn("hash", hash)?;
    evaluator.register_fn("range", range)?;
    evaluator.register_fn("partition", partition)
}

pub(super) fn fail(message: impl Into<String>) -> Given {
    Err(EvaluatorError::EvaluationError(message.into()))
}

fn unknowable(name: &str) -> Given {
    fail(format!("`${name}` has a value only when the pipeline runs"))
}

fn parse(arguments: &[JValue]) -> Given {
    match arguments.first().and_then(JValue::as_str) {
        Some(text) => match serde_json::from_str::<Value>(text) {
            Ok(value) => Ok(JValue::from(value)),
            Err(error) => fail(format!("`$parse` was given a text that is not JSON: {error}")),
        },
        None => fail("`$parse` takes a string"),
    }
}

fn hash(arguments: &[JValue]) -> Given {
    let (Some(text), Some(algorithm)) =
        (arguments.first().and_then(JValue::as_str), arguments.get(1).and_then(JValue::as_str))
    else {
        return fail("`$hash` takes a string and the name of an algorithm");
    };
    let digest = match algorithm {
        "MD5" => hex(&Md5::digest(text)),
        "SHA-1" => hex(&Sha1::digest(text)),
        "SHA-256" => hex(&Sha256::digest(text)),
        "SHA-384" => hex(&Sha384::digest(text)),
        "SHA-512" => hex(&Sha512::digest(text)),
        other => {
            return fail(format!("`$hash` knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, not `{other}`"));
        }
    };
    Ok(JValue::from(digest))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Step Functions floors the numbers of its own functions.
#[expect(clippy::cast_possible_truncation, reason = "a float casts to the nearest integer there is")]
fn whole(argument: Option<&JValue>) -> Option<i64> {
    argument.and_then(JValue::as_f64).map(|number| number.floor() as i64)
}

fn range(arguments: &[JValue]) -> Given {
    let (Some(first), Some(last), Some(step)) =
        (whole(arguments.first()), whole(arguments.get(1)), whole(arguments.get(2)))
    else {
        return fail("`$range` takes three numbers: first, last, step");
    };
    if step == 0 {
        return fail("the step of `$range` cannot be 0");
    }
    let mut items = Vec::new();
    let mut next = first;
    while if step > 0 { next <= last } else { next >= last } {
        if items.len() >= LONGEST_LIST {
            return fail("`$range` gives too long a list");
        }
        items.push(JValue::from(next));
        let Some(after) = next.checked_add(step) else { break };
        next = after;
    }
    Ok(JValue::array(items))
}

fn partition(arguments: &[JValue]) -> Given {
    let (Some(items), Some(size)) = (arguments.first().and_then(JValue::as_array), whole(arguments.get(1))) else {
        return fail("`$partition` takes a list and a number");
    };
    let Some(size) = usize::try_from(size).ok().filter(|size| *size > 0) else {
        return fail("the size of `$partition` must be at least 1");
    };
    Ok(JValue::array(items.chunks(size).map(|chunk| JValue::array(chunk.to_vec())).collect()))
}
