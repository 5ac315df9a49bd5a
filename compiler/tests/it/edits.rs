//! A local edit gives a local diff, with the passes as without them.

use std::path::{Path, PathBuf};

use mlc_compiler::session::{Options, Passes, compile};
use similar::{ChangeTag, TextDiff};

use crate::support::read_all;

/// Edits after which one thing no longer waits for another, so that a part of the machine moves into a branch. At `-O0`
/// the order follows the file and hides it.
const ANOTHER_ORDER: &[&str] = &["a-shadow-less", "an-edge-less", "one-candidate", "one-training-less-to-wait-for"];

/// An edited file, with its text before and after.
struct Edit {
    name: String,
    file: PathBuf,
    before: String,
    after: String,
}

fn edits() -> Vec<Edit> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = std::fs::read_dir(root.join("tests/edits"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "edit"))
        .collect();
    files.sort();
    files.iter().map(|path| edit(path, &root.join(".."))).collect()
}

fn edit(path: &Path, root: &Path) -> Edit {
    let text = std::fs::read_to_string(path).unwrap();
    let (file, lines) = text.split_once('\n').unwrap();
    let file = root.join(file);
    let whole = std::fs::read_to_string(&file).unwrap();
    // Tests stand at the end, say what an edit may make untrue, and change nothing in a build.
    let before = whole.split("\ntest ").next().unwrap_or_default().to_owned();
    let signed = |sign: char| {
        let lines = lines.lines().filter_map(move |line| line.strip_prefix(sign));
        lines.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect::<String>()
    };
    let (old, new) = (signed('-'), signed('+'));
    assert_eq!(before.matches(&old).count(), 1, "{}: stands once in the example:\n{old}", path.display());
    let after = before.replace(&old, &new);
    Edit { name: path.file_stem().unwrap().to_string_lossy().into_owned(), file, before, after }
}

/// How many lines of the state machine go or come, and how many of these not only for their indentation (`diff -w`).
fn changed(edit: &Edit, passes: &Passes) -> (usize, usize) {
    let machine = |text: &str| {
        let compilation = compile(&read_all(&edit.file, text), &Options { env: None, passes: passes.clone() });
        let errors: Vec<&String> = compilation.diagnostics.iter().map(|found| &found.title).collect();
        let found =
            compilation.artifacts.into_iter().find(|artifact| artifact.path.ends_with("state-machine.asl.json"));
        found.unwrap_or_else(|| panic!("{}: {errors:?}", edit.name)).text
    };
    let (before, after) = (machine(&edit.before), machine(&edit.after));
    let flat = |text: &str| text.lines().map(|line| format!("{}\n", line.trim_start())).collect::<String>();
    (lines(&before, &after), lines(&flat(&before), &flat(&after)))
}

fn lines(before: &str, after: &str) -> usize {
    TextDiff::from_lines(before, after).iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal).count()
}

#[test]
fn the_passes_do_not_make_a_diff_larger_than_the_change() {
    let edits = edits();
    assert!(edits.len() >= 50 + ANOTHER_ORDER.len(), "{} edits", edits.len());
    let mut wrong = Vec::new();
    let (mut usual_in_all, mut plain_in_all, mut nothing) = (0, 0, 0);
    for edit in &edits {
        let ((_, plain), (indented, usual)) = (changed(edit, &Passes::none()), changed(edit, &Passes::default()));
        println!("{:40} {plain:5} lines at -O0, {usual:5} as usual, {indented:5} with indentation", edit.name);
        usual_in_all += usual;
        plain_in_all += plain;
        nothing += usize::from(plain == 0 && usual == 0);
        if (usual > 3 * plain) != ANOTHER_ORDER.contains(&edit.name.as_str()) {
            wrong.push(format!("{}: {usual} lines change, {plain} at -O0", edit.name));
        }
    }
    println!("{usual_in_all} lines change as usual, {plain_in_all} at -O0");
    assert!(nothing <= 3, "{nothing} edits change nothing: they test nothing");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
