//! `service.action` as an integration of Step Functions.

use crate::vocab::actions::{OPTIMIZED, TOKENS, WAITING};

/// What a call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The response.
    Answered,
    /// The end of what it starts.
    Done,
    /// Somebody who hands back the token.
    Token,
}

/// The integration of an action.
pub fn integration(action: &str, until: Until) -> String {
    let find = |table: &[(&str, &'static str)]| table.iter().find(|(name, _)| *name == action).map(|(_, found)| *found);
    let sdk = || format!("aws-sdk:{}", action.replacen('.', ":", 1));
    match until {
        Until::Token => find(TOKENS).map_or_else(|| sdk() + ".waitForTaskToken", str::to_owned),
        Until::Done => find(WAITING).or_else(|| find(OPTIMIZED)).map_or_else(sdk, str::to_owned),
        Until::Answered => find(OPTIMIZED).map_or_else(sdk, str::to_owned),
    }
}

/// A path of members as JSONata: names that are no plain words stand in backticks.
pub fn path(written: &str) -> String {
    let step = |name: &str| {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !matches!(name, "and" | "or" | "in");
        if plain { name.to_owned() } else { format!("`{name}`") }
    };
    written.split('.').map(step).collect::<Vec<_>>().join(".")
}
