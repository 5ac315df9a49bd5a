//! Parameters are judged before anything runs: by a state that comes first, or by the first call, which then fails and leads
//! to that state.

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::failure;
use crate::ir::Pipeline;
use crate::target::asl::expression::wrap;
use crate::target::asl::model::{Assign, Choice, Fail, Rule, State};
use crate::target::asl::parameters::{ANYWHERE, INPUT, problems, variables, variables_in};

/// The name of the state that says what is wrong.
pub(super) const STATE: &str = "pipeline/parameters";
const INVALID: &str = "pipeline/invalid";

/// The choice that judges the input and goes on to `first`, and the end it leads to.
pub(super) fn before(pipeline: &Pipeline, first: &str) -> IndexMap<String, State> {
    let comment = "Checks the parameters before anything runs.";
    states(choice(pipeline, comment, INPUT, first, variables(pipeline, INPUT)))
}

/// The choice that the first call leads to when an expression of its own fails: a wrong parameter, or its own failure.
pub(super) fn behind(pipeline: &Pipeline) -> IndexMap<String, State> {
    let comment = "Says which parameter kept the first stage from its start; any other failure is told.";
    let assign = variables_in(pipeline, &failure::reads(pipeline), ANYWHERE);
    states(choice(pipeline, comment, ANYWHERE, failure::first(pipeline), assign))
}

fn choice(pipeline: &Pipeline, comment: &str, input: &str, default: &str, assign: Assign) -> Choice {
    let rule = |(problem, message): (String, Json)| Rule {
        condition: wrap(&problem),
        assign: Assign::new(),
        output: Some(json!({ "problem": message })),
        next: INVALID.to_owned(),
    };
    Choice {
        comment: Some(comment.to_owned()),
        choices: problems(pipeline, input).into_iter().map(rule).collect(),
        default: default.to_owned(),
        assign,
        output: None,
    }
}

fn states(choice: Choice) -> IndexMap<String, State> {
    let fail = Fail {
        comment: None,
        error: Some("Pipeline.InvalidParameter".to_owned()),
        cause: Some(wrap("$states.input.problem")),
    };
    IndexMap::from([(STATE.to_owned(), State::Choice(choice)), (INVALID.to_owned(), State::Fail(fail))])
}
