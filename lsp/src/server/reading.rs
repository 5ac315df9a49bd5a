//! Questions of who reads: what can be written, what a word means, what is in a file.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

use super::ask::Asked;
use super::{Server, commands};
use crate::features;
use crate::features::docs::Doc;
use crate::proto::{self, Addresses};

/// What is said of the items of the newest list: an editor asks for one at a time.
#[derive(Debug, Default)]
pub(super) struct Listed {
    list: u64,
    docs: Vec<Doc>,
}

impl Server {
    /// What can be written at a place.
    pub(super) async fn complete(&self, place: TextDocumentPositionParams) -> Result<Option<CompletionResponse>> {
        let (asked, others, abilities) = {
            let mut state = self.state();
            let Some(view) = state.workspace.view(&Addresses::name(&place.text_document.uri)) else { return Ok(None) };
            let asked = Asked { view, addresses: state.addresses.clone() };
            (asked, state.workspace.views(), state.client.clone())
        };
        let (found, view) = self
            .work(move || {
                let offset = asked.offset(place.position);
                (features::completion::completion(&asked.view, &others, offset), asked.view)
            })
            .await?;
        let list = {
            let mut state = self.state();
            let list = state.listed.list + 1;
            state.listed = Listed { list, docs: found.items.iter().map(|item| item.doc.clone()).collect() };
            list
        };
        Ok(Some(proto::completion(&found, &view.now, list, abilities.fills_snippets).into()))
    }

    /// What is said of an item. Of an older list nothing is known any more.
    pub(super) async fn describe(&self, mut item: CompletionItem) -> Result<CompletionItem> {
        let doc = proto::completion_place(&item).and_then(|(list, index)| {
            let state = self.state();
            (state.listed.list == list).then(|| state.listed.docs.get(index).cloned()).flatten()
        });
        if let Some(doc) = doc {
            item.documentation = self.work(move || proto::documentation(doc.markdown())).await?;
        }
        Ok(item)
    }

    /// What a file declares.
    pub(super) async fn outline(&self, uri: &Uri) -> Result<Option<DocumentSymbolResponse>> {
        let found = self
            .ask(uri, |asked| {
                let now = &asked.view.now;
                let found = features::symbols::outline(now);
                found.iter().map(|one| proto::document_symbol(one, now)).collect::<Vec<_>>()
            })
            .await?;
        Ok(found.map(DocumentSymbolResponse::Nested))
    }

    /// What all files declare.
    pub(super) async fn find_symbols(&self, query: String) -> Result<WorkspaceSymbolResponse> {
        let found = self
            .ask_all(move |views, addresses| {
                let found = features::symbols::search(views, &query);
                found.iter().filter_map(|one| proto::workspace_symbol(one, addresses)).collect::<Vec<_>>()
            })
            .await?;
        Ok(WorkspaceSymbolResponse::Nested(found))
    }

    /// Hints in a part of a file.
    pub(super) async fn hints(&self, uri: Uri, part: Range) -> Result<Option<Vec<InlayHint>>> {
        self.ask(&uri, move |asked| {
            let (from, to) = (asked.offset(part.start), asked.offset(part.end));
            let found = features::hints::hints(&asked.view, from, to);
            found.iter().map(|one| proto::hint(one, &asked.view.now)).collect()
        })
        .await
    }

    /// Lenses of a file: those whose commands the editor or this server has.
    pub(super) async fn lenses(&self, uri: Uri) -> Result<Option<Vec<CodeLens>>> {
        let owned = self.state().client.commands.clone();
        let of = uri.clone();
        self.ask(&uri, move |asked| {
            let has = |name: &str| owned.contains(name) || name == commands::RUN_TEST;
            let found = features::lenses::lenses(&asked.view.now);
            found.iter().filter_map(|one| proto::lens(one, &asked.view.now, &of, &has)).collect()
        })
        .await
    }

    /// What a lens says that had to be worked out.
    pub(super) async fn complete_lens(&self, mut lens: CodeLens) -> Result<CodeLens> {
        if let Some(uri) = proto::lens_file(&lens) {
            let title = self.ask(&uri, |asked| features::lenses::title(&asked.view)).await?;
            let title = title.unwrap_or_else(|| "this file is gone".into());
            lens.command = Some(proto::open_compiled(title, &uri));
        }
        Ok(lens)
    }
}
