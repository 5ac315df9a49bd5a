//! Emacs with the mode of `editors/emacs`, against `mlc lsp`.

use super::program::Editor;
use super::session::{Session, watched};
use crate::command::root;
use crate::tally::Tally;
use crate::tools::Tools;

const EDITOR: Editor = Editor {
    name: "Emacs",
    variable: "EMACS",
    programs: &["emacs"],
    least: (29, 1),
    unpacked: |packages| {
        let mut command = packages.command("emacs-nox");
        let shared =
            packages.find("usr/share/emacs", 1, &|name| name.starts_with(|first: char| first.is_ascii_digit()));
        let shared = shared.unwrap_or_default();
        command.env("EMACSDATA", shared.join("etc")).env("EMACSDOC", shared.join("etc"));
        command.env("EMACSLOADPATH", shared.join("lisp"));
        if let Some(dump) = packages.find("usr/libexec/emacs", 3, &|name| name.ends_with(".pdmp")) {
            command.env("EMACSPATH", dump.parent().unwrap_or(&dump));
            command.arg(format!("--dump-file={}", dump.display()));
        }
        command
    },
};

/// What `editors/emacs/test.el` asks.
pub fn check(_: &Tools) -> Tally {
    Tally::all(|| {
        let session = Session::new("emacs")?;
        let configuration = root().join("editors/emacs");
        let mut command = session.prepared(EDITOR.found()?.command());
        command.args(["-Q", "--batch", "-l"]).arg(configuration.join("mlflow-mode.el"));
        command.arg("-l").arg(configuration.join("test.el")).arg(session.file());
        Ok(watched(&mut command))
    })
}
