//! Lines above a pipeline and its tests that do something.

use mlc_compiler::base::Span;
use mlc_compiler::syntax::ast::{Block, Member};

use super::docs::dollars;
use super::hover::ready;
use crate::snapshot::{Snapshot, View};

/// What a lens does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Opens the state machine; what it says about it is worked out when it is seen.
    Compiled,
    /// Shows the graph of the stages.
    Graph,
    /// Runs the test of this name.
    Test(String),
}

/// A lens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// What it stands above.
    pub span: Span,
    /// What it does.
    pub action: Action,
}

/// The lenses of a file.
pub fn lenses(snapshot: &Snapshot) -> Vec<Lens> {
    let members = snapshot.file().map(|file| file.members.as_slice()).unwrap_or_default();
    let blocks = members.iter().filter_map(|member| match member {
        Member::Block(block) => Some(block),
        _ => None,
    });
    blocks.flat_map(of_block).collect()
}

fn of_block(block: &Block) -> Vec<Lens> {
    let lens = |action| Lens { span: block.header, action };
    match (block.kind.text.as_str(), &block.name) {
        ("pipeline", Some(_)) => vec![lens(Action::Compiled), lens(Action::Graph)],
        ("test", Some(name)) => vec![lens(Action::Test(name.text.clone()))],
        _ => Vec::new(),
    }
}

/// `12 states, 9 KiB, about $4.10 a run`
pub fn title(view: &View) -> String {
    let Some(good) = ready(view) else { return "does not compile yet".to_owned() };
    let Some(plan) = good.plan() else { return "does not compile yet".to_owned() };
    let states = plan.definition.states;
    let mut title = format!(
        "{states} {}, {} KiB",
        if states == 1 { "state" } else { "states" },
        plan.definition.bytes.div_ceil(1_024)
    );
    if let Some(cost) = plan.job_cost {
        title += &format!(", about ${} a run", dollars(cost.expected));
    }
    if !std::ptr::eq(good, view.now.as_ref()) {
        title += " (as it last compiled)";
    }
    title
}
