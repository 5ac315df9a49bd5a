//! Channels of built-in algorithms, and formats against what reads them.

use crate::check::program::{Block, Program};
use crate::check::scope::list;
use crate::check::value::{Type, Value, ValueKind};
use crate::diag::{Diagnostic, Sink, codes};
use crate::vocab::facts::algorithms::Algorithm;

use super::algorithms::built_in;
use super::manifests;

/// Formats that the monitoring container reads.
const MONITORED: &[&str] = &["csv", "json", "jsonlines"];

pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::training(program) {
        if let Some(algorithm) = built_in(block) {
            names(program, algorithm, block, sink);
            for (name, _, data) in block.get("channels").into_iter().flat_map(Value::entries) {
                let reader = (format!("`{}`", algorithm.keyword), block.place("algorithm"));
                let source = format!("source: {}", algorithm.source);
                let formats = algorithm.formats_of(name);
                if !formats.is_empty() {
                    format(program, data, formats, &reader, &source, sink);
                }
            }
        }
    }
    for block in super::stages(program, "monitor") {
        if let Some(data) = block.get("baseline") {
            let reader = ("`monitor`".to_owned(), block.header);
            let source = "source: SageMaker developer guide, the model monitor container's `dataset_format` (2026-11)";
            format(program, data, MONITORED, &reader, source, sink);
        }
    }
}

fn names(program: &Program, algorithm: &Algorithm, block: &Block, sink: &mut Sink) {
    let Some(channels) = block.get("channels").filter(|value| matches!(value.kind, ValueKind::Record(_))) else {
        return;
    };
    let known = || algorithm.channels.iter().map(|channel| channel.name);
    let mut unknown = 0;
    for (name, span, _) in channels.entries().filter(|(name, ..)| algorithm.channel(name).is_none()) {
        unknown += 1;
        sink.push(
            Diagnostic::new(codes::UNKNOWN_FIELD, span, format!("`{}` has no channel `{name}`", algorithm.keyword))
                .label("unknown channel")
                .did_you_mean(span, name, known())
                .help(format!("it has {}", list(known())))
                .note(format!("source: {}", algorithm.source)),
        );
    }
    // The annotations of an augmented manifest stand in its lines.
    let annotated = channels.entries().any(|(.., data)| manifests::is_augmented(program, data));
    let missing: Vec<&str> = algorithm
        .channels
        .iter()
        .filter(|channel| channel.required && channels.get(channel.name).is_none())
        .filter(|channel| !(channel.name.ends_with("_annotation") && annotated))
        .map(|channel| channel.name)
        .collect();
    if missing.len() > unknown {
        let names = list(missing);
        let title = format!("`{}` needs the channel {names}", algorithm.keyword);
        sink.push(
            Diagnostic::new(codes::MISSING_FIELDS, channels.blame(), title)
                .label("a required channel is missing")
                .note(format!("source: {}", algorithm.source)),
        );
    }
}

/// Reports data in a format that its reader, a name and a place, does not take.
fn format(
    program: &Program,
    data: &Value,
    formats: &[&str],
    reader: &(String, crate::base::Span),
    source: &str,
    sink: &mut Sink,
) {
    let Type::Dataset(Some(format)) = data.ty() else { return };
    if formats.contains(&format.as_str()) || !crate::vocab::kinds::dataset::FORMATS.contains(&format.as_str()) {
        return;
    }
    let (name, place) = reader;
    let mut found = Diagnostic::new(codes::WRONG_FORMAT, data.blame(), format!("{name} cannot read {format}"))
        .label(format!("this is a {format} dataset"))
        .help(format!("it reads {}; a `process` stage can turn one format into another", list(formats.iter().copied())))
        .note(source);
    found = match &data.kind {
        ValueKind::Dataset(name, _) => match program.datasets.get(name).and_then(|block| block.get("format")) {
            Some(format) => found.also(format.blame(), "its format is declared here"),
            None => found,
        },
        ValueKind::Output(stage, output, _) => {
            let declared = program.stages.get(stage).and_then(|block| block.outputs.get(output));
            declared.map_or(found.clone(), |declared| found.also(declared.name, "declared with this format"))
        }
        _ => found,
    };
    sink.push(found.also(*place, "the reader"));
}
