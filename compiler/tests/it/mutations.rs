//! The mutation corpus: one token of a program that compiles is deleted, doubled, swapped with the next or misspelt;
//! what does the whole front end say?
//!
//! Three shares are printed and held: the first error is on the mutated line, it is the only one, and where it offers a
//! fix, the first one restores the source. Restoring is exact for a misspelt word; elsewhere white space may differ,
//! since nothing in the text says how wide the gap was.
//!
//! The usual run takes a fixed sample. `ALL=1` takes every mutant, `SHOW=1` prints whatever fell short.

use mlc_compiler::base::Sources;
use mlc_compiler::diag::Severity;
use mlc_compiler::session::{Options, compile};

use crate::mutants::{Report, mutants, step};

/// Programs that stand in one file, beside the examples.
const PROGRAMS: [&str; 4] = ["actions-and-approval", "automl-endpoint", "transform-tuned", "tune-grid-and-hyperband"];

fn programs() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = PROGRAMS.iter().map(|name| root.join(format!("tests/programs/{name}.mlflow"))).collect();
    for folder in std::fs::read_dir(root.join("../examples")).unwrap() {
        let Ok(files) = std::fs::read_dir(folder.unwrap().path()) else { continue };
        let files = files.map(|file| file.unwrap().path());
        paths.extend(files.filter(|path| path.extension().is_some_and(|ending| ending == "mlflow")));
    }
    paths.sort();
    let name = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let all = paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap()));
    all.filter(|(_, text)| !text.lines().any(|line| line.starts_with("import"))).collect()
}

fn problems(name: &str, text: &str) -> Vec<mlc_compiler::diag::Diagnostic> {
    let sources = Sources::single(name, text);
    compile(&sources, &Options::default()).diagnostics
}

#[test]
fn one_wrong_token_gives_one_error_in_its_place() {
    let mut report = Report::default();
    for (name, text) in programs() {
        let errors: Vec<_> =
            problems(&name, &text).into_iter().filter(|problem| problem.severity == Severity::Error).collect();
        assert_eq!(errors, [], "{name} compiles");
        for mutant in mutants(&text).into_iter().step_by(step(11)) {
            report.judge(&text, &mutant, &problems(&name, &mutant.text));
        }
    }
    report.hold("mutation corpus", [950, 900, 600]);
}
