//! Commands, for editors that have none of their own.

use std::str::FromStr;

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{ExecuteCommandParams, MessageType, Uri};

use super::Server;
use crate::features::tests;
pub(super) use crate::proto::RUN_TEST;

impl Server {
    /// A command, its outcome shown as a message.
    pub(super) async fn execute(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        if params.command != RUN_TEST {
            return Err(Error::invalid_params(format!("there is no command `{}`", params.command)));
        }
        let text = |index: usize| params.arguments.get(index).and_then(Value::as_str);
        let uri = text(0).and_then(|uri| Uri::from_str(uri).ok());
        let Some(uri) = uri else {
            return Err(Error::invalid_params("`mlc.runTest` takes a file's address and a name"));
        };
        let names = text(1).map(|name| vec![name.to_owned()]);
        let outcomes =
            self.ask(&uri, move |asked| tests::run(&asked.view, names.as_deref())).await?.unwrap_or_default();
        let failed = outcomes.iter().any(|outcome| !outcome.passed);
        let lines: Vec<String> = outcomes.iter().map(line).collect();
        let message = if lines.is_empty() { "there is no such test in this file".to_owned() } else { lines.join("\n") };
        let kind = if failed || lines.is_empty() { MessageType::ERROR } else { MessageType::INFO };
        self.client.show_message(kind, message).await;
        Ok(None)
    }
}

fn line(outcome: &tests::Outcome) -> String {
    match &outcome.message {
        _ if outcome.passed => format!("`{}` holds: {}", outcome.name, outcome.path.join(" → ")),
        Some(message) => format!("`{}` does not hold: {message}", outcome.name),
        None => format!("`{}` does not hold", outcome.name),
    }
}
