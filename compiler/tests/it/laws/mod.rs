//! The laws of the compiler: a pipeline, run as it was written, and the machine that is made of it do the same, whatever
//! passes run.

mod compare;
mod dice;
mod forms;
mod program;
mod scenario;
mod seeded;
mod told;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use compare::{Expected, differences};
use forms::FORMS;
use mlc_compiler::check::program::Program;
use mlc_compiler::ir::{Action, Next, Node, Pipeline, Step, Value};
use mlc_compiler::lower::lower;
use mlc_compiler::optimize::optimize;
use mlc_compiler::session::{Options, Passes, check, known_passes};
use mlc_compiler::sim::machine::{self, Machine};
use mlc_compiler::sim::pipeline::{self, Ended};
use mlc_compiler::target::asl::emit::emit;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use scenario::{HAPPENS, How, Stormy, Story, story};

/// A generated pipeline and what happens to it.
pub struct Case {
    pub text: String,
    pub forms: Vec<&'static str>,
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

/// Lets a stage or a condition that fails whatever happens go on; whether there was something to let.
fn go_on(pipeline: &mut Pipeline, failed: &str) -> bool {
    if let Some(stage) = pipeline.stages.get_mut(failed) {
        let nothing = Action::Set { locals: Vec::new(), next: Next::Done };
        let left = stage.steps.len() > 1 || !matches!(stage.steps[0].action, Action::Set { next: Next::Done, .. });
        stage.steps = vec![Step { suffix: String::new(), action: nothing }];
        return left;
    }
    hold(&mut pipeline.body, failed)
}

fn hold(nodes: &mut [Node], failed: &str) -> bool {
    let mut found = false;
    for node in nodes {
        let named = matches!(node, Node::When(_)) && node.name() == failed;
        if let Some(condition) = node.value_mut().filter(|_| named) {
            found |= *condition != Value::from(true);
            *condition = Value::from(true);
        }
        found |= node.bodies_mut().into_iter().any(|body| hold(body, failed));
    }
    found
}

fn options(story: &Story) -> machine::Options {
    let usual = machine::Options::default();
    let start = usual.start + story.days * 24 * 3_600_000;
    machine::Options { machine: "law".to_owned(), start, ..usual }
}

impl Case {
    /// None where two things fail of which either may be first.
    pub fn new(numbers: &[u16], happens: &[u16]) -> Result<Option<Self>, String> {
        let written = program::program(numbers);
        let options = Options { env: written.env.map(str::to_owned), ..Options::default() };
        let (program, problems) = check(&written.sources(), &options);
        let wrong: Vec<String> = problems
            .iter()
            .filter(|problem| problem.severity == mlc_compiler::diag::Severity::Error)
            .map(|problem| format!("{} {}", problem.code.id, problem.title))
            .collect();
        let text = written.text;
        let Some(program) = program.filter(|_| wrong.is_empty()) else {
            return Err(format!("a generated program is wrong: {wrong:?}\n{text}"));
        };
        let pipeline = lower(&program);
        let mut story = story(&program, &pipeline, happens);
        if written.forms.contains(&"cache") {
            story.records = recorded(&program, &pipeline, &story);
        }
        let Some((run, unfailed)) = Self::runs(&program, &pipeline, &mut story) else { return Ok(None) };
        Ok(Some(Self { text, forms: written.forms, program, pipeline, story, run, unfailed }))
    }

    /// The run and the one without its failure. Two failures would race, and which is first is not the pipeline's to say:
    /// all but the first are taken away, where that can be.
    fn runs(
        program: &Program,
        pipeline: &Pipeline,
        story: &mut Story,
    ) -> Option<(pipeline::Run, Option<pipeline::Run>)> {
        let play = |pipeline: &Pipeline, story: &Story| {
            pipeline::run(pipeline, &story.scenario.input, &mut Stormy::new(program, story), &options(story))
        };
        let run = play(pipeline, story);
        let Ended::Failed(first) = &run.ended else { return Some((run, None)) };
        let (mut goes_on, mut calm) = (pipeline.clone(), story.clone());
        loop {
            let next = play(&goes_on, &calm);
            let Ended::Failed(failure) = &next.ended else { return Some((play(pipeline, story), Some(next))) };
            let stages = [vec![failure.stage.as_str()], stages_of(&pipeline.body, &failure.stage)].concat();
            let before = format!("{calm:?}");
            calm = calm.without(&stages);
            let kept = before == format!("{calm:?}");
            let ends = kept && go_on(&mut goes_on, &failure.stage);
            if failure.stage != first.stage {
                if kept {
                    return None;
                }
                *story = story.without(&stages);
            } else if kept && !ends {
                return None;
            }
        }
    }

    /// What took place in the run.
    fn happened(&self) -> Vec<String> {
        let end = match self.run.ended {
            Ended::Succeeded => "succeeded",
            Ended::Failed(_) => "failed",
            Ended::Invalid(_) => "invalid",
            Ended::TimedOut => "timed out",
        };
        let mut what = self.story.happened(&self.program, &self.run.calls);
        what.push(format!("ends: {end}"));
        what
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
            let differences = self.judge(&document, &pipeline, passes.has("cheap-poll"));
            if !differences.is_empty() {
                found.push((name.clone(), differences, pipeline));
            }
            judged.push(document);
        }
        found
    }

    /// The run of the pipeline without the fields that are not kept any more because nothing reads them, where an answer
    /// lacks something: nobody sees that then.
    fn without_unread(&self, optimized: &Pipeline) -> Option<pipeline::Run> {
        if !self.story.troubles.iter().any(|trouble| matches!(trouble.how, How::Lacks(..))) {
            return None;
        }
        let kept =
            optimized.stages.values().flat_map(|stage| stage.keeps().into_iter().map(|field| (&stage.name, field)));
        let (kept, read): (BTreeSet<_>, _) = (kept.collect(), optimized.reads());
        let mut pipeline = self.pipeline.clone();
        for stage in pipeline.stages.values_mut() {
            for step in &mut stage.steps {
                let Action::Call(call) = &mut step.action else { continue };
                call.outputs.retain(|(field, value)| {
                    judges(value)
                        || read.contains(&(stage.name.clone(), field.clone()))
                        || kept.contains(&(&stage.name, field.as_str()))
                });
            }
        }
        let mut world = Stormy::new(&self.program, &self.story);
        Some(pipeline::run(&pipeline, &self.story.scenario.input, &mut world, &options(&self.story)))
    }

    /// How the machine of a document differs from the pipeline.
    pub fn judge(&self, document: &serde_json::Value, optimized: &Pipeline, looks: bool) -> Vec<String> {
        let machine = match Machine::read(document) {
            Ok(machine) => machine,
            Err(why) => return why,
        };
        let mut world = Stormy::new(&self.program, &self.story);
        let unread = self.without_unread(optimized);
        let run = machine.run(self.story.scenario.input.clone(), &mut world, &options(&self.story));
        let run_of = unread.as_ref().unwrap_or(&self.run);
        let expected = Expected {
            pipeline: &self.pipeline,
            optimized,
            run: run_of,
            unfailed: self.unfailed.as_ref().filter(|_| unread.is_none()),
        };
        differences(&expected, &run, looks)
    }
}

/// Whether a value is an error on purpose, now and then.
fn judges(value: &Value) -> bool {
    let mut found = false;
    value.each(&mut |value| {
        found |= matches!(value, Value::Function("error", _));
        found |= matches!(value, Value::Jsonata(text) if text.contains("$error("));
    });
    found
}

/// What the same pipeline has recorded a day ago, when nothing went wrong.
fn recorded(program: &Program, pipeline: &Pipeline, story: &Story) -> BTreeMap<String, serde_json::Value> {
    let stages: Vec<&str> = program.stages.keys().map(String::as_str).collect();
    let calm = Story { days: 0, ..story.without(&stages) };
    let mut world = Stormy::new(program, &calm);
    pipeline::run(pipeline, &calm.scenario.input, &mut world, &options(&calm));
    world.recorded
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
    (prop::collection::vec(any::<u16>(), 10..160), prop::collection::vec(any::<u16>(), 10..200))
}

/// Cases of the suite; `PROPTEST_CASES` says another number.
pub fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(500)
}

/// The suite tries the same cases every time; `PROPTEST_RNG_SEED` asks for others.
pub fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    let rng_seed = match usual.rng_seed {
        RngSeed::Random => RngSeed::Fixed(SEED),
        asked => asked,
    };
    ProptestConfig { cases: cases(), failure_persistence: None, max_shrink_iters: 200, rng_seed, ..usual }
}

const SEED: u64 = 1;

/// How often each thing occurs.
#[derive(Default)]
struct Count(BTreeMap<String, u32>);

impl Count {
    fn add(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_insert(0) += 1;
    }

    fn of(&self, what: &str) -> u32 {
        self.0.get(what).copied().unwrap_or(0)
    }
}

#[test]
fn machine_and_pipeline_do_the_same_with_and_without_each_pass() {
    let sets = pass_sets();
    let counted = RefCell::new(Count::default());
    let done = TestRunner::new(config()).run(&numbers(), |(numbers, happens)| {
        let case = Case::new(&numbers, &happens).map_err(TestCaseError::fail)?;
        let mut count = counted.borrow_mut();
        let Some(case) = case else {
            count.add("ends: either way");
            return Ok(());
        };
        case.forms.iter().collect::<BTreeSet<_>>().into_iter().for_each(|form| count.add(*form));
        case.happened().into_iter().for_each(|what| count.add(what));
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
    let count = counted.into_inner();
    count.0.iter().for_each(|(what, times)| println!("{times:>6} {what}"));
    // One in a hundred cases at least has each form, and in one of a hundred each thing happens.
    let forms =
        FORMS.iter().map(|form| form.name).chain(["fail", "when", "else", "else when", "for in a for", "cache"]);
    let rare: Vec<&str> = forms.chain(HAPPENS.iter().copied()).filter(|what| count.of(what) < cases() / 100).collect();
    assert!(rare.is_empty(), "too rare: {rare:?}");
    assert!(count.of("ends: either way") < cases() / 10, "too many race");
    assert!(count.of("ends: succeeded") > cases() / 4, "too few succeed");
    assert!(count.of("ends: failed") > cases() / 20, "too few fail");
}
