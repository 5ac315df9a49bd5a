//! Neovim with the configuration of `editors/neovim`, against `mlc lsp`.

use super::program::Editor;
use super::session::{Session, watched};
use crate::command::root;
use crate::tally::Tally;
use crate::tools::Tools;

const EDITOR: Editor = Editor {
    name: "Neovim",
    variable: "NVIM",
    programs: &["nvim"],
    least: (0, 11),
    unpacked: |packages| {
        let mut command = packages.command("nvim");
        command.env("VIMRUNTIME", packages.place("usr/share/nvim/runtime"));
        // Its own parsers, of Markdown among others: a hover is shown with them.
        command.arg("--cmd").arg(format!("set runtimepath+={}", packages.place("usr/lib/nvim").display()));
        command
    },
};

/// What `editors/neovim/test.lua` asks.
pub fn check(_: &Tools) -> Tally {
    Tally::all(|| {
        let session = Session::new("neovim")?;
        let runtime = session.folder.join("runtime");
        session.parser(&runtime.join("parser/mlflow.so"))?;
        session.copied("grammar/tree-sitter/queries", &runtime.join("queries/mlflow"))?;
        let configuration = root().join("editors/neovim");
        let paths = format!("set runtimepath^={},{}", runtime.display(), configuration.display());
        let script = format!("luafile {}", configuration.join("test.lua").display());
        let mut command = session.prepared(EDITOR.found()?.command());
        command.args(["--headless", "--clean", "-n", "--cmd"]).arg(paths).arg(session.file()).arg("-c").arg(script);
        Ok(watched(&mut command))
    })
}
