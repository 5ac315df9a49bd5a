//! What a user has set: the section `mlc` of the editor's configuration.

use serde::Deserialize;

/// All of it. What is missing or has another type is as if it had not been set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Config {
    /// The environment that files are compiled for; all of them are checked where none is chosen.
    pub env: Option<String>,
    /// Which hints stand between the words.
    pub inlay_hints: InlayHints,
}

/// Hints that can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct InlayHints {
    /// What a name stands for, and defaults.
    pub defaults: bool,
    /// How long a stage is expected to take.
    pub durations: bool,
    /// What a stage is expected to cost.
    pub costs: bool,
    /// Marks on values that are known only when running.
    pub phases: bool,
}

impl Default for InlayHints {
    fn default() -> Self {
        Self { defaults: true, durations: true, costs: true, phases: true }
    }
}

impl Config {
    /// From what the editor answers.
    pub fn from_json(value: serde_json::Value) -> Self {
        let mut config: Self = serde_json::from_value(value).unwrap_or_default();
        config.env = config.env.filter(|env| !env.is_empty());
        config
    }
}
