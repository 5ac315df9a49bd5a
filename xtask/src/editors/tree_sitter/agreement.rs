//! Both parsers on every file: the same shapes where the compiler accepts it, no crash where it does not.

use mlc_compiler::base::FileId;
use mlc_compiler::syntax::{ast, parse};

use super::shape::{Compiler, Editor};
use super::tree::Reader;
use super::{Parser, scratch, write};
use crate::command::{output, root};
use crate::editors::corpus::{Source, sources};
use crate::tally::Tally;

/// Files on which both have to agree, at least.
const FILES: usize = 400;

/// All of it.
pub fn check(parser: &Parser) -> Tally {
    let sources = match sources() {
        Ok(sources) => sources,
        Err(problem) => return Tally::failure(&problem),
    };
    let (accepted, others): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(|source| source.accepted);
    let mut tally = Tally::of(survives(parser, &others));
    match agree(parser, &accepted) {
        Ok(problems) => {
            tally.passed += accepted.len() - problems.len();
            problems.iter().for_each(|problem| tally.add(Tally::failure(problem)));
        }
        Err(problem) => tally.add(Tally::failure(&problem)),
    }
    if tally.passed < FILES {
        tally.add(Tally::failure(&format!("both parsers agree on {} files, at least {FILES} have to", tally.passed)));
    }
    tally
}

/// What they do not agree on.
fn agree(parser: &Parser, files: &[Source]) -> Result<Vec<String>, String> {
    let printed = output(&mut parse_all(parser, files, "accepted", &[])?)?;
    let mut reader = Reader::new(&printed);
    let mut problems = Vec::new();
    for Source { path, text, .. } in files {
        let tree = reader.tree(text).ok_or_else(|| format!("{}: tree-sitter prints no tree", path.display()))?;
        let file = ast(&parse(FileId::default(), text).0, text);
        let ours = Compiler(text).members("file", 0, &file.members);
        if let Some(difference) = ours.difference(&Editor(text).members("file", 0, &tree)) {
            problems.push(format!("{}: the compiler and tree-sitter differ: {difference}", path.display()));
        }
    }
    if reader.is_done() { Ok(problems) } else { Err("tree-sitter prints more trees than there are files".to_owned()) }
}

/// Files with mistakes are parsed too: the tool ends by itself, having parsed each of them.
fn survives(parser: &Parser, files: &[Source]) -> Result<(), String> {
    let done =
        parse_all(parser, files, "others", &["--quiet", "--stat"])?.output().map_err(|error| error.to_string())?;
    let told = String::from_utf8_lossy(&done.stdout);
    let wanted = format!("Total parses: {};", files.len());
    if done.status.code().is_some() && told.contains(&wanted) && !files.is_empty() {
        return Ok(());
    }
    Err(format!("tree-sitter on {} files with mistakes: {}, not `{wanted}`", files.len(), done.status))
}

fn parse_all(parser: &Parser, files: &[Source], list: &str, options: &[&str]) -> Result<std::process::Command, String> {
    let paths: Vec<String> = files.iter().map(|file| root().join(&file.path).display().to_string()).collect();
    let list = scratch().join(list);
    write(&list, &paths.join("\n"))?;
    let mut command = parser.parsing("parse");
    command.args(options).arg("--paths").arg(list);
    Ok(command)
}
