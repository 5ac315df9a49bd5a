//! What can be written.

use serde_json::json;
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, Documentation, InsertTextFormat,
    MarkupContent, MarkupKind, TextEdit,
};

use super::range;
use crate::features::completion::{Completion, Item, ItemKind};
use crate::snapshot::Snapshot;

/// The whole list. What is said of an item is asked for when it is looked at: `list` and its place in it tell which one.
pub fn completion(found: &Completion, snapshot: &Snapshot, list: u64, fills_snippets: bool) -> CompletionList {
    let place = range(snapshot, found.range);
    let item = |(index, item): (usize, &Item)| {
        let snippet = item.insert.snippet.as_ref().filter(|_| fills_snippets);
        let plain = if item.insert.plain.is_empty() { &item.label } else { &item.insert.plain };
        let edits: Vec<TextEdit> = item.edits.iter().map(|edit| super::text_edit(snapshot, edit)).collect();
        CompletionItem {
            label: item.label.clone(),
            kind: Some(kind(item.kind)),
            detail: Some(item.detail.clone()).filter(|detail| !detail.is_empty()),
            sort_text: Some(format!("{index:04}")),
            insert_text_format: Some(if snippet.is_some() {
                InsertTextFormat::SNIPPET
            } else {
                InsertTextFormat::PLAIN_TEXT
            }),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit {
                range: place,
                new_text: snippet.unwrap_or(plain).clone(),
            })),
            additional_text_edits: (!edits.is_empty()).then_some(edits),
            data: Some(json!([list, index])),
            ..CompletionItem::default()
        }
    };
    let items = found.items.iter().enumerate().map(item).collect();
    CompletionList { is_incomplete: false, items }
}

/// Which list an item is of, and where it stands in it.
pub fn completion_place(item: &CompletionItem) -> Option<(u64, usize)> {
    serde_json::from_value(item.data.clone()?).ok()
}

/// Markdown as documentation.
pub fn documentation(text: String) -> Option<Documentation> {
    (!text.is_empty())
        .then_some(Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: text }))
}

fn kind(kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Kind => CompletionItemKind::CLASS,
        ItemKind::Keyword => CompletionItemKind::KEYWORD,
        ItemKind::Field => CompletionItemKind::FIELD,
        ItemKind::Variable => CompletionItemKind::VARIABLE,
        ItemKind::Constant => CompletionItemKind::CONSTANT,
        ItemKind::Stage => CompletionItemKind::MODULE,
        ItemKind::Component => CompletionItemKind::INTERFACE,
        ItemKind::Output => CompletionItemKind::PROPERTY,
        ItemKind::Function => CompletionItemKind::FUNCTION,
        ItemKind::Word => CompletionItemKind::ENUM_MEMBER,
        ItemKind::Machine => CompletionItemKind::VALUE,
        ItemKind::Unit => CompletionItemKind::UNIT,
        ItemKind::Type => CompletionItemKind::TYPE_PARAMETER,
        ItemKind::File => CompletionItemKind::FILE,
    }
}
