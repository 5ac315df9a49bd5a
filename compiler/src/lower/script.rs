//! A training script: where it is, and how the container that serves its model finds it.

use super::context::Context;
use super::hosted::Runs;
use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::Value;

/// The script of a `train` or `tune` stage.
pub(super) struct Script {
    /// Its file name.
    pub file: String,
    /// `s3://` address of the archive that holds it.
    pub archive: Value,
}

impl Script {
    /// None where the algorithm has no `code`.
    pub fn of(cx: &Context, block: &Block) -> Option<Self> {
        let code = block.get("algorithm")?.get("code")?.text()?;
        let file = code.rsplit('/').next().unwrap_or(&code).to_owned();
        let archive = cx.artifact([Value::text(format!("code/{}.tar.gz", code.trim_end_matches(".py")))]);
        Some(Self { file, archive })
    }
}

/// Frameworks whose serving container fetches the script by itself. Others look for it inside the model's archive, where
/// the script has to put it when it trains. Source: `sagemaker` 2.257.7, `model.py` and the frameworks' `model.py`.
const FETCHES_SCRIPT: &[&str] = &["sklearn", "xgboost"];

/// What such a container needs in its environment to serve a model of the stage; none where the stage's own image serves.
pub(super) fn serving_environment(cx: &Context, block: &Block) -> Option<Value> {
    if let Some(runs) = Runs::of(block) {
        return runs.serving_environment().filter(|_| block.get("serving").is_none());
    }
    let fetches = match block.get("algorithm").map(|algorithm| &algorithm.kind) {
        Some(ValueKind::Call(framework, _)) => FETCHES_SCRIPT.contains(&framework.as_str()),
        _ => false,
    };
    let script = Script::of(cx, block).filter(|_| fetches && block.get("serving").is_none())?;
    Some(Value::object([
        ("SAGEMAKER_CONTAINER_LOG_LEVEL", Some(Value::text("20"))),
        ("SAGEMAKER_PROGRAM", Some(Value::text(script.file))),
        ("SAGEMAKER_REGION", Some(Value::text(&cx.region))),
        ("SAGEMAKER_SUBMIT_DIRECTORY", Some(script.archive)),
    ]))
}

/// Whether the model may be one that is served with its script.
pub(super) fn is_served_with_script(cx: &Context, model: &Checked) -> bool {
    let ValueKind::Output(stage, ..) = &model.kind else { return false };
    let Some(block) = cx.program.stages.get(stage) else { return false };
    let candidates = block.get("candidates").map(Checked::items).unwrap_or_default();
    serving_environment(cx, block).is_some() || candidates.iter().any(|candidate| is_served_with_script(cx, candidate))
}
