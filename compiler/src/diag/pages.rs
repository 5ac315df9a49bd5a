//! The page of every code, for `mlc explain` and for readers of SARIF: `docs/codes/<id>.md`, taken in at compile time.

use super::Code;

/// A row here for every file there; `tests/it/pages.rs` holds both to the registry of codes.
macro_rules! pages {
    ($($id:literal)*) => {
        &[$(($id, include_str!(concat!("../../../docs/codes/", $id, ".md")))),*]
    };
}

const PAGES: &[(&str, &str)] = pages! {};

/// The Markdown of a code's page, where it is written.
pub fn find(code: Code) -> Option<&'static str> {
    PAGES.iter().find(|(id, _)| *id == code.id).map(|(_, text)| *text)
}

/// Where the page lies in the project.
pub fn path(code: Code) -> String {
    format!("docs/codes/{}.md", code.id)
}
