//! Values.

use std::borrow::Cow;

use mlc_compiler::check::inputs::INPUT_TYPES;
use mlc_compiler::check::params::PARAM_TYPES;
use mlc_compiler::vocab::facts::algorithms;
use mlc_compiler::vocab::facts::images::{self, Scope};
use mlc_compiler::vocab::facts::instances;
use mlc_compiler::vocab::facts::prices::{self, Offer};
use mlc_compiler::vocab::ty::Phase;
use mlc_compiler::vocab::units::{Dimension, UNITS};
use mlc_compiler::vocab::{Function, Ty, functions, kinds};

use super::snippet::Snippet;
use super::{Asker, Doc, Item, ItemKind, references};
use crate::names::SymbolKind;
use crate::place::{Expected, Inside, Members, Piece, choose};

impl Asker<'_> {
    pub(super) fn values(&self, expected: Expected) -> Vec<Item> {
        let runs = expected.field.is_none_or(|field| field.phase == Phase::Run);
        if expected.decides {
            return self.operands();
        }
        let Some(ty) = expected.ty else { return references::all(self.place, &ANYTHING, true) };
        let mut items = Vec::new();
        self.values_of(&ty, runs, &mut items);
        items.extend(self.importable(
            |kind| matches!(kind, SymbolKind::Let | SymbolKind::Block(_)),
            |view, symbol| {
                references::fits(&view.now, symbol, &ty)
                    .then(|| Item::new(&symbol.name, ItemKind::Constant, "", Doc::None))
            },
        ));
        items
    }

    fn values_of(&self, ty: &Ty, runs: bool, items: &mut Vec<Item>) {
        match ty {
            Ty::Either(left, right) => {
                self.values_of(left, runs, items);
                self.values_of(right, runs, items);
                return;
            }
            Ty::Symbol(words) => items.extend(words.iter().map(|word| Item::new(*word, ItemKind::Word, "", Doc::None))),
            Ty::Bool => items.extend(["true", "false"].map(|word| Item::new(word, ItemKind::Word, "", Doc::None))),
            Ty::Instance(use_) => self.machines(*use_, items),
            Ty::Image | Ty::Algorithm => self.images(ty, items),
            Ty::S3 => items.push(self.form(&functions::S3)),
            Ty::Secret => items.push(self.form(&functions::SECRET)),
            Ty::Call(functions) => items.extend(functions.iter().map(|function| self.form(function))),
            Ty::Metric => items.extend(self.own_metrics()),
            Ty::Feature => items.extend(self.own_features()),
            Ty::List(_) => {
                let mut snippet = Snippet::default();
                snippet.text("[");
                snippet.stop("");
                snippet.text("]");
                let detail = ty.name();
                items.push(Item {
                    insert: snippet.insert("["),
                    rank: 1,
                    ..Item::new("[ ]", ItemKind::Function, detail, Doc::None)
                });
            }
            Ty::Record(_) | Ty::Map(_) | Ty::Given | Ty::Requests => {
                let mut snippet = Snippet::default();
                snippet.value(ty, self.place);
                items.push(Item {
                    insert: snippet.insert("{"),
                    rank: 1,
                    ..Item::new("{ }", ItemKind::Function, ty.name(), Doc::None)
                });
            }
            _ => {}
        }
        // Where stages are named one does not run because of the other: the phase of the field is that of the name.
        let named =
            matches!(ty, Ty::Stage | Ty::Dataset | Ty::Model | Ty::Deployable | Ty::Endpoint | Ty::FeatureGroup);
        items.extend(references::all(self.place, ty, runs || named));
    }

    /// Everything that a condition is made of.
    fn operands(&self) -> Vec<Item> {
        let mut items = references::all(self.place, &ANYTHING, true);
        items.push(Item { rank: 4, ..self.form(&functions::MATCHES) });
        items.push(Item { rank: 4, ..Item::new("not", ItemKind::Keyword, "", Doc::None) });
        items
    }

    pub(super) fn operators(&self, expected: Expected) -> Vec<Item> {
        let words: &[&str] = if expected.decides { &["and", "or"] } else { &[] };
        words.iter().map(|word| Item::new(*word, ItemKind::Keyword, "", Doc::None)).collect()
    }

    /// An argument by place, or one by name.
    pub(super) fn argument(&self, function: &Function, expected: Expected) -> Vec<Item> {
        let mut items = if expected.ty.is_some() { self.values(expected) } else { Vec::new() };
        for field in function.named.iter().filter(|field| !self.is_set(field.name)) {
            let insert = self.assigned(field.name, &field.ty);
            items.push(Item {
                insert,
                rank: 3,
                ..Item::new(field.name, ItemKind::Field, field.ty.name(), Doc::Field(*field))
            });
        }
        // `cheapest(gpu >= 1)` is made of comparisons.
        if expected.ty.is_none() && function.name == CHEAPEST {
            items.extend(prices::Property::ALL.map(|(word, _)| Item::new(word, ItemKind::Word, "", Doc::None)));
        }
        items
    }

    fn machines(&self, use_: instances::Use, items: &mut Vec<Item>) {
        let mut snippet = Snippet::default();
        snippet.text("cheapest(");
        snippet.stop("gpu >= 1");
        snippet.text(")");
        let doc = Doc::Text(Cow::Borrowed(
            "The cheapest machine of the Region that fulfils all conditions on `gpu`, `gpu_memory`, `vcpu` and `memory`.",
        ));
        items.push(Item {
            insert: snippet.insert("cheapest("),
            rank: 1,
            ..Item::new(CHEAPEST, ItemKind::Function, "chosen when compiling", doc)
        });
        let region = self.region();
        let offers: std::collections::BTreeMap<&str, Offer> =
            prices::search(&region, use_, &[]).fit.into_iter().map(|offer| (offer.name, offer)).collect();
        for name in instances::all(use_) {
            let detail = super::super::docs::machine_line(name, offers.get(name));
            let doc = Doc::Machine(Cow::Borrowed(name), region.clone());
            items.push(Item { rank: 2, ..Item::new(name, ItemKind::Machine, detail, doc) });
        }
    }

    /// Frameworks and algorithms, with their versions.
    fn images(&self, ty: &Ty, items: &mut Vec<Item>) {
        let scope = self.scope(ty);
        for name in functions::names(ty) {
            let Some(function) = functions::find(ty, &name) else { continue };
            if name == functions::CONTAINER.name {
                items.push(Item { rank: 3, ..self.form(&function) });
                continue;
            }
            let versions = versions(&name, scope);
            // An image that is not made for this job.
            if versions.is_empty() && algorithms::find(&name).is_none() {
                continue;
            }
            let mut snippet = Snippet::default();
            snippet.text(&name);
            snippet.text("(\"");
            match versions.as_slice() {
                [] => snippet.stop(""),
                versions => snippet.choice(versions.iter().map(String::as_str).take(24)),
            }
            snippet.text("\")");
            let built_in = algorithms::find(&name);
            let (detail, doc) = match built_in {
                Some(algorithm) => ("built-in algorithm", Doc::Algorithm(algorithm.keyword)),
                None => ("framework", Doc::None),
            };
            items.push(Item {
                insert: snippet.insert(format!("{name}(")),
                rank: 1,
                ..Item::new(name, ItemKind::Function, detail, doc)
            });
        }
    }

    /// What the image of the block around is for.
    pub(super) fn scope(&self, ty: &Ty) -> Scope {
        match (ty, self.place.block().map(|(kind, ..)| kind.keyword)) {
            (Ty::Algorithm, _) => Scope::Training,
            (_, Some("process" | "evaluate")) => Scope::Processing,
            (_, Some("monitor")) => Scope::Monitoring,
            _ => Scope::Inference,
        }
    }

    fn form(&self, function: &Function) -> Item {
        let mut snippet = Snippet::default();
        snippet.call(function, self.place);
        let detail = function.example;
        Item {
            insert: snippet.insert(format!("{}(", function.name)),
            rank: 1,
            ..Item::new(function.name, ItemKind::Function, detail, Doc::Function(*function))
        }
    }

    fn own_metrics(&self) -> Vec<Item> {
        let Some((_, Some(name), _)) = self.place.block() else { return Vec::new() };
        let names = self.snapshot().names();
        let own = names
            .all()
            .find(|(_, symbol)| symbol.span.file.0 == 0 && symbol.span.start == name.start)
            .map(|(id, _)| id);
        let metrics =
            names.all().filter(|(_, child)| own.is_some() && child.parent == own && child.kind == SymbolKind::Metric);
        metrics.map(|(_, child)| Item::new(&child.name, ItemKind::Output, "metric", Doc::None)).collect()
    }

    /// Names in the record `features` of the block around.
    fn own_features(&self) -> Vec<Item> {
        let Some((_, Some(name), _)) = self.place.block() else { return Vec::new() };
        let names = self.snapshot().names();
        let Some((_, own)) = names.all().find(|(_, symbol)| symbol.span.file.0 == 0 && symbol.span.start == name.start)
        else {
            return Vec::new();
        };
        let Some(block) = super::block(self.snapshot(), own) else { return Vec::new() };
        let features = block.members.iter().find_map(|member| match member {
            mlc_compiler::syntax::ast::Member::Assign(assign) if assign.name.text == "features" => {
                Some(&assign.value.kind)
            }
            _ => None,
        });
        match features {
            Some(mlc_compiler::syntax::ast::ExprKind::Record(entries)) => {
                entries.iter().map(|entry| Item::new(&entry.name.text, ItemKind::Field, "feature", Doc::None)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The number that is there, with each unit that fits.
    pub(super) fn units(&self, expected: Expected, start: u32, end: u32) -> Vec<Item> {
        let written = self.place.text.get(start as usize..end as usize).unwrap_or_default();
        let digits = written.trim_end_matches(|c: char| c.is_alphabetic() || c == '%');
        let wanted = |dimension: Dimension| {
            expected.ty.is_none_or(|ty| {
                choose(&ty, &|ty| match (ty, dimension) {
                    (Ty::Duration, Dimension::Duration)
                    | (Ty::Size, Dimension::Size)
                    | (Ty::Percent, Dimension::Percent) => Some(()),
                    _ => None,
                })
                .is_some()
            })
        };
        let fitting = UNITS.iter().filter(|(_, dimension, _)| wanted(*dimension));
        fitting
            .map(|(unit, dimension, _)| {
                Item::new(format!("{digits}{unit}"), ItemKind::Unit, unit_name(unit, *dimension), Doc::None)
            })
            .collect()
    }

    pub(super) fn types(&self, word: Piece) -> Vec<Item> {
        let item = |name: &str| Item::new(name, ItemKind::Type, "", Doc::None);
        let dataset = || {
            let mut snippet = Snippet::default();
            snippet.text("Dataset(");
            snippet.choice(kinds::dataset::FORMATS.iter().copied());
            snippet.text(")");
            Item { insert: snippet.insert("Dataset("), ..item("Dataset") }
        };
        match word.text(self.place.text) {
            "param" => PARAM_TYPES.iter().map(|(name, ..)| item(name)).collect(),
            "input" => {
                INPUT_TYPES.iter().map(|(name, _)| if *name == "Dataset" { dataset() } else { item(name) }).collect()
            }
            "metric" => vec![item("Number")],
            "output" => {
                let more: &[&str] = match self.place.inside.last() {
                    Some(Inside::Members(Members::Component)) => &["String", "Number", "Bool", "Model"],
                    Some(Inside::Members(Members::Kind(kind, _))) => match kind.keyword {
                        "call" => &["String", "Number", "Bool"],
                        "process" => &["Features"],
                        _ => &[],
                    },
                    _ => &[],
                };
                let more = more.iter().map(|name| Item { rank: 1, ..item(name) });
                std::iter::once(dataset()).chain(more).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Whatever a text or a comparison takes.
const ANYTHING: Ty = Ty::Scalar;

/// The function that chooses a machine.
const CHEAPEST: &str = "cheapest";

/// The versions of an image or algorithm, newest first.
pub(crate) fn versions(name: &str, scope: Scope) -> Vec<String> {
    if let Some(hosted) = algorithms::find(name).and_then(|algorithm| algorithm.hosted.as_ref()) {
        return hosted.releases.keys().rev().map(|version| (*version).to_owned()).collect();
    }
    let Some(framework) = functions::framework(name) else { return Vec::new() };
    let mut versions: Vec<String> = images::versions(framework, scope).into_iter().map(str::to_owned).collect();
    let key = |version: &String| -> Vec<u64> {
        version.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
    };
    versions.sort_by(|one, other| key(other).cmp(&key(one)).then_with(|| one.cmp(other)));
    versions
}

fn unit_name(unit: &str, dimension: Dimension) -> &'static str {
    match (unit, dimension) {
        ("s", _) => "seconds",
        ("min", _) => "minutes",
        ("h", _) => "hours",
        ("d", _) => "days",
        ("%", _) => "per cent",
        (_, Dimension::Size) => "bytes",
        _ => "",
    }
}
