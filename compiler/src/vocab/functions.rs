//! Named forms of values that are no part of one field's row.

use super::facts::{algorithms, images};
use super::ty::{Field, Function, Ty};

/// `s3("bucket/prefix")`
pub const S3: Function = Function {
    name: "s3",
    positional: &[Field::required("uri", Ty::String, "Bucket and key prefix, without `s3://`.")],
    named: &[],
    example: "s3(\"bucket/prefix\")",
    doc: "A place on S3.",
};

/// `secret("prod/database")`
pub const SECRET: Function = Function {
    name: "secret",
    positional: &[Field::required("id", Ty::String, "Name or ARN of a secret of Secrets Manager.")],
    named: &[Field::optional("key", Ty::String, "", "Key of the value, in a secret that is a JSON object.").constant()],
    example: "secret(\"prod/database\")",
    doc: "A secret by reference: its name or ARN goes where it is fetched, its value never into the state machine.",
};

/// `matches(batch, "prod-*")`
pub const MATCHES: Function = Function {
    name: "matches",
    positional: &[
        Field::required("text", Ty::String, "The text, also one that is known only when running."),
        Field::required(
            "pattern",
            Ty::String,
            "`*` stands for any characters, `\\\\*` for a star, everything else for itself.",
        )
        .constant(),
    ],
    named: &[],
    example: "matches(batch, \"prod-*\")",
    doc: "Whether the whole of a text is like a pattern.",
};

/// A container of the user's own.
pub const CONTAINER: Function = Function {
    name: "container",
    positional: &[Field::required("image", Ty::String, "Address of the image in ECR.").constant()],
    named: &[],
    example: "container(\"123456789012.dkr.ecr.eu-west-1.amazonaws.com/mine:1\")",
    doc: "Your own image.",
};

/// What every framework and built-in algorithm takes first.
pub const IMAGE_POSITIONAL: &[Field] =
    &[Field::optional("version", Ty::String, "the only one", "Version of the image.").constant()];

const PYTHON: Field =
    Field::optional("python", Ty::String, "the only one", "Python version such as `py311`.").constant();

/// Named parameters of a framework image.
pub const IMAGE_NAMED: &[Field] = &[PYTHON];

/// Named parameters of a built-in algorithm or framework in `train`.
pub const ALGORITHM_NAMED: &[Field] =
    &[PYTHON, Field::optional("code", Ty::String, "", "Training script, a path beside the pipeline file.").constant()];

/// What a hosted algorithm takes first.
pub const HOSTED_POSITIONAL: &[Field] =
    &[Field::optional("version", Ty::String, "", "JumpStart's version of the algorithm.").constant()];

/// Named parameters of a hosted algorithm, instead of its version.
pub const HOSTED_NAMED: &[Field] = &[
    Field::optional("pytorch", Ty::String, "", "Version of the PyTorch image that runs the script.").constant(),
    Field::optional("script", Ty::S3, "", "Archive of the script, `sourcedir.tar.gz`.").constant(),
    Field::optional("model", Ty::S3, "", "Archive of the artifact that the script begins with.").constant(),
];

/// What stands behind the `=` of a `call`'s output.
pub const OUTPUT_SOURCES: &[Function] = &[Function {
    name: "path",
    positional: &[Field::required("path", Ty::String, "Members of the response, with dots between them.").constant()],
    named: &[],
    example: "path(\"JobRun.Id\")",
    doc: "A value of the response.",
}];

/// What may stand behind a metric's `=`.
pub const METRIC_SOURCES: &[Function] = &[
    Function {
        name: "final",
        positional: &[Field::required("name", Ty::String, "Metric that the algorithm emits.").constant()],
        named: &[],
        example: "final(\"validation:auc\")",
        doc: "The last value of a metric that a built-in algorithm emits.",
    },
    Function {
        name: "pattern",
        positional: &[Field::required("regex", Ty::String, "Regular expression with one group.").constant()],
        named: &[],
        example: "pattern(\"auc=([0-9.]+)\")",
        doc: "The last number that the expression finds in the job's log.",
    },
];

/// The form called `name` where a `ty` is expected. Of an algorithm or an image the row is made for it: it has no example.
pub fn find(ty: &Ty, name: &str) -> Option<Function> {
    match ty {
        Ty::S3 => (name == S3.name).then_some(S3),
        Ty::Secret => (name == SECRET.name).then_some(SECRET),
        Ty::Call(functions) => functions.iter().find(|function| function.name == name).copied(),
        Ty::Image => image(name, IMAGE_NAMED),
        _ => hosted(name).or_else(|| image(name, ALGORITHM_NAMED)),
    }
}

/// The names of all forms of a type.
pub fn names(ty: &Ty) -> Vec<String> {
    match ty {
        Ty::S3 => vec![S3.name.into()],
        Ty::Secret => vec![SECRET.name.into()],
        Ty::Call(functions) => functions.iter().map(|function| function.name.to_owned()).collect(),
        Ty::Image => {
            images::frameworks().into_iter().map(|name| name.replace('-', "_")).chain([CONTAINER.name.into()]).collect()
        }
        _ => {
            let algorithms = algorithms::all().map(|algorithm| algorithm.keyword.to_owned());
            let frameworks =
                ["pytorch", "tensorflow", "sklearn", "xgboost", "huggingface", CONTAINER.name].map(String::from);
            let mut all: Vec<String> = algorithms.chain(frameworks).collect();
            all.sort();
            all.dedup();
            all
        }
    }
}

fn hosted(name: &str) -> Option<Function> {
    let algorithm = algorithms::find(name).filter(|algorithm| algorithm.hosted.is_some())?;
    let (name, positional, named) = (algorithm.keyword, HOSTED_POSITIONAL, HOSTED_NAMED);
    Some(Function { name, positional, named, example: "", doc: "" })
}

fn image(name: &str, named: &'static [Field]) -> Option<Function> {
    if name == CONTAINER.name {
        return Some(CONTAINER);
    }
    // The name is only compared and shown; the table's is as good as the user's.
    let name = framework(name)?;
    // It takes its version, and may do without where there is only one.
    Some(Function { name, positional: IMAGE_POSITIONAL, named, example: "", doc: "" })
}

/// The image table's name of what a user calls `name`.
pub fn framework(name: &str) -> Option<&'static str> {
    // Some built-in algorithms have another name here than their image has; the image's is no second one.
    let framework = match algorithms::find(name) {
        Some(algorithm) => algorithm.framework.to_owned(),
        None => name.replace('_', "-"),
    };
    if algorithms::all().any(|other| other.framework == framework && other.keyword != name) {
        return None;
    }
    images::frameworks().into_iter().find(|known| *known == framework)
}
