//! What can be written at a place.

mod entries;
mod files;
mod members;
mod references;
mod snippet;
mod texts;
mod values;

use mlc_compiler::base::{FileId, Span};
use mlc_compiler::diag::Edit;
use mlc_compiler::syntax::ast::{ExprKind, Member, TextPart};

use super::docs::Doc;
use crate::place::{Place, Slot, slot};
use crate::snapshot::{Snapshot, View};

pub(crate) use references::{block, declaration};
pub use snippet::Insert;
pub(crate) use values::versions;

/// What an item is, for its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A kind of block.
    Kind,
    /// A word of the language.
    Keyword,
    /// A field.
    Field,
    /// A parameter, an input, an item.
    Variable,
    /// A constant.
    Constant,
    /// A stage or dataset.
    Stage,
    /// A component.
    Component,
    /// An output or metric.
    Output,
    /// A form such as `s3("...")`.
    Function,
    /// A word of a closed set, a version, a Region.
    Word,
    /// An instance type.
    Machine,
    /// A number with its unit.
    Unit,
    /// A type.
    Type,
    /// A file.
    File,
}

/// One thing that can be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What the list shows.
    pub label: String,
    /// What it is.
    pub kind: ItemKind,
    /// Beside the label.
    pub detail: String,
    /// What is inserted; the label where it is empty.
    pub insert: Insert,
    /// Smaller comes first; items of one rank stand as they are.
    pub rank: u32,
    /// What is said of it.
    pub doc: Doc,
    /// Changes elsewhere, such as an import.
    pub edits: Vec<Edit>,
}

impl Item {
    fn new(label: impl Into<String>, kind: ItemKind, detail: impl Into<String>, doc: Doc) -> Self {
        Self {
            label: label.into(),
            kind,
            detail: detail.into(),
            insert: Insert::default(),
            rank: 0,
            doc,
            edits: Vec::new(),
        }
    }
}

/// What can be written, and the range that it takes the place of.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// Of the word that is there already.
    pub range: Span,
    /// In the order to be shown.
    pub items: Vec<Item>,
}

/// What can be written at `offset`. `others` are the files of the workspace, of which something may be imported.
pub fn completion(view: &View, others: &[View], offset: u32) -> Completion {
    let now = view.now.as_ref();
    let place = Place::of(now, offset);
    let (slot, (start, end)) = slot(&place, offset);
    let asker = Asker { place: &place, view, others, offset };
    let mut items = match slot {
        Slot::Nothing => Vec::new(),
        Slot::Member(of) => asker.members(of),
        Slot::Key(entries) => asker.entries(entries),
        Slot::Value(expected) => asker.values(expected),
        Slot::Argument(function, expected) => asker.argument(&function, expected),
        Slot::Operator(expected) => asker.operators(expected),
        Slot::Access(base, expected) => references::members(&place, base, expected.ty),
        Slot::Unit(expected) => asker.units(expected, start, offset),
        Slot::Type(word) => asker.types(word),
        Slot::Text(expected) => asker.texts(expected),
        Slot::In => vec![Item::new("in", ItemKind::Keyword, "", Doc::None)],
        Slot::When => vec![Item::new("when", ItemKind::Keyword, "", Doc::None)],
        Slot::Import => asker.imports(),
        Slot::Path => asker.paths(),
    };
    items.sort_by_key(|item| item.rank);
    items.dedup_by(|one, other| one.label == other.label && one.edits == other.edits);
    Completion { range: Span { file: FileId::default(), start, end }, items }
}

/// Who asks, and where.
struct Asker<'a> {
    place: &'a Place<'a>,
    view: &'a View,
    others: &'a [View],
    offset: u32,
}

impl Asker<'_> {
    fn snapshot(&self) -> &Snapshot {
        &self.view.now
    }

    fn region(&self) -> String {
        region(self.view)
    }

    /// The word that a field of the block around is set to: `xgboost` of `algorithm = xgboost("1.7-1")`.
    fn word_of(&self, field: &str) -> Option<&str> {
        let (_, _, frame) = self.place.block()?;
        let key = frame.keys.iter().find(|key| key.text(self.place.text) == field)?;
        let behind = self.place.text.get(key.end as usize..)?.trim_start().strip_prefix('=')?.trim_start();
        let end = behind.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(behind.len());
        behind.get(..end).filter(|word| !word.is_empty())
    }

    /// The names in front of a `=` that the innermost bracket has already, but for the one that is being written.
    fn is_set(&self, name: &str) -> bool {
        let Some(frame) = self.place.around.innermost() else { return false };
        let is_here = |key: &crate::place::Piece| key.start <= self.offset && self.offset <= key.end;
        frame.keys.iter().any(|key| !is_here(key) && key.text(self.place.text).trim_matches('"') == name)
    }
}

/// The Region of a file: as its pipeline says, else that of the last good snapshot, else the one whose prices are known best.
pub(crate) fn region(view: &View) -> String {
    let members = view.now.file().map(|file| file.members.as_slice()).unwrap_or_default();
    let written = members.iter().find_map(|member| {
        let Member::Block(block) = member else { return None };
        let field = block.members.iter().find_map(|member| match member {
            Member::Assign(assign) if block.kind.text == "pipeline" && assign.name.text == "region" => Some(assign),
            _ => None,
        })?;
        match &field.value.kind {
            ExprKind::Text(parts) => match parts.as_slice() {
                [TextPart::Plain(region)] => Some(region.clone()),
                _ => None,
            },
            _ => None,
        }
    });
    let built = || view.good.as_ref()?.analysis().built.as_ref().map(|built| built.pipeline.region.clone());
    written.or_else(built).unwrap_or_else(|| "us-east-1".to_owned())
}
