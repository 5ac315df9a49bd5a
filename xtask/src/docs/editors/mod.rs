//! What editors know of the language without its server: colours and snippets, from the same tables as the reference.

mod placeholder;
mod snippets;
mod textmate;
mod words;

/// Every file: its path from the root, and its text.
pub fn files() -> [(&'static str, String); 2] {
    [
        ("editors/vscode/syntaxes/mlflow.tmLanguage.json", printed(&textmate::grammar())),
        ("editors/vscode/snippets/mlflow.json", printed(&snippets::snippets())),
    ]
}

fn printed(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
