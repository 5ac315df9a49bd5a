//! What happened in a run, told by stages.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::sim::clock::Millis;
use crate::sim::machine::{Run, Status, Visit};
use crate::target::asl::emit::states::stage_and_role;

/// Last parts of names of states that stand around stages.
const AROUND: &[&str] = &["when", "parallel", "for", "failed", "done"];

/// Where a run ends whose input is wrong.
const INVALID: &str = "pipeline/invalid";

/// A stage that began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// When it began first.
    pub began: Millis,
    /// When it ended last; none where it was still running at the end.
    pub ended: Option<Millis>,
    /// The error it last met, handled or not.
    pub error: Option<String>,
}

/// A run by its stages.
#[derive(Debug, Clone)]
pub struct Happened<'r> {
    /// The run itself.
    pub run: &'r Run,
    /// Stages in the order in which they began.
    pub stages: IndexMap<&'r str, Stage>,
    /// Texts of messages, in order.
    pub messages: Vec<String>,
    /// The stage that the pipeline failed with.
    pub failed: Option<&'r str>,
}

/// The stage that a visited state belongs to; none for states of the machine and of forks.
pub fn stage_of_visit(visit: &Visit) -> Option<&str> {
    let (stage, role) = stage_and_role(&visit.state);
    (!AROUND.contains(&role) && stage != "pipeline").then_some(stage)
}

impl<'r> Happened<'r> {
    /// Of a run.
    pub fn of(run: &'r Run) -> Self {
        let mut stages: IndexMap<&str, Stage> = IndexMap::new();
        // The first stage may be what judges the parameters: it has not begun where they are wrong.
        let is_wrong = run.visits.iter().any(|visit| visit.state == INVALID);
        for visit in run.visits.iter().filter(|_| !is_wrong) {
            let Some(name) = stage_of_visit(visit) else { continue };
            let error = visit.error.as_ref().and_then(|error| error.error.clone());
            let stage = stages.entry(name).or_insert(Stage { began: visit.entered, ended: None, error: None });
            stage.ended = visit.left.max(stage.ended);
            stage.error = error.or_else(|| stage.error.take());
        }
        let messages = run.calls.iter().flat_map(|made| messages(&made.call.action, &made.call.arguments)).collect();
        let cause = run.error.as_ref().and_then(|error| error.cause.as_deref()).unwrap_or_default();
        let failed = cause.strip_prefix("stage ").and_then(|rest| rest.split_once(" failed: ")).map(|(stage, _)| stage);
        Self { run, stages, messages, failed }
    }

    /// Whether the pipeline ended well.
    pub fn succeeded(&self) -> bool {
        self.run.status == Status::Succeeded
    }

    /// The stages in the order in which they began, the one that failed marked: `champion ✗`.
    pub fn steps(&self) -> Vec<String> {
        let stages = self.stages.iter().map(|(name, stage)| {
            let bad = self.failed == Some(name) || stage.ended.is_none();
            format!("{name}{}", if bad { " ✗" } else { "" })
        });
        stages.collect()
    }

    /// The stages as a line: `features → trees → champion ✗`.
    pub fn path(&self) -> String {
        let stages = self.steps();
        if stages.is_empty() { "no stage began".to_owned() } else { stages.join(" → ") }
    }

    /// How it ended, in words.
    pub fn end(&self) -> String {
        let error = self.run.error.as_ref();
        let name = error.and_then(|error| error.error.as_deref()).unwrap_or("an error");
        let cause = error.and_then(|error| error.cause.as_deref()).unwrap_or_default();
        let cause: String = cause.chars().take(200).collect();
        let between = if cause.is_empty() { "" } else { ": " };
        match self.run.status {
            Status::Succeeded => "it succeeded".to_owned(),
            Status::Failed => format!("it failed with {name}{between}{cause}"),
            Status::TimedOut => "its time was over".to_owned(),
        }
    }
}

/// What a call tells people and other programs.
fn messages(action: &str, arguments: &Json) -> Vec<String> {
    let text = |pointer: &str| arguments.pointer(pointer).and_then(Json::as_str).map(str::to_owned);
    match action {
        "sns:publish" => text("/Message").into_iter().collect(),
        "sqs:sendMessage" => match arguments.get("MessageBody") {
            Some(Json::String(body)) => vec![body.clone()],
            body => body.map(Json::to_string).into_iter().collect(),
        },
        "events:putEvents" => {
            let entries = arguments.get("Entries").and_then(Json::as_array).into_iter().flatten();
            let details = entries.filter_map(|entry| entry.get("Detail"));
            details.map(|detail| detail.as_str().map_or_else(|| detail.to_string(), str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}
