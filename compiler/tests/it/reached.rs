//! Every line of the compiler that finds a problem is reached by a mistake, and what that mistake breaks is kept by a
//! program beside it: its `//=` lines, or what the first fixes make of it. So each limit and each rule across fields has
//! one failing and one passing program, and a new check without them fails here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mlc_compiler::diag::{Applicability, Diagnostic};

use crate::mistakes::right;
use crate::mutants::apply;
use crate::support::{cases, compiled};
use crate::tidy::rust::{Token, tokens};

/// A file from the root with forward slashes, and a line in it.
type Place = (String, usize);

/// Where checks are.
const FOLDERS: &[&str] = &["check/rules", "lower", "session"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The functions of a file that stand for their caller, and the tokens outside of them.
fn without_helpers(tokens: &[Token]) -> (Vec<&Token>, BTreeSet<&str>) {
    let (mut outside, mut names, mut index) = (Vec::new(), BTreeSet::new(), 0);
    while let Some(token) = tokens.get(index) {
        index += 1;
        if token.text != "track_caller" {
            outside.push(token);
            continue;
        }
        let rest = &tokens[index..];
        let name = rest.iter().position(|token| token.text == "fn").and_then(|at| rest.get(at + 1)).unwrap();
        names.insert(name.text.as_str());
        let mut depth = 0;
        for token in rest {
            index += 1;
            match token.text.as_str() {
                "{" => depth += 1,
                "}" if depth == 1 => break,
                "}" => depth -= 1,
                _ => {}
            }
        }
    }
    (outside, names)
}

/// Every line that makes a problem.
fn sites() -> BTreeSet<Place> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    FOLDERS.iter().for_each(|folder| sources(&source.join(folder), &mut files));
    let mut found = BTreeSet::new();
    for path in files {
        let all = tokens(&fs::read_to_string(&path).unwrap());
        let (outside, mut helpers) = without_helpers(&all);
        helpers.extend(["at", "missing", "missing_all", "stray"]);
        let name = format!("src/{}", path.strip_prefix(&source).unwrap().to_string_lossy().replace('\\', "/"));
        let text = |index: usize| outside.get(index).map_or("", |token| token.text.as_str());
        for (index, token) in outside.iter().enumerate() {
            let before = if index == 0 { "" } else { text(index - 1) };
            let is_new = token.text == "Diagnostic" && text(index + 1) == "::" && text(index + 2) == "new";
            // A mistake of our own has no program that makes it.
            let is_new = is_new && text(index + 6) != "INTERNAL";
            let is_helper = helpers.contains(token.text.as_str())
                && text(index + 1) == "("
                && ["codes", "block", "field", "name", "second"].contains(&text(index + 2))
                    | (token.text == "too_long")
                && !["fn", ".", "::"].contains(&before);
            if is_new || is_helper {
                found.insert((name.clone(), token.line));
            }
        }
    }
    found
}

fn place(found: &Diagnostic) -> Place {
    let file = found.origin.file().replace('\\', "/");
    let from_source = file.find("src/").map_or(file.as_str(), |at| &file[at..]);
    (from_source.to_owned(), found.origin.line() as usize)
}

/// What the first fixes make of a file, where that is whole.
fn mended(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..12 {
        let problems = compiled(&text, None).diagnostics;
        let Some(first) = problems.first() else { return Some(text) };
        let fix = first.fixes.first().filter(|fix| fix.applicability != Applicability::Placeholder)?;
        text = apply(&text, fix);
    }
    None
}

#[test]
fn every_check_has_a_mistake_and_a_program_that_keeps_it() {
    let sites = sites();
    assert!(sites.len() > 150, "{} lines", sites.len());
    let mut reached: BTreeMap<Place, (bool, Vec<String>)> = BTreeMap::new();
    for (path, text) in cases("mistakes") {
        let problems = compiled(&text, None).diagnostics;
        let kept = right(&text).or_else(|| mended(&text)).is_some();
        for problem in problems {
            let entry = reached.entry(place(&problem)).or_default();
            entry.0 |= kept;
            entry.1.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    let mut faults = Vec::new();
    for site in &sites {
        let (file, line) = site;
        match reached.get(site) {
            None => faults.push(format!("{file}:{line}: no mistake reaches this")),
            Some((false, files)) => faults.push(format!("{file}:{line}: nothing shows how it is right: {files:?}")),
            Some(_) => {}
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), sites.len(), faults.join("\n"));
}
