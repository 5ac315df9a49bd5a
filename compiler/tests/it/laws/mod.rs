//! The laws of the compiler: a pipeline, run as it was written, and the machine that is made of it do the same, whatever
//! passes run.

mod compare;
mod dice;
mod program;
mod scenario;
mod seeded;
mod told;

use std::collections::BTreeMap;

use compare::{Expected, differences};
use mlc_compiler::base::Sources;
use mlc_compiler::check::program::Program;
use mlc_compiler::ir::{Node, Pipeline};
use mlc_compiler::lower::lower;
use mlc_compiler::optimize::optimize;
use mlc_compiler::session::{Options, Passes, check, known_passes};
use mlc_compiler::sim::machine::{self, Machine};
use mlc_compiler::sim::pipeline::{self, Ended};
use mlc_compiler::target::asl::emit::emit;
use proptest::prelude::*;
use scenario::{Stormy, Story, story};

/// A generated pipeline and what happens to it.
pub struct Case {
    pub text: String,
    pub program: Program,
    pub pipeline: Pipeline,
    pub story: Story,
    pub run: pipeline::Run,
    pub unfailed: Option<pipeline::Run>,
}

/// The stages inside a `for`, by its item.
fn stages_of<'p>(nodes: &'p [Node], item: &str) -> Vec<&'p str> {
    let of = |node: &'p Node| match node {
        Node::For(each) if each.item == item => node.stages(),
        node => node.bodies().into_iter().flat_map(|body| stages_of(body, item)).collect(),
    };
    nodes.iter().flat_map(of).collect()
}

fn options() -> machine::Options {
    machine::Options { machine: "law".to_owned(), ..machine::Options::default() }
}

impl Case {
    pub fn new(numbers: &[u16], happens: &[u16]) -> Result<Self, String> {
        let text = program::program(numbers);
        let (program, problems) = check(&Sources::single("law.mlflow", text.as_str()), &Options::default());
        let wrong: Vec<String> = problems
            .iter()
            .filter(|problem| problem.severity == mlc_compiler::diag::Severity::Error)
            .map(|problem| format!("{} {}", problem.code.id, problem.title))
            .collect();
        let Some(program) = program.filter(|_| wrong.is_empty()) else {
            return Err(format!("a generated program is wrong: {wrong:?}\n{text}"));
        };
        let pipeline = lower(&program);
        let mut story = story(&program, &pipeline, happens);
        let (run, unfailed) = Self::runs(&program, &pipeline, &mut story);
        Ok(Self { text, program, pipeline, story, run, unfailed })
    }

    /// The run and the one without its failure. Two failures would race, and which is first is not the pipeline's to say:
    /// all but the first are taken away.
    fn runs(program: &Program, pipeline: &Pipeline, story: &mut Story) -> (pipeline::Run, Option<pipeline::Run>) {
        let play = |story: &Story| {
            pipeline::run(pipeline, &story.scenario.input, &mut Stormy::new(program, story), &options())
        };
        let run = play(story);
        let Ended::Failed(first) = &run.ended else { return (run, None) };
        let mut calm = story.clone();
        loop {
            let next = play(&calm);
            let Ended::Failed(failure) = &next.ended else { return (play(story), Some(next)) };
            let inside = stages_of(&pipeline.body, &failure.stage);
            let stage = |step: &str| {
                let stage = step.split('/').next().unwrap_or(step);
                stage == failure.stage || inside.contains(&stage)
            };
            let quiet = |story: &mut Story| {
                story.troubles.retain(|trouble| !stage(&trouble.step));
                if let Some(given) = story.scenario.stages.get_mut(&failure.stage) {
                    (given.rejected, given.unanswered, given.rolled_back, given.interrupted) = (false, false, false, 0);
                    given.values.shift_remove("value");
                }
            };
            let before = format!("{calm:?}");
            quiet(&mut calm);
            if failure.stage != first.stage {
                quiet(story);
            }
            if before == format!("{calm:?}") {
                return (play(story), None);
            }
        }
    }

    pub fn optimized(&self, passes: &Passes) -> Pipeline {
        let mut pipeline = self.pipeline.clone();
        optimize(&mut pipeline, |pass| passes.has(pass), |_, _| {}).expect("a graph that holds");
        pipeline
    }

    /// What differs with which passes. Passes that change nothing here make no other document.
    pub fn differences(&self, sets: &[(String, Passes)]) -> Vec<(String, Vec<String>, Pipeline)> {
        let mut judged: Vec<serde_json::Value> = Vec::new();
        let mut found = Vec::new();
        for (name, passes) in sets {
            let pipeline = self.optimized(passes);
            let document = document(&pipeline);
            if judged.contains(&document) {
                continue;
            }
            let differences = self.judge(&document, passes.has("cheap-poll"));
            if !differences.is_empty() {
                found.push((name.clone(), differences, pipeline));
            }
            judged.push(document);
        }
        found
    }

    /// How the machine of a document differs from the pipeline.
    pub fn judge(&self, document: &serde_json::Value, looks: bool) -> Vec<String> {
        let machine = match Machine::read(document) {
            Ok(machine) => machine,
            Err(why) => return why,
        };
        let mut world = Stormy::new(&self.program, &self.story);
        let run = machine.run(self.story.scenario.input.clone(), &mut world, &options());
        let expected = Expected { pipeline: &self.pipeline, run: &self.run, unfailed: self.unfailed.as_ref() };
        differences(&expected, &run, looks)
    }
}

/// The document of a graph.
pub fn document(pipeline: &Pipeline) -> serde_json::Value {
    serde_json::to_value(emit(pipeline).machine).expect("a document")
}

/// None, the usual, all, and each alone.
pub fn pass_sets() -> Vec<(String, Passes)> {
    let names: Vec<&str> = known_passes().iter().map(|pass| pass.name).collect();
    let mut sets = vec![("none".to_owned(), Passes::none()), ("usual".to_owned(), Passes::default())];
    let one = |name: &str| (name.to_owned(), Passes::parse(name).expect("a pass"));
    sets.push(("all".to_owned(), Passes::parse(&names.join(",")).expect("passes")));
    sets.extend(names.into_iter().map(one));
    sets
}

/// Rows of numbers that make a pipeline, and those that make what happens.
pub fn numbers() -> impl Strategy<Value = (Vec<u16>, Vec<u16>)> {
    (prop::collection::vec(any::<u16>(), 10..120), prop::collection::vec(any::<u16>(), 10..80))
}

/// Cases of the suite; `PROPTEST_CASES` says another number.
pub fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(500)
}

#[test]
fn machine_and_pipeline_do_the_same_with_and_without_each_pass() {
    let config = ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    };
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let sets = pass_sets();
    let counted = std::cell::RefCell::new(&mut seen);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let done = runner.run(&numbers(), |(numbers, happens)| {
        let case = Case::new(&numbers, &happens).map_err(TestCaseError::fail)?;
        let end = match case.run.ended {
            Ended::Succeeded => "succeeded",
            Ended::Failed(_) => "failed",
            Ended::Invalid(_) => "invalid",
            Ended::TimedOut => "timed out",
        };
        *counted.borrow_mut().entry(end).or_insert(0) += 1;
        if let Some((name, found, pipeline)) = case.differences(&sets).into_iter().next() {
            let found = found.join("\n");
            let text = format!("with passes {name}:\n{found}\n{}\n{:#?}\n{pipeline}", case.text, case.story);
            return Err(TestCaseError::fail(text));
        }
        Ok(())
    });
    if let Err(problem) = done {
        panic!("{problem}");
    }
    println!("{seen:?}");
    assert!(seen.get("succeeded") > Some(&(cases() / 4)), "too few succeed: {seen:?}");
    assert!(seen.get("failed") > Some(&(cases() / 20)), "too few fail: {seen:?}");
}
