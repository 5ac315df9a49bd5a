//! Cases as files: `tests/cases/<feature>/<case>.mlflow` is what an editor shows, `<case>.out` beside it what a feature answers.
//!
//! `$0` is the cursor, `$1` where a selection ends. A line `//- name.mlflow` begins another file, all in one folder; the first is
//! the one that is asked about. `UPDATE=1` writes the answers anew: read the difference.

#![allow(dead_code, reason = "not every feature needs all of it")]

use std::fs;
use std::path::{Path, PathBuf};

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::diag::Severity;
use mlc_lsp::snapshot::{Snapshot, View};
use mlc_lsp::workspace::Workspace;

/// A feature has at least so many cases.
const FEWEST: usize = 5;

/// One case, its marks taken out of the texts.
pub struct Case {
    pub name: String,
    pub workspace: Workspace,
    /// Of the first file.
    pub view: View,
    /// Byte offset of `$0` in the first file.
    pub cursor: u32,
    /// Byte offset of `$1`, else the cursor.
    pub end: u32,
}

/// Asks a feature in every case of its folder and compares the answers. At least one case is of a file that does not compile.
pub fn cases(feature: &str, answer: impl Fn(&mut Case) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(feature);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "mlflow"))
        .collect();
    files.sort();
    assert!(files.len() >= FEWEST, "{feature} has {} cases, it should have {FEWEST}", files.len());
    let (mut broken, mut wrong) = (0, Vec::new());
    for file in files {
        let text = fs::read_to_string(&file).expect("a case");
        let mut case = case(&file, &text);
        let diagnostics = &case.view.now.analysis().diagnostics;
        broken += usize::from(diagnostics.iter().any(|problem| problem.severity == Severity::Error));
        let found = answer(&mut case);
        let beside = file.with_extension("out");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&beside, &found).expect("written");
        }
        let wanted = fs::read_to_string(&beside).unwrap_or_default();
        if wanted != found {
            wrong.push(format!("{}\n--- wanted\n{wanted}\n--- found\n{found}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(broken > 0, "{feature} has no case of a file with errors in it");
}

/// The folder that cases are in as far as the server knows.
pub const FOLDER: &str = "/case";

fn case(path: &Path, text: &str) -> Case {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut files: Vec<(String, String)> = vec![("main.mlflow".into(), String::new())];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("//- ") {
            Some(name) => files.push((name.trim().to_owned(), String::new())),
            None => files.last_mut().expect("a file").1.push_str(line),
        }
    }
    let first = &mut files.first_mut().expect("a file").1;
    let cursor = take(first, "$0");
    let end = if first.contains("$1") { take(first, "$1") } else { cursor };
    let mut workspace = Workspace::default();
    for (name, text) in files {
        workspace.open(&format!("{FOLDER}/{name}"), 1, text);
    }
    let view = workspace.view(&format!("{FOLDER}/main.mlflow")).expect("the first file");
    Case { name, workspace, view, cursor, end }
}

fn take(text: &mut String, mark: &str) -> u32 {
    let at = text.find(mark).unwrap_or_default();
    if text.get(at..).is_some_and(|rest| rest.starts_with(mark)) {
        text.replace_range(at..at + mark.len(), "");
    }
    u32::try_from(at).expect("a small file")
}

/// `main.mlflow:3:7 word`
pub fn place(snapshot: &Snapshot, span: Span) -> String {
    let file = snapshot.sources.file(span.file);
    let (line, column) = file.line_column(span.start);
    let name = file.name.rsplit('/').next().unwrap_or_default();
    let text = snapshot.text_of(span);
    let shown = text.lines().next().unwrap_or_default();
    format!("{name}:{line}:{column} {shown}{}", if text.lines().count() > 1 { " ..." } else { "" })
}

/// The first file.
pub const MAIN: FileId = FileId(0);
