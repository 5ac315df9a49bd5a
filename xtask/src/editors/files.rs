//! What nothing here starts: files that are read by Zed, by JetBrains IDEs and by people.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{output, program, root};
use crate::tally::Tally;
use crate::tools::Tools;

/// Where they are.
const FOLDERS: &[&str] = &["editors", "grammar"];

/// What tools make.
const MADE: &[&str] = &["node_modules", "dist", "out", ".vscode-test"];

/// JSON and TOML can be read, links in pages lead to files.
pub fn check(tools: &Tools) -> Tally {
    let mut left: Vec<PathBuf> = FOLDERS.iter().map(|folder| root().join(folder)).collect();
    let mut tally = Tally::default();
    while let Some(folder) = left.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            tally.add(Tally::failure(&format!("{}: no folder", folder.display())));
            continue;
        };
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                left.extend((!MADE.contains(&name.as_str())).then_some(path));
                continue;
            }
            match ending.as_str() {
                "json" => tally.add(Tally::of(json(&path))),
                "toml" => tally.add(Tally::of(toml(tools, &path))),
                "md" => tally.add(Tally::of(links(&path))),
                _ => {}
            }
        }
    }
    tally
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn json(path: &Path) -> Result<(), String> {
    let read = serde_json::from_str::<serde_json::Value>(&read(path)?);
    read.map(drop).map_err(|error| format!("{}: {error}", path.display()))
}

fn toml(tools: &Tools, path: &Path) -> Result<(), String> {
    let script = "import sys, tomllib; tomllib.load(open(sys.argv[1], 'rb'))";
    output(program(&tools.python).args(["-c", script]).arg(path)).map(drop)
}

fn links(path: &Path) -> Result<(), String> {
    let text = read(path)?;
    let folder = path.parent().unwrap_or(path);
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = links.map(|link| link.split('#').next().unwrap_or(link)).filter(|link| !link.contains("://"));
    let missing: Vec<&str> = files.filter(|file| !folder.join(file).exists()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("{}: no such files: {}", path.display(), missing.join(", ")))
}
