//! The command line: what holds for every command. What a command takes is in its own file.

use clap::{Args, Parser, ValueEnum};
use mlc_compiler::diag::render;

use crate::command::Command;
use crate::exit;

/// Compiles .mlflow pipelines to Amazon States Language, SageMaker requests and IAM policies.
#[derive(Debug, Parser)]
#[command(name = "mlc", version, after_help = after_help(), max_term_width = 100, propagate_version = false)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

fn after_help() -> String {
    format!(
        "Examples:\n  \
         mlc init churn                      write a first pipeline\n  \
         mlc check churn/pipeline.mlflow     find mistakes, write nothing\n  \
         mlc build churn/pipeline.mlflow     write build/churn/\n  \
         mlc explain E0302                   what a code means\n\n{}",
        exit::HELP
    )
}

/// Options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// How problems are written: `human` has excerpts and fixes, `short` is one line each
    #[arg(long, value_enum, default_value_t = MessageFormat::Human, global = true, value_name = "FORMAT")]
    pub message_format: MessageFormat,
    /// Whether to colour what a person reads; `auto` looks at the terminal and at NO_COLOR
    #[arg(long, value_enum, default_value_t = Colour::Auto, global = true, value_name = "WHEN")]
    pub color: Colour,
    /// What to treat as an error
    #[arg(long, value_enum, global = true, value_name = "WHAT")]
    pub deny: Option<Deny>,
}

/// `--message-format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    Human,
    Short,
    Json,
    Sarif,
    Github,
}

impl From<MessageFormat> for render::Format {
    fn from(format: MessageFormat) -> Self {
        match format {
            MessageFormat::Human => Self::Human,
            MessageFormat::Short => Self::Short,
            MessageFormat::Json => Self::Json,
            MessageFormat::Sarif => Self::Sarif,
            MessageFormat::Github => Self::Github,
        }
    }
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

/// `--deny`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Warnings,
}
