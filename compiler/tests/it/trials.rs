//! `test` blocks. Those of the examples hold and take every way; `tests/trials` has tests that do not hold, annotated as
//! mistakes are; and nothing that is built depends on any of them.

use std::path::{Path, PathBuf};

use mlc_compiler::base::Sources;
use mlc_compiler::diag::{Diagnostic, codes};
use mlc_compiler::session::{Options, Passes, Tests, compile, simulate, test};
use mlc_compiler::sim::machine::Status;

use crate::mistakes::differences;
use crate::support::{cases, read_all};

/// Pipelines below `examples/`, with their texts.
fn examples() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")).expect("the examples") {
        let folder = entry.expect("an entry").path();
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|ending| ending == "mlflow") {
                let text = std::fs::read_to_string(&path).expect("text");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

fn problems(tests: &Tests) -> Vec<&Diagnostic> {
    tests.diagnostics.iter().chain(tests.tests.iter().flat_map(|tested| &tested.diagnostics)).collect()
}

/// The environments that a file declares, and none.
fn environments(text: &str) -> Vec<Option<String>> {
    let named = text.lines().filter_map(|line| line.strip_prefix("env ")?.split_whitespace().next());
    [None].into_iter().chain(named.map(|name| Some(name.to_owned()))).collect()
}

#[test]
fn tests_of_the_examples_hold_and_take_every_way() {
    let examples = examples();
    assert!(examples.len() >= 11, "{} examples", examples.len());
    let mut wrong = Vec::new();
    for (path, text) in &examples {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let sources = read_all(path, text);
        for env in environments(text) {
            let options = Options { env: env.clone(), ..Options::default() };
            let tests = test(&sources, &options, None);
            if tests.tests.is_empty() {
                wrong.push(format!("{name}: no tests"));
            }
            wrong.extend(
                problems(&tests).iter().map(|found| format!("{name} {env:?}: {} {}", found.code.id, found.title)),
            );
            let missed = tests.ways.iter().filter(|way| !way.taken);
            wrong.extend(missed.map(|way| format!("{name} {env:?}: no test takes this: {}", way.title)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a test says holds for what was written, whatever the compiler makes of it.
#[test]
fn tests_of_the_examples_hold_without_passes() {
    let mut wrong = Vec::new();
    for (path, text) in &examples() {
        let options = Options { passes: Passes::none(), ..Options::default() };
        let tests = test(&read_all(path, text), &options, None);
        // Without passes nothing runs side by side, so it takes longer and is billed otherwise.
        let differs = |found: &&&Diagnostic| !found.title.contains("took") && !found.title.contains("transitions");
        wrong.extend(
            problems(&tests).iter().filter(differs).map(|found| format!("{}: {}", path.display(), found.title)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_does_not_hold_is_told() {
    let cases = cases("trials");
    assert!(cases.len() >= 5, "{} files", cases.len());
    let mut wrong = Vec::new();
    for (path, text) in &cases {
        let tests = test(&Sources::single("case.mlflow", text.as_str()), &Options::default(), None);
        let found = problems(&tests).into_iter().cloned().collect();
        wrong.extend(differences(text, found).into_iter().map(|fault| format!("{}:{fault}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_build_takes_no_notice_of_tests() {
    for (path, text) in &examples() {
        let at = text.find("\ntest ").map(|at| text[..at].trim_end_matches(|c| c != '}').len()).expect("a test");
        let with = compile(&read_all(path, text), &Options::default());
        let without = compile(&read_all(path, &text[..at]), &Options::default());
        assert!(!with.artifacts.is_empty() && with.artifacts == without.artifacts, "{}", path.display());
    }
}

/// The world answers every program as AWS would: where nothing is given, all goes well.
#[test]
fn every_program_ends_well_where_nothing_is_given() {
    let mut wrong = Vec::new();
    let mut ran = 0;
    for (path, text) in examples().into_iter().chain(cases("programs")) {
        let simulation = simulate(&read_all(&path, &text), &Options::default(), &[]);
        match &simulation.run {
            Some(run) if run.status == Status::Succeeded => ran += 1,
            Some(run) => wrong.push(format!("{}: {:?}", path.display(), run.error)),
            // A condition that could go either way.
            None if simulation.diagnostics.iter().any(|found| found.code == codes::NOT_GIVEN) => {}
            None => {
                wrong.extend(simulation.diagnostics.iter().map(|found| format!("{}: {}", path.display(), found.title)))
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran > 40, "only {ran} programs ran");
}

/// The same given twice gives the same, byte by byte; the picture has a bar for a stage, and both sets of colours.
#[test]
fn a_simulation_is_repeatable_and_has_a_picture() {
    let (path, text) =
        examples().into_iter().find(|(path, _)| path.ends_with("payroll-fraud.mlflow")).expect("payroll");
    let given = [("champion.recall", "0.95"), ("champion.auc", "0.97"), ("net.interrupted", "2"), ("month", "2026-11")];
    let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let once = || simulate(&read_all(&path, &text), &Options::default(), &given);
    let (one, other) = (once(), once());
    assert!(one.diagnostics.is_empty(), "{:#?}", one.diagnostics);
    assert_eq!((one.text(), one.svg(), one.json()), (other.text(), other.svg(), other.json()));
    assert!(one.text().contains("  net\n") && one.text().contains("succeeded"), "{}", one.text());
    let svg = one.svg();
    assert!(svg.contains(">champion</text>") && svg.contains("prefers-color-scheme: dark"), "{svg}");
    assert_eq!(one.json()["status"], "SUCCEEDED");
}
