//! Warm pools, and Debugger where there is one.

use crate::check::program::{Block, Program};
use crate::diag::{Applicability, Sink, codes};
use crate::vocab::facts::{limits, regions};
use crate::vocab::units::duration;

use super::fields::{at, line};

/// Judges `keep_alive`, `debugger` and `profiler` of every `train` stage.
pub fn check(program: &Program, sink: &mut Sink) {
    let region = program.pipeline.text("region").unwrap_or_default();
    for block in super::stages(program, "train") {
        pool(block, sink);
        if !regions::has_debugger(&region) {
            for field in ["debugger", "profiler"] {
                if block.flag(field) == Some(true) {
                    let title = format!("there is no SageMaker Debugger in {region}");
                    sink.push(
                        at(codes::NOT_ALLOWED, line(block, field), title, "not possible here")
                            .also(program.pipeline.place("region"), "the Region")
                            .note("source: SageMaker Python SDK 2.257.7, fw_utils.py"),
                    );
                }
            }
        }
    }
}

fn pool(block: &Block, sink: &mut Sink) {
    let Some(value) = block.get("keep_alive") else { return };
    if block.get("spot").is_some() {
        sink.push(
            at(
                codes::EXCLUSIVE_FIELDS,
                line(block, "keep_alive"),
                "`keep_alive` and `spot` exclude each other".into(),
                "keeps machines",
            )
            .also(line(block, "spot"), "has none to keep")
            .note("source: SageMaker developer guide, warm pools, considerations")
            .fix("remove `keep_alive`", line(block, "keep_alive"), "", Applicability::Maybe),
        );
    }
    let most = limits::KEEP_ALIVE_SECONDS;
    if let Some(seconds) = value.seconds()
        && !(1..=most).contains(&seconds)
    {
        let title = if seconds == 0 {
            "`keep_alive` of no time keeps nothing".to_owned()
        } else {
            format!("`keep_alive` is {}, and machines are kept for {} at most", duration(seconds), duration(most))
        };
        sink.push(
            at(codes::OUT_OF_RANGE, value.blame(), title, format!("up to {}", duration(most)))
                .note("`KeepAlivePeriodInSeconds` of the SageMaker API model (botocore 1.44.5, 2026-11)"),
        );
    }
}
