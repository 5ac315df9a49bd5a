//! Where a word is declared in its own file, and what is behind it.

use mlc_compiler::base::FileId;
use mlc_compiler::syntax::ast::{Declare, ExprKind, File, Member};

use super::definition::Definition;
use crate::names::{Symbol, SymbolId, SymbolKind, Target};
use crate::snapshot::{Snapshot, View};

/// Where the word at `offset` is declared: an import is its own declaration.
pub fn declaration(view: &View, offset: u32) -> Option<Definition> {
    let names = view.now.names();
    let used = names.at(FileId::default(), offset)?;
    let Target::Symbol(id) = used.target else { return None };
    let symbol = names.symbol(id)?;
    Some(Definition { origin: used.span, whole: symbol.whole, name: symbol.span })
}

/// What is behind the word at `offset`: of an output of a component what it hands on, of a component its uses in the files of this
/// one, of a constant or parameter what environments set it to.
pub fn implementations(view: &View, offset: u32) -> Vec<Definition> {
    let now = view.now.as_ref();
    let names = now.names();
    let Some(used) = names.at(FileId::default(), offset) else { return Vec::new() };
    let Target::Symbol(id) = used.target else { return Vec::new() };
    let id = names.origin(id);
    let Some(symbol) = names.symbol(id) else { return Vec::new() };
    let found: Vec<Definition> = match symbol.kind {
        SymbolKind::Output => handed_on(now, symbol).into_iter().collect(),
        SymbolKind::Component => {
            let uses = names.all().filter(|(_, other)| other.kind == SymbolKind::Use && other.stands_for == Some(id));
            uses.map(|(_, other)| Definition { origin: used.span, whole: other.whole, name: other.span }).collect()
        }
        SymbolKind::Let | SymbolKind::Param => set_by_environments(now, id),
        _ => Vec::new(),
    };
    found.into_iter().map(|found| Definition { origin: used.span, ..found }).collect()
}

/// `output train: Dataset(csv) = features.train`: the output of the stage.
fn handed_on(now: &Snapshot, output: &Symbol) -> Option<Definition> {
    let names = now.names();
    let file = now.parsed().files.get(output.span.file.0 as usize)?;
    let value = declared(&file.members, output)?.value.as_ref()?;
    let place = match &value.kind {
        ExprKind::Member(_, name) => name.span,
        _ => value.span,
    };
    let Target::Symbol(id) = names.at(place.file, place.start)?.target else { return None };
    let symbol = names.symbol(names.origin(id))?;
    Some(Definition { origin: symbol.span, whole: symbol.whole, name: symbol.span })
}

fn declared<'a>(members: &'a [Member], symbol: &Symbol) -> Option<&'a Declare> {
    members.iter().find_map(|member| match member {
        Member::Declare(declare) => (declare.name.span == symbol.span).then_some(declare),
        Member::Block(block) => declared(&block.members, symbol),
        Member::When(when) => declared(&when.then, symbol).or_else(|| declared(&when.otherwise, symbol)),
        Member::For(each) => declared(&each.members, symbol),
        Member::Assign(_) => None,
    })
}

fn set_by_environments(now: &Snapshot, id: SymbolId) -> Vec<Definition> {
    let names = now.names();
    let environments = |file: &File| -> Vec<Definition> {
        let blocks = file.members.iter().filter_map(|member| match member {
            Member::Block(block) if block.kind.text == "env" => Some(&block.members),
            _ => None,
        });
        let set = blocks.flatten().filter_map(|member| match member {
            Member::Assign(assign) => Some(assign),
            _ => None,
        });
        let found = set.filter(|assign| match names.at(assign.name.span.file, assign.name.span.start) {
            Some(used) => matches!(used.target, Target::Symbol(set) if names.origin(set) == id),
            None => false,
        });
        found.map(|a| Definition { origin: a.name.span, whole: a.span, name: a.name.span }).collect()
    };
    now.parsed().files.iter().flat_map(environments).collect()
}
