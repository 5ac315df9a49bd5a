//! `grammar/corpus/ok`: files that parse, with what they say beside them. `err`: files annotated with their mistakes.

use std::path::{Path, PathBuf};

use mlc_compiler::base::{FileId, SourceFile};
use mlc_compiler::syntax;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../grammar/corpus").join(name)
}

fn files(name: &str) -> Vec<(PathBuf, String)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder(name))
        .expect("the corpus is there")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "mlflow"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no files in {name}");
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("text"))).collect()
}

/// The problems of a text as `line: code`.
fn found(text: &str) -> Vec<(usize, &'static str, String)> {
    let (tree, problems) = syntax::parse(FileId(0), text);
    let spelled: String = tree.tokens().iter().map(|id| tree.text(*id, text)).collect();
    assert_eq!(spelled, text, "the tree spells the source");
    let file = SourceFile::new("x", text);
    problems.into_iter().map(|p| (file.line_column(p.primary.span.start).0, p.code.id, p.title)).collect()
}

/// `UPDATE=1 cargo test` writes the snapshots anew.
#[test]
fn accepted_files_say_what_stands_beside_them() {
    for (path, text) in files("ok") {
        assert_eq!(found(&text), [], "{}", path.display());
        let (tree, _) = syntax::parse(FileId(0), &text);
        let ast = syntax::ast(&tree, &text).print();
        let beside = path.with_extension("ast");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&beside, &ast).expect("written");
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        assert!(
            ast == expected,
            "{}\n{}",
            path.display(),
            similar::TextDiff::from_lines(&expected, &ast).unified_diff()
        );
    }
}

/// `//~ E0102` expects the code on its own line, `//~^ E0102` on the line above.
fn expected(text: &str) -> Vec<(usize, String)> {
    let mut expected = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some((_, note)) = line.split_once("//~") else { continue };
        let up = note.chars().take_while(|sign| *sign == '^').count();
        let code = note.trim_start_matches('^').split_whitespace().next().unwrap_or("");
        expected.push((index + 1 - up, code.to_owned()));
    }
    expected
}

#[test]
fn refused_files_give_the_annotated_problems_and_no_others() {
    let mut wrong = String::new();
    for (path, text) in files("err") {
        let found = found(&text);
        let told: Vec<(usize, String)> = found.iter().map(|(line, code, _)| (*line, (*code).to_owned())).collect();
        if told != expected(&text) {
            wrong += &format!("{}\n  found {found:?}\n", path.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
