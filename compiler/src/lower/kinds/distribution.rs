//! What a framework's container is told of distributed training: hyperparameters of its own.

use crate::check::program::Block;
use crate::check::value::{Value as Checked, ValueKind};
use crate::ir::Value;
use crate::vocab::distribution::Way;

/// The hyperparameters; none without a `distribution`.
pub fn hyperparameters(block: &Block) -> Vec<(String, Value)> {
    let Some(value) = block.get("distribution") else { return Vec::new() };
    let (ValueKind::Symbol(word) | ValueKind::Call(word, _)) = &value.kind else { return Vec::new() };
    let Some(way) = Way::find(word) else { return Vec::new() };
    let mut entries = vec![(way.switch.to_owned(), Value::text("true"))];
    let mut add = |name: &str, text: Option<String>| {
        entries.extend(text.map(|text| (name.to_owned(), Value::text(text))));
    };
    if way.tells_machine {
        add("sagemaker_instance_type", block.instance("instance").map(|(name, _)| name.to_owned()));
    }
    if way.word == "mpi" {
        let processes = value.get("processes").and_then(Checked::number);
        add("sagemaker_mpi_num_of_processes_per_host", processes.map(|number| number.to_string()));
        add("sagemaker_mpi_custom_mpi_options", value.get("options").and_then(Checked::text));
    }
    entries
}
