//! `cargo xtask editors`: the language in editors, each as a row of its own.

mod corpus;
mod debian;
mod emacs;
mod files;
mod helix;
mod neovim;
mod program;
mod protocol;
mod screen;
mod session;
mod textmate;
mod tree_sitter;
mod vscode;
mod workbench;

use std::process::ExitCode;

use crate::tally::{Tally, close, step};
use crate::tools::{self, Tools};

/// An editor, or something that editors read: what it is called, and what has to hold.
struct Row {
    name: &'static str,
    run: fn(&Tools) -> Tally,
}

/// Every row, the quick ones first.
const ROWS: &[Row] = &[
    Row { name: "files", run: files::check },
    Row { name: "textmate", run: textmate::check },
    Row { name: "tree-sitter", run: tree_sitter::check },
    Row { name: "protocol", run: protocol::check },
    Row { name: "neovim", run: neovim::check },
    Row { name: "emacs", run: emacs::check },
    Row { name: "helix", run: helix::check },
    Row { name: "vscode", run: vscode::check },
];

/// Only these rows.
pub fn only(filter: &str) -> ExitCode {
    close(match tools::install() {
        Ok(tools) => rows(&tools, filter),
        Err(problem) => Tally::failure(&problem),
    })
}

/// The rows whose name contains `filter`; none of that name is a failure.
pub fn rows(tools: &Tools, filter: &str) -> Tally {
    let mut total = Tally::default();
    for row in ROWS.iter().filter(|row| row.name.contains(filter)) {
        total.add(step(row.name, || (row.run)(tools)));
    }
    if total.passed + total.failed == 0 {
        total.add(Tally::failure(&format!("no check of an editor is called `{filter}`")));
    }
    total
}
