//! Floor 6: passes over the graph of stages, in the order of [`PASSES`]. Each is a file and a row; each can be left out, and
//! the machine still does the same.

mod cheap_poll;
mod fold;
mod fuse;
mod guard;
mod keep;
pub mod schedule;

use crate::ir::Pipeline;
use crate::ir::verify::verify;

/// A change of the graph that keeps what the pipeline does.
pub struct Pass {
    /// For `--passes`.
    pub name: &'static str,
    /// What it gains, in a line.
    pub about: &'static str,
    /// Whether it runs where nobody asks.
    pub on: bool,
    /// Does it.
    run: fn(&mut Pipeline),
}

/// Every pass over the graph, in running order.
pub const PASSES: &[Pass] = &[fold::PASS, keep::PASS, fuse::PASS, cheap_poll::PASS, schedule::PASS, guard::PASS];

/// Runs the passes that `wanted` names; `seen` gets the graph after each.
///
/// # Errors
/// What is wrong with the graph, and after which pass. It is a mistake of ours, whatever the source was.
pub fn optimize(
    pipeline: &mut Pipeline,
    wanted: impl Fn(&str) -> bool,
    mut seen: impl FnMut(&'static str, &Pipeline),
) -> Result<(), String> {
    judge(pipeline, "lowering")?;
    for pass in PASSES.iter().filter(|pass| wanted(pass.name)) {
        (pass.run)(pipeline);
        judge(pipeline, pass.name)?;
        seen(pass.name, pipeline);
    }
    Ok(())
}

fn judge(pipeline: &Pipeline, after: &str) -> Result<(), String> {
    match verify(pipeline).first() {
        Some(problem) => Err(format!("after {after}: {problem}")),
        None => Ok(()),
    }
}
