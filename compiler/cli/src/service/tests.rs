use super::*;
use mlc_compiler::base::Sources;
use mlc_compiler::session::{Options, compile};

/// Answers as it was told to and remembers what it was asked.
struct Told {
    answer: Result<Answer, Unanswered>,
    asked: Vec<(String, String)>,
}

impl Service for Told {
    fn validate(&mut self, region: &str, definition: &str) -> Result<Answer, Unanswered> {
        self.asked.push((region.to_owned(), definition.to_owned()));
        self.answer.clone()
    }
}

const TEXT: &str = "pipeline small {
  region    = \"eu-west-1\"
  role      = execution_role
  artifacts = s3(\"bucket/artifacts\")
}
param execution_role: Role
param alerts: Topic
notify hello { to = alerts, message = \"hello\" }
";

fn asked(answer: Result<Answer, Unanswered>) -> (Compilation, bool, Vec<(String, String)>, Sources) {
    let sources = Sources::single("small.mlflow", TEXT);
    let mut compilation = compile(&sources, &Options::default());
    assert!(compilation.is_ok(), "{:?}", compilation.diagnostics);
    let mut service = Told { answer, asked: Vec::new() };
    let answered = ask(&mut service, &mut compilation);
    (compilation, answered, service.asked, sources)
}

fn remark(is_error: bool, location: Option<&str>) -> Remark {
    let (code, message) = ("SCHEMA_VALIDATION_FAILED".into(), "It does not fit.".into());
    Remark { is_error, code, message, location: location.map(Into::into) }
}

#[test]
fn findings_stand_at_the_source() {
    let remarks = vec![remark(true, Some("/States/hello/Arguments/Message")), remark(false, None)];
    let (compilation, answered, asked, sources) = asked(Ok(Answer { accepted: false, remarks, truncated: true }));
    assert!(answered);
    let told: Vec<(&str, &str, &str)> = compilation
        .diagnostics
        .iter()
        .map(|found| (found.code.id, found.title.as_str(), sources.text(found.primary.span)))
        .collect();
    assert_eq!(
        told,
        [
            ("E0906", "Step Functions refuses the state machine: It does not fit", "\"hello\""),
            ("W0908", "Step Functions warns of the state machine: It does not fit", "pipeline small"),
        ]
    );
    let last = compilation.diagnostics.last().expect("two");
    assert!(last.notes.iter().any(|note| note.contains("more than it returned")), "{:?}", last.notes);
    let [(region, definition)] = asked.as_slice() else { panic!("asked once") };
    assert_eq!(region, "eu-west-1");
    assert!(definition.starts_with("{\"QueryLanguage\":\"JSONata\"") && !definition.contains("\n "), "{definition}");
}

#[test]
fn an_accepted_definition_adds_nothing() {
    let (compilation, answered, ..) = asked(Ok(Answer { accepted: true, ..Answer::default() }));
    assert!(answered && compilation.diagnostics.is_empty());
}

#[test]
fn a_refusal_without_reason_is_an_error_all_the_same() {
    let (compilation, ..) = asked(Ok(Answer { remarks: vec![remark(false, None)], ..Answer::default() }));
    assert!(!compilation.is_ok());
}

#[test]
fn no_answer_is_told_with_what_to_do() {
    let unanswered = Unanswered { reason: "cannot".into(), help: "do this".into() };
    let (compilation, answered, ..) = asked(Err(unanswered));
    assert!(!answered);
    let [found] = compilation.diagnostics.as_slice() else { panic!("{:?}", compilation.diagnostics) };
    assert_eq!((found.code.id, found.help.as_deref()), ("E0907", Some("do this")));
}

#[test]
fn names_of_states_may_hold_slashes() {
    let document = serde_json::json!({ "States": {
        "live": {}, "live/wait": { "Seconds": 1 }, "p/parallel": { "Branches": [{ "States": { "a/b": {} } }] } } });
    let cases = [
        ("/States/live/wait/Seconds", "/States/live~1wait/Seconds"),
        ("/States/live~1wait", "/States/live~1wait"),
        ("/States/live/Arguments", "/States/live"),
        ("/States/p/parallel/Branches/0/States/a/b", "/States/p~1parallel/Branches/0/States/a~1b"),
        ("/States/nothing", "/States"),
        ("", ""),
    ];
    for (location, expected) in cases {
        assert_eq!(pointer(&document, location), expected, "{location}");
    }
}
