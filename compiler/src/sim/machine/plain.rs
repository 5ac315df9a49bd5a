//! Pass, Wait, Succeed and Fail.

use super::document::State;
use super::error::Error;
use super::evaluate::Sees;
use super::run::{Leave, Runner};
use super::strand::Due;
use crate::sim::clock;
use crate::vocab::facts::limits;
use serde_json::Value;

impl<'a> Runner<'a> {
    /// The state's own way out: its Assign, its Output, its Next.
    pub(super) fn own_way<'v>(state: &'a State, otherwise: Value, sees: Sees<'v>) -> Leave<'a, 'v> {
        Leave { assign: &state.assign, output: state.output.as_ref(), otherwise, next: state.next.as_deref(), sees }
    }

    pub(super) fn pass(&mut self, strand: usize) -> Result<(), Error> {
        let Some(at) = &self.strands[strand].at else { return Ok(()) };
        let leave = Self::own_way(at.state, at.input.clone(), Sees::default());
        self.leave(strand, "", leave)
    }

    pub(super) fn succeed(&mut self, strand: usize) -> Result<(), Error> {
        self.pass(strand)
    }

    pub(super) fn wait(&mut self, strand: usize) -> Result<(), Error> {
        let Some(at) = &self.strands[strand].at else { return Ok(()) };
        let state = at.state;
        let span = if let Some(seconds) = &state.seconds {
            let given = self.whole(strand, "Seconds", seconds)?;
            if given > limits::TIMEOUT_SECONDS {
                return Err(self.mistake(strand, &format!("The Seconds field is out of range: {given}")));
            }
            given * 1000
        } else {
            let template = state.timestamp.as_ref().unwrap_or(&Value::Null);
            let given = self.value(strand, "Timestamp", template, Sees::default())?;
            let Some(text) = given.as_str() else {
                return Err(self.unexpected(strand, "Timestamp", template, "string", &given));
            };
            let Some(moment) = clock::moment(text) else {
                let told =
                    "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string";
                return Err(self.mistake(strand, &format!("{told}: {text}")));
            };
            moment.saturating_sub(self.now())
        };
        let turn = self.strands[strand].turn;
        self.agenda.after(span, Due::Waited { strand, turn });
        Ok(())
    }

    pub(super) fn waited(&mut self, strand: usize) {
        if let Err(error) = self.pass(strand) {
            self.mistaken(strand, error);
        }
    }

    pub(super) fn fail_state(&mut self, strand: usize) -> Result<(), Error> {
        let Some(at) = &self.strands[strand].at else { return Ok(()) };
        let state = at.state;
        let text = |field: &str, template: &Option<Value>| {
            let Some(template) = template else { return Ok(None) };
            match self.value(strand, field, template, Sees::default())? {
                Value::String(text) => Ok(Some(text)),
                other => Err(self.unexpected(strand, field, template, "string", &other)),
            }
        };
        let error =
            Error { error: text("Error", &state.error)?, cause: text("Cause", &state.cause)?, heartbeat: false };
        self.die(strand, error);
        Ok(())
    }
}
