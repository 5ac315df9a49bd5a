//! `mlc completions`: the script that completes commands and options.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::console::Console;
use crate::exit::Exit;

/// Prints the completion script of a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc completions bash > ~/.local/share/bash-completion/completions/mlc
  mlc completions fish > ~/.config/fish/completions/mlc.fish")]
pub struct Completions {
    /// Which shell
    shell: Shell,
}

pub fn run(command: &Completions, console: &Console) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut Arguments::command(), "mlc", &mut script);
    console.print(&String::from_utf8_lossy(&script))
}
