//! The messages of the protocol. Each is taken here, answered by a feature on a thread of its own, and put into words by `proto`.

mod actions;
mod analyze;
mod ask;
mod capabilities;
mod commands;
mod custom;
mod moving;
mod progress;
mod reading;
mod state;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer, LspService};

use crate::features;
use crate::proto::{self, Addresses};
use analyze::Analyzer;
use state::State;

/// Serves one editor on standard input and output until it says `exit` or is gone. Gives whether it said `shutdown` before.
///
/// # Errors
/// Where the threads that it needs cannot be started.
pub fn serve() -> std::io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let is_over = Arc::new(AtomicBool::new(false));
    runtime.block_on(async {
        let builder = LspService::build(|client| Server::new(client, is_over.clone()))
            .custom_method("mlc/compiled", Server::compiled)
            .custom_method("mlc/graph", Server::graph)
            .custom_method("mlc/tests", Server::tests)
            .custom_method("mlc/runTests", Server::run_tests)
            .custom_method("mlc/explain", Server::explain);
        // Tests ask for a panic, to see that everything else goes on.
        #[cfg(debug_assertions)]
        let builder = builder.custom_method("mlc/panic", Server::panic);
        let (service, socket) = builder.finish();
        tower_lsp::Server::new(tokio::io::stdin(), tokio::io::stdout(), socket)
            .concurrency_level(16)
            .serve(service)
            .await;
    });
    // A thread may still be reading standard input, which nobody will write to.
    runtime.shutdown_background();
    Ok(is_over.load(Ordering::Relaxed))
}

/// What is shared by all messages.
struct Server {
    client: Client,
    state: Arc<Mutex<State>>,
    analyzer: Analyzer,
    /// The editor has said `shutdown`.
    is_over: Arc<AtomicBool>,
}

impl Server {
    fn new(client: Client, is_over: Arc<AtomicBool>) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let analyzer = Analyzer::start(client.clone(), state.clone());
        Self { client, state, analyzer, is_over }
    }

    /// A panic under the lock leaves what it was: every change is whole before anything can go wrong.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let mut state = self.state();
        state.initialize(&params);
        Ok(InitializeResult {
            capabilities: capabilities::capabilities(&state.client),
            server_info: Some(ServerInfo {
                name: "mlc".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let (watches, configures, shows_progress) = {
            let client = &self.state().client;
            (client.watches_files, client.has_configuration, client.shows_progress)
        };
        if watches {
            // An editor that refuses tells of changes when a file is opened or saved, which is enough to go on.
            let _ = self.client.register_capability(vec![capabilities::watched_files()]).await;
        }
        if configures {
            self.configure().await;
        }
        if shows_progress {
            self.analyzer.all_shown(&self.client).await;
        } else {
            self.analyzer.all();
        }
    }

    async fn shutdown(&self) -> Result<()> {
        self.is_over.store(true, Ordering::Relaxed);
        Ok(())
    }

    // Every edit is applied before the first await, so edits and questions keep the order in which they came.

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let name = self.state().open(&document.uri, document.version, document.text);
        self.analyzer.one(&name);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let changes = params.content_changes.into_iter().map(|change| {
            let range = change.range.map(|range| (proto::from_position(range.start), proto::from_position(range.end)));
            (range, change.text)
        });
        let name = Addresses::name(&params.text_document.uri);
        self.state().workspace.change(&name, params.text_document.version, changes.collect());
        self.analyzer.one(&name);
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.analyzer.one(&Addresses::name(&params.text_document.uri));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let name = Addresses::name(&params.text_document.uri);
        {
            let mut state = self.state();
            state.workspace.close(&name);
            state.graphs.forget(&name);
            state.tokens.forget(&name);
        }
        self.analyzer.one(&name);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        for change in params.changes {
            let name = Addresses::name(&change.uri);
            self.state().workspace.changed_on_disk(&name);
            self.analyzer.one(&name);
        }
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if self.state().client.has_configuration {
            self.configure().await;
        } else {
            let section = params.settings.get("mlc").cloned().unwrap_or(params.settings);
            self.state().workspace.set_config(crate::config::Config::from_json(section));
        }
        self.analyzer.all();
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.state().change_folders(&params.event);
        self.analyzer.all();
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let items = self.problems(&params.text_document.uri).await?;
        let report = FullDocumentDiagnosticReport { result_id: None, items };
        Ok(DocumentDiagnosticReport::from(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: report,
        })
        .into())
    }

    async fn workspace_diagnostic(&self, _: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        let files: Vec<(Uri, Option<i64>)> = self.state().files();
        let mut reports = Vec::new();
        for (uri, version) in files {
            let items = self.problems(&uri).await?;
            reports.push(
                WorkspaceFullDocumentDiagnosticReport {
                    uri,
                    version,
                    full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: None, items },
                }
                .into(),
            );
        }
        Ok(WorkspaceDiagnosticReport { items: reports }.into())
    }

    // Reading: hover, completion, signatures, symbols, hints, lenses.

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        self.complete(params.text_document_position).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.ask_at(params.text_document_position_params, |asked, offset| {
            let found = features::hover::hover(&asked.view, offset)?;
            Some(proto::hover(found, &asked.view.now))
        })
        .await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.outline(&params.text_document.uri).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        self.find_symbols(params.query).await.map(Some)
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        self.ask_at(params.text_document_position_params, |asked, offset| {
            features::signature::signature(&asked.view, offset).map(|found| proto::signature(&found))
        })
        .await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.hints(params.text_document.uri, params.range).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.lenses(params.text_document.uri).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        self.complete_lens(lens).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        self.describe(item).await
    }

    // Moving: definitions, references, names, colours, folding, links.

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.jump(params.text_document_position_params, features::definition::definition).await
    }

    async fn goto_type_definition(
        &self,
        params: request::GotoTypeDefinitionParams,
    ) -> Result<Option<request::GotoTypeDefinitionResponse>> {
        self.jump(params.text_document_position_params, features::definition::type_definition).await
    }

    async fn goto_declaration(
        &self,
        params: request::GotoDeclarationParams,
    ) -> Result<Option<request::GotoDeclarationResponse>> {
        self.jump(params.text_document_position_params, features::implementation::declaration).await
    }

    async fn goto_implementation(
        &self,
        params: request::GotoImplementationParams,
    ) -> Result<Option<request::GotoImplementationResponse>> {
        self.jump(params.text_document_position_params, features::implementation::implementations).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.find_references(params.text_document_position, params.context.include_declaration).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        self.highlight(params.text_document_position_params).await
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        self.what_to_rename(params).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        self.rename_to(params.text_document_position, params.new_name).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        self.colours(&params.text_document.uri).await
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        self.changed_colours(&params.text_document.uri, &params.previous_result_id).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        self.colours_of(&params.text_document.uri, params.range).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.folds(&params.text_document.uri).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        self.selections(&params.text_document.uri, params.positions).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.links(&params.text_document.uri).await
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        self.files_will_move(&params).await
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        self.files_have_moved(&params);
    }

    // Changing: fixes, refactorings, formatting, commands.

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.changes(params).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        self.execute(params).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask(&params.text_document.uri, |asked| asked.text_edits(&features::format::format(&asked.view))).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask(&params.text_document.uri, move |asked| {
            let part = asked.offset(params.range.start)..asked.offset(params.range.end);
            asked.text_edits(&features::format::format_range(&asked.view, part))
        })
        .await
    }

    async fn on_type_formatting(&self, params: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask_at(params.text_document_position, move |asked, offset| {
            Some(asked.text_edits(&features::format::format_typed(&asked.view, offset, &params.ch)))
        })
        .await
    }
}
