//! What stands between the words: what a name stands for, how long a stage takes and what it costs, what is known only when running.

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::syntax::ast::{Block, Expr, ExprKind, Member};
use mlc_compiler::vocab::{Role, Ty, kinds};

use super::completion::declaration;
use super::docs::dollars;
use super::hover::{overlays, ready, roughly};
use crate::names::{Names, Symbol, SymbolKind, Target, Used};
use crate::snapshot::{Snapshot, View};

/// Longer values are no hint.
const LONGEST: usize = 32;

/// A hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The offset at which it stands.
    pub at: u32,
    /// What it says.
    pub text: String,
    /// Whether it stands before a word; else it stands behind one.
    pub before: bool,
    /// What is said of it when it is pointed at.
    pub more: String,
}

/// The hints between two offsets, in order.
pub fn hints(view: &View, from: u32, to: u32) -> Vec<Hint> {
    let now = view.now.as_ref();
    let mut asker = Asker { view, now, from, to, found: Vec::new() };
    let wanted = view.config.inlay_hints;
    if wanted.defaults || wanted.phases {
        asker.words(wanted.defaults, wanted.phases);
    }
    let members = now.file().map(|file| file.members.as_slice()).unwrap_or_default();
    asker.members(members);
    asker.found.sort_by_key(|hint| hint.at);
    asker.found
}

struct Asker<'a> {
    view: &'a View,
    now: &'a Snapshot,
    from: u32,
    to: u32,
    found: Vec<Hint>,
}

impl Asker<'_> {
    fn push(&mut self, at: u32, before: bool, text: String, more: &str) {
        if self.from <= at && at <= self.to {
            self.found.push(Hint { at, text, before, more: more.to_owned() });
        }
    }

    /// Names that stand for something else, and those whose values are known only when running.
    fn words(&mut self, defaults: bool, phases: bool) {
        let now = self.now;
        let names = now.names();
        let own = names.used.iter().filter(|used| used.span.file == FileId::default());
        let mut before: Option<&Used> = None;
        let quiet = quiet_places(now);
        for used in own {
            let is_here = self.from <= used.span.start && used.span.end <= self.to;
            let is_quiet = || quiet.iter().any(|span| span.start <= used.span.start && used.span.end <= span.end);
            if is_here && !is_quiet() {
                let between = |base: &&Used| now.text().get(base.span.end as usize..used.span.start as usize);
                let base = before.filter(|base| between(base) == Some("."));
                self.word(names, used, base, defaults, phases);
            }
            before = Some(used);
        }
    }

    fn word(&mut self, names: &Names, used: &Used, base: Option<&Used>, defaults: bool, phases: bool) {
        const RUNS: &str = "known only when running";
        let runs = || "run:".to_owned();
        match used.target {
            Target::Symbol(id) => {
                let Some(symbol) = names.symbol(names.origin(id)) else { return };
                if defaults
                    && matches!(symbol.kind, SymbolKind::Let | SymbolKind::Param)
                    && let Some((value, more)) = self.stands_for(symbol)
                {
                    self.push(used.span.end, false, format!(" = {value}"), &more);
                }
                match (symbol.kind, base) {
                    (SymbolKind::Param, _) if phases => self.push(used.span.start, true, runs(), RUNS),
                    (SymbolKind::Metric, Some(base)) if phases => self.push(base.span.start, true, runs(), RUNS),
                    _ => {}
                }
            }
            Target::Output(kind, name) if phases => {
                let plain = kind
                    .outputs
                    .iter()
                    .any(|output| output.name == name && matches!(output.ty, Ty::String | Ty::Number | Ty::Bool));
                if let Some(base) = base.filter(|_| plain) {
                    self.push(base.span.start, true, runs(), RUNS);
                }
            }
            Target::Context if phases && !self.now.text_of(used.span).starts_with("env") => {
                self.push(used.span.start, true, runs(), RUNS);
            }
            _ => {}
        }
    }

    /// The value of a constant or the default of a parameter, in the environment that is compiled for.
    fn stands_for(&self, symbol: &Symbol) -> Option<(String, String)> {
        let env = self.now.env.as_deref();
        let overlay = env.and_then(|env| overlays(self.now, &symbol.name).into_iter().find(|(of, _)| *of == env));
        if let Some((env, value)) = overlay {
            return short(value).map(|value| (value, format!("in `{env}`")));
        }
        let value = declaration(self.now, symbol)?.value.as_ref()?;
        short(self.now.text_of(value.span)).map(|value| (value, format!("`{}` is declared so", symbol.name)))
    }

    fn members(&mut self, members: &[Member]) {
        for member in members {
            match member {
                Member::Block(block) => self.block(block),
                Member::When(when) => {
                    self.members(&when.then);
                    self.members(&when.otherwise);
                }
                Member::For(each) => self.members(&each.members),
                Member::Assign(_) | Member::Declare(_) => {}
            }
        }
    }

    /// Behind the name of a stage what it takes; behind `cheapest(...)` what was chosen.
    fn block(&mut self, block: &Block) {
        if block.span.end < self.from || self.to < block.span.start {
            return;
        }
        let (Some(name), Some(kind)) = (&block.name, kinds::find(&block.kind.text)) else { return };
        if kind.role != Role::Stage {
            return;
        }
        let wanted = self.view.config.inlay_hints;
        let Some(good) = ready(self.view) else { return };
        if wanted.durations || wanted.costs {
            let (text, more) = of_stage(good, &name.text, wanted.durations, wanted.costs);
            if !text.is_empty() {
                self.push(name.span.end, false, format!(" {text}"), &more);
            }
        }
        let Some(stage) = good.analysis().program.as_ref().and_then(|program| program.stages.get(&name.text)) else {
            return;
        };
        for inner in &block.members {
            let Member::Assign(assign) = inner else { continue };
            if wanted.defaults
                && is_cheapest(&assign.value)
                && let Some((machine, _)) = stage.instance(&assign.name.text)
            {
                let why =
                    stage.reasons.get(assign.name.text.as_str()).map(|reasons| reasons.join("\n")).unwrap_or_default();
                self.push(assign.value.span.end, false, format!(" = {machine}"), &why);
            }
        }
    }
}

fn is_cheapest(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Call(name, _) => name.text == "cheapest",
        ExprKind::Binary(_, _, left, _) => is_cheapest(left),
        _ => false,
    }
}

/// `~30min, ~$0.54`, and what that rests on.
fn of_stage(good: &Snapshot, name: &str, durations: bool, costs: bool) -> (String, String) {
    let Some(plan) = good.plan() else { return Default::default() };
    let Some(time) = plan.stages.iter().find(|stage| stage.stage == name) else { return Default::default() };
    let mut parts = Vec::new();
    if durations && time.expected > 0 {
        parts.push(format!("~{}", roughly(time.expected)));
    }
    let mine = plan.jobs.iter().filter(|job| job.cluster.stage == name);
    let known: Vec<f64> = mine.filter_map(|job| job.cost.map(|cost| cost.expected)).collect();
    if costs && !known.is_empty() {
        parts.push(format!("~${}", dollars(known.iter().sum())));
    }
    let kept = plan.kept_running.iter().filter(|kept| kept.stage == name).filter_map(|kept| kept.hourly);
    for hourly in kept.filter(|_| costs) {
        parts.push(format!("~${} an hour from then on", dollars(hourly.expected)));
    }
    let source =
        if time.estimated { "expected by its `estimate`" } else { "assumed for its kind; `estimate` says it better" };
    (parts.join(", "), format!("{source}; at most {}", roughly(time.worst)))
}

/// One line that is short enough, or nothing.
fn short(value: &str) -> Option<String> {
    let value = value.trim();
    (!value.is_empty() && !value.contains('\n') && value.chars().count() <= LONGEST).then(|| value.to_owned())
}

/// Where names are keys, or cases are told: tests and environments.
fn quiet_places(now: &Snapshot) -> Vec<Span> {
    let members = now.file().map(|file| file.members.as_slice()).unwrap_or_default();
    let blocks = members.iter().filter_map(|member| match member {
        Member::Block(block) if matches!(block.kind.text.as_str(), "test" | "env") => Some(block.span),
        _ => None,
    });
    blocks.collect()
}
