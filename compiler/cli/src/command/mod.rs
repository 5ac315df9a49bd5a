//! The subcommands, a file each. A new one is a file and a row here.

mod build;
mod check;
mod compiling;
mod completions;
mod dump;
mod explain;
mod fmt;
mod init;
mod lsp;
mod plan;
mod render;
mod simulate;
mod test;

use clap::Subcommand;
use mlc_compiler::session::Options;

use crate::console::Console;
use crate::exit::Exit;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    Check(check::Check),
    Build(build::Build),
    Fmt(fmt::Fmt),
    Init(init::Init),
    Explain(explain::Explain),
    Test(test::Test),
    Simulate(simulate::Simulate),
    Render(render::Render),
    Plan(plan::Plan),
    Dump(dump::Dump),
    Completions(completions::Completions),
    Lsp(lsp::Lsp),
    /// Breaks, so that a test can see what a bug looks like.
    #[cfg(debug_assertions)]
    #[command(hide = true)]
    Crash,
}

/// Does it.
pub fn run(command: &Command, console: &Console) -> Exit {
    match command {
        Command::Check(command) => check::run(command, console),
        Command::Build(command) => build::run(command, console),
        Command::Fmt(command) => fmt::run(command, console),
        Command::Init(command) => init::run(command, console),
        Command::Explain(command) => explain::run(command, console),
        Command::Test(command) => test::run(command, console),
        Command::Simulate(command) => simulate::run(command, console),
        Command::Render(command) => render::run(command, console),
        Command::Plan(command) => plan::run(command, console),
        Command::Dump(command) => dump::run(command, console),
        Command::Completions(command) => completions::run(command, console),
        Command::Lsp(command) => lsp::run(command, console),
        #[cfg(debug_assertions)]
        #[expect(clippy::panic, reason = "that is what it is for")]
        Command::Crash => panic!("asked to"),
    }
}

fn options(env: Option<&String>) -> Options {
    Options { env: env.cloned(), ..Options::default() }
}

/// `1 file`, `2 files`.
fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}
