//! State machines of other people's making, good and broken, and what is said about them. A new case is a new file:
//! `UPDATE_EXPECTED=1 cargo test asl` writes what is said into the file beside it, for a person to judge.

use mlc_compiler::target::asl::jsonata;
use mlc_compiler::target::asl::verify::{self, Finding, LoopBound, Rule};
use mlc_compiler::target::iam;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/asl").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no cases in {}", folder.display());
    files
}

fn all_findings(text: &str) -> Vec<Finding> {
    let (machine, mut findings) = verify::read(text);
    if let Some(machine) = machine {
        findings.extend(verify::verify(&machine));
    }
    findings
}

fn lines(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        format!("{:?} {} {}\n  {}\n", finding.severity, finding.rule, finding.pointer, finding.message)
    };
    findings.iter().map(line).collect()
}

fn expect(path: &Path, actual: &str) {
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(path, actual).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(actual, expected, "{}", path.display());
}

#[test]
fn good_machines_have_no_findings() {
    for path in files("good", ".json") {
        let findings = all_findings(&fs::read_to_string(&path).unwrap());
        assert_eq!(lines(&findings), "", "{}", path.display());
    }
}

#[test]
fn broken_machines_have_exactly_the_findings_beside_them() {
    let mut seen = BTreeSet::new();
    for path in files("bad", ".json") {
        let findings = all_findings(&fs::read_to_string(&path).unwrap());
        assert!(!findings.is_empty(), "{} has nothing wrong", path.display());
        seen.extend(findings.iter().map(|finding| finding.rule));
        expect(&path.with_extension("findings"), &lines(&findings));
    }
    // Too large to keep as files, or a matter of bounds: tested below.
    seen.extend([Rule::DefinitionSize, Rule::PayloadSize, Rule::History]);
    let untested: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !seen.contains(rule)).collect();
    assert!(untested.is_empty(), "no broken machine breaks {untested:?}");
}

#[test]
fn good_machines_come_out_as_they_went_in() {
    for path in files("good", ".json") {
        let text = fs::read_to_string(&path).unwrap();
        let machine = verify::read(&text).0.unwrap();
        let before: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_value(&machine).unwrap(), before, "{}", path.display());
    }
}

#[test]
fn histories_are_counted_at_their_worst() {
    for path in files("history", ".json") {
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let machine = serde_json::from_value(case["machine"].clone()).unwrap();
        let bounds: Vec<LoopBound> = case["bounds"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(state, rounds)| LoopBound { state: state.clone(), rounds: rounds.as_u64().unwrap() })
            .collect();
        let history = verify::worst_case_events(&machine, &bounds);
        assert_eq!(Value::from(history.events), case["events"], "{}", path.display());
        assert_eq!(Value::from(history.unbounded), case["unbounded"], "{}", path.display());
        let findings = verify::limits::history(&machine, &bounds);
        expect(&path.with_extension("findings"), &lines(&findings));
    }
}

#[test]
fn a_definition_of_more_than_a_megabyte_is_refused() {
    let machine = |size: usize| {
        let text = format!(
            r#"{{"Comment":"{}","QueryLanguage":"JSONata","StartAt":"a","States":{{"a":{{"Type":"Succeed"}}}}}}"#,
            "x".repeat(size)
        );
        all_findings(&text).into_iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert_eq!(machine(1_048_576), [Rule::DefinitionSize]);
    assert_eq!(machine(1_048_400), []);
}

#[test]
fn fixed_values_over_256_kib_are_refused() {
    let machine = |size: usize| {
        let text = format!(
            r#"{{"QueryLanguage":"JSONata","StartAt":"a","States":{{
                "a":{{"Type":"Pass","Assign":{{"x":"{}"}},"End":true}}}}}}"#,
            "x".repeat(size)
        );
        all_findings(&text).into_iter().map(|finding| (finding.rule, finding.pointer)).collect::<Vec<_>>()
    };
    assert_eq!(machine(262_144), [(Rule::PayloadSize, "/States/a/Assign".to_owned())]);
    assert_eq!(machine(262_000), []);
}

#[test]
fn expressions_give_what_step_functions_gives() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/asl/expressions.json");
    let cases: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let cases_with = |name: &str| cases[name].as_array().unwrap().clone();
    for case in cases_with("values") {
        let expression = case[0].as_str().unwrap();
        let given = jsonata::evaluate(expression, &cases["bindings"]);
        assert_eq!(given, Ok(case[1].clone()), "{expression}");
    }
    for case in cases_with("failures") {
        let expression = case[0].as_str().unwrap();
        let given = jsonata::evaluate(expression, &cases["bindings"]);
        assert_eq!(given, Err(case[1].as_str().unwrap().to_owned()), "{expression}");
    }
    for case in cases_with("errors") {
        let expression = case[0].as_str().unwrap();
        let error = jsonata::parse(expression).unwrap_err();
        assert_eq!(Value::from(error.position), case[1], "{expression}: {}", error.message);
        assert_eq!(error.message, case[2].as_str().unwrap(), "{expression}");
    }
}

#[test]
fn policies_allow_what_the_states_ask_for() {
    for path in files("iam", ".asl.json") {
        let machine = verify::read(&fs::read_to_string(&path).unwrap()).0.unwrap();
        let context = iam::Context {
            partition: "aws".to_owned(),
            region: "eu-west-1".to_owned(),
            machine: Some("payroll-fraud".to_owned()),
            ..iam::Context::default()
        };
        let policy = iam::policy(&machine, &context);
        let name = path.to_string_lossy().replace(".asl.json", "");
        let text = serde_json::to_string_pretty(&policy.document).unwrap() + "\n";
        expect(Path::new(&format!("{name}.policy.json")), &text);
        let remarks: String = policy.remarks.iter().map(|remark| format!("{remark}\n")).collect();
        expect(Path::new(&format!("{name}.remarks")), &remarks);
    }
}

/// A long chain of stages like ours: a task, a wait loop and a choice each, ten expressions a stage.
#[test]
fn a_thousand_stages_are_verified_in_little_time() {
    let mut states = serde_json::Map::new();
    for stage in 0..1000 {
        let next = if stage == 999 { "done".to_owned() } else { format!("s{}", stage + 1) };
        let before =
            if stage == 0 { "{% $states.input.first %}".to_owned() } else { format!("{{% $v{}.data %}}", stage - 1) };
        states.insert(format!("s{stage}"), serde_json::json!({
            "Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
            "Arguments": {
                "TrainingJobName": format!("{{% $states.context.Execution.Name & '-s{stage}-' & $string($states.context.State.RetryCount) %}}"),
                "A": before, "B": format!("{{% $states.input.b{stage} %}}"), "C": format!("{{% $states.input.c{stage} %}}"),
                "D": format!("{{% $states.input.d{stage} & '/' & $states.input.e %}}"), "E": format!("{{% $string($states.input.f{stage} + 1) %}}")
            },
            "Assign": { format!("v{stage}"): { "data": format!("{{% $states.result.Model.S3[{stage}] %}}"), "n": 0 } },
            "Next": format!("w{stage}")
        }));
        states.insert(
            format!("w{stage}"),
            serde_json::json!({ "Type": "Wait", "Seconds": 30, "Next": format!("c{stage}") }),
        );
        states.insert(format!("c{stage}"), serde_json::json!({
            "Type": "Choice",
            "Choices": [{ "Condition": format!("{{% $v{stage}.n < 10 and $v{stage}.data = 'Creating' %}}"), "Next": format!("w{stage}") },
                        { "Condition": format!("{{% $v{stage}.data = 'Failed' %}}"), "Next": "failed" }],
            "Default": next
        }));
    }
    states.insert("done".to_owned(), serde_json::json!({ "Type": "Succeed" }));
    states.insert("failed".to_owned(), serde_json::json!({ "Type": "Fail" }));
    let machine =
        serde_json::from_value(serde_json::json!({ "QueryLanguage": "JSONata", "StartAt": "s0", "States": states }))
            .unwrap();
    let before = std::time::Instant::now();
    let findings = verify::verify(&machine);
    let time = before.elapsed();
    println!("{time:?}");
    assert_eq!(lines(&findings), "");
    // Generous, for slow machines and debug builds: this only catches a quadratic step.
    assert!(time.as_secs() < 5, "{time:?}");
}
