//! Every code has a page, and what the pages show is true. The form is described in `docs/codes/README.md`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use mlc_compiler::base::Sources;
use mlc_compiler::diag::{Code, Severity, codes, pages};
use mlc_compiler::session::{Options, compile};

/// Problems that no short text of one file has: what lies outside of the file, and sizes. Their pages show command lines;
/// `cli/tests/cli/pages.rs` runs them, and holds that these are the pages that have any.
const SHOWN_BY_A_COMMAND: &[Code] = &[
    codes::DEFINITION_TOO_LARGE,
    codes::TOO_MANY_EVENTS,
    codes::PAYLOAD_TOO_LARGE,
    codes::EXPECTATION_FAILED,
    codes::NOT_GIVEN,
    codes::NEVER_MET,
    codes::UNREADABLE,
    codes::UNWRITABLE,
    codes::NOT_TEXT,
    codes::TOO_LARGE,
    codes::GIVEN_TWICE,
    codes::INTERNAL,
];

/// What only AWS itself says: `cli/tests/cli/service.rs` has a server that says it, and the pages show nothing.
const SAID_BY_AWS: &[Code] = &[codes::SERVICE_REFUSED, codes::SERVICE_UNANSWERED, codes::SERVICE_WARNED];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/codes")
}

/// An example: whether it stands under `## Wrong`, its first line on the page, and the file to compile.
struct Example {
    wrong: bool,
    line: usize,
    text: String,
}

fn examples(page: &str, rest_of_fragment: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let (mut wrong, mut open, mut fragment) = (false, false, false);
    for (at, line) in page.lines().enumerate() {
        match (open, line) {
            (true, "```") => {
                open = false;
                if let Some(example) = found.last_mut().filter(|_| fragment) {
                    example.text.push('\n');
                    example.text += rest_of_fragment;
                }
            }
            (true, _) => {
                if let Some(example) = found.last_mut() {
                    example.text += line;
                    example.text.push('\n');
                }
            }
            (false, "## Wrong") => wrong = true,
            (false, "## Right") => wrong = false,
            (false, "```mlflow" | "```mlflow fragment") => {
                (open, fragment) = (true, line.ends_with("fragment"));
                found.push(Example { wrong, line: at + 2, text: String::new() });
            }
            _ => {}
        }
    }
    found
}

/// The last fence of the description is what completes a fragment.
fn rest_of_fragment() -> String {
    let text = std::fs::read_to_string(folder().join("README.md")).expect("the description of the pages");
    let (_, fence) = text.rsplit_once("\n```mlflow\n").expect("the lines that complete a fragment");
    fence.trim_end().trim_end_matches("```").to_owned()
}

/// What is wrong with a page; empty where nothing is.
fn faults(code: &Code, page: &str, rest: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if page.lines().next() != Some(&format!("# {}: {}", code.id, code.summary)) {
        faults.push(format!("{}: the first line is not `# {}: {}`", code.id, code.id, code.summary));
    }
    let titles: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
    if titles.iter().position(|title| *title == "## Wrong") > titles.iter().position(|title| *title == "## Right")
        || !titles.contains(&"## Wrong")
    {
        faults.push(format!("{}: needs `## Wrong`, then `## Right`", code.id));
    }
    let examples = examples(page, rest);
    let by_command = SHOWN_BY_A_COMMAND.contains(code);
    if by_command != page.contains("\n```console\n$ mlc ") {
        faults.push(format!(
            "{}: only codes of `SHOWN_BY_A_COMMAND` are shown by a command, and all of them are",
            code.id
        ));
    }
    if by_command || SAID_BY_AWS.contains(code) {
        if !examples.is_empty() {
            faults.push(format!("{}: has examples, but its problem cannot be shown in a file", code.id));
        }
        return faults;
    }
    for wrong in [true, false] {
        if !examples.iter().any(|example| example.wrong == wrong) {
            faults.push(format!("{}: no example of what is {}", code.id, if wrong { "wrong" } else { "right" }));
        }
    }
    for example in examples {
        let place = format!("docs/codes/{}.md:{}", code.id, example.line);
        let found = compile(&Sources::single(place.clone(), example.text), &Options::default()).diagnostics;
        let told: Vec<String> = found.iter().map(|found| format!("{} {}", found.code.id, found.title)).collect();
        let as_said = if example.wrong {
            found.first().is_some_and(|first| first.code == *code)
        } else {
            found.iter().all(|found| found.severity != Severity::Error && found.code != *code)
        };
        if !as_said {
            faults.push(format!("{place}: {} example gives {told:?}", if example.wrong { "wrong" } else { "right" }));
        }
    }
    faults
}

#[test]
fn every_page_is_true() {
    let rest = rest_of_fragment();
    let found: Vec<String> = codes::ALL
        .iter()
        .filter_map(|code| pages::find(*code).map(|page| faults(code, page, &rest)))
        .flatten()
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_code_has_a_page() {
    let missing: Vec<&str> =
        codes::ALL.iter().filter(|code| pages::find(**code).is_none()).map(|code| code.id).collect();
    assert!(missing.is_empty(), "without a page or not in `diag/pages.rs`: {missing:?}");
}

#[test]
fn every_file_is_the_page_of_a_code() {
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .expect("the folder of the pages")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name != "README.md")
        .collect();
    let listed: BTreeSet<String> =
        codes::ALL.iter().filter(|code| pages::find(**code).is_some()).map(|code| format!("{}.md", code.id)).collect();
    assert_eq!(files, listed, "files on the left, rows of `diag/pages.rs` on the right");
}

/// The checks above can fail: each fault is seen.
#[test]
fn faults_of_pages_are_seen() {
    let page = "# E0302: something else\n\n## Right\n\n```mlflow fragment\nx\n```\n";
    let told = faults(&codes::MISSING_UNIT, page, "rest\n");
    assert!(told.iter().any(|fault| fault.contains("first line")), "{told:?}");
    assert!(told.iter().any(|fault| fault.contains("needs `## Wrong`")), "{told:?}");
    assert!(told.iter().any(|fault| fault.contains("no example of what is wrong")), "{told:?}");
    let told = faults(&codes::UNREADABLE, "# E0901: the file cannot be read\n\n## Wrong\n\nx\n\n## Right\n", "rest\n");
    assert!(told.iter().any(|fault| fault.contains("shown by a command")), "{told:?}");
    let both = examples("## Wrong\n```mlflow\na\n```\n## Right\n```mlflow fragment\nb\n```\n", "rest\n");
    let texts: Vec<(bool, usize, &str)> =
        both.iter().map(|example| (example.wrong, example.line, example.text.as_str())).collect();
    assert_eq!(texts, [(true, 3, "a\n"), (false, 7, "b\n\nrest\n")]);
}
