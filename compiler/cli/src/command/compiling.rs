//! What the commands that compile have in common: the environment, the passes, one result for people and for programs.

use clap::{Args, ValueEnum};
use mlc_compiler::session::{Options, Passes, known_passes};

const HEADING: &str = "Optimization";

/// `--format` of a command that has no other forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
}

/// `--env`, `-O` and `--passes`.
#[derive(Debug, Args)]
pub struct Compiling {
    /// Which `env` block applies
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// `0` compiles as written: one after the other, nothing left out
    #[arg(short = 'O', help_heading = HEADING, value_name = "LEVEL", default_value_t = 1, default_missing_value = "1", num_args = 0..=1,
          value_parser = clap::value_parser!(u8).range(0..=1))]
    level: u8,
    #[arg(long, help_heading = HEADING, value_name = "LIST", allow_hyphen_values = true, conflicts_with = "level", value_parser = Passes::parse,
          help = help())]
    passes: Option<Passes>,
}

impl Compiling {
    /// What was asked for.
    pub fn options(&self) -> Options {
        let passes = match (&self.passes, self.level) {
            (Some(passes), _) => passes.clone(),
            (None, 0) => Passes::none(),
            (None, _) => Passes::default(),
        };
        Options { env: self.env.clone(), passes }
    }
}

fn help() -> String {
    let known = known_passes();
    let width = known.iter().map(|pass| pass.name.len()).max().unwrap_or(0);
    let rows = known.iter().map(|pass| {
        let off = if pass.on { "" } else { " (only when asked)" };
        format!("\n  {:width$}  {}{off}", pass.name, pass.about)
    });
    let rows: String = rows.collect();
    format!("Exactly these passes; with signs, the usual ones and `+this` but `-not-that`:{rows}")
}
