//! The TextMate grammar: colours before the server has answered, and where there is none.
//!
//! It reads line by line, so it colours by shape: what a name stands for is told by the server's semantic tokens.

use mlc_compiler::vocab::units::Dimension;
use serde_json::{Value, json};

use super::words::{self, Vocabulary};

const NAME: &str = "[A-Za-z_][A-Za-z0-9_]*";
const DIGITS: &str = r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+(?![A-Za-z0-9_]))?";
/// Words that cannot be names.
const RESERVED: &str = r"(?!(?:when|else|for|and|or|not|true|false|null)\b)";
/// Before a string that names an entry of a record.
const KEY: &str = r#"(?="(?:[^"\\$]|\\.|\$(?!\{))*"\s*=(?!=))"#;
/// Where a member may begin.
const BEGIN: &str = r"(?:^|(?<=[{},]))\s*";

/// One of these words.
fn any<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| word.as_ref().replace('%', "\\%")).collect();
    format!("(?:{})", words.join("|"))
}

/// A rule of one expression.
fn rule(scope: &str, expression: &str) -> Value {
    json!({ "name": scope, "match": expression })
}

/// A rule whose groups have scopes of their own.
fn parts(expression: &str, scopes: &[&str]) -> Value {
    json!({ "match": expression, "captures": captures(scopes) })
}

fn captures(scopes: &[&str]) -> Value {
    let scoped = scopes.iter().enumerate().filter(|(_, scope)| !scope.is_empty());
    scoped.map(|(at, scope)| ((at + 1).to_string(), json!({ "name": scope }))).collect::<serde_json::Map<_, _>>().into()
}

fn include(names: &[&str]) -> Value {
    names.iter().map(|name| json!({ "include": format!("#{name}") })).collect()
}

fn patterns(rules: Vec<Value>) -> Value {
    json!({ "patterns": rules })
}

/// The whole grammar.
pub fn grammar() -> Value {
    let words = Vocabulary::collect();
    json!({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "comment": "Written by `cargo xtask docs` from the tables of the compiler; do not edit.",
        "name": "mlflow",
        "scopeName": "source.mlflow",
        "fileTypes": ["mlflow"],
        "patterns": include(&["comments", "members", "values"]),
        "repository": {
            "comments": comments(),
            "members": members(),
            "values": { "patterns": include(&[
                "comments", "strings", "places", "numbers", "instances", "functions", "fields", "types", "words", "operators", "names",
                "punctuation",
            ]) },
            "strings": strings(),
            "string-parts": string_parts(),
            "interpolation": interpolation(r"\}"),
            "line-interpolation": interpolation(r"\}|$"),
            "braces": { "begin": r"\{", "end": r"\}", "patterns": include(&["braces", "values"]) },
            "places": places(),
            "numbers": numbers(),
            "instances": rule("constant.other.instance.mlflow", r"\bml\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"),
            "functions": functions(&words),
            "fields": fields(&words),
            "types": types(),
            "words": reserved(&words),
            "operators": operators(),
            "names": names(),
            "punctuation": punctuation(),
        }
    })
}

fn comments() -> Value {
    let line = |scope: &str, begin: &str| {
        parts(
            begin,
            &[&format!("comment.line.{scope}.mlflow"), &format!("punctuation.definition.comment.{scope}.mlflow")],
        )
    };
    patterns(vec![line("documentation", r"((///)(?!/).*)$"), line("double-slash", r"((//).*)$")])
}

fn members() -> Value {
    let blocks = any(words::blocks());
    let declaring = any(words::declarations());
    patterns(vec![
        parts(
            &format!(r"{BEGIN}({blocks})(?:[ \t]+{RESERVED}({NAME}))?(?=[ \t]*\{{)"),
            &["storage.type.block.mlflow", "entity.name.type.block.mlflow"],
        ),
        parts(
            &format!(r"{BEGIN}{RESERVED}({NAME})[ \t]+{RESERVED}({NAME})(?=[ \t]*\{{)"),
            &["support.class.component.mlflow", "entity.name.type.block.mlflow"],
        ),
        parts(
            &format!(r"{BEGIN}({declaring})[ \t]+{RESERVED}({NAME})(?=[ \t]*(?::|=(?!=)))"),
            &["storage.type.declaration.mlflow", "variable.other.declaration.mlflow"],
        ),
        parts(
            &format!(r"{BEGIN}(for)[ \t]+{RESERVED}({NAME})[ \t]+(in)\b"),
            &["keyword.control.loop.mlflow", "variable.parameter.mlflow", "keyword.control.loop.mlflow"],
        ),
    ])
}

/// A string of one line ends with its line, so that one that is being typed does not colour the rest of the file.
fn strings() -> Value {
    let string = |quotes: &str, scope: &str, begin: &str, end: &str, inside: Value| {
        let quote = |side: &str| json!({ "0": { "name": format!("punctuation.definition.string.{side}.mlflow") } });
        json!({
            "name": format!("string.quoted.{scope}.mlflow"), "begin": format!("{begin}{quotes}"), "end": end,
            "beginCaptures": quote("begin"), "endCaptures": quote("end"), "patterns": inside,
        })
    };
    let long = include(&["interpolation", "string-parts"]);
    let line = include(&["line-interpolation", "string-parts"]);
    patterns(vec![
        string("\"\"\"", "triple", "", "\"\"\"", long),
        string("\"", "double.key", KEY, "\"|$", line.clone()),
        string("\"", "double", "", "\"|$", line),
    ])
}

fn string_parts() -> Value {
    patterns(vec![
        rule("constant.character.escape.mlflow", r#"\\(?:["\\ntr$]|u\{[0-9A-Fa-f]+\})"#),
        rule("invalid.illegal.escape.mlflow", r"\\(?:u\{[^}]*\}?|.)?"),
        rule("markup.underline.link.s3.mlflow", r#"s3://(?:[^\s"\\$<>]|\$(?!\{))+"#),
    ])
}

fn interpolation(end: &str) -> Value {
    json!({
        "name": "meta.template.expression.mlflow",
        "contentName": "source.mlflow.embedded",
        "begin": r"\$\{", "end": end,
        "beginCaptures": { "0": { "name": "punctuation.definition.template-expression.begin.mlflow" } },
        "endCaptures": { "0": { "name": "punctuation.definition.template-expression.end.mlflow" } },
        "patterns": include(&["braces", "values"]),
    })
}

/// `s3("bucket/prefix")`: the text is an address.
fn places() -> Value {
    json!({
        "begin": r#"\b(s3)\s*(\()\s*(")(?!"")"#, "end": r#"("|$)"#,
        "beginCaptures": captures(&[
            "support.function.mlflow", "punctuation.section.parens.begin.mlflow", "string.quoted.double.mlflow punctuation.definition.string.begin.mlflow",
        ]),
        "endCaptures": captures(&["string.quoted.double.mlflow punctuation.definition.string.end.mlflow"]),
        "contentName": "string.quoted.double.mlflow markup.underline.link.s3.mlflow",
        "patterns": include(&["line-interpolation", "string-parts"]),
    })
}

fn numbers() -> Value {
    let number = |dimension, scope: &str| {
        let units = any(words::units(dimension));
        parts(
            &format!(r"(?<![A-Za-z0-9_])({DIGITS})({units})(?![A-Za-z0-9_])"),
            &[&format!("constant.numeric.{scope}.mlflow"), &format!("keyword.other.unit.{scope}.mlflow")],
        )
    };
    patterns(vec![
        number(Dimension::Duration, "duration"),
        number(Dimension::Size, "size"),
        number(Dimension::Percent, "percent"),
        parts(&format!(r"(\$)({DIGITS})"), &["keyword.other.unit.money.mlflow", "constant.numeric.money.mlflow"]),
        rule("constant.numeric.mlflow", &format!(r"(?<![A-Za-z0-9_]){DIGITS}(?![A-Za-z0-9_])")),
        parts(
            &format!(r"(?<![A-Za-z0-9_])({DIGITS})([A-Za-z0-9_]+)"),
            &["constant.numeric.mlflow", "invalid.illegal.unit.mlflow"],
        ),
    ])
}

fn functions(words: &Vocabulary) -> Value {
    patterns(vec![
        rule("support.function.mlflow", &format!(r"\b{}(?=\()", any(&words.functions))),
        rule("support.type.mlflow", &format!(r"\b{}(?=\()", any(words::types()))),
        rule("entity.name.function.mlflow", &format!(r"\b{RESERVED}{NAME}(?=\()")),
    ])
}

/// What stands before `=` is a field, an entry or a named argument.
fn fields(words: &Vocabulary) -> Value {
    patterns(vec![
        rule("support.type.property-name.mlflow", &format!(r"(?<!\.)\b{}(?=\s*=(?!=))", any(&words.fields))),
        rule("variable.other.property.mlflow", &format!(r"(?<!\.)\b{RESERVED}{NAME}(?=\s*=(?!=))")),
    ])
}

fn types() -> Value {
    patterns(vec![
        parts(
            &format!(r"(:)\s*(?:({})\b|{RESERVED}({NAME}))", any(words::types())),
            &["punctuation.separator.type.mlflow", "support.type.mlflow", "entity.name.type.mlflow"],
        ),
        rule("support.type.mlflow", &format!(r"(?<!\.)\b{}\b(?!\s*\.)", any(words::types()))),
    ])
}

fn reserved(words: &Vocabulary) -> Value {
    patterns(vec![
        rule("keyword.control.conditional.mlflow", r"\b(?:when|else)\b"),
        rule("keyword.control.loop.mlflow", r"\bfor\b"),
        rule("keyword.operator.logical.mlflow", r"\b(?:and|or|not)\b"),
        rule("constant.language.boolean.mlflow", r"\b(?:true|false)\b"),
        rule("constant.language.null.mlflow", r"\bnull\b"),
        rule("support.constant.mlflow", &format!(r"(?<!\.)\b{}\b(?!\s*[.:({{])", any(&words.symbols))),
    ])
}

fn operators() -> Value {
    patterns(vec![
        rule("keyword.operator.comparison.mlflow", "==|!=|<=|>=|<|>"),
        rule("keyword.operator.assignment.mlflow", "="),
        rule("keyword.operator.arithmetic.mlflow", r"[-+*/]"),
    ])
}

fn names() -> Value {
    patterns(vec![
        parts(
            &format!(r"(?<!\.)\b(execution|env)\s*(\.)\s*({NAME})"),
            &["variable.language.mlflow", "punctuation.accessor.mlflow", "variable.other.member.mlflow"],
        ),
        parts(&format!(r"(\.)\s*({NAME})"), &["punctuation.accessor.mlflow", "variable.other.member.mlflow"]),
        rule("variable.other.reference.mlflow", &format!(r"\b{NAME}\b")),
    ])
}

fn punctuation() -> Value {
    let pair = |scope: &str, begin: &str, end: &str| {
        vec![
            rule(&format!("punctuation.section.{scope}.begin.mlflow"), begin),
            rule(&format!("punctuation.section.{scope}.end.mlflow"), end),
        ]
    };
    let separators = vec![
        rule("punctuation.separator.comma.mlflow", ","),
        rule("punctuation.separator.type.mlflow", ":"),
        rule("punctuation.accessor.mlflow", r"\."),
    ];
    patterns(
        [pair("braces", r"\{", r"\}"), pair("parens", r"\(", r"\)"), pair("brackets", r"\[", r"\]"), separators]
            .concat(),
    )
}
