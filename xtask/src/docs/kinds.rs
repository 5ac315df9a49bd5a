//! A page for every kind of block.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mlc_compiler::base::Sources;
use mlc_compiler::lower::lower;
use mlc_compiler::session::{self, Options, compile};
use mlc_compiler::vocab::given;
use mlc_compiler::vocab::kinds::{ALL, Kind, Role, common};
use mlc_compiler::vocab::retry::ERROR_CLASSES;
use mlc_compiler::vocab::ty::Field;
use mlc_compiler::vocab::units;

use super::markdown::{WRITTEN, code, codes, fence, table};
use super::runs::Runs;
use super::types::{RETRY, cell, fields, record};
use crate::command::root;

/// Before the actions of a trigger.
const SENT: &str = "Requests under `triggers/`, sent once when the pipeline is deployed:";

/// Every page by file name.
pub fn pages() -> Result<BTreeMap<String, String>, String> {
    let (calls, runs) = compiled()?;
    ALL.iter()
        .map(|kind| {
            let of_kind = calls.get(kind.keyword).map(Vec::as_slice).unwrap_or_default();
            if !kind.action.is_empty() && !of_kind.iter().any(|call| call == kind.action) {
                return Err(format!("no example or program has a `{}` that makes a `{}`", kind.keyword, kind.action));
            }
            Ok((format!("{}.md", kind.keyword), page(kind, of_kind, runs.get(kind.keyword))))
        })
        .collect()
}

/// The actions that blocks of each kind send in any example or program of the tests, by keyword.
type Calls = BTreeMap<&'static str, Vec<String>>;

/// The requests of every kind, and what its stages do.
fn compiled() -> Result<(Calls, BTreeMap<&'static str, Runs>), String> {
    let mut calls = Calls::new();
    let mut runs = BTreeMap::new();
    for path in programs()? {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let sources = Sources::single(path.to_string_lossy(), text);
        let Some(program) = session::check(&sources, &Options::default()).0 else { continue };
        let compilation = compile(&sources, &Options::default());
        if !compilation.is_ok() {
            continue;
        }
        Runs::add(&mut runs, &lower(&program));
        for artifact in compilation.artifacts {
            let Some((folder, file)) = artifact.path.rsplit_once('/') else { continue };
            let mut words = file.split('.');
            let (Some(name), Some(action)) = (words.next(), words.nth_back(1)) else { continue };
            let blocks = if folder.ends_with("/jobs") { &program.stages } else { &program.triggers };
            let Some(block) = blocks.get(name) else { continue };
            let found = calls.entry(block.kind.keyword).or_default();
            if !found.iter().any(|known| known == action) {
                found.push(action.to_owned());
            }
        }
    }
    calls.values_mut().for_each(|actions| actions.sort());
    Ok((calls, runs))
}

/// Every pipeline that the project compiles, in an order of its own.
fn programs() -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = entries(&root().join("examples"))?;
    folders.retain(|path| path.is_dir());
    folders.push(root().join("compiler/tests/programs"));
    for folder in folders {
        found.extend(
            entries(&folder)?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "mlflow")),
        );
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let found = fs::read_dir(folder).map_err(told)?.map(|entry| entry.map(|entry| entry.path()).map_err(told));
    let mut found = found.collect::<Result<Vec<_>, _>>()?;
    found.sort();
    Ok(found)
}

fn page(kind: &'static Kind, calls: &[String], runs: Option<&Runs>) -> String {
    let Kind { keyword, summary, doc, .. } = kind;
    let mut text = format!("{WRITTEN}# {keyword}: {summary}\n\n{doc}\n\n");
    text += &fence("mlflow fragment", kind.example);
    text += &format!("{}\n\n## Fields\n\n{}", place(kind), fields(kind.fields));
    if kind.role == Role::Stage {
        let names = common::STAGE.iter().map(|field| field.name);
        text += &format!("It also takes what [every stage takes](stage.md): {}.\n\n", codes(names));
    }
    text += &records(kind.fields.iter().filter(|field| field.name != RETRY));
    if kind.role == Role::Test {
        text += &given();
    }
    text += &gives(kind);
    if kind.role == Role::Trigger {
        let actions: Vec<String> = calls.iter().map(|action| code(action)).collect();
        text += &format!("## What it becomes\n\n{SENT} {}.\n\n", actions.join(", "));
    }
    if let Some(runs) = runs {
        text += &runs.sections();
    }
    if kind.name_limit > 0 {
        let limit = kind.name_limit;
        text += &format!("What it creates is named after it; AWS takes at most {limit} characters.\n\n");
    }
    text.trim_end().to_owned() + "\n"
}

/// The page of what every stage takes.
pub fn stage() -> String {
    let mut text = format!("{WRITTEN}# Fields of every stage\n\n");
    text += &fields(common::STAGE);
    text += &records(common::STAGE.iter());
    text += "Classes of errors. Where no `retry` is set at all, two of them are tried again:\n\n";
    text += &classes();
    text += &fence("mlflow fragment", include_str!("stage.mlflow"));
    text += include_str!("errors.md");
    text.trim_end().to_owned() + "\n"
}

/// A section for each field that takes a record.
fn records<'f>(of: impl Iterator<Item = &'f Field>) -> String {
    let section = |field: &Field| {
        let inside = record(&field.ty)?;
        Some(format!("### {}\n\n{}{}\n\n{}", field.name, field.doc, form(field), fields(inside)))
    };
    of.filter_map(section).collect()
}

/// How several of a record are written.
fn form(field: &Field) -> &'static str {
    use mlc_compiler::vocab::ty::Ty;
    match field.ty {
        Ty::Either(_, Ty::List(_)) => " One record, or a list of them.",
        _ => "",
    }
}

fn place(kind: &Kind) -> &'static str {
    match kind.role {
        Role::Pipeline => "It stands at the top of the file, exactly once.",
        Role::Data => "It stands at the top of the file. It does not run.",
        Role::Trigger => "It stands at the top of the file. It is not part of the state machine but starts it.",
        Role::Stage => "It stands at the top of the file, or inside `when`, `for` or a `component`.",
        Role::Test => "It stands at the top of the file. It is no part of what is built.",
    }
}

fn classes() -> String {
    let rows = ERROR_CLASSES.iter().map(|class| {
        [
            code(class.name),
            class.doc.to_owned(),
            if class.by_default { "yes" } else { "no" }.to_owned(),
            class.attempts.to_string(),
            units::duration(class.interval),
            class.backoff.to_string(),
            units::duration(class.ceiling),
        ]
    });
    let head = ["class", "what happened", "by default", "attempts", "interval", "backoff", "max_interval"];
    table(head, rows)
}

/// What a test can give.
fn given() -> String {
    let mut text = include_str!("given.md").to_owned();
    let rows = given::ROWS.iter().map(|row| {
        let of = if row.kinds.is_empty() { "every stage".to_owned() } else { codes(row.kinds.iter().copied()) };
        let default = if row.field.default.is_empty() { String::new() } else { row.field.default.to_owned() };
        [code(row.field.name), cell(&row.field.ty, row.field.name), of, default, row.field.doc.to_owned()]
    });
    text += &table(["name", "takes", "of", "default", "what happens"], rows);
    text += "How long a stage takes where neither `takes` nor its `estimate` says it; assumptions to test with, no facts about anybody's jobs:\n\n";
    let of = ALL.iter().filter(|kind| kind.role == Role::Stage).map(|kind| (kind.keyword, kind.seconds));
    text += &table(["kind", "takes"], of.map(|(kind, seconds)| [code(kind), units::duration(seconds)]));
    text + include_str!("running.md")
}

/// What other stages can use.
fn gives(kind: &Kind) -> String {
    if kind.outputs.is_empty() && kind.declares.is_empty() {
        return String::new();
    }
    let mut text = "## What it gives\n\n".to_owned();
    let rows =
        kind.outputs.iter().map(|output| [code(output.name), cell(&output.ty, output.name), output.doc.to_owned()]);
    text += &table(["output", "is", "what it is"], rows);
    for word in kind.declares {
        text += match *word {
            "output" => {
                "`output name: Dataset(format)` declares a dataset that the stage writes. Formats are those of \
                 [`dataset`](dataset.md).\n\n"
            }
            _ if matches!(kind.keyword, "train" | "tune") => {
                "`metric name: Number = ...` declares a number that the job reports. See [`final`](functions.md#final) and \
                 [`pattern`](functions.md#pattern).\n\n"
            }
            _ => "`metric name: Number` declares a number that the report holds for every candidate.\n\n",
        };
    }
    text
}
