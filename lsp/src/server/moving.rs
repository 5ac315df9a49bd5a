//! Questions of who moves about: where a word is declared and used, what it is called, what a file looks like.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use mlc_compiler::base::{FileId, Span};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

use super::Server;
use super::ask::refused;
use crate::features::{self, definition::Definition};
use crate::proto::{self, Addresses};
use crate::snapshot::View;

/// The colours of a file.
type Told = Arc<Vec<SemanticToken>>;

/// The last answers about colours, by file, so that the next one can say what has changed.
#[derive(Debug, Default)]
pub(super) struct ToldTokens {
    answers: u64,
    of: BTreeMap<String, VecDeque<(String, Told)>>,
}

impl ToldTokens {
    /// Remembers an answer; gives its id.
    pub(super) fn remember(&mut self, name: &str, tokens: Told) -> String {
        /// An editor asks about the one before, or about an older one where answers have crossed.
        const KEPT: usize = 3;
        self.answers += 1;
        let id = self.answers.to_string();
        let known = self.of.entry(name.to_owned()).or_default();
        known.push_back((id.clone(), tokens));
        if known.len() > KEPT {
            known.pop_front();
        }
        id
    }

    /// The answer with an id.
    pub(super) fn find(&self, name: &str, id: &str) -> Option<Told> {
        self.of.get(name)?.iter().find(|(known, _)| known == id).map(|(_, tokens)| tokens.clone())
    }

    /// A file was closed.
    pub(super) fn forget(&mut self, name: &str) {
        self.of.remove(name);
    }
}

impl Server {
    /// Where a word leads to: to a place, or to several.
    pub(super) async fn jump<Found: IntoIterator<Item = Definition> + 'static>(
        &self,
        place: TextDocumentPositionParams,
        find: fn(&View, u32) -> Found,
    ) -> Result<Option<GotoDefinitionResponse>> {
        self.ask_at(place, move |asked, offset| {
            let found = find(&asked.view, offset).into_iter();
            let links: Vec<_> =
                found.filter_map(|found| proto::definition(&found, &asked.view.now, &asked.addresses)).collect();
            (!links.is_empty()).then(|| links.into())
        })
        .await
    }

    /// Every place of a name in all files.
    pub(super) async fn find_references(
        &self,
        place: TextDocumentPositionParams,
        with_declaration: bool,
    ) -> Result<Option<Vec<Location>>> {
        self.ask_all_at(place, move |asked, offset, views| {
            let mut found = features::references::references(&asked.view.now, offset, views);
            found.retain(|place| with_declaration || !place.is_declaration);
            proto::locations(&found, &asked.addresses)
        })
        .await
    }

    /// Other places of the word in its file.
    pub(super) async fn highlight(&self, place: TextDocumentPositionParams) -> Result<Option<Vec<DocumentHighlight>>> {
        self.ask_at(place, |asked, offset| {
            let found = features::highlight::highlights(&asked.view, offset);
            let found = found.iter().map(|place| proto::highlight(place, &asked.view.now)).collect::<Vec<_>>();
            // Where there is nothing to say, editors show words that are spelt the same.
            (!found.is_empty()).then_some(found)
        })
        .await
    }

    /// The name that can be changed, or why there is none.
    pub(super) async fn what_to_rename(
        &self,
        place: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let answer = self.ask_at(place, |asked, offset| {
            let now = &asked.view.now;
            let found = features::rename::prepare(now, offset);
            Some(found.map(|span| PrepareRenameResponse::RangeWithPlaceholder {
                range: proto::range(now, span),
                placeholder: now.text_of(span).to_owned(),
            }))
        });
        answer.await?.transpose().map_err(refused)
    }

    /// The changes that another name takes, or why it cannot be had.
    pub(super) async fn rename_to(
        &self,
        place: TextDocumentPositionParams,
        new: String,
    ) -> Result<Option<WorkspaceEdit>> {
        let has_versions = self.state().client.takes_versions;
        let answer = self.ask_all_at(place, move |asked, offset, views| {
            let places = features::rename::rename(&asked.view.now, offset, &new, views)?;
            let edits: Vec<_> = places.iter().map(|place| (place.of, place.span, new.as_str())).collect();
            Ok(proto::workspace_edit(&edits, views, &asked.addresses, has_versions))
        });
        answer.await?.transpose().map_err(refused)
    }

    /// Colours of a file.
    pub(super) async fn colours(&self, uri: &Uri) -> Result<Option<SemanticTokensResult>> {
        let Some(data) = self.tokens(uri, None).await? else { return Ok(None) };
        let result_id = self.state().tokens.remember(&Addresses::name(uri), Arc::new(data.clone()));
        Ok(Some(SemanticTokens { result_id: Some(result_id), data }.into()))
    }

    /// What has changed of the colours since an answer, or all of them where that one is not known any more.
    pub(super) async fn changed_colours(
        &self,
        uri: &Uri,
        since: &str,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let Some(data) = self.tokens(uri, None).await? else { return Ok(None) };
        let (name, data) = (Addresses::name(uri), Arc::new(data));
        let (result_id, old) = {
            let mut state = self.state();
            let old = state.tokens.find(&name, since);
            (Some(state.tokens.remember(&name, data.clone())), old)
        };
        Ok(Some(match old {
            Some(old) => SemanticTokensDelta { result_id, edits: proto::token_edits(&old, &data) }.into(),
            None => SemanticTokens { result_id, data: data.to_vec() }.into(),
        }))
    }

    /// Colours of a part of a file.
    pub(super) async fn colours_of(&self, uri: &Uri, part: Range) -> Result<Option<SemanticTokensRangeResult>> {
        let data = self.tokens(uri, Some(part)).await?;
        Ok(data.map(|data| SemanticTokens { result_id: None, data }.into()))
    }

    async fn tokens(&self, uri: &Uri, part: Option<Range>) -> Result<Option<Vec<SemanticToken>>> {
        self.ask(uri, move |asked| {
            let span = |part: Range| Span {
                file: FileId::default(),
                start: asked.offset(part.start),
                end: asked.offset(part.end),
            };
            proto::tokens(&asked.view.now, &features::tokens::tokens(&asked.view, part.map(span)))
        })
        .await
    }

    /// What can be folded.
    pub(super) async fn folds(&self, uri: &Uri) -> Result<Option<Vec<FoldingRange>>> {
        let whole_lines = self.state().client.folds_lines;
        self.ask(uri, move |asked| proto::folds(&asked.view.now, &features::folding::folds(&asked.view), whole_lines))
            .await
    }

    /// What is selected next, for each of several cursors.
    pub(super) async fn selections(&self, uri: &Uri, at: Vec<Position>) -> Result<Option<Vec<SelectionRange>>> {
        self.ask(uri, move |asked| {
            let ranges = at.iter().map(|at| {
                let spans = features::selection::selections(&asked.view, asked.offset(*at));
                proto::selection(&asked.view.now, &spans)
            });
            ranges.collect()
        })
        .await
    }

    /// Texts that lead somewhere.
    pub(super) async fn links(&self, uri: &Uri) -> Result<Option<Vec<DocumentLink>>> {
        self.ask(uri, |asked| {
            let exists = |name: &str| Path::new(name).is_file();
            let links = features::links::links(&asked.view);
            links.iter().filter_map(|link| proto::link(&asked.view.now, link, &asked.addresses, exists)).collect()
        })
        .await
    }

    /// What has to be changed before files are renamed.
    pub(super) async fn files_will_move(&self, params: &RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        let has_versions = self.state().client.takes_versions;
        let moves = moves(params);
        let edit = self.ask_all(move |views, addresses| {
            let repairs = features::moved::repairs(views, &moves);
            let edits: Vec<_> = repairs.iter().map(|repair| (repair.of, repair.span, repair.path.as_str())).collect();
            (!edits.is_empty()).then(|| proto::workspace_edit(&edits, views, addresses, has_versions))
        });
        edit.await
    }

    /// Files were renamed.
    pub(super) fn files_have_moved(&self, params: &RenameFilesParams) {
        let before = {
            let mut state = self.state();
            let before = state.workspace.names();
            for name in moves(params).into_iter().flat_map(|(old, new)| [old, new]) {
                state.workspace.changed_on_disk(&name);
                state.workspace.folder_changed(&name);
            }
            before
        };
        // What was there is no longer, and is told to have no problems.
        before.iter().for_each(|name| self.analyzer.one(name));
        self.analyzer.all();
    }
}

/// Files and folders that are renamed: names before and after.
fn moves(params: &RenameFilesParams) -> Vec<(String, String)> {
    let name = |uri: &str| Uri::from_str(uri).ok().map(|uri| Addresses::name(&uri).trim_end_matches('/').to_owned());
    params.files.iter().filter_map(|file| Some((name(&file.old_uri)?, name(&file.new_uri)?))).collect()
}
