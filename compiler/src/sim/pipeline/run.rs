//! Time passing: calls, answers, ends.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::evaluate::Expressions;
use super::level::{Loop, Scope};
use super::stage::{Error, Strand, action};
use super::{Ended, Failure, Run};
use crate::ir::{Items, Pipeline};
use crate::sim::chance::Chance;
use crate::sim::clock::Agenda;
use crate::sim::machine::{Made, Options};
use crate::sim::world::{Abandoned, Call, Outcome, Pattern, Purpose, World};

/// What is to happen.
#[derive(Debug)]
pub(super) enum Due {
    Step { strand: usize },
    Again { strand: usize },
    Waited { strand: usize },
    Answered { call: usize, outcome: Outcome },
    Delivered { token: String, outcome: Outcome },
    TimedOut { call: usize },
    Over,
}

pub(super) struct Runner<'p> {
    pub pipeline: &'p Pipeline,
    pub options: &'p Options,
    pub world: &'p mut dyn World,
    pub agenda: Agenda<Due>,
    pub chance: Chance,
    pub expressions: Expressions,
    /// The execution's short name.
    pub name: String,
    params: Map<String, Json>,
    pub scopes: Vec<Scope<'p>>,
    pub loops: Vec<Loop<'p>>,
    pub strands: Vec<Strand<'p>>,
    pub calls: Vec<Made>,
    /// Strands that wait for an answer, by call.
    open: BTreeMap<usize, usize>,
    failure: Option<Failure>,
    tolerated: Vec<Failure>,
    end: Option<Ended>,
}

impl<'p> Runner<'p> {
    pub fn new(pipeline: &'p Pipeline, input: &Json, world: &'p mut dyn World, options: &'p Options) -> Self {
        let mut runner = Self {
            pipeline,
            options,
            world,
            agenda: Agenda::new(options.start),
            chance: Chance::new(options.seed),
            expressions: Expressions::default(),
            name: String::new(),
            params: Map::new(),
            scopes: vec![Scope { waiting: pipeline.body.iter().collect(), ..Scope::default() }],
            loops: Vec::new(),
            strands: Vec::new(),
            calls: Vec::new(),
            open: BTreeMap::new(),
            failure: None,
            tolerated: Vec::new(),
            end: None,
        };
        runner.name = runner.short_name();
        match runner.params(input) {
            Ok(params) => {
                runner.params = params;
                runner.agenda.after(pipeline.timeout.saturating_mul(1_000), Due::Over);
                runner.start_all();
            }
            Err(problem) => runner.end = Some(Ended::Invalid(problem)),
        }
        runner
    }

    pub fn run(mut self) -> Run {
        while self.end.is_none() {
            match self.agenda.take() {
                Some(due) => self.happen(due),
                None => break,
            }
        }
        let duration = self.agenda.now() - self.options.start;
        let ended = self.end.unwrap_or(Ended::TimedOut);
        Run { ended, duration, calls: self.calls, tolerated: self.tolerated }
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Step { strand } if self.is_alive(strand) => self.step(strand),
            Due::Again { strand } if self.is_alive(strand) => match self.strands[strand].stage {
                Some(_) => self.attempt(strand),
                None => self.tell(strand),
            },
            Due::Waited { strand } if self.is_alive(strand) => self.waited(strand),
            Due::Step { .. } | Due::Again { .. } | Due::Waited { .. } => {}
            Due::Answered { call, outcome } => self.answer(call, outcome),
            Due::Delivered { token, outcome } => {
                let holds = |call: &&usize| self.calls[**call].call.token.as_deref() == Some(&token);
                if let Some(call) = self.open.keys().find(holds).copied().filter(|_| outcome != Outcome::Never) {
                    self.answer(call, outcome);
                }
            }
            Due::TimedOut { call } => {
                if let Some(strand) = self.open.remove(&call) {
                    self.give_up(call, Abandoned::Timeout);
                    self.failed(strand, Error::new("States.Timeout", ""));
                }
            }
            Due::Over => {
                self.stop_calls(|_| true, Abandoned::Timeout);
                self.end = Some(Ended::TimedOut);
            }
        }
    }

    fn is_alive(&self, strand: usize) -> bool {
        self.failure.is_some() == self.strands[strand].stage.is_none() && !self.scopes[self.strands[strand].scope].dead
    }

    pub(super) fn is_running(&self) -> bool {
        self.end.is_none() && self.failure.is_none()
    }

    /// Makes a call.
    pub(super) fn call(
        &mut self,
        strand: usize,
        integration: &str,
        arguments: Json,
        timeout: Option<u64>,
        purpose: Purpose,
    ) {
        let number = self.calls.len();
        let (action, pattern) = action(integration);
        let at = &self.strands[strand];
        let state = match at.stage {
            Some(stage) => {
                let suffix = stage.steps.get(at.step).map_or("", |step| &step.suffix);
                if suffix.is_empty() { stage.name.clone() } else { format!("{}/{suffix}", stage.name) }
            }
            None if purpose == Purpose::Task => "pipeline/notify".to_owned(),
            None => self.loops.get(at.step).map_or(String::new(), |at| format!("{}/for", at.each.item)),
        };
        let call = Call {
            number,
            resource: format!("arn:{}:states:::{integration}", self.pipeline.partition),
            action: action.to_owned(),
            pattern,
            purpose,
            arguments,
            results: Json::Null,
            state,
            path: self.scopes[at.scope].path.clone(),
            execution: self.options.name.clone(),
            retry: at.again.iter().sum(),
            time: self.agenda.now(),
            token: at.token.clone().filter(|_| pattern == Pattern::Token),
            timeout,
        };
        let answer = self.world.call(&call);
        self.calls.push(Made { call, outcome: None, ended: None, aborted: false });
        self.open.insert(number, strand);
        self.strands[strand].call = Some(number);
        for delivery in answer.deliveries {
            self.agenda.after(delivery.after, Due::Delivered { token: delivery.token, outcome: delivery.outcome });
        }
        if answer.outcome != Outcome::Never {
            self.agenda.after(answer.after, Due::Answered { call: number, outcome: answer.outcome });
        }
        // Behind the answer, so that one in the very last moment counts.
        if let Some(seconds) = timeout {
            self.agenda.after(seconds * 1_000, Due::TimedOut { call: number });
        }
    }

    fn answer(&mut self, call: usize, outcome: Outcome) {
        let Some(strand) = self.open.remove(&call) else { return };
        let made = &mut self.calls[call];
        made.ended = Some(self.agenda.now());
        made.outcome = Some(outcome.clone());
        let purpose = made.call.purpose;
        match (self.strands[strand].stage, outcome) {
            (Some(_), outcome) => self.answered(strand, outcome),
            (None, outcome) if purpose != Purpose::Task => self.of_loop(self.strands[strand].step, purpose, outcome),
            (None, Outcome::Failure { error, cause }) => self.failed(strand, Error { name: error, cause }),
            (None, _) => self.told(),
        }
    }

    /// Stops what a failure stops: everything, or the item of a `for` over objects.
    pub(super) fn stop(&mut self, scope: usize, failure: Failure) {
        let mut around = Some(scope);
        while let Some(scope) = around {
            let number = self.scopes[scope].item_of;
            if let Some(number) = number
                && let Items::Objects { tolerate, .. } = &self.loops[number].each.items
            {
                let tolerate = *tolerate;
                self.stop_scope(scope);
                let at = &mut self.loops[number];
                at.failed += 1;
                at.running -= 1;
                #[expect(clippy::cast_precision_loss, reason = "numbers of items")]
                let too_many = at.failed as f64 > (tolerate * at.items.len() as f64 / 100.0).floor();
                if too_many {
                    let (scope, item) = (at.scope, at.each.item.clone());
                    let why = "The specified tolerated failure threshold was exceeded";
                    return self.fail(scope, item, &Error::new("States.ExceedToleratedFailureThreshold", why));
                }
                self.tolerated.push(failure);
                self.fill(number);
                return self.start_all();
            }
            around = self.scopes[scope].parent;
        }
        self.stop_calls(|_| true, Abandoned::Sibling);
        self.scopes.iter_mut().for_each(|scope| scope.dead = true);
        self.failure = Some(failure);
        // The telling is no part of any item.
        self.scopes.push(Scope::default());
        let scope = self.scopes.len() - 1;
        let entered = self.agenda.now();
        self.strands.push(Strand {
            scope,
            stage: None,
            step: usize::MAX,
            input: Json::Null,
            again: Vec::new(),
            entered,
            token: None,
            call: None,
        });
        self.tell(self.strands.len() - 1);
    }

    fn stop_scope(&mut self, top: usize) {
        let inside: Vec<usize> = (0..self.scopes.len()).filter(|scope| self.is_inside(*scope, top)).collect();
        self.stop_calls(|scope| inside.contains(&scope), Abandoned::Sibling);
        inside.into_iter().for_each(|scope| self.scopes[scope].dead = true);
    }

    fn is_inside(&self, scope: usize, top: usize) -> bool {
        scope == top || self.scopes[scope].parent.is_some_and(|parent| self.is_inside(parent, top))
    }

    fn stop_calls(&mut self, is_over: impl Fn(usize) -> bool, why: Abandoned) {
        let over = self.open.iter().filter(|(_, strand)| is_over(self.strands[**strand].scope));
        let over: Vec<usize> = over.map(|(call, _)| *call).collect();
        for call in over {
            self.open.remove(&call);
            self.give_up(call, why);
        }
    }

    fn give_up(&mut self, call: usize, why: Abandoned) {
        let now = self.agenda.now();
        let made = &mut self.calls[call];
        made.aborted = true;
        made.ended = Some(now);
        self.world.abort(&made.call, now, why);
    }

    /// Tells of the failure.
    fn tell(&mut self, strand: usize) {
        let Some((to, failure)) = self.pipeline.notify.as_ref().zip(self.failure.clone()) else { return self.told() };
        match self.message(to, &failure) {
            Ok((integration, request)) => self.call(strand, integration, request, Some(60), Purpose::Task),
            Err(_) => self.told(),
        }
    }

    pub(super) fn told(&mut self) {
        self.end = self.failure.take().map(Ended::Failed);
    }

    pub(super) fn succeed(&mut self) {
        if self.is_running() {
            self.end = Some(Ended::Succeeded);
        }
    }

    /// The ARN of the execution.
    pub(super) fn execution_id(&self) -> String {
        let Options { region, account, machine, name, .. } = self.options;
        format!("arn:aws:states:{region}:{account}:execution:{machine}:{name}")
    }

    /// Legal in every name: the execution's name where that is short and legal, else its beginning and its hash.
    fn short_name(&self) -> String {
        let name = &self.options.name;
        let words: Vec<String> = name
            .to_lowercase()
            .split(|letter: char| !letter.is_ascii_lowercase() && !letter.is_ascii_digit())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let clean = words.join("-");
        if clean == *name && clean.len() <= 24 {
            return clean;
        }
        let given = Json::String(name.clone());
        let hash = self.jsonata("$hash($name, \"SHA-256\")", &[("name", &given)]).ok().flatten();
        let hash: String = hash.as_ref().and_then(Json::as_str).unwrap_or_default().chars().take(8).collect();
        format!("r{}-{hash}", clean.chars().take(14).collect::<String>())
    }

    pub(super) fn named(&self, scope: usize, name: &str) -> Option<Json> {
        let at = self.scopes.get(scope)?;
        let outer = || at.parent.map_or_else(|| self.params.get(name).cloned(), |parent| self.named(parent, name));
        at.items.get(name).cloned().or_else(outer)
    }

    pub(super) fn output(&self, scope: usize, stage: &str) -> Option<&Map<String, Json>> {
        let at = self.scopes.get(scope)?;
        at.outputs.get(stage).or_else(|| at.parent.and_then(|parent| self.output(parent, stage)))
    }

    pub(super) fn local(&self, scope: usize, stage: &str, name: &'static str) -> Option<Json> {
        let at = self.scopes.get(scope)?;
        let own = at.locals.get(&(stage.to_owned(), name)).cloned();
        own.or_else(|| at.parent.and_then(|parent| self.local(parent, stage, name)))
    }
}
