//! The first look at all files of the workspace, shown as progress where the editor can.

use std::time::Duration;

use tower_lsp::Client;
use tower_lsp::ls_types::ProgressToken;

use super::analyze::Analyzer;

/// An editor that takes longer to answer than this shows no progress.
const PATIENCE: Duration = Duration::from_secs(2);

/// Few files are done before anybody could read that they are not.
const WORTH_SHOWING: usize = 10;

impl Analyzer {
    /// Analyzes every file. Edits meanwhile are analyzed as always.
    pub(super) async fn all_shown(&self, client: &Client) {
        let names = self.names();
        let token = ProgressToken::String("mlc/first".to_owned());
        let created = tokio::time::timeout(PATIENCE, client.create_work_done_progress(token.clone()));
        if names.len() < WORTH_SHOWING || !matches!(created.await, Ok(Ok(()))) {
            return self.all();
        }
        let progress = client.progress(token, "Checking pipelines").with_percentage(0).begin().await;
        let total = names.len();
        for (done, name) in names.into_iter().enumerate() {
            let shown = name.rsplit('/').next().unwrap_or_default().to_owned();
            progress.report_with_message(shown, u32::try_from(done * 100 / total).unwrap_or(100)).await;
            self.analyze(client, name).await;
        }
        progress.finish().await;
    }
}
