//! Floor 9: the front door. Text in, problems and artifacts out; nothing is read or written here.

mod allow;
mod analysis;
mod artifacts;
mod built;
mod follow_ons;
mod judge;
mod passes;
mod render;
mod scenarios;

use crate::base::{FileId, Sources};
use crate::check::program::Program;
use crate::check::{self};
use crate::diag::{Diagnostic, Severity, Sink, codes};
use crate::fmt;
use crate::ir::Pipeline;
use crate::lower;
use crate::optimize::optimize;
use crate::plan;
use crate::resolve::{self, Resolved};
use crate::syntax::{self, ast};
use crate::target::asl::emit;
use crate::target::source_map::SourceMap;

pub use crate::resolve::{Import, join};
pub use crate::target::source_map;
pub use analysis::{Analysis, Parsed};
pub use built::{Built, Request};
pub use passes::{Known, Passes, known_passes};
pub use render::render;
pub use scenarios::{Simulation, Tested, Tests, simulate, test};

/// What a build is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// `--env`: which `env` block applies.
    pub env: Option<String>,
    /// `-O0`, `--passes`: which passes run.
    pub passes: Passes,
}

/// One file of the output directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Relative, with forward slashes: `payroll_fraud/state-machine.asl.json`.
    pub path: String,
    /// The whole content.
    pub text: String,
}

/// What a compilation gave: always problems, and artifacts where no error was among them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compilation {
    /// By place.
    pub diagnostics: Vec<Diagnostic>,
    /// In writing order; empty where there are errors.
    pub artifacts: Vec<Artifact>,
    /// From places of the state machine back to the source; empty where there are errors.
    pub map: SourceMap,
    /// Where the pipeline runs; empty where there are errors.
    pub region: String,
}

impl Compilation {
    /// Whether nothing stands in the way of writing the artifacts.
    pub fn is_ok(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }
}

/// The stages of the compiler whose value can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The lossless tree.
    Syntax,
    /// What the file says.
    Ast,
    /// Names and what they stand for.
    Resolved,
    /// Every field with its type, value and phase.
    Typed,
    /// The graph of stages with their requests.
    Ir,
    /// The graph after a pass.
    IrAfter(&'static str),
    /// The state machine.
    Asl,
}

/// Parses, checks and emits the first file (limits are judged on the output).
pub fn compile(sources: &Sources, options: &Options) -> Compilation {
    let analysis = Analysis::of(sources, &Parsed::of(sources), options);
    match analysis.built {
        Some(built) => finished(sources, built, analysis.diagnostics),
        None => Compilation { diagnostics: analysis.diagnostics, ..Compilation::default() },
    }
}

/// The artifacts of a program that was checked without errors, judged.
pub fn emit(sources: &Sources, program: &Program, options: &Options, mut sink: Sink) -> Compilation {
    match judged(program, options, &mut sink) {
        Some(built) => finished(sources, built, sink.into_sorted()),
        None => Compilation { diagnostics: sink.into_sorted(), ..Compilation::default() },
    }
}

/// What a program without errors becomes, unless that shows errors of its own.
fn judged(program: &Program, options: &Options, sink: &mut Sink) -> Option<Built> {
    lower::raw::check(program, sink);
    if sink.has_errors() {
        return None;
    }
    let built = build(program, &options.passes, sink, |_, _| {});
    judge::judge(program, &built, sink);
    (!sink.has_errors()).then_some(built)
}

fn finished(sources: &Sources, built: Built, diagnostics: Vec<Diagnostic>) -> Compilation {
    let artifacts = artifacts::artifacts(sources, &built);
    Compilation { diagnostics, artifacts, map: built.map, region: built.pipeline.region }
}

/// The checked program of the first file, where it has a pipeline, and every problem of its text and meaning.
pub fn check(sources: &Sources, options: &Options) -> (Option<Program>, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    let env = options.env.as_deref();
    let resolved = parse(sources, env, &mut sink);
    let program = check::check(&resolved, env, &mut sink);
    (program, sink.into_sorted())
}

/// The first file, laid out the one way. What cannot be parsed stays as it is.
pub fn format(sources: &Sources) -> (String, Vec<Diagnostic>) {
    let id = FileId::default();
    let text = &sources.file(id).text;
    let (tree, diagnostics) = syntax::parse(id, text);
    (fmt::format(&tree, text), diagnostics)
}

/// The value after `stage`, as text, and the problems found on the way.
pub fn dump(sources: &Sources, options: &Options, stage: Stage) -> (String, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    let id = FileId::default();
    let (tree, _) = syntax::parse(id, &sources.file(id).text);
    let resolved = parse(sources, options.env.as_deref(), &mut sink);
    let text = match stage {
        Stage::Syntax => tree.print(&sources.file(id).text),
        Stage::Ast => syntax::ast(&tree, &sources.file(id).text).print(),
        Stage::Resolved => {
            let mut unheard = Sink::default();
            let scope = check::scope::Scope::collect(&resolved, &mut unheard);
            let text = scope.to_string();
            check::check(&resolved, options.env.as_deref(), &mut sink);
            text
        }
        Stage::Typed | Stage::Ir | Stage::IrAfter(_) | Stage::Asl => {
            let program = check::check(&resolved, options.env.as_deref(), &mut sink);
            match program {
                Some(program) if stage == Stage::Typed => program.to_string(),
                Some(program) if !sink.has_errors() => {
                    let mut after = String::new();
                    let built = build(&program, &options.passes, &mut sink, |pass, pipeline| {
                        if stage == Stage::IrAfter(pass) {
                            after = pipeline.to_string();
                        }
                    });
                    match stage {
                        Stage::Ir => lower::lower(&program).to_string(),
                        Stage::IrAfter(_) => after,
                        _ => built.machine_text(),
                    }
                }
                _ => String::new(),
            }
        }
    };
    (text, sink.into_sorted())
}

fn build(program: &Program, passes: &Passes, sink: &mut Sink, seen: impl FnMut(&'static str, &Pipeline)) -> Built {
    let mut pipeline = lower::lower(program);
    if let Err(problem) = optimize(&mut pipeline, |pass| passes.has(pass), seen) {
        let title = format!("the graph of stages is wrong {problem}");
        let help = "this is a bug in mlc; please report it with the source file";
        sink.push(
            Diagnostic::new(codes::INTERNAL, program.pipeline.header, title).label("in this pipeline").help(help),
        );
    }
    let emitted = emit::emit(&pipeline);
    let map = artifacts::source_map(program, &emitted);
    Built { pipeline, emitted, map }
}

/// What the pipeline of the first file will take, where it compiles, and every problem.
pub fn plan(sources: &Sources, options: &Options) -> (Option<plan::model::Plan>, Vec<Diagnostic>) {
    let analysis = Analysis::of(sources, &Parsed::of(sources), options);
    (analysis.plan(), analysis.diagnostics)
}

/// Imports of a file, so that whoever owns the files can read them and call again with them among the sources.
pub fn imports(sources: &Sources, file: FileId) -> Vec<Import> {
    let text = &sources.file(file).text;
    // Parsing is the dearest part of a build, and most files import nothing, or in a line or two.
    let lines = import_lines(text);
    let text = lines.as_deref().unwrap_or(text);
    if text.is_empty() {
        return Vec::new();
    }
    let (tree, _) = syntax::parse(file, text);
    resolve::imports(&syntax::ast(&tree, text))
}

/// The lines of a text that import something, each in its place, where they can be told without reading the rest: they hold no
/// bracket, and no text of several lines is there that could look like one.
fn import_lines(text: &str) -> Option<String> {
    let imports = |line: &str| {
        line.match_indices("import").any(|(at, word)| {
            let before = line.get(..at).unwrap_or_default().chars().next_back();
            let behind = line.get(at + word.len()..).unwrap_or_default().chars().next();
            before.is_none_or(|c| matches!(c, ' ' | '\t' | ',' | '\u{feff}')) && matches!(behind, Some(' ' | '\t'))
        })
    };
    let mut found = String::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if imports(line) {
            found.extend(std::iter::repeat_n(' ', at - found.len()));
            found.push_str(line);
        }
        at += line.len();
    }
    let is_clear = !found.contains(['{', '}', '(', ')', '[', ']']) && (found.is_empty() || !text.contains("\"\"\""));
    is_clear.then_some(found)
}

/// Parses every file and makes one of them.
pub fn parse(sources: &Sources, env: Option<&str>, sink: &mut Sink) -> Resolved {
    let files = parse_all(sources, sink);
    resolve_all(sources, &files, env, sink)
}

fn parse_all(sources: &Sources, sink: &mut Sink) -> Vec<ast::File> {
    let parsed = Parsed::of(sources);
    parsed.diagnostics.into_iter().for_each(|problem| sink.push(problem));
    parsed.files
}

fn resolve_all(sources: &Sources, files: &[ast::File], env: Option<&str>, sink: &mut Sink) -> Resolved {
    let find = |importer: usize, path: &str| {
        let importer = sources.files().get(importer)?;
        let wanted = join(&importer.name, path);
        sources.files().iter().position(|file| file.name == wanted)
    };
    resolve::resolve(files, env, &find, sink)
}

/// Without `--env`, every environment has to be right as well: problems that only one of them has are added.
fn other_environments(sources: &Sources, files: &[ast::File], sink: &mut Sink) {
    let members = files.first().map(|file| file.members.as_slice()).unwrap_or_default();
    let envs = members.iter().filter_map(|member| match member {
        ast::Member::Block(block) if block.kind.text == "env" => block.name.as_ref(),
        _ => None,
    });
    for env in envs {
        let mut found = Sink::default();
        let resolved = resolve_all(sources, files, Some(&env.text), &mut found);
        let program = check::check(&resolved, Some(&env.text), &mut found);
        if let Some(program) = program.filter(|_| !found.has_errors()) {
            lower::raw::check(&program, &mut found);
        }
        for problem in found.into_sorted() {
            if !sink.contains_like(&problem) {
                sink.push(problem.note(format!("with `--env {}`", env.text)));
            }
        }
    }
}
