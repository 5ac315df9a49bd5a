//! The page of built-in algorithms.

use mlc_compiler::vocab::facts::algorithms::{Algorithm, Domain, Hyperparameter, all};
use mlc_compiler::vocab::facts::hosted;

use super::markdown::{WRITTEN, code, codes, table};

/// The page.
pub fn page() -> String {
    let mut text = format!("{WRITTEN}# Built-in algorithms\n\n");
    text += "`algorithm = xgboost(\"1.7-1\")` in [`train`](train.md) takes an algorithm of SageMaker. Its channels, the formats of \
             its datasets and its hyperparameters are checked when compiling; see [E0307](../codes/E0307.md) and \
             [E0403](../codes/E0403.md).\n\n\
             Most have an image of their own. Those whose version is one of JumpStart's are [hosted](#hosted-algorithms).\n\n";
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
            versions(algorithm),
        ]
    });
    text += &table(["algorithm", "formats", "machines", "uses a GPU", "saves checkpoints", "versions"], rows);
    text += HOSTED;
    for algorithm in all() {
        text += &section(algorithm);
    }
    text.trim_end().to_owned() + "\n"
}

const HOSTED: &str = "## Hosted algorithms\n\nJumpStart hosts LightGBM, CatBoost and TabTransformer: a script of AWS runs on a PyTorch \
image, with the script and an artifact to begin with from JumpStart's bucket of the Region. They are said in one of two \
ways:\n\n\
- `lightgbm(\"2.1.6\")` is a version of JumpStart's that the compiler knows. It tells image, script, artifact, the \
environment of the container that serves, and that the job is cut off from the network unless `network_isolation = false`. \
The defaults below are sent with the job, as JumpStart does. The known versions are those for classification.\n\
- `tabtransformer(pytorch = \"1.9.0\", script = s3(\"...\"), model = s3(\"...\"))` spells the three out, for regression \
and for every version that the compiler does not know. Here the script's own defaults hold, the network stays open unless \
`network_isolation = true`, and a model that is registered or served needs `serving`.\n\n\
`image_uris.retrieve`, `script_uris.retrieve` and `model_uris.retrieve` of the SageMaker Python SDK tell the pieces of every \
version. The role of the pipeline has to be allowed to read the bucket, such as `jumpstart-cache-prod-eu-west-1`. The image \
does not say how its metrics are found, so the job is sent a regular expression for those that the stage reads.\n\n\
What this rests on: JumpStart's own description of the known versions, as a test of the SageMaker Python SDK keeps it, and \
the developer guide; for TabTransformer and for regression neither has image, script or artifact. None of it was run \
against the service.\n\n";

fn versions(algorithm: &'static Algorithm) -> String {
    let known = hosted::versions(algorithm);
    match &algorithm.hosted {
        Some(_) if known.is_empty() => "[its pieces](#hosted-algorithms)".to_owned(),
        Some(_) => format!("{}, or [its pieces](#hosted-algorithms)", codes(known)),
        None => codes(known),
    }
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
