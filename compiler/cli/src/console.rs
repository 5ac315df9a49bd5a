//! Where text goes: results to standard output, problems to standard error, and either may be a terminal or closed.

use std::io::{ErrorKind, IsTerminal, Write};

use mlc_compiler::base::{SourceFile, Span};
use mlc_compiler::diag::render::{Format, RenderOptions, render};
use mlc_compiler::diag::{Diagnostic, codes};

use crate::arguments::{Colour, Deny, Global};
use crate::exit::Exit;
use crate::findings::Findings;

/// How this run talks.
pub struct Console {
    format: Format,
    options: RenderOptions,
    deny_warnings: bool,
}

/// What standard output is for in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stdout {
    /// The command's result, so problems go to standard error in every format.
    Result,
    /// Nothing else, so the formats for machines go there.
    Problems,
}

impl Console {
    /// As the command line and the terminal want it.
    pub fn new(global: &Global) -> Self {
        let colour = match global.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
                    || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
                !refused && std::io::stderr().is_terminal()
            }
        };
        let width = terminal_size::terminal_size_of(std::io::stderr()).map(|(width, _)| usize::from(width.0));
        let options = RenderOptions { colour, ..RenderOptions::default() };
        Self {
            format: global.message_format.into(),
            options: RenderOptions { width: width.unwrap_or(options.width), ..options },
            deny_warnings: global.deny == Some(Deny::Warnings),
        }
    }

    /// Applies `--deny`; to be asked before anything is decided by the findings.
    pub fn judge(&self, findings: &mut Findings) {
        if self.deny_warnings {
            findings.deny_warnings();
        }
    }

    /// Whether a person reads the problems.
    pub fn is_for_people(&self) -> bool {
        matches!(self.format, Format::Human | Format::Short)
    }

    /// Writes the problems and says how the run ends for them.
    pub fn report(&self, findings: &Findings, stdout: Stdout) -> Exit {
        let text = render(self.format, &findings.diagnostics, &findings.sources, &self.options);
        let for_machines = matches!(self.format, Format::Json | Format::Sarif | Format::Github);
        if for_machines && stdout == Stdout::Problems {
            return self.print(&text).max(findings.exit());
        }
        self.say(&text);
        findings.exit()
    }

    /// Writes a result. A reader that has gone away had enough: that is no failure, and the run ends as it would have.
    pub fn print(&self, text: &str) -> Exit {
        let mut out = std::io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                let title = format!("cannot write to standard output: {}", reason(&error));
                let (file, place) = (SourceFile::new("<stdout>", ""), Span::default());
                let findings = Findings::of(file, Diagnostic::new(codes::UNWRITABLE, place, title));
                self.say(&render(self.format, &findings.diagnostics, &findings.sources, &self.options));
                Exit::Usage
            }
            _ => Exit::Ok,
        }
    }

    /// Writes to standard error; there is nowhere to complain where that fails.
    pub fn say(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}

/// An error of the system in its own words, without the number.
pub fn reason(error: &std::io::Error) -> String {
    lower_first(&error.to_string())
}

/// A foreign sentence as the middle of one of ours.
pub fn lower_first(text: &str) -> String {
    let text = text.split(" (os error").next().unwrap_or(text);
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
