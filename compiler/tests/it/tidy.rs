//! The house keeps itself: what ARCHITECTURE.md says of the code holds, file by file.

pub mod rust;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mlc_compiler::vocab::kinds::{self, Role};
use rust::{Token, paths, tokens};

/// Floors of the library from the lowest, with their rooms. The table in ARCHITECTURE.md is the same.
const FLOORS: &[(usize, &[&str])] = &[
    (0, &["base"]),
    (1, &["diag"]),
    (2, &["vocab"]),
    (3, &["syntax", "ir"]),
    (4, &["fmt", "resolve"]),
    (5, &["check"]),
    (6, &["lower", "optimize"]),
    (7, &["target"]),
    (8, &["sim", "plan"]),
    (9, &["session"]),
];

/// Parts of one room, each of which imports only from those before it.
const INSIDE: &[(&str, &[&str])] = &[
    ("diag", &["codes", "diagnostic", "pages", "render"]),
    ("vocab", &["facts", "units", "ty", "kinds"]),
    ("syntax", &["kind", "tree", "ast", "print", "lower", "parse"]),
    ("target", &["source_map", "asl", "iam"]),
    ("plan", &["model", "time", "critical", "bytes", "edges", "polls", "way", "jobs", "cost", "what_if", "human"]),
    ("sim", &["chance", "clock", "world", "machine", "pipeline", "timeline", "scenario"]),
    ("target::asl", &["model", "jsonata", "verify", "expression", "scopes", "emit"]),
];

/// What judges a document must not know how it was made; what orders numbers, not what they stand for.
const NEVER: &[(&str, &[&str])] = &[
    ("target::asl::verify", &["ir", "vocab"]),
    ("vocab::facts", &["vocab::kinds"]),
    ("sim::pipeline", &["target::asl::emit", "target::asl::expression", "target::asl::scopes", "optimize"]),
    ("optimize::schedule::solve", &["ir"]),
    ("optimize::schedule::tree", &["ir"]),
];

/// Libraries that one place alone may use, so that each can be replaced there.
const ONLY_IN: &[(&str, &str)] = &[
    ("pest", "compiler/src/syntax/parse/"),
    ("pest_derive", "compiler/src/syntax/parse/"),
    ("miette", "compiler/src/diag/render/human/"),
    ("anstyle", "compiler/src/diag/render/human/"),
    ("unicode_width", "compiler/src/diag/render/human/"),
    ("jsonata_core", "compiler/src/target/asl/jsonata/"),
    ("md5", "compiler/src/target/asl/jsonata/"),
    ("sha1", "compiler/src/target/asl/jsonata/"),
    ("sha2", "compiler/src/target/asl/jsonata/"),
    ("regex_lite", "compiler/src/vocab/facts/ compiler/src/check/rules/"),
    ("clap", "compiler/cli/src/"),
    ("tempfile", "compiler/cli/src/"),
    ("rustix", "compiler/cli/src/output.rs"),
    ("similar", "compiler/cli/src/command/fmt.rs lsp/src/edits.rs"),
    ("terminal_size", "compiler/cli/src/console.rs"),
    ("tower_lsp", "lsp/src/proto/ lsp/src/server/"),
];

/// What a pure library has no use for.
const IMPURE: &[&str] = &["fs", "env", "time", "process", "thread", "net", "io", "os"];
const IMPURE_WORDS: &[&str] =
    &["HashMap", "HashSet", "println", "print", "eprintln", "eprint", "dbg", "env", "option_env"];

/// No file is longer; a file near it should be looked at twice.
const LONGEST: usize = 600;
const LONG: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below a folder, as a path from the root with forward slashes, without what tools make.
fn files(folder: &str) -> Vec<String> {
    const MADE: &[&str] = &["target", "build", ".git", ".tools", "node_modules", "__pycache__"];
    let mut found = Vec::new();
    let mut left = vec![root().join(folder)];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // `target` and `build` are folders of tools only at the top: the library has a room of that name.
            let made = MADE.contains(&name.as_str()) && (name.starts_with(['.', '_', 'n']) || folder == root());
            if made {
                continue;
            }
            if path.is_dir() {
                left.push(path);
            } else if let Ok(short) = path.strip_prefix(root()) {
                found.push(short.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn rust_files(folder: &str) -> Vec<(String, Vec<Token>)> {
    let rust = files(folder).into_iter().filter(|file| Path::new(file).extension().is_some_and(|end| end == "rs"));
    rust.map(|file| (file.clone(), tokens(&read(&file)))).collect()
}

/// `["target", "asl", "model"]` of `compiler/src/target/asl/model.rs`.
fn module(file: &str) -> Vec<String> {
    let inside = file.trim_start_matches("compiler/src/").trim_end_matches(".rs");
    let inside = inside.trim_end_matches("/mod");
    if inside == "lib" { Vec::new() } else { inside.split('/').map(str::to_owned).collect() }
}

/// The module path that a named path means in `module`; none for what is not of this crate.
fn resolve(module: &[String], named: &[String]) -> Option<Vec<String>> {
    let first = named.first()?;
    let mut at = match first.as_str() {
        "crate" => Vec::new(),
        "self" | "super" => module.to_vec(),
        _ => return None,
    };
    for part in named.iter().skip(usize::from(first != "super")) {
        if part == "super" {
            at.pop();
        } else {
            at.push(part.clone());
        }
    }
    Some(at)
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().find(|(_, rooms)| rooms.contains(&room)).map(|(floor, _)| *floor)
}

/// Whether `path` is `place` or inside of it.
fn within(path: &[String], place: &str) -> bool {
    let place: Vec<&str> = place.split("::").collect();
    path.len() >= place.len() && place.iter().zip(path).all(|(place, part)| place == part)
}

/// Why code of `from` may not name `to`.
fn objection(from: &[String], to: &[String]) -> Option<String> {
    let (own, other) = (from.first()?, to.first()?);
    if own != other {
        let (low, high) = (floor(other)?, floor(own)?);
        if low >= high {
            return Some(format!("`{own}` is on floor {high}, `{other}` on floor {low}"));
        }
    }
    for (room, parts) in INSIDE {
        let depth = room.split("::").count();
        let place = |path: &[String]| path.get(depth).and_then(|part| parts.iter().position(|known| known == part));
        if within(from, room)
            && within(to, room)
            && let (Some(own), Some(other)) = (place(from), place(to))
            && other > own
        {
            return Some(format!("inside `{room}`, `{}` comes after `{}`", parts[other], parts[own]));
        }
    }
    let never = NEVER.iter().filter(|(place, _)| within(from, place)).flat_map(|(_, others)| *others);
    never
        .into_iter()
        .find(|place| within(to, place))
        .map(|place| format!("`{}` must not know `{place}`", from.join("::")))
}

#[test]
fn modules_import_only_from_lower_floors() {
    let mut found = Vec::new();
    for (file, tokens) in rust_files("compiler/src") {
        let module = module(&file);
        for named in paths(&tokens) {
            if let Some(objection) = resolve(&module, &named.path).and_then(|to| objection(&module, &to)) {
                found.push(format!("{file}:{}: {}: {objection}", named.line, named.path.join("::")));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn objections_are_raised() {
    let path = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
    for (from, named, objects) in [
        ("base::json", "crate::diag::Sink", true),
        ("check::graph", "crate::base::Span", false),
        ("syntax::ast", "crate::ir::Value", true),
        ("check::graph", "super::super::lower::lower", true),
        ("lower::kinds::train", "super::super::context::Context", false),
        ("target::asl::model", "super::emit::emit", true),
        ("target::asl::verify::walk", "crate::ir::Pipeline", true),
        ("target::iam", "crate::target::asl::model", false),
    ] {
        let from = path(from);
        let to = resolve(&from, &path(named)).expect("a path of this crate");
        assert_eq!(objection(&from, &to).is_some(), objects, "{named} in {}", from.join("::"));
    }
}

/// Rows `| F3 | `syntax`, `ir` | ... |` of ARCHITECTURE.md.
#[test]
fn the_floors_are_those_of_the_architecture_page() {
    let page = read("ARCHITECTURE.md");
    let mut told: Vec<(usize, String)> = Vec::new();
    for line in page.lines() {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let number = cells.next().and_then(|cell| cell.strip_prefix('F')).and_then(|number| number.parse().ok());
        if let (Some(number), Some(rooms)) = (number, cells.next()) {
            let rooms = rooms.split(',').map(|room| room.trim().trim_matches('`').trim_end_matches('/').to_owned());
            told.extend(rooms.map(|room| (number, room)));
        }
    }
    told.retain(|(_, room)| room != "cli");
    let known: Vec<(usize, String)> =
        FLOORS.iter().flat_map(|(floor, rooms)| rooms.iter().map(|room| (*floor, (*room).to_owned()))).collect();
    assert_eq!(told, known, "ARCHITECTURE.md on the left, this test on the right");
    let rooms: BTreeSet<String> =
        files("compiler/src").iter().filter_map(|file| module(file).first().cloned()).collect();
    let known: BTreeSet<String> = known.into_iter().map(|(_, room)| room).collect();
    assert_eq!(rooms, known, "rooms of compiler/src on the left, floors on the right");
}

#[test]
fn libraries_stay_in_their_one_place() {
    let mut found = Vec::new();
    let mut used = BTreeSet::new();
    let folders = ["compiler/src", "compiler/cli/src", "lsp/src"];
    for (file, tokens) in folders.into_iter().flat_map(rust_files) {
        for token in &tokens {
            for (library, place) in ONLY_IN.iter().filter(|(library, _)| *library == token.text) {
                used.insert(*library);
                if !place.split(' ').any(|place| file.starts_with(place)) {
                    found.push(format!("{file}:{}: `{library}` belongs in {place}", token.line));
                }
            }
            let aws = ["aws_sdk", "aws_config", "aws_smithy"].iter().any(|start| token.text.starts_with(start));
            if aws && file != "compiler/cli/src/service/aws.rs" {
                found.push(format!("{file}:{}: AWS is talked to in one file only", token.line));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(used.len(), ONLY_IN.len(), "rows for libraries that nothing uses; used are {used:?}");
}

fn impurities(tokens: &[Token]) -> Vec<(usize, String)> {
    let named = paths(tokens).into_iter().filter(|named| {
        named.path.first().is_some_and(|first| first == "std")
            && named.path.get(1).is_some_and(|second| IMPURE.contains(&second.as_str()))
    });
    let mut found: Vec<(usize, String)> = named.map(|named| (named.line, named.path.join("::"))).collect();
    for (index, token) in tokens.iter().enumerate() {
        let is_macro = tokens.get(index + 1).is_some_and(|next| next.text == "!");
        if IMPURE_WORDS.contains(&token.text.as_str()) && (is_macro || token.text.starts_with("Hash")) {
            found.push((token.line, token.text.clone()));
        }
    }
    found
}

#[test]
fn the_library_is_pure() {
    let told = |source: &str| impurities(&tokens(source)).len();
    assert_eq!(told("use std::{fs, fmt}; fn f() { std::env::var(x); println!(); HashMap::new(); dbg!(1) }"), 5);
    assert_eq!(told("use std::fmt; fn print(env: u8) { env!= 1; self.print() } // std::fs"), 1, "`env!` as a macro");
    let mut found = Vec::new();
    for (file, tokens) in rust_files("compiler/src") {
        found.extend(impurities(&tokens).into_iter().map(|(line, what)| format!("{file}:{line}: {what}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A kind that runs is a row in two tables: what it is, and how it becomes calls.
#[test]
fn every_kind_of_stage_becomes_calls() {
    let table = read("compiler/src/lower/kinds/mod.rs");
    let rows: BTreeSet<&str> =
        table.lines().filter_map(|line| line.trim().strip_prefix("(\"")?.split('"').next()).collect();
    let kinds: BTreeSet<&str> =
        kinds::ALL.iter().filter(|kind| kind.role == Role::Stage).map(|kind| kind.keyword).collect();
    assert_eq!(kinds, rows, "vocab/kinds on the left, lower/kinds on the right");
}

#[test]
fn files_stay_short() {
    let mut too_long = Vec::new();
    let sources = ["compiler", "xtask"].into_iter().flat_map(files);
    for file in sources.filter(|file| file.ends_with(".rs") || file.ends_with(".py") || file.ends_with(".js")) {
        let lines = read(&file).lines().count();
        if lines > LONGEST {
            too_long.push(format!("{file}: {lines} lines"));
        } else if lines > LONG {
            println!("look twice at {file}: {lines} lines");
        }
    }
    assert!(too_long.is_empty(), "at most {LONGEST} lines:\n{}", too_long.join("\n"));
}

/// Addresses of package registries, and places of one machine: a copy of the project elsewhere has neither.
const FOREIGN: &[&str] = &[
    r"(?:^|[^A-Za-z0-9_./-])/(?:home|Users|root|work)/[A-Za-z0-9]",
    r"[A-Z]:\\Users\\",
    r"https?://(?:[02-9]|1[0-13-9]|12[0-689])[0-9]*\.(?:[0-9]{1,3}\.){2}[0-9]{1,3}",
    r"https?://[a-z0-9.-]*(?:registry|mirror|proxy|pypi|npmjs|artifactory|nexus)[a-z0-9-]*[.:/]",
];

/// A judge of the conformance suite is shown such a path, and has to refuse it.
const SHOWN: &[&str] = &["compiler/tests/conformance/self-test/judges/metadata-path.json"];

fn foreign(text: &str, patterns: &[regex_lite::Regex]) -> Option<String> {
    patterns.iter().find_map(|pattern| pattern.find(text)).map(|hit| hit.as_str().trim().to_owned())
}

#[test]
fn files_name_no_machine_and_no_registry() {
    let patterns: Vec<regex_lite::Regex> =
        FOREIGN.iter().map(|pattern| regex_lite::Regex::new(pattern).expect("a pattern")).collect();
    let told = |parts: &[&str]| foreign(&parts.concat(), &patterns);
    assert!(told(&["see /ho", "me/ann/x"]).is_some());
    assert!(told(&["htt", "p://10.0.0.7:8080/simple"]).is_some());
    assert!(told(&["htt", "ps://pkg-mirror.example/npm/"]).is_some());
    assert!(told(&["registry+https://github.com/rust-lang/crates.io-index"]).is_none());
    let mut found = Vec::new();
    for file in files("").into_iter().filter(|file| !SHOWN.contains(&file.as_str())) {
        let Ok(text) = fs::read_to_string(root().join(&file)) else { continue };
        for (at, line) in text.lines().enumerate() {
            found.extend(foreign(line, &patterns).map(|what| format!("{file}:{}: {what}", at + 1)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Paths in backticks, without those that stand for many.
fn named_paths(page: &str) -> Vec<&str> {
    let quoted = page.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let path = |text: &&str| {
        text.contains('/')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
            && !text.starts_with('/')
    };
    quoted.filter(path).collect()
}

/// What stands in backticks and looks like a path is one, from the root or from the library.
#[test]
fn pages_name_files_that_exist() {
    /// Made by tools, or names of states.
    const OTHER: &[&str] = &["target/debug/", ".tools/"];
    let is_state = |path: &str| {
        ["wait", "report", "when", "parallel", "failed", "role"].contains(&path.rsplit('/').next().unwrap_or(""))
    };
    assert_eq!(named_paths("`a/b.rs` or `a/<x>.rs`, `c d/e`"), ["a/b.rs"]);
    let mut missing = Vec::new();
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = read(page);
        let named = named_paths(&text);
        assert!(!named.is_empty(), "{page}");
        for path in named {
            let there = root().join(path).exists() || root().join("compiler/src").join(path).exists();
            if !there && !OTHER.contains(&path) && !path.starts_with("pipeline/") && !is_state(path) {
                missing.push(format!("{page}: {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Names of the packages that a manifest asks for.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut inside = false;
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
        } else if let (true, Some((name, _))) = (inside, line.split_once(" =")) {
            found.insert(name.to_owned());
        }
    }
    found
}

#[test]
fn every_dependency_has_its_reason() {
    let page = read("ARCHITECTURE.md");
    let mut asked: BTreeSet<String> =
        ["compiler/Cargo.toml", "compiler/cli/Cargo.toml", "lsp/Cargo.toml", "xtask/Cargo.toml"]
            .into_iter()
            .flat_map(|manifest| dependencies(&read(manifest)))
            .filter(|name| !name.starts_with("mlc-"))
            .collect();
    assert!(asked.contains("pest") && asked.contains("clap") && asked.contains("rustix"), "{asked:?}");
    let packages: serde_json::Value =
        serde_json::from_str(&read("compiler/tests/conformance/package.json")).expect("package.json");
    asked.extend(packages["dependencies"].as_object().expect("dependencies").keys().cloned());
    let missing: Vec<String> = asked.into_iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not say what they are for: {missing:?}");
}
