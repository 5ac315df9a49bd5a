//! The input of an execution: what is given, defaults, and something plausible for the rest.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use crate::check::program::{Param, Program};
use crate::check::value::{Type, Value};
use crate::lower::constant;

/// Account of everything that is made up.
pub(super) const ACCOUNT: &str = "123456789012";

/// The input. Parameters with a default are left to the machine.
pub(super) fn input(program: &Program, given: IndexMap<String, Json>) -> Json {
    let mut found = Map::new();
    for (name, param) in &program.params {
        match given.get(name) {
            Some(value) => {
                found.insert(name.clone(), value.clone());
            }
            None if param.default.is_none() => {
                found.insert(name.clone(), plausible(program, param));
            }
            None => {}
        }
    }
    Json::Object(found)
}

/// A value that a parameter could have.
fn plausible(program: &Program, param: &Param) -> Json {
    let name = &param.name.text;
    let region = program.pipeline.text("region").unwrap_or_default();
    let partition = crate::vocab::facts::regions::find(&region).map_or("aws", |region| region.partition);
    let least = param.constraints.get("min").and_then(Value::number);
    if let Some(first) = param.constraints.get("one_of").and_then(|list| list.items().first()) {
        return constant(first);
    }
    match param.ty {
        Type::Role => json!(format!("arn:{partition}:iam::{ACCOUNT}:role/{name}")),
        Type::Topic => json!(format!("arn:{partition}:sns:{region}:{ACCOUNT}:{name}")),
        Type::Secret => json!(format!("test/{name}")),
        Type::Number => crate::base::json::number(least.unwrap_or(1.0)),
        Type::Bool => json!(true),
        Type::List => json!([format!("{name}-1"), format!("{name}-2")]),
        _ => json!(name.replace('_', "-")),
    }
}
