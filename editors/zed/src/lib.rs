//! Starts `mlc lsp` for Zed.

use zed_extension_api::{self as zed, settings::LspSettings, serde_json::Value, LanguageServerId, Result, Worktree};

struct Mlflow;

impl zed::Extension for Mlflow {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<zed::Command> {
        let command = worktree.which("mlc").ok_or("there is no `mlc` on the PATH")?;
        Ok(zed::Command { command, args: vec!["lsp".to_owned()], env: worktree.shell_env() })
    }

    fn language_server_workspace_configuration(&mut self, id: &LanguageServerId, worktree: &Worktree) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.settings)
    }
}

zed::register_extension!(Mlflow);
