//! `cargo xtask bench lsp`: how long an editor waits for the language server, in a file of 2,000 lines.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::Client;
use crate::command::build_mlc;
use crate::generate;

/// Lines of the file, at least.
const LINES: usize = 2_000;

/// Keys that are pressed for each figure.
const KEYS: usize = 200;

/// Starts.
const STARTS: usize = 11;

/// Edits before memory is looked at.
const EDITS: usize = 10_000;

/// Memory after that, at most.
const MEMORY_MIB: f64 = 150.0;

/// The name of the file.
const URI: &str = "file:///bench/generated.mlflow";

/// Milliseconds of one figure, and what 95 of 100 may take at most.
struct Row {
    name: &'static str,
    bound: f64,
    times: Vec<f64>,
}

/// Measures, prints a table and fails where a bound does not hold.
pub fn run() -> ExitCode {
    match measured() {
        Ok(missed) if missed.is_empty() => ExitCode::SUCCESS,
        Ok(missed) => {
            missed.iter().for_each(|problem| eprintln!("missed: {problem}"));
            ExitCode::FAILURE
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn measured() -> Result<Vec<String>, String> {
    let mlc = build_mlc(&["--release"])?;
    let text = (1..).map(|families| generate::pipeline(families * 10)).find(|text| text.lines().count() >= LINES);
    let text = text.ok_or("no text is long enough")?;
    println!("{} lines, {KEYS} keys a figure, release build\n", text.lines().count());
    let mut rows = vec![start(&mlc, &text)?];
    rows.extend(typing(&mlc, &text)?);
    let mut missed = Vec::new();
    println!("| what is waited for | p50 ms | p95 ms | bound |\n| --- | --- | --- | --- |");
    for row in &mut rows {
        row.times.sort_by(f64::total_cmp);
        let (middle, late) = (row.at(50), row.at(95));
        println!("| {} | {middle:.1} | {late:.1} | {:.0} |", row.name, row.bound);
        if late > row.bound {
            missed.push(format!("{}: {late:.1} ms, {:.0} allowed", row.name, row.bound));
        }
    }
    match memory(&mlc, &text)? {
        Some(mib) => {
            println!("| memory after {EDITS} edits | {mib:.0} MiB | | {MEMORY_MIB:.0} MiB |");
            if mib > MEMORY_MIB {
                missed.push(format!("memory: {mib:.0} MiB, {MEMORY_MIB:.0} allowed"));
            }
        }
        None => println!("\nMemory is not measured: this system does not tell it."),
    }
    Ok(missed)
}

impl Row {
    fn new(name: &'static str, bound: f64) -> Self {
        Self { name, bound, times: Vec::new() }
    }

    fn add(&mut self, from: Instant, to: Instant) {
        self.times.push(to.saturating_duration_since(from).as_secs_f64() * 1_000.0);
    }

    /// Of sorted times, the one that so many of a hundred are not above.
    fn at(&self, percent: usize) -> f64 {
        let place = (self.times.len() * percent).div_ceil(100).saturating_sub(1);
        self.times.get(place).copied().unwrap_or(f64::NAN)
    }
}

/// A server that has the file open and has said what is wrong with it.
fn opened(mlc: &Path, text: &str) -> Result<(Client, Instant), String> {
    let mut client = Client::start(mlc)?;
    let abilities = json!({ "textDocument": {
        "semanticTokens": { "requests": { "full": { "delta": true } }, "formats": ["relative"], "tokenTypes": [], "tokenModifiers": [] },
        "publishDiagnostics": { "versionSupport": true },
    } });
    client.request("initialize", &json!({ "processId": null, "rootUri": null, "capabilities": abilities }))?;
    client.notify("initialized", &json!({}))?;
    let document = json!({ "uri": URI, "languageId": "mlflow", "version": 1, "text": text });
    client.notify("textDocument/didOpen", &json!({ "textDocument": document }))?;
    let (at, _) = client.wait(|message| is_told(message, 1))?;
    Ok((client, at))
}

fn is_told(message: &Value, version: usize) -> bool {
    message["method"] == json!("textDocument/publishDiagnostics") && message["params"]["version"] == json!(version)
}

fn start(mlc: &Path, text: &str) -> Result<Row, String> {
    let mut row = Row::new("start to first problems", 200.0);
    for round in 0..=STARTS {
        let from = Instant::now();
        let (client, at) = opened(mlc, text)?;
        // The first only warms the caches.
        if round > 0 {
            row.add(from, at);
        }
        client.end()?;
    }
    Ok(row)
}

/// A key in the middle of the file: a name is typed letter by letter and taken away again, so half of the texts have errors.
fn key(text: &str, number: usize) -> Value {
    let middle = text.lines().count() / 2;
    let lines = text.lines().enumerate().skip(middle);
    let (line, words) = lines.into_iter().find(|(_, line)| line.contains("instance ")).unwrap_or_default();
    let (word, column) = ("sized", words.len());
    let typed = number % (word.len() * 2);
    let at = |character: usize| json!({ "line": line, "character": column + character });
    match word.get(typed..=typed) {
        Some(letter) => json!([{ "range": { "start": at(typed), "end": at(typed) }, "text": letter }]),
        None => {
            let left = word.len() * 2 - typed;
            json!([{ "range": { "start": at(left - 1), "end": at(left) }, "text": "" }])
        }
    }
}

fn change(client: &mut Client, version: usize, changes: &Value) -> Result<(), String> {
    let document = json!({ "uri": URI, "version": version });
    client.notify("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": changes }))
}

fn typing(mlc: &Path, text: &str) -> Result<Vec<Row>, String> {
    let (mut client, _) = opened(mlc, text)?;
    let mut version = 1;
    let mut told = Row::new("key to problems", 50.0);
    for number in 0..KEYS {
        version += 1;
        let from = Instant::now();
        change(&mut client, version, &key(text, number))?;
        let (at, _) = client.wait(|message| is_told(message, version))?;
        told.add(from, at);
    }
    let line = text.lines().count() / 2;
    let document = json!({ "uri": URI });
    let place = json!({ "textDocument": document, "position": { "line": line, "character": 4 } });
    let (_, tokens) = client.request("textDocument/semanticTokens/full", &json!({ "textDocument": document }))?;
    let mut known = tokens["resultId"].clone();
    let asked = [
        ("completion", "textDocument/completion", 20.0),
        ("hover", "textDocument/hover", 10.0),
        ("change of colours", "textDocument/semanticTokens/full/delta", 20.0),
    ];
    let mut rows = vec![told];
    for (name, method, bound) in asked {
        let mut row = Row::new(name, bound);
        for number in 0..KEYS {
            version += 1;
            change(&mut client, version, &key(text, number))?;
            let params = if method.ends_with("delta") {
                json!({ "textDocument": document, "previousResultId": known })
            } else {
                place.clone()
            };
            let from = Instant::now();
            match client.request(method, &params) {
                Ok((at, answer)) => {
                    row.add(from, at);
                    if let Some(id) = answer.get("resultId") {
                        known = id.clone();
                    }
                }
                Err(problem) if problem.contains("-32601") => return Err(format!("{method} is not there")),
                Err(problem) => return Err(problem),
            }
            // Who types has the answer before the next key.
            std::thread::sleep(Duration::from_millis(5));
        }
        rows.push(row);
    }
    client.end()?;
    Ok(rows)
}

/// What the process holds in MiB, where the system tells.
fn memory(mlc: &Path, text: &str) -> Result<Option<f64>, String> {
    let (mut client, _) = opened(mlc, text)?;
    let symbols = json!({ "textDocument": { "uri": URI } });
    for number in 0..EDITS {
        change(&mut client, number + 2, &key(text, number))?;
        if number % 20 == 0 {
            client.request("textDocument/foldingRange", &symbols)?;
        }
    }
    client.wait(|message| is_told(message, EDITS + 1))?;
    let status = std::fs::read_to_string(format!("/proc/{}/status", client.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    client.end()?;
    Ok(kib.map(|kib| kib / 1_024.0))
}
