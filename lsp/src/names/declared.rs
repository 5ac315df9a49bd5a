//! Declarations, file by file, and what can be named where.

use mlc_compiler::base::{Sources, Span};
use mlc_compiler::resolve::{imports, join};
use mlc_compiler::syntax::ast::{Block, Declare, File, Member, Name};
use mlc_compiler::vocab::{Role, kinds};

use super::{Names, Scope, Symbol, SymbolId, SymbolKind};

/// Declares what all files declare; gives what can be named at the top of each.
pub(super) fn declare(sources: &Sources, files: &[File], names: &mut Names) -> Vec<Scope> {
    let scopes: Vec<Scope> = files
        .iter()
        .map(|file| {
            let mut scope = Scope::default();
            members(&file.members, None, &mut scope, names);
            scope
        })
        .collect();
    for (index, file) in files.iter().enumerate() {
        link_imports(sources, index, file, &scopes, names);
    }
    // A use of a component can only be told from a mistyped kind when all components are known.
    let uses: Vec<(usize, usize)> = names
        .all()
        .filter_map(|(id, symbol)| {
            (symbol.kind == SymbolKind::Use).then_some((id.0 as usize, symbol.span.file.0 as usize))
        })
        .collect();
    for (at, file) in uses {
        let keyword = names.symbols.get(at).and_then(|symbol| keyword_of(files, file, symbol.whole));
        let component = keyword.and_then(|word| scopes.get(file)?.get(&word)).map(|id| names.origin(id));
        if let Some(symbol) = names.symbols.get_mut(at) {
            symbol.stands_for = component;
        }
    }
    scopes
}

fn link_imports(sources: &Sources, index: usize, file: &File, scopes: &[Scope], names: &mut Names) {
    let Some(importer) = sources.files().get(index) else { return };
    for import in imports(file) {
        let wanted = join(&importer.name, &import.path);
        let target = sources.files().iter().position(|file| file.name == wanted);
        let brought = target.and_then(|target| scopes.get(target)?.get(&import.name.text));
        let own = scopes.get(index).and_then(|scope| scope.get(&import.name.text));
        if let Some(symbol) = own.and_then(|own| names.symbols.get_mut(own.0 as usize)) {
            symbol.stands_for = brought;
        }
    }
}

/// The kind of the block whose whole is `whole`.
fn keyword_of(files: &[File], file: usize, whole: Span) -> Option<String> {
    fn search(members: &[Member], whole: Span) -> Option<String> {
        members.iter().find_map(|member| match member {
            Member::Block(block) if block.span == whole => Some(block.kind.text.clone()),
            Member::Block(block) => search(&block.members, whole),
            Member::When(when) => search(&when.then, whole).or_else(|| search(&when.otherwise, whole)),
            Member::For(each) => search(&each.members, whole),
            Member::Assign(_) | Member::Declare(_) => None,
        })
    }
    search(&files.get(file)?.members, whole)
}

fn members(members_: &[Member], parent: Option<SymbolId>, scope: &mut Scope, names: &mut Names) {
    for member in members_ {
        match member {
            Member::Block(block) => self::block(block, parent, scope, names),
            Member::Declare(declare) => declaration(declare, parent, scope, names),
            Member::When(when) => {
                members(&when.then, parent, scope, names);
                members(&when.otherwise, parent, scope, names);
            }
            Member::For(each) => {
                let id = names.add(&each.item, SymbolKind::Item, each.span, each.doc.as_ref(), parent);
                scope.put(&each.item.text, id);
                members(&each.members, parent, scope, names);
            }
            Member::Assign(_) => {}
        }
    }
}

fn block(block: &Block, parent: Option<SymbolId>, scope: &mut Scope, names: &mut Names) {
    let Some(name) = &block.name else { return };
    let kind = match (block.kind.text.as_str(), kinds::find(&block.kind.text)) {
        ("env", _) => SymbolKind::Env,
        ("component", _) => SymbolKind::Component,
        (_, Some(kind)) if kind.role == Role::Pipeline => SymbolKind::Pipeline,
        (_, Some(kind)) => SymbolKind::Block(kind),
        (_, None) => SymbolKind::Use,
    };
    let id = names.add(name, kind, block.span, block.doc.as_ref(), parent);
    // Environments and the pipeline have names that no value can use.
    if !matches!(kind, SymbolKind::Env | SymbolKind::Pipeline) {
        scope.put(&name.text, id);
    }
    if kind == SymbolKind::Component {
        // What stands in a component is seen there alone; who needs its scope makes it again.
        members(&block.members, Some(id), &mut Scope::default(), names);
    } else {
        for member in &block.members {
            if let Member::Declare(declare) = member {
                declaration(declare, Some(id), &mut Scope::default(), names);
            }
        }
    }
}

fn declaration(declare: &Declare, parent: Option<SymbolId>, scope: &mut Scope, names: &mut Names) {
    let kind = match declare.word.text.as_str() {
        "param" => SymbolKind::Param,
        "let" => SymbolKind::Let,
        "import" => SymbolKind::Import,
        "input" => SymbolKind::Input,
        "output" => SymbolKind::Output,
        "metric" => SymbolKind::Metric,
        _ => return,
    };
    let id = names.add(&declare.name, kind, declare.span, declare.doc.as_ref(), parent);
    scope.put(&declare.name.text, id);
}

impl Names {
    fn add(
        &mut self,
        name: &Name,
        kind: SymbolKind,
        whole: Span,
        doc: Option<&String>,
        parent: Option<SymbolId>,
    ) -> SymbolId {
        let id = SymbolId(u32::try_from(self.symbols.len()).unwrap_or(u32::MAX));
        self.symbols.push(Symbol {
            name: name.text.clone(),
            kind,
            span: name.span,
            whole,
            doc: doc.cloned(),
            parent,
            stands_for: None,
        });
        id
    }
}

impl Scope {
    /// The first declaration of a name counts, as for the compiler.
    fn put(&mut self, name: &str, id: SymbolId) {
        self.names.entry(name.to_owned()).or_insert(id);
    }

    /// What a name stands for.
    pub(super) fn get(&self, name: &str) -> Option<SymbolId> {
        self.names.get(name).copied()
    }

    /// What can be named inside a component: its own declarations, and what the file imports.
    pub(super) fn of_component(names: &Names, component: SymbolId, file: &Self) -> Self {
        let mut scope = Self::default();
        for (id, symbol) in names.all().filter(|(_, symbol)| symbol.parent == Some(component)) {
            // An output names something else: it can be read from outside only.
            if symbol.kind != SymbolKind::Output {
                scope.put(&symbol.name, id);
            }
        }
        for (name, id) in &file.names {
            scope.put(name, *id);
        }
        scope
    }
}
