//! `cargo xtask docs`: the reference of the language and what editors colour and complete without the server, written from
//! the tables that the compiler uses.

mod algorithms;
mod editors;
mod functions;
mod kinds;
mod language;
mod limits;
mod markdown;
mod passes;
mod runs;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::command::root;

/// Where the pages are.
const FOLDER: &str = "docs/reference";

/// Every page of the reference: its file name and text.
fn pages() -> Result<BTreeMap<String, String>, String> {
    let mut pages = BTreeMap::from([
        ("README.md".to_owned(), language::page()),
        ("stage.md".to_owned(), kinds::stage()),
        ("types.md".to_owned(), types::page()),
        ("functions.md".to_owned(), functions::page()),
        ("limits.md".to_owned(), limits::page()),
        ("passes.md".to_owned(), passes::page()),
        ("algorithms.md".to_owned(), algorithms::page()),
    ]);
    pages.extend(kinds::pages()?);
    Ok(pages)
}

/// Every file that is written from the tables: its path from the root and its text.
fn files() -> Result<BTreeMap<String, String>, String> {
    let pages = pages()?.into_iter().map(|(name, text)| (format!("{FOLDER}/{name}"), text));
    Ok(pages.chain(editors::files().map(|(path, text)| (path.to_owned(), text))).collect())
}

fn folder() -> PathBuf {
    root().join(FOLDER)
}

/// What there is now: of the reference all that its folder holds, of other folders only what is wanted there.
fn written(wanted: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, String> {
    let problem = |error: std::io::Error| format!("{FOLDER}: {error}");
    let mut paths: BTreeSet<String> = wanted.keys().cloned().collect();
    for entry in fs::read_dir(folder()).map_err(problem)? {
        paths.insert(format!("{FOLDER}/{}", entry.map_err(problem)?.file_name().to_string_lossy()));
    }
    let mut files = BTreeMap::new();
    for path in paths {
        match fs::read_to_string(root().join(&path)) {
            Ok(text) => drop(files.insert(path, text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{path}: {error}")),
        }
    }
    Ok(files)
}

/// Files that differ from what the tables say.
fn stale() -> Result<Vec<String>, String> {
    let wanted = files()?;
    let found = written(&wanted)?;
    let paths: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
    Ok(paths.into_iter().filter(|path| wanted.get(*path) != found.get(*path)).cloned().collect())
}

/// Writes every file, and removes what is no page any more.
pub fn write() -> Result<(), String> {
    fs::create_dir_all(folder()).map_err(|error| format!("{FOLDER}: {error}"))?;
    let files = files()?;
    for path in written(&files)?.keys().filter(|path| !files.contains_key(*path)) {
        fs::remove_file(root().join(path)).map_err(|error| format!("{path}: {error}"))?;
    }
    for (path, text) in &files {
        let file = root().join(path);
        let written = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, text));
        written.map_err(|error| format!("{path}: {error}"))?;
    }
    println!("{} files", files.len());
    Ok(())
}

/// Whether the files say what the tables say.
pub fn check() -> Result<(), String> {
    let stale = stale()?;
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("not what `cargo xtask docs` writes: {}", stale.join(", ")))
}

#[cfg(test)]
mod tests {
    #[test]
    fn links_lead_somewhere() {
        let pages = super::pages().expect("the pages");
        let mut broken = Vec::new();
        for (name, text) in &pages {
            for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = if file.is_empty() { Some(text) } else { pages.get(file) };
                let found = match target {
                    Some(page) => anchor.is_empty() || super::markdown::anchors(page).iter().any(|one| one == anchor),
                    None => super::folder().join(file).exists(),
                };
                if !found {
                    broken.push(format!("{name}: {link}"));
                }
            }
        }
        assert!(broken.is_empty(), "{broken:#?}");
    }
}
