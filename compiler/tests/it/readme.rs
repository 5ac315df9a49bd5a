//! What README.md shows is what the compiler gives. `UPDATE=1 cargo test readme` writes it anew.

use std::fmt::Write;
use std::path::PathBuf;

use mlc_compiler::base::Sources;
use mlc_compiler::diag::render::{Format, RenderOptions, render};
use mlc_compiler::session::{Compilation, Options, compile};
use serde_json::{Map, Value};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The place of the lines between the fences below `<!-- fresh: <what> -->`.
fn block(page: &str, what: &str) -> std::ops::Range<usize> {
    let marker = format!("<!-- fresh: {what} -->\n```");
    let marked = page.find(&marker).unwrap_or_else(|| panic!("no {marker}")) + marker.len();
    let start = marked + page[marked..].find('\n').expect("a line end") + 1;
    let end = start + page[start..].find("```").expect("a closing fence");
    start..end
}

/// The file that `mlc init churn` writes.
fn first_pipeline() -> String {
    read("compiler/cli/src/command/init.mlflow").replace("my_pipeline", "churn").replace("my-pipeline", "churn")
}

fn compiled(name: &str, text: String, env: Option<&str>) -> (Sources, Compilation) {
    let sources = Sources::single(name, text);
    let compilation = compile(&sources, &Options { env: env.map(str::to_owned), ..Options::default() });
    (sources, compilation)
}

fn mistake() -> String {
    let right = first_pipeline();
    let wrong = right.replace("= 1h\n", "= 3600\n");
    assert_ne!(right, wrong, "the first pipeline has a timeout of an hour");
    let (sources, compilation) = compiled("churn/pipeline.mlflow", wrong, None);
    render(Format::Human, &compilation.diagnostics, &sources, &RenderOptions::default())
}

fn picture() -> String {
    let name = "examples/payroll-fraud/payroll-fraud.mlflow";
    let (_, compilation) = compiled(name, read(name), Some("prod"));
    let machine = compilation.artifacts.iter().find(|artifact| artifact.path.ends_with("state-machine.asl.json"));
    let machine: Value = serde_json::from_str(&machine.expect("a state machine").text).expect("JSON");
    let mut text = "flowchart LR\n".to_owned();
    draw(&machine, 1, &mut text);
    text
}

/// The box of a state: what belongs to one stage is one box; forks, conditions and the pipeline's own states are their
/// own.
fn owner(state: &str) -> &str {
    match state.split_once('/') {
        Some(("pipeline", _)) | Some((_, "when" | "parallel")) | None => state,
        Some((stage, _)) => stage,
    }
}

fn id(state: &str) -> String {
    owner(state).replace('/', "_")
}

/// Where a state goes, with what has to hold, in the order it is tried. Errors are left out.
fn ways(state: &Value) -> Vec<(&str, &str)> {
    let text = |value: &'static str| state.get(value).and_then(Value::as_str);
    let choices = state.get("Choices").and_then(Value::as_array).into_iter().flatten();
    let chosen = choices.filter_map(|choice| choice.get("Next")?.as_str()).map(|next| (next, "yes"));
    // The first call leads to what is wrong with the input.
    let caught = state.get("Catch").and_then(Value::as_array).into_iter().flatten();
    let judged = caught.filter_map(|catch| catch.get("Next")?.as_str()).filter(|next| *next == "pipeline/parameters");
    let chosen = chosen.chain(judged.map(|next| (next, "wrong input")));
    chosen.chain(text("Default").map(|next| (next, "no"))).chain(text("Next").map(|next| (next, ""))).collect()
}

fn draw(graph: &Value, depth: usize, text: &mut String) {
    let states: &Map<String, Value> = graph["States"].as_object().expect("states");
    let pad = "  ".repeat(depth);
    let mut drawn: Vec<String> = Vec::new();
    for (name, state) in states {
        let own = id(name);
        if drawn.contains(&own) || name.ends_with("/failed") && !name.starts_with("pipeline/") {
            continue;
        }
        drawn.push(own.clone());
        let members = states.keys().filter(|other| id(other) == own).count();
        let label = if members > 1 { format!("{}<br/>{members} states", owner(name)) } else { owner(name).to_owned() };
        let _ = match state["Type"].as_str() {
            Some("Parallel") => {
                let _ = writeln!(text, "{pad}subgraph {own}[\"{label}\"]");
                for branch in state["Branches"].as_array().expect("branches") {
                    draw(branch, depth + 1, text);
                }
                writeln!(text, "{pad}end")
            }
            Some("Choice") => writeln!(text, "{pad}{own}{{\"{label}\"}}"),
            Some("Fail") => writeln!(text, "{pad}{own}([\"{label}\"])"),
            _ => writeln!(text, "{pad}{own}[\"{label}\"]"),
        };
    }
    let mut lines: Vec<String> = Vec::new();
    for (name, state) in states {
        for (next, when) in ways(state) {
            // Only the pipeline's own states say what went wrong.
            let is_error = !name.starts_with("pipeline/") && (next == "pipeline/notify" || next.ends_with("/failed"));
            if id(next) != id(name) && !is_error {
                let judges = name == "pipeline/parameters";
                let label = match (owner(name) == name, judges, when) {
                    (true, true, "yes") => "|wrong| ".to_owned(),
                    (true, false, "yes" | "no" | "wrong input") => format!("|{when}| "),
                    _ => String::new(),
                };
                let line = format!("{pad}{} --> {label}{}\n", id(name), id(next));
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
    }
    text.push_str(&lines.concat());
}

#[test]
fn readme_shows_what_is() {
    let mut page = read("README.md");
    let shown = page.clone();
    for (what, fresh) in [("picture", picture()), ("first pipeline", first_pipeline()), ("mistake", mistake())] {
        page.replace_range(block(&page, what), &fresh);
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path("README.md"), &page).expect("written");
    } else {
        let diff = similar::TextDiff::from_lines(&shown, &page).unified_diff().to_string();
        assert!(shown == page, "README.md is out of date; `UPDATE=1 cargo test readme` mends it:\n{diff}");
    }
}

#[test]
fn the_first_pipeline_compiles_without_a_word() {
    let (_, compilation) = compiled("churn/pipeline.mlflow", first_pipeline(), None);
    assert_eq!(compilation.diagnostics, [], "nothing to say");
    assert!(!compilation.artifacts.is_empty());
}

/// Files that the README links to and names in its commands are there.
#[test]
fn readme_names_files_that_exist() {
    let page = read("README.md");
    let linked = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let built = page.lines().filter_map(|line| line.strip_prefix("cargo run -p mlc-cli -- build ")?.split(' ').next());
    let mut names: Vec<&str> = linked.chain(built).filter(|name| !name.contains("://")).collect();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() >= 5, "{names:?}");
    let missing: Vec<&&str> = names.iter().filter(|name| !path(name).exists()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What the README copies and fills in is what a build writes.
#[test]
fn readme_deploys_what_a_build_writes() {
    let page = read("README.md");
    let name = "examples/payroll-fraud/payroll-fraud.mlflow";
    let (_, compilation) = compiled(name, read(name), Some("prod"));
    let used: Vec<&str> = page
        .split("$build/")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || "._/-".contains(c))).next())
        .collect();
    assert!(used.len() >= 6, "{used:?}");
    for file in used {
        let file = format!("payroll_fraud/{file}");
        assert!(compilation.artifacts.iter().any(|artifact| artifact.path == file), "a build writes no {file}");
    }
    let triggers = compilation.artifacts.iter().filter(|artifact| artifact.path.contains("/triggers/"));
    let places: Vec<&str> = triggers
        .flat_map(|trigger| trigger.text.split("${").skip(1))
        .filter_map(|rest| rest.split('}').next())
        .collect();
    assert!(!places.is_empty());
    for place in places {
        let set = ["export ", " "].iter().any(|before| page.contains(&format!("{before}{place}=")));
        assert!(set, "the README sets no `{place}` for the triggers");
    }
    let code: Vec<&str> = compilation
        .artifacts
        .iter()
        .flat_map(|artifact| artifact.text.split(['"', '\\']))
        .filter(|text| text.contains("/code/jobs/"))
        .collect();
    assert!(!code.is_empty());
    for place in code {
        assert!(page.contains(place), "the README copies nothing to {place}");
    }
}
