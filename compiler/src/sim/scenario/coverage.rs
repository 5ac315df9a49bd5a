//! Which ways through a pipeline its tests take, and which values the conditions on them read.

use std::collections::BTreeSet;

use super::given::Scenario;
use super::happened::{Happened, stage_of_visit};
use serde_json::Value as Json;

use crate::base::Span;
use crate::check::program::{self, Block, Program};
use crate::check::value::{Part, Type, Value, ValueKind};
use crate::diag::{Diagnostic, codes};
use crate::ir::{Node, Pipeline, When};
use crate::lower::constant;
use crate::sim::machine::Visit;
use crate::syntax::ast::BinaryOp;
use crate::vocab::Ty;

/// A way that a run can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Where it is written.
    pub span: Span,
    /// What it is: "`approved/when` holds".
    pub title: String,
    /// Whether some test has taken it.
    pub taken: bool,
}

/// Every way of a pipeline, none taken yet.
pub fn ways(pipeline: &Pipeline, program: &Program) -> Vec<Way> {
    let mut found = Vec::new();
    for_each(&pipeline.body, &mut |node| match node {
        Node::When(when) => {
            for side in [true, false] {
                found.push(Way { span: when.span, title: side_title(when, side), taken: false });
            }
        }
        Node::For(each) => {
            found.push(Way { span: each.span, title: format!("the `for` over `{}`", each.item), taken: false });
        }
        Node::Stage(_) | Node::Parallel(_) => {}
    });
    for block in program.stages.values() {
        for (field, word) in ANSWERS {
            if block.text(field).as_deref() == Some("go_on") {
                let title = format!("`{}` goes on after {word}", block.name.text);
                found.push(Way { span: block.place(field), title, taken: false });
            }
        }
    }
    if pipeline.notify.is_some() {
        let span = program.pipeline.place("on_failure");
        found.push(Way { span, title: ON_FAILURE.to_owned(), taken: false });
    }
    found
}

const ON_FAILURE: &str = "a failure is told to `on_failure`";

/// Fields of an `approve` that let a pipeline go on.
const ANSWERS: &[(&str, &str)] = &[("on_reject", "a no"), ("on_timeout", "no answer")];

fn side_title(when: &When, side: bool) -> String {
    let first = if side { &when.then } else { &when.otherwise };
    let to = first.first().map_or_else(
        || "nothing follows".to_owned(),
        |node| format!("to `{}`", node.stages().first().copied().unwrap_or_default()),
    );
    format!("the condition {} ({to})", if side { "holds" } else { "does not hold" })
}

fn for_each<'p>(nodes: &'p [Node], visit: &mut dyn FnMut(&'p Node)) {
    for node in nodes {
        visit(node);
        for body in node.bodies() {
            for_each(body, visit);
        }
    }
}

/// Marks what a test has taken for sure: in all the runs that it stands for.
pub fn mark<'h, 'r: 'h>(
    ways: &mut [Way],
    pipeline: &Pipeline,
    program: &Program,
    runs: impl Iterator<Item = &'h Happened<'r>>,
) {
    let common = runs.map(|happened| taken(pipeline, program, happened)).reduce(|mut all, other| {
        all.retain(|way| other.contains(way));
        all
    });
    let common = common.unwrap_or_default();
    for way in ways {
        way.taken |= common.contains(&(way.span, way.title.clone()));
    }
}

fn taken(pipeline: &Pipeline, program: &Program, happened: &Happened) -> BTreeSet<(Span, String)> {
    let mut taken: BTreeSet<(Span, String)> = BTreeSet::new();
    for_each(&pipeline.body, &mut |node| match node {
        Node::When(when) => {
            for side in [true, false] {
                if took(when, side, &happened.run.visits) {
                    taken.insert((when.span, side_title(when, side)));
                }
            }
        }
        Node::For(each) if each.body.iter().flat_map(Node::stages).any(|stage| happened.stages.contains_key(stage)) => {
            taken.insert((each.span, format!("the `for` over `{}`", each.item)));
        }
        _ => {}
    });
    for block in program.stages.values() {
        let error = happened.stages.get(block.name.text.as_str()).and_then(|stage| stage.error.as_deref());
        for (field, word) in ANSWERS {
            let is_timeout = error == Some("States.Timeout");
            if error.is_some() && is_timeout == (*field == "on_timeout") {
                taken.insert((block.place(field), format!("`{}` goes on after {word}", block.name.text)));
            }
        }
    }
    if happened.run.visits.iter().any(|visit| visit.state == "pipeline/notify") {
        taken.insert((program.pipeline.place("on_failure"), ON_FAILURE.to_owned()));
    }
    taken
}

/// Whether the condition was decided this way: a stage of this side began; or, where it has none, none of the other did.
fn took(when: &When, side: bool, visits: &[Visit]) -> bool {
    let (own, other) = if side { (&when.then, &when.otherwise) } else { (&when.otherwise, &when.then) };
    let stages = |nodes: &'_ [Node]| nodes.iter().flat_map(Node::stages).map(str::to_owned).collect::<Vec<_>>();
    let (own, other) = (stages(own), stages(other));
    let began = |stages: &[String], path: &str| {
        visits.iter().any(|visit| {
            visit.path.starts_with(path)
                && stage_of_visit(visit).is_some_and(|stage| stages.iter().any(|known| known == stage))
        })
    };
    if !own.is_empty() {
        return began(&own, "");
    }
    let state = format!("{}/when", when.name);
    visits.iter().any(|visit| visit.state == state && visit.error.is_none() && !began(&other, &visit.path))
}

/// A value that a condition on the way reads and nobody gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Unsaid {
    /// Whose.
    pub stage: String,
    /// The metric or output.
    pub output: String,
    /// What it is.
    pub ty: Type,
    /// What the condition asks whether it is equal to.
    pub compared: Vec<Json>,
    /// The condition.
    pub read: Span,
}

/// Every such value.
pub fn unsaid(program: &Program, scenario: &Scenario, happened: &Happened) -> Vec<Unsaid> {
    let mut found: Vec<Unsaid> = Vec::new();
    conditions(&program.body, &mut |when| {
        let state = format!("{}/when", when.name);
        let reached = happened.run.visits.iter().any(|visit| visit.state == state)
            || inside(when).iter().any(|stage| happened.stages.contains_key(stage.as_str()));
        if !reached {
            return;
        }
        let mut reads = Vec::new();
        outputs(&when.condition, &mut reads);
        for (stage, output, ty) in reads {
            let open = program.stages.get(&stage).is_some_and(|block| has_to_be_given(block, &output));
            let said = scenario.of_stage(&stage).is_some_and(|given| given.says(&output));
            let known = found.iter().any(|known| known.stage == stage && known.output == output);
            if open && !said && !known {
                let mut same = Vec::new();
                compared(&when.condition, (&stage, &output), program, scenario, &mut same);
                found.push(Unsaid { stage, output, ty, compared: same, read: when.span });
            }
        }
    });
    found
}

/// The problem of a case that would go one way or the other.
pub fn undecided(test: &Block, program: &Program, values: &[Unsaid]) -> Diagnostic {
    let list = |word: &dyn Fn(&Unsaid) -> String| values.iter().map(word).collect::<Vec<_>>().join(", ");
    let names = list(&|value| format!("`{}.{}`", value.stage, value.output));
    let span = test.get("given").map_or(test.header, |given| given.span);
    let title = format!(
        "{} depends on {names}, which {} not given",
        subject(test),
        if values.len() == 1 { "is" } else { "are" }
    );
    let mut found = Diagnostic::new(codes::NOT_GIVEN, span, title).label("not given here");
    let mut read: Vec<Span> = Vec::new();
    for value in values.iter().filter(|value| value.read != span) {
        if !read.contains(&value.read) {
            read.push(value.read);
            found = found.also(value.read, "read here");
        }
    }
    let mut stages: Vec<&str> = Vec::new();
    for value in values {
        if !stages.contains(&value.stage.as_str()) {
            stages.push(&value.stage);
        }
    }
    if is_made_up(test) {
        let give = list(&|value| format!("`--given {}.{}=...`", value.stage, value.output));
        return found.help(format!("add {give}"));
    }
    let give = stages.iter().map(|stage| {
        let own = values.iter().filter(|value| value.stage == *stage).map(|value| format!("{} = ...", value.output));
        format!("`{stage} = {{ {} }}`", own.collect::<Vec<_>>().join(", "))
    });
    let block = values.first().and_then(|value| program.stages.get(&value.stage));
    if let Some(block) = block.filter(|block| block.header.file == test.header.file) {
        found = found.also(block.header, "given by this stage");
    }
    found.help(format!("give {}", give.collect::<Vec<_>>().join(", ")))
}

/// How a test is called in messages; one made of a command line has no name that anybody knows.
pub fn subject(test: &Block) -> String {
    if is_made_up(test) { "the run".to_owned() } else { format!("test `{}`", test.name.text) }
}

/// No file may have two underscores in a name.
fn is_made_up(test: &Block) -> bool {
    test.name.text.contains("__")
}

/// A warning for every failure that a test gives and that nothing met.
pub fn unmet(test: &Block, scenario: &Scenario, met: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let entries = test.get("given").into_iter().flat_map(Value::entries);
    entries
        .filter(|(stage, ..)| {
            let given = scenario.of_stage(stage);
            let happens = given.is_some_and(|given| {
                given.failed.is_some() || given.interrupted > 0 || given.rejected || given.unanswered
            });
            happens && !met(stage)
        })
        .map(|(stage, span, _)| {
            let title = format!("{}: what is given of `{stage}` never took place", subject(test));
            Diagnostic::new(codes::NEVER_MET, span, title).label("the stage did not get that far")
        })
        .collect()
}

fn conditions(nodes: &[program::Node], visit: &mut dyn FnMut(&program::When)) {
    for node in nodes {
        match node {
            program::Node::Stage(_) => {}
            program::Node::For(each) => conditions(&each.body, visit),
            program::Node::When(when) => {
                visit(when);
                conditions(&when.then, visit);
                conditions(&when.otherwise, visit);
            }
        }
    }
}

/// Stages directly or indirectly inside a condition.
fn inside(when: &program::When) -> Vec<String> {
    fn collect(nodes: &[program::Node], found: &mut Vec<String>) {
        for node in nodes {
            match node {
                program::Node::Stage(name) => found.push(name.clone()),
                program::Node::For(each) => collect(&each.body, found),
                program::Node::When(when) => {
                    collect(&when.then, found);
                    collect(&when.otherwise, found);
                }
            }
        }
    }
    let mut found = Vec::new();
    collect(&when.then, &mut found);
    collect(&when.otherwise, &mut found);
    found
}

/// Numbers, and what a `call` takes out of its answer. The rest has a value that everybody would expect.
fn has_to_be_given(block: &Block, output: &str) -> bool {
    let own = || block.kind.outputs.iter().any(|row| row.name == output && row.ty == Ty::Number);
    let declared = || block.outputs.get(output).is_some_and(|output| !matches!(output.ty, Type::Dataset(_)));
    block.metrics.contains_key(output) || declared() || own()
}

/// Constants and parameters that an output is asked to be equal to, or not to be.
fn compared(value: &Value, of: (&str, &str), program: &Program, scenario: &Scenario, found: &mut Vec<Json>) {
    match &value.kind {
        ValueKind::Unary(_, operand) => compared(operand, of, program, scenario, found),
        ValueKind::Binary(op, left, right) => {
            compared(left, of, program, scenario, found);
            compared(right, of, program, scenario, found);
            for (one, other) in [(left, right), (right, left)] {
                let is_it =
                    matches!(&one.kind, ValueKind::Output(stage, output, _) if (stage.as_str(), output.as_str()) == of);
                if is_it && matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) {
                    found.extend(known(other, program, scenario));
                }
            }
        }
        _ => {}
    }
}

/// The value of a constant, or of a parameter in this case.
fn known(value: &Value, program: &Program, scenario: &Scenario) -> Option<Json> {
    match &value.kind {
        ValueKind::Param(name, _) => {
            let default = || program.params.get(name)?.default.as_ref().map(constant);
            scenario.input.get(name).cloned().or_else(default)
        }
        ValueKind::Text(_) => value.text().map(Json::String),
        ValueKind::Number(number) => Some(crate::base::json::number(*number)),
        _ => None,
    }
}

fn outputs(value: &Value, found: &mut Vec<(String, String, Type)>) {
    match &value.kind {
        ValueKind::Output(stage, output, ty) => found.push((stage.clone(), output.clone(), ty.clone())),
        ValueKind::Text(parts) => parts.iter().for_each(|part| {
            if let Part::Value(value) = part {
                outputs(value, found);
            }
        }),
        ValueKind::List(items) => items.iter().for_each(|item| outputs(item, found)),
        ValueKind::Unary(_, operand) => outputs(operand, found),
        ValueKind::Binary(_, left, right) => {
            outputs(left, found);
            outputs(right, found);
        }
        _ => {}
    }
}
