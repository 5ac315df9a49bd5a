//! Snippets: every kind with the fields that it must have, and the other shapes of a file.

use mlc_compiler::vocab::kinds::{self, Kind};
use mlc_compiler::vocab::ty::Ty;
use serde_json::{Map, Value, json};

use super::placeholder::Stops;

/// What is no kind: the word, what it is, how it is written.
const SHAPES: &[(&str, &str, &str)] = &[
    ("param", "a part of the execution's input", "param ${1:name}: ${2|String,Number,Bool,Role,Topic,Secret|}$0"),
    ("let", "a constant", "let ${1:name} = ${2:value}$0"),
    ("env", "other constants and defaults for one environment", "env ${1:prod} {\n  ${2:name} = ${3:value}$0\n}"),
    ("import", "one declaration of another file", "import ${1:name} = \"${2:shared/name.mlflow}\"$0"),
    ("input", "an input of a component", "input ${1:name}: ${2:Dataset}$0"),
    (
        "component",
        "stages to use in several places",
        "component ${1:name} {\n  input ${2:data}: Dataset\n\n  output ${3:train}: Dataset(${4:csv}) = ${5:stage.train}\n\n  $0\n}",
    ),
    ("when", "stages that run only if a condition holds", "when ${1:condition} {\n  $0\n}"),
    (
        "when-else",
        "stages that run only if a condition holds, and others",
        "when ${1:condition} {\n  $2\n} else {\n  $0\n}",
    ),
    ("for", "stages once for every item", "for ${1:item} in ${2:items} {\n  $0\n}"),
    ("metric", "a number that the job reports", "metric ${1:auc}: Number = ${2:final(\"validation:auc\")}$0"),
];

/// The file for VS Code.
pub fn snippets() -> Value {
    let row = |prefix: &str, what: &str, body: &str| {
        let lines: Vec<&str> = body.lines().collect();
        (prefix.to_owned(), json!({ "prefix": prefix, "body": lines, "description": what }))
    };
    let mut all: Map<String, Value> =
        kinds::ALL.iter().map(|kind| row(kind.keyword, kind.summary, &body(kind))).collect();
    all.extend(SHAPES.iter().map(|(word, what, body)| row(word, what, body)));
    all.extend([row("output", "a dataset that the stage writes", &output())]);
    all.into()
}

/// A block with its required fields, laid out as the formatter does.
fn body(kind: &Kind) -> String {
    let mut stops = Stops::default();
    let name = stops.over("name");
    let required: Vec<_> = kind.fields.iter().filter(|field| field.required).collect();
    let width = required.iter().map(|field| field.name.len()).max().unwrap_or(0);
    let lines: Vec<String> =
        required.iter().map(|field| format!("  {:width$} = {}", field.name, stops.value(field))).collect();
    let inside = if lines.is_empty() { "  ".to_owned() } else { lines.join("\n") };
    format!("{} {name} {{\n{inside}$0\n}}", kind.keyword)
}

fn output() -> String {
    let mut stops = Stops::default();
    let name = stops.over("train");
    let formats = kinds::dataset::KIND.field("format").map_or(&[] as &[&str], |field| match field.ty {
        Ty::Symbol(words) => words,
        _ => &[],
    });
    format!("output {name}: Dataset({})$0", stops.choice(formats))
}

#[cfg(test)]
mod tests {
    use mlc_compiler::base::{FileId, Sources};
    use mlc_compiler::session::format;
    use mlc_compiler::syntax::ast::Member;
    use mlc_compiler::syntax::parse;

    use super::super::placeholder::untouched;
    use super::*;

    /// The text that a snippet leaves, by its name.
    fn left() -> Vec<(String, String)> {
        let Value::Object(all) = snippets() else { unreachable!("an object") };
        let text = |row: &Value| {
            let lines = row["body"].as_array().expect("lines").iter().map(|line| line.as_str().expect("a line"));
            untouched(&lines.collect::<Vec<_>>().join("\n"))
        };
        all.iter().map(|(name, row)| (name.clone(), text(row))).collect()
    }

    #[test]
    fn places_become_their_texts() {
        let snippet = r#"a ${1:b} = ${2|c,d|} "${3:e \} \$x}" \$${4:5}$0"#;
        assert_eq!(untouched(snippet), r#"a b = c "e } $x" $5"#);
    }

    #[test]
    fn what_a_snippet_leaves_can_be_read_and_is_laid_out() {
        for (name, text) in left() {
            let (_, problems) = parse(FileId::default(), &text);
            assert!(problems.is_empty(), "{name}: {problems:?}\n{text}");
            let sources = Sources::single("snippet.mlflow", text.clone());
            let (laid_out, _) = format(&sources);
            let lines = |text: &str| {
                text.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>()
            };
            assert_eq!(lines(&laid_out), lines(&text), "{name}");
        }
    }

    #[test]
    fn a_kind_brings_its_required_fields() {
        let left = left();
        for kind in kinds::ALL {
            let (_, text) = left.iter().find(|(name, _)| name == kind.keyword).expect("a snippet");
            let (tree, _) = parse(FileId::default(), text);
            let file = mlc_compiler::syntax::ast(&tree, text);
            let [Member::Block(block)] = file.members.as_slice() else { panic!("{text}") };
            let set: Vec<&str> = block
                .members
                .iter()
                .filter_map(|member| match member {
                    Member::Assign(assign) => Some(assign.name.text.as_str()),
                    _ => None,
                })
                .collect();
            let wanted: Vec<&str> = kind.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
            assert_eq!(set, wanted, "{}", kind.keyword);
        }
    }
}
