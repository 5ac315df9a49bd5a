//! The page of every code, for `mlc explain` and for readers of SARIF: `docs/codes/<id>.md`, taken in at compile time.

use super::Code;

/// A row here for every file there; `tests/it/pages.rs` holds both to the registry of codes.
macro_rules! pages {
    ($($id:literal)*) => {
        &[$(($id, include_str!(concat!("../../../docs/codes/", $id, ".md")))),*]
    };
}

const PAGES: &[(&str, &str)] = pages! {
    "E0101" "E0102" "E0103" "E0104" "E0105" "E0106" "E0107" "E0108" "E0109" "E0201" "E0202" "E0203" "E0204"
    "E0205" "E0206" "E0207" "E0208" "E0209" "E0210" "E0211" "E0212" "E0213" "E0214" "E0301" "E0302" "E0303" "E0304" "E0305"
    "E0306" "E0307" "E0308" "E0309" "E0310" "E0311" "E0312" "E0313" "E0401" "E0402" "E0403" "E0404" "E0405" "E0410" "E0411" "E0412" "E0413"
    "E0414" "E0415" "E0501" "E0502" "E0503" "E0504" "E0505" "E0506" "W0601" "W0602" "W0603" "W0604" "W0605" "W0606" "W0607" "E0701" "E0702" "W0703" "E0901" "E0902"
    "E0903" "E0904" "E0905" "E0906" "E0907" "W0908" "E0999"
};

/// The Markdown of a code's page, where it is written.
pub fn find(code: Code) -> Option<&'static str> {
    PAGES.iter().find(|(id, _)| *id == code.id).map(|(_, text)| *text)
}

/// Where the page lies in the project.
pub fn path(code: Code) -> String {
    format!("docs/codes/{}.md", code.id)
}
