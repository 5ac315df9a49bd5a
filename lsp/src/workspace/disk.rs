//! Files on disk. What is no text of a sensible size is as if it were not there: the command line says more about it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// As large as a pipeline file may be for `mlc`.
const LARGEST: u64 = 1024 * 1024;

/// More files than anybody has in a workspace; a home folder that was opened by mistake ends here.
const MOST: usize = 2_000;

/// Folders that hold what tools make.
const MADE: &[&str] = &["node_modules", "target", "build", "dist", "__pycache__"];

/// The text of a file, without byte-order mark.
pub(super) fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    let file = File::open(path).ok()?;
    // Pipes and devices may never end.
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    file.take(LARGEST + 1).read_to_string(&mut text).ok()?;
    let is_small = text.len() as u64 <= LARGEST;
    is_small.then(|| text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Whether a file is one of ours by its name.
pub(super) fn is_pipeline(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "mlflow")
}

/// Names of all pipeline files below a folder, in order. Links are not followed: they can go round in a circle.
pub(super) fn pipelines(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut left: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        let Ok(entries) = folder.read_dir() else { continue };
        for entry in entries.flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            if kind.is_dir() && !name.starts_with('.') && !MADE.contains(&name.as_ref()) {
                left.push(path);
            } else if kind.is_file() && is_pipeline(&path) && found.len() < MOST {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}
