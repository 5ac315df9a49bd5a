//! Every text of a document that may be an expression, with what its place allows.

use crate::base::pointer::Pointer;
use crate::target::asl::model::{Assign, Catcher, Graph, State, StateMachine, Transition};
use serde_json::Value;

/// What a place allows an expression to read, and under which condition it is evaluated.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Site {
    /// `$states.result` exists here.
    pub result: bool,
    /// `$states.errorOutput` exists here.
    pub error: bool,
    /// The `n`th rule of a `Choice`: after the rules before it did not hold.
    pub rule: Option<usize>,
    /// Evaluated only after the rule of this place (or, with no rule, every rule) was decided.
    pub decided: bool,
    /// Must be an expression.
    pub condition: bool,
}

/// A text or a member name inside a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Leaf<'a> {
    Text(&'a str),
    Member(&'a str),
}

pub(super) type Visit<'v, 'a> = dyn FnMut(&Pointer<'_>, Site, Leaf<'a>) + 'v;

/// Visits the texts of one state, without the graphs inside it.
pub(super) fn state<'a>(at: &Pointer<'_>, state: &'a State, visit: &mut Visit<'_, 'a>) {
    let plain = Site::default();
    let after = Site { result: true, ..plain };
    match state {
        State::Task(task) => {
            value(&at.key("Arguments"), plain, &task.arguments, visit);
            assign_and_output(at, after, &task.assign, task.output.as_ref(), visit);
            catchers(at, &task.catch, visit);
        }
        State::Parallel(parallel) => {
            assign_and_output(at, after, &parallel.assign, parallel.output.as_ref(), visit);
            catchers(at, &parallel.catch, visit);
        }
        State::Map(map) => {
            optional(at, "Items", plain, map.items.as_ref(), visit);
            if let Some(reader) = &map.item_reader {
                let reader_at = at.key("ItemReader");
                value(&reader_at.key("Arguments"), plain, &reader.arguments, visit);
                optional(&reader_at, "ReaderConfig", plain, reader.reader_config.as_ref(), visit);
            }
            optional(at, "ItemSelector", plain, map.item_selector.as_ref(), visit);
            optional(at, "ItemBatcher", plain, map.item_batcher.as_ref(), visit);
            optional(at, "ResultWriter", plain, map.result_writer.as_ref(), visit);
            assign_and_output(at, after, &map.assign, map.output.as_ref(), visit);
            catchers(at, &map.catch, visit);
        }
        State::Choice(choice) => {
            let choices = at.key("Choices");
            for (index, rule) in choice.choices.iter().enumerate() {
                let rule_at = choices.index(index);
                let site = Site { rule: Some(index), ..plain };
                visit(&rule_at.key("Condition"), Site { condition: true, ..site }, Leaf::Text(&rule.condition));
                let site = Site { decided: true, ..site };
                assign_and_output(&rule_at, site, &rule.assign, rule.output.as_ref(), visit);
            }
            let site = Site { decided: true, ..plain };
            assign_and_output(at, site, &choice.assign, choice.output.as_ref(), visit);
        }
        State::Wait(wait) => {
            value(&at.key("Seconds"), plain, &wait.seconds, visit);
            assign_and_output(at, plain, &wait.assign, None, visit);
        }
        State::Pass(pass) => assign_and_output(at, plain, &pass.assign, pass.output.as_ref(), visit),
        State::Succeed(succeed) => optional(at, "Output", plain, succeed.output.as_ref(), visit),
        State::Fail(fail) => {
            for (name, text) in [("Error", &fail.error), ("Cause", &fail.cause)] {
                if let Some(text) = text {
                    visit(&at.key(name), plain, Leaf::Text(text));
                }
            }
        }
    }
}

fn catchers<'a>(at: &Pointer<'_>, catchers: &'a [Catcher], visit: &mut Visit<'_, 'a>) {
    let list = at.key("Catch");
    let site = Site { error: true, ..Site::default() };
    for (index, catcher) in catchers.iter().enumerate() {
        assign_and_output(&list.index(index), site, &catcher.assign, catcher.output.as_ref(), visit);
    }
}

fn assign_and_output<'a>(
    at: &Pointer<'_>,
    site: Site,
    assign: &'a Assign,
    output: Option<&'a Value>,
    visit: &mut Visit<'_, 'a>,
) {
    let variables = at.key("Assign");
    for (name, given) in assign {
        value(&variables.key(name), site, given, visit);
    }
    optional(at, "Output", site, output, visit);
}

fn optional<'a>(at: &Pointer<'_>, name: &str, site: Site, given: Option<&'a Value>, visit: &mut Visit<'_, 'a>) {
    if let Some(given) = given {
        value(&at.key(name), site, given, visit);
    }
}

fn value<'a>(at: &Pointer<'_>, site: Site, given: &'a Value, visit: &mut Visit<'_, 'a>) {
    match given {
        Value::String(text) => visit(at, site, Leaf::Text(text)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                value(&at.index(index), site, item, visit);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let member_at = at.key(name);
                visit(&member_at, site, Leaf::Member(name));
                value(&member_at, site, member, visit);
            }
        }
        _ => {}
    }
}

/// Visits every graph of the machine, outer before inner.
pub(super) fn graphs<'a>(machine: &'a StateMachine, visit: &mut dyn FnMut(&Pointer<'_>, &'a Graph)) {
    graph(&Pointer::Root, &machine.graph, visit);
}

fn graph<'a>(at: &Pointer<'_>, here: &'a Graph, visit: &mut dyn FnMut(&Pointer<'_>, &'a Graph)) {
    visit(at, here);
    let states = at.key("States");
    for (name, state) in &here.states {
        inner(&states.key(name), state, &mut |at, inside, _| graph(at, inside, visit));
    }
}

/// The graphs inside one state: the branches of a `Parallel`, the body of a `Map`; and whether it is a distributed one.
pub(super) fn inner<'a>(at: &Pointer<'_>, state: &'a State, visit: &mut dyn FnMut(&Pointer<'_>, &'a Graph, bool)) {
    match state {
        State::Parallel(parallel) => {
            let branches = at.key("Branches");
            for (index, branch) in parallel.branches.iter().enumerate() {
                visit(&branches.index(index), branch, false);
            }
        }
        State::Map(map) => {
            visit(&at.key("ItemProcessor"), &map.item_processor.graph, map.item_processor.is_distributed());
        }
        _ => {}
    }
}

/// Where a state can go, with the member that says so; in document order.
pub(super) fn targets<'a>(at: &Pointer<'_>, state: &'a State, visit: &mut dyn FnMut(&Pointer<'_>, &'a str)) {
    if let State::Choice(choice) = state {
        let choices = at.key("Choices");
        for (index, rule) in choice.choices.iter().enumerate() {
            visit(&choices.index(index).key("Next"), &rule.next);
        }
        visit(&at.key("Default"), &choice.default);
    }
    let list = at.key("Catch");
    for (index, catcher) in state.catch().iter().enumerate() {
        visit(&list.index(index).key("Next"), &catcher.next);
    }
    if let Some(next) = state.transition().and_then(Transition::next) {
        visit(&at.key("Next"), next);
    }
}

/// Whether a graph can end in this state.
pub(super) fn ends(state: &State) -> bool {
    matches!(state, State::Fail(_)) || state.ends_well()
}
