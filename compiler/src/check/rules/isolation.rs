//! Network isolation: SageMaker still copies channels and models, but what the container fetches itself cannot arrive.
//!
//! Source: SageMaker developer guide, "Run training and inference containers in internet-free mode" (no calls to S3, no
//! credentials), and SageMaker Python SDK 2.257.7, `estimator.py`, which for this reason sends the script of an isolated
//! job as a channel of its own. `mlc` passes it as `sagemaker_submit_directory`, which the container downloads.

use crate::check::program::{Block, Program};
use crate::check::value::{Type, Value};
use crate::diag::{Applicability, Diagnostic, Sink, codes};

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::training(program) {
        script(program, block, sink);
    }
    program.stages.values().for_each(|block| secrets(program, block, sink));
}

/// Whose `network_isolation` cuts the stage off.
fn isolated<'p>(program: &'p Program, block: &'p Block) -> Option<&'p Block> {
    let owner = if block.get("network_isolation").is_some() { block } else { &program.pipeline };
    (owner.flag("network_isolation") == Some(true)).then_some(owner)
}

fn secrets(program: &Program, block: &Block, sink: &mut Sink) {
    let Some(owner) = isolated(program, block) else { return };
    let variables = block.get("environment").into_iter().flat_map(Value::entries);
    for (name, _, secret) in variables.filter(|(.., value)| value.ty() == Type::Secret) {
        let title = format!("`{}` cannot fetch the secret `{name}`: it is cut off from the network", block.name.text);
        sink.push(
            Diagnostic::new(codes::ISOLATED_INPUT, secret.blame(), title)
                .label("the container asks Secrets Manager itself")
                .also(owner.place("network_isolation"), "isolated here")
                .help("turn the isolation off for this stage, or leave the secret to a stage without it"),
        );
    }
}

fn script(program: &Program, block: &Block, sink: &mut Sink) {
    let Some(owner) = isolated(program, block) else { return };
    let Some(code) = block.get("algorithm").and_then(|algorithm| algorithm.get("code")) else { return };
    let mut found = Diagnostic::new(
        codes::ISOLATED_INPUT,
        code.blame(),
        format!("`{}` cannot fetch its script: it is cut off from the network", block.name.text),
    )
    .label("the container downloads it from S3 itself")
    .also(owner.place("network_isolation"), "isolated here")
    .note("source: SageMaker developer guide, internet-free mode: no calls to S3 and no credentials (2026-11)")
    .help("turn the isolation off for this stage, or build the script into an image: `container(\"...\")`");
    if let Some(value) = owner.get("network_isolation").filter(|value| value.via.is_none()) {
        let applicability = Applicability::Maybe;
        found = if owner.kind.keyword == block.kind.keyword {
            found.fix("write `false`", value.span, "false", applicability)
        } else if let Some(field) = block.fields.get("instance") {
            let text = "network_isolation = false\n  ";
            found.fix("turn it off for this stage", field.name.before(), text, applicability)
        } else {
            found
        };
    }
    sink.push(found);
}
