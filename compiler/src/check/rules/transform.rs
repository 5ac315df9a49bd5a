//! What a batch transform job can do.
//!
//! Sources: SageMaker API reference, CreateTransformJob (payload and concurrency) and TransformInput (batches); developer
//! guide, "Associate Prediction Results with Input Records" (2026-11).

use super::fields::{at, stray, value};
use crate::check::program::{Block, Program};
use crate::check::scope::list;
use crate::check::value::{Type, Value, ValueKind};
use crate::diag::{Applicability, Sink, codes};
use crate::vocab::units::megabytes;

/// Megabytes of one request, and of all requests at the same time on a machine.
const MOST_MEGABYTES: u64 = 100;

/// Formats whose records can be joined.
const JOINED: &[&str] = &["csv", "json", "jsonlines"];

/// Judges every `transform` stage.
pub fn check(program: &Program, sink: &mut Sink) {
    for block in program.stages.values().filter(|block| block.kind.keyword == "transform") {
        outputs(block, sink);
        payload(block, sink);
        batches(block, sink);
        join(block, sink);
    }
}

fn outputs(block: &Block, sink: &mut Sink) {
    let name = &block.name.text;
    if block.outputs.is_empty() {
        let title = format!("`transform` `{name}` declares no output");
        sink.push(
            at(codes::MISSING_FIELDS, block.header, title, "its predictions have no name and no format")
                .help("add `output predictions: Dataset(csv)`"),
        );
    }
    if let (Some((_, first)), Some((_, second))) = (block.outputs.get_index(0), block.outputs.get_index(1)) {
        let title = format!("`transform` `{name}` has one output, its predictions");
        sink.push(at(codes::TOO_MANY, second.name, title, "one too many").also(first.name, "the first one"));
    }
}

fn payload(block: &Block, sink: &mut Sink) {
    let Some(Value { kind: ValueKind::Size(bytes), .. }) = block.get("max_payload") else { return };
    let payload = megabytes(*bytes);
    let place = value(block, "max_payload");
    if payload > MOST_MEGABYTES {
        let title = format!("`max_payload` is at most {MOST_MEGABYTES}MB, not {payload}MB");
        sink.push(at(codes::OUT_OF_RANGE, place, title, "too large").fix(
            "write `100MB`",
            place,
            "100MB",
            Applicability::Maybe,
        ));
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 100")]
    let payload = payload as f64;
    if let Some(concurrency) = block.get("concurrency").and_then(Value::number)
        && concurrency * payload > 100.0
    {
        let title = format!(
            "{concurrency} requests of {payload}MB are {}MB at the same time, and {MOST_MEGABYTES}MB are possible",
            concurrency * payload
        );
        sink.push(at(codes::OUT_OF_RANGE, value(block, "concurrency"), title, "too much together").also(place, "each"));
    }
}

fn batches(block: &Block, sink: &mut Sink) {
    let several = block.text("strategy").as_deref() == Some("multi_record");
    if several && block.text("split").as_deref() == Some("none") {
        let title = "`strategy = multi_record` puts records together, and `split = none` leaves objects whole".into();
        sink.push(stray(block, "strategy", title).also(value(block, "split"), "set here"));
    }
}

fn join(block: &Block, sink: &mut Sink) {
    if block.flag("join") != Some(true) {
        return;
    }
    let format = |ty: &Type| match ty {
        Type::Dataset(Some(format)) => Some(format.clone()),
        _ => None,
    };
    let input = block.get("data").and_then(|data| format(&data.ty()));
    let output = block.outputs.first().and_then(|(_, output)| Some((output, format(&output.ty)?)));
    let (Some(input), Some((declared, output))) = (input, output) else { return };
    let formats = || list(JOINED.iter().copied());
    if !JOINED.contains(&input.as_str()) {
        let title = format!("records of {input} cannot be joined with predictions");
        sink.push(
            at(codes::WRONG_FORMAT, value(block, "data"), title, format!("a {input} dataset"))
                .also(value(block, "join"), "asked for here")
                .help(format!("`join` takes {}", formats())),
        );
    } else if input != output {
        let title = format!("`join` joins {input} records with {output} predictions");
        sink.push(
            at(codes::WRONG_FORMAT, declared.name, title, format!("has to be `Dataset({input})`"))
                .also(value(block, "data"), format!("a {input} dataset")),
        );
    }
}
