//! How each kind of stage becomes calls, a file each.

mod action;
pub(super) mod alarms;
mod approve;
mod automl;
mod call;
mod calls;
mod clarify;
mod definition;
mod deploy;
mod distribution;
mod endpoint;
mod evaluate;
mod existing;
mod fail;
mod feature_group;
pub(super) mod label;
mod model;
mod monitor;
mod notify;
mod poll;
mod process;
mod processing;
mod register;
mod scaling;
mod spot;
mod train;
mod transform;
mod tune;
mod wait;

pub(super) use calls::{step, to};

use super::context::Context;
use crate::check::program::Block;
use crate::ir::Step;

type Lower = fn(&Context, &Block) -> Vec<Step>;

const KINDS: &[(&str, Lower)] = &[
    ("process", process::steps),
    ("label", label::steps),
    ("feature_group", feature_group::steps),
    ("train", train::steps),
    ("tune", tune::steps),
    ("automl", automl::steps),
    ("evaluate", evaluate::steps),
    ("transform", transform::steps),
    ("model", existing::steps),
    ("register", register::steps),
    ("deploy", deploy::steps),
    ("monitor", monitor::steps),
    ("notify", notify::steps),
    ("approve", approve::steps),
    ("wait", wait::steps),
    ("call", call::steps),
    ("fail", fail::steps),
];

/// The steps of a stage.
pub(super) fn steps(cx: &Context, block: &Block) -> Vec<Step> {
    KINDS
        .iter()
        .find(|(keyword, _)| *keyword == block.kind.keyword)
        .map_or_else(Vec::new, |(_, lower)| lower(cx, block))
}
