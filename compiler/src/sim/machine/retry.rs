//! Retriers: the first that names the error decides, also where its attempts are used up.

use super::document::Retrier;
use super::error::Error;
use crate::sim::chance::Chance;
use crate::sim::clock::Millis;

/// How often a state was tried again, in all and by each of its retriers.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    pub all: u64,
    by_retrier: Vec<u64>,
}

impl Attempts {
    /// After how long to try again after an error; none where not.
    pub fn next(&mut self, retriers: &[Retrier], error: &Error, chance: &Chance) -> Option<Millis> {
        let (index, retrier) =
            retriers.iter().enumerate().find(|(_, retrier)| error.is_one_of(&retrier.error_equals))?;
        self.by_retrier.resize(retriers.len(), 0);
        let used = self.by_retrier.get_mut(index)?;
        if *used >= retrier.max_attempts {
            return None;
        }
        let delay = delay(retrier, *used, chance);
        *used += 1;
        self.all += 1;
        Some(delay)
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds"
)]
fn delay(retrier: &Retrier, used: u64, chance: &Chance) -> Millis {
    let grown = retrier.interval_seconds * retrier.backoff_rate.powf(used as f64);
    let seconds = retrier.max_delay_seconds.map_or(grown, |most| grown.min(most));
    let jittered = if retrier.jitter_strategy == "FULL" { seconds * chance.fraction() } else { seconds };
    (jittered * 1000.0).round() as Millis
}
