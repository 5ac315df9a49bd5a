//! Declarations, file by file, and what can be named where.

use mlc_compiler::base::{Sources, Span};
use mlc_compiler::resolve::{imports, join};
use mlc_compiler::syntax::ast::{Block, Declare, File, Member, Name};
use mlc_compiler::vocab::{Role, kinds};

use super::{Names, Scope, Symbol, SymbolId, SymbolKind};

/// Blocks of no known kind, and the word that stands for it.
type Uses = Vec<(SymbolId, String)>;

/// Declares what all files declare; gives what can be named at the top of each.
pub(super) fn declare(sources: &Sources, files: &[File], names: &mut Names) -> Vec<Scope> {
    let mut uses = Uses::new();
    let scopes: Vec<Scope> = files
        .iter()
        .map(|file| {
            let mut declarer = Declarer { names, uses: &mut uses, scope: Scope::default() };
            declarer.members(&file.members, None);
            declarer.scope
        })
        .collect();
    for (index, file) in files.iter().enumerate() {
        link_imports(sources, index, file, &scopes, names);
    }
    // A use of a component can only be told from a mistyped kind when all components are known.
    for (id, word) in uses {
        let file = names.symbol(id).map_or(0, |symbol| symbol.span.file.0 as usize);
        let component = scopes.get(file).and_then(|scope| scope.get(&word)).map(|id| names.origin(id));
        if let Some(symbol) = names.symbols.get_mut(id.0 as usize) {
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

struct Declarer<'a> {
    names: &'a mut Names,
    uses: &'a mut Uses,
    scope: Scope,
}

impl Declarer<'_> {
    fn members(&mut self, members: &[Member], parent: Option<SymbolId>) {
        for member in members {
            match member {
                Member::Block(block) => self.block(block, parent),
                Member::Declare(declare) => {
                    if let Some(id) = self.declaration(declare, parent) {
                        self.scope.put(&declare.name.text, id);
                    }
                }
                Member::When(when) => {
                    self.members(&when.then, parent);
                    self.members(&when.otherwise, parent);
                }
                Member::For(each) => {
                    let id = self.names.add(&each.item, SymbolKind::Item, each.span, each.doc.as_ref(), parent);
                    self.scope.put(&each.item.text, id);
                    self.members(&each.members, parent);
                }
                Member::Assign(_) => {}
            }
        }
    }

    fn block(&mut self, block: &Block, parent: Option<SymbolId>) {
        let Some(name) = &block.name else { return };
        let kind = match (block.kind.text.as_str(), kinds::find(&block.kind.text)) {
            ("env", _) => SymbolKind::Env,
            ("component", _) => SymbolKind::Component,
            (_, Some(kind)) if kind.role == Role::Pipeline => SymbolKind::Pipeline,
            (_, Some(kind)) => SymbolKind::Block(kind),
            (_, None) => SymbolKind::Use,
        };
        let id = self.names.add(name, kind, block.span, block.doc.as_ref(), parent);
        if kind == SymbolKind::Use {
            self.uses.push((id, block.kind.text.clone()));
        }
        // Environments and the pipeline have names that no value can use.
        if !matches!(kind, SymbolKind::Env | SymbolKind::Pipeline) {
            self.scope.put(&name.text, id);
        }
        if kind == SymbolKind::Component {
            // What stands in a component is seen there alone; who needs its scope makes it again.
            let mut inner = Declarer { names: self.names, uses: self.uses, scope: Scope::default() };
            inner.members(&block.members, Some(id));
        } else {
            for member in &block.members {
                if let Member::Declare(declare) = member {
                    self.declaration(declare, Some(id));
                }
            }
        }
    }

    fn declaration(&mut self, declare: &Declare, parent: Option<SymbolId>) -> Option<SymbolId> {
        let kind = match declare.word.text.as_str() {
            "param" => SymbolKind::Param,
            "let" => SymbolKind::Let,
            "import" => SymbolKind::Import,
            "input" => SymbolKind::Input,
            "output" => SymbolKind::Output,
            "metric" => SymbolKind::Metric,
            _ => return None,
        };
        Some(self.names.add(&declare.name, kind, declare.span, declare.doc.as_ref(), parent))
    }
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
        for (id, symbol) in names.children(component) {
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
