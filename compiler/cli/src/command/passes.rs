//! Which passes run, for the commands that compile.

use clap::Args;
use mlc_compiler::session::{Passes, known_passes};

const HEADING: &str = "Optimization";

/// `-O` and `--passes`.
#[derive(Debug, Args)]
pub struct Optimization {
    /// `0` compiles as written: one after the other, nothing left out
    #[arg(short = 'O', help_heading = HEADING, value_name = "LEVEL", default_value_t = 1, default_missing_value = "1", num_args = 0..=1,
          value_parser = clap::value_parser!(u8).range(0..=1))]
    level: u8,
    #[arg(long, help_heading = HEADING, value_name = "LIST", allow_hyphen_values = true, conflicts_with = "level", value_parser = Passes::parse,
          help = help())]
    passes: Option<Passes>,
}

impl Optimization {
    /// What was asked for.
    pub fn passes(&self) -> Passes {
        match (&self.passes, self.level) {
            (Some(passes), _) => passes.clone(),
            (None, 0) => Passes::none(),
            (None, _) => Passes::default(),
        }
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
