//! Messages that are not in the protocol.

use std::collections::BTreeMap;

use mlc_compiler::diag::{codes, pages};
use tower_lsp::jsonrpc::{Error, Result};

use super::Server;
use super::ask::Asked;
use crate::features;
use crate::proto::Addresses;
use crate::proto::custom::{self, Compiled, Explain, Explained, Graph, OfDocument, Outcome, Test, Whole};

/// So many graphs of a file are remembered: more views of it than anybody opens.
const REMEMBERED: usize = 8;

/// A file, and the environment it is looked at for.
type Of = (String, Option<String>);

/// Graphs that views know, with their revisions.
#[derive(Debug, Default)]
pub(super) struct Graphs(BTreeMap<Of, Vec<(u64, Whole)>>);

impl Graphs {
    /// What is new to whoever knows the revision `since`.
    fn answer(&mut self, of: Of, since: Option<u64>, stale: bool, now: Whole) -> Graph {
        let known = self.0.entry(of).or_default();
        let revision = match known.last() {
            Some((revision, last)) if *last == now => *revision,
            last => last.map_or(1, |(revision, _)| revision + 1),
        };
        let old = known.iter().find(|(revision, _)| Some(*revision) == since);
        let patches = old.map(|(_, old)| custom::patches(old, &now));
        if known.last().is_none_or(|(last, _)| *last != revision) {
            known.push((revision, now.clone()));
            known.drain(..known.len().saturating_sub(REMEMBERED));
        }
        Graph { revision, stale, full: patches.is_none(), whole: patches.is_none().then_some(now), patches }
    }

    /// A file was closed: whoever still shows it begins anew.
    pub(super) fn forget(&mut self, name: &str) {
        self.0.retain(|(of, _), _| of != name);
    }
}

impl Server {
    /// `mlc/compiled`
    pub(super) async fn compiled(&self, params: OfDocument) -> Result<Option<Compiled>> {
        let answer = |asked: &Asked| {
            let found = features::compiled::compiled(&asked.view)?;
            Some(custom::compiled(found, &asked.addresses))
        };
        self.ask_in_env(&params, answer).await.map(Option::flatten)
    }

    /// `mlc/graph`
    pub(super) async fn graph(&self, params: OfDocument) -> Result<Graph> {
        let answer = |asked: &Asked| {
            let found = features::graph::graph(&asked.view);
            (found.is_stale, custom::graph(&found, &asked.view.now))
        };
        let (stale, whole) = self.ask_in_env(&params, answer).await?.ok_or_else(unknown)?;
        let name = Addresses::name(&params.text_document.uri);
        Ok(self.state().graphs.answer((name, params.env), params.since, stale, whole))
    }

    /// `mlc/tests`
    pub(super) async fn tests(&self, params: OfDocument) -> Result<Vec<Test>> {
        let answer = |asked: &Asked| {
            let found = features::tests::tests(&asked.view).into_iter();
            found.map(|test| custom::test(test, &asked.view.now)).collect()
        };
        self.ask_in_env(&params, answer).await?.ok_or_else(unknown)
    }

    /// `mlc/runTests`
    pub(super) async fn run_tests(&self, params: OfDocument) -> Result<Vec<Outcome>> {
        let names = params.names.clone();
        let answer = move |asked: &Asked| {
            let found = features::tests::run(&asked.view, names.as_deref()).into_iter();
            found.map(|outcome| custom::outcome(outcome, &asked.view.now)).collect()
        };
        self.ask_in_env(&params, answer).await?.ok_or_else(unknown)
    }

    /// `mlc/explain`
    pub(super) async fn explain(&self, params: Explain) -> Result<Explained> {
        let code = codes::ALL.iter().find(|code| code.id == params.code);
        match code.and_then(|code| pages::find(*code)) {
            Some(page) => Ok(Explained { markdown: page.to_owned() }),
            None => Err(Error::invalid_params(format!("there is no code `{}`", params.code))),
        }
    }

    /// `mlc/panic`, which only a debug build has.
    #[cfg(debug_assertions)]
    #[expect(clippy::panic, reason = "what it is for")]
    pub(super) async fn panic(&self) -> Result<()> {
        self.work(|| panic!("as a test has asked")).await
    }

    /// Asks about a file under the environment that the question names, else the one that is set.
    async fn ask_in_env<T: Send + 'static>(
        &self,
        params: &OfDocument,
        answer: impl FnOnce(&Asked) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let uri = &params.text_document.uri;
        let asked = {
            let mut state = self.state();
            let name = Addresses::name(uri);
            let is_set = params.env.is_none() || params.env == state.workspace.config().env;
            let view =
                if is_set { state.workspace.view(&name) } else { state.workspace.view_for(&name, params.env.clone()) };
            view.map(|view| Asked { view, addresses: state.addresses.clone() })
        };
        match asked {
            Some(asked) => self.work(move || answer(&asked)).await.map(Some),
            None => Ok(None),
        }
    }
}

fn unknown() -> Error {
    Error::invalid_params("this file is neither open nor in a folder of the workspace")
}
