//! `service.action` as an integration of Step Functions.

use crate::vocab::actions::WAITING;

/// Integrations of their own that need no SDK form: they take other shapes or serialise what the SDK would refuse.
const OPTIMIZED: &[(&str, &str)] = &[
    ("bedrockruntime.invokeModel", "bedrock:invokeModel"),
    ("dynamodb.deleteItem", "dynamodb:deleteItem"),
    ("dynamodb.getItem", "dynamodb:getItem"),
    ("dynamodb.putItem", "dynamodb:putItem"),
    ("dynamodb.updateItem", "dynamodb:updateItem"),
    ("eventbridge.putEvents", "events:putEvents"),
    ("sfn.startExecution", "states:startExecution"),
    ("sns.publish", "sns:publish"),
    ("sqs.sendMessage", "sqs:sendMessage"),
];

/// The integration of an action, waiting for what it starts where asked to.
pub fn integration(action: &str, waits: bool) -> String {
    let find = |table: &[(&str, &'static str)]| table.iter().find(|(name, _)| *name == action).map(|(_, found)| *found);
    if waits && let Some(found) = find(WAITING) {
        return found.to_owned();
    }
    find(OPTIMIZED).map_or_else(|| format!("aws-sdk:{}", action.replacen('.', ":", 1)), str::to_owned)
}

/// A path of members as JSONata: names that are no plain words stand in backticks.
pub fn path(written: &str) -> String {
    let step = |name: &str| {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !matches!(name, "and" | "or" | "in");
        if plain { name.to_owned() } else { format!("`{name}`") }
    };
    written.split('.').map(step).collect::<Vec<_>>().join(".")
}
