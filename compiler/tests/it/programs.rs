//! `tests/programs`: small whole pipelines that compile without a word.

use crate::support::{cases, compiled_file};

#[test]
fn programs_compile_without_problems() {
    let cases = cases("programs");
    assert!(cases.len() >= 45, "{} files", cases.len());
    let mut wrong = Vec::new();
    for (path, text) in &cases {
        let compilation = compiled_file(path, text);
        for found in &compilation.diagnostics {
            wrong.push(format!("{}: {} {}", path.display(), found.code.id, found.title));
        }
        if compilation.artifacts.is_empty() && compilation.is_ok() {
            wrong.push(format!("{}: nothing comes out", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
