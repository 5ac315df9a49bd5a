//! The page of passes.

use mlc_compiler::session::known_passes;

use super::markdown::{WRITTEN, table};

/// The page.
pub fn page() -> String {
    let rows = known_passes().into_iter().map(|pass| {
        let on = if pass.on { "yes" } else { "only when asked" };
        [format!("`{}`", pass.name), pass.about.to_owned(), on.to_owned()]
    });
    format!(
        "{WRITTEN}# Passes\n\nWhat the compiler does to the graph of stages between reading it and writing the state machine, in this \
         order. Each pass keeps what the pipeline does: the same calls, the same outcome, the same failure told.\n\n{}\
         `mlc build -O0` runs none of them, `--passes fold,keep` exactly these, `--passes +cheap-poll` the usual ones and one more, \
         `--passes -schedule` all but one. `mlc dump --stage ir:after-fold FILE` prints the graph after a pass.\n",
        table(["pass", "what it gains", "runs"], rows)
    )
}
