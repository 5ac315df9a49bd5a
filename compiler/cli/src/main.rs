//! `mlc`: check, build and format .mlflow pipelines.
//!
//! The only room with files, environment and terminal; everything it says comes out of `mlc_compiler::session`.

mod arguments;
mod bug;
mod command;
mod console;
mod exit;
mod findings;
mod input;
mod output;
mod service;

use clap::Parser;

use arguments::Arguments;
use console::Console;

fn main() -> std::process::ExitCode {
    bug::install();
    let arguments = Arguments::parse();
    let console = Console::new(&arguments.global);
    command::run(&arguments.command, &console).into()
}
