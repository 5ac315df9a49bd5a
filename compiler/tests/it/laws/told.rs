//! What is told of a failure, whatever its cause says: causes that ended an execution without a word.

use mlc_compiler::base::Sources;
use mlc_compiler::session::{Options, compile};
use mlc_compiler::sim::machine::{self, Machine};
use mlc_compiler::sim::world::{Answer, Call};
use serde_json::json;

/// One stage alone, and two side by side: the cause goes through the end of a branch there.
const PROGRAM: &str = r#"
pipeline told { region = "eu-west-1", role = runner, artifacts = s3("told-ml"), on_failure = notify(alerts) }
param runner: Role
param alerts: Topic
call first  { lambda = "first", payload = {} }
call second { lambda = "second", payload = {}, after = first }
call beside { lambda = "beside", payload = {}, after = first }
"#;

#[test]
fn any_cause_is_told() {
    let compilation = compile(&Sources::single("told.mlflow", PROGRAM), &Options::default());
    let text = &compilation.artifacts.first().expect("a state machine").text;
    let machine = Machine::read(&serde_json::from_str(text).unwrap()).unwrap();
    let input = json!({
        "runner": "arn:aws:iam::123456789012:role/r", "alerts": "arn:aws:sns:eu-west-1:123456789012:a"
    });
    for stage in ["first", "second"] {
        for (cause, reason) in [
            ("it broke", "it broke"),
            ("", ""),
            ("{not JSON}", "{not JSON}"),
            ("{\"stage\": \"prod\"}", "{\"stage\": \"prod\"}"),
            ("{\"stage\":\"prod\",\"error\":\"mine\"}", "{\"stage\":\"prod\",\"error\":\"mine\"}"),
            ("{\"A\": 1, \"FailureReason\" : \"a \\\"b\\\" \\u00e9\\n\"}", "a \"b\" é\n"),
            ("{\"FailureReason\": 7}", "{\"FailureReason\": 7}"),
            ("{\"ExitMessage\": \"exit 3\", \"FailureReason\": \"no data\"}", "no data"),
            ("{\"ExitMessage\": \"exit 3\"}", "exit 3"),
        ] {
            let mut told = Vec::new();
            let mut world = |call: &Call| {
                if call.state == "pipeline/notify" {
                    told.push(call.arguments["Message"].as_str().unwrap_or_default().to_owned());
                }
                match call.state == stage {
                    true => Answer::failure("Own.Error", cause, 1_000),
                    false => Answer::success(json!({ "Payload": {} }), 2_000),
                }
            };
            let run = machine.run(input.clone(), &mut world, &machine::Options::default());
            let error = run.error.expect("an error");
            let wanted = format!("stage {stage} failed: {reason}");
            assert_eq!((error.error.as_deref(), error.cause), (Some("Own.Error"), Some(wanted)), "{cause}");
            let told: Vec<serde_json::Value> =
                told.iter().map(|message| serde_json::from_str(message).expect("JSON")).collect();
            let [message] = told.as_slice() else { panic!("{told:?}") };
            assert_eq!((&message["stage"], &message["cause"]), (&json!(stage), &json!(reason)), "{cause}");
        }
    }
}
