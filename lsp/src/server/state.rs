//! What is known of the editor and of its files.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;
use tower_lsp::ls_types::{InitializeParams, Uri, WorkspaceFoldersChangeEvent};

use super::custom::Graphs;
use crate::proto::Addresses;
use crate::workspace::Workspace;

/// What the editor can do.
#[derive(Debug, Clone, Default)]
pub(super) struct Abilities {
    /// It asks for problems itself; they are not sent then.
    pub pulls_diagnostics: bool,
    /// It can be told to ask for problems again.
    pub refreshes_diagnostics: bool,
    /// It can be told to ask for colours again.
    pub refreshes_tokens: bool,
    /// It answers what is configured.
    pub has_configuration: bool,
    /// It can be asked to watch files.
    pub watches_files: bool,
    /// It can show progress.
    pub shows_progress: bool,
    /// It can fill in snippets.
    pub fills_snippets: bool,
    /// It asks what can be renamed before it asks for the new name.
    pub prepares_rename: bool,
    /// It takes changes of documents with the versions that they were made for.
    pub takes_versions: bool,
    /// It folds whole lines only.
    pub folds_lines: bool,
    /// Commands that it has itself.
    pub commands: BTreeSet<String>,
    /// It is an editor of ours, which wants to be told of every analysis.
    pub is_ours: bool,
}

/// Everything that messages change.
#[derive(Debug, Default)]
pub(super) struct State {
    pub workspace: Workspace,
    pub addresses: Addresses,
    pub client: Abilities,
    /// Graphs that views know.
    pub graphs: Graphs,
    /// Colours as they were last told.
    pub tokens: super::moving::ToldTokens,
    pub listed: super::reading::Listed,
    /// Files whose problems were sent and are not empty.
    pub told: BTreeSet<String>,
}

impl State {
    pub(super) fn initialize(&mut self, params: &InitializeParams) {
        let has = serde_json::to_value(&params.capabilities).unwrap_or_default();
        let flag = |pointer: &str| has.pointer(pointer).and_then(Value::as_bool) == Some(true);
        let commands: Option<BTreeSet<String>> = params
            .initialization_options
            .as_ref()
            .and_then(|options| serde_json::from_value(options.get("clientCommands")?.clone()).ok());
        self.client = Abilities {
            pulls_diagnostics: has.pointer("/textDocument/diagnostic").is_some(),
            refreshes_diagnostics: flag("/workspace/diagnostics/refreshSupport"),
            refreshes_tokens: flag("/workspace/semanticTokens/refreshSupport"),
            has_configuration: flag("/workspace/configuration"),
            watches_files: flag("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            shows_progress: flag("/window/workDoneProgress"),
            fills_snippets: flag("/textDocument/completion/completionItem/snippetSupport"),
            prepares_rename: flag("/textDocument/rename/prepareSupport"),
            takes_versions: flag("/workspace/workspaceEdit/documentChanges"),
            folds_lines: flag("/textDocument/foldingRange/lineFoldingOnly"),
            is_ours: commands.is_some(),
            commands: commands.unwrap_or_default(),
        };
        let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
        #[expect(deprecated, reason = "editors without workspace folders still say where they were started")]
        let root = params.root_uri.iter().filter(|_| params.workspace_folders.is_none());
        self.workspace.set_folders(folders.chain(root).filter_map(path).collect());
    }

    pub(super) fn change_folders(&mut self, event: &WorkspaceFoldersChangeEvent) {
        let removed: Vec<PathBuf> = event.removed.iter().filter_map(|folder| path(&folder.uri)).collect();
        let kept = self.workspace.folders().iter().filter(|folder| !removed.contains(folder)).cloned();
        let folders = kept.chain(event.added.iter().filter_map(|folder| path(&folder.uri))).collect();
        self.workspace.set_folders(folders);
    }

    /// A document was opened; gives its name.
    pub(super) fn open(&mut self, uri: &Uri, version: i32, text: String) -> String {
        let name = self.addresses.learn(uri);
        self.workspace.open(&name, version, text);
        name
    }

    /// Every file with its address and, where it is open, its version.
    pub(super) fn files(&mut self) -> Vec<(Uri, Option<i64>)> {
        let names = self.workspace.names();
        let version = |state: &mut Self, name: &str| {
            let view = state.workspace.view(name)?;
            view.now.version.map(i64::from)
        };
        names
            .iter()
            .filter_map(|name| {
                let uri = self.addresses.of(name)?;
                Some((uri, version(self, name)))
            })
            .collect()
    }
}

fn path(uri: &Uri) -> Option<PathBuf> {
    (uri.scheme().as_str() == "file").then(|| uri.to_file_path().map(|path| path.into_owned())).flatten()
}
