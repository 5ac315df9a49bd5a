//! Another name for a declaration, in all files.

use std::collections::BTreeMap;

use mlc_compiler::base::{FileId, SourceFile, Sources, Span};
use mlc_compiler::check::scope::name_problem;
use mlc_compiler::diag::{Diagnostic, Severity};
use mlc_compiler::session::{Analysis, Options, Parsed};

use super::references::{Place, everywhere, same};
use crate::names::{Names, SymbolId, SymbolKind, Target};
use crate::snapshot::{Snapshot, View};

/// Words of the grammar that are no names.
const WORDS: &[&str] = &["when", "else", "for", "and", "or", "not", "true", "false", "null"];

/// The name that can be changed at `offset`.
///
/// # Errors
/// Why there is none, in a sentence.
pub fn prepare(asked: &Snapshot, offset: u32) -> Result<Span, String> {
    find(asked, offset).map(|(span, _)| span)
}

/// Every place that has to be changed to `new`, by file and place. `views` are those of all files.
///
/// # Errors
/// Why the name at `offset` cannot become `new`, in a sentence.
pub fn rename<'a>(asked: &Snapshot, offset: u32, new: &str, views: &'a [View]) -> Result<Vec<Place<'a>>, String> {
    let (_, id) = find(asked, offset)?;
    let names = asked.names();
    let Some(symbol) = names.symbol(id) else { return Err("there is no name here".to_owned()) };
    check_word(new, symbol.kind)?;
    if new == symbol.name {
        return Ok(Vec::new());
    }
    for view in views {
        if let Some(known) = same(asked, id, &view.now) {
            is_free(&view.now, known, new)?;
        }
    }
    let places = everywhere(asked, id, views);
    for view in views {
        if same(asked, id, &view.now).is_some() {
            keeps_meaning(&view.now, &places, new)?;
        }
    }
    Ok(places)
}

fn find(asked: &Snapshot, offset: u32) -> Result<(Span, SymbolId), String> {
    let names = asked.names();
    let Some(used) = names.at(FileId::default(), offset) else { return Err("there is no name here".to_owned()) };
    let word = asked.text_of(used.span);
    let id = match used.target {
        Target::Symbol(id) => names.origin(id),
        Target::Kind(_) => return Err(format!("`{word}` is a kind of block and has no other name")),
        Target::Field(_) => return Err(format!("`{word}` is a field and has no other name")),
        Target::Function(_) => return Err(format!("`{word}` is a function of the language and has no other name")),
        Target::Output(kind, _) => {
            return Err(format!("every `{}` has the output `{word}`; it has no other name", kind.keyword));
        }
        Target::Context => return Err(format!("`{word}` is given by the language and has no other name")),
    };
    match names.symbol(id) {
        Some(symbol) if symbol.kind == SymbolKind::Import => {
            Err(format!("the file that `{word}` is imported from does not declare it, so it can only be called so"))
        }
        Some(_) => Ok((used.span, id)),
        None => Err("there is no name here".to_owned()),
    }
}

fn check_word(new: &str, kind: SymbolKind) -> Result<(), String> {
    let is_letter = |character: char| character.is_ascii_alphabetic() || character == '_';
    let is_name = new.starts_with(is_letter) && new.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !is_name {
        return Err(format!("`{new}` is not a name: names have letters, digits and underscores, a letter first"));
    }
    if WORDS.contains(&new) {
        return Err(format!("`{new}` is a word of the language and cannot be a name"));
    }
    // What is only ever named behind a dot can have any name.
    let is_inner = matches!(kind, SymbolKind::Output | SymbolKind::Metric | SymbolKind::Input | SymbolKind::Env);
    match name_problem(new, true) {
        Some(problem) if !is_inner => Err(problem),
        _ => Ok(()),
    }
}

/// Whether nothing beside a declaration, or beside an import of it, has the name.
fn is_free(of: &Snapshot, id: SymbolId, new: &str) -> Result<(), String> {
    let names = of.names();
    for (_, symbol) in names.all().filter(|(other, _)| names.origin(*other) == id) {
        let mut beside = names.inside(symbol.span.file, symbol.parent);
        let taken = beside.find(|(_, other)| other.name == new && space(other.kind) == space(symbol.kind));
        if let Some((_, other)) = taken {
            return Err(format!("the name `{new}` is taken: {}", place(of, other.span)));
        }
    }
    let owner = names.symbol(id).filter(|symbol| space(symbol.kind) == Space::Outputs);
    let owner = owner.and_then(|symbol| names.symbol(symbol.parent?));
    if let Some(SymbolKind::Block(kind)) = owner.map(|owner| owner.kind)
        && kind.outputs.iter().any(|output| output.name == new)
    {
        return Err(format!("the name `{new}` is taken: every `{}` has that output", kind.keyword));
    }
    Ok(())
}

/// Names of different spaces do not get in each other's way.
#[derive(PartialEq, Eq)]
enum Space {
    Values,
    Outputs,
    Environments,
    Pipelines,
}

fn space(kind: SymbolKind) -> Space {
    match kind {
        SymbolKind::Output | SymbolKind::Metric => Space::Outputs,
        SymbolKind::Env => Space::Environments,
        SymbolKind::Pipeline => Space::Pipelines,
        _ => Space::Values,
    }
}

/// Whether every word still names what it did, and a file without errors has none afterwards.
fn keeps_meaning(before: &Snapshot, places: &[Place], new: &str) -> Result<(), String> {
    let sources = changed(before, places, new);
    let parsed = Parsed::of(&sources);
    let names = Names::of(&sources, &parsed.files);
    let old = before.names();
    let differs = old.used.iter().zip(&names.used).find(|(old, new)| match (old.target, new.target) {
        (Target::Symbol(old), Target::Symbol(new)) => old != new,
        (Target::Symbol(_), _) | (_, Target::Symbol(_)) => true,
        _ => false,
    });
    let was = differs.map(|(old, _)| old.span).or_else(|| old.used.get(names.used.len()).map(|used| used.span));
    if let Some(was) = was {
        return Err(format!("`{new}` would be taken for something else at {}", place(before, was)));
    }
    let options = Options { env: before.env.clone(), ..Options::default() };
    if first_error(&before.analysis().diagnostics).is_none() {
        let after = Analysis::of(&sources, &parsed, &options);
        if let Some(error) = first_error(&after.diagnostics) {
            return Err(format!("it could not be called `{new}`: {}", error.title));
        }
    }
    Ok(())
}

fn first_error(diagnostics: &[Diagnostic]) -> Option<&Diagnostic> {
    diagnostics.iter().find(|problem| problem.severity == Severity::Error)
}

/// The files of a snapshot with the new name.
fn changed(before: &Snapshot, places: &[Place], new: &str) -> Sources {
    let mut by_file: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for place in places {
        by_file.entry(&place.of.sources.file(place.span.file).name).or_default().push(place.span);
    }
    let mut sources = Sources::default();
    for file in before.sources.files() {
        let mut text = file.text.clone();
        for span in by_file.get(file.name.as_str()).into_iter().flatten().rev() {
            text.replace_range(span.range(), new);
        }
        sources.add(SourceFile::new(file.name.clone(), text));
    }
    sources
}

fn place(of: &Snapshot, span: Span) -> String {
    let file = of.sources.file(span.file);
    let name = file.name.rsplit('/').next().unwrap_or_default();
    format!("line {} of {name}", file.line_column(span.start).0)
}
