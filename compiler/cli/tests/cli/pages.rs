//! Pages of codes that no single file can show: the commands on them are run, and print what the page says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::mlc;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/codes")
}

/// A small pipeline, and what is added to its text.
fn pipeline(more: &str) -> String {
    format!(
        "pipeline payroll {{\n  region    = \"eu-west-1\"\n  role      = execution_role\n  \
         artifacts = s3(\"example-bucket/artifacts\")\n}}\n\nparam execution_role: Role\n\n{more}"
    )
}

/// `notify` stages with messages of so many characters.
fn notifies(count: usize, length: usize) -> String {
    let message = "x".repeat(length);
    let to = "arn:aws:sns:eu-west-1:123456789012:alerts";
    (0..count).map(|at| format!("notify n{at} {{\n  to      = \"{to}\"\n  message = \"{message}\"\n}}\n\n")).collect()
}

/// An endpoint that is looked at so often.
fn endpoint(poll: &str) -> String {
    format!(
        "dataset entries {{\n  uri    = s3(\"example-bucket/payroll/\")\n  format = csv\n}}\n\n\
         train trees {{\n  algorithm       = xgboost(\"1.7-1\")\n  instance        = ml.m5.xlarge\n  \
         channels        = {{ train = entries }}\n  hyperparameters = {{ num_round = 100 }}\n}}\n\n\
         deploy live {{\n  model    = trees.model\n  endpoint = \"payroll\"\n  instance = ml.m5.large\n  timeout  = 1d\n  \
         poll     = {poll}\n}}\n"
    )
}

/// A model that is registered when it is good.
const GATED: &str = "\
dataset entries {
  uri    = s3(\"example-bucket/payroll/\")
  format = csv
}

train trees {
  algorithm       = xgboost(\"1.7-1\")
  instance        = ml.m5.xlarge
  channels        = { train = entries, validation = entries }
  hyperparameters = { num_round = 100, eval_metric = \"auc\" }
  metric auc: Number = final(\"validation:auc\")
}

when trees.auc > 0.9 {
  register approved { model = trees, group = \"payroll\" }
}

";

/// The files that a page speaks of.
fn files(id: &str) -> Vec<(&'static str, Vec<u8>)> {
    let small = || pipeline(&notifies(1, 4));
    let text = |name, text: String| (name, text.into_bytes());
    match id {
        // Each stage becomes far more characters than it has here: the file itself must stay under its own limit.
        "E0504" => vec![text("payroll.mlflow", pipeline(&notifies(700, 1_300)))],
        "E0505" => {
            vec![text("payroll.mlflow", pipeline(&endpoint("1s"))), text("mended.mlflow", pipeline(&endpoint("10min")))]
        }
        "E0506" => vec![text("payroll.mlflow", pipeline(&notifies(1, 270_000)))],
        "E0701" | "E0702" | "W0703" => {
            let tested = |test: &str| pipeline(&format!("{GATED}{test}"));
            let good = "  given  = { trees = { auc = 0.95 } }\n  expect = { ran = [approved] }\n}\n";
            let wrong = match id {
                "E0701" => "  given  = { trees = { auc = 0.85 } }\n  expect = { ran = [approved] }\n}\n",
                "E0702" => "  given  = {}\n  expect = { ran = [approved] }\n}\n",
                _ => {
                    "  given  = { trees = { auc = 0.8 }, approved = { failed = \"Refused\" } }\n  expect = { succeeded = true }\n}\n"
                }
            };
            let block = |rest: &str| format!("test a_good_model_is_registered {{\n{rest}");
            vec![text("payroll.mlflow", tested(&block(wrong))), text("mended.mlflow", tested(&block(good)))]
        }
        "E0901" => vec![text("payroll.mlflow", small())],
        "E0903" => vec![("payroll.mlflow", [b"// caf\xe9\n", small().as_bytes()].concat())],
        "E0904" => vec![("payroll.parquet", vec![b'x'; 2 << 20])],
        "E0905" => vec![text("payroll.mlflow", small())],
        _ => Vec::new(),
    }
}

/// Commands on a page, each with what follows it.
fn commands(page: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in page.lines() {
        match (open, line) {
            (false, "```console") => open = true,
            (true, "```") => open = false,
            (true, line) => match line.strip_prefix("$ ") {
                Some(command) => found.push((command.to_owned(), String::new())),
                None => {
                    let (_, printed) = found.last_mut().expect("a command before what it prints");
                    printed.push_str(line);
                    printed.push('\n');
                }
            },
            _ => {}
        }
    }
    found
}

/// Whether `told` is what the page prints; `...` on the page stands for what changes with every version.
fn is_like(told: &str, printed: &str) -> bool {
    let mut lines = (told.lines(), printed.lines());
    let same = lines.0.by_ref().zip(lines.1.by_ref()).all(|(told, printed)| {
        let mut rest = told;
        let parts: Vec<&str> = printed.split("...").collect();
        let ends = parts.last().is_some_and(|last| told.ends_with(last))
            && parts.first().is_some_and(|first| told.starts_with(first));
        ends && parts.iter().all(|part| rest.split_once(part).map(|(_, behind)| rest = behind).is_some())
            && (parts.len() > 1 || told == printed)
    });
    same && told.lines().count() == printed.lines().count()
}

#[test]
fn what_differs_is_seen() {
    assert!(is_like("a 12 b\nc", "a ... b\nc"));
    for printed in ["a ... b", "a ... c\nc", "b ... b\nc", "a 12\nc", "a ... b\nc\nd", "a 1 b\nc"] {
        assert!(!is_like("a 12 b\nc", printed), "{printed}");
    }
}

#[test]
fn commands_on_pages_print_what_the_page_says() {
    let mut wrong = Vec::new();
    let mut pages = BTreeMap::new();
    for entry in fs::read_dir(folder()).expect("the pages") {
        let path = entry.expect("an entry").path();
        let id = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let commands = commands(&fs::read_to_string(&path).expect("a page"));
        if id == "README" || commands.is_empty() {
            continue;
        }
        let place = tempfile::tempdir().expect("a directory");
        for (name, bytes) in files(&id) {
            fs::write(place.path().join(name), bytes).expect("written");
        }
        for (command, printed) in &commands {
            let words: Vec<&str> = command.split_whitespace().collect();
            assert_eq!(words.first(), Some(&"mlc"), "{id}: `{command}`");
            let ran = mlc(place.path(), &words[1..]);
            let lines: Vec<&str> = ran.out.lines().chain(ran.err.lines()).map(str::trim_end).collect();
            let told = lines.join("\n");
            if !is_like(told.trim(), printed.trim()) {
                wrong.push(format!("{id}: `{command}` prints\n{told}\ninstead of\n{printed}"));
            }
        }
        pages.insert(id, commands.len());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pages.len() >= 9, "only {pages:?} have commands");
}
