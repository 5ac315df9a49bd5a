//! The examples show the whole language between them: what none shows yet is listed here, with the reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mlc_compiler::base::Sources;
use mlc_compiler::syntax::ast::{Assign, Declare, Expr, ExprKind, Member, TextPart};
use mlc_compiler::vocab::functions::{CONTAINER, METRIC_SOURCES, OUTPUT_SOURCES, S3, SECRET};
use mlc_compiler::vocab::kinds::{ALL, Role, common};
use mlc_compiler::vocab::ty::{Field, Ty};

/// What no example shows, and why.
const NOT_SHOWN: &[(&str, &str)] = &[
    ("automl.text", TEXTS),
    ("automl.processor", TEXTS),
    ("feature_group.description", STORE),
    ("feature_group.offline.create_table", STORE),
    ("feature_group.offline.kms_key", STORE),
    ("feature_group.offline.place", STORE),
    ("feature_group.online.kms_key", STORE),
    ("feature_group.online.storage", STORE),
    ("feature_group.throughput", STORE),
    ("feature_group.throughput.read", STORE),
    ("feature_group.throughput.write", STORE),
    ("function list", STORE),
    ("function set", STORE),
    ("function vector", STORE),
    ("function custom", LABEL),
    ("label.automate_from", LABEL),
    ("label.free_of", LABEL),
    ("label.keywords", LABEL),
    ("label.manifest", LABEL),
    ("label.price", LABEL),
    ("label.stop.share", LABEL),
    ("transform.assemble", "the format decides; tests/programs/transform-registered.mlflow sets it"),
    ("transform.split", "the format decides; tests/programs/transform-registered.mlflow sets it"),
    ("function mpi", "`torchrun` is shown; tests/programs/ok-distribution-mpi.mlflow has it"),
    ("tune.distribution", "as in `train`"),
    ("tune.input_mode", "as in `train`"),
    ("tune.serving", "as in `train`"),
    ("tune.resource", HYPERBAND),
    ("tune.resource.max", HYPERBAND),
    ("tune.resource.min", HYPERBAND),
    ("train.cache", CACHE),
    ("tune.cache", CACHE),
    ("evaluate.cache", CACHE),
    ("transform.cache", CACHE),
    ("deploy.capture.json", "as `csv` beside it; tests/programs/endpoint-rollout.mlflow"),
    ("model.artifact", EXISTING),
    ("model.existing", EXISTING),
    ("model.package", EXISTING),
    ("model.serving", EXISTING),
    ("monitor.response.features", "for JSON requests, as `prediction`"),
    ("monitor.response.prediction", "where no probability is answered: tests/programs/monitor-tells.mlflow"),
];

const LABEL: &str = "the public and tasks of one's own are in tests/programs/label-chain.mlflow";
const CACHE: &str = "as in `process`; tests/programs/cache.mlflow";
const STORE: &str = "the default fits; tests/programs/feature-store.mlflow sets it";
const TEXTS: &str = "only for texts and images: tests/programs/automl-texts-and-images.mlflow";
const EXISTING: &str =
    "the newest approved version is what one mostly wants; tests/programs/ok-existing-models.mlflow has all";
const HYPERBAND: &str = "for one of the strategies: tests/programs/tune-grid-and-hyperband.mlflow";

/// Fields that mean the same in many kinds: one example of any of them is enough.
const ANYWHERE: &[&str] = &[
    "encrypt_traffic",
    "environment",
    "estimate",
    "instance",
    "network_isolation",
    "poll",
    "tags",
    "timeout",
    "volume",
];

/// `train.tags` stands for the tags of every kind.
fn shared(path: &str) -> String {
    match path.split_once('.') {
        Some((_, field)) if ANYWHERE.contains(&field) => format!("any kind's {field}"),
        _ => path.to_owned(),
    }
}

#[test]
fn the_examples_show_the_whole_language() {
    let shown = shown();
    let wanted = wanted();
    let excused: BTreeSet<&str> = NOT_SHOWN.iter().map(|(what, _)| *what).collect();
    let missing: Vec<&String> =
        wanted.iter().filter(|what| !shown.contains(*what) && !excused.contains(what.as_str())).collect();
    assert!(missing.is_empty(), "no example shows {missing:#?}");
    let stale: Vec<&&str> = excused.iter().filter(|what| shown.contains(**what) || !wanted.contains(**what)).collect();
    assert!(stale.is_empty(), "these are shown or are gone: {stale:#?}");
}

/// Every kind, its fields, every function, every word of a declaration, every form of line and operator.
fn wanted() -> BTreeSet<String> {
    let mut wanted: BTreeSet<String> = [
        "import",
        "component",
        "input",
        "let",
        "env",
        "param",
        "when",
        "else",
        "else when",
        "for of a list",
        "for of a parameter",
        "for of objects",
        "and",
        "or",
        "not",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "text on several lines",
        "a value in a text",
        "documentation",
        "function s3",
        "function secret",
        "function container",
    ]
    .map(str::to_owned)
    .into();
    wanted.extend(common::STAGE.iter().map(|field| format!("stage.{}", field.name)));
    wanted.extend(common::FOR.iter().map(|field| format!("for.{}", field.name)));
    for function in METRIC_SOURCES.iter().chain(OUTPUT_SOURCES).chain([&common::OBJECTS, &S3, &SECRET, &CONTAINER]) {
        wanted.insert(format!("function {}", function.name));
    }
    for kind in ALL {
        wanted.insert(format!("kind {}", kind.keyword));
        wanted.extend(kind.declares.iter().map(|word| (*word).to_owned()));
        for field in kind.fields {
            add(&format!("{}.{}", kind.keyword, field.name), field, &mut wanted);
        }
    }
    wanted
}

/// A field, its words, its functions and the fields of its records.
fn add(path: &str, field: &Field, wanted: &mut BTreeSet<String>) {
    wanted.insert(shared(path));
    let mut open = vec![field.ty];
    while let Some(ty) = open.pop() {
        match ty {
            Ty::List(inner) | Ty::Map(inner) => open.push(*inner),
            Ty::Either(one, other) => open.extend([*one, *other]),
            Ty::Record(fields) if field.name != "retry" => {
                for inner in fields {
                    wanted.insert(format!("{path}.{}", inner.name));
                }
            }
            Ty::Call(functions) => wanted.extend(functions.iter().map(|one| format!("function {}", one.name))),
            _ => {}
        }
    }
}

/// The same of what is written in the examples.
fn shown() -> BTreeSet<String> {
    let mut seen = Seen::default();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut folders = vec![examples];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "mlflow") {
                let text = fs::read_to_string(&path).unwrap();
                if text.contains("\"\"\"") {
                    seen.what.insert("text on several lines".into());
                }
                let sources = Sources::single(path.display().to_string(), text.as_str());
                let id = sources.ids().next().unwrap();
                let (tree, _) = mlc_compiler::syntax::parse(id, &text);
                seen.params.clear();
                seen.members(&mlc_compiler::syntax::ast(&tree, &text).members, "");
            }
        }
    }
    seen.what
}

#[derive(Default)]
struct Seen {
    what: BTreeSet<String>,
    params: BTreeSet<String>,
}

impl Seen {
    fn see(&mut self, what: impl Into<String>) {
        self.what.insert(what.into());
    }

    fn members(&mut self, members: &[Member], kind: &str) {
        for member in members {
            match member {
                Member::Block(block) => self.block(block),
                Member::Assign(assign) => self.field(assign, kind),
                Member::Declare(declare) => self.declare(declare),
                Member::When(when) => {
                    self.see("when");
                    self.value(&when.condition, "");
                    self.members(&when.then, "");
                    match when.otherwise.as_slice() {
                        [] => {}
                        [Member::When(_)] => self.see("else when"),
                        _ => self.see("else"),
                    }
                    self.members(&when.otherwise, "");
                }
                Member::For(each) => {
                    let over = match &each.items.kind {
                        ExprKind::Call(..) => "for of objects",
                        ExprKind::Name(name) if self.params.contains(name) => "for of a parameter",
                        _ => "for of a list",
                    };
                    self.see(over);
                    self.value(&each.items, "");
                    self.members(&each.members, "for");
                }
            }
        }
    }

    fn block(&mut self, block: &mlc_compiler::syntax::ast::Block) {
        if block.doc.is_some() {
            self.see("documentation");
        }
        let keyword = block.kind.text.as_str();
        let known = ALL.iter().find(|kind| kind.keyword == keyword);
        self.see(if known.is_some() { format!("kind {keyword}") } else { keyword.to_owned() });
        let stage = known.is_some_and(|kind| kind.role == Role::Stage);
        for member in &block.members {
            if let Member::Assign(assign) = member
                && stage
                && common::STAGE.iter().any(|field| field.name == assign.name.text)
            {
                self.see(format!("stage.{}", assign.name.text));
            }
        }
        self.members(&block.members, keyword);
    }

    fn field(&mut self, assign: &Assign, kind: &str) {
        if assign.name.text == "import" {
            self.see("import");
        }
        let path = format!("{kind}.{}", assign.name.text);
        self.see(shared(&path));
        self.value(&assign.value, &path);
    }

    fn declare(&mut self, declare: &Declare) {
        self.see(declare.word.text.clone());
        if declare.word.text == "param" {
            self.params.insert(declare.name.text.clone());
        }
        for value in declare.ty.iter().chain(&declare.value) {
            self.value(value, "");
        }
    }

    fn value(&mut self, value: &Expr, path: &str) {
        match &value.kind {
            ExprKind::Text(parts) => {
                for part in parts {
                    if let TextPart::Value(inner) = part {
                        self.see("a value in a text");
                        self.value(inner, path);
                    }
                }
            }
            ExprKind::Call(name, arguments) => {
                self.see(format!("function {}", name.text));
                arguments.iter().for_each(|argument| self.value(&argument.value, path));
            }
            ExprKind::List(items) => items.iter().for_each(|item| self.value(item, path)),
            ExprKind::Record(entries) => {
                for entry in entries {
                    self.see(format!("{path}.{}", entry.name.text));
                    // Of records by free names, such as `variants`, the fields stand one deeper.
                    self.value(&entry.value, path);
                }
            }
            ExprKind::Unary(op, inner) => {
                self.see(if *op == mlc_compiler::syntax::ast::UnaryOp::Not { "not" } else { "-" });
                self.value(inner, path);
            }
            ExprKind::Binary(op, _, left, right) => {
                self.see(op.symbol());
                self.value(left, path);
                self.value(right, path);
            }
            _ => {}
        }
    }
}
