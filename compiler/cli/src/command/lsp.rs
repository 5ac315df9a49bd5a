//! `mlc lsp`: the language server.

use clap::Args;

use crate::console::{Console, reason};
use crate::exit::Exit;

/// Starts the language server, which editors talk to on standard input and output
#[derive(Debug, Args)]
#[command(after_help = "\
Editors start it themselves; see editors/ for how to set up yours.")]
pub struct Lsp {
    /// Talk on standard input and output; there is no other way, and some editors ask for it
    #[arg(long)]
    stdio: bool,
}

pub fn run(_: &Lsp, console: &Console) -> Exit {
    match mlc_lsp::serve() {
        Ok(true) => Exit::Ok,
        // The protocol asks for 1 where an editor leaves without `shutdown`.
        Ok(false) => Exit::Findings,
        Err(error) => {
            console.say(&format!("cannot start the language server: {}\n", reason(&error)));
            Exit::Usage
        }
    }
}
