//! The files of the output directory.

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::{Artifact, Built};
use crate::base::pointer::Pointer;
use crate::base::{Sources, json};
use crate::check::program::Program;
use crate::target::asl::emit::Emitted;
use crate::target::asl::emit::states::{action_of, stage_and_role};
use crate::target::asl::model::{Graph, State, StateMachine, Task};
use crate::target::iam;
use crate::target::source_map::SourceMap;

/// Every file, in writing order.
pub(super) fn artifacts(sources: &Sources, built: &Built) -> Vec<Artifact> {
    let name = &built.pipeline.name;
    let machine = &built.emitted.machine;
    let mut files = vec![Artifact { path: format!("{name}/state-machine.asl.json"), text: machine_text(machine) }];
    for (file, request) in jobs(machine) {
        files.push(Artifact { path: format!("{name}/jobs/{file}.json"), text: json::pretty(request) });
    }
    let context = iam_context(built);
    let policy = iam::policy(machine, &context).document;
    // A machine that calls nothing needs no rights, and IAM takes no policy without a statement.
    if policy.pointer("/Statement/0").is_some() {
        files.push(Artifact { path: format!("{name}/iam/policy.json"), text: json::pretty(&policy) });
    }
    files.push(Artifact { path: format!("{name}/iam/trust.json"), text: json::pretty(&iam::trust(&context)) });
    for trigger in &built.pipeline.triggers {
        for (_, action, request) in &trigger.requests {
            files.push(Artifact {
                path: format!("{name}/triggers/{}.{action}.json", trigger.name),
                text: json::pretty(request),
            });
        }
    }
    files.push(Artifact { path: format!("{name}/source-map.json"), text: json::pretty(&built.map.to_json(sources)) });
    files
}

pub(super) fn iam_context(built: &Built) -> iam::Context {
    let pipeline = &built.pipeline;
    iam::Context {
        partition: pipeline.partition.clone(),
        region: pipeline.region.clone(),
        account: None,
        machine: Some(pipeline.name.clone()),
        roles: pipeline.roles.clone(),
    }
}

/// The state machine as it is written.
pub(super) fn machine_text(machine: &StateMachine) -> String {
    json::pretty(machine)
}

/// Every request, under `<stage>.<Action>`; a second one of the same name is told apart by its state's role.
pub(super) fn jobs(machine: &StateMachine) -> IndexMap<String, &Json> {
    let mut found: IndexMap<String, &Json> = IndexMap::new();
    each_task(&machine.graph, Pointer::Root, &mut |_, name, task| {
        let (stage, role) = stage_and_role(name);
        if stage == "pipeline" {
            return;
        }
        let action = action_of(task.integration());
        let plain = format!("{stage}.{action}");
        match found.get(&plain) {
            None => {
                found.insert(plain, &task.arguments);
            }
            Some(first) if **first == task.arguments => {}
            Some(_) => {
                found.insert(format!("{stage}.{}.{action}", role.replace('/', ".")), &task.arguments);
            }
        }
    });
    found
}

/// Visits every task of a graph and its branches, with its place in the document.
pub(super) fn each_task<'m>(graph: &'m Graph, at: Pointer, visit: &mut impl FnMut(&str, &'m str, &'m Task)) {
    each_state(graph, &at.to_string(), &mut |pointer, name, state| {
        if let State::Task(task) = state {
            visit(pointer, name, task);
        }
    });
}

fn each_state<'m>(graph: &'m Graph, at: &str, visit: &mut impl FnMut(&str, &'m str, &'m State)) {
    for (name, state) in &graph.states {
        let pointer = format!("{at}/States/{}", name.replace('~', "~0").replace('/', "~1"));
        visit(&pointer, name, state);
        if let State::Parallel(parallel) = state {
            for (index, branch) in parallel.branches.iter().enumerate() {
                each_state(branch, &format!("{pointer}/Branches/{index}"), visit);
            }
        }
        if let State::Map(map) = state {
            each_state(&map.item_processor.graph, &format!("{pointer}/ItemProcessor"), visit);
        }
    }
}

/// Where the parts of the document come from: every state from its block, and what a field fills from that field.
pub(super) fn source_map(program: &Program, emitted: &Emitted) -> SourceMap {
    let mut map = SourceMap::default();
    map.insert("", program.pipeline.header);
    each_state(&emitted.machine.graph, "", &mut |pointer, name, state| {
        if let Some(span) = emitted.spans.get(name) {
            map.insert(pointer, *span);
        }
        let Some(block) = emitted.mains.get(name).and_then(|stage| program.stages.get(stage)) else { return };
        for (field, set) in &block.fields {
            let at = block.kind.field(field).map_or("", |row| row.at);
            let filled = match state {
                State::Task(task) if !at.is_empty() => task.arguments.pointer(at).is_some(),
                _ => false,
            };
            if filled {
                map.insert(format!("{pointer}/Arguments{at}"), set.value.blame());
            }
        }
    });
    map
}
