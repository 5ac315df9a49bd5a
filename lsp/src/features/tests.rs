//! The tests of a file, and what they say.

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::diag::{Diagnostic, Severity};
use mlc_compiler::syntax::ast::{Block, Member};

use crate::snapshot::{Snapshot, View};

/// A test that stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// As declared.
    pub name: String,
    /// The whole block.
    pub span: Span,
    /// The `///` lines above.
    pub doc: Option<String>,
}

/// How a test ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// As declared.
    pub name: String,
    /// Whether everything held.
    pub passed: bool,
    /// What does not hold.
    pub message: Option<String>,
    /// Where that is expected.
    pub span: Option<Span>,
    /// The stages in the order in which they began.
    pub path: Vec<String>,
}

/// The tests of a file, in its order.
pub fn tests(view: &View) -> Vec<Test> {
    let blocks = blocks(&view.now);
    blocks
        .filter_map(|block| {
            Some(Test { name: block.name.as_ref()?.text.clone(), span: block.span, doc: block.doc.clone() })
        })
        .collect()
}

/// Runs the tests of these names, or all.
pub fn run(view: &View, names: Option<&[String]>) -> Vec<Outcome> {
    let is_wanted = |name: &str| names.is_none_or(|names| names.iter().any(|wanted| wanted == name));
    let analysis = view.now.analysis();
    if analysis.built.is_none() {
        return not_run(view, &is_wanted);
    }
    let outcome = |tested: mlc_compiler::session::Tested| {
        let problems: Vec<&Diagnostic> = tested.diagnostics.iter().collect();
        let first = problems.iter().find(|problem| problem.severity == Severity::Error).or(problems.first());
        Outcome {
            passed: tested.passed(),
            message: (!problems.is_empty())
                .then(|| problems.iter().map(|problem| said(problem)).collect::<Vec<_>>().join("\n\n")),
            span: first.and_then(|problem| here(problem)),
            name: tested.name.clone(),
            path: tested.steps.clone(),
        }
    };
    analysis.test(is_wanted).tests.into_iter().map(outcome).collect()
}

/// Tests of a file with errors say what stands in the way.
fn not_run(view: &View, is_wanted: &dyn Fn(&str) -> bool) -> Vec<Outcome> {
    let mut errors = view.now.analysis().diagnostics.iter().filter(|problem| problem.severity == Severity::Error);
    let first = errors.next();
    let message = first.map(|error| format!("the file has errors, so nothing was run: {}", said(error)));
    let outcome = |test: Test| Outcome {
        name: test.name,
        passed: false,
        message: message.clone().or_else(|| Some("the file has no pipeline to run".to_owned())),
        span: first.and_then(here),
        path: Vec::new(),
    };
    tests(view).into_iter().filter(|test| is_wanted(&test.name)).map(outcome).collect()
}

/// A problem in words, for one who has no other place to read them.
fn said(problem: &Diagnostic) -> String {
    let label = Some(&problem.primary.text).filter(|text| !text.is_empty());
    let help = problem.help.as_ref().map(|help| format!("help: {help}"));
    let lines = [Some(&problem.title), label, help.as_ref()];
    let lines = lines.into_iter().flatten().chain(&problem.notes).map(String::as_str);
    lines.collect::<Vec<_>>().join("\n")
}

fn here(problem: &Diagnostic) -> Option<Span> {
    Some(problem.primary.span).filter(|span| span.file == FileId::default())
}

fn blocks(snapshot: &Snapshot) -> impl Iterator<Item = &Block> {
    let members = snapshot.file().into_iter().flat_map(|file| &file.members);
    members.filter_map(|member| match member {
        Member::Block(block) if block.kind.text == "test" => Some(block),
        _ => None,
    })
}
