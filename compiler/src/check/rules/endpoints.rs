//! Forms of endpoints: serverless, asynchronous, with a shadow, scaled. What each can do and cannot.
//!
//! Sources: SageMaker developer guide, "Deploy models with Amazon SageMaker Serverless Inference" (exclusions), "Shadow
//! variants", "Use automatic scaling with asynchronous endpoints"; API reference, CreateEndpointConfig and
//! ProductionVariantServerlessConfig (2026-11).

use super::fields::{at, line, stray};
use super::words::with_origin;
use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::facts::limits;

const GIB: u64 = 1 << 30;
const SERVERLESS_MEMORY: (u64, u64) = (1, 6);

/// What no serverless endpoint has, with the reason.
const NOT_SERVERLESS: &[(&str, &str)] = &[
    ("async", "its requests are answered at once"),
    ("shadow", "it has one variant"),
    ("scale", "it scales by itself, up to `concurrency`"),
    ("rollout", "the service brings updates in by itself"),
    ("capture", "it records no requests"),
];

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::stages(program, "deploy") {
        if let Some(settings) = block.get("serverless") {
            memory(settings, sink);
            concurrency(settings, sink);
            not_serverless(block, sink);
            network(program, block, sink);
        }
        queue(block, sink);
        shadow(block, sink);
        scale(block, sink);
    }
}

fn memory(settings: &Value, sink: &mut Sink) {
    let Some(value) = settings.get("memory") else { return };
    let ValueKind::Size(bytes) = value.kind else { return };
    let (least, most) = SERVERLESS_MEMORY;
    if bytes % GIB == 0 && (least..=most).contains(&(bytes / GIB)) {
        return;
    }
    let near = bytes.div_ceil(GIB).clamp(least, most);
    let title = "`memory` of a serverless endpoint is a whole number of GiB from 1GiB to 6GiB".to_owned();
    let mut found = at(codes::OUT_OF_RANGE, value.blame(), title, "not such a size")
        .note("source: SageMaker API reference, ProductionVariantServerlessConfig (2026-11)");
    if value.via.is_none() {
        found = found.fix(format!("write `{near}GiB`"), value.span, format!("{near}GiB"), Applicability::Maybe);
    }
    sink.push(with_origin(found, value));
}

fn concurrency(settings: &Value, sink: &mut Sink) {
    let number = |field: &str| settings.get(field).and_then(|value| Some((value, value.number()?)));
    for field in ["concurrency", "provisioned"] {
        if let Some((value, set)) = number(field) {
            range(value, field, set, limits::SERVERLESS_CONCURRENCY, sink);
        }
    }
    if let (Some((all, most)), Some((value, ready))) = (number("concurrency"), number("provisioned"))
        && ready > most
    {
        let title = format!("{ready} requests are kept ready for, and only {most} are taken at the same time");
        sink.push(
            at(codes::OUT_OF_RANGE, value.blame(), title, "more than `concurrency`")
                .also(all.blame(), "at the same time"),
        );
    }
}

fn range(value: &Value, field: &str, set: f64, most: usize, sink: &mut Sink) {
    #[expect(clippy::cast_precision_loss, reason = "limits are small")]
    if (1.0..=most as f64).contains(&set) {
        return;
    }
    let title = format!("`{field}` is from 1 to {most}, not {set}");
    sink.push(with_origin(at(codes::OUT_OF_RANGE, value.blame(), title, "out of range"), value));
}

fn not_serverless(block: &Block, sink: &mut Sink) {
    for (field, reason) in NOT_SERVERLESS {
        if block.get(field).is_some() {
            let title = format!("a serverless endpoint has no `{field}`: {reason}");
            sink.push(stray(block, field, title).also(line(block, "serverless"), "serverless because of this"));
        }
    }
}

/// The pipeline's defaults must not look as if they held here.
fn network(program: &Program, block: &Block, sink: &mut Sink) {
    let name = &block.name.text;
    let owner = if block.get("network_isolation").is_some() { block } else { &program.pipeline };
    if owner.flag("network_isolation") == Some(true) {
        let title = format!("the serverless endpoint of `{name}` cannot be cut off from the network");
        sink.push(
            at(codes::NOT_ALLOWED, owner.place("network_isolation"), title, "asked for here")
                .also(line(block, "serverless"), "serverless because of this")
                .help("set `network_isolation = false` in the stage, or use `instance`"),
        );
    }
    if program.pipeline.get("vpc").is_some() {
        let title = format!("the serverless endpoint of `{name}` cannot be in the pipeline's VPC");
        sink.push(
            at(codes::NOT_ALLOWED, line(block, "serverless"), title, "serverless endpoints have no VPC")
                .also(program.pipeline.place("vpc"), "asked for here")
                .help("use `instance`"),
        );
    }
}

fn queue(block: &Block, sink: &mut Sink) {
    let Some(queue) = block.get("async") else { return };
    if let Some(value) = queue.get("concurrency")
        && let Some(set) = value.number()
    {
        range(value, "concurrency", set, limits::ASYNC_CONCURRENCY, sink);
    }
    if block.get("shadow").is_some() {
        let title = "an asynchronous endpoint has no `shadow`".to_owned();
        sink.push(stray(block, "shadow", title).also(line(block, "async"), "asynchronous because of this"));
    }
}

fn shadow(block: &Block, sink: &mut Sink) {
    let Some(shadow) = block.get("shadow") else { return };
    if let Some(variants) = block.fields.get("variants") {
        let title = "`shadow` stands beside `variants`".to_owned();
        sink.push(
            at(codes::EXCLUSIVE_FIELDS, line(block, "shadow"), title, "a shadow follows a single variant")
                .also(variants.name, "several variants")
                .help("write `model` and `instance` instead of `variants`"),
        );
    }
    if let Some(value) = shadow.get("share")
        && let Some(share) = value.number()
        && !(share > 0.0 && share <= 100.0)
    {
        let title = format!("`share` is above 0% and at most 100%, not {share}%");
        sink.push(with_origin(at(codes::OUT_OF_RANGE, value.blame(), title, "out of range"), value));
    }
}

fn scale(block: &Block, sink: &mut Sink) {
    // A serverless endpoint scales by itself, which is told where its fields are.
    let Some(scale) = block.get("scale").filter(|_| block.get("serverless").is_none()) else { return };
    let number = |field: &str| scale.get(field).and_then(|value| Some((value, value.number()?)));
    let queue = block.get("async").is_some();
    if let Some((value, least)) = number("min")
        && least == 0.0
        && !queue
    {
        let title = "`min` is 0, and only an asynchronous endpoint can do without machines".to_owned();
        let mut found = at(codes::OUT_OF_RANGE, value.blame(), title, "from 1");
        if value.via.is_none() {
            found = found.fix("write `1`", value.span, "1", Applicability::Maybe);
        }
        sink.push(found);
    }
    if let (Some((low, least)), Some((high, most))) = (number("min"), number("max"))
        && (most < least || most == 0.0)
    {
        let title = if most == 0.0 {
            "`max` is 0, so there would never be a machine".to_owned()
        } else {
            format!("`max` is {most}, less than `min`, {least}")
        };
        sink.push(at(codes::OUT_OF_RANGE, high.blame(), title, "too few").also(low.blame(), "the fewest"));
    }
    measure(block, scale, queue, sink);
}

/// What the load is measured by: one of two, and the one that the endpoint has.
fn measure(block: &Block, scale: &Value, queue: bool, sink: &mut Sink) {
    let (right, wrong) = if queue {
        ("backlog_per_instance", "invocations_per_instance")
    } else {
        ("invocations_per_instance", "backlog_per_instance")
    };
    let kind = if queue { "an asynchronous endpoint" } else { "an endpoint that answers at once" };
    if let Some(value) = scale.get(wrong) {
        let title = format!("{kind} scales by `{right}`, not `{wrong}`");
        let mut found = at(codes::NOT_ALLOWED, value.blame(), title, "not measured here");
        if let Some(queue) = block.fields.get("async") {
            found = found.also(queue.name, "asynchronous because of this");
        }
        sink.push(found);
    } else if scale.get(right).is_none() && matches!(scale.kind, ValueKind::Record(_)) {
        let title = format!("`scale` lacks `{right}`");
        sink.push(
            Diagnostic::new(codes::MISSING_FIELDS, scale.blame(), title)
                .label("the load is not measured")
                .help(format!("{kind} scales by `{right}`")),
        );
    }
    if let Some(value) = scale.get(right)
        && let Some(number) = value.number()
        && number <= 0.0
    {
        let title = format!("`{right}` is above 0, not {number}");
        sink.push(with_origin(at(codes::OUT_OF_RANGE, value.blame(), title, "out of range"), value));
    }
}
