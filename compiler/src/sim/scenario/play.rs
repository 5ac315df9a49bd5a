//! A scenario played out. A value that a condition reads and nobody gives may be anything: the machine is run with it at
//! either end, and with what it is compared to, and whoever asks sees all the ways it can go.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::Cloud;
use super::coverage::{Unsaid, unsaid};
use super::given::Scenario;
use super::happened::Happened;
use crate::check::program::Program;
use crate::check::value::Type;
use crate::sim::machine::{Machine, Options, Run};

/// Values nobody gives that are tried at both ends; each doubles the runs.
const MOST: usize = 6;

/// Runs of one scenario. Beyond, only the first of the values is tried.
const MOST_RUNS: usize = 64;

/// One way it can go.
#[derive(Debug)]
pub struct Way {
    /// The run.
    pub run: Run,
    /// Values that were made up for it, and had to be.
    pub made_up: Vec<(Unsaid, Json)>,
    /// Stages whose given failure took place.
    pub met: BTreeSet<String>,
}

/// Every way it can go; at least one.
pub fn play(program: &Program, machine: &Machine, options: &Options, scenario: &Scenario) -> Vec<Way> {
    let mut ways = Vec::new();
    go_on(program, machine, options, scenario, Vec::new(), &mut ways);
    ways
}

fn go_on(
    program: &Program,
    machine: &Machine,
    options: &Options,
    scenario: &Scenario,
    made_up: Vec<(Unsaid, Json)>,
    ways: &mut Vec<Way>,
) {
    let mut cloud = Cloud::new(program, scenario);
    let run = machine.run(scenario.input.clone(), &mut cloud, options);
    let open = unsaid(program, scenario, &Happened::of(&run)).into_iter().next();
    match open.filter(|_| made_up.len() < MOST) {
        None => ways.push(Way { run, made_up, met: cloud.all_met() }),
        Some(open) => {
            for (index, end) in ends(&open).into_iter().enumerate() {
                if index > 0 && ways.len() >= MOST_RUNS {
                    break;
                }
                let mut scenario = scenario.clone();
                let given = scenario.stages.entry(open.stage.clone()).or_default();
                given.values.insert(open.output.clone(), end.clone());
                let made_up = [made_up.as_slice(), &[(open.clone(), end)]].concat();
                go_on(program, machine, options, &scenario, made_up, ways);
            }
        }
    }
}

/// Values that stand for all others: those between which everything lies, and those that the condition asks for.
fn ends(open: &Unsaid) -> Vec<Json> {
    let ends = match open.ty {
        Type::Bool => vec![json!(true), json!(false)],
        Type::String => vec![json!("something")],
        _ => vec![json!(1e9), json!(-1e9)],
    };
    ends.into_iter().chain(open.compared.iter().cloned()).collect()
}
