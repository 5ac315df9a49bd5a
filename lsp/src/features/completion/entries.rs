//! Keys of records.

use std::borrow::Cow;

use mlc_compiler::syntax::ast::{Expr, ExprKind, Member};
use mlc_compiler::vocab::facts::algorithms::{self, Domain};
use mlc_compiler::vocab::facts::api;
use mlc_compiler::vocab::{Field, Role, Ty, given, kinds};

use super::super::docs::domain_text;
use super::snippet::Snippet;
use super::{Asker, Doc, Item, ItemKind};
use crate::names::{SymbolId, SymbolKind};
use crate::place::{Entries, Inside, Piece};

impl Asker<'_> {
    pub(super) fn entries(&self, entries: Entries) -> Vec<Item> {
        match entries {
            Entries::Fields(fields) => self.fields(fields.iter(), 0),
            Entries::Map(ty) => match self.place.inside.last() {
                Some(Inside::Entries(_, Some(field))) => self.keys_of(field, ty),
                _ => Vec::new(),
            },
            Entries::Given => self.given(),
            Entries::GivenOf(stage) => self.given_of(stage),
            Entries::Numbers(stage) => self.numbers(stage),
            Entries::Requests => self.stages(),
            Entries::Free => Vec::new(),
        }
    }

    /// Keys of a record with any keys: what the algorithm takes, what the service's request has.
    fn keys_of(&self, field: &'static Field, ty: Ty) -> Vec<Item> {
        let algorithm = self.word_of("algorithm").and_then(algorithms::find);
        let mut items = Vec::new();
        match (field.name, algorithm) {
            ("hyperparameters" | "ranges", Some(algorithm)) => {
                for parameter in &algorithm.hyperparameters {
                    let mut snippet = Snippet::default();
                    snippet.text(parameter.name);
                    snippet.text(" = ");
                    match &parameter.domain {
                        _ if field.name == "ranges" => snippet.value(&ty, self.place),
                        Domain::Choice(words) => {
                            snippet.text("\"");
                            snippet.choice(words.iter().copied());
                            snippet.text("\"");
                        }
                        Domain::Integer { .. } | Domain::Number { .. } => {
                            snippet.stop(parameter.default.as_deref().unwrap_or(""));
                        }
                        Domain::Choices(_) | Domain::Text => snippet.quoted(parameter.default.as_deref().unwrap_or("")),
                    }
                    let detail =
                        format!("{}{}", domain_text(parameter), if parameter.required { " (required)" } else { "" });
                    items.push(Item {
                        insert: snippet.insert(format!("{} = ", parameter.name)),
                        rank: u32::from(!parameter.required),
                        ..Item::new(
                            parameter.name,
                            ItemKind::Field,
                            detail,
                            Doc::Hyperparameter(algorithm.keyword, parameter.name),
                        )
                    });
                }
            }
            ("channels", Some(algorithm)) => {
                for channel in &algorithm.channels {
                    let formats = algorithm.formats_of(channel.name).join(", ");
                    let detail = format!("{formats}{}", if channel.required { " (required)" } else { "" });
                    items.push(Item {
                        insert: self.assigned(channel.name, &Ty::Dataset),
                        rank: u32::from(!channel.required),
                        ..Item::new(channel.name, ItemKind::Field, detail, Doc::None)
                    });
                }
            }
            ("channels", None) => {
                for name in ["train", "validation", "test"] {
                    items.push(Item {
                        insert: self.assigned(name, &Ty::Dataset),
                        ..Item::new(name, ItemKind::Field, "channel", Doc::None)
                    });
                }
            }
            ("raw", _) => {
                let action = self.place.block().map_or("", |(kind, ..)| kind.action);
                let request = api::operation("sagemaker", action).and_then(api::Operation::input);
                for member in request.into_iter().flat_map(api::Shape::members) {
                    let what = member.shape.map_or("any value", |_| "part of the request");
                    items.push(Item {
                        insert: self.assigned(member.name, &Ty::Json),
                        ..Item::new(member.name, ItemKind::Field, what, Doc::None)
                    });
                }
            }
            _ => {}
        }
        items.retain(|item| !self.is_set(&item.label));
        items
    }

    /// Stages and parameters that a test has not given yet.
    fn given(&self) -> Vec<Item> {
        let mut items = self.stages_with(|snippet| {
            snippet.text(" = { ");
            snippet.stop("");
            snippet.text(" }");
        });
        for (_, symbol) in self.place.visible().filter(|(_, symbol)| symbol.kind == SymbolKind::Param) {
            let ty = super::members::constant(super::references::type_of(self.snapshot(), symbol));
            let detail = self.snapshot().text_of(symbol.whole).lines().next().unwrap_or_default().trim().to_owned();
            let insert = self.assigned(&symbol.name, &ty);
            items.push(Item { insert, rank: 1, ..Item::new(&symbol.name, ItemKind::Variable, detail, Doc::None) });
        }
        let event = Doc::Text(Cow::Borrowed("The event that starts the pipeline, for what a `trigger` reads of it."));
        items.push(Item {
            insert: self.assigned("event", &Ty::Map(&Ty::Json)),
            rank: 2,
            ..Item::new("event", ItemKind::Field, "the event that starts it", event)
        });
        items.retain(|item| !self.is_set(&item.label));
        items
    }

    fn stages(&self) -> Vec<Item> {
        let mut items = self.stages_with(|snippet| {
            snippet.text(" = { ");
            snippet.stop("");
            snippet.text(" }");
        });
        items.retain(|item| !self.is_set(&item.label));
        items
    }

    fn stages_with(&self, fill: impl Fn(&mut Snippet)) -> Vec<Item> {
        let stages = self.place.visible().filter_map(|(_, symbol)| match symbol.kind {
            SymbolKind::Block(kind) if kind.role == Role::Stage => Some((symbol, kind)),
            _ => None,
        });
        stages
            .map(|(symbol, kind)| {
                let mut snippet = Snippet::default();
                snippet.text(&symbol.name);
                fill(&mut snippet);
                let doc = symbol.doc.clone().map_or(Doc::None, |doc| Doc::Text(Cow::Owned(doc)));
                Item {
                    insert: snippet.insert(format!("{} = ", symbol.name)),

                    ..Item::new(&symbol.name, ItemKind::Stage, kind.keyword, doc)
                }
            })
            .collect()
    }

    /// What a test can give of a stage: numbers, then what can happen to it.
    fn given_of(&self, stage: Piece) -> Vec<Item> {
        let Some(id) = self.place.symbol(stage) else { return Vec::new() };
        let names = self.snapshot().names();
        let Some(symbol) = names.symbol(id) else { return Vec::new() };
        let SymbolKind::Block(kind) = symbol.kind else { return Vec::new() };
        let mut items = self.numbers_of(id);
        for candidate in self.candidates(id) {
            let mut snippet = Snippet::default();
            snippet.text(&candidate);
            snippet.text(" = { ");
            snippet.stop("");
            snippet.text(" }");
            items.push(Item {
                insert: snippet.insert(format!("{candidate} = ")),
                rank: 1,
                ..Item::new(candidate, ItemKind::Stage, "candidate", Doc::None)
            });
        }
        for output in kind.outputs.iter().filter(|output| output.ty == Ty::Number) {
            let doc = Doc::Text(Cow::Borrowed(output.doc));
            items.push(Item {
                insert: self.assigned(output.name, &output.ty),
                ..Item::new(output.name, ItemKind::Output, output.ty.name(), doc)
            });
        }
        for row in given::of(kind.keyword) {
            let insert = self.assigned(row.field.name, &row.field.ty);
            items.push(Item {
                insert,
                rank: 2,
                ..Item::new(row.field.name, ItemKind::Field, row.field.ty.name(), Doc::Field(row.field))
            });
        }
        items.retain(|item| !self.is_set(&item.label));
        items
    }

    fn numbers(&self, stage: Piece) -> Vec<Item> {
        let mut items = self.place.symbol(stage).map(|id| self.numbers_of(id)).unwrap_or_default();
        items.retain(|item| !self.is_set(&item.label));
        items
    }

    /// Metrics and plain outputs that a stage declares.
    fn numbers_of(&self, stage: SymbolId) -> Vec<Item> {
        let names = self.snapshot().names();
        let children = names.all().filter(|(_, child)| child.parent == Some(stage));
        children
            .filter_map(|(_, child)| {
                let ty = super::references::type_of(self.snapshot(), child)
                    .filter(|ty| matches!(ty, Ty::Number | Ty::Bool | Ty::String))?;
                let detail = self.snapshot().text_of(child.whole).lines().next().unwrap_or_default().trim().to_owned();
                let doc = child.doc.clone().map_or(Doc::None, |doc| Doc::Text(Cow::Owned(doc)));
                Some(Item {
                    insert: self.assigned(&child.name, &ty),
                    ..Item::new(&child.name, ItemKind::Output, detail, doc)
                })
            })
            .collect()
    }

    /// Models that an evaluation compares, by name.
    fn candidates(&self, stage: SymbolId) -> Vec<String> {
        let Some(symbol) = self.snapshot().names().symbol(stage) else { return Vec::new() };
        if symbol.kind != SymbolKind::Block(&kinds::evaluate::KIND) {
            return Vec::new();
        }
        let Some(block) = super::block(self.snapshot(), symbol) else { return Vec::new() };
        let field = block.members.iter().find_map(|member| match member {
            Member::Assign(assign) if assign.name.text == "candidates" => Some(&assign.value),
            _ => None,
        });
        let items: &[Expr] = match field.map(|value| &value.kind) {
            Some(ExprKind::List(items)) => items,
            _ => field.map(std::slice::from_ref).unwrap_or_default(),
        };
        items
            .iter()
            .filter_map(|item| match &item.kind {
                ExprKind::Name(name) => Some(name.clone()),
                ExprKind::Member(base, _) => match &base.kind {
                    ExprKind::Name(name) => Some(name.clone()),
                    _ => None,
                },
                _ => None,
            })
            .collect()
    }
}
