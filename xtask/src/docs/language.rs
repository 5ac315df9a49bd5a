//! The first page: shapes of lines, and where the rest is.

use mlc_compiler::vocab::kinds::{ALL, Role, common};

use super::markdown::{WRITTEN, code, table};
use super::types::fields;

/// What is not in any table.
const PROSE: &str = include_str!("language.md");

/// The page.
pub fn page() -> String {
    let rows = ALL.iter().map(|kind| {
        let role = match kind.role {
            Role::Pipeline => "the pipeline",
            Role::Data => "data",
            Role::Trigger => "start",
            Role::Stage => "stage",
            Role::Test => "test",
        };
        [format!("[{}]({}.md)", code(kind.keyword), kind.keyword), role.to_owned(), kind.summary.to_owned()]
    });
    let kinds = table(["kind", "is", "what it does"], rows);
    format!("{WRITTEN}{}", PROSE.replace("KINDS\n\n", &kinds).replace("FOR\n\n", &fields(common::FOR)))
}
