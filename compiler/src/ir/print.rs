//! The graph as text, for `mlc dump --stage ir`.

use std::fmt::{Display, Formatter, Result};

use super::pipeline::{Action, Node, Pipeline, Step};

impl Display for Pipeline {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "pipeline {} in {} (at most {}s)", self.name, self.region, self.timeout)?;
        for param in &self.params {
            match &param.default {
                Some(default) => writeln!(f, "param {} = {default}", param.name)?,
                None => writeln!(f, "param {}", param.name)?,
            }
        }
        if let Some(stage) = &self.guarded_by {
            writeln!(f, "parameters are judged by {stage}")?;
        }
        nodes(f, self, &self.body, 0)?;
        for trigger in &self.triggers {
            let actions: Vec<_> = trigger.requests.iter().map(|(_, action, _)| *action).collect();
            writeln!(f, "trigger {}: {}", trigger.name, actions.join(", "))?;
        }
        Ok(())
    }
}

fn nodes(f: &mut Formatter<'_>, pipeline: &Pipeline, body: &[Node], depth: usize) -> Result {
    let indent = "  ".repeat(depth);
    for node in body {
        match node {
            Node::Stage(name) => {
                let Some(stage) = pipeline.stages.get(name) else { continue };
                let needs =
                    if stage.needs.is_empty() { String::new() } else { format!(" after {}", stage.needs.join(", ")) };
                writeln!(f, "{indent}{} {name}{needs}", stage.kind)?;
                for step in &stage.steps {
                    print_step(f, step, &indent)?;
                }
            }
            Node::For(each) => {
                writeln!(f, "{indent}for {} in {:?}, {} side by side", each.item, each.items, each.concurrency)?;
                nodes(f, pipeline, &each.body, depth + 1)?;
            }
            Node::Parallel(fork) => {
                for (index, branch) in fork.branches.iter().enumerate() {
                    writeln!(f, "{indent}{}", if index == 0 { "side by side" } else { "and" })?;
                    nodes(f, pipeline, branch, depth + 1)?;
                }
            }
            Node::When(when) => {
                writeln!(f, "{indent}when {:?}", when.condition)?;
                nodes(f, pipeline, &when.then, depth + 1)?;
                writeln!(f, "{indent}else")?;
                nodes(f, pipeline, &when.otherwise, depth + 1)?;
            }
        }
    }
    Ok(())
}

fn print_step(f: &mut Formatter<'_>, step: &Step, indent: &str) -> Result {
    let suffix = if step.suffix.is_empty() { "." } else { &step.suffix };
    match &step.action {
        Action::Call(call) => {
            writeln!(
                f,
                "{indent}  {suffix}: call {} (at most {}s) then {:?}",
                call.integration, call.timeout, call.next
            )?;
            for (field, value) in &call.outputs {
                writeln!(f, "{indent}    keeps {field} = {value:?}")?;
            }
            for catch in &call.catch {
                writeln!(f, "{indent}    on {} go to {:?}", catch.errors.join(", "), catch.next)?;
            }
        }
        Action::Choose { locals, rules, default } => {
            writeln!(f, "{indent}  {suffix}: choose")?;
            for (name, value) in locals {
                writeln!(f, "{indent}    {name} = {value:?}")?;
            }
            for rule in rules {
                writeln!(f, "{indent}    {:?} -> {:?}", rule.condition, rule.next)?;
            }
            writeln!(f, "{indent}    else -> {default:?}")?;
        }
        Action::Set { locals, next } => {
            writeln!(f, "{indent}  {suffix}: set, then {next:?}")?;
            for (name, value) in locals {
                writeln!(f, "{indent}    {name} = {value:?}")?;
            }
        }
        Action::Wait { seconds, rounds, next } => {
            writeln!(f, "{indent}  {suffix}: wait {seconds}s, at most {rounds} times, then {next:?}")?;
        }
    }
    Ok(())
}
