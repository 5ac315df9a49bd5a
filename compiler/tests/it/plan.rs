//! `tests/plan`: pipelines whose plan was worked out by hand, as `//= /pointer value` lines; and what holds of every plan.

use std::path::{Path, PathBuf};

use mlc_compiler::plan::model::Plan;
use mlc_compiler::session::{Options, plan};
use serde_json::Value;

use crate::support::{cases, read_all};

fn planned(path: &Path, text: &str, env: Option<&str>) -> Plan {
    let options = Options { env: env.map(str::to_owned), ..Options::default() };
    let (found, problems) = plan(&read_all(path, text), &options);
    found.unwrap_or_else(|| panic!("{}: {problems:?}", path.display()))
}

#[test]
fn plans_are_what_was_worked_out_by_hand() {
    let cases = cases("plan");
    assert!(cases.len() >= 12, "{} files", cases.len());
    let mut wrong = Vec::new();
    for (path, text) in &cases {
        let found = serde_json::to_value(planned(path, text, None)).unwrap();
        let expected = text.lines().filter_map(|line| line.strip_prefix("//= ")).collect::<Vec<&str>>();
        assert!(!expected.is_empty(), "{}: nothing is expected", path.display());
        for line in expected {
            let (pointer, value) = line.split_once(' ').expect("a pointer and a value");
            let value: Value = serde_json::from_str(value).expect("JSON");
            let there = found.pointer(pointer);
            if there != Some(&value) {
                let name = path.file_name().unwrap().to_string_lossy();
                wrong.push(format!("{name}: {pointer} is {}, not {value}", there.unwrap_or(&Value::Null)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every pipeline there is: small programs, those above, and the examples.
fn everything() -> Vec<(PathBuf, String)> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let folders = std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "mlflow"));
    let read = files.map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap()));
    // What is only imported has no pipeline.
    let whole = |(_, text): &(PathBuf, String)| text.lines().any(|line| line.starts_with("pipeline "));
    read.filter(whole).chain(cases("programs")).chain(cases("plan")).collect()
}

#[test]
fn no_plan_is_better_than_its_bound_or_worse_than_its_worst_case() {
    let all = everything();
    assert!(all.len() > 120, "{} files", all.len());
    let mut wrong = Vec::new();
    for (path, text) in &all {
        let plan = planned(path, text, None);
        let (time, billed, events) = (&plan.time, &plan.transitions, &plan.events);
        let way = |way: &mlc_compiler::plan::model::Way| way.transitions + way.polled;
        let cost = plan.job_cost;
        let laws = [
            ("least time", time.least <= time.expected),
            ("worst time", time.expected <= time.worst),
            ("bound of time", time.bound <= time.expected),
            ("fewest transitions", billed.fewest.transitions <= billed.most.transitions),
            ("worst transitions", way(&billed.most) <= billed.worst && way(&billed.fewest) <= billed.worst),
            ("bound of the fewest", billed.fewest.bound <= billed.fewest.transitions),
            ("bound of the most", billed.most.bound <= billed.most.transitions),
            ("something runs", billed.fewest.transitions > 0),
            ("events", events.expected <= events.worst && events.worst <= events.limit),
            ("definition", plan.definition.bytes <= plan.definition.limit),
            ("payload", plan.state.payload <= plan.state.payload_limit),
            ("least cost", cost.is_none_or(|cost| cost.least <= cost.expected)),
            ("worst cost", cost.and_then(|cost| Some((cost.worst?, cost.expected))).is_none_or(|(worst, cost)| cost <= worst)),
            ("path", plan.critical_path.iter().map(|part| part.seconds).sum::<u64>() == time.bound),
            ("path in order", plan.critical_path.windows(2).all(|pair| pair[0].start + pair[0].seconds == pair[1].start)),
        ];
        let broken = laws.iter().filter(|(_, holds)| !holds);
        wrong.extend(broken.map(|(law, _)| format!("{}: {law}: {time:?} {billed:?} {events:?} {cost:?}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_payroll_example() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/payroll-fraud/payroll-fraud.mlflow");
    let text = std::fs::read_to_string(&path).unwrap();
    insta::assert_snapshot!(planned(&path, &text, Some("prod")));
}
