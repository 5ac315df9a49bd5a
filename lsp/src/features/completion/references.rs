//! Declarations that fit where a type is expected.

use std::borrow::Cow;

use mlc_compiler::base::FileId;
use mlc_compiler::syntax::ast::{Block, Declare, Expr, ExprKind, File, Member};
use mlc_compiler::vocab::ty::InstanceUse;
use mlc_compiler::vocab::{Role, Ty, context, units};

use super::super::docs::Doc;
use super::{Item, ItemKind};
use crate::names::{Symbol, SymbolId, SymbolKind};
use crate::place::{Holds, Place, choose};
use crate::snapshot::Snapshot;

/// The name that fits best, if any does.
pub(super) fn first(place: &Place<'_>, ty: &Ty) -> Option<String> {
    all(place, ty, true).into_iter().next().map(|item| item.label)
}

/// Everything visible that fits; what is known only when running where `runs`.
pub(super) fn all(place: &Place<'_>, ty: &Ty, runs: bool) -> Vec<Item> {
    let own = place.around.frames.iter().rev().find_map(|frame| match frame.holds {
        Holds::Block(_, name) => Some(name?.start),
        _ => None,
    });
    let in_call = place.block().is_some_and(|(kind, ..)| kind.keyword == "call");
    let mut found = Vec::new();
    for (id, symbol) in place.visible() {
        // A stage cannot wait for itself.
        if Some(symbol.span.start) != own {
            of_symbol(place.snapshot, id, symbol, ty, runs, &mut found);
        }
    }
    if accepts(ty, &Ty::String) {
        for known in
            context::KNOWN.iter().filter(|known| (known.path.is_empty() || runs) && (known.base != "task" || in_call))
        {
            let label = format!("{}.{}", known.base, known.member);
            let doc = Doc::Text(Cow::Borrowed(known.doc));
            found.push(Item { rank: 3, ..Item::new(label, ItemKind::Variable, "text", doc) });
        }
    }
    found
}

fn of_symbol(snapshot: &Snapshot, id: SymbolId, symbol: &Symbol, ty: &Ty, runs: bool, found: &mut Vec<Item>) {
    let names = snapshot.names();
    let origin_id = names.origin(id);
    let Some(origin) = names.symbol(origin_id) else { return };
    let doc = || origin.doc.clone().map_or(Doc::None, |doc| Doc::Text(Cow::Owned(doc)));
    let mut push = |label: String, kind: ItemKind, detail: String, rank: u32| {
        found.push(Item { rank, ..Item::new(label, kind, detail, doc()) });
    };
    match origin.kind {
        SymbolKind::Param | SymbolKind::Input | SymbolKind::Let | SymbolKind::Item => {
            let known_when_compiling = matches!(origin.kind, SymbolKind::Let | SymbolKind::Input);
            let have = type_of(snapshot, origin);
            if (runs || known_when_compiling) && have.is_none_or(|have| accepts(ty, &have)) {
                let kind = if origin.kind == SymbolKind::Let { ItemKind::Constant } else { ItemKind::Variable };
                let shown = snapshot.text_of(origin.whole).lines().next().unwrap_or_default().trim();
                // Without a known type it may fit, so it stands behind what does.
                push(symbol.name.clone(), kind, shown.to_owned(), if have.is_some() { 0 } else { 2 });
            }
        }
        SymbolKind::Block(kind) => {
            let detail = format!("{} {}", kind.keyword, symbol.name);
            let is_whole = choose(ty, &|ty| {
                Some(match ty {
                    Ty::Dataset => kind.keyword == "dataset",
                    Ty::Model => kind.model().is_some(),
                    Ty::Deployable => kind.model().is_some() || kind.keyword == "register",
                    Ty::Endpoint => kind.keyword == "deploy",
                    Ty::FeatureGroup => kind.keyword == "feature_group",
                    Ty::Stage => kind.role == Role::Stage,
                    _ => false,
                })
                .filter(|fits| *fits)
            });
            if is_whole.is_some() {
                push(symbol.name.clone(), ItemKind::Stage, detail.clone(), 0);
            }
            if kind.role != Role::Stage {
                return;
            }
            for output in kind.outputs {
                // Where the stage stands for its model, the model's name is only a longer spelling.
                let is_said = is_whole.is_some() && output.ty == Ty::Model;
                if !is_said && runs && accepts(ty, &output.ty) {
                    let label = format!("{}.{}", symbol.name, output.name);
                    let doc = Doc::Text(Cow::Borrowed(output.doc));
                    found.push(Item { rank: 1, ..Item::new(label, ItemKind::Output, output.ty.name(), doc) });
                }
            }
            children(snapshot, symbol, origin_id, ty, runs, found);
        }
        SymbolKind::Use => {
            if let Some(component) = origin.stands_for {
                children(snapshot, symbol, component, ty, runs, found);
            }
        }
        _ => {}
    }
}

/// Declared outputs and metrics.
fn children(snapshot: &Snapshot, of: &Symbol, parent: SymbolId, ty: &Ty, runs: bool, found: &mut Vec<Item>) {
    if !runs {
        return;
    }
    for (_, child) in snapshot.names().all().filter(|(_, child)| child.parent == Some(parent)) {
        if !matches!(child.kind, SymbolKind::Output | SymbolKind::Metric) {
            continue;
        }
        let have = type_of(snapshot, child);
        if have.is_some_and(|have| accepts(ty, &have)) {
            let doc = child.doc.clone().map_or(Doc::None, |doc| Doc::Text(Cow::Owned(doc)));
            let detail = snapshot.text_of(child.whole).lines().next().unwrap_or_default().trim().to_owned();
            let label = format!("{}.{}", of.name, child.name);
            found.push(Item { rank: 0, ..Item::new(label, ItemKind::Output, detail, doc) });
        }
    }
}

/// What a stage, a use of a component or a word such as `execution` has behind the dot. What fits comes first.
pub(super) fn members(place: &Place<'_>, base: crate::place::Piece, ty: Option<Ty>) -> Vec<Item> {
    let word = base.text(place.text);
    let mut found = Vec::new();
    for known in context::of(word) {
        let doc = Doc::Text(Cow::Borrowed(known.doc));
        found.push(Item::new(known.member.to_owned(), ItemKind::Variable, "text", doc));
    }
    let Some(id) = place.symbol(base) else { return found };
    let names = place.snapshot.names();
    let origin_id = names.origin(id);
    let Some(origin) = names.symbol(origin_id) else { return found };
    let parent = if origin.kind == SymbolKind::Use { origin.stands_for } else { Some(origin_id) };
    let fits = |have: Option<Ty>| ty.is_none_or(|ty| have.is_some_and(|have| accepts(&ty, &have)));
    for (_, child) in names.all().filter(|(_, child)| parent.is_some() && child.parent == parent) {
        if matches!(child.kind, SymbolKind::Output | SymbolKind::Metric) {
            let doc = child.doc.clone().map_or(Doc::None, |doc| Doc::Text(Cow::Owned(doc)));
            let detail = place.snapshot.text_of(child.whole).lines().next().unwrap_or_default().trim().to_owned();
            let rank = if fits(type_of(place.snapshot, child)) { 0 } else { 2 };
            found.push(Item { rank, ..Item::new(child.name.clone(), ItemKind::Output, detail, doc) });
        }
    }
    if let SymbolKind::Block(kind) = origin.kind {
        for output in kind.outputs {
            let rank = if fits(Some(output.ty)) { 1 } else { 3 };
            let doc = Doc::Text(Cow::Borrowed(output.doc));
            found.push(Item { rank, ..Item::new(output.name.to_owned(), ItemKind::Output, output.ty.name(), doc) });
        }
    }
    found
}

/// Whether a value of the type `have` can stand where `want` is expected.
pub(super) fn accepts(want: &Ty, have: &Ty) -> bool {
    let is_text = |ty: &Ty| matches!(ty, Ty::String | Ty::Role | Ty::Topic | Ty::S3);
    let is_number = |ty: &Ty| matches!(ty, Ty::Number | Ty::Count);
    choose(want, &|want| {
        let fits = match (want, have) {
            (Ty::Dataset, Ty::Dataset | Ty::DatasetOf(_)) => true,
            (Ty::Model | Ty::Deployable, Ty::Model) => true,
            (Ty::Number | Ty::Count, have) => is_number(have),
            (Ty::String, have) => is_text(have) && *have != Ty::S3,
            (Ty::Scalar | Ty::Value, have) => is_text(have) || is_number(have) || *have == Ty::Bool,
            (Ty::Instance(_), Ty::Instance(_)) => true,
            (Ty::List(_), Ty::List(_)) => true,
            (Ty::Image | Ty::Algorithm, Ty::Algorithm) => true,
            (want, have) => want == have,
        };
        fits.then_some(())
    })
    .is_some()
}

/// Whether a constant or dataset of another file fits.
pub(super) fn fits(snapshot: &Snapshot, symbol: &Symbol, ty: &Ty) -> bool {
    match symbol.kind {
        SymbolKind::Let => type_of(snapshot, symbol).is_some_and(|have| accepts(ty, &have)),
        SymbolKind::Block(_) => accepts(ty, &Ty::Dataset) && !accepts(ty, &Ty::Number),
        _ => false,
    }
}

/// The type of a declaration, as far as its words tell.
pub(super) fn type_of(snapshot: &Snapshot, symbol: &Symbol) -> Option<Ty> {
    match symbol.kind {
        SymbolKind::Metric => Some(Ty::Number),
        SymbolKind::Let => declaration(snapshot, symbol)?.value.as_ref().and_then(form),
        SymbolKind::Param | SymbolKind::Input | SymbolKind::Output => {
            match crate::place::type_word(snapshot.text_of(symbol.whole))? {
                "Dataset" => Some(Ty::Dataset),
                "Model" => Some(Ty::Model),
                "Number" => Some(Ty::Number),
                "String" => Some(Ty::String),
                "Bool" => Some(Ty::Bool),
                "Role" => Some(Ty::Role),
                "Topic" => Some(Ty::Topic),
                "Secret" => Some(Ty::Secret),
                "S3" => Some(Ty::S3),
                "Duration" => Some(Ty::Duration),
                "Size" => Some(Ty::Size),
                "Percent" => Some(Ty::Percent),
                "Instance" => Some(Ty::Instance(InstanceUse::Training)),
                "List" => Some(Ty::List(&Ty::Scalar)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The type of a value, told by its form.
fn form(value: &Expr) -> Option<Ty> {
    Some(match &value.kind {
        ExprKind::Bool(_) => Ty::Bool,
        ExprKind::Number(_, unit) if unit.is_empty() => Ty::Number,
        ExprKind::Number(_, unit) => match units::unit(unit)?.0 {
            units::Dimension::Duration => Ty::Duration,
            units::Dimension::Size => Ty::Size,
            units::Dimension::Percent => Ty::Percent,
        },
        ExprKind::Money(_) => Ty::Money,
        ExprKind::Text(_) => Ty::String,
        ExprKind::Instance(_) => Ty::Instance(InstanceUse::Training),
        ExprKind::List(_) => Ty::List(&Ty::Scalar),
        ExprKind::Call(name, _) => match name.text.as_str() {
            "s3" => Ty::S3,
            "secret" => Ty::Secret,
            "cheapest" => Ty::Instance(InstanceUse::Training),
            other => mlc_compiler::vocab::functions::find(&Ty::Algorithm, other).map(|_| Ty::Algorithm)?,
        },
        ExprKind::Binary(_, _, left, _) => match form(left)? {
            instance @ Ty::Instance(_) => instance,
            number @ Ty::Number => number,
            _ => return None,
        },
        _ => return None,
    })
}

/// The declaration of a symbol, wherever it stands.
pub(crate) fn declaration<'s>(snapshot: &'s Snapshot, symbol: &Symbol) -> Option<&'s Declare> {
    let members = &file(snapshot, symbol.span.file)?.members;
    search(members, symbol, &|member| match member {
        Member::Declare(declare) if declare.name.span == symbol.span => Some(declare),
        _ => None,
    })
}

/// The block of a symbol, wherever it stands.
pub(crate) fn block<'s>(snapshot: &'s Snapshot, symbol: &Symbol) -> Option<&'s Block> {
    let members = &file(snapshot, symbol.span.file)?.members;
    search(members, symbol, &|member| match member {
        Member::Block(block) if block.span == symbol.whole => Some(block),
        _ => None,
    })
}

/// The first member that is what is looked for, of those around a symbol.
fn search<'m, T>(
    members: &'m [Member],
    symbol: &Symbol,
    wanted: &dyn Fn(&'m Member) -> Option<&'m T>,
) -> Option<&'m T> {
    members.iter().find_map(|member| {
        wanted(member).or_else(|| match member {
            Member::Block(block) if holds(block.span, symbol) => search(&block.members, symbol, wanted),
            Member::When(when) if holds(when.span, symbol) => {
                search(&when.then, symbol, wanted).or_else(|| search(&when.otherwise, symbol, wanted))
            }
            Member::For(each) if holds(each.span, symbol) => search(&each.members, symbol, wanted),
            _ => None,
        })
    })
}

fn holds(span: mlc_compiler::base::Span, symbol: &Symbol) -> bool {
    span.start <= symbol.span.start && symbol.span.end <= span.end
}

fn file(snapshot: &Snapshot, id: FileId) -> Option<&File> {
    snapshot.parsed().files.get(id.0 as usize)
}
