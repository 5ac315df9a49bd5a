//! `process`: one processing job.

use super::calls::{JOB_RESERVE, call, step, with_raw};
use super::processing::{self, DEFAULT_TIMEOUT, Processing};
use crate::check::program::Block;
use crate::ir::{Step, Value};
use crate::lower::context::Context;
use crate::lower::images;
use crate::vocab::facts::images::Scope;

/// The job; it keeps the place of each output.
pub fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    let instance = block.instance("instance").map(|(name, _)| name);
    let (code, entrypoint) = processing::script(cx, block);
    let timeout = block.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT);
    let mounted = block.get("inputs").into_iter().flat_map(|inputs| inputs.entries());
    let data = mounted
        .map(|(name, _, value)| processing::data_input(cx, name, value, &format!("/opt/ml/processing/input/{name}")));
    let job = Processing {
        image: block
            .get("image")
            .map(|image| images::address(cx, image, Scope::Processing, instance))
            .unwrap_or_default(),
        entrypoint,
        inputs: code.into_iter().chain(data).collect(),
        outputs: block
            .outputs
            .iter()
            .map(|(name, output)| {
                if let Some(group) = &output.value {
                    return processing::features(name, processing::group(cx, group));
                }
                let place = cx.artifact([Value::text("runs/"), cx.job_name(block), Value::text(format!("/{name}"))]);
                processing::output(name, place, &format!("/opt/ml/processing/output/{name}"))
            })
            .collect(),
        environment: cx.texts(block.get("environment")),
        timeout,
        instance: "ml.m5.xlarge",
    };
    let request = with_raw(cx, block, processing::request(cx, block, job));
    let mut call = call(cx, block, "sagemaker:createProcessingJob.sync", request);
    call.timeout = timeout + JOB_RESERVE;
    let data = block.outputs.iter().filter(|(_, output)| output.value.is_none());
    call.outputs = data.map(|(name, _)| (name.clone(), place(name))).collect();
    vec![step("", call)]
}

/// Where the job that succeeded wrote an output: each retry writes to a place of its own.
fn place(name: &str) -> Value {
    Value::Result(format!("ProcessingOutputConfig.Outputs[OutputName=\"{name}\"].S3Output.S3Uri"))
}
