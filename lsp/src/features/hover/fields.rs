//! Fields: what they take, what they are set to, and what becomes of it.

use std::fmt::Write;

use mlc_compiler::vocab::Field;
use mlc_compiler::vocab::facts::{algorithms, api};

use super::Asker;
use crate::features::docs::{self, Doc};
use crate::place::{Holds, Place};

/// Lines of compiled text that are shown.
const MOST_LINES: usize = 14;

impl Asker<'_> {
    pub(super) fn field(&self, field: &'static Field) -> String {
        let mut text = format!("**{}** {}", field.name, docs::field_text(field));
        let Some(stage) = self.stage() else { return text };
        if let Some(limit) = self.limit(field, stage) {
            let _ = write!(text, "\n\n{limit}");
        }
        let Some(snapshot) = self.compiled() else { return text };
        let analysis = snapshot.analysis();
        let block = analysis.program.as_ref().and_then(|program| program.stages.get(stage));
        // A field of a record in a field has no value of its own here.
        if let Some(block) = block.filter(|block| block.kind.field(field.name) == Some(field)) {
            if let Some(set) = block.fields.get(field.name) {
                let when = if set.value.run_time_part().is_some() { ", known only when running" } else { "" };
                // What stands there is seen; only what it stands for is news.
                if set.value.via.is_some() || !when.is_empty() {
                    let env = analysis.program.as_ref().map_or("default", |program| program.env.as_str());
                    let _ = write!(text, "\n\nIs `{}` in `{env}`{when}.", set.value);
                }
            }
            for reason in block.reasons.get(field.name).into_iter().flatten() {
                let _ = write!(text, "\n\n{reason}");
            }
        }
        if !field.at.is_empty()
            && let Some(request) = analysis.built.as_ref().and_then(|built| built.request_of(stage))
            && let Some(value) = request.arguments.pointer(field.at)
        {
            let shown = serde_json::to_string_pretty(value).unwrap_or_default();
            let lines = shown.lines().count();
            let mut cut: Vec<&str> = shown.lines().take(MOST_LINES).collect();
            if lines > MOST_LINES {
                cut.push("...");
            }
            let _ = write!(text, "\n\n`{}/Arguments{}`\n```json\n{}\n```", request.pointer, field.at, cut.join("\n"));
        }
        if !std::ptr::eq(snapshot, self.now) {
            text.push_str("\n\n*As the file last compiled.*");
        }
        text
    }

    /// What the service takes there, from its model.
    fn limit(&self, field: &Field, stage: &str) -> Option<String> {
        let (_, symbol) = self.now.names().all().find(|(_, symbol)| symbol.parent.is_none() && symbol.name == stage)?;
        let crate::names::SymbolKind::Block(kind) = symbol.kind else { return None };
        if field.at.is_empty() {
            return None;
        }
        let mut shape = api::operation("sagemaker", kind.action)?.input()?;
        for member in field.at.split('/').skip(1) {
            shape = shape.member(member)?.shape?;
        }
        let what = match shape.kind {
            api::Kind::String => " characters",
            api::Kind::List | api::Kind::Map => " entries",
            _ => "",
        };
        let bounds = match (shape.min, shape.max) {
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (None, Some(max)) => format!("at most {max}"),
            (Some(min), None) if min > 1.0 => format!("at least {min}"),
            _ => return None,
        };
        let name = field.at.rsplit('/').next().unwrap_or_default();
        Some(format!("The service takes {bounds}{what} (`{name}`)."))
    }
}

/// A key of a record with any keys: a hyperparameter, a channel.
pub(super) fn key(place: &Place<'_>, field: &Field, word: &str) -> String {
    let Some(algorithm) = algorithm(place) else { return String::new() };
    match field.name {
        "hyperparameters" | "ranges" => algorithm
            .hyperparameter(word)
            .map(|parameter| {
                format!("**{word}** {}", Doc::Hyperparameter(algorithm.keyword, parameter.name).markdown())
            })
            .unwrap_or_default(),
        "channels" => algorithm
            .channel(word)
            .map(|channel| {
                let need = if channel.required { "required" } else { "optional" };
                format!(
                    "**{word}** Channel of `{}`, {need}. Reads {}.",
                    algorithm.keyword,
                    algorithm.formats_of(word).join(", ")
                )
            })
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// The algorithm of the block around.
fn algorithm(place: &Place<'_>) -> Option<&'static algorithms::Algorithm> {
    let frame = place.around.frames.iter().rev().find(|frame| matches!(frame.holds, Holds::Block(..)))?;
    let key = frame.keys.iter().find(|key| key.text(place.text) == "algorithm")?;
    let behind = place.text.get(key.end as usize..)?.trim_start().strip_prefix('=')?.trim_start();
    let end = behind.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(behind.len());
    algorithms::find(behind.get(..end)?)
}
