//! What could be written at a place: which member, field, value or argument belongs there. The brackets around it say so
//! (`scan`), with the tables of `vocab` and the declarations of the file.

mod scan;
mod slot;

use mlc_compiler::base::FileId;
use mlc_compiler::check::inputs::INPUT_TYPES;
use mlc_compiler::check::params::{CONSTRAINTS, PARAM_TYPES};
use mlc_compiler::check::value::Type;
use mlc_compiler::vocab::kinds::{self, common, dataset};
use mlc_compiler::vocab::{Field, Function, Kind, Ty, functions, given};

use crate::names::{Symbol, SymbolId, SymbolKind};
use crate::snapshot::Snapshot;

pub use scan::{Around, Frame, Holds, Piece, Token};
pub use slot::{Slot, slot};

/// What takes members.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Members {
    /// The top of a file, also inside `when`.
    File,
    /// A component.
    Component,
    /// A block of a kind, and its name.
    Kind(&'static Kind, Option<Piece>),
    /// A use of a component.
    Use(SymbolId),
    /// An environment.
    Env,
    /// A `for`, which has fields and holds stages.
    For,
    /// A block of a kind that nobody knows.
    Unknown,
}

/// What takes keys.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Entries {
    /// These fields.
    Fields(&'static [Field]),
    /// Any keys, with values of this type.
    Map(Ty),
    /// Stages and parameters: what a test gives.
    Given,
    /// What a test gives of a stage.
    GivenOf(Piece),
    /// Numbers of an evaluation, for one of its candidates.
    Numbers(Piece),
    /// Stages: what a test expects them to have asked for.
    Requests,
    /// Any keys and values.
    Free,
}

/// What a value has to be.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Expected {
    /// Its type, where the place says one.
    pub ty: Option<Ty>,
    /// The field that it is the value of, or of which it is a part.
    pub field: Option<&'static Field>,
    /// Whether it decides something: it is true or false, and made of comparisons.
    pub decides: bool,
}

/// What the innermost bracket takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Inside {
    /// Members.
    Members(Members),
    /// Entries of a record, which is the value of this field.
    Entries(Entries, Option<&'static Field>),
    /// Values of a list or in parentheses.
    Values(Expected),
    /// Arguments of a function.
    Arguments(Function),
    /// Arguments of a function that nobody knows.
    UnknownArguments,
    /// Characters of a string.
    Text(Expected),
}

/// A place in a file.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The file's text.
    pub text: &'a str,
    /// The brackets around it.
    pub around: Around,
    /// What each of them takes, the file itself first.
    pub inside: Vec<Inside>,
    /// What is declared.
    pub snapshot: &'a Snapshot,
}

impl<'a> Place<'a> {
    /// The place at `offset` of the file itself.
    pub fn of(snapshot: &'a Snapshot, offset: u32) -> Self {
        let text = snapshot.text();
        let around = Around::of(text, offset);
        let outside = Around { frames: Vec::new(), in_comment: around.in_comment };
        let mut place = Self { text, around: outside, inside: Vec::new(), snapshot };
        let mut inside = Inside::Members(Members::File);
        for (index, frame) in around.frames.iter().enumerate() {
            if let Some(outer) = index.checked_sub(1).and_then(|outer| around.frames.get(outer)) {
                inside = place.enter(inside, outer, frame.holds);
            }
            place.inside.push(inside);
            place.around.frames.push(frame.clone());
        }
        place
    }

    /// The block around the place: its kind, its name, and the frame.
    pub fn block(&self) -> Option<(&'static Kind, Option<Piece>, &Frame)> {
        let found = self.inside.iter().zip(&self.around.frames).rev();
        found.into_iter().find_map(|(inside, frame)| match inside {
            Inside::Members(Members::Kind(kind, name)) => Some((*kind, *name, frame)),
            _ => None,
        })
    }

    /// The symbol of a name that is written here.
    pub fn symbol(&self, piece: Piece) -> Option<SymbolId> {
        let word = piece.text(self.text);
        self.visible().find(|(_, symbol)| symbol.name == word).map(|(id, _)| id)
    }

    /// Everything that can be named here.
    pub fn visible(&self) -> impl Iterator<Item = (SymbolId, &'a Symbol)> {
        let names = self.snapshot.names();
        let at = self.around.frames.last().map_or(0, |frame| frame.open);
        let component =
            self.inside.iter().zip(&self.around.frames).find_map(|(inside, frame)| match (inside, frame.holds) {
                (Inside::Members(Members::Component), Holds::Block(_, Some(name))) => Some(name.start),
                _ => None,
            });
        let component = component.and_then(|start| {
            let is_it = |symbol: &Symbol| {
                symbol.kind == SymbolKind::Component
                    && symbol.span.file == FileId::default()
                    && symbol.span.start == start
            };
            names.all().find(|(_, symbol)| is_it(symbol)).map(|(id, _)| id)
        });
        names.all().filter(move |(_, symbol)| {
            let here = symbol.span.file == FileId::default();
            let is_seen = match component {
                // A component sees what it declares, and what the file imports.
                Some(_) if symbol.parent.is_none() => matches!(symbol.kind, SymbolKind::Import),
                Some(_) => symbol.parent == component && symbol.kind != SymbolKind::Output,
                None => symbol.parent.is_none(),
            };
            let is_item_elsewhere =
                symbol.kind == SymbolKind::Item && !(symbol.whole.start <= at && at <= symbol.whole.end);
            here && is_seen && !is_item_elsewhere && !matches!(symbol.kind, SymbolKind::Pipeline | SymbolKind::Env)
        })
    }

    /// What a bracket takes that opens in `outer`.
    fn enter(&self, inside: Inside, outer: &Frame, holds: Holds) -> Inside {
        match holds {
            Holds::File => Inside::Members(Members::File),
            Holds::Block(kind, name) => Inside::Members(self.members_of(kind, name)),
            Holds::When => match inside {
                Inside::Members(Members::Component) => inside,
                _ => Inside::Members(Members::File),
            },
            Holds::For => Inside::Members(Members::For),
            Holds::Value => Inside::Values(Expected { ty: Some(Ty::Scalar), ..Expected::default() }),
            Holds::Text(_) => Inside::Text(self.expected(inside, outer)),
            Holds::Group => Inside::Values(self.expected(inside, outer)),
            Holds::List => {
                let expected = self.expected(inside, outer);
                let item = expected
                    .ty
                    .and_then(|ty| choose(&ty, &|ty| if let Ty::List(item) = ty { Some(**item) } else { None }));
                Inside::Values(Expected { ty: item, decides: false, ..expected })
            }
            Holds::Record => {
                let expected = self.expected(inside, outer);
                Inside::Entries(self.entries(inside, outer, expected), expected.field)
            }
            Holds::Call(callee) => self.function(inside, outer, callee),
        }
    }

    fn members_of(&self, kind: Piece, name: Option<Piece>) -> Members {
        let word = kind.text(self.text);
        match (word, kinds::find(word)) {
            ("env", _) => Members::Env,
            ("component", _) => Members::Component,
            (_, Some(row)) => Members::Kind(row, name),
            (_, None) => {
                // Components are declared at the top of a file or imported.
                let component = self.snapshot.names().all().find(|(id, symbol)| {
                    let origin = self.snapshot.names().symbol(self.snapshot.names().origin(*id));
                    symbol.span.file == FileId::default()
                        && symbol.name == word
                        && origin.is_some_and(|origin| origin.kind == SymbolKind::Component)
                });
                component.map_or(Members::Unknown, |(id, _)| Members::Use(self.snapshot.names().origin(id)))
            }
        }
    }

    fn entries(&self, inside: Inside, outer: &Frame, expected: Expected) -> Entries {
        match inside {
            Inside::Entries(Entries::Given, _) => outer.key().map_or(Entries::Free, Entries::GivenOf),
            // `champion = { trees = { recall = 0.9 } }`: numbers by candidate.
            Inside::Entries(Entries::GivenOf(stage), _) => Entries::Numbers(stage),
            _ => {
                let Some(ty) = expected.ty else { return Entries::Free };
                let found = choose(&ty, &|ty| match ty {
                    Ty::Record(fields) => Some(Entries::Fields(fields)),
                    Ty::Map(item) => Some(Entries::Map(**item)),
                    Ty::Given => Some(Entries::Given),
                    Ty::Requests => Some(Entries::Requests),
                    _ => None,
                });
                found.unwrap_or(Entries::Free)
            }
        }
    }

    /// What the arguments of a call belong to.
    fn function(&self, inside: Inside, outer: &Frame, callee: Piece) -> Inside {
        let name = callee.text(self.text);
        let is_type = matches!(inside, Inside::Members(_))
            && outer.pieces.iter().any(|piece| piece.token == Token::Colon)
            && outer.pieces.iter().all(|piece| piece.token != Token::Equals);
        if is_type {
            return match name {
                "Dataset" => Inside::Arguments(DATASET),
                _ if PARAM_TYPES.iter().any(|(known, ..)| *known == name) => {
                    Inside::Arguments(Function { name: "type", named: CONSTRAINTS, ..EMPTY })
                }
                _ => Inside::UnknownArguments,
            };
        }
        let expected = self.expected(inside, outer);
        let wanted = expected.ty.and_then(|ty| {
            choose(&ty, &|ty| match ty {
                Ty::S3 | Ty::Secret | Ty::Call(_) | Ty::Image | Ty::Algorithm => functions::find(ty, name),
                _ => None,
            })
        });
        wanted.or_else(|| everywhere(name)).map_or(Inside::UnknownArguments, Inside::Arguments)
    }

    /// What the element that is being written has to be.
    pub fn expected(&self, inside: Inside, frame: &Frame) -> Expected {
        let key = frame.key().map(|key| key.text(self.text).trim_matches('"'));
        let of_field = |field: &'static Field| Expected { ty: Some(field.ty), field: Some(field), decides: false };
        match inside {
            Inside::Members(members) => match (members, key) {
                (Members::Kind(kind, _), Some(key)) => kind.field(key).map(of_field).unwrap_or_default(),
                (Members::For, Some(key)) => {
                    common::FOR.iter().find(|field| field.name == key).map(of_field).unwrap_or_default()
                }
                (Members::Use(component), Some(key)) => self.input(component, key),
                _ => self.declared(members, frame),
            },
            Inside::Entries(entries, field) => match (entries, key) {
                (Entries::Fields(fields), Some(key)) => {
                    fields.iter().find(|field| field.name == key).map(of_field).unwrap_or_default()
                }
                (Entries::Map(ty), Some(_)) => Expected { ty: Some(ty), field, decides: false },
                (Entries::GivenOf(stage), Some(key)) => self.given(stage, key),
                (Entries::Numbers(_), Some(_)) => Expected { ty: Some(Ty::Number), ..Expected::default() },
                _ => Expected::default(),
            },
            Inside::Values(expected) => expected,
            Inside::Arguments(function) => match key {
                Some(key) => function.named.iter().find(|field| field.name == key).map(of_field).unwrap_or_default(),
                None => function.positional.get(frame.done).map(of_field).unwrap_or_default(),
            },
            Inside::UnknownArguments => Expected::default(),
            Inside::Text(expected) => expected,
        }
    }

    /// `metric auc: Number = ...`, `when ...`, `for x in ...`
    fn declared(&self, members: Members, frame: &Frame) -> Expected {
        let Some(word) = frame.pieces.first().map(|first| first.text(self.text)) else { return Expected::default() };
        let ty = match (word, members) {
            ("when" | "else", _) => return Expected { decides: true, ..Expected::default() },
            ("for", _) => Some(OBJECTS),
            ("metric", _) => Some(Ty::Call(functions::METRIC_SOURCES)),
            ("output", Members::Kind(..)) => Some(Ty::Call(functions::OUTPUT_SOURCES)),
            ("param", _) => frame.pieces.get(3).and_then(|ty| param_type(ty.text(self.text))),
            _ => None,
        };
        Expected { ty, ..Expected::default() }
    }

    fn input(&self, component: SymbolId, key: &str) -> Expected {
        let input = self.snapshot.names().all().find(|(_, symbol)| {
            symbol.parent == Some(component) && symbol.kind == SymbolKind::Input && symbol.name == key
        });
        let ty = input.and_then(|(_, symbol)| self.declared_type(symbol)).and_then(input_type);
        Expected { ty, ..Expected::default() }
    }

    /// The word behind a declaration's `:`.
    pub fn declared_type(&self, symbol: &Symbol) -> Option<&'a str> {
        type_word(self.snapshot.text_of(symbol.whole))
    }

    fn given(&self, stage: Piece, key: &str) -> Expected {
        let symbol = self.symbol(stage).and_then(|id| self.snapshot.names().symbol(id).map(|symbol| (id, symbol)));
        let Some((id, symbol)) = symbol else { return Expected::default() };
        let is_number = self
            .snapshot
            .names()
            .all()
            .any(|(_, child)| child.parent == Some(id) && child.kind == SymbolKind::Metric && child.name == key);
        let row = match symbol.kind {
            SymbolKind::Block(kind) => given::of(kind.keyword).find(|row| row.field.name == key),
            _ => None,
        };
        match (is_number, row) {
            (true, _) => Expected { ty: Some(Ty::Number), ..Expected::default() },
            (false, Some(row)) => Expected { ty: Some(row.field.ty), field: Some(&row.field), decides: false },
            (false, None) => Expected::default(),
        }
    }
}

const OBJECTS: Ty = Ty::Either(&Ty::Call(&[common::OBJECTS]), &Ty::List(&Ty::Scalar));

const EMPTY: Function = Function { name: "", positional: &[], named: &[], example: "", doc: "" };

/// `Dataset(csv)`, the type of an output.
const DATASET: Function = Function {
    name: "Dataset",
    positional: &[Field::required("format", Ty::Symbol(dataset::FORMATS), "How it is written.").constant()],
    named: &[],
    example: "Dataset(csv)",
    doc: "Data in this format.",
};

/// The first answer of a type or of what it is either of.
pub fn choose<T>(ty: &Ty, ask: &dyn Fn(&Ty) -> Option<T>) -> Option<T> {
    match ty {
        Ty::Either(left, right) => choose(left, ask).or_else(|| choose(right, ask)),
        other => ask(other),
    }
}

/// Functions that no field's row has, because many take them.
fn everywhere(name: &str) -> Option<Function> {
    let known = [functions::S3, functions::SECRET, functions::MATCHES, functions::CONTAINER, common::OBJECTS];
    known.into_iter().find(|function| function.name == name)
}

/// What a parameter of the type called `name` takes.
fn param_type(name: &str) -> Option<Ty> {
    PARAM_TYPES.iter().find(|(known, ..)| *known == name).map(|(_, _, ty)| *ty)
}

/// What an input of the type called `name` takes.
fn input_type(name: &str) -> Option<Ty> {
    let (_, ty) = INPUT_TYPES.iter().find(|(known, _)| *known == name)?;
    Some(match ty {
        Type::String => Ty::String,
        Type::Number => Ty::Number,
        Type::Bool => Ty::Bool,
        Type::Duration => Ty::Duration,
        Type::Size => Ty::Size,
        Type::Percent => Ty::Percent,
        Type::Instance => Ty::Instance(mlc_compiler::vocab::ty::InstanceUse::Training),
        Type::Role => Ty::Role,
        Type::Topic => Ty::Topic,
        Type::Secret => Ty::Secret,
        Type::S3 => Ty::S3,
        Type::Dataset(_) => Ty::Dataset,
        Type::Model => Ty::Model,
        _ => return None,
    })
}

/// The word behind the first `:` of a declaration.
pub fn type_word(declaration: &str) -> Option<&str> {
    let (_, behind) = declaration.split_once(':')?;
    let behind = behind.trim_start();
    let end = behind.find(|c: char| !c.is_alphanumeric()).unwrap_or(behind.len());
    behind.get(..end).filter(|word| !word.is_empty())
}
