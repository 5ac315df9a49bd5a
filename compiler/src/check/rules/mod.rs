//! Rules across fields, a file and a row each.
//!
//! A rule reports every problem it finds, and says nothing about a value that is `Unknown`: that was reported already.

mod actions;
mod algorithms;
mod automl;
mod cache;
mod channels;
mod deploy;
mod distribution;
mod drift;
mod endpoints;
mod evaluate;
mod fail;
mod feature_group;
mod fields;
mod hosted;
mod images;
mod isolation;
mod jobs;
mod label;
mod limits;
mod looks;
mod manifests;
mod models;
mod monitor;
mod notify;
mod params;
mod pools;
mod raw;
mod raw_members;
mod retry;
mod rollouts;
mod schedule;
mod secrets;
mod short_names;
mod spot;
mod tests;
mod train;
mod transform;
mod triggers;
mod tune;
mod words;

use super::program::{Block, Program};
use crate::base::Span;
use crate::diag::{Diagnostic, Sink, codes};

type Rule = fn(&Program, &mut Sink);

const RULES: &[Rule] = &[
    images::check,
    hosted::check,
    algorithms::check,
    channels::check,
    manifests::check,
    train::check,
    spot::check,
    pools::check,
    distribution::check,
    evaluate::check,
    deploy::check,
    endpoints::check,
    rollouts::check,
    monitor::check,
    drift::check,
    jobs::check,
    isolation::check,
    triggers::check,
    params::check,
    limits::check,
    raw::check,
    retry::check,
    short_names::check,
    tune::check,
    automl::check,
    label::check,
    feature_group::check,
    transform::check,
    actions::check,
    secrets::check,
    notify::check,
    models::check,
    fail::check,
    tests::check,
    cache::check,
];

/// Applies every rule.
pub fn check(program: &Program, sink: &mut Sink) {
    let unread: Vec<Span> = program
        .stages
        .values()
        .chain(program.triggers.values())
        .filter(|block| block.broken)
        .map(|block| block.header)
        .collect();
    for rule in RULES {
        let mut own = Sink::default();
        rule(program, &mut own);
        // What seems to be missing may stand in a line that could not be read.
        let lacks = |found: &Diagnostic| found.code == codes::MISSING_FIELDS && unread.contains(&found.primary.span);
        own.iter().filter(|found| !lacks(found)).for_each(|found| sink.push(found.clone()));
    }
}

/// All stages that run training jobs.
fn training(program: &Program) -> impl Iterator<Item = &Block> {
    program.stages.values().filter(|block| matches!(block.kind.keyword, "train" | "tune"))
}

/// All stages of a kind.
fn stages<'p>(program: &'p Program, keyword: &'static str) -> impl Iterator<Item = &'p Block> {
    program.stages.values().filter(move |block| block.kind.keyword == keyword)
}
