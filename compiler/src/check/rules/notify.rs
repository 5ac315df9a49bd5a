//! Messages: where they go, and what only a topic has.
//!
//! Sources: SQS API reference, CreateQueue (names); EventBridge API reference, PutEventsRequestEntry (2026-11).

use super::fields::{at, stray};
use super::words::with_origin;
use crate::check::program::{Block, Program};
use crate::check::value::{Value, ValueKind};
use crate::diag::{Applicability, Diagnostic, Sink, codes};

/// Characters of a queue's name, with the ending of one that keeps the order.
const QUEUE_NAME: usize = 80;

pub fn check(program: &Program, sink: &mut Sink) {
    if let Some(to) = program.pipeline.get("on_failure").and_then(|call| call.get("to")) {
        destination(to, sink);
    }
    for block in super::stages(program, "notify") {
        let Some(to) = block.get("to") else { continue };
        destination(to, sink);
        subject(block, to, sink);
    }
}

fn destination(to: &Value, sink: &mut Sink) {
    if let Some(queue) = to.get("queue")
        && let Some(text) = queue.text()
    {
        queue_name(queue, &text, sink);
    }
    if let Some(source) = to.get("source")
        && source.text().is_some_and(|text| text.starts_with("aws."))
    {
        let title = "a source that begins with `aws.` is one of AWS".to_owned();
        sink.push(with_origin(at(codes::NOT_ALLOWED, source.blame(), title, "EventBridge refuses it"), source));
    }
}

fn queue_name(queue: &Value, text: &str, sink: &mut Sink) {
    if text.starts_with("https://") {
        return;
    }
    let bare = text.strip_suffix(".fifo").unwrap_or(text);
    let legal = bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if legal && !bare.is_empty() && text.len() <= QUEUE_NAME {
        return;
    }
    let title = format!("`{text}` is neither name nor URL of a queue");
    let mut found: Diagnostic = at(codes::BAD_NAME, queue.blame(), title, "letters, digits, `-` and `_`, at most 80")
        .help("name a queue of the same account and Region, or write the URL that SQS shows for it");
    if let ["arn", _, "sqs", region, account, name] = text.split(':').collect::<Vec<_>>().as_slice()
        && queue.via.is_none()
    {
        let url = format!("\"https://sqs.{region}.amazonaws.com/{account}/{name}\"");
        found = found.fix(format!("write `{url}`"), queue.span, url, Applicability::Always);
    }
    sink.push(with_origin(found, queue));
}

/// Only e-mails have one, and only topics send e-mails.
fn subject(block: &Block, to: &Value, sink: &mut Sink) {
    if let (ValueKind::Call(..), Some(_)) = (&to.kind, block.get("subject")) {
        let title = "a `subject` is for a topic: neither a queue nor an event bus has one".into();
        sink.push(stray(block, "subject", title).also(to.blame(), "goes here"));
    }
}
