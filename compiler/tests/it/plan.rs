//! `tests/plan`: pipelines whose plan was worked out by hand, as `//= /pointer value` lines; and what holds of every plan.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mlc_compiler::plan::model::Plan;
use mlc_compiler::session::{Options, check, compile, plan};
use mlc_compiler::sim::machine::{self, Machine, Run, Status};
use mlc_compiler::sim::scenario::Scenario;
use mlc_compiler::sim::scenario::play::play;
use serde_json::Value;

use crate::support::{cases, read_all};

pub fn planned(path: &Path, text: &str, env: Option<&str>) -> Plan {
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
pub fn everything() -> Vec<(PathBuf, String)> {
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
            (
                "worst cost",
                cost.and_then(|cost| Some((cost.worst?, cost.expected))).is_none_or(|(worst, cost)| cost <= worst),
            ),
            ("path", plan.critical_path.iter().map(|part| part.seconds).sum::<u64>() == time.bound),
            (
                "path in order",
                plan.critical_path.windows(2).all(|pair| pair[0].start + pair[0].seconds == pair[1].start),
            ),
        ];
        let broken = laws.iter().filter(|(_, holds)| !holds);
        wrong.extend(
            broken.map(|(law, _)| format!("{}: {law}: {time:?} {billed:?} {events:?} {cost:?}", path.display())),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every stage takes as long as the plan expects, nothing fails: all the ways the machine then goes, by the interpreter.
pub fn played(path: &Path, text: &str, plan: &Plan) -> Vec<Run> {
    let takes = plan.stages.iter().filter(|stage| stage.expected >= 10 && stage.kind != "call");
    let given: Vec<String> = takes.map(|one| format!("{} = {{ takes = {}s }}", one.stage, one.expected)).collect();
    let text =
        format!("{text}\ntest as_planned {{ given = {{ {} }}, expect = {{ succeeded = true }} }}\n", given.join(", "));
    let sources = read_all(path, &text);
    let (program, problems) = check(&sources, &Options::default());
    let program = program.filter(|_| problems.is_empty()).unwrap_or_else(|| panic!("{}: {problems:?}", path.display()));
    let compiled = compile(&sources, &Options::default());
    let document = serde_json::from_str(&compiled.artifacts[0].text).unwrap();
    let machine = Machine::read(&document).unwrap();
    let scenario = Scenario::of(&program, &program.tests["as_planned"]).unwrap();
    let options = machine::Options { region: plan.region.clone(), ..machine::Options::default() };
    play(&program, &machine, &options, &scenario).into_iter().map(|way| way.run).collect()
}

/// Whether a run is one that the plan is about: no items whose number is anybody's guess, no attempt that was lost.
fn is_foreseen(plan: &Plan, run: &Run) -> bool {
    let items = plan.assumed.iter().any(|line| line.starts_with("`for"));
    !items && run.status == Status::Succeeded && !run.path().iter().any(|state| state.ends_with("/on_demand"))
}

/// Whether the interpreter's world takes times as the plan does: for it, each of several jobs takes what is given for the
/// stage, and no time can be given for a call.
fn times_agree(plan: &Plan) -> bool {
    let several =
        |stage: &str| plan.jobs.iter().filter(|job| job.cluster.stage == stage && job.cluster.seconds > 0).count() > 1;
    plan.stages.iter().all(|stage| stage.kind != "call" && !several(&stage.stage))
}

#[test]
fn machines_run_as_they_were_planned() {
    let mut wrong = Vec::new();
    let (mut runs, mut exact) = (0, 0);
    for (path, text) in &everything() {
        let plan = planned(path, text, None);
        for run in played(path, text, &plan).iter().filter(|run| is_foreseen(&plan, run)) {
            let (billed, events, seconds) = (&plan.transitions, run.events.len() as u64, run.duration() / 1_000);
            let most = billed.most.transitions + billed.most.polled;
            let laws = [
                ("transitions", billed.fewest.transitions <= run.transitions && run.transitions <= most),
                ("events", events <= plan.events.expected),
                ("least time", plan.time.least <= seconds || !times_agree(&plan)),
                // A call takes a second there, and none in the plan.
                ("time", seconds <= plan.time.expected + run.transitions || !times_agree(&plan)),
            ];
            runs += 1;
            exact += usize::from(run.transitions == most && events == plan.events.expected);
            let broken = laws.iter().filter(|(_, holds)| !holds);
            let told = |law| {
                format!(
                    "{}: {law}: {} {events} {seconds}, planned {:?} {billed:?}",
                    path.display(),
                    run.transitions,
                    plan.time
                )
            };
            wrong.extend(broken.map(|(law, _)| told(law)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(runs > 120 && exact * 2 > runs, "{exact} of {runs} runs are the longest planned");
}

fn payroll() -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/payroll-fraud/payroll-fraud.mlflow");
    let text = std::fs::read_to_string(&path).unwrap();
    planned(&path, &text, Some("prod"))
}

/// `UPDATE=1 cargo test plan` writes it anew.
#[test]
fn the_page_shows_a_plan_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/plan.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let start = page.find("<!-- fresh: plan -->\n```text\n").unwrap() + "<!-- fresh: plan -->\n```text\n".len();
    let end = start + page[start..].find("```").unwrap();
    let plan = payroll().to_string();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{}{plan}{}", &page[..start], &page[end..])).unwrap();
    } else {
        assert_eq!(&page[start..end], plan, "write it anew: UPDATE=1 cargo test -p mlc-compiler --test it plan");
    }
}

fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            found.insert(key.clone());
            keys(value, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn the_page_has_every_key() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/plan.md")).unwrap();
    let table = &page[page.find("## Keys of the JSON").unwrap()..];
    let mut found = BTreeSet::new();
    keys(&serde_json::to_value(payroll()).unwrap(), &mut found);
    for (path, text) in cases("plan") {
        keys(&serde_json::to_value(planned(&path, &text, None)).unwrap(), &mut found);
    }
    let lacking: Vec<&String> = found.iter().filter(|key| !table.contains(&format!("`{key}`"))).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn the_payroll_example() {
    insta::assert_snapshot!(payroll());
}
