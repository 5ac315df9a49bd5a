//! How long the roll-out of an endpoint takes.

use super::program::Block;
use super::value::{Value, ValueKind};

/// Seconds that a `deploy` waits for the endpoint where it does not say, beside the roll-out's own time.
pub const DEFAULT_TIMEOUT: u64 = 3_600;

/// Seconds that the roll-out of a `deploy` stage waits by itself, without what the machines need to start; 0 for none.
pub fn seconds(block: &Block) -> u64 {
    let Some(rollout) = block.get("rollout") else { return 0 };
    let ValueKind::Call(name, arguments) = &rollout.kind else { return 0 };
    let of = |argument: &str| arguments.get(argument).and_then(Value::seconds).unwrap_or(0);
    let share = arguments.get("share").and_then(Value::number).unwrap_or(100.0).clamp(1.0, 100.0);
    let steps = match name.as_str() {
        "canary" => 2,
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 100")]
        "linear" => (100.0 / share).ceil() as u64,
        _ => 1,
    };
    steps.saturating_mul(of("wait")).saturating_add(of("keep"))
}

/// Seconds after which a `deploy` stage gives up.
pub fn timeout(block: &Block) -> u64 {
    block.seconds("timeout").unwrap_or_else(|| DEFAULT_TIMEOUT.saturating_add(seconds(block)))
}
