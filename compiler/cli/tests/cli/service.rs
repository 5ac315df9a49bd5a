//! `mlc check --service` against a server on this machine that answers as Step Functions does.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;

use crate::run::{Ran, command, mlc};

/// A request as it came in: head and body.
type Request = (String, String);

/// Answers every connection with `status` and `body`, as often as `times`.
fn server(status: &'static str, body: &'static str, times: usize) -> (SocketAddr, JoinHandle<Vec<Request>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    let answers = std::thread::spawn(move || {
        (0..times)
            .map(|_| {
                let (mut stream, _) = listener.accept().expect("mlc connects");
                let request = read(&mut stream);
                let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.0\r\n");
                write!(stream, "{head}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
                    .expect("mlc reads");
                request
            })
            .collect()
    });
    (address, answers)
}

/// Reads one request with a `content-length`.
fn read(stream: &mut TcpStream) -> Request {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).expect("mlc sends");
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.expect("a length").trim().parse().expect("a number");
            if body.len() >= length {
                return (head, body.to_owned());
            }
        }
        assert!(count > 0, "the request ends early: {text}");
    }
}

/// Checks the pipeline of `mlc init` with `--service` and only these variables of AWS.
fn check(variables: &[(&str, &str)]) -> Ran {
    let root = tempfile::tempdir().expect("a directory");
    mlc(root.path(), &["init", "churn"]).ends(0, "");
    let mut command = command(root.path(), &["check", "churn/pipeline.mlflow", "--service"]);
    for (name, _) in std::env::vars_os() {
        let known = name.to_string_lossy().to_uppercase();
        if known.starts_with("AWS_") || known.ends_with("_PROXY") {
            command.env_remove(name);
        }
    }
    let nowhere = root.path().join("nothing");
    command.env("AWS_CONFIG_FILE", &nowhere).env("AWS_SHARED_CREDENTIALS_FILE", &nowhere);
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_MAX_ATTEMPTS", "1");
    command.envs(variables.iter().copied());
    command.output().expect("mlc starts").into()
}

const KEY: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "example")];

/// With credentials, against `address`.
fn check_at(address: SocketAddr) -> Ran {
    let url = format!("http://{address}");
    check(&[KEY[0], KEY[1], ("AWS_ENDPOINT_URL_SFN", &url)])
}

#[test]
fn the_definition_is_sent_and_the_findings_stand_at_the_source() {
    let answer = r#"{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED",
        "message":"The field is odd.","location":"/States/trees/Arguments/RoleArn"}],"truncated":false}"#;
    let (address, requests) = server("200 OK", answer, 1);
    let ran = check_at(address).ends(1, "E0906");
    assert!(ran.err.contains("refuses the state machine: The field is odd"), "{}", ran.err);
    assert!(ran.err.contains("train trees"), "{}", ran.err);
    let requests = requests.join().expect("answered");
    let [(head, body)] = requests.as_slice() else { panic!("asked once") };
    assert!(head.contains("x-amz-target: awsstepfunctions.validatestatemachinedefinition"), "{head}");
    assert!(head.contains("/eu-west-1/states/aws4_request"), "{head}");
    let sent: serde_json::Value = serde_json::from_str(body).expect("JSON");
    let definition = sent["definition"].as_str().expect("a text");
    let definition: serde_json::Value = serde_json::from_str(definition).expect("JSON again");
    assert_eq!(definition["QueryLanguage"], "JSONata");
    assert_eq!((&sent["type"], &sent["severity"]), (&"STANDARD".into(), &"WARNING".into()));
}

#[test]
fn what_the_service_accepts_has_no_problems() {
    let (address, requests) = server("200 OK", r#"{"result":"OK","diagnostics":[],"truncated":false}"#, 1);
    check_at(address).ends(0, "no problems in 1 file");
    requests.join().expect("answered");
}

#[test]
fn who_may_not_ask_is_told_which_permission_to_get() {
    let answer = r#"{"__type":"com.amazonaws.states#AccessDeniedException","message":"not for you"}"#;
    let (address, requests) = server("400 Bad Request", answer, 1);
    check_at(address).ends(2, "E0907").ends(2, "states:ValidateStateMachineDefinition");
    requests.join().expect("answered");
}

#[test]
fn another_server_is_not_taken_for_the_service() {
    let (address, requests) = server("200 OK", "hello", 1);
    check_at(address).ends(2, "E0907").ends(2, "AWS_ENDPOINT_URL");
    requests.join().expect("answered");
}

#[test]
fn nobody_there_is_told_with_the_endpoint() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    check_at(free).ends(2, "connection refused").ends(2, "AWS_ENDPOINT_URL_SFN");
}

#[test]
fn without_credentials_it_says_how_to_give_them() {
    check(&[("AWS_ENDPOINT_URL", "http://127.0.0.1:9")]).ends(2, "E0907").ends(2, "AWS_PROFILE");
}

#[test]
fn a_bundle_of_certificates_has_to_be_one() {
    check(&[KEY[0], KEY[1], ("AWS_CA_BUNDLE", "/nowhere.pem")]).ends(2, "E0907").ends(2, "AWS_CA_BUNDLE");
    let root = tempfile::tempdir().expect("a directory");
    for (name, text) in [
        ("empty", ""),
        ("junk", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        ("broken", "-----BEGIN CERTIFICATE-----\n%%\n-----END CERTIFICATE-----\n"),
    ] {
        let file = root.path().join(name);
        std::fs::write(&file, text).expect("written");
        check(&[KEY[0], KEY[1], ("AWS_CA_BUNDLE", &file.to_string_lossy())]).ends(2, "cannot use the certificates");
    }
}
