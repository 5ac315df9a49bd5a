//! The critical path of what waits for what: the bound of every order.

use indexmap::IndexMap;

use super::model::OnPath;
use crate::ir::{For, Node, Pipeline, Stage};
use crate::optimize::schedule::graph::Graph;

/// Every stage and condition as a part of one graph; a `for` is one part.
struct Parts<'p> {
    pipeline: &'p Pipeline,
    rounds: &'p dyn Fn(&For) -> u64,
    of: &'p dyn Fn(&Stage) -> u64,
    names: Vec<String>,
    seconds: Vec<u64>,
    needs: Vec<Vec<&'p str>>,
    /// The condition that a part is under.
    gates: Vec<Option<usize>>,
    owners: IndexMap<&'p str, usize>,
}

/// The longest way through nodes, and how long it takes.
pub fn critical_path<'p>(
    pipeline: &'p Pipeline,
    nodes: &'p [Node],
    rounds: &'p dyn Fn(&For) -> u64,
    of: &'p dyn Fn(&Stage) -> u64,
) -> (u64, Vec<OnPath>) {
    let mut parts = Parts {
        pipeline,
        rounds,
        of,
        names: Vec::new(),
        seconds: Vec::new(),
        needs: Vec::new(),
        gates: Vec::new(),
        owners: IndexMap::new(),
    };
    parts.collect(nodes, None);
    parts.path()
}

impl<'p> Parts<'p> {
    fn collect(&mut self, nodes: &'p [Node], gate: Option<usize>) {
        for node in nodes {
            match node {
                Node::Stage(name) => {
                    let Some(stage) = self.pipeline.stages.get(name) else { continue };
                    let part = self.add(name.clone(), (self.of)(stage), self.pipeline.needs(node), gate);
                    self.owners.insert(name, part);
                }
                Node::When(when) => {
                    let needs = when.needs.iter().map(String::as_str).collect();
                    let part = self.add(String::new(), 0, needs, gate);
                    self.collect(&when.then, Some(part));
                    self.collect(&when.otherwise, Some(part));
                }
                Node::For(each) => {
                    let (once, _) = critical_path(self.pipeline, &each.body, self.rounds, self.of);
                    let seconds = once.saturating_mul((self.rounds)(each));
                    let part = self.add(node.name(), seconds, self.pipeline.needs(node), gate);
                    self.owners.extend(node.stages().into_iter().map(|stage| (stage, part)));
                }
                Node::Parallel(fork) => fork.branches.iter().for_each(|branch| self.collect(branch, gate)),
            }
        }
    }

    fn add(&mut self, name: String, seconds: u64, needs: Vec<&'p str>, gate: Option<usize>) -> usize {
        self.names.push(name);
        self.seconds.push(seconds);
        self.needs.push(needs);
        self.gates.push(gate);
        self.names.len() - 1
    }

    fn path(self) -> (u64, Vec<OnPath>) {
        let needs = self.needs.iter().zip(&self.gates).map(|(needs, gate)| {
            let stages = needs.iter().filter_map(|need| self.owners.get(need).copied());
            stages.chain(*gate).collect()
        });
        let graph = Graph::new(self.seconds.clone(), needs.collect());
        let ends = graph.ends();
        let end = |part: usize| ends.get(part).copied().unwrap_or(0);
        // Of equally late ones the first in the source.
        let mut last = (0..graph.len()).rev().max_by_key(|part| end(*part));
        let mut path = Vec::new();
        while let Some(part) = last {
            let start = end(part).saturating_sub(graph.seconds(part));
            let name = self.names.get(part).cloned().unwrap_or_default();
            if !name.is_empty() {
                path.push(OnPath { stage: name, start, seconds: graph.seconds(part) });
            }
            last = graph.needs(part).iter().copied().find(|need| end(*need) == start);
        }
        path.reverse();
        (graph.critical_path(), path)
    }
}
