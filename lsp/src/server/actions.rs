//! Changes that are offered.

use mlc_compiler::diag::Edit;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, TextEdit};

use super::Server;
use super::ask::Asked;
use crate::features::actions::{ActionKind, actions};
use crate::proto::{self, Addresses, Understands};

impl Asked {
    /// Changes of the file as the editor counts.
    pub(super) fn text_edits(&self, edits: &[Edit]) -> Vec<TextEdit> {
        edits.iter().map(|edit| proto::text_edit(&self.view.now, edit)).collect()
    }
}

impl Server {
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
            let views: Vec<_> = importers.iter().chain([&asked.view]).cloned().collect();
            let all = found.iter().filter_map(|found| proto::action(found, &views, &asked.addresses, understands));
            Some(all.map(CodeActionOrCommand::CodeAction).collect())
        })
        .await
    }
}

/// Kinds are hierarchies: `refactor` holds `refactor.extract`.
fn is_in(kind: &CodeActionKind, wanted: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(wanted.as_str());
    wanted.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
