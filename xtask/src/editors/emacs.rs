//! Emacs with the mode of `editors/emacs`, against `mlc lsp`.

use std::fs;

use super::program::{Editor, Found};
use super::session::{Session, watched};
use crate::command::{root, run};
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
        let found = EDITOR.found()?;
        let mut tally = Tally::of(compiled(&session, &found));
        let mut command = session.prepared(found.command());
        command.args(["-Q", "--batch", "-l"]).arg(configuration.join("mlflow-mode.el"));
        command.arg("-l").arg(configuration.join("test.el")).arg(session.file());
        tally.add(watched(&mut command));
        Ok(tally)
    })
}

/// The mode without a warning of the byte compiler.
fn compiled(session: &Session, found: &Found) -> Result<(), String> {
    let copy = session.folder.join("mlflow-mode.el");
    fs::copy(root().join("editors/emacs/mlflow-mode.el"), &copy)
        .map_err(|error| format!("{}: {error}", copy.display()))?;
    let mut command = session.prepared(found.command());
    command.args(["-Q", "--batch", "--eval", "(setq byte-compile-error-on-warn t)", "-f", "batch-byte-compile"]);
    run(command.arg(copy))
}
