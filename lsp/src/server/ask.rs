//! Questions: a feature runs on a thread of its own, so that edits are taken meanwhile and a panic ends the question alone.

use mlc_compiler::base::FileId;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{ConfigurationItem, Diagnostic, MessageType, TextDocumentPositionParams, Uri};

use super::Server;
use crate::config::Config;
use crate::features::diagnostics::diagnostics;
use crate::proto::{self, Addresses};
use crate::snapshot::View;

/// An error that says why what was asked for cannot be done: editors show it.
pub(super) fn refused(why: String) -> Error {
    /// `RequestFailed` of the protocol.
    const REQUEST_FAILED: i64 = -32803;
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: why.into(), data: None }
}

/// What a question is answered from.
pub(super) struct Asked {
    pub view: View,
    pub addresses: Addresses,
}

impl Asked {
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

    /// Asks about a place in a file and everything that other files say of it.
    pub(super) async fn ask_all_at<T: Send + 'static>(
        &self,
        place: TextDocumentPositionParams,
        answer: impl FnOnce(&Asked, u32, &[View]) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let name = Addresses::name(&place.text_document.uri);
        self.ask_all(move |views, addresses| {
            let view = views.iter().find(|view| view.now.name() == name)?.clone();
            let asked = Asked { view, addresses: addresses.clone() };
            Some(answer(&asked, asked.offset(place.position), views))
        })
        .await
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
