//! README.md names every command and every way a run ends.

use std::collections::BTreeSet;
use std::path::Path;

use crate::run::mlc;

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    std::fs::read_to_string(path).expect("README.md")
}

/// First words of the lines between two lines of a text.
fn first_words<'t>(text: &'t str, from: &str, to: &str) -> BTreeSet<&'t str> {
    let lines = text.lines().skip_while(|line| *line != from).skip(1).take_while(|line| *line != to);
    lines.filter_map(|line| line.split_whitespace().next()).collect()
}

#[test]
fn readme_has_every_command_and_exit_code() {
    let directory = tempfile::tempdir().expect("a directory");
    let help = mlc(directory.path(), &["--help"]).ends(0, "").out;
    let page = readme();
    let rows = |start: &str| -> BTreeSet<&str> {
        let cells = page.lines().filter_map(|line| line.strip_prefix(start));
        cells.filter_map(|rest| rest.split([' ', '|', '`']).next()).filter(|word| !word.is_empty()).collect()
    };
    let mut commands = first_words(&help, "Commands:", "");
    assert!(commands.remove("help"), "{help}");
    assert_eq!(rows("| `mlc "), commands, "README.md on the left, `mlc --help` on the right");
    let codes: BTreeSet<&str> =
        rows("| ").into_iter().filter(|word| word.chars().all(|digit| digit.is_ascii_digit())).collect();
    assert_eq!(codes, first_words(&help, "Exit codes:", ""), "README.md on the left, `mlc --help` on the right");
}
