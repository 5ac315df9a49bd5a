//! Map: its items, its selector, and what an inline one runs.

use super::error::Error;
use super::evaluate::Sees;
use super::group::Bodies;
use super::run::Runner;
use crate::vocab::facts::limits;
use serde_json::{Value, json};

/// `Map.Item` of the context.
pub(super) fn item(index: usize, value: &Value) -> Value {
    json!({ "Index": index, "Value": value })
}

impl Runner<'_> {
    pub(super) fn map(&mut self, strand: usize) -> Result<(), Error> {
        let Some(at) = &self.strands[strand].at else { return Ok(()) };
        let state = at.state;
        let Some(body) = state.item_processor.as_deref() else { return Ok(()) };
        if let Some(reader) = &state.item_reader {
            return self.read_items(strand, reader);
        }
        let items = match &state.items {
            Some(template) => match self.value(strand, "Items", template, Sees::default())? {
                Value::Array(items) => items,
                other => return Err(self.unexpected(strand, "Items", template, "array", &other)),
            },
            None => match &at.input {
                Value::Array(items) => items.clone(),
                other => {
                    return Err(self.mistake(strand, &format!("Map state input must be an array but was: {other}")));
                }
            },
        };
        let most = self.at_once(strand, body.is_distributed())?;
        self.state_event(strand, "StateStarted");
        if body.is_distributed() {
            self.map_run(strand, items)
        } else {
            let weights = Vec::new();
            self.begin(strand, Bodies::Inline(body), items, weights, most, 0);
            Ok(())
        }
    }

    /// How many iterations may run at once.
    pub(super) fn at_once(&self, strand: usize, distributed: bool) -> Result<usize, Error> {
        let state = self.strands[strand].at.as_ref().map(|at| at.state);
        let given = match state.and_then(|state| state.max_concurrency.as_ref()) {
            Some(template) => self.whole(strand, "MaxConcurrency", template)?,
            None => 0,
        };
        let most = if distributed { limits::DISTRIBUTED_MAP_CONCURRENCY } else { limits::INLINE_MAP_CONCURRENCY };
        Ok(usize::try_from(given).ok().filter(|given| *given > 0).map_or(most, |given| given.min(most)))
    }

    /// The input of an iteration: the item, or what the ItemSelector makes of it.
    pub(super) fn selected(&self, strand: usize, given: Value, item: &Value) -> Result<Value, Error> {
        let state = self.strands[strand].at.as_ref().map(|at| at.state);
        match state.and_then(|state| state.item_selector.as_ref()) {
            Some(selector) => {
                self.value(strand, "ItemSelector", selector, Sees { item: Some(item), ..Sees::default() })
            }
            None => Ok(given),
        }
    }
}
