//! Distributed training: the framework knows the way, and the machine can go it.

use crate::check::program::{Block, Program};
use crate::check::scope::list;
use crate::check::value::{Value, ValueKind};
use crate::diag::{Sink, codes};
use crate::vocab::distribution::{SMDISTRIBUTED_MACHINES, SMDISTRIBUTED_NEWEST, WAYS, Way};

use super::fields::at;

const SOURCE: &str = "source: SageMaker Python SDK 2.257.7, fw_utils.py";

/// Judges every `distribution`.
pub fn check(program: &Program, sink: &mut Sink) {
    for block in super::training(program) {
        let Some(value) = block.get("distribution") else { continue };
        let (ValueKind::Symbol(word) | ValueKind::Call(word, _)) = &value.kind else { continue };
        let Some(way) = Way::find(word) else { continue };
        if framework(block, value, way, sink) {
            machine(block, value, way, sink);
            version(block, value, way, sink);
        }
        if let Some(processes) = value.get("processes")
            && processes.number() == Some(0.0)
        {
            let title = "`processes` is 0".to_owned();
            sink.push(at(codes::OUT_OF_RANGE, processes.blame(), title, "a machine runs at least one"));
        }
    }
}

/// Whether the algorithm is a script of a framework that knows the way.
fn framework(block: &Block, value: &Value, way: &Way, sink: &mut Sink) -> bool {
    let Some(algorithm) = block.get("algorithm") else { return false };
    let ValueKind::Call(name, arguments) = &algorithm.kind else { return false };
    let word = name.replace('-', "_");
    if !arguments.contains_key("code") {
        let title = format!("`distribution` is for the scripts of frameworks, and this is `{word}`");
        let found = at(codes::NOT_ALLOWED, value.blame(), title, "says nothing here");
        sink.push(found.also(algorithm.blame(), "no script").help(if name == "container" {
            "pass your container what it needs as `hyperparameters` or `environment`"
        } else {
            "a built-in algorithm spreads its work by itself: take several machines"
        }));
        return false;
    }
    if way.frameworks.contains(&name.as_str()) {
        return true;
    }
    let title = format!("the container of `{word}` does not know `{}`", way.word);
    let known: Vec<&str> =
        WAYS.iter().filter(|way| way.frameworks.contains(&name.as_str())).map(|way| way.word).collect();
    let found = at(codes::NOT_ALLOWED, value.blame(), title, "not possible with this framework");
    let found = found.also(algorithm.blame(), "the framework").note(SOURCE);
    sink.push(if known.is_empty() {
        found.help(format!("it trains on its own; `{}` is for {}", way.word, list(way.frameworks.iter().copied())))
    } else {
        found.help(format!("it knows {}", list(known)))
    });
    false
}

fn machine(block: &Block, value: &Value, way: &Way, sink: &mut Sink) {
    let Some((machine, _)) = block.instance("instance") else { return };
    if way.runs_on(machine) {
        return;
    }
    let title = format!("`{}` does not run on `{machine}`", way.word);
    let found = at(codes::NOT_ALLOWED, value.blame(), title, "needs another machine");
    let found = found.also(block.place("instance"), "trained here").note(SOURCE);
    sink.push(if way.word == "smdistributed" {
        found.help(format!(
            "it runs on {}; elsewhere take `torchrun` or `mpi`",
            list(SMDISTRIBUTED_MACHINES.iter().copied())
        ))
    } else {
        found.help("it runs on GPUs and Trainium")
    });
}

/// The data-parallel library is not in newer images. A version that the table does not know may have it again.
fn version(block: &Block, value: &Value, way: &Way, sink: &mut Sink) {
    if way.word != "smdistributed" {
        return;
    }
    let Some(algorithm) = block.get("algorithm") else { return };
    let ValueKind::Call(name, _) = &algorithm.kind else { return };
    let Some((_, newest)) = SMDISTRIBUTED_NEWEST.iter().find(|(framework, _)| framework == name) else { return };
    let Some(text) = algorithm.get("version").and_then(Value::text) else { return };
    let mut parts = text.split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (parts.next(), parts.next()) else { return };
    if (major, minor) > *newest {
        let (major, minor) = newest;
        let title = format!("`smdistributed` is known up to `{name}` {major}.{minor}, not in {text}");
        let found = at(codes::UNKNOWN_NEWER, value.blame(), title, "the image may lack the library");
        sink.push(
            found.also(algorithm.blame(), "this version").note(SOURCE).help("`torchrun` is in every newer image"),
        );
    }
}
