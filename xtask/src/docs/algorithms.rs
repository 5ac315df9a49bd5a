//! The page of built-in algorithms.

use mlc_compiler::vocab::facts::algorithms::{Algorithm, Domain, Hyperparameter, all};
use mlc_compiler::vocab::facts::images::{self, Scope};

use super::markdown::{WRITTEN, code, codes, table};

/// The page.
pub fn page() -> String {
    let mut text = format!("{WRITTEN}# Built-in algorithms\n\n");
    text += "`algorithm = xgboost(\"1.7-1\")` in [`train`](train.md) takes an algorithm of SageMaker. Its channels, the formats of \
             its datasets and its hyperparameters are checked when compiling; see [E0307](../codes/E0307.md) and \
             [E0403](../codes/E0403.md).\n\n\
             LightGBM, CatBoost and TabTransformer are no rows here: SageMaker has them as JumpStart models, whose \
             images and scripts are in no package that the tables are made from. Train them with `container(\"...\")`, their \
             script's place and file as hyperparameters.\n\n";
    let rows = all().map(|algorithm| {
        let Algorithm { keyword, formats, distributed, gpu, .. } = algorithm;
        let gpu = gpu.map_or("not told", |gpu| if gpu { "yes" } else { "no" });
        let gpu = if algorithm.cpu { gpu } else { "needs one" };
        let machines = match &algorithm.distributed_if {
            Some(only) => format!("several with `{}` as {}", only.name, codes(only.values.iter().copied())),
            None => if *distributed { "several" } else { "one" }.to_owned(),
        };
        [
            format!("[`{keyword}`](#{keyword})"),
            codes(formats.iter().copied()),
            machines,
            gpu.to_owned(),
            if algorithm.checkpoints { "yes" } else { "no" }.to_owned(),
            codes(images::versions(algorithm.framework, Scope::Training)),
        ]
    });
    text += &table(["algorithm", "formats", "machines", "uses a GPU", "saves checkpoints", "versions"], rows);
    for algorithm in all() {
        text += &section(algorithm);
    }
    text.trim_end().to_owned() + "\n"
}

fn section(algorithm: &Algorithm) -> String {
    let channels: Vec<String> = algorithm
        .channels
        .iter()
        .map(|channel| format!("`{}`{}", channel.name, if channel.required { " (required)" } else { "" }))
        .collect();
    let mut text = format!("## {}\n\nChannels: {}.\n\n", algorithm.keyword, channels.join(", "));
    text += &format!("Content types: {}.\n\n", codes(algorithm.content_types.iter().copied()));
    if !algorithm.metrics.is_empty() {
        text += &format!("Metrics, for `final(\"...\")`: {}.\n\n", codes(algorithm.metrics.iter().copied()));
    }
    let rows = algorithm.hyperparameters.iter().map(|one| {
        let default = if one.required { "required".to_owned() } else { code(one.default.as_deref().unwrap_or("")) };
        [code(one.name), takes(one), default]
    });
    text += &table(["hyperparameter", "takes", "default"], rows);
    text += &format!("Source: {}.\n\n", algorithm.source);
    text
}

fn takes(one: &Hyperparameter) -> String {
    let domain = match &one.domain {
        Domain::Integer { min, max } => {
            let bound = |number: &Option<i64>| number.map(|number| number.to_string());
            range("whole number", bound(min), bound(max), (false, false))
        }
        Domain::Number { min, max, above, below } => {
            let bound = |number: &Option<f64>| number.map(|number| number.to_string());
            range("number", bound(min), bound(max), (*above, *below))
        }
        Domain::Choice(words) => codes(words.iter().copied()),
        Domain::Choices(words) => format!("some of {}, between commas", codes(words.iter().copied())),
        Domain::Text => "text".to_owned(),
    };
    if one.words.is_empty() { domain } else { format!("{domain}, or {}", codes(one.words.iter().copied())) }
}

/// `open`: whether the least, the greatest value itself is left out.
fn range(what: &str, min: Option<String>, max: Option<String>, open: (bool, bool)) -> String {
    let least = min.map(|min| format!("{} {min}", if open.0 { "above" } else { "from" }));
    let greatest = max.map(|max| format!("{} {max}", if open.1 { "below" } else { "to" }));
    [Some(what.to_owned()), least, greatest].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
