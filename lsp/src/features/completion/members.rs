//! Members of files and blocks: kinds, declarations, fields.

use std::borrow::Cow;

use mlc_compiler::vocab::kinds::{self, common};
use mlc_compiler::vocab::{Field, Kind, Role, Ty};

use super::snippet::Snippet;
use super::{Asker, Doc, Insert, Item, ItemKind};
use crate::names::{Symbol, SymbolId, SymbolKind};
use crate::place::{Holds, Members};

/// Declarations of one line or block that are no kind: word, what it is, head, tail. The name stands between.
const DECLARATIONS: &[(&str, &str, &str)] = &[
    ("param", "a value that an execution is given", ": "),
    ("let", "a constant, which environments can set", " = "),
    ("env", "values of an environment", " {\n  "),
    ("component", "stages that are written once and used often", " {\n  "),
];

impl Asker<'_> {
    pub(super) fn members(&self, of: Members) -> Vec<Item> {
        match of {
            Members::File => {
                let is_top = self.place.around.innermost().is_some_and(|frame| frame.holds == Holds::File);
                let mut items = self.kinds(if is_top {
                    &[Role::Pipeline, Role::Data, Role::Trigger, Role::Stage, Role::Test]
                } else {
                    &[Role::Stage]
                });
                if is_top {
                    items.extend(self.declarations(&["param", "let", "env", "component"]));
                    items.push(Item {
                        rank: 6,
                        ..keyword("import", "names something of another file", "import ", |snippet| {
                            snippet.stop("name");
                            snippet.text(" = \"");
                            snippet.stop("file.mlflow");
                            snippet.text("\"");
                        })
                    });
                }
                items.extend(self.forks());
                items.extend(self.components());
                items
            }
            Members::Component => {
                let mut items = self.kinds(&[Role::Data, Role::Stage]);
                items.extend(self.declarations(&["let"]));
                for (word, what, tail) in
                    [("input", "a value that a use gives", ""), ("output", "a value that a use can read", " = ")]
                {
                    items.push(Item {
                        rank: 0,
                        ..keyword(word, what, &format!("{word} "), |snippet| {
                            snippet.stop("name");
                            snippet.text(": ");
                            snippet.stop("Dataset(csv)");
                            if !tail.is_empty() {
                                snippet.text(tail);
                                snippet.stop("");
                            }
                        })
                    });
                }
                items.extend(self.forks());
                items.extend(self.components());
                items
            }
            Members::For => {
                let mut items = self.kinds(&[Role::Stage]);
                items.extend(self.fields(common::FOR.iter(), 0));
                items.extend(self.forks());
                items.extend(self.components());
                items
            }
            Members::Kind(kind, _) => self.fields_of(kind),
            Members::Env => self.env(),
            Members::Use(component) => self.inputs(component),
            Members::Unknown => Vec::new(),
        }
    }

    fn kinds(&self, roles: &[Role]) -> Vec<Item> {
        let has_pipeline = self
            .snapshot()
            .names()
            .all()
            .any(|(_, symbol)| symbol.kind == SymbolKind::Pipeline && symbol.span.file.0 == 0);
        let wanted = kinds::ALL
            .iter()
            .filter(|kind| roles.contains(&kind.role) && (kind.role != Role::Pipeline || !has_pipeline));
        wanted
            .enumerate()
            .map(|(index, kind)| {
                let mut snippet = Snippet::default();
                snippet.block(kind, self.place);
                let rank = match kind.role {
                    Role::Pipeline => 0,
                    _ => 1 + u32::try_from(index / 100).unwrap_or(0),
                };
                Item {
                    insert: snippet.insert(format!("{} ", kind.keyword)),
                    rank,
                    ..Item::new(kind.keyword, ItemKind::Kind, kind.summary, Doc::Kind(kind))
                }
            })
            .collect()
    }

    fn declarations(&self, words: &[&str]) -> Vec<Item> {
        let known = DECLARATIONS.iter().filter(|(word, ..)| words.contains(word));
        known
            .map(|(word, what, tail)| Item {
                rank: 4,
                ..keyword(word, what, &format!("{word} "), |snippet| {
                    snippet.stop("name");
                    snippet.text(tail);
                    snippet.stop(if *word == "param" { "String" } else { "" });
                    if tail.contains('{') {
                        snippet.text("\n}");
                    }
                })
            })
            .collect()
    }

    /// `when` and `for`.
    fn forks(&self) -> Vec<Item> {
        let when = keyword("when", "stages under a condition", "when ", |snippet| {
            snippet.stop("condition");
            snippet.text(" {\n  ");
            snippet.stop("");
            snippet.text("\n}");
        });
        let each = keyword("for", "stages that run once for each item", "for ", |snippet| {
            snippet.stop("item");
            snippet.text(" in ");
            snippet.stop("items");
            snippet.text(" {\n  ");
            snippet.stop("");
            snippet.text("\n}");
        });
        vec![Item { rank: 5, ..when }, Item { rank: 5, ..each }]
    }

    /// Uses of components that are at hand, and of those that an import brings.
    fn components(&self) -> Vec<Item> {
        let names = self.snapshot().names();
        let at_hand = names.all().filter_map(|(id, symbol)| {
            let origin = names.origin(id);
            let component = names.symbol(origin).filter(|origin| origin.kind == SymbolKind::Component)?;
            (symbol.span.file.0 == 0 && symbol.parent.is_none())
                .then(|| self.component(&symbol.name, self.snapshot(), origin, component))
        });
        let mut items: Vec<Item> = at_hand.collect();
        items.extend(self.importable(
            |kind| kind == SymbolKind::Component,
            |view, symbol| {
                let (id, _) = view.now.names().all().find(|(_, known)| known.span == symbol.span)?;
                Some(self.component(&symbol.name, &view.now, id, symbol))
            },
        ));
        items
    }

    fn component(&self, name: &str, snapshot: &crate::snapshot::Snapshot, id: SymbolId, symbol: &Symbol) -> Item {
        let inputs: Vec<&Symbol> = snapshot
            .names()
            .all()
            .filter(|(_, input)| input.parent == Some(id) && input.kind == SymbolKind::Input)
            .map(|(_, input)| input)
            .collect();
        let mut snippet = Snippet::default();
        snippet.text(name);
        snippet.text(" ");
        snippet.stop("name");
        snippet.text(" {");
        let width = inputs.iter().map(|input| input.name.len()).max().unwrap_or(0);
        for input in &inputs {
            // An input with a default may be left out.
            if snapshot.text_of(input.whole).contains('=') {
                continue;
            }
            snippet.text(&format!("\n  {:width$} = ", input.name));
            match super::references::type_of(snapshot, input) {
                Some(ty) => snippet.value(&ty, self.place),
                None => snippet.stop(""),
            }
        }
        snippet.text("\n}");
        let doc = symbol.doc.clone().map_or(Doc::None, |doc| Doc::Text(Cow::Owned(doc)));
        Item {
            insert: snippet.insert(format!("{name} ")),
            rank: 3,
            ..Item::new(name, ItemKind::Component, "component", doc)
        }
    }

    fn fields_of(&self, kind: &'static Kind) -> Vec<Item> {
        let mut items = self.fields(kind.fields.iter(), 0);
        if kind.role == Role::Stage {
            items.extend(self.fields(common::STAGE.iter(), 2));
        }
        for word in kind.declares {
            let (default, ty, what) = match *word {
                "output" => ("data", "Dataset(csv)", "something that the stage gives"),
                _ => ("accuracy", "Number", "a number that the stage reports"),
            };
            items.push(Item {
                rank: 2,
                ..keyword(word, what, &format!("{word} "), |snippet| {
                    snippet.stop(default);
                    snippet.text(": ");
                    snippet.stop(ty);
                })
            });
        }
        items
    }

    /// Fields that are not set yet, those that have to be first.
    pub(super) fn fields(&self, fields: impl Iterator<Item = &'static Field>, rank: u32) -> Vec<Item> {
        fields
            .filter(|field| !self.is_set(field.name))
            .map(|field| {
                let detail = if field.required {
                    format!("{} (required)", super::super::docs::type_text(&field.ty))
                } else {
                    super::super::docs::type_text(&field.ty)
                };
                let rank = if field.required { 0 } else { rank + 1 };
                Item {
                    insert: self.assigned(field.name, &field.ty),
                    rank,
                    ..Item::new(field.name, ItemKind::Field, detail, Doc::Field(*field))
                }
            })
            .collect()
    }

    /// `name = value`, or the name alone where its `=` is there already.
    pub(super) fn assigned(&self, name: &str, ty: &Ty) -> Insert {
        let rest = self.place.text.get(self.offset as usize..).unwrap_or_default();
        let rest = rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').trim_start_matches([' ', '\t']);
        if rest.starts_with('=') {
            return Insert::plain(name);
        }
        let mut snippet = Snippet::default();
        snippet.text(name);
        snippet.text(" = ");
        snippet.value(ty, self.place);
        snippet.insert(format!("{name} = "))
    }

    /// Constants and parameters that this environment does not set yet.
    fn env(&self) -> Vec<Item> {
        let names = self.snapshot().names();
        let settable = names.all().filter(|(_, symbol)| {
            symbol.span.file.0 == 0
                && symbol.parent.is_none()
                && matches!(symbol.kind, SymbolKind::Let | SymbolKind::Param)
        });
        settable
            .filter(|(_, symbol)| !self.is_set(&symbol.name))
            .map(|(_, symbol)| {
                let ty = super::references::type_of(self.snapshot(), symbol);
                let insert = self.assigned(&symbol.name, &constant(ty));
                let detail = self.snapshot().text_of(symbol.whole).lines().next().unwrap_or_default().trim().to_owned();
                let kind = if symbol.kind == SymbolKind::Let { ItemKind::Constant } else { ItemKind::Variable };
                let doc = symbol.doc.clone().map_or(Doc::None, |doc| Doc::Text(Cow::Owned(doc)));
                Item { insert, ..Item::new(&symbol.name, kind, detail, doc) }
            })
            .collect()
    }

    /// Inputs that this use of a component does not give yet.
    fn inputs(&self, component: SymbolId) -> Vec<Item> {
        let names = self.snapshot().names();
        let inputs =
            names.all().filter(|(_, symbol)| symbol.parent == Some(component) && symbol.kind == SymbolKind::Input);
        inputs
            .filter(|(_, symbol)| !self.is_set(&symbol.name))
            .map(|(_, symbol)| {
                let written = self.snapshot().text_of(symbol.whole);
                let ty = super::references::type_of(self.snapshot(), symbol).unwrap_or(Ty::Json);
                let doc = symbol.doc.clone().map_or(Doc::None, |doc| Doc::Text(Cow::Owned(doc)));
                Item {
                    insert: self.assigned(&symbol.name, &ty),
                    rank: u32::from(written.contains('=')),

                    ..Item::new(&symbol.name, ItemKind::Field, written.lines().next().unwrap_or_default().trim(), doc)
                }
            })
            .collect()
    }
}

/// What a constant of a parameter's type is written as: an ARN is a text.
pub(super) fn constant(ty: Option<Ty>) -> Ty {
    match ty {
        Some(Ty::Role | Ty::Topic | Ty::Secret) => Ty::String,
        Some(other) => other,
        None => Ty::Json,
    }
}

/// A word of the language with what follows it.
pub(super) fn keyword(word: &str, what: &'static str, plain: &str, fill: impl FnOnce(&mut Snippet)) -> Item {
    let mut snippet = Snippet::default();
    snippet.text(word);
    snippet.text(" ");
    fill(&mut snippet);
    Item { insert: snippet.insert(plain), ..Item::new(word, ItemKind::Keyword, what, Doc::Text(Cow::Borrowed(what))) }
}
