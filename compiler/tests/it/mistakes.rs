//! `tests/mistakes`: one typical mistake a file. `//~ E0302 "has no unit"` behind a line, or `//~^ ...` below it, says
//! which problem starts there; the text is a piece of the title or of the label. A file gives exactly what it says.
//! `//= timeout = 1h` behind that, or on a line of its own, is what the line reads in the program that is right: at the
//! very edge, where the mistake is one past a limit.

use mlc_compiler::base::SourceFile;
use mlc_compiler::diag::{Diagnostic, codes};

use crate::support::{cases, compiled};

/// A line (from 1), a code, a piece of text.
type Note = (usize, String, String);

fn notes(text: &str) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut above = 0;
    for (at, line) in text.lines().enumerate() {
        let Some((_, note)) = line.split_once("//~") else {
            above = at + 1;
            continue;
        };
        let (line, note) = match note.strip_prefix('^') {
            Some(note) => (above, note),
            None => {
                above = at + 1;
                (above, note)
            }
        };
        let note = note.split_once("//=").map_or(note, |(note, _)| note);
        let (id, piece) = note.trim().split_once(' ').unwrap_or_else(|| panic!("`{note}` is no note"));
        let piece = piece.trim().strip_prefix('"').and_then(|piece| piece.strip_suffix('"'));
        notes.push((line, id.to_owned(), piece.unwrap_or_else(|| panic!("`{note}` has no text in quotes")).to_owned()));
    }
    notes
}

fn fits((line, id, piece): &Note, found: &Diagnostic, file: &SourceFile) -> bool {
    let says = found.title.contains(piece.as_str()) || found.primary.text.contains(piece.as_str());
    *line == file.line_column(found.primary.span.start).0 && *id == found.code.id && says
}

/// The file as it is right, where it says so: a line with `//= text` reads `text` there, and is not there without one.
pub fn right(text: &str) -> Option<String> {
    let line = |line: &str| match line.split_once("//=") {
        Some((_, right)) if right.trim().is_empty() => String::new(),
        Some((_, right)) => format!("{}\n", right.trim()),
        None => format!("{line}\n"),
    };
    text.contains("//=").then(|| text.lines().map(line).collect())
}

/// What a file gives and does not say, and the other way round.
fn faults(text: &str) -> Vec<String> {
    differences(text, compiled(text, None).diagnostics)
}

/// What was found and is not annotated, and the other way round.
pub fn differences(text: &str, found: Vec<Diagnostic>) -> Vec<String> {
    let file = SourceFile::new("case.mlflow", text);
    let mut expected = notes(text);
    let mut faults = Vec::new();
    if expected.is_empty() {
        faults.push("says no problem".to_owned());
    }
    for found in found {
        match expected.iter().position(|note| fits(note, &found, &file)) {
            Some(index) => {
                expected.remove(index);
            }
            None => {
                let line = file.line_column(found.primary.span.start).0;
                faults.push(format!("{line}: not foreseen: {} \"{}\"", found.code.id, found.title));
            }
        }
    }
    faults.extend(expected.into_iter().map(|(line, id, piece)| format!("{line}: not found: {id} \"{piece}\"")));
    faults
}

#[test]
fn mistakes_give_what_they_are_annotated_with() {
    let cases = cases("mistakes");
    assert!(cases.len() >= 70, "{} files", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .flat_map(|(path, text)| faults(text).into_iter().map(move |fault| format!("{}:{fault}", path.display())))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mistakes_say_how_it_is_right() {
    let wrong: Vec<String> = cases("mistakes")
        .iter()
        .filter_map(|(path, text)| Some((path, right(text)?)))
        .flat_map(|(path, text)| {
            let told = compiled(&text, None).diagnostics.into_iter();
            told.map(move |found| format!("{}: {} {}", path.display(), found.code.id, found.title))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn other_problems_than_foreseen_are_seen() {
    let text = "pipeline churn {\n  region = 3 //~ E0301 \"takes text\"\n} //~ E0207 \"nothing\"\n";
    let seen = faults(text);
    assert_eq!(seen.len(), 2, "{seen:?}");
}

/// Codes that no file of one text has, or that have their cases elsewhere.
fn elsewhere(id: &str) -> bool {
    ["E07", "E09", "W07", "W09"].iter().any(|area| id.starts_with(area))
        || ["E0108", "E0213", "E0404", "E0504", "E0506"].contains(&id)
}

#[test]
fn every_code_has_a_mistake() {
    let ids: std::collections::BTreeSet<String> =
        cases("mistakes").iter().flat_map(|(_, text)| notes(text)).map(|(_, id, _)| id).collect();
    let without: Vec<&str> =
        codes::ALL.iter().map(|code| code.id).filter(|id| !ids.contains(*id) && !elsewhere(id)).collect();
    assert!(without.is_empty(), "{without:?}");
}
