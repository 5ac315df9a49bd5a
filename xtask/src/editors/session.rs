//! What a check of an editor starts from: a folder with a file, a server on the path, a home that nobody else has.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::program::path_with;
use super::tree_sitter;
use crate::command::{build_mlc, root, watch};
use crate::tally::Tally;

/// The file that every editor opens: one field of it is misspelt.
const FILE: &str = "editors/tests/demo.mlflow";

/// A fresh folder below `target`.
pub struct Session {
    /// The folder of this editor: `workspace`, `home` and what it needs besides are in it.
    pub folder: PathBuf,
    mlc: PathBuf,
}

impl Session {
    /// Builds the server and lays the file out.
    pub fn new(editor: &str) -> Result<Self, String> {
        let session = Self { folder: root().join("target/editors").join(editor), mlc: build_mlc(&[])? };
        crate::tools::clear(&session.folder)?;
        for folder in ["home", "workspace/.git"] {
            made(&session.folder.join(folder))?;
        }
        fs::copy(root().join(FILE), session.file()).map_err(|error| format!("{FILE}: {error}"))?;
        Ok(session)
    }

    /// The file to open.
    pub fn file(&self) -> PathBuf {
        self.folder.join("workspace/demo.mlflow")
    }

    /// The command in the workspace, with the server on its path and a home of its own.
    pub fn prepared(&self, mut command: Command) -> Command {
        let home = self.folder.join("home");
        if let Ok(path) = path_with(&self.mlc) {
            command.env("PATH", path);
        }
        for folder in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
            command.env(folder, home.join(folder.to_lowercase()));
        }
        command.env("HOME", &home).env("LC_ALL", "C.UTF-8").env_remove("VIMINIT");
        command.current_dir(self.folder.join("workspace"));
        command
    }

    /// Builds the tree-sitter parser into a place.
    pub fn parser(&self, place: &Path) -> Result<(), String> {
        place.parent().map_or(Ok(()), made)?;
        tree_sitter::library(place)
    }

    /// Copies the files of a folder of the project.
    pub fn copied(&self, folder: &str, place: &Path) -> Result<(), String> {
        made(place)?;
        let told = |error: std::io::Error| format!("{folder}: {error}");
        for entry in fs::read_dir(root().join(folder)).map_err(told)? {
            let entry = entry.map_err(told)?;
            if entry.path().is_file() {
                fs::copy(entry.path(), place.join(entry.file_name())).map_err(told)?;
            }
        }
        Ok(())
    }
}

/// A folder that is there.
pub fn made(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Runs a program that prints `ok NAME` or `FAIL NAME: WHAT` for each check.
pub fn watched(command: &mut Command) -> Tally {
    let mut tally = Tally::default();
    let done = watch(command, |line| {
        tally.passed += usize::from(line.starts_with("ok "));
        tally.failed += usize::from(line.starts_with("FAIL "));
    });
    if let (Err(problem), 0) = (done, tally.failed) {
        tally.add(Tally::failure(&problem));
    }
    if tally.passed + tally.failed == 0 {
        tally.add(Tally::failure("the editor has checked nothing"));
    }
    tally
}
