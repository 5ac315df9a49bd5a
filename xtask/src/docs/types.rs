//! The page of types, and how a field's type is told on other pages.

use mlc_compiler::check::inputs::INPUT_TYPES;
use mlc_compiler::check::params::{CONSTRAINTS, PARAM_TYPES};
use mlc_compiler::vocab::facts::instances::{self, Use};
use mlc_compiler::vocab::ty::{Field, Phase, Ty};
use mlc_compiler::vocab::units::{Dimension, UNITS};

use super::markdown::{WRITTEN, code, codes, grouped, table};

/// The field whose record is told once for all kinds.
pub const RETRY: &str = "retry";

/// Types that are not made of others, in the order of the page.
const SIMPLE: &[Ty] = &[
    Ty::String,
    Ty::Number,
    Ty::Count,
    Ty::Bool,
    Ty::Duration,
    Ty::Size,
    Ty::Percent,
    Ty::Money,
    Ty::Scalar,
    Ty::Json,
    Ty::Role,
    Ty::Topic,
    Ty::Secret,
    Ty::S3,
    Ty::Dataset,
    Ty::Model,
    Ty::Deployable,
    Ty::Endpoint,
    Ty::FeatureGroup,
    Ty::Stage,
    Ty::Metric,
    Ty::Feature,
    Ty::Value,
    Ty::Given,
    Ty::Requests,
    Ty::Image,
    Ty::Algorithm,
    Ty::Instance(Use::Training),
];

/// The title of a simple type on the page, and what the page says of it; none for those made of others.
fn simple(ty: &Ty) -> Option<(&'static str, &'static str)> {
    Some(match ty {
        Ty::String => (
            "text",
            "`\"in quotes\"`; `${...}` puts a value into it. Between `\"\"\"` and `\"\"\"` it may have several lines.",
        ),
        Ty::Number => ("number", "`400`, `0.8`, `1e-3`; also a metric, a parameter or arithmetic over them."),
        Ty::Count => ("whole number", "A number from 0 without a fraction."),
        Ty::Bool => ("flag", "`true` or `false`."),
        Ty::Duration => ("duration", "A number with a unit of time: `30s`, `4h`. A whole number of seconds."),
        Ty::Size => ("size", "A number with a unit of size: `50GiB`. A whole number of bytes."),
        Ty::Percent => ("percentage", "`20%`."),
        Ty::Money => ("amount", "US dollars: `$0.036`."),
        Ty::Scalar => ("scalar", "Text, a number or a flag. The service gets it as text."),
        Ty::Json => ("constant", "Any constant: text, numbers, flags, lists and records of them."),
        Ty::Value => ("any value", "Text, numbers, flags, references, lists and records of them."),
        Ty::Given => (
            "given",
            "A record whose keys are names of stages, of parameters and of items of a `for` over objects; what stands under each is told \
             on the page of [`test`](test.md#given).",
        ),
        Ty::Requests => (
            "requests",
            "A record whose keys are names of stages; under each a record of constants: `{ live = { InitialInstanceCount = 2 } }`.",
        ),
        Ty::Role => ("role", "The ARN of an IAM role, as text or as a parameter of type `Role`."),
        Ty::Topic => ("topic", "The ARN of an SNS topic, as text or as a parameter of type `Topic`."),
        Ty::Secret => (
            "secret",
            "`secret(\"prod/database\")`: a secret of Secrets Manager by its name or ARN, or a parameter of type `Secret`. It is a \
             reference, and what it holds never gets into the state machine, whose history keeps everything: \
             [E0311](../codes/E0311.md).\n\n\
             In an `environment`, the container gets the name or ARN as it is written, under the variable's name, and a `key` as a second \
             variable: `API = secret(\"prod/api\", key = \"token\")` sets `API` to `prod/api` and `API_KEY` to `token`. The script fetches \
             the value with them, and the role of its job has to be allowed `secretsmanager:GetSecretValue`. In the `request` of a \
             [`call`](call.md), and in a `payload`, it stands in members that take a secret's ARN or name, such as `SecretArn` and \
             `SecretId`. SageMaker takes the credentials of a private registry from a Lambda function, not from a secret.",
        ),
        Ty::S3 => ("place on S3", "`s3(\"bucket/prefix\")`, without `s3://`."),
        Ty::Dataset => (
            "dataset",
            "The name of a `dataset`, or a stage's output that is declared as `Dataset(format)`: `features.train`.",
        ),
        Ty::Model => ("model", "`trees.model`, or the stage's name alone where only its model can be meant: `trees`."),
        Ty::Deployable => ("model or version", "A model, or the name of a `register` stage."),
        Ty::Endpoint => ("endpoint", "The name of a `deploy` stage."),
        Ty::FeatureGroup => ("feature group", "The name of a `feature_group` stage."),
        Ty::Feature => ("feature", "The name of one of the stage's own features."),
        Ty::Stage => ("stage", "The name of any stage."),
        Ty::Metric => ("metric", "The name of one of the stage's own metrics."),
        Ty::Image => {
            ("image", "A framework by name and version, `sklearn(\"1.2-1\")`, or an address, `container(\"...\")`.")
        }
        Ty::Algorithm => (
            "algorithm",
            "A built-in algorithm, `xgboost(\"1.7-1\")`, a framework with your script, `pytorch(\"2.3\", code = \"train.py\")`, \
             or `container(\"...\")`.",
        ),
        Ty::Instance(_) => (
            "instance type",
            "`ml.m5.xlarge`, without quotes; `ml.m5.xlarge * 2` for several machines. Each kind of job has its own list of types.\n\n\
             `cheapest(gpu >= 1, gpu_memory >= 24GiB)` is the cheapest type for the job in the pipeline's Region that fulfils all \
             conditions. They compare `gpu` (how many), `gpu_memory` (of each), `vcpu` or `memory` with `>=`, `>`, `==`, `<` or \
             `<=`. Prices are those of EC2, times 1.25: there is no list of SageMaker's own to be had. `mlc plan` tells \
             what was chosen, for how much, and what would be next.",
        ),
        Ty::DatasetOf(_) | Ty::Symbol(_) | Ty::List(_) | Ty::Map(_) | Ty::Record(_) | Ty::Call(_) | Ty::Either(..) => {
            return None;
        }
    })
}

/// A type as a cell of a table. Records are described below the table, under `name`.
pub fn cell(ty: &Ty, name: &str) -> String {
    if let Some((title, _)) = simple(ty) {
        return format!("[{title}](types.md#{})", title.to_lowercase().replace(' ', "-"));
    }
    match ty {
        Ty::DatasetOf(format) => format!("[dataset](types.md#dataset) ({format})"),
        Ty::Symbol(words) => codes(words.iter().copied()),
        Ty::List(item) => format!("list of: {}", cell(item, name)),
        Ty::Map(item) => format!("record of: {}", cell(item, name)),
        Ty::Record(_) if name == RETRY => format!("[record](stage.md#{RETRY})"),
        Ty::Record(_) => format!("[record](#{name})"),
        Ty::Call(functions) => codes(functions.iter().map(|function| function.example)),
        Ty::Either(left, right) => format!("{}, or {}", cell(left, name), cell(right, name)),
        _ => String::new(),
    }
}

/// The record inside a type, if there is one.
pub fn record(ty: &Ty) -> Option<&'static [Field]> {
    match ty {
        Ty::Record(fields) => Some(fields),
        Ty::List(item) | Ty::Map(item) => record(item),
        Ty::Either(left, right) => record(left).or_else(|| record(right)),
        _ => None,
    }
}

/// A table of fields. The last column is left out where it would be empty.
pub fn fields(fields: &[Field]) -> String {
    let rows = fields.iter().map(|field| {
        let default = match (field.required, field.default) {
            (true, _) => "required".to_owned(),
            (false, "") => String::new(),
            (false, words) if is_prose(words) => words.to_owned(),
            (false, value) => code(value),
        };
        let phase = if field.phase == Phase::Compile { "compiling" } else { "running" };
        [code(field.name), cell(&field.ty, field.name), default, phase.to_owned(), field.doc.to_owned()]
    });
    let head = ["field", "takes", "default", "known when", "what it is"];
    if fields.iter().all(|field| field.at.is_empty()) {
        return table(head, rows);
    }
    let [a, b, c, d, e] = head;
    let rows = rows.zip(fields).map(|([a, b, c, d, e], field)| [a, b, c, d, e, code(field.at)]);
    table([a, b, c, d, e, "place in the request"], rows)
}

/// Whether a default is told in words, not as a value.
fn is_prose(default: &str) -> bool {
    default.contains(' ') || default.contains('\'')
}

/// The page.
pub fn page() -> String {
    let mut text = format!("{WRITTEN}# Types and units\n\n");
    text += "A value of another type is never converted silently. Every field says whether its value has to be known when \
             compiling; one that may be known only when running can also be a parameter, or what a stage gives.\n\n";
    for ty in SIMPLE {
        if let Some((title, doc)) = simple(ty) {
            text += &format!("## {}\n\n{doc}\n\n", capital(title));
        }
    }
    text += &table(
        ["job", "known instance types"],
        Use::ALL.map(|use_| [use_.word().to_owned(), grouped(instances::all(use_).count() as u64)]),
    );
    text += "Source: SageMaker API model, botocore 1.44.5, 2026-11.\n\n## Units\n\n";
    text += &table(
        ["unit", "measures", "in seconds, bytes or hundredths"],
        UNITS.iter().map(|(unit, dimension, factor)| {
            let measures = match dimension {
                Dimension::Duration => "time",
                Dimension::Size => "size",
                Dimension::Percent => "part of a whole",
            };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the table has whole factors")]
            let factor = grouped(*factor as u64);
            [code(unit), measures.to_owned(), factor]
        }),
    );
    text += "## Types of parameters\n\n`param name: Type = default`. A parameter without a default has to be given to every \
             execution. The execution's input is checked before any job starts.\n\n";
    text += &table(["type", "takes"], PARAM_TYPES.iter().map(|(name, _, ty)| [code(name), cell(ty, name)]));
    text +=
        "Constraints stand in the type: `Number(min = 0, max = 1)`, `String(pattern = \"20[0-9]{2}-[01][0-9]\")`.\n\n";
    text += &table(
        ["constraint", "takes", "what it is"],
        CONSTRAINTS.iter().map(|field| [code(field.name), cell(&field.ty, field.name), field.doc.to_owned()]),
    );
    text += "## Types of inputs\n\n`input name: Type = default` in a [component](README.md#components).\n\n";
    text += &format!("{}.\n", codes(INPUT_TYPES.iter().map(|(name, _)| *name)));
    text
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use mlc_compiler::vocab::kinds;

    use super::*;

    fn parts(ty: &Ty, found: &mut Vec<Ty>) {
        match ty {
            Ty::List(item) | Ty::Map(item) => parts(item, found),
            Ty::Record(fields) => fields.iter().for_each(|field| parts(&field.ty, found)),
            Ty::Either(left, right) => [left, right].iter().for_each(|part| parts(part, found)),
            other => found.push(*other),
        }
    }

    #[test]
    fn every_simple_type_of_a_field_is_on_the_page() {
        let mut found = Vec::new();
        kinds::ALL.iter().flat_map(|kind| kind.all_fields()).for_each(|field| parts(&field.ty, &mut found));
        let page = page();
        for ty in &found {
            if let Some((title, _)) = simple(ty) {
                assert!(page.contains(&format!("\n## {}\n", capital(title))), "{title}");
            }
        }
    }
}
