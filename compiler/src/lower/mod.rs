//! Floor 6: from a checked program to the graph of stages. The one bridge between the rooms that read text and those
//! that write for a target.

mod cache;
mod context;
mod destination;
mod ends;
mod hosted;
mod images;
mod kinds;
mod params;
pub use params::constant;
pub mod raw;
mod retry;
mod script;
mod triggers;
mod values;

use indexmap::IndexMap;

use crate::check::graph;
use crate::check::program::{self, Program};
use crate::check::value::ValueKind;
use crate::ir::order::topological;
use crate::ir::{For, Items, Node, Pipeline, Stage, Value, When};
use crate::vocab::facts::regions;
use context::Context;

/// Seconds that an execution may take where the pipeline does not say: a week.
const DEFAULT_TIMEOUT: u64 = 7 * 86_400;

/// The graph of a program that was checked without errors.
pub fn lower(program: &Program) -> Pipeline {
    let cx = Context::new(program);
    let stages: IndexMap<String, Stage> =
        program.stages.iter().map(|(name, block)| (name.clone(), stage(&cx, block))).collect();
    let pipeline = &program.pipeline;
    let role = pipeline.get("role").and_then(crate::check::value::Value::text);
    let mut graph = Pipeline {
        name: pipeline.name.text.clone(),
        doc: pipeline.doc.clone(),
        region: cx.region.clone(),
        partition: regions::find(&cx.region).map_or("aws", |region| region.partition).to_owned(),
        timeout: pipeline.seconds("timeout").unwrap_or(DEFAULT_TIMEOUT),
        params: program.params.values().map(params::lower).collect(),
        notify: pipeline
            .get("on_failure")
            .and_then(|call| call.get("to"))
            .map(|to| destination::of(&cx, to, "Failure")),
        roles: role.into_iter().collect(),
        guarded_by: None,
        stages,
        body: nodes(&cx, &program.body),
        triggers: triggers::lower(&cx),
        span: pipeline.header,
    };
    cache::apply(&cx, &mut graph);
    let mut body = std::mem::take(&mut graph.body);
    ends::come_last(&mut graph, &mut body);
    graph.body = in_order(&graph, body);
    graph
}

/// Nodes in the order of the source, as far as what they wait for allows.
fn in_order(graph: &Pipeline, mut nodes: Vec<Node>) -> Vec<Node> {
    for body in nodes.iter_mut().flat_map(Node::bodies_mut) {
        *body = in_order(graph, std::mem::take(body));
    }
    let edges = graph.edges(&nodes);
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    topological(&edges).into_iter().filter_map(|index| nodes.get_mut(index).and_then(Option::take)).collect()
}

fn stage(cx: &Context, block: &program::Block) -> Stage {
    let mut needs: Vec<String> = Vec::new();
    for need in graph::needs(block) {
        if !needs.contains(&need.stage) {
            needs.push(need.stage);
        }
    }
    Stage {
        name: block.name.text.clone(),
        kind: block.kind.keyword,
        doc: block.doc.clone(),
        needs,
        steps: kinds::steps(cx, block),
        estimate: block.seconds("estimate"),
        expected: expected(block),
        span: block.span,
    }
}

/// How long a stage is expected to take: what it says itself, else what is assumed of its kind, which its bound bounds.
fn expected(block: &program::Block) -> u64 {
    let assumed = block.assumed_seconds();
    let bounded = block.seconds("timeout").map_or(assumed, |timeout| timeout.min(assumed));
    block.seconds("estimate").or_else(|| block.seconds("time")).unwrap_or(bounded)
}

fn nodes(cx: &Context, body: &[program::Node]) -> Vec<Node> {
    body.iter()
        .map(|node| match node {
            program::Node::Stage(name) => Node::Stage(name.clone()),
            program::Node::For(each) => Node::For(for_(cx, each)),
            program::Node::When(when) => {
                let mut needs: Vec<String> =
                    graph::stages_in(&when.condition).into_iter().map(|(stage, _)| stage).collect();
                needs.dedup();
                Node::When(When {
                    name: when.name.clone(),
                    doc: when.doc.clone(),
                    condition: cx.value(&when.condition),
                    needs,
                    then: nodes(cx, &when.then),
                    otherwise: nodes(cx, &when.otherwise),
                    span: when.span,
                })
            }
        })
        .collect()
}

/// Items side by side where the `for` does not say.
const DEFAULT_CONCURRENCY: u64 = 10;

fn for_(cx: &Context, each: &program::For) -> For {
    let items = match &each.items.kind {
        ValueKind::Call(_, arguments) => Items::Objects {
            place: arguments.get("data").map_or_else(|| Value::text(""), |data| cx.value(data)),
            tolerate: each.tolerate.unwrap_or(0.0),
            results: (
                cx.bucket.clone(),
                cx.key([Value::text("runs/"), Value::Run, Value::text(format!("-{}", context::slug(&each.item)))]),
            ),
        },
        _ => Items::List(cx.value(&each.items)),
    };
    let mut needs: Vec<String> = graph::stages_in(&each.items).into_iter().map(|(stage, _)| stage).collect();
    needs.dedup();
    For {
        doc: each.doc.clone(),
        item: each.item.clone(),
        items,
        needs,
        concurrency: each.concurrency.unwrap_or(DEFAULT_CONCURRENCY),
        most: match &each.items.kind {
            ValueKind::Param(name, _) => cx.program.params.get(name).map(params::most_items),
            ValueKind::List(items) => u64::try_from(items.len()).ok(),
            _ => None,
        },
        body: nodes(cx, &each.body),
        span: each.span,
    }
}
