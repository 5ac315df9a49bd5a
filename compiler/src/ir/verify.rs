//! What has to hold of every graph, before and after every pass.

use std::collections::BTreeSet;

use super::pipeline::{Next, Node, Pipeline, Stage};
use super::value::Value;

/// What is wrong with a graph; a mistake of ours, never of the user.
pub fn verify(pipeline: &Pipeline) -> Vec<String> {
    let mut check = Check { pipeline, placed: BTreeSet::new(), problems: Vec::new() };
    check.sequence(&pipeline.body, &BTreeSet::new());
    let missing = pipeline.stages.keys().filter(|name| !check.placed.contains(name.as_str()));
    let missing: Vec<String> = missing.map(|name| format!("stage {name} runs nowhere")).collect();
    check.problems.extend(missing);
    let first = |stage: &String| matches!(pipeline.body.first(), Some(Node::Stage(name)) if name == stage);
    if let Some(stage) = pipeline.guarded_by.as_ref().filter(|stage| !first(stage)) {
        check.problems.push(format!("{stage} judges the parameters and is not the first stage"));
    }
    check.problems
}

struct Check<'p> {
    pipeline: &'p Pipeline,
    placed: BTreeSet<&'p str>,
    problems: Vec<String>,
}

impl<'p> Check<'p> {
    /// `before` holds the stages that have ended, or were passed over, when the sequence begins. Gives those after it.
    fn sequence(&mut self, nodes: &'p [Node], before: &BTreeSet<&'p str>) -> BTreeSet<&'p str> {
        let mut before = before.clone();
        for node in nodes {
            match node {
                Node::Stage(name) => self.stage(name, &before),
                Node::Parallel(fork) if fork.branches.len() < 2 || fork.branches.iter().any(Vec::is_empty) => {
                    self.problems.push(format!("{} has a branch too few", fork.name));
                }
                _ => {}
            }
            if let Some(value) = node.value() {
                self.value(value, &node.name(), &|other| before.contains(other));
            }
            for body in node.bodies() {
                self.sequence(body, &before);
            }
            before.extend(node.stages());
        }
        before
    }

    fn stage(&mut self, name: &'p str, before: &BTreeSet<&'p str>) {
        if !self.placed.insert(name) {
            self.problems.push(format!("stage {name} runs in two places"));
        }
        let Some(stage) = self.pipeline.stages.get(name) else {
            self.problems.push(format!("there is no stage {name}"));
            return;
        };
        for need in stage.needs.iter().filter(|need| !before.contains(need.as_str())) {
            self.problems.push(format!("stage {name} runs before {need}, which it waits for"));
        }
        if stage.steps.is_empty() {
            self.problems.push(format!("stage {name} has no step"));
        }
        let reader = format!("stage {name}");
        for step in &stage.steps {
            for next in step.action.nexts() {
                if !has_step(stage, next) {
                    self.problems.push(format!("stage {name} has no step for {next:?}"));
                }
            }
            // What a stage hands on to its own later steps is a variable like any other's.
            for value in step.action.values() {
                self.value(value, &reader, &|other| other == name || before.contains(other));
            }
        }
    }

    fn value(&mut self, value: &Value, reader: &str, is_before: &dyn Fn(&str) -> bool) {
        let mut read = Vec::new();
        value.outputs(&mut read);
        for (stage, field) in read {
            let keeps = self.pipeline.stages.get(stage).is_some_and(|stage| stage.keeps().contains(&field));
            // The item of a `for` is read like an output.
            let known = self.pipeline.stages.contains_key(stage);
            if known && !keeps {
                self.problems.push(format!("{reader} reads {stage}.{field}, which nothing keeps"));
            }
            if known && !is_before(stage) {
                self.problems.push(format!("{reader} reads {stage}.{field} before it is there"));
            }
        }
    }
}

fn has_step(stage: &Stage, next: &Next) -> bool {
    match next {
        Next::Step(suffix) => stage.steps.iter().any(|step| step.suffix == *suffix),
        Next::Done | Next::Fail(_) | Next::FailAs(..) | Next::Failed => true,
    }
}
