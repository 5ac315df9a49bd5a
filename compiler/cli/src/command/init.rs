//! `mlc init`: a first pipeline.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use mlc_compiler::base::{SourceFile, Span};
use mlc_compiler::diag::{Diagnostic, codes};

use crate::console::{Console, Stdout, reason};
use crate::exit::Exit;
use crate::findings::Findings;

const TEMPLATE: &str = include_str!("init.mlflow");
const FILE: &str = "pipeline.mlflow";
/// What the template calls itself, as a name of the language and as a name on AWS.
const PLACEHOLDERS: [&str; 2] = ["my_pipeline", "my-pipeline"];

/// Writes a small pipeline that compiles; asks nothing, overwrites nothing
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlc init                 writes ./pipeline.mlflow, named after the directory
  mlc init churn           makes churn/ and writes churn/pipeline.mlflow")]
pub struct Init {
    /// Where to; made if it is not there
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,
}

pub fn run(command: &Init, console: &Console) -> Exit {
    let file = command.dir.join(FILE);
    let shown = file.strip_prefix(".").unwrap_or(&file).to_string_lossy().replace('\\', "/");
    match write(&command.dir, &file) {
        Ok(()) => console.print(&format!("wrote {shown}\nnext: mlc check {shown}\n")),
        Err(error) => {
            let exists = error.kind() == std::io::ErrorKind::AlreadyExists;
            let title = if exists {
                "the file exists already".into()
            } else {
                format!("cannot write the file: {}", reason(&error))
            };
            let problem = Diagnostic::new(codes::UNWRITABLE, Span::default(), title);
            let problem = if exists { problem.help("name another directory: `mlc init DIR`") } else { problem };
            console.report(&Findings::of(SourceFile::new(shown, ""), problem), Stdout::Result)
        }
    }
}

fn write(directory: &Path, file: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(directory)?;
    let [name, aws_name] = PLACEHOLDERS;
    let own = own_name(&std::fs::canonicalize(directory)?);
    let text = TEMPLATE.replace(name, &own).replace(aws_name, &own.replace('_', "-"));
    let mut new = tempfile::Builder::new().prefix(".mlc-").tempfile_in(directory)?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    let written = new.persist_noclobber(file)?;
    readable(&written)
}

/// Temporary files are for their owner alone; a source file is not.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

/// The directory's name as the language allows it: lower case letters, digits and single `_`, a letter first.
fn own_name(directory: &Path) -> String {
    let name = directory.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name: String = words.join("_").chars().take(40).collect();
    let name = name.trim_end_matches('_');
    if name.starts_with(|c: char| c.is_ascii_lowercase()) { name.to_owned() } else { PLACEHOLDERS[0].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_directories() {
        for (directory, name) in [
            ("/x/churn", "churn"),
            ("/x/My Team--Churn (v2)", "my_team_churn_v2"),
            ("/x/2026", "my_pipeline"),
            ("/x/été", "t"),
            ("/", "my_pipeline"),
        ] {
            assert_eq!(own_name(Path::new(directory)), name, "{directory}");
        }
    }

    #[test]
    fn the_template_has_both_names() {
        assert!(PLACEHOLDERS.iter().all(|name| TEMPLATE.contains(name)));
    }
}
