//! Questions: a feature runs on a thread of its own, so that edits are taken meanwhile and a panic ends the question alone.

use mlc_compiler::base::FileId;
use mlc_compiler::diag::Edit;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, ConfigurationItem, Diagnostic,
    MessageType, TextDocumentPositionParams, TextEdit, Uri,
};

use super::Server;
use crate::config::Config;
use crate::features::actions::{ActionKind, actions};
use crate::features::diagnostics::diagnostics;
use crate::proto::{self, Addresses, Understands};
use crate::snapshot::View;

/// What a question is answered from.
pub(super) struct Asked {
    pub view: View,
    pub addresses: Addresses,
}

impl Asked {
    /// Changes of the file as the editor counts.
    pub(super) fn text_edits(&self, edits: &[Edit]) -> Vec<TextEdit> {
        edits.iter().map(|edit| proto::text_edit(&self.view.now, edit)).collect()
    }

    /// The offset of a place in the file.
    pub(super) fn offset(&self, at: tower_lsp::ls_types::Position) -> u32 {
        let now = &self.view.now;
        let offset = now.lines(FileId::default()).offset(now.text(), proto::from_position(at));
        u32::try_from(offset).unwrap_or(u32::MAX)
    }
}

impl Server {
    /// Asks about a file; nothing is answered about one that is not known.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        uri: &Uri,
        answer: impl FnOnce(&Asked) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let asked = {
            let mut state = self.state();
            let view = state.workspace.view(&Addresses::name(uri));
            view.map(|view| Asked { view, addresses: state.addresses.clone() })
        };
        let Some(asked) = asked else { return Ok(None) };
        self.work(move || answer(&asked)).await.map(Some)
    }

    /// Asks about a place in a file, where there may be nothing to say.
    pub(super) async fn ask_at<T: Send + 'static>(
        &self,
        place: TextDocumentPositionParams,
        answer: impl FnOnce(&Asked, u32) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let found =
            self.ask(&place.text_document.uri, move |asked| answer(asked, asked.offset(place.position))).await?;
        Ok(found.flatten())
    }

    /// Asks about all files.
    #[expect(dead_code, reason = "references will")]
    pub(super) async fn ask_all<T: Send + 'static>(
        &self,
        answer: impl FnOnce(&[View], &Addresses) -> T + Send + 'static,
    ) -> Result<T> {
        let (views, addresses) = {
            let mut state = self.state();
            (state.workspace.views(), state.addresses.clone())
        };
        self.work(move || answer(&views, &addresses)).await
    }

    /// Runs on a thread of its own. A panic is told in the log and answered as an error; everything else goes on.
    pub(super) async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        match tokio::task::spawn_blocking(work).await {
            Ok(answer) => Ok(answer),
            Err(error) => {
                let message = format!("this is a bug in mlc, please report it: {error}");
                self.client.log_message(MessageType::ERROR, &message).await;
                Err(Error { message: message.into(), ..Error::internal_error() })
            }
        }
    }

    /// The problems of a file.
    pub(super) async fn problems(&self, uri: &Uri) -> Result<Vec<Diagnostic>> {
        let (view, importers, addresses) = {
            let mut state = self.state();
            let name = Addresses::name(uri);
            (state.workspace.view(&name), state.workspace.importers(&name), state.addresses.clone())
        };
        let Some(view) = view else { return Ok(Vec::new()) };
        self.work(move || {
            let others: Vec<_> = importers.iter().map(|view| view.now.as_ref()).collect();
            diagnostics(&view.now, &others).iter().map(|found| proto::diagnostic(found, &addresses)).collect()
        })
        .await
    }

    /// What can be done about a part of a file.
    pub(super) async fn changes(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let (view, importers, addresses, understands) = {
            let mut state = self.state();
            let name = Addresses::name(&params.text_document.uri);
            let understands = Understands {
                versions: state.client.takes_versions,
                explain: state.client.commands.contains("mlc.explain"),
            };
            (state.workspace.view(&name), state.workspace.importers(&name), state.addresses.clone(), understands)
        };
        let Some(view) = view else { return Ok(None) };
        self.work(move || {
            let asked = Asked { view, addresses };
            let part = asked.offset(params.range.start)..asked.offset(params.range.end);
            let only = params.context.only;
            let wants = |kind: ActionKind| match &only {
                // All problems of the file at once are fixed where that is asked for.
                None => kind != ActionKind::FixAll,
                Some(only) => only.iter().any(|wanted| is_in(&proto::action_kind(kind), wanted)),
            };
            let others: Vec<_> = importers.iter().map(|view| view.now.as_ref()).collect();
            let found = actions(&asked.view, &others, &part, &wants);
            let all = found.iter().filter_map(|found| proto::action(found, &asked.addresses, understands));
            Some(all.map(CodeActionOrCommand::CodeAction).collect())
        })
        .await
    }

    /// Asks the editor what the user has set.
    pub(super) async fn configure(&self) {
        let item = ConfigurationItem { scope_uri: None, section: Some("mlc".to_owned()) };
        if let Ok(mut answers) = self.client.configuration(vec![item]).await
            && let Some(answer) = answers.pop()
        {
            self.state().workspace.set_config(Config::from_json(answer));
        }
    }
}

/// Kinds are hierarchies: `refactor` holds `refactor.extract`.
fn is_in(kind: &CodeActionKind, wanted: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(wanted.as_str());
    wanted.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
