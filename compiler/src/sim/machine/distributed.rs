//! Distributed Map: every item or batch is an execution of its own, which sees nothing of the variables outside.

use super::document::{Graph, Reader};
use super::error::{Error, ITEM_READER, RESULT_WRITER, TOLERATED};
use super::evaluate::Sees;
use super::group::Bodies;
use super::run::Runner;
use super::scope::bytes;
use super::{items, map};
use crate::sim::world::Purpose;
use serde_json::{Map, Value, json};

impl<'a> Runner<'a> {
    /// Asks the world for the items.
    pub(super) fn read_items(&mut self, strand: usize, reader: &Reader) -> Result<(), Error> {
        let arguments = match &reader.arguments {
            Some(template) => self.value(strand, "ItemReader/Arguments", template, Sees::default())?,
            None => Value::Null,
        };
        let name = self.strands[strand].at.as_ref().map_or("", |at| at.name);
        self.state_event(strand, "StateStarted");
        self.event(strand, "MapRunStarted", name);
        self.call(strand, Purpose::ItemReader, &reader.resource, arguments, Value::Null, None, None);
        Ok(())
    }

    pub(super) fn items_read(&mut self, strand: usize, answer: Result<Value, Error>) {
        let Some(reader) = self.strands[strand].at.as_ref().and_then(|at| at.state.item_reader.as_ref()) else {
            return;
        };
        if let Some(at) = &mut self.strands[strand].at {
            at.call = None;
        }
        let most = match &reader.reader_config.max_items {
            Some(template) => self.whole(strand, "ItemReader/ReaderConfig/MaxItems", template).map(Some),
            None => Ok(None),
        };
        // Step Functions tells every failure to read by this name.
        let failed = |cause: String| Error::new(ITEM_READER, cause);
        let read = match (answer, most) {
            (Err(error), _) => Err(failed(error.cause.unwrap_or_default())),
            (_, Err(error)) => Err(error),
            (Ok(answer), Ok(most)) => items::read(&answer, &reader.reader_config, most).map_err(failed),
        };
        match read {
            Ok(items) => {
                if let Err(error) = self.start_run(strand, items) {
                    self.map_run_failed(strand, error);
                }
            }
            Err(error) => self.map_run_failed(strand, error),
        }
    }

    /// Starts the executions for items that are there already.
    pub(super) fn map_run(&mut self, strand: usize, items: Vec<Value>) -> Result<(), Error> {
        let name = self.strands[strand].at.as_ref().map_or("", |at| at.name);
        self.event(strand, "MapRunStarted", name);
        if let Err(error) = self.start_run(strand, items) {
            self.map_run_failed(strand, error);
        }
        Ok(())
    }

    fn start_run(&mut self, strand: usize, items: Vec<Value>) -> Result<(), Error> {
        let Some(at) = &self.strands[strand].at else { return Ok(()) };
        let state = at.state;
        let Some(body) = state.item_processor.as_deref() else { return Ok(()) };
        let total = items.len() as u64;
        let most = self.at_once(strand, true)?;
        let tolerated = self.tolerated(strand, total)?;
        let mut inputs = Vec::new();
        for (index, given) in items.into_iter().enumerate() {
            let item = map::item(index, &given);
            inputs.push(self.selected(strand, given, &item)?);
        }
        let weights;
        (inputs, weights) = self.batches(strand, inputs)?;
        self.begin(strand, Bodies::Distributed(body), inputs, weights, most, tolerated);
        Ok(())
    }

    /// How many items may fail: by number and by share, and the stricter of both where both are said.
    fn tolerated(&self, strand: usize, total: u64) -> Result<u64, Error> {
        let Some(at) = &self.strands[strand].at else { return Ok(0) };
        let count = match &at.state.tolerated_failure_count {
            Some(template) => Some(self.whole(strand, "ToleratedFailureCount", template)?),
            None => None,
        };
        let share = match &at.state.tolerated_failure_percentage {
            Some(template) => {
                let field = "ToleratedFailurePercentage";
                let value = self.value(strand, field, template, Sees::default())?;
                let percent = value.as_f64().filter(|percent| (0.0..=100.0).contains(percent));
                let percent = percent.ok_or_else(|| self.unexpected(strand, field, template, "number", &value))?;
                #[expect(
                    clippy::cast_precision_loss,
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a number of items"
                )]
                Some((percent * total as f64 / 100.0).floor() as u64)
            }
            None => None,
        };
        Ok(match (count, share) {
            (Some(count), Some(share)) => count.min(share),
            (count, share) => count.or(share).unwrap_or(0),
        })
    }

    /// Items put together as the ItemBatcher says, and how many each execution stands for.
    fn batches(&self, strand: usize, inputs: Vec<Value>) -> Result<(Vec<Value>, Vec<u64>), Error> {
        let Some(batcher) = self.strands[strand].at.as_ref().and_then(|at| at.state.item_batcher.as_ref()) else {
            let weights = vec![1; inputs.len()];
            return Ok((inputs, weights));
        };
        let number = |field: &str, template: &Option<Value>| match template {
            Some(template) => self.whole(strand, &format!("ItemBatcher/{field}"), template),
            None => Ok(u64::MAX),
        };
        let most_items = number("MaxItemsPerBatch", &batcher.max_items_per_batch)?;
        let most_bytes = number("MaxInputBytesPerBatch", &batcher.max_input_bytes_per_batch)?;
        let shared = match &batcher.batch_input {
            Some(template) => Some(self.value(strand, "ItemBatcher/BatchInput", template, Sees::default())?),
            None => None,
        };
        let batch = |items: &[Value]| {
            let mut input = Map::new();
            if let Some(shared) = &shared {
                input.insert("BatchInput".to_owned(), shared.clone());
            }
            input.insert("Items".to_owned(), Value::from(items));
            Value::Object(input)
        };
        let (mut made, mut weights, mut open) = (Vec::new(), Vec::new(), Vec::<Value>::new());
        for input in inputs {
            open.push(input);
            let full = open.len() as u64 > most_items || bytes(&batch(&open)) > most_bytes;
            if full && open.len() > 1 {
                let last = open.pop();
                made.push(batch(&open));
                weights.push(open.len() as u64);
                open = last.into_iter().collect();
            }
        }
        if !open.is_empty() {
            made.push(batch(&open));
            weights.push(open.len() as u64);
        }
        Ok((made, weights))
    }

    pub(super) fn child_execution(&mut self, owner: usize, graph: &'a Graph, input: &Value, path: String) -> usize {
        let number = self.executions.len();
        let map = self.strands[owner].at.as_ref().map_or("", |at| at.name);
        let name = format!("{}-{map}-{number}", self.options.name);
        let id = self.options.arn("execution", &format!("/{map}:{name}"));
        let strand = self.execution(id, &name, graph, input);
        self.strands[strand].path = path;
        self.event(strand, "ExecutionStarted", "");
        strand
    }

    /// Counts a failed execution; whether the run goes on.
    pub(super) fn is_tolerated(&mut self, group: usize, index: usize) -> bool {
        let group = &mut self.groups[group];
        group.failed_items += group.weights.get(index).copied().unwrap_or(1);
        group.failed_items <= group.tolerated
    }

    /// More items failed than may.
    pub(super) fn too_many(&mut self, group: usize) {
        let owner = self.groups[group].owner;
        self.abandon_group(group, false);
        self.map_run_failed(owner, Error::new(TOLERATED, "The specified tolerated failure threshold was exceeded"));
    }

    fn map_run_failed(&mut self, strand: usize, error: Error) {
        let name = self.strands[strand].at.as_ref().map_or("", |at| at.name);
        self.event(strand, "MapRunFailed", name);
        self.fail(strand, error);
    }

    /// All executions have ended; an item that failed and is tolerated leaves null.
    pub(super) fn map_run_done(&mut self, strand: usize, results: Vec<Value>) {
        let Some(at) = &self.strands[strand].at else { return };
        let name = at.name;
        let Some(writer) = &at.state.result_writer else {
            self.event(strand, "MapRunSucceeded", name);
            return self.group_left(strand, Value::Array(results));
        };
        let arguments = match &writer.arguments {
            Some(template) => self.value(strand, "ResultWriter/Arguments", template, Sees::default()),
            None => Ok(Value::Null),
        };
        match arguments {
            Ok(arguments) => {
                let results = Value::Array(results);
                self.call(strand, Purpose::ResultWriter, &writer.resource, arguments, results, None, None);
            }
            Err(error) => self.map_run_failed(strand, error),
        }
    }

    pub(super) fn results_written(&mut self, strand: usize, answer: Result<Value, Error>) {
        let Some(at) = &mut self.strands[strand].at else { return };
        let (name, call) = (at.name, at.call.take());
        if let Err(error) = answer {
            return self.map_run_failed(strand, Error::new(RESULT_WRITER, error.cause.unwrap_or_default()));
        }
        let arguments = call.map(|call| &self.calls[call].call.arguments);
        let text = |field: &str| arguments.and_then(|given| given.get(field)?.as_str()).unwrap_or("").to_owned();
        let run = self.options.arn("mapRun", &format!("/{name}:{}", self.options.name));
        let (bucket, prefix) = (text("Bucket"), text("Prefix"));
        let key = format!("{}{}manifest.json", prefix, if prefix.is_empty() { "" } else { "/" });
        self.event(strand, "MapRunSucceeded", name);
        let details = json!({ "Bucket": bucket, "Key": key });
        self.group_left(strand, json!({ "MapRunArn": run, "ResultWriterDetails": details }));
    }
}
