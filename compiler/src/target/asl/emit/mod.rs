//! From the graph of stages to a state machine.

mod condition;
mod each;
mod failure;
mod parameters;
pub mod states;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::expression::{jsonata, wrap};
use super::model::{Assign, Catcher, Choice, Graph, Parallel, Rule, State, StateMachine, Succeed, Transition};
use super::scopes::{At, Path, Scopes};
use crate::base::Span;
use crate::ir::{Fork, Next, Node, Pipeline, When};

/// A state machine, and what is known of its states.
#[derive(Debug)]
pub struct Emitted {
    /// The document.
    pub machine: StateMachine,
    /// Where the block stands that a state came from, by state name.
    pub spans: IndexMap<String, Span>,
    /// The stage whose main request a task sends, by state name.
    pub mains: IndexMap<String, String>,
    /// How often a wait loop can go round, by the name of its `Wait`.
    pub rounds: IndexMap<String, u64>,
}

/// The state machine of a pipeline.
pub fn emit(pipeline: &Pipeline) -> Emitted {
    let scopes = Scopes::new(pipeline);
    let mut emitter = Emitter {
        pipeline,
        scopes: &scopes,
        branches: 0,
        entry: false,
        spans: IndexMap::new(),
        mains: IndexMap::new(),
        rounds: IndexMap::new(),
    };
    let mut scope = Scope::new(Vec::new(), failure::first(pipeline).to_owned(), "pipeline".to_owned());
    let first = emitter.way(&pipeline.body, None, &mut scope);
    let rides = pipeline.guarded_by.is_some();
    let mut states = if rides { IndexMap::new() } else { parameters::before(pipeline, &first) };
    emitter.sequence(&pipeline.body, None, &mut scope);
    emitter.finish(&mut scope);
    states.extend(std::mem::take(&mut scope.states));
    if rides {
        states.extend(parameters::behind(pipeline));
    }
    // Where nothing can fail, nothing leads to the handler.
    if scope.can_fail {
        states.extend(failure::states(pipeline));
    }
    let machine = StateMachine {
        comment: pipeline.doc.clone(),
        query_language: "JSONata".to_owned(),
        graph: Graph { start_at: if rides { first } else { parameters::STATE.to_owned() }, states },
        timeout_seconds: Some(pipeline.timeout),
    };
    let Emitter { spans, mains, rounds, .. } = emitter;
    Emitted { machine, spans, mains, rounds }
}

/// The machine's root or one branch, while it is written.
struct Scope {
    path: Path,
    states: IndexMap<String, State>,
    /// Where errors go.
    failed: String,
    /// First part of the names of states that belong to the scope itself.
    name: String,
    /// Whether a state that only ends the scope is needed.
    needs_done: bool,
    /// Whether something can fail here.
    can_fail: bool,
    /// Whether errors leave it as they are: whoever gets them knows whose they are.
    is_bare: bool,
}

impl Scope {
    fn new(path: Path, failed: String, name: String) -> Self {
        Self { path, states: IndexMap::new(), failed, name, needs_done: false, can_fail: false, is_bare: false }
    }

    /// Whether this is a branch of a `Parallel`.
    fn is_branch(&self) -> bool {
        !self.path.is_empty()
    }
}

struct Emitter<'p> {
    pipeline: &'p Pipeline,
    scopes: &'p Scopes,
    /// Numbers branches in the order in which [`Scopes`] does.
    branches: usize,
    /// Whether the state that is written is the machine's first, and judges the parameters itself.
    entry: bool,
    spans: IndexMap<String, Span>,
    mains: IndexMap<String, String>,
    rounds: IndexMap<String, u64>,
}

impl<'p> Emitter<'p> {
    fn names<'s>(&'s self, scope: &'s Scope) -> At<'s> {
        At { scopes: self.scopes, path: &scope.path, entry: self.entry.then_some(self.pipeline) }
    }

    /// The name of the first state of a sequence.
    fn first_state(&self, nodes: &[Node]) -> String {
        match nodes.first() {
            Some(Node::Stage(name)) => self.pipeline.stages.get(name).map_or_else(|| name.clone(), states::first),
            Some(node) => node.name(),
            None => String::new(),
        }
    }

    /// Writes nodes one after the other; the last goes on to `next`, or ends the scope.
    fn sequence(&mut self, nodes: &'p [Node], next: Option<&str>, scope: &mut Scope) {
        for (index, node) in nodes.iter().enumerate() {
            let following = nodes.get(index + 1..).filter(|rest| !rest.is_empty()).map(|rest| self.first_state(rest));
            let next = following.as_deref().or(next);
            match node {
                Node::Stage(name) => {
                    if let Some(stage) = self.pipeline.stages.get(name) {
                        self.stage(stage, next, scope);
                    }
                }
                Node::When(when) => self.when(when, next, scope),
                Node::For(each) => self.each(each, next, scope),
                Node::Parallel(fork) => self.parallel(fork, next, scope),
            }
        }
    }

    fn when(&mut self, when: &'p When, next: Option<&str>, scope: &mut Scope) {
        let condition = wrap(&jsonata(&when.condition, &self.names(scope)));
        let rule = Rule { condition, assign: Assign::new(), output: None, next: self.way(&when.then, next, scope) };
        let default = self.way(&when.otherwise, next, scope);
        let name = format!("{}/when", when.name);
        let choices = self.unless_it_fails(when, &name, scope).into_iter().chain([rule]).collect();
        let choice = Choice { comment: when.doc.clone(), choices, default, assign: Assign::new(), output: None };
        self.spans.insert(name.clone(), when.span);
        scope.states.insert(name, State::Choice(choice));
        for branch in [&when.then, &when.otherwise] {
            self.branch_of_when(branch, next, scope);
        }
    }

    /// Where a sequence begins; where there is nothing in it, what comes after.
    fn way(&mut self, nodes: &[Node], next: Option<&str>, scope: &mut Scope) -> String {
        match next {
            _ if !nodes.is_empty() => self.first_state(nodes),
            Some(next) => next.to_owned(),
            None => self.done(scope),
        }
    }

    /// Both ways of a condition end in the same place, so a branch scope ends in a state of its own.
    fn branch_of_when(&mut self, nodes: &'p [Node], next: Option<&str>, scope: &mut Scope) {
        if !nodes.is_empty() {
            let done = (next.is_none() && scope.is_branch()).then(|| self.done(scope));
            self.sequence(nodes, next.or(done.as_deref()), scope);
        }
    }

    fn parallel(&mut self, fork: &'p Fork, next: Option<&str>, scope: &mut Scope) {
        let name = fork.name.clone();
        let mut assign = Assign::new();
        let mut output = serde_json::Map::new();
        let mut branches = Vec::new();
        let depth = scope.path.len();
        let bare = fork.branches.iter().enumerate().find_map(|(index, part)| Some((index, self.bare(part)?)));
        for (index, part) in fork.branches.iter().enumerate() {
            let owner = part.first().map_or_else(String::new, Node::name);
            let mut inner = Scope::new(scope.path.clone(), format!("{owner}/failed"), owner);
            inner.path.push(self.branches);
            inner.is_bare = bare.is_some_and(|(bare, _)| bare == index);
            self.branches += 1;
            self.sequence(part, None, &mut inner);
            self.finish(&mut inner);
            for stage in self.scopes.exports(&inner.path) {
                let result = Json::String(wrap(&format!("$states.result[{index}].{stage}")));
                let leaves = self.scopes.get(stage).is_some_and(|visibility| visibility.depth < depth);
                if !leaves || next.is_some() || self.scopes.is_read_at(stage, depth) {
                    assign.insert(self.scopes.name_at(stage, depth), result.clone());
                }
                if leaves && next.is_none() {
                    output.insert(stage.to_owned(), result);
                }
            }
            branches.push(Graph { start_at: self.first_state(part), states: inner.states });
        }
        let ends_branch = next.is_none() && scope.is_branch();
        if ends_branch {
            self.export(scope, &mut output);
        }
        let catch = vec![self.catcher(scope, bare.map_or(name.as_str(), |(_, stage)| stage))];
        let state = Parallel {
            comment: None,
            branches,
            assign,
            output: ends_branch.then_some(Json::Object(output)),
            retry: Vec::new(),
            catch,
            transition: Transition::to(next),
        };
        scope.states.insert(name, State::Parallel(state));
    }

    /// The stage of a branch that can do without an end for its errors: every other branch says whose error it hands on, so
    /// one that says nothing is this stage's.
    fn bare(&self, branch: &'p [Node]) -> Option<&'p str> {
        let [Node::Stage(name)] = branch else { return None };
        let stage = self.pipeline.stages.get(name)?;
        let nexts = || stage.steps.iter().flat_map(|step| step.action.nexts());
        nexts().all(|next| matches!(next, Next::Done | Next::Step(_))).then_some(name.as_str())
    }

    /// Adds to a branch's output what leaves it and is not there yet, from variables.
    fn export(&self, scope: &Scope, output: &mut serde_json::Map<String, Json>) {
        for stage in self.scopes.exports(&scope.path) {
            if !output.contains_key(stage) {
                let value = wrap(&format!("${}", self.scopes.name_at(stage, scope.path.len())));
                output.insert(stage.to_owned(), Json::String(value));
            }
        }
    }

    /// The name of the state that only ends the scope.
    fn done(&mut self, scope: &mut Scope) -> String {
        scope.needs_done = true;
        format!("{}/done", scope.name)
    }

    /// Adds the scope's own states: its end and, in a branch, the place where errors go.
    fn finish(&mut self, scope: &mut Scope) {
        if scope.needs_done {
            let mut output = serde_json::Map::new();
            self.export(scope, &mut output);
            let output = scope.is_branch().then_some(Json::Object(output));
            let name = format!("{}/done", scope.name);
            scope.states.insert(name, State::Succeed(Succeed { comment: None, output }));
        }
        if scope.is_branch() && scope.can_fail {
            scope.states.insert(scope.failed.clone(), State::Fail(failure::branch()));
        }
    }

    /// Sends every error to the scope's one handler, with the stage's name.
    fn catcher(&self, scope: &mut Scope, stage: &str) -> Catcher {
        scope.can_fail = true;
        Catcher {
            error_equals: vec!["States.ALL".to_owned()],
            assign: Assign::new(),
            output: Some(failure_output(stage)),
            next: scope.failed.clone(),
        }
    }
}

/// What a failure handler gets as input.
fn failure_output(stage: &str) -> Json {
    json!({ "stage": stage, "failure": "{% $states.errorOutput %}" })
}
