//! Choice: the first rule that holds, else the default.

use super::error::{Error, NO_CHOICE};
use super::evaluate::Sees;
use super::run::{Leave, Runner};
use serde_json::Value;

impl Runner<'_> {
    pub(super) fn choice(&mut self, strand: usize) -> Result<(), Error> {
        let Some(at) = &self.strands[strand].at else { return Ok(()) };
        let (state, input) = (at.state, at.input.clone());
        for (index, rule) in state.choices.iter().enumerate() {
            let field = format!("Choices[{index}]/Condition");
            match self.value(strand, &field, &rule.condition, Sees::default())? {
                Value::Bool(false) => {}
                Value::Bool(true) => {
                    let leave = Leave {
                        assign: &rule.assign,
                        output: rule.output.as_ref(),
                        otherwise: input,
                        next: Some(&rule.next),
                        sees: Sees::default(),
                    };
                    return self.leave(strand, &format!("Choices[{index}]"), leave);
                }
                other => return Err(self.unexpected(strand, &field, &rule.condition, "boolean", &other)),
            }
        }
        // The state's own Assign and Output belong to the default alone.
        match state.default.as_deref() {
            Some(default) => {
                let leave = Leave { next: Some(default), ..Self::own_way(state, input, Sees::default()) };
                self.leave(strand, "", leave)
            }
            None => Err(Error::new(NO_CHOICE, "No choice rule matched and there is no Default.")),
        }
    }
}
