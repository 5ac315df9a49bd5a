//! What the documents show is true: every `mlflow` fence compiles, or fails where it says so. `docs/README.md` tells the form.
//! The pages of diagnostic codes are held to more by `pages.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use mlc_compiler::base::Sources;
use mlc_compiler::diag::Severity;
use mlc_compiler::session::{Options, compile};
use mlc_compiler::vocab::kinds;

/// A fence: its first line in the document, the words behind its backticks, and its text.
struct Fence {
    line: usize,
    words: Vec<String>,
    text: String,
}

fn fences(document: &str) -> Vec<Fence> {
    let mut found: Vec<Fence> = Vec::new();
    // The backticks that opened a fence: only as many close it, so that a fence can show a fence.
    let mut open: Option<&str> = None;
    for (at, line) in document.lines().enumerate() {
        let line = line.trim_end();
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match open {
            Some(opened) if line == opened => open = None,
            Some(_) => {
                if let Some(fence) = found.last_mut() {
                    fence.text += line;
                    fence.text.push('\n');
                }
            }
            None if ticks.len() >= 3 => {
                open = Some(ticks);
                let words = line[ticks.len()..].split_whitespace().map(str::to_owned).collect();
                found.push(Fence { line: at + 2, words, text: String::new() });
            }
            None => {}
        }
    }
    found
}

/// A fragment with the lines behind it that make it whole, but for blocks of the same kind and name.
pub fn completed(fragment: &str, rest: &str) -> String {
    let heads: Vec<Vec<&str>> = fragment.lines().filter_map(head).collect();
    let kept = rest.split("\n\n").filter(|block| {
        !block.lines().next().and_then(head).is_some_and(|one| {
            // A file has one pipeline, whatever its name.
            heads.iter().any(|other| *other == one || one.first() == Some(&"pipeline") && other.first() == one.first())
        })
    });
    std::iter::once(fragment).chain(kept).collect::<Vec<_>>().join("\n\n")
}

/// `train trees`, `param month`: the first two words of a line at the left margin.
fn head(line: &str) -> Option<Vec<&str>> {
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric() && c != '_').take(2).collect();
    (words.len() == 2 && words.iter().all(|word| !word.is_empty())).then_some(words)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The last fence of `docs/README.md`.
pub fn rest() -> String {
    let text = fs::read_to_string(root().join("docs/README.md")).expect("the description of snippets");
    fences(&text).pop().expect("the lines that complete a fragment").text
}

/// Markdown of the project: beside the root, and below the folders that hold documents.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left: Vec<(PathBuf, bool)> = vec![(root(), false)];
    left.extend(["docs", "grammar", "examples"].map(|folder| (root().join(folder), true)));
    while let Some((folder, below)) = left.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of documents") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && below && !path.ends_with("docs/codes") {
                left.push((path, true));
            } else if path.extension().is_some_and(|end| end == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What is wrong with a document's fences, and how many of them there are.
fn faults(name: &str, document: &str, rest: &str) -> (Vec<String>, usize) {
    let mut faults = Vec::new();
    let mut count = 0;
    for fence in fences(document).into_iter().filter(|fence| fence.words.iter().any(|word| word.starts_with("mlflow")))
    {
        count += 1;
        let place = format!("{name}:{}", fence.line);
        let words: Vec<&str> = fence.words.iter().map(String::as_str).collect();
        let (fragment, wrong) = match words.as_slice() {
            ["mlflow"] => (false, false),
            ["mlflow", "fragment"] => (true, false),
            ["mlflow", "wrong"] => (false, true),
            ["mlflow", "fragment", "wrong"] => (true, true),
            _ => {
                faults.push(format!("{place}: `{}` is no form of a snippet", words.join(" ")));
                continue;
            }
        };
        let text = if fragment { completed(&fence.text, rest) } else { fence.text };
        let found = compile(&Sources::single(place.clone(), text), &Options::default()).diagnostics;
        let errors = found.iter().filter(|found| found.severity == Severity::Error);
        let told: Vec<String> = errors.map(|found| format!("{} {}", found.code.id, found.title)).collect();
        if told.is_empty() == wrong {
            faults.push(format!("{place}: gives {told:?}"));
        }
    }
    (faults, count)
}

#[test]
fn every_snippet_is_true() {
    let rest = rest();
    let (mut found, mut count) = (Vec::new(), 0);
    for path in documents() {
        let text = fs::read_to_string(&path).expect("a document");
        let name = path.strip_prefix(root()).expect("below the root").display().to_string();
        let (faults, fences) = faults(&name, &text, &rest);
        found.extend(faults);
        count += fences;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(count > kinds::ALL.len(), "only {count} snippets were found");
}

/// The checks above can fail, and fences are told apart.
#[test]
fn faults_of_snippets_are_seen() {
    let document = "````md\n```mlflow\nnot looked at\n```\n````\n```mlflow wrong\nx = 1\n```\n```mlflow\nx = 1\n```\n```mlflow,x\n```\n";
    let (told, count) = faults("a.md", document, "");
    assert_eq!(count, 3, "{told:?}");
    assert!(told.first().is_some_and(|fault| fault.starts_with("a.md:10: gives [\"E0211")), "{told:?}");
    assert!(told.get(1).is_some_and(|fault| fault == "a.md:13: `mlflow,x` is no form of a snippet"), "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn a_fragment_replaces_blocks_of_the_rest() {
    let rest = "pipeline example {\n}\n\nparam month: String\n\ntrain trees {\n}\n";
    assert_eq!(
        completed("train trees {\n  x\n}\n", rest),
        "train trees {\n  x\n}\n\n\npipeline example {\n}\n\nparam month: String"
    );
    assert_eq!(
        completed("pipeline other {\n}", rest),
        "pipeline other {\n}\n\nparam month: String\n\ntrain trees {\n}\n"
    );
}
