//! Helix with the configuration of `editors/helix`, against `mlc lsp`: what a user sees and what is saved.

use std::fs;

use super::program::Editor;
use super::screen::Screen;
use super::session::{Session, made};
use crate::command::{output, root};
use crate::tally::Tally;
use crate::tools::Tools;

const EDITOR: Editor = Editor {
    name: "Helix",
    variable: "HX",
    programs: &["hx", "helix"],
    least: (25, 1),
    unpacked: |packages| {
        let mut command = packages.command("hx");
        command.env("HELIX_RUNTIME", packages.place("usr/lib/helix/runtime"));
        command
    },
};

/// What it says of the language, and a session in it.
pub fn check(_: &Tools) -> Tally {
    Tally::all(|| {
        let session = Session::new("helix")?;
        let configuration = session.folder.join("home/xdg_config_home/helix");
        made(&configuration)?;
        session.parser(&configuration.join("runtime/grammars/mlflow.so"))?;
        session.copied("editors/helix/queries/mlflow", &configuration.join("runtime/queries/mlflow"))?;
        fs::copy(root().join("editors/helix/languages.toml"), configuration.join("languages.toml"))
            .map_err(|error| format!("editors/helix/languages.toml: {error}"))?;
        let found = EDITOR.found()?;
        let health = output(session.prepared(found.command()).args(["--health", "mlflow"]))?;
        let mut tally = healthy(&health);
        let mut command = session.prepared(found.command());
        command.arg(session.file());
        tally.add(used(&session, &Screen::new(&command)?));
        Ok(tally)
    })
}

/// `hx --health mlflow` finds the server, the parser and every query.
fn healthy(told: &str) -> Tally {
    let mut tally = Tally::default();
    for wanted in ["mlc", "parser", "Highlight queries", "Textobject queries", "Indent queries"] {
        let held = told.lines().any(|line| line.contains(wanted) && line.contains('✓'));
        tally.add(Tally::of(if held { Ok(()) } else { Err(format!("FAIL health: {wanted}\n{told}")) }));
    }
    tally
}

/// Each step begins where the one before has ended.
fn used(session: &Session, screen: &Screen) -> Tally {
    type Step = (&'static str, fn(&Session, &Screen) -> Result<(), String>);
    const STEPS: &[Step] = &[
        ("open", |_, screen| screen.see("demo.mlflow")),
        ("diagnostics", |_, screen| {
            screen.wait("one mistake in the last line", |shown| {
                shown.lines().any(|line| line.contains("demo.mlflow") && line.contains("● 1"))
            })?;
            screen.keys(&["Space", "D"])?;
            screen.see("has no field `timout`")?;
            screen.keys(&["Escape"])
        }),
        ("highlight", |_, screen| {
            command(screen, "17")?;
            command(screen, "tree-sitter-highlight-name")?;
            screen.see(" keyword ")?;
            screen.keys(&["Escape"])
        }),
        ("hover", |_, screen| {
            command(screen, "19")?;
            screen.keys(&["g", "s", "Space", "k"])?;
            screen.see("Machine type")?;
            screen.keys(&["Escape"])
        }),
        ("completion", |_, screen| {
            command(screen, "22")?;
            screen.keys(&["x", "c"])?;
            // The line keeps its indentation.
            screen.text("tim")?;
            let listed = |line: &str| line.contains("timeout") && !line.contains("it takes");
            screen.wait("a list with `timeout`", |shown| shown.lines().any(listed))?;
            screen.keys(&["Tab", "Enter"])?;
            let taken = |line: &str| line.contains("22    timeout");
            screen.wait("a line with `timeout`", |shown| shown.lines().any(taken))?;
            screen.keys(&["Escape", "x", "c"])?;
            screen.text("timeout          =   4h")?;
            screen.keys(&["Escape"])
        }),
        ("format when it is saved", |session, screen| {
            saved(session, screen, "the layout", |text| text.contains("\n  timeout         = 4h\n}"))
        }),
        ("rename", |session, screen| {
            command(screen, "10")?;
            screen.keys(&["g", "s", "w", "w", "Space", "r"])?;
            screen.see("rename")?;
            screen.keys(&["C-u"])?;
            screen.text("machine")?;
            screen.keys(&["Enter"])?;
            screen.see("let machine")?;
            saved(session, screen, "machine", |text| text.matches("machine").count() == 2 && !text.contains("trainer"))
        }),
        ("quit", |_, screen| {
            command(screen, "quit!")?;
            screen.wait("nothing", str::is_empty)
        }),
    ];
    let mut tally = Tally::default();
    for (name, step) in STEPS {
        let done = step(session, screen);
        println!("{} {name}", if done.is_ok() { "ok" } else { "FAIL" });
        tally.add(Tally::of(done));
    }
    tally
}

/// A typed command.
fn command(screen: &Screen, words: &str) -> Result<(), String> {
    screen.keys(&["Escape"])?;
    screen.text(":")?;
    screen.text(words)?;
    screen.keys(&["Enter"])
}

/// Saves, and waits until the file is as it should be.
fn saved(session: &Session, screen: &Screen, what: &str, holds: fn(&str) -> bool) -> Result<(), String> {
    command(screen, "write")?;
    screen.wait(what, |_| fs::read_to_string(session.file()).is_ok_and(|text| holds(&text)))
}
