//! Problems are found while nobody waits: after every change of a file, and of all files at the start.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tower_lsp::Client;
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::{Diagnostic, DiagnosticSeverity, Uri};

use super::state::State;
use crate::features::diagnostics::diagnostics;
use crate::proto;
use crate::snapshot::View;

/// Told to an editor of ours after each analysis, so that its views ask again.
pub(super) enum Analyzed {}

/// What it tells.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AnalyzedParams {
    uri: Uri,
    version: Option<i32>,
    errors: usize,
    warnings: usize,
}

impl Notification for Analyzed {
    type Params = AnalyzedParams;
    const METHOD: &'static str = "mlc/analyzed";
}

/// Analyzes what has changed, one file after the other. Whoever types faster than that is answered for the newest text.
#[derive(Debug, Clone)]
pub(super) struct Analyzer {
    state: Arc<Mutex<State>>,
    changed: Arc<Mutex<BTreeSet<String>>>,
    bell: Arc<Notify>,
}

impl Analyzer {
    pub(super) fn start(client: Client, state: Arc<Mutex<State>>) -> Self {
        let analyzer = Self { state, changed: Arc::default(), bell: Arc::default() };
        tokio::spawn(analyzer.clone().run(client));
        analyzer
    }

    /// A file has changed.
    pub(super) fn one(&self, name: &str) {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        self.bell.notify_one();
    }

    /// Every file that there is.
    pub(super) fn names(&self) -> Vec<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).workspace.names()
    }

    /// Everything may have changed.
    pub(super) fn all(&self) {
        let names = self.names();
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).extend(names);
        self.bell.notify_one();
    }

    async fn run(self, client: Client) {
        loop {
            let next = self.changed.lock().unwrap_or_else(PoisonError::into_inner).pop_first();
            match next {
                Some(name) => self.analyze(&client, name).await,
                None => self.bell.notified().await,
            }
        }
    }

    /// Analyzes a file and those that import it, and tells what is wrong.
    pub(super) async fn analyze(&self, client: &Client, changed: String) {
        let (names, is_imported) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let view = state.workspace.view(&changed);
            let importers = state.workspace.importers(&changed);
            let is_imported = !importers.is_empty();
            // What a file imports can have problems that only this use of it shows.
            let imported =
                view.iter().flat_map(|view| view.now.sources.files().iter().skip(1).map(|file| file.name.clone()));
            let others = imported.chain(importers.iter().map(|view| view.now.name().to_owned()));
            let mut names: Vec<String> = vec![changed.clone()];
            names.extend(others.collect::<BTreeSet<_>>());
            (names, is_imported)
        };
        let others_changed = names.len() > 1;
        for name in names {
            self.tell(client, &name).await;
        }
        let (refreshes, recolours) = {
            let client = &self.state.lock().unwrap_or_else(PoisonError::into_inner).client;
            (client.pulls_diagnostics && client.refreshes_diagnostics, client.refreshes_tokens)
        };
        // Who does not answer has not understood, and asks at the next edit.
        if refreshes && others_changed {
            let _ = client.workspace_diagnostic_refresh().await;
        }
        // What an import stands for is said by the file that it is of.
        if recolours && is_imported {
            let _ = client.semantic_tokens_refresh().await;
        }
    }

    async fn tell(&self, client: &Client, name: &str) {
        let (view, importers, addresses, abilities) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let view = state.workspace.view(name);
            (view, state.workspace.importers(name), state.addresses.clone(), state.client.clone())
        };
        let Some(uri) = addresses.of(name) else { return };
        let version = view.as_ref().and_then(|view| view.now.version);
        let work = move || problems(view.as_ref(), &importers, &addresses);
        let Ok(found) = tokio::task::spawn_blocking(work).await else { return };
        let is_newest = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let view = state.workspace.view(name);
            view.and_then(|view| view.now.version) == version
        };
        // A newer text is in the queue already.
        if !is_newest {
            return;
        }
        let count = |severity| found.iter().filter(|problem| problem.severity == Some(severity)).count();
        let analyzed = AnalyzedParams {
            uri: uri.clone(),
            version,
            errors: count(DiagnosticSeverity::ERROR),
            warnings: count(DiagnosticSeverity::WARNING),
        };
        if !abilities.pulls_diagnostics {
            let news = {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                let told = if found.is_empty() { state.told.remove(name) } else { state.told.insert(name.to_owned()) };
                told || !found.is_empty() || version.is_some()
            };
            if news {
                client.publish_diagnostics(uri, found, version).await;
            }
        }
        if abilities.is_ours {
            client.send_notification::<Analyzed>(analyzed).await;
        }
    }
}

fn problems(view: Option<&View>, importers: &[View], addresses: &proto::Addresses) -> Vec<Diagnostic> {
    let Some(view) = view else { return Vec::new() };
    let others: Vec<_> = importers.iter().map(|view| view.now.as_ref()).collect();
    diagnostics(&view.now, &others).iter().map(|found| proto::diagnostic(found, addresses)).collect()
}
