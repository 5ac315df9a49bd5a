//! The tree-sitter grammar: fresh, tested, and of one mind with the compiler's parser.

mod agreement;
mod shape;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{program, root, run, watch};
use crate::tally::Tally;
use crate::tools::{self, Tools};

/// Where the grammar is.
const FOLDER: &str = "grammar/tree-sitter";

/// What is made of it and committed, because editors build it and have no generator.
const MADE: &[&str] = &[
    "grammar.json",
    "node-types.json",
    "parser.c",
    "tree_sitter/alloc.h",
    "tree_sitter/array.h",
    "tree_sitter/parser.h",
];

/// Folders of queries: of the grammar, and of editors that name things otherwise.
const QUERIES: &[&str] =
    &["grammar/tree-sitter/queries", "editors/helix/queries/mlflow", "editors/zed/languages/mlflow"];

/// A file in which every query finds something.
const SAMPLE: &str = "grammar/tree-sitter/test/sample.mlflow";

/// The generator and the parser that was built with it.
struct Parser {
    tool: PathBuf,
    library: PathBuf,
}

impl Parser {
    /// A command of the tool; what it would keep in the user's folders goes to `target`.
    fn tool(&self, command: &str) -> Command {
        let scratch = scratch();
        let mut tool = program(&self.tool);
        tool.arg(command).env("TREE_SITTER_DIR", &scratch).env("TREE_SITTER_LIBDIR", &scratch);
        tool.env("NO_COLOR", "1");
        tool
    }

    /// A command that parses with the library.
    fn parsing(&self, command: &str) -> Command {
        let mut tool = self.tool(command);
        tool.arg("--lib-path").arg(&self.library).args(["--lang-name", "mlflow"]);
        tool
    }
}

fn scratch() -> PathBuf {
    root().join("target/tree-sitter")
}

/// All of it.
pub fn check(_: &Tools) -> Tally {
    match built() {
        Ok(parser) => {
            let mut tally = Tally::of(fresh(&parser));
            tally.add(tests(&parser));
            tally.add(queries(&parser));
            tally.add(agreement::check(&parser));
            tally
        }
        Err(problem) => Tally::failure(&problem),
    }
}

fn built() -> Result<Parser, String> {
    fs::create_dir_all(scratch()).map_err(|error| format!("{}: {error}", scratch().display()))?;
    let known = serde_json::json!({ "parser-directories": [root().join("grammar")] });
    write(&scratch().join("config.json"), &known.to_string())?;
    let parser = Parser { tool: tools::tree_sitter()?, library: scratch().join("mlflow.so") };
    run(parser.tool("build").arg("--output").arg(&parser.library).arg(root().join(FOLDER)))?;
    Ok(parser)
}

/// The parser as a library of its own, for an editor to load.
pub fn library(place: &Path) -> Result<(), String> {
    let built = built()?.library;
    fs::copy(&built, place).map(drop).map_err(|error| format!("{}: {error}", built.display()))
}

/// The committed parser is the one that is made of the grammar; `UPDATE=1` writes it.
fn fresh(parser: &Parser) -> Result<(), String> {
    let folder = scratch().join("fresh");
    tools::clear(&folder)?;
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for file in ["grammar.js", "tree-sitter.json"] {
        write(&folder.join(file), &read(&root().join(FOLDER).join(file))?)?;
    }
    // Version 14 of the format is the newest that Neovim 0.10, Helix 25.01 and Emacs 29 can read.
    run(parser.tool("generate").args(["--abi", "14"]).current_dir(&folder))?;
    let mut stale = Vec::new();
    for made in MADE {
        let (new, old) = (folder.join("src").join(made), root().join(FOLDER).join("src").join(made));
        let text = read(&new)?;
        if read(&old).is_ok_and(|old| old == text) {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            old.parent().map_or(Ok(()), fs::create_dir_all).map_err(|error| format!("{}: {error}", old.display()))?;
            write(&old, &text)?;
        } else {
            stale.push(*made);
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("{FOLDER}/src: {} stale; UPDATE=1 cargo xtask editors tree-sitter writes it", stale.join(", ")))
}

/// The grammar's own tests: trees in `test/corpus`, colours in `test/highlight`.
fn tests(parser: &Parser) -> Tally {
    let mut tally = Tally::default();
    let done = watch(parser.parsing("test").current_dir(root().join(FOLDER)), |line| {
        tally.passed += usize::from(line.contains(". ✓ "));
        tally.failed += usize::from(line.contains(". ✗ "));
    });
    if let (Err(problem), 0) = (done, tally.failed) {
        tally.add(Tally::failure(&problem));
    }
    if tally.passed + tally.failed == 0 {
        tally.add(Tally::failure("no test of the tree-sitter grammar has run"));
    }
    tally
}

/// Every query can be read, and each of its captures is found in the sample.
fn queries(parser: &Parser) -> Tally {
    let mut tally = Tally::default();
    for folder in QUERIES {
        let files = match fs::read_dir(root().join(folder)) {
            Ok(files) => files.filter_map(Result::ok).map(|file| file.path()),
            Err(error) => return Tally::failure(&format!("{folder}: {error}")),
        };
        for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "scm")) {
            tally.add(Tally::of(query(parser, &file)));
        }
    }
    tally
}

fn query(parser: &Parser, file: &Path) -> Result<(), String> {
    let told = crate::command::output(parser.parsing("query").arg(file).arg(root().join(SAMPLE)))
        .map_err(|problem| format!("{}: {problem}", file.display()))?;
    let text = read(file)?;
    let wanted = text.lines().filter(|line| !line.trim_start().starts_with(';')).flat_map(captures);
    let found = |name: &str| told.contains(&format!(" - {name},")) || told.contains(&format!("capture: {name},"));
    let missing: Vec<&str> = wanted.filter(|name| !name.starts_with('_') && !found(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("{}: nothing in {SAMPLE} is {}", file.display(), missing.join(", ")))
}

/// `keyword.repeat` of `["for" "in"] @keyword.repeat`, without what stands in a predicate.
fn captures(line: &str) -> impl Iterator<Item = &str> {
    let outside = if line.contains("(#") { "" } else { line };
    outside.split('@').skip(1).map(|rest| {
        let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || "._-".contains(letter)));
        &rest[..end.unwrap_or(rest.len())]
    })
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
