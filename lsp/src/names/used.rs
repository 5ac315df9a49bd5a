//! Words that name something: kinds, fields, functions, and declarations from elsewhere.

use mlc_compiler::base::Span;
use mlc_compiler::check::params;
use mlc_compiler::syntax::ast::{Argument, Assign, Block, Declare, Expr, ExprKind, File, Member, Name, TextPart};
use mlc_compiler::vocab::kinds::{self, common};
use mlc_compiler::vocab::{Field, Function, Kind, Role, Ty, context, functions, given};

use super::{Names, Scope, Symbol, SymbolId, SymbolKind, Target, Used, made};

/// Finds them in all files.
pub(super) fn find(files: &[File], scopes: &[Scope], names: &mut Names) {
    let mut found = Vec::new();
    for (file, scope) in files.iter().zip(scopes) {
        let mut finder = Finder { names, scope, own: None, found: &mut found };
        finder.members(&file.members, Some(common::FOR));
    }
    names.used.extend(found);
}

struct Finder<'a> {
    names: &'a Names,
    scope: &'a Scope,
    /// The block whose fields are read.
    own: Option<SymbolId>,
    found: &'a mut Vec<Used>,
}

impl Finder<'_> {
    /// `fields` are those that an assignment directly among the members can set.
    fn members(&mut self, members: &[Member], fields: Option<&'static [Field]>) {
        for member in members {
            match member {
                Member::Block(block) => self.block(block),
                Member::Declare(declare) => self.declare(declare),
                Member::Assign(assign) => {
                    let field = fields.unwrap_or_default().iter().find(|field| field.name == assign.name.text);
                    self.assign(assign, field);
                }
                Member::When(when) => {
                    self.value(&when.condition, None);
                    self.members(&when.then, fields);
                    self.members(&when.otherwise, fields);
                }
                Member::For(each) => {
                    self.value(&each.items, None);
                    self.members(&each.members, Some(common::FOR));
                }
            }
        }
    }

    fn block(&mut self, block: &Block) {
        let own = block.name.as_ref().and_then(|name| self.names.declared_at(name.span));
        let outer = std::mem::replace(&mut self.own, own);
        match own.and_then(|own| self.names.symbol(own)) {
            Some(Symbol { kind: SymbolKind::Component, .. }) => {
                let scope = own.map(|own| Scope::of_component(self.names, own, self.scope)).unwrap_or_default();
                let mut inner = Finder { scope: &scope, own: None, found: self.found, ..*self };
                inner.members(&block.members, None);
            }
            Some(Symbol { kind: SymbolKind::Use, stands_for, .. }) => {
                if let Some(word) = self.scope.get(&block.kind.text) {
                    self.push(block.kind.span, Target::Symbol(word));
                }
                self.component_use(block, *stands_for);
            }
            Some(Symbol { kind: SymbolKind::Env, .. }) => {
                for member in &block.members {
                    if let Member::Assign(assign) = member {
                        self.name(&assign.name);
                        self.value(&assign.value, None);
                    }
                }
            }
            _ => match kinds::find(&block.kind.text) {
                Some(kind) => {
                    self.push(block.kind.span, Target::Kind(kind));
                    self.fields(block, kind);
                }
                None => self.members(&block.members, None),
            },
        }
        self.own = outer;
    }

    fn fields(&mut self, block: &Block, kind: &'static Kind) {
        for member in &block.members {
            match member {
                // What a trigger gives has the names of parameters.
                Member::Assign(assign) if kind.role == Role::Trigger && assign.name.text == "input" => {
                    self.assign(assign, kind.field(&assign.name.text));
                    if let ExprKind::Record(entries) = &assign.value.kind {
                        entries.iter().for_each(|entry| self.name(&entry.name));
                    }
                }
                Member::Assign(assign) => self.assign(assign, kind.field(&assign.name.text)),
                other => self.members(std::slice::from_ref(other), None),
            }
        }
    }

    fn component_use(&mut self, block: &Block, component: Option<SymbolId>) {
        for member in &block.members {
            match member {
                Member::Assign(assign) => {
                    let input = component.and_then(|of| self.child(of, &assign.name.text, &[SymbolKind::Input]));
                    if let Some(input) = input {
                        self.push(assign.name.span, Target::Symbol(input));
                    }
                    self.value(&assign.value, None);
                }
                other => self.members(std::slice::from_ref(other), None),
            }
        }
    }

    fn declare(&mut self, declare: &Declare) {
        // The import's own name is its declaration, its path no value.
        if declare.word.text == "import" {
            return;
        }
        if let Some(Expr { kind: ExprKind::Call(_, arguments), .. }) = &declare.ty {
            // `Dataset(csv)` and `List(Number)` take words; only a constraint takes a value.
            for argument in arguments {
                let Some(name) = &argument.name else { continue };
                let field = params::CONSTRAINTS.iter().find(|field| field.name == name.text);
                if let Some(field) = field {
                    self.push(name.span, Target::Field(field));
                }
                self.value(&argument.value, field.map(|field| &field.ty));
            }
        }
        let sources = match declare.word.text.as_str() {
            "metric" => Some(Ty::Call(functions::METRIC_SOURCES)),
            "output" if self.own.is_some() => Some(Ty::Call(functions::OUTPUT_SOURCES)),
            _ => None,
        };
        if let Some(value) = &declare.value {
            self.value(value, sources.as_ref());
        }
    }

    fn assign(&mut self, assign: &Assign, field: Option<&'static Field>) {
        if let Some(field) = field {
            self.push(assign.name.span, Target::Field(field));
        }
        self.value(&assign.value, field.map(|field| &field.ty));
    }

    fn value(&mut self, expr: &Expr, ty: Option<&Ty>) {
        match (&expr.kind, ty) {
            (ExprKind::Name(_), Some(Ty::Metric | Ty::Feature)) => self.own_metric(expr),
            (ExprKind::Name(word), Some(ty)) if is_word(ty, word) => {}
            (ExprKind::Name(word), _) => self.name(&Name { text: word.clone(), span: expr.span }),
            (ExprKind::Member(base, name), _) => self.member(base, name),
            (ExprKind::Call(name, arguments), ty) => self.call(name, arguments, ty),
            (ExprKind::List(items), ty) => {
                let item = ty.and_then(|ty| choose(ty, &|ty| if let Ty::List(item) = ty { Some(*item) } else { None }));
                items.iter().for_each(|value| self.value(value, item));
            }
            (ExprKind::Record(entries), Some(Ty::Given)) => self.given(entries),
            (ExprKind::Record(entries), Some(Ty::Requests)) => {
                for entry in entries {
                    self.name(&entry.name);
                    self.value(&entry.value, None);
                }
            }
            (ExprKind::Record(entries), ty) => self.record(entries, ty),
            (ExprKind::Text(parts), _) => {
                for part in parts {
                    if let TextPart::Value(value) = part {
                        self.value(value, None);
                    }
                }
            }
            (ExprKind::Unary(_, operand), _) => self.value(operand, None),
            (ExprKind::Binary(_, _, left, right), _) => {
                self.value(left, None);
                self.value(right, None);
            }
            _ => {}
        }
    }

    fn record(&mut self, entries: &[Assign], ty: Option<&Ty>) {
        let fields = ty.and_then(|ty| choose(ty, &|ty| if let Ty::Record(fields) = ty { Some(*fields) } else { None }));
        let each = ty.and_then(|ty| choose(ty, &|ty| if let Ty::Map(item) = ty { Some(*item) } else { None }));
        for entry in entries {
            let field = fields.and_then(|fields| fields.iter().find(|field| field.name == entry.name.text));
            if let Some(field) = field {
                self.push(entry.name.span, Target::Field(field));
            }
            self.value(&entry.value, field.map(|field| &field.ty).or(each));
        }
    }

    /// What a test gives: stages by name, inside them their numbers or what can happen to them.
    fn given(&mut self, entries: &[Assign]) {
        for entry in entries {
            let stage = self.word(&entry.name.text, entry.name.span);
            match &entry.value.kind {
                ExprKind::Record(inner) => self.given_of(inner, stage),
                _ => self.value(&entry.value, None),
            }
        }
    }

    fn given_of(&mut self, entries: &[Assign], stage: Option<SymbolId>) {
        for entry in entries {
            let text = &entry.name.text;
            let own = stage.and_then(|stage| self.child(stage, text, &[SymbolKind::Output, SymbolKind::Metric]));
            match (own, given::ROWS.iter().find(|row| row.field.name == text)) {
                (Some(id), _) => self.push(entry.name.span, Target::Symbol(id)),
                (None, Some(row)) => self.push(entry.name.span, Target::Field(&row.field)),
                (None, None) => self.name(&entry.name),
            }
            match &entry.value.kind {
                // `champion = { trees = { recall = 0.9 } }`: numbers of the evaluation, by candidate.
                ExprKind::Record(inner) => self.given_of(inner, stage),
                _ => self.value(&entry.value, None),
            }
        }
    }

    fn call(&mut self, name: &Name, arguments: &[Argument], ty: Option<&Ty>) {
        let function = ty
            .and_then(|ty| {
                choose(ty, &|ty| {
                    if let Ty::Call(rows) = ty { rows.iter().find(|row| row.name == name.text) } else { None }
                })
            })
            .or_else(|| everywhere(&name.text));
        if let Some(function) = function {
            self.push(name.span, Target::Function(function));
        }
        let named = function.map_or(functions::ALGORITHM_NAMED, |function| function.named);
        let mut position = 0;
        for argument in arguments {
            let field = match &argument.name {
                Some(name) => {
                    let field = named.iter().find(|field| field.name == name.text);
                    if let Some(field) = field {
                        self.push(name.span, Target::Field(field));
                    }
                    field
                }
                None => {
                    position += 1;
                    function.and_then(|function| function.positional.get(position - 1))
                }
            };
            self.value(&argument.value, field.map(|field| &field.ty));
        }
    }

    /// `trees.auc`: the name, and what it has.
    fn member(&mut self, base: &Expr, name: &Name) {
        let ExprKind::Name(word) = &base.kind else { return self.value(base, None) };
        let Some(id) = self.word(word, base.span) else {
            if is_context(word) {
                self.push(base.span.to(name.span), Target::Context);
            }
            return;
        };
        let Some(symbol) = self.names.symbol(self.names.origin(id)) else { return };
        let owner = match symbol.kind {
            SymbolKind::Use => symbol.stands_for,
            _ => Some(self.names.origin(id)),
        };
        let declared = owner.and_then(|of| self.child(of, &name.text, &[SymbolKind::Output, SymbolKind::Metric]));
        match (declared, symbol.kind) {
            (Some(id), _) => self.push(name.span, Target::Symbol(id)),
            (None, SymbolKind::Block(kind)) => {
                if let Some(output) = kind.outputs.iter().find(|output| output.name == name.text) {
                    self.push(name.span, Target::Output(kind, output.name));
                }
            }
            _ => {}
        }
    }

    fn own_metric(&mut self, expr: &Expr) {
        let ExprKind::Name(word) = &expr.kind else { return };
        let metric = self.own.and_then(|own| self.child(own, word, &[SymbolKind::Metric, SymbolKind::Output]));
        if let Some(id) = metric {
            self.push(expr.span, Target::Symbol(id));
        }
    }

    fn name(&mut self, name: &Name) {
        if self.word(&name.text, name.span).is_none() && is_context(&name.text) {
            self.push(name.span, Target::Context);
        }
    }

    /// What a name stands for; of one that is put together, the last part.
    fn word(&mut self, word: &str, span: Span) -> Option<SymbolId> {
        if let Some(id) = self.scope.get(word) {
            self.push(span, Target::Symbol(id));
            return Some(id);
        }
        let parts = made::parts(self.names, self.scope, word, span);
        parts.iter().for_each(|(span, id)| self.push(*span, Target::Symbol(*id)));
        parts.last().map(|(_, id)| *id)
    }

    fn child(&self, parent: SymbolId, name: &str, kinds: &[SymbolKind]) -> Option<SymbolId> {
        let found = self.names.children(parent).find(|(_, symbol)| symbol.name == name && kinds.contains(&symbol.kind));
        found.map(|(id, _)| id)
    }

    fn push(&mut self, span: Span, target: Target) {
        self.found.push(Used { span, target });
    }
}

/// The first answer of a type or of what it is either of.
fn choose<'t, T>(ty: &'t Ty, ask: &dyn Fn(&'t Ty) -> Option<T>) -> Option<T> {
    match ty {
        Ty::Either(left, right) => choose(left, ask).or_else(|| choose(right, ask)),
        other => ask(other),
    }
}

/// Whether a word begins what a run knows of itself.
fn is_context(word: &str) -> bool {
    context::of(word).next().is_some()
}

fn is_word(ty: &Ty, word: &str) -> bool {
    choose(ty, &|ty| matches!(ty, Ty::Symbol(words) if words.contains(&word)).then_some(())).is_some()
}

/// Functions that no field's row has, because many take them.
fn everywhere(name: &str) -> Option<&'static Function> {
    [&functions::S3, &functions::SECRET, &functions::MATCHES, &functions::CONTAINER, &common::OBJECTS]
        .into_iter()
        .find(|function| function.name == name)
}
