//! What may start: stages, conditions and items, by what they wait for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::evaluate::Sees;
use super::run::Runner;
use super::stage::{Error, Strand};
use crate::ir::{For, Items, Node};
use crate::sim::world::{Outcome, Purpose};

/// The pipeline, or one item of a `for`.
#[derive(Debug, Default)]
pub(super) struct Scope<'p> {
    pub parent: Option<usize>,
    /// The `for` and the number of its item.
    pub item_of: Option<usize>,
    pub path: String,
    pub waiting: Vec<&'p Node>,
    /// Stages and `for`s that run.
    pub running: usize,
    pub ended: BTreeSet<&'p str>,
    pub outputs: BTreeMap<&'p str, Map<String, Json>>,
    pub locals: BTreeMap<(String, &'static str), Json>,
    pub items: BTreeMap<&'p str, Json>,
    pub dead: bool,
}

/// A `for` that runs.
#[derive(Debug)]
pub(super) struct Loop<'p> {
    pub scope: usize,
    pub each: &'p For,
    pub items: Vec<Json>,
    pub next: usize,
    pub running: usize,
    pub failed: usize,
}

impl<'p> Runner<'p> {
    /// Whether a stage has ended, as seen from a scope.
    fn has_ended(&self, scope: usize, stage: &str) -> bool {
        let at = &self.scopes[scope];
        at.ended.contains(stage) || at.parent.is_some_and(|parent| self.has_ended(parent, stage))
    }

    /// Stages have ended; what waited for them may start.
    pub(super) fn ended(&mut self, scope: usize, stages: &[&'p str]) {
        self.scopes[scope].running -= 1;
        self.scopes[scope].ended.extend(stages);
        self.start_all();
    }

    /// Starts everything that may start.
    pub(super) fn start_all(&mut self) {
        while let Some((scope, index)) = self.next_ready() {
            let node = self.scopes[scope].waiting.remove(index);
            match node {
                Node::Stage(name) => {
                    self.scopes[scope].running += 1;
                    if let Some(stage) = self.pipeline.stages.get(name) {
                        self.start(scope, stage);
                    }
                }
                Node::When(when) => match self.holds(&when.condition, Sees { scope, ..Sees::default() }) {
                    Ok(holds) => {
                        let (taken, left) =
                            if holds { (&when.then, &when.otherwise) } else { (&when.otherwise, &when.then) };
                        self.scopes[scope].ended.extend(left.iter().flat_map(Node::stages));
                        self.scopes[scope].waiting.extend(taken);
                    }
                    Err(error) => self.fail(scope, node.name(), &error),
                },
                Node::For(each) => self.begin(scope, each),
                Node::Parallel(fork) => self.scopes[scope].waiting.extend(fork.branches.iter().flatten()),
            }
        }
        self.close();
    }

    fn next_ready(&self) -> Option<(usize, usize)> {
        self.scopes.iter().enumerate().filter(|(_, at)| !at.dead).find_map(|(scope, at)| {
            let ready = |node: &&Node| {
                let needs: &[String] = match node {
                    Node::Stage(name) => self.pipeline.stages.get(name).map_or(&[], |stage| &stage.needs),
                    Node::When(when) => &when.needs,
                    Node::For(each) => &each.needs,
                    Node::Parallel(_) => &[],
                };
                needs.iter().all(|need| self.has_ended(scope, need))
            };
            Some((scope, at.waiting.iter().position(ready)?))
        })
    }

    /// Ends scopes in which nothing is left to do.
    fn close(&mut self) {
        let done = |(_, at): &(usize, &Scope)| !at.dead && at.running == 0 && at.waiting.is_empty();
        let Some((scope, _)) = self.scopes.iter().enumerate().rev().find(done) else { return };
        if !self.is_running() {
            return;
        }
        self.scopes[scope].dead = true;
        match self.scopes[scope].item_of {
            Some(number) => {
                self.loops[number].running -= 1;
                self.fill(number);
            }
            None => self.succeed(),
        }
        if self.is_running() {
            self.start_all();
        }
    }

    /// Starts a `for`.
    fn begin(&mut self, scope: usize, each: &'p For) {
        self.scopes[scope].running += 1;
        self.loops.push(Loop { scope, each, items: Vec::new(), next: 0, running: 0, failed: 0 });
        let number = self.loops.len() - 1;
        let sees = Sees { scope, ..Sees::default() };
        let begun = match &each.items {
            Items::List(items) => match self.whole(items, sees) {
                Ok(Json::Array(items)) => {
                    self.loops[number].items = items;
                    self.fill(number);
                    Ok(())
                }
                Ok(other) => Err(Error::evaluation(&format!("{other} is no list"))),
                Err(error) => Err(error),
            },
            Items::Objects { place, .. } => self.whole(place, sees).map(|place| {
                let (bucket, prefix) = bucket_and_prefix(place.as_str().unwrap_or_default());
                let request = serde_json::json!({ "Bucket": bucket, "Prefix": prefix });
                self.whole_loop(number, "s3:listObjectsV2", request, Purpose::ItemReader);
            }),
        };
        if let Err(error) = begun {
            self.fail(scope, each.item.clone(), &error);
        }
    }

    /// A call that belongs to a `for` itself.
    fn whole_loop(&mut self, number: usize, integration: &str, request: Json, purpose: Purpose) {
        let scope = self.loops[number].scope;
        let entered = self.agenda.now();
        self.strands.push(Strand {
            scope,
            stage: None,
            step: number,
            input: Json::Null,
            again: Vec::new(),
            entered,
            token: None,
            call: None,
        });
        self.call(self.strands.len() - 1, integration, request, None, purpose);
    }

    /// Items have been read, or results written.
    pub(super) fn of_loop(&mut self, number: usize, purpose: Purpose, outcome: Outcome) {
        let (scope, each) = (self.loops[number].scope, self.loops[number].each);
        match (purpose, outcome) {
            (Purpose::ItemReader, Outcome::Success(answer)) => {
                let listed = answer.get("Contents").and_then(Json::as_array).cloned();
                self.loops[number].items = listed.unwrap_or_default();
                self.fill(number);
                self.start_all();
            }
            (_, Outcome::Failure { error, cause }) => {
                let own = if purpose == Purpose::ItemReader { "States.ItemReaderFailed".to_owned() } else { error };
                self.fail(scope, each.item.clone(), &Error { name: own, cause });
            }
            _ => self.ended(scope, &each.body.iter().flat_map(Node::stages).collect::<Vec<_>>()),
        }
    }

    /// Starts as many items as may run; ends the `for` where all are done.
    pub(super) fn fill(&mut self, number: usize) {
        let at = &self.loops[number];
        let (scope, each) = (at.scope, at.each);
        let most = usize::try_from(each.concurrency).ok().filter(|most| *most > 0).unwrap_or(usize::MAX);
        while self.loops[number].running < most
            && let Some(item) = self.loops[number].items.get(self.loops[number].next).cloned()
        {
            let at = &mut self.loops[number];
            let index = at.next;
            (at.next, at.running) = (index + 1, at.running + 1);
            self.item(number, index, item);
        }
        let at = &self.loops[number];
        if at.running > 0 || at.next < at.items.len() {
            return;
        }
        match &each.items {
            Items::List(_) => {
                self.scopes[scope].running -= 1;
                self.scopes[scope].ended.extend(each.body.iter().flat_map(Node::stages));
            }
            Items::Objects { results, .. } => {
                let sees = Sees { scope, ..Sees::default() };
                match (self.whole(&results.0, sees), self.whole(&results.1, sees)) {
                    (Ok(bucket), Ok(prefix)) => {
                        let request = serde_json::json!({ "Bucket": bucket, "Prefix": prefix });
                        self.whole_loop(number, "s3:putObject", request, Purpose::ResultWriter);
                    }
                    (Err(error), _) | (_, Err(error)) => self.fail(scope, each.item.clone(), &error),
                }
            }
        }
    }

    fn item(&mut self, number: usize, index: usize, item: Json) {
        let (parent, each) = (self.loops[number].scope, self.loops[number].each);
        let item = match &each.items {
            Items::List(_) => item,
            Items::Objects { place, .. } => {
                let place = self.whole(place, Sees { scope: parent, ..Sees::default() }).unwrap_or_default();
                let (bucket, _) = bucket_and_prefix(place.as_str().unwrap_or_default());
                let key = item.get("Key").and_then(Json::as_str).unwrap_or_default();
                Json::String(format!("s3://{bucket}/{key}"))
            }
        };
        let around = &self.scopes[parent].path;
        let between = if around.is_empty() { "" } else { "/" };
        let mut scope = Scope {
            parent: Some(parent),
            item_of: Some(number),
            path: format!("{around}{between}{}/for[{index}]", each.item),
            waiting: each.body.iter().collect(),
            ..Scope::default()
        };
        scope.items.insert(&each.item, item);
        scope.locals.insert((each.item.clone(), "index"), Json::from(index));
        self.scopes.push(scope);
    }
}

/// Bucket and prefix of a place on S3.
fn bucket_and_prefix(place: &str) -> (&str, &str) {
    let bare = place.strip_prefix("s3://").unwrap_or(place);
    bare.split_once('/').unwrap_or((bare, ""))
}
