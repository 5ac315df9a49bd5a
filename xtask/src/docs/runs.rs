//! What stages of a kind need, cost and fail with, read off the graphs that every program compiles to.

use std::collections::{BTreeMap, BTreeSet};

use mlc_compiler::ir::{Action, Call, Next, Pipeline, Stage, Value};
use mlc_compiler::vocab::facts::iam;

use super::markdown::{code, codes, table};

/// Of one kind, over all programs.
#[derive(Default)]
pub struct Runs {
    /// By AWS action: the integrations that call it.
    calls: BTreeMap<String, BTreeSet<String>>,
    /// By step and rule: why a stage fails, as the first program that has it says it.
    causes: BTreeMap<(String, usize), Vec<String>>,
    /// Ways through a stage: transitions of the shortest and of the longest one, each loop once.
    ways: BTreeSet<(usize, usize)>,
    /// Transitions of a further round of a loop.
    rounds: BTreeSet<usize>,
}

impl Runs {
    /// What a pipeline's stages show, by the keyword of their kind.
    pub fn add(of: &mut BTreeMap<&'static str, Runs>, pipeline: &Pipeline) {
        for stage in pipeline.stages.values() {
            of.entry(stage.kind).or_default().stage(stage);
        }
    }

    fn stage(&mut self, stage: &Stage) {
        for step in &stage.steps {
            match &step.action {
                Action::Call(call) => self.call(call),
                Action::Choose { rules, default, .. } => {
                    for (at, next) in rules.iter().map(|rule| &rule.next).chain([default]).enumerate() {
                        if let Next::Fail(cause) = next {
                            self.causes.entry((step.suffix.clone(), at)).or_insert_with(|| texts(cause));
                        }
                    }
                }
                _ => {}
            }
        }
        let mut ways = Ways { stage, ended: Vec::new(), rounds: &mut self.rounds };
        ways.walk(0, &mut Vec::new());
        if let (Some(least), Some(most)) = (ways.ended.iter().min(), ways.ended.iter().max()) {
            self.ways.insert((*least, *most));
        }
    }

    fn call(&mut self, call: &Call) {
        let integration = &call.integration;
        let named = integration.strip_prefix("aws-sdk:").unwrap_or(integration);
        let (_, action) = named.split_once(':').unwrap_or_default();
        let action = action.split('.').next().unwrap_or_default();
        let mut letters = action.chars();
        let action = letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect();
        self.calls.entry(action).or_default().insert(integration.clone());
    }

    /// The rest of a kind's page.
    pub fn sections(&self) -> String {
        self.rights() + &self.cost() + &self.failures()
    }

    fn rights(&self) -> String {
        let rows = self.calls.iter().map(|(action, integrations)| {
            let mut rights: BTreeSet<&str> = BTreeSet::new();
            let mut besides: BTreeSet<&str> = BTreeSet::new();
            for one in integrations.iter().filter_map(|key| iam::integration(key)) {
                rights.extend(&one.actions);
                besides.extend(&one.tag_actions);
                besides.extend(one.extra.iter().chain(&one.events).flat_map(|more| &more.actions));
                besides.extend(one.pass_role.iter().map(|_| "iam:PassRole"));
            }
            let besides: Vec<_> = besides.difference(&rights).copied().collect();
            [code(action), codes(rights), codes(besides)]
        });
        let rows = table(["call", "rights on what it names", "rights besides, as far as the request needs them"], rows);
        if rows.is_empty() {
            return String::new();
        }
        format!(
            "## What it becomes\n\nCalls of the state machine, in `jobs/` of the output, and the rights that its role needs for them: \
             `mlc build` writes them into `iam/policy.json`, on no more than the requests name.\n\n{rows}"
        )
    }

    fn cost(&self) -> String {
        let least = self.ways.iter().map(|(least, _)| *least).min().unwrap_or_default();
        let most = self.ways.iter().map(|(_, most)| *most).max().unwrap_or_default();
        if most == 0 {
            return String::new();
        }
        let mut text = match (least, most) {
            (1, 1) => "## What it costs\n\nOne transition".to_owned(),
            _ if least == most => format!("## What it costs\n\n{least} transitions"),
            _ => format!(
                "## What it costs\n\n{least} to {most} transitions in the examples and programs of the tests, depending on its fields \
                 and on what it finds"
            ),
        };
        if let (Some(low), Some(high)) = (self.rounds.first(), self.rounds.last()) {
            text += &format!(". Every further round of a loop: {low}");
            if high > low {
                text += &format!(" to {high}");
            }
        }
        text + ". A retry is one more. [`mlc plan`](../../README.md#commands) tells it of a whole \
                pipeline, with the dollars and the jobs.\n\n"
    }

    fn failures(&self) -> String {
        let mut text = "## How it fails\n\nWith the [errors that every stage can have](stage.md#errors)".to_owned();
        let mut seen = BTreeSet::new();
        let causes: Vec<_> = self.causes.values().flatten().filter(|cause| seen.insert(*cause)).collect();
        if causes.is_empty() {
            return text + ".\n\n";
        }
        text += ", and as `Pipeline.StageFailed` with one of these causes, taken from examples; `…` is known when running:\n\n";
        for cause in causes {
            text += &format!("- {cause}\n");
        }
        text + "\n"
    }
}

/// What a cause can read like; where all of it comes from the service, so it says.
fn texts(cause: &Value) -> Vec<String> {
    let read = |text: String| if text == "…" { "the reason that the service gives".to_owned() } else { code(&text) };
    spelt(cause).into_iter().map(read).collect()
}

fn spelt(value: &Value) -> Vec<String> {
    match value {
        Value::Json(constant) => vec![constant.as_str().map_or_else(|| constant.to_string(), str::to_owned)],
        Value::If(_, then, otherwise) => [spelt(then), spelt(otherwise)].concat(),
        Value::Concat(parts) => parts.iter().fold(vec![String::new()], |begun, part| {
            let ends = spelt(part);
            begun.iter().flat_map(|text| ends.iter().map(move |end| format!("{text}{end}"))).collect()
        }),
        _ => vec!["…".to_owned()],
    }
}

/// Every way through a stage that enters no step twice.
struct Ways<'s> {
    stage: &'s Stage,
    ended: Vec<usize>,
    rounds: &'s mut BTreeSet<usize>,
}

impl Ways<'_> {
    fn walk(&mut self, at: usize, before: &mut Vec<usize>) {
        if let Some(since) = before.iter().position(|step| *step == at) {
            self.rounds.insert(before.len() - since);
            return;
        }
        let Some(step) = self.stage.steps.get(at) else { return };
        before.push(at);
        for next in step.action.nexts() {
            match next {
                Next::Done => self.ended.push(before.len()),
                Next::Step(suffix) => {
                    if let Some(to) = self.stage.steps.iter().position(|step| step.suffix == *suffix) {
                        self.walk(to, before);
                    }
                }
                Next::Fail(_) | Next::FailAs(..) | Next::Failed => {}
            }
        }
        before.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_spelt_with_gaps() {
        let name = Value::Param("name".to_owned());
        assert_eq!(texts(&name), ["the reason that the service gives"]);
        let whole = Value::concat([Value::text("the endpoint is "), name.clone()]);
        assert_eq!(texts(&whole), ["`the endpoint is …`"]);
        let either = Value::If(Box::new(Value::text("yes")), Box::new(name), Box::new(whole));
        assert_eq!(texts(&either), ["the reason that the service gives", "`the endpoint is …`"]);
    }
}
