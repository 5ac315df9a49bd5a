//! `mlc fmt`: the one layout.

use std::path::PathBuf;

use clap::Args;
use mlc_compiler::base::{SourceFile, Span};
use mlc_compiler::diag::{Diagnostic, codes};
use mlc_compiler::session::format;
use similar::TextDiff;

use super::count;
use crate::console::{Console, Stdout, reason};
use crate::exit::Exit;
use crate::findings::Findings;
use crate::input::{self, Input};
use crate::output;

/// Lays files out the one way
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc fmt pipeline.mlflow                  rewrites the file
  mlc fmt pipelines/*.mlflow --check       for CI: exit with 3 where a file would change
  mlc fmt pipeline.mlflow --diff           shows what would change
  mlc fmt - < pipeline.mlflow              for editors: from standard input to standard output

A file with syntax errors is left as it is.")]
pub struct Fmt {
    /// Pipeline files; `-` is standard input and goes to standard output
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write nothing; list the files that would change and exit with 3 where any would
    #[arg(long)]
    check: bool,
    /// Write nothing; print what would change as a unified diff and exit with 3 where anything would
    #[arg(long)]
    diff: bool,
}

pub fn run(command: &Fmt, console: &Console) -> Exit {
    let (inputs, mut findings) = input::read_all(&command.files);
    let (mut out, mut changed) = (String::new(), 0);
    for input in &inputs {
        let (text, diagnostics) = format(&input.sources);
        let mut own = Findings::default();
        own.absorb(&input.sources, diagnostics);
        console.judge(&mut own);
        let broken = own.has_errors();
        findings.append(own);
        if broken {
            continue;
        }
        let differs = input.marked || text != input.text();
        changed += usize::from(differs);
        let name = name(input);
        if command.diff {
            let diff = TextDiff::from_lines(input.text(), &text);
            out += &diff.unified_diff().header(&name, &name).to_string();
        }
        if command.check {
            out += &if differs { format!("would format {name}\n") } else { String::new() };
        } else if command.diff {
            // Shown above.
        } else if input.is_standard_input() {
            out += &text;
        } else if differs {
            match output::replace_file(&input.path, &text) {
                Ok(()) => out += &format!("formatted {name}\n"),
                Err(error) => {
                    let title = format!("cannot write the file: {}", reason(&error));
                    let problem = Diagnostic::new(codes::UNWRITABLE, Span::default(), title).note("it is as it was");
                    findings.append(Findings::of(SourceFile::new(name, ""), problem));
                }
            }
        }
    }
    let mut exit = console.print(&out).max(console.report(&findings, Stdout::Result));
    if (command.check || command.diff) && changed > 0 {
        console.say(&format!(
            "{} would change; `mlc fmt` without `--check` and `--diff` does it\n",
            count(changed, "file")
        ));
        exit = if exit == Exit::Ok { Exit::Differences } else { exit };
    }
    exit
}

fn name(input: &Input) -> String {
    input.sources.files().first().map_or(String::new(), |file| file.name.clone())
}
