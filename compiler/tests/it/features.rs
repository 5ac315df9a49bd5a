//! docs/features.md: every row shows its feature in a program that compiles, or says why it cannot be shown yet.
//! `UPDATE=1 cargo test -p mlc-compiler --test it features` sets the line numbers anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mlc_compiler::diag::Severity;

use crate::support::compiled_file;

/// Features that are shown, at least.
const SHOWN: usize = 40;

/// A row `| number | feature | here | where |`: the snippet between backticks and the file that has it, or none.
struct Row<'p> {
    number: &'p str,
    feature: &'p str,
    here: &'p str,
    place: &'p str,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rows(page: &str) -> Vec<Row<'_>> {
    let cells = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let split = cells.map(|line| line.split(" | ").collect::<Vec<_>>());
    let numbered = split.filter(|cells| cells.first().is_some_and(|first| first.parse::<usize>().is_ok()));
    numbered
        .map(|cells| match cells.as_slice() {
            &[number, feature, here, place] => Row { number, feature, here, place },
            _ => panic!("a row has four cells, this one not: {cells:?}"),
        })
        .collect()
}

/// The file a place leads to, below `docs/`, without its line.
fn linked(place: &str) -> Option<&str> {
    place.split_once("](../")?.1.split_once('#').map(|(file, _)| file)
}

/// A line without what only lays it out: another line beside it moves its `=`.
fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A place as it should be written: the file's name with the first line that has the snippet.
fn written(file: &str, text: &str, snippet: &str) -> Option<String> {
    let line = text.lines().position(|line| squeezed(line).contains(&squeezed(snippet)))? + 1;
    let name = Path::new(file).file_stem()?.to_str()?;
    Some(format!("[{name}:{line}](../{file}#L{line})"))
}

/// What is wrong with a row whose feature is shown, or the place as it should be written.
fn shown(row: &Row<'_>, file: &str) -> Result<String, String> {
    if !["examples/", "compiler/tests/programs/"].iter().any(|folder| file.starts_with(folder)) {
        return Err(format!("{file} is no program that the suite builds"));
    }
    let path = root().join(file);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
    let snippet = row.here.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).unwrap_or_default();
    if snippet.is_empty() {
        return Err("it shows no snippet between backticks".to_owned());
    }
    written(file, &text, snippet).ok_or(format!("{file} has no line with `{snippet}`"))
}

#[test]
fn features_are_where_the_page_says() {
    let file = root().join("docs/features.md");
    let page = std::fs::read_to_string(&file).expect("docs/features.md");
    let (mut fresh, mut wrong, mut files) = (page.clone(), Vec::new(), BTreeSet::new());
    let mut count = 0;
    for (at, row) in rows(&page).iter().enumerate() {
        let mut say = |what: String| wrong.push(format!("{} {}: {what}", row.number, row.feature));
        if row.number != (at + 1).to_string() {
            say(format!("it is row {}", at + 1));
        }
        match linked(row.place) {
            Some(file) => {
                count += 1;
                files.insert(file);
                match shown(row, file) {
                    Ok(place) => {
                        let line =
                            |place: &str| format!("| {} | {} | {} | {place} |", row.number, row.feature, row.here);
                        fresh = fresh.replace(&line(row.place), &line(&place));
                    }
                    Err(fault) => say(fault),
                }
            }
            None if row.here != "not yet" => say("neither a link to a program nor `not yet`".to_owned()),
            None if row.place.len() < 20 => say("no reason".to_owned()),
            None => {}
        }
    }
    for name in files {
        let path = root().join(name);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        // A part of another file has no pipeline and is compiled with that.
        if text.contains("pipeline ") {
            let found = compiled_file(&path, &text).diagnostics;
            let errors = found.iter().filter(|found| found.severity == Severity::Error);
            wrong.extend(errors.map(|found| format!("{name}: {} {}", found.code.id, found.title)));
        }
    }
    let tally = format!("\n{count} of {} are shown.\n", rows(&page).len());
    if !page.contains(&tally) {
        wrong.push(format!("the page does not say:{tally}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= SHOWN, "{count} features are shown, at least {SHOWN} are wanted");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, fresh).expect("written");
    } else {
        let diff = similar::TextDiff::from_lines(&page, &fresh).unified_diff().to_string();
        assert!(page == fresh, "`UPDATE=1 cargo test -p mlc-compiler --test it features` sets the lines:\n{diff}");
    }
}

/// The checks above can fail.
#[test]
fn features_that_are_not_there_are_seen() {
    let page = "| 1 | a | `train nothing_like_it {` | [x:1](../examples/churn/churn.mlflow#L1) |\n| 2 | b | `x` | [x](../docs/README.md#L1) |\n";
    let rows = rows(page);
    let told: Vec<String> =
        rows.iter().filter_map(|row| shown(row, linked(row.place).unwrap_or_default()).err()).collect();
    assert_eq!(
        told,
        [
            "examples/churn/churn.mlflow has no line with `train nothing_like_it {`",
            "docs/README.md is no program that the suite builds"
        ]
    );
}
