//! Declarations: what they are, what they stand for in each environment, and what becomes of a stage.

use std::fmt::Write;

use mlc_compiler::syntax::ast::Member;
use mlc_compiler::vocab::{Kind, Role, units};

use super::Asker;
use crate::features::docs::{self, dollars};
use crate::names::{Symbol, SymbolId, SymbolKind};
use crate::snapshot::Snapshot;

impl Asker<'_> {
    pub(super) fn symbol(&self, id: SymbolId) -> String {
        let names = self.now.names();
        let origin_id = names.origin(id);
        let Some(symbol) = names.symbol(origin_id) else { return String::new() };
        let written = self.now.text_of(symbol.whole);
        let head = match symbol.kind {
            SymbolKind::Block(_)
            | SymbolKind::Component
            | SymbolKind::Use
            | SymbolKind::Pipeline
            | SymbolKind::Env
            | SymbolKind::Item => written.split('{').next().unwrap_or_default().trim(),
            _ => written.trim(),
        };
        let mut text = format!("```mlflow\n{}\n```", head.lines().take(4).collect::<Vec<_>>().join("\n"));
        if let Some(doc) = &symbol.doc {
            let _ = write!(text, "\n\n{}", doc.trim());
        }
        match symbol.kind {
            SymbolKind::Param => {
                text.push_str("\n\nKnown only when running: the execution's input, checked before any job starts.");
                self.environments(symbol, &mut text);
            }
            SymbolKind::Let => self.environments(symbol, &mut text),
            SymbolKind::Block(kind) if kind.role == Role::Stage => {
                self.of_stage(&symbol.name, kind, symbol.parent.is_none(), &mut text)
            }
            SymbolKind::Block(kind) => {
                let _ = write!(text, "\n\n{}", kind.doc);
            }
            SymbolKind::Component => self.of_component(origin_id, &mut text),
            SymbolKind::Use => {
                if let Some(component) = symbol.stands_for {
                    self.of_component(component, &mut text);
                }
                let stages = self.compiled().and_then(|good| good.analysis().resolved.uses.get(&symbol.name));
                if let Some(stages) = stages {
                    let _ =
                        write!(text, "\n\nBecomes the stages {}.", ticked(stages.stages.iter().map(String::as_str)));
                }
            }
            SymbolKind::Metric | SymbolKind::Output => {
                text.push_str("\n\nKnown only when running.");
            }
            SymbolKind::Pipeline => self.of_pipeline(&mut text),
            SymbolKind::Env | SymbolKind::Input | SymbolKind::Item | SymbolKind::Import => {}
        }
        if symbol.span.file.0 != 0 {
            let _ = write!(text, "\n\nFrom `{}`.", self.now.sources.relative_name(symbol.span.file));
        }
        text
    }

    /// What a constant or parameter is in each environment that sets it.
    fn environments(&self, symbol: &Symbol, text: &mut String) {
        let set = overlays(self.now, &symbol.name);
        if set.is_empty() {
            return;
        }
        text.push('\n');
        for (env, value) in set {
            let mark = if self.view.config.env.as_deref() == Some(env) { " (chosen)" } else { "" };
            let _ = write!(text, "\n- in `{env}`: `{value}`{mark}");
        }
    }

    fn of_stage(&self, name: &str, kind: &'static Kind, is_own: bool, text: &mut String) {
        let _ = write!(text, "\n\n`{}` {}.", kind.keyword, kind.summary);
        if let Some(good) = self.compiled().filter(|_| is_own) {
            of_plan(good, name, text);
            if let Some(built) = &good.analysis().built {
                let states: Vec<&str> = built.states_of(name).collect();
                if !states.is_empty() {
                    let word = if states.len() == 1 { "Becomes the state" } else { "Becomes the states" };
                    let _ = write!(text, "\n\n{word} {}.", ticked(states.into_iter()));
                }
            }
        }
        let declared: Vec<&Symbol> = {
            let names = self.now.names();
            let own =
                names.all().find(|(_, symbol)| symbol.name == name && matches!(symbol.kind, SymbolKind::Block(_)));
            let own = own.map(|(id, _)| id);
            names.all().filter(|(_, child)| own.is_some() && child.parent == own).map(|(_, child)| child).collect()
        };
        if declared.is_empty() && kind.outputs.is_empty() {
            return;
        }
        text.push_str("\n\nGives:\n");
        for child in declared {
            let _ = write!(text, "\n- `{}`", self.now.text_of(child.whole).lines().next().unwrap_or_default().trim());
        }
        for output in kind.outputs {
            let _ = write!(text, "\n- {}", docs::output_text(output));
        }
    }

    fn of_component(&self, component: SymbolId, text: &mut String) {
        let names = self.now.names();
        let children = names.all().filter(|(_, child)| child.parent == Some(component));
        for (_, child) in children.filter(|(_, child)| matches!(child.kind, SymbolKind::Input | SymbolKind::Output)) {
            let _ = write!(text, "\n- `{}`", self.now.text_of(child.whole).lines().next().unwrap_or_default().trim());
        }
    }

    fn of_pipeline(&self, text: &mut String) {
        let Some(plan) = self.compiled().and_then(Snapshot::plan) else { return };
        let _ = write!(
            text,
            "\n\n{} states, {} KiB of {} KiB. Takes about {}",
            plan.definition.states,
            plan.definition.bytes.div_ceil(1_024),
            plan.definition.limit / 1_024,
            roughly(plan.time.expected),
        );
        if let Some(cost) = plan.job_cost {
            let _ = write!(text, " and about ${} a run (at most {})", dollars(cost.expected), most(cost.worst));
        }
        let path: Vec<&str> = plan.critical_path.iter().map(|stage| stage.stage.as_str()).collect();
        let _ = write!(text, ".\n\nNothing ends before {}.", ticked(path.into_iter()));
    }
}

/// Time and cost of a stage.
fn of_plan(good: &Snapshot, name: &str, text: &mut String) {
    let Some(plan) = good.plan() else { return };
    let Some(time) = plan.stages.iter().find(|stage| stage.stage == name) else { return };
    let source = if time.estimated { "its `estimate`" } else { "assumed; `estimate` says it better" };
    let _ = write!(text, "\n\nTakes about {} ({source}), at most {}.", roughly(time.expected), roughly(time.worst));
    for job in plan.jobs.iter().filter(|job| job.cluster.stage == name) {
        let cluster = &job.cluster;
        let count = if cluster.count > 1 { format!("{} \u{d7} ", cluster.count) } else { String::new() };
        let spot = if cluster.spot { ", spot" } else { "" };
        let _ = write!(text, " `{}` on {count}`{}`{spot}", cluster.action, cluster.instance);
        match &job.cost {
            Some(cost) => {
                let _ = write!(text, ": about ${}, at most {}.", dollars(cost.expected), most(cost.worst));
            }
            None => text.push_str(": its price is not known."),
        }
    }
    for kept in plan.kept_running.iter().filter(|kept| kept.stage == name) {
        if let Some(hourly) = kept.hourly {
            let _ = write!(text, " The {} goes on costing about ${} an hour.", kept.what, dollars(hourly.expected));
        }
    }
}

fn most(worst: Option<f64>) -> String {
    worst.map_or("any number of dollars".into(), |worst| format!("${}", dollars(worst)))
}

/// A duration as people say it: `1h 30min`.
pub(crate) fn roughly(seconds: u64) -> String {
    if seconds < 120 || units::duration(seconds).ends_with(['h', 'd']) {
        return units::duration(seconds);
    }
    let minutes = seconds.div_ceil(60);
    match (minutes / 1_440, minutes % 1_440 / 60, minutes % 60) {
        (0, 0, minutes) => format!("{minutes}min"),
        (0, hours, 0) => format!("{hours}h"),
        (0, hours, minutes) => format!("{hours}h {minutes}min"),
        (days, 0, _) => format!("{days}d"),
        (days, hours, _) => format!("{days}d {hours}h"),
    }
}

/// What each environment sets a name to.
pub(crate) fn overlays<'s>(snapshot: &'s Snapshot, name: &str) -> Vec<(&'s str, &'s str)> {
    let members = snapshot.file().map(|file| file.members.as_slice()).unwrap_or_default();
    let mut found = Vec::new();
    for member in members {
        let Member::Block(block) = member else { continue };
        let (true, Some(env)) = (block.kind.text == "env", &block.name) else { continue };
        for inner in &block.members {
            if let Member::Assign(assign) = inner
                && assign.name.text == name
            {
                found.push((env.text.as_str(), snapshot.text_of(assign.value.span)));
            }
        }
    }
    found
}

fn ticked<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
