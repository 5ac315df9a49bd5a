//! The law of secrets: they stand only where it is meant, and no state machine reads one.

use std::path::Path;

use mlc_compiler::vocab::Role;
use mlc_compiler::vocab::kinds::{ALL, Kind, common};
use mlc_compiler::vocab::secrets::READING;
use mlc_compiler::vocab::ty::{Field, Function, Ty};

use crate::support::{compiled, compiled_file};

const SECRET: &str = "secret(\"prod/secret\")";

/// Every value of a type with a secret where the type has none.
fn misplaced(ty: &Ty) -> Vec<String> {
    let mut found = vec![SECRET.to_owned()];
    match ty {
        Ty::Secret => found.clear(),
        Ty::Either(left, right) => {
            let takes = [left, right].iter().any(|ty| ***ty == Ty::Secret);
            found = [misplaced(left), misplaced(right)].concat();
            found.retain(|value| !takes || value != SECRET);
        }
        Ty::List(item) => found.extend(misplaced(item).into_iter().map(|value| format!("[{value}]"))),
        Ty::Map(item) => found.extend(misplaced(item).into_iter().map(|value| format!("{{ a = {value} }}"))),
        Ty::Record(fields) => {
            found.extend(fields.iter().flat_map(|field| {
                misplaced(&field.ty).into_iter().map(|value| format!("{{ {} = {value} }}", field.name))
            }))
        }
        Ty::Call(functions) => found.extend(functions.iter().flat_map(called)),
        Ty::Json => found.extend([format!("[{SECRET}]"), format!("{{ a = {SECRET} }}")]),
        Ty::Value => found.push(format!("{{ a = [{SECRET}] }}")),
        Ty::String | Ty::Scalar => found.push("\"a ${secret(\"prod/secret\")}\"".into()),
        Ty::Number => found.push(format!("1 + {SECRET}")),
        Ty::Bool => found.extend([format!("not {SECRET}"), format!("{SECRET} == \"a\"")]),
        _ => {}
    }
    found
}

fn called(function: &Function) -> Vec<String> {
    let first = function.positional.first().map(|field| format!("{}({})", function.name, misplaced(&field.ty)[0]));
    let named = function.named.iter().map(|field| format!("{}({} = {SECRET})", function.name, field.name));
    first.into_iter().chain(named).collect()
}

fn source(kind: &Kind, field: &Field, value: &str) -> String {
    let of_pipeline = kind.role == Role::Pipeline;
    let first = if of_pipeline { format!("{} = {value}", field.name) } else { "region = \"eu-west-1\"".into() };
    let block = format!("{} a {{\n  {} = {value}\n}}\n", kind.keyword, field.name);
    let pipeline = format!("pipeline secrets {{\n  {first}\n}}\n");
    if of_pipeline { pipeline } else { pipeline + &block }
}

#[test]
fn every_other_place_of_the_language_refuses_a_secret() {
    let mut tried = 0;
    let mut wrong = Vec::new();
    for kind in ALL {
        let shared: &[Field] = if kind.role == Role::Stage { common::STAGE } else { &[] };
        for field in kind.fields.iter().chain(shared) {
            for value in misplaced(&field.ty) {
                tried += 1;
                let text = source(kind, field, &value);
                if !compiled(&text, None).diagnostics.iter().any(|found| found.code.id == "E0311") {
                    wrong.push(format!("{}.{} = {value}", kind.keyword, field.name));
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_takes_secrets_gets_references_and_nothing_reads_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/ok-secrets.mlflow");
    let text = std::fs::read_to_string(&path).unwrap();
    let built = compiled_file(&path, &text);
    assert!(built.is_ok(), "{:#?}", built.diagnostics);
    let file = |ending: &str| &built.artifacts.iter().find(|file| file.path.ends_with(ending)).unwrap().text;
    let machine = file("state-machine.asl.json");
    for reading in READING {
        let (_, action) = reading.split_once('.').unwrap();
        assert!(!machine.to_lowercase().contains(&action.to_lowercase()), "{action}");
    }
    assert!(!machine.contains("{{resolve") && !machine.to_lowercase().contains("secretsmanager:get"));
    for reference in ["dev/tracking", "default/plain", "prod/redshift", "$warehouse", "$other"] {
        assert!(machine.contains(reference), "{reference}");
    }
    // Who calls a Data API has to be allowed to read the secret that the call names, and no other.
    let policy: serde_json::Value = serde_json::from_str(file("policy.json")).unwrap();
    let readers: Vec<_> = policy["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|statement| statement["Action"].to_string().contains("secretsmanager:"))
        .collect();
    assert_eq!(readers.len(), 1, "{readers:?}");
    let resources = readers[0]["Resource"].to_string();
    assert!(resources.contains("secret:prod/redshift-??????"), "{resources}");
    assert!(resources.contains("secret:prod/aurora-??????") && !resources.contains("secret:*"), "{resources}");
}
