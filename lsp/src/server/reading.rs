//! Questions of who reads: what can be written, what a word means, what is in a file.

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

use super::Server;
use super::ask::Asked;
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
}
