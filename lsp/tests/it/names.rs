//! Laws of names, on every program of the compiler and on every example.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mlc_compiler::base::{SourceFile, Sources, Span};
use mlc_compiler::session::{Analysis, Options, Parsed};
use mlc_compiler::syntax::ast::{Expr, ExprKind, Member, TextPart};
use mlc_compiler::vocab::{Ty, kinds};
use mlc_lsp::features::rename::rename;
use mlc_lsp::names::{SymbolId, SymbolKind, Target};
use mlc_lsp::workspace::Workspace;

fn programs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    let mut left = vec![root.join("compiler/tests/programs"), root.join("examples")];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|extension| extension == "mlflow") {
                found.push(path.canonicalize().unwrap());
            }
        }
    }
    found.sort();
    assert!(found.len() > 100, "{}", found.len());
    found
}

/// A program as an editor has it open.
fn open(path: &Path) -> (Workspace, String) {
    let mut workspace = Workspace::default();
    let name = path.to_str().unwrap().to_owned();
    workspace.open(&name, 1, fs::read_to_string(path).unwrap());
    (workspace, name)
}

#[test]
fn every_word_that_names_something_is_found() {
    let mut wrong = Vec::new();
    // A field that takes one of these takes no name.
    let fields = kinds::ALL.iter().flat_map(|kind| kind.fields);
    let words: BTreeSet<&str> =
        fields.flat_map(|field| if let Ty::Symbol(words) = field.ty { words } else { &[] }).copied().collect();
    for path in programs() {
        let (mut workspace, name) = open(&path);
        let now = workspace.view(&name).unwrap().now;
        let names = now.names();
        let declared: BTreeSet<&str> = names.symbols.iter().map(|symbol| symbol.name.as_str()).collect();
        let used: BTreeMap<Span, Target> = names.used.iter().map(|used| (used.span, used.target)).collect();
        let mut check = |expr: &Expr| {
            let (span, what) = match &expr.kind {
                ExprKind::Name(word) if declared.contains(word.as_str()) && !words.contains(word.as_str()) => {
                    (expr.span, format!("`{word}`"))
                }
                ExprKind::Member(base, output) if matches!(base.kind, ExprKind::Name(_)) => {
                    (output.span, "output".to_owned())
                }
                _ => return,
            };
            if !used.contains_key(&span) && !is_covered(&used, span) {
                wrong.push(format!("{}: {what}", crate::support::place(&now, span)));
            }
        };
        for file in &now.parsed().files {
            members(&file.members, &mut check);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_covered(used: &BTreeMap<Span, Target>, span: Span) -> bool {
    used.keys().any(|other| other.file == span.file && other.start <= span.end && span.start < other.end)
}

#[test]
fn places_spell_the_name_and_are_found_again() {
    for path in programs() {
        let (mut workspace, name) = open(&path);
        let now = workspace.view(&name).unwrap().now;
        let names = now.names();
        for (id, symbol) in names.all() {
            assert_eq!(names.declared_at(symbol.span), Some(id));
            for span in names.places(id) {
                assert_eq!(now.text_of(span), symbol.name, "{}", crate::support::place(&now, span));
                for offset in [span.start, span.end] {
                    let at = names.at(span.file, offset).unwrap();
                    let Target::Symbol(found) = at.target else { panic!("{at:?}") };
                    // A part of a word begins where another may end.
                    if at.span == span {
                        assert_eq!(names.origin(found), names.origin(id));
                    }
                }
            }
        }
        for pair in names.used.windows(2) {
            assert!(pair[0].span.file != pair[1].span.file || pair[0].span.end <= pair[1].span.start, "{pair:?}");
        }
    }
}

/// Other names give the same state machine but for the names. All are changed at once: a place that were missed, or were
/// taken for another's, would name nothing or something else.
#[test]
fn other_names_give_the_same_machine() {
    let mut wrong = Vec::new();
    for path in programs() {
        let (mut workspace, name) = open(&path);
        let now = workspace.view(&name).unwrap().now;
        let Some(before) = now.machine() else { continue };
        let names = now.names();
        let new: BTreeMap<SymbolId, String> =
            names.all().map(|(id, _)| names.origin(id)).map(|id| (id, format!("zq{}q", id.0))).collect();
        let mut edits: Vec<(Span, &str)> = Vec::new();
        for (id, new) in &new {
            edits.extend(names.places(*id).into_iter().map(|span| (span, new.as_str())));
        }
        let after = Analysis::of(&edited(&now.sources, &edits), &parsed(&now.sources, &edits), &Options::default());
        let Some(built) = after.built else {
            wrong.push(format!("{name}: {:?}", after.diagnostics.first().map(|problem| &problem.title)));
            continue;
        };
        let mut text = built.machine_text();
        for (id, new) in &new {
            let old = &names.symbol(*id).unwrap().name;
            text = text.replace(new, old);
        }
        // Names of jobs have dashes where names have underscores.
        text = text.replace('_', "-");
        let mut before = before.replace('_', "-");
        for id in new.keys() {
            // A variable that would hide a function is called otherwise.
            let old = names.symbol(*id).unwrap().name.replace('_', "-");
            text = text.replace(&format!("{old}-value"), &old);
            before = before.replace(&format!("{old}-value"), &old);
        }
        if text != before {
            let line = text.lines().zip(before.lines()).find(|(one, other)| one != other);
            wrong.push(format!("{name}: {line:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every declaration of an example that people read can be renamed, by what the server itself does.
#[test]
fn every_name_can_be_changed() {
    let mut count = 0;
    for path in programs()
        .into_iter()
        .filter(|path| path.ends_with("multi-file/multi-file.mlflow") || path.ends_with("whole-file.mlflow"))
    {
        let (mut workspace, name) = open(&path);
        let views = workspace.views();
        let now = workspace.view(&name).unwrap().now;
        for (_, symbol) in now.names().all().filter(|(_, symbol)| symbol.span.file == crate::support::MAIN) {
            count += 1;
            let places = rename(&now, symbol.span.start, "zebra", &views)
                .unwrap_or_else(|why| panic!("{name} {}: {why}", symbol.name));
            assert!(!places.is_empty());
            if matches!(symbol.kind, SymbolKind::Param) {
                assert!(places.len() > 1, "{name}: {} is never used", symbol.name);
            }
        }
    }
    assert!(count > 20, "{count}");
}

fn edited(sources: &Sources, edits: &[(Span, &str)]) -> Sources {
    let mut edits = edits.to_vec();
    edits.sort();
    let mut result = Sources::default();
    for id in sources.ids() {
        let mut text = sources.file(id).text.clone();
        for (span, new) in edits.iter().filter(|(span, _)| span.file == id).rev() {
            text.replace_range(span.range(), new);
        }
        result.add(SourceFile::new(sources.file(id).name.clone(), text));
    }
    result
}

fn parsed(sources: &Sources, edits: &[(Span, &str)]) -> Parsed {
    Parsed::of(&edited(sources, edits))
}

fn members(all: &[Member], check: &mut dyn FnMut(&Expr)) {
    for member in all {
        match member {
            Member::Block(block) => members(&block.members, check),
            Member::Assign(assign) => walk(&assign.value, check),
            Member::Declare(declare) => declare.value.iter().for_each(|value| walk(value, check)),
            Member::When(when) => {
                walk(&when.condition, check);
                members(&when.then, check);
                members(&when.otherwise, check);
            }
            Member::For(each) => {
                walk(&each.items, check);
                members(&each.members, check);
            }
        }
    }
}

fn walk(expr: &Expr, check: &mut dyn FnMut(&Expr)) {
    check(expr);
    match &expr.kind {
        ExprKind::Text(parts) => {
            for part in parts {
                if let TextPart::Value(value) = part {
                    walk(value, check);
                }
            }
        }
        ExprKind::Member(base, _) => walk(base, check),
        ExprKind::Call(_, arguments) => arguments.iter().for_each(|argument| walk(&argument.value, check)),
        ExprKind::List(items) => items.iter().for_each(|item| walk(item, check)),
        ExprKind::Record(entries) => entries.iter().for_each(|entry| walk(&entry.value, check)),
        ExprKind::Unary(_, operand) => walk(operand, check),
        ExprKind::Binary(_, _, left, right) => {
            walk(left, check);
            walk(right, check);
        }
        _ => {}
    }
}
