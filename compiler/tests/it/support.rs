//! Folders of `.mlflow` files as cases.

use std::path::{Path, PathBuf};

use mlc_compiler::base::{FileId, SourceFile, Sources};
use mlc_compiler::session::{Compilation, Options, compile, imports, join};

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

/// A file with all that it imports, compiled as `mlc build` does.
pub fn compiled_file(path: &Path, text: &str) -> Compilation {
    compile(&read_all(path, text), &Options::default())
}

/// A file with all that it imports.
pub fn read_all(path: &Path, text: &str) -> Sources {
    let name = |path: &Path| path.to_string_lossy().into_owned();
    let mut sources = Sources::single(name(path), text);
    let mut at = 0;
    while at < sources.ids().count() {
        let id = FileId(u32::try_from(at).expect("few files"));
        for import in imports(&sources, id) {
            let place = join(&sources.file(id).name, &import.path);
            if !sources.ids().any(|id| sources.file(id).name == place) {
                let text = std::fs::read_to_string(&place).expect("the imported file");
                sources.add(SourceFile::new(place, text));
            }
        }
        at += 1;
    }
    sources
}

/// One text, compiled as `mlc build` does.
pub fn compiled(text: &str, env: Option<&str>) -> Compilation {
    compile(&Sources::single("case.mlflow", text), &Options { env: env.map(str::to_owned), ..Options::default() })
}
