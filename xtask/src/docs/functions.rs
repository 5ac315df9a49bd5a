//! The page of functions.

use mlc_compiler::vocab::facts::{algorithms, images};
use mlc_compiler::vocab::functions::{
    ALGORITHM_NAMED, CONTAINER, HOSTED_NAMED, HOSTED_POSITIONAL, IMAGE_NAMED, IMAGE_POSITIONAL, MATCHES,
    METRIC_SOURCES, S3, SECRET,
};
use mlc_compiler::vocab::kinds::{self, common};
use mlc_compiler::vocab::ty::{Field, Function, Ty};

use super::markdown::{WRITTEN, code, codes, table};
use super::types::cell;

/// The page.
pub fn page() -> String {
    let mut text = format!("{WRITTEN}# Functions\n\n");
    text += "A function is a named form of a value, not a computation. Each field takes its own.\n\n";
    text += &section(&S3, "fields that take a [place on S3](types.md#place-on-s3)");
    text += &section(&SECRET, "fields that take a [secret](types.md#secret)");
    text += &section(&CONTAINER, "fields that take an [image](types.md#image) or an [algorithm](types.md#algorithm)");
    text += &section(&MATCHES, "conditions, and wherever `true` or `false` is wanted");
    text += &section(&common::OBJECTS, "[`for`](README.md#repetition), behind its `in`");
    for (function, at) in of_fields() {
        text += &section(function, &at);
    }
    for function in METRIC_SOURCES {
        text +=
            &section(function, "`metric` declarations of [`train`](train.md) and [`tune`](tune.md), behind their `=`");
    }
    text += "## Frameworks\n\nFields that take an image name a framework: `sklearn(\"1.2-1\")`. In `algorithm` of \
             [`train`](train.md) and [`tune`](tune.md) it runs your script: `pytorch(\"2.3\", code = \"jobs/train.py\")`. Whether the image for CPU or \
             for GPU is taken depends on the instance type.\n\n";
    text += &parameters(IMAGE_POSITIONAL, ALGORITHM_NAMED);
    let only = ALGORITHM_NAMED.iter().filter(|field| !IMAGE_NAMED.contains(field)).map(|field| field.name);
    text += &format!("{} is for `train` and `tune` only.\n\n", codes(only));
    text += "## Hosted algorithms\n\n[`lightgbm`, `catboost` and `tabtransformer`](algorithms.md#hosted-algorithms) in \
             `algorithm` of [`train`](train.md) and [`tune`](tune.md) take their version, or the other three.\n\n";
    text += &parameters(HOSTED_POSITIONAL, HOSTED_NAMED);
    let of_algorithms: Vec<&str> = algorithms::all().map(|algorithm| algorithm.framework).collect();
    let scopes = [images::Scope::Training, images::Scope::Processing];
    // Every scope of an image without scopes of its own gives the same versions: those are for compiled models and the like.
    let own = |name: &str| images::versions(name, images::Scope::Other("")).is_empty();
    let names = images::frameworks().into_iter().filter(|name| own(name) && !of_algorithms.contains(name));
    let frameworks = names.filter_map(|name| {
        let versions: Vec<&str> =
            scopes.into_iter().map(|scope| images::versions(name, scope)).find(|versions| !versions.is_empty())?;
        let mut distinct: Vec<&str> = Vec::new();
        for version in versions {
            if !distinct.contains(&version) {
                distinct.push(version);
            }
        }
        Some([code(&name.replace('-', "_")), codes(distinct)])
    });
    text += &table(["framework", "versions"], frameworks);
    text += "Built-in algorithms are on [a page of their own](algorithms.md). The table of images has further names, of images for \
             compiled models and of algorithms whose hyperparameters are not known to the compiler.\n\nSource: image tables of the SageMaker Python \
             SDK, 2026-11.\n";
    text
}

/// Functions that a kind's fields take, with the fields; one that two fields take is told once.
fn of_fields() -> Vec<(&'static Function, String)> {
    let mut found: Vec<(&Function, Vec<String>)> = Vec::new();
    for kind in kinds::ALL {
        for field in kind.fields {
            for function in functions(&field.ty) {
                let at = format!("`{}` of [`{}`]({}.md)", field.name, kind.keyword, kind.keyword);
                match found.iter_mut().find(|(known, _)| *known == function) {
                    Some((_, places)) => places.push(at),
                    None => found.push((function, vec![at])),
                }
            }
        }
    }
    found.into_iter().map(|(function, places)| (function, places.join(", "))).collect()
}

/// The functions of a type, also those inside lists and records.
fn functions(ty: &Ty) -> Vec<&'static Function> {
    match ty {
        Ty::Call(functions) => functions.iter().collect(),
        Ty::List(inner) | Ty::Map(inner) => functions(inner),
        Ty::Either(left, right) => [functions(left), functions(right)].concat(),
        _ => Vec::new(),
    }
}

fn section(function: &Function, at: &str) -> String {
    let Function { name, positional, named, example, doc } = function;
    format!("## {name}\n\n{doc} Taken by {at}.\n\n`{example}`\n\n{}", parameters(positional, named))
}

fn parameters(positional: &[Field], named: &[Field]) -> String {
    let row = |field: &Field, given: &str| {
        let default = if field.required { "required" } else { field.default };
        [code(field.name), cell(&field.ty, field.name), given.to_owned(), default.to_owned(), field.doc.to_owned()]
    };
    let positional = positional.iter().map(|field| row(field, "by place"));
    let named = named.iter().map(|field| row(field, "by name"));
    table(["parameter", "takes", "given", "default", "what it is"], positional.chain(named))
}
