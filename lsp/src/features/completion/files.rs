//! Other files of the workspace: what can be imported of them, and their paths.

use std::borrow::Cow;

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::diag::Edit;
use mlc_compiler::resolve::join;
use mlc_compiler::syntax::ast::Member;
use mlc_compiler::vocab::Role;

use super::{Asker, Doc, Insert, Item, ItemKind};
use crate::names::{Symbol, SymbolKind};
use crate::snapshot::View;

impl Asker<'_> {
    /// Declarations of other files that are not at hand yet, each with the line that imports it.
    pub(super) fn importable(
        &self,
        wanted: impl Fn(SymbolKind) -> bool,
        item: impl Fn(&View, &Symbol) -> Option<Item>,
    ) -> Vec<Item> {
        let own = self.snapshot();
        let taken: Vec<&str> = self.place.visible().map(|(_, symbol)| symbol.name.as_str()).collect();
        let mut items = Vec::new();
        for other in self.others.iter().filter(|other| other.now.name() != own.name()) {
            for symbol in exported(other) {
                if !wanted(symbol.kind) || taken.contains(&symbol.name.as_str()) {
                    continue;
                }
                let Some(path) = relative(own.name(), other.now.name()) else { continue };
                let Some(mut item) = item(other, symbol) else { continue };
                item.rank += 4;
                item.detail = format!("{} (imports {path})", item.detail).trim_start().to_owned();
                item.edits.push(self.import_edit(&symbol.name, &path));
                items.push(item);
            }
        }
        items
    }

    /// The line goes behind the last import, else to the top of the file.
    fn import_edit(&self, name: &str, path: &str) -> Edit {
        let members = self.snapshot().file().map(|file| file.members.as_slice()).unwrap_or_default();
        let last = members.iter().rev().find_map(|member| match member {
            Member::Declare(declare) if declare.word.text == "import" => Some(declare.span.end),
            _ => None,
        });
        let line = format!("import {name} = \"{path}\"");
        let (at, text) = match last {
            Some(end) => (end, format!("\n{line}")),
            None => (0, format!("{line}\n\n")),
        };
        Edit { span: Span { file: FileId::default(), start: at, end: at }, text }
    }

    /// Names that an import could bring.
    pub(super) fn imports(&self) -> Vec<Item> {
        let items = self.importable(
            |kind| matches!(kind, SymbolKind::Component | SymbolKind::Let | SymbolKind::Block(_)),
            |_, symbol| {
                let doc = symbol.doc.clone().map_or(Doc::None, |doc| Doc::Text(Cow::Owned(doc)));
                Some(Item::new(&symbol.name, ItemKind::Component, "", doc))
            },
        );
        let import = |mut item: Item| {
            let edit = item.edits.pop()?;
            let line = edit.text.trim().strip_prefix("import ")?.to_owned();
            Some(Item { insert: Insert::plain(line), ..item })
        };
        items.into_iter().filter_map(import).collect()
    }

    /// Paths of all files, as they are seen from this one.
    pub(super) fn paths(&self) -> Vec<Item> {
        let own = self.snapshot().name();
        let quoted =
            self.place.around.innermost().is_some_and(|frame| matches!(frame.holds, crate::place::Holds::Text(_)));
        let others = self.others.iter().filter(|other| other.now.name() != own);
        others
            .filter_map(|other| {
                let path = relative(own, other.now.name())?;
                let insert = if quoted { Insert::plain(&path) } else { Insert::plain(format!("\"{path}\"")) };
                Some(Item { insert, ..Item::new(path, ItemKind::File, "", Doc::None) })
            })
            .collect()
    }
}

/// What others can import of a file.
fn exported(view: &View) -> impl Iterator<Item = &Symbol> {
    let declared = view.now.names().inside(FileId::default(), None).map(|(_, symbol)| symbol);
    declared.filter(|symbol| match symbol.kind {
        SymbolKind::Component | SymbolKind::Let => true,
        SymbolKind::Block(kind) => kind.role == Role::Data,
        _ => false,
    })
}

/// The path of `to` as the file `from` has to spell it; none where no path leads there.
fn relative(from: &str, to: &str) -> Option<String> {
    let folder: Vec<&str> = from.split('/').collect();
    let folder = folder.split_last().map(|(_, folder)| folder).unwrap_or_default();
    let target: Vec<&str> = to.split('/').collect();
    let same = folder.iter().zip(&target).take_while(|(one, other)| one == other).count();
    let up = folder.len() - same;
    let down = target.get(same..)?;
    let path: Vec<&str> = std::iter::repeat_n("..", up).chain(down.iter().copied()).collect();
    let path = path.join("/");
    (join(from, &path) == to).then_some(path)
}
