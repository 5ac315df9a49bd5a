//! `cargo xtask docs`: the reference of the language, written from the tables that the compiler uses.

mod algorithms;
mod functions;
mod kinds;
mod language;
mod limits;
mod markdown;
mod passes;
mod runs;
mod types;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::command::root;

/// Where the pages are.
const FOLDER: &str = "docs/reference";

/// Every page: its file name and text.
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

fn folder() -> PathBuf {
    root().join(FOLDER)
}

/// What the folder holds now.
fn written() -> Result<BTreeMap<String, String>, String> {
    let problem = |error: std::io::Error| format!("{FOLDER}: {error}");
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder()).map_err(problem)? {
        let path = entry.map_err(problem)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.insert(name, fs::read_to_string(&path).map_err(problem)?);
    }
    Ok(files)
}

/// Files that differ from what the tables say.
fn stale() -> Result<Vec<String>, String> {
    let (wanted, found) = (pages()?, written()?);
    let names = wanted.keys().chain(found.keys().filter(|name| !wanted.contains_key(*name)));
    Ok(names.filter(|name| wanted.get(*name) != found.get(*name)).map(|name| format!("{FOLDER}/{name}")).collect())
}

/// Writes every page, and removes what is no page any more.
pub fn write() -> Result<(), String> {
    let problem = |error: std::io::Error| format!("{FOLDER}: {error}");
    fs::create_dir_all(folder()).map_err(problem)?;
    let pages = pages()?;
    for name in written()?.keys().filter(|name| !pages.contains_key(*name)) {
        fs::remove_file(folder().join(name)).map_err(problem)?;
    }
    for (name, text) in &pages {
        fs::write(folder().join(name), text).map_err(problem)?;
    }
    println!("{} pages in {FOLDER}", pages.len());
    Ok(())
}

/// Whether the pages say what the tables say.
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
