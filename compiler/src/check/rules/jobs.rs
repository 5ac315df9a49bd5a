//! What all jobs share: disks, time limits, number of machines, paths of scripts.

use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};
use crate::vocab::facts::limits;
use crate::vocab::units::duration;

use super::words::with_origin;

const GIB: u64 = 1 << 30;
/// Seconds that a training job may run: 28 days (service quota, 2026-11).
const TRAINING_SECONDS: u64 = 2_419_200;

pub fn check(program: &Program, sink: &mut Sink) {
    for block in program.stages.values() {
        if let Some(value) = block.get("volume") {
            volume(value, sink);
        }
        let (most, source) = match block.kind.keyword {
            "process" | "evaluate" => {
                (limits::PROCESSING_SECONDS, "`ProcessingMaxRuntimeInSeconds`, SageMaker API model")
            }
            "monitor" => (limits::MONITORING_SECONDS, "`MonitoringMaxRuntimeInSeconds`, SageMaker API model"),
            "train" => (TRAINING_SECONDS, "SageMaker service quotas, longest run time of a training job"),
            _ => (limits::EXECUTION_SECONDS, "Step Functions service quotas, an execution runs a year at most"),
        };
        timeout(block, most, source, sink);
        code(block, sink);
        machines(block, sink);
    }
    let source = "Step Functions service quotas, an execution runs a year at most";
    timeout(&program.pipeline, limits::EXECUTION_SECONDS, source, sink);
}

fn volume(value: &Value, sink: &mut Sink) {
    let ValueKind::Size(bytes) = value.kind else { return };
    if bytes >= GIB && bytes % GIB == 0 {
        return;
    }
    let whole = bytes.div_ceil(GIB).max(1);
    let found = Diagnostic::new(codes::OUT_OF_RANGE, value.blame(), "`volume` is a whole number of GiB, from 1GiB")
        .label("not a whole number of GiB")
        .note("`VolumeSizeInGB` of the SageMaker API model (botocore 1.44.5, 2026-11)");
    let found = if value.via.is_none() {
        found.fix(format!("write `{whole}GiB`"), value.span, format!("{whole}GiB"), Applicability::Maybe)
    } else {
        found
    };
    sink.push(with_origin(found, value));
}

fn timeout(block: &Block, most: u64, source: &str, sink: &mut Sink) {
    let Some(value) = block.get("timeout") else { return };
    let Some(seconds) = value.seconds() else { return };
    let title = if seconds == 0 {
        "`timeout` is 0s, and nothing is done in no time".to_owned()
    } else if seconds > most {
        format!("`timeout` is {}, and {} is the most ({most} s)", duration(seconds), duration(most))
    } else {
        return;
    };
    let found = Diagnostic::new(codes::OUT_OF_RANGE, value.blame(), title).label("out of range");
    sink.push(with_origin(found, value).note(format!("source: {source} (2026-11)")));
}

/// A script's path is relative to the pipeline file.
fn code(block: &Block, sink: &mut Sink) {
    let own = block.get("code");
    let Some(value) = own.or_else(|| block.get("algorithm").and_then(|algorithm| algorithm.get("code"))) else {
        return;
    };
    let Some(text) = value.text() else { return };
    let outside = text.starts_with('/') || text.contains("://") || text.split('/').any(|part| part == "..");
    if !outside && !text.is_empty() {
        return;
    }
    let title = if text.is_empty() { "`code` is empty".to_owned() } else { format!("`code` cannot be `{text}`") };
    let found = Diagnostic::new(codes::NOT_ALLOWED, value.blame(), title).label("a path beside the pipeline file");
    sink.push(
        with_origin(found, value)
            .help("write it as in `code = \"jobs/train.py\"`; it is uploaded to `<artifacts>/code/`"),
    );
}

fn machines(block: &Block, sink: &mut Sink) {
    let processing = matches!(block.kind.keyword, "process" | "evaluate" | "monitor");
    let Some((_, count)) = block.instance("instance") else { return };
    if processing && count as usize > limits::PROCESSING_INSTANCES {
        sink.push(
            Diagnostic::new(
                codes::OUT_OF_RANGE,
                block.place("instance"),
                format!("{count} machines, and a processing job has at most {}", limits::PROCESSING_INSTANCES),
            )
            .label("too many")
            .note("`ProcessingInstanceCount` of the SageMaker API model (botocore 1.44.5, 2026-11)"),
        );
    }
}
