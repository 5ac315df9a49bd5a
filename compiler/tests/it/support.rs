//! Folders of `.mlflow` files as cases.

use std::path::{Path, PathBuf};

use mlc_compiler::base::Sources;
use mlc_compiler::session::{Compilation, Options, compile};

/// Every `.mlflow` file of `compiler/tests/<folder>` with its text, by name.
pub fn cases(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "mlflow"))
        .collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("text"))).collect()
}

/// One file, compiled as `mlc build` does.
pub fn compiled(text: &str, env: Option<&str>) -> Compilation {
    compile(&Sources::single("case.mlflow", text), &Options { env: env.map(str::to_owned) })
}
