//! An editor that measures: it sends, and waits for what comes.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::command::program;

/// Longer than anything that is measured.
const PATIENCE: Duration = Duration::from_secs(60);

/// A language server that runs.
pub struct Client {
    child: Child,
    to: ChildStdin,
    from: Receiver<(Instant, Value)>,
    next: u64,
}

impl Client {
    /// Starts a server.
    pub fn start(mlc: &Path) -> Result<Self, String> {
        let mut command = program(mlc);
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", mlc.display()))?;
        let (Some(to), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("no pipes".to_owned());
        };
        let (send, from) = channel();
        std::thread::spawn(move || {
            let mut out = BufReader::new(out);
            while let Some(message) = read(&mut out) {
                if send.send((Instant::now(), message)).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, to, from, next: 0 })
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells something.
    pub fn notify(&mut self, method: &str, params: &Value) -> Result<(), String> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Asks something: the answer, and when it came.
    pub fn request(&mut self, method: &str, params: &Value) -> Result<(Instant, Value), String> {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        let (at, answer) = self.wait(|message| message.get("method").is_none() && message["id"] == json!(id))?;
        match answer.get("error") {
            Some(error) => Err(format!("{method}: {error}")),
            None => Ok((at, answer["result"].clone())),
        }
    }

    /// The next message that is wanted, and when it came. Questions of the server are answered with nothing.
    pub fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Result<(Instant, Value), String> {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let (at, message) = self.from.recv_timeout(left).map_err(|error| format!("no answer: {error}"))?;
            if message.get("method").is_some() && message.get("id").is_some() {
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }))?;
            }
            if wanted(&message) {
                return Ok((at, message));
            }
        }
    }

    /// Ends the server.
    pub fn end(mut self) -> Result<(), String> {
        self.request("shutdown", &Value::Null)?;
        self.notify("exit", &Value::Null)?;
        let status = self.child.wait().map_err(|error| error.to_string())?;
        if status.success() { Ok(()) } else { Err(format!("mlc lsp: {status}")) }
    }

    fn send(&mut self, message: &Value) -> Result<(), String> {
        let body = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{body}", body.len())
            .and_then(|()| self.to.flush())
            .map_err(|error| format!("mlc lsp: {error}"))
    }
}

fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        from.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", number)) => length = number.parse().ok()?,
            None if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
