//! `deploy`: what is served, how the traffic is split, and how long the endpoint is watched.

use indexmap::IndexMap;

use crate::check::program::{Block, Node, Program};
use crate::check::rollout;
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::facts::limits;

use super::looks;
use super::words::with_origin;

/// Seconds between two looks, where nothing is said.
const DEFAULT_POLL: u64 = 30;

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "deploy") {
        served(block, sink);
        variants(block, sink);
        capture(block, sink);
        looks::check(block, "poll", DEFAULT_POLL, rollout::timeout(block), sink);
    }
    same_endpoint(program, sink);
}

/// Either one model or several variants.
fn served(block: &Block, sink: &mut Sink) {
    let name = &block.name.text;
    let single: Vec<&str> =
        ["model", "instance", "serverless"].into_iter().filter(|field| block.get(field).is_some()).collect();
    match (block.fields.get("variants"), single.as_slice()) {
        (None, ["model", "instance" | "serverless"]) | (Some(_), []) => {}
        (None, [.., "instance", "serverless"]) => {
            let (Some(instance), Some(serverless)) = (block.fields.get("instance"), block.fields.get("serverless"))
            else {
                return;
            };
            sink.push(
                Diagnostic::new(codes::EXCLUSIVE_FIELDS, serverless.name, "`serverless` stands beside `instance`")
                    .label("machines come with the requests")
                    .also(instance.name, "machines are always there")
                    .help("remove one of the two"),
            );
        }
        (None, _) if block.broken => {}
        (None, []) => sink.push(
            Diagnostic::new(codes::MISSING_FIELDS, block.header, format!("`deploy` `{name}` serves nothing"))
                .label("`model` and `instance` are missing")
                .help("set `model` and `instance` or `serverless`, or `variants` to split the traffic"),
        ),
        (None, [set, ..]) => {
            let missing = if *set == "model" { "instance" } else { "model" };
            let mut found =
                Diagnostic::new(codes::MISSING_FIELDS, block.header, format!("`deploy` `{name}` lacks `{missing}`"))
                    .label("required fields are missing")
                    .also(block.place(set), format!("`{set}` alone serves nothing"))
                    .help("add it to the block");
            if let Some(field) = block.fields.get(*set) {
                let value = if missing == "instance" { "ml.m5.large" } else { "..." };
                let text = format!("{missing} = {value}\n  ");
                found = found.fix(format!("add `{missing}`"), field.name.before(), text, Applicability::Placeholder);
            }
            sink.push(found);
        }
        (Some(variants), set) => {
            let mut found = Diagnostic::new(
                codes::EXCLUSIVE_FIELDS,
                variants.name,
                format!("`variants` stands beside `{}`", set.join("` and `")),
            )
            .label("says what is served")
            .help("write `model` and `instance`, or `variants`");
            for field in set {
                if let Some(field) = block.fields.get(*field) {
                    found = found.also(field.name, "says it, too");
                }
            }
            sink.push(found);
        }
    }
}

fn variants(block: &Block, sink: &mut Sink) {
    let Some(value) = block.get("variants").filter(|value| matches!(value.kind, ValueKind::Record(_))) else { return };
    let count = value.entries().count();
    if count == 0 {
        sink.push(
            Diagnostic::new(codes::MISSING_FIELDS, value.blame(), "`variants` is empty")
                .label("at least one variant expected"),
        );
        return;
    }
    if let Some((name, span, _)) = value.entries().nth(limits::VARIANTS) {
        let title = format!("{count} variants, and an endpoint has at most {}", limits::VARIANTS);
        sink.push(
            Diagnostic::new(codes::TOO_MANY, span, title)
                .label(format!("`{name}` is the first one too many"))
                .note("`ProductionVariants` of the SageMaker API model (botocore 1.44.5, 2026-11)"),
        );
    }
    for (name, span, _) in value.entries() {
        if !super::limits::is_resource_name(name) {
            let mended: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            let mut found = Diagnostic::new(codes::BAD_NAME, span, format!("`{name}` cannot be the name of a variant"))
                .label("letters and digits only")
                .note("`VariantName` of the SageMaker API model (botocore 1.44.5, 2026-11)");
            if mended.starts_with(|c: char| c.is_ascii_alphabetic()) && value.get(&mended).is_none() {
                found = found.fix(format!("write `{mended}`"), span, &mended, Applicability::Maybe);
            }
            sink.push(found);
        }
    }
    weights(value, sink);
}

fn weights(variants: &Value, sink: &mut Sink) {
    let mut sum = 0.0;
    let mut negative = false;
    for (name, _, variant) in variants.entries() {
        let Some(weight) = variant.get("weight") else {
            sum += 1.0;
            continue;
        };
        let Some(number) = weight.number() else { return };
        sum += number;
        if number < 0.0 {
            negative = true;
            sink.push(
                Diagnostic::new(
                    codes::VARIANT_WEIGHTS,
                    weight.blame(),
                    format!("the weight of `{name}` is {number}, below 0"),
                )
                .label("from 0")
                .help("a weight is a share of the traffic, relative to the other variants"),
            );
        }
    }
    if sum == 0.0 && !negative {
        let mut found = Diagnostic::new(codes::VARIANT_WEIGHTS, variants.blame(), "no variant gets any traffic")
            .label("all weights are 0")
            .help("a weight is a share of the traffic, relative to the other variants");
        for weight in variants.entries().filter_map(|(_, _, variant)| variant.get("weight")) {
            found = found.also(weight.blame(), "0");
        }
        sink.push(found);
    }
}

fn capture(block: &Block, sink: &mut Sink) {
    let Some(value) = block.get("capture") else { return };
    let value = value.get("share").unwrap_or(value);
    let Some(percent) = value.number() else { return };
    if (1.0..=100.0).contains(&percent) && percent.fract() == 0.0 {
        return;
    }
    let found = Diagnostic::new(
        codes::OUT_OF_RANGE,
        value.blame(),
        format!("`capture` is {percent}%, and a whole percentage from 1% to 100% is possible"),
    )
    .label("out of range")
    .note("`InitialSamplingPercentage` of the SageMaker API model (botocore 1.44.5, 2026-11)");
    let found = if percent == 0.0 { found.help("leave `capture` out to record nothing") } else { found };
    sink.push(with_origin(found, value));
}

/// Where a stage stands: which branch of which `when`, outermost first.
type Path = Vec<(usize, bool)>;

/// Two stages that may both run cannot deploy to one endpoint.
fn same_endpoint(program: &Program, sink: &mut Sink) {
    let mut paths: IndexMap<&str, Path> = IndexMap::new();
    collect(&program.body, &mut Path::new(), &mut 0, &mut paths);
    let mut seen: Vec<(String, &Block)> = Vec::new();
    for block in super::stages(program, "deploy") {
        let Some(endpoint) = block.text("endpoint") else { continue };
        let clash = seen.iter().find(|(known, other)| {
            *known == endpoint && !exclusive(paths.get(other.name.text.as_str()), paths.get(block.name.text.as_str()))
        });
        if let Some((_, other)) = clash {
            sink.push(
                Diagnostic::new(
                    codes::DUPLICATE_NAME,
                    block.place("endpoint"),
                    format!("`{}` and `{}` deploy to the same endpoint", other.name.text, block.name.text),
                )
                .label("updated again here")
                .also(other.place("endpoint"), "first deployed here")
                .help("give them different names, or put them into the two branches of a `when`"),
            );
        }
        seen.push((endpoint, block));
    }
}

fn exclusive(left: Option<&Path>, right: Option<&Path>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return false };
    left.iter().any(|(when, branch)| right.contains(&(*when, !branch)))
}

fn collect<'p>(nodes: &'p [Node], path: &mut Path, whens: &mut usize, paths: &mut IndexMap<&'p str, Path>) {
    for node in nodes {
        match node {
            Node::Stage(name) => {
                paths.insert(name, path.clone());
            }
            Node::For(each) => collect(&each.body, path, whens, paths),
            Node::When(when) => {
                let index = *whens;
                *whens += 1;
                for (members, branch) in [(&when.then, true), (&when.otherwise, false)] {
                    path.push((index, branch));
                    collect(members, path, whens, paths);
                    path.pop();
                }
            }
        }
    }
}
