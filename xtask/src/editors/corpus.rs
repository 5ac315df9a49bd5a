//! Every `.mlflow` file of the project, told apart by whether the compiler's parser accepts it.

use std::fs;
use std::path::PathBuf;

use mlc_compiler::base::FileId;
use mlc_compiler::syntax::parse;

use crate::command::root;

/// Where such files are.
const FOLDERS: &[&str] = &["compiler", "docs", "examples", "grammar/corpus", "xtask/src"];

/// One file.
pub struct Source {
    /// From the project's root.
    pub path: PathBuf,
    /// What it holds.
    pub text: String,
    /// Whether the parser has nothing to say.
    pub accepted: bool,
}

/// All of them, in an order of their own.
pub fn sources() -> Result<Vec<Source>, String> {
    let mut left: Vec<PathBuf> = FOLDERS.iter().map(PathBuf::from).collect();
    let mut found = Vec::new();
    while let Some(folder) = left.pop() {
        let told = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(root().join(&folder)).map_err(told)? {
            let entry = entry.map_err(told)?;
            let path = folder.join(entry.file_name());
            if entry.file_type().map_err(told)?.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|ending| ending == "mlflow") {
                let bytes = fs::read(root().join(&path)).map_err(told)?;
                // One case of the command line is about a file that is no UTF-8.
                let Ok(text) = String::from_utf8(bytes) else { continue };
                let accepted = parse(FileId::default(), &text).1.is_empty();
                found.push(Source { path, text, accepted });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}
