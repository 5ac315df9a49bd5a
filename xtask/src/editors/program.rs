//! An editor to start: the one that a variable names, else the machine's where it is new enough, else an unpacked one.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::debian::Packages;
use crate::command::program;

/// What has to be known of an editor.
pub struct Editor {
    /// How it is called.
    pub name: &'static str,
    /// Names a program in its place.
    pub variable: &'static str,
    /// Usual names of its program.
    pub programs: &'static [&'static str],
    /// The oldest version that will do.
    pub least: (u32, u32),
    /// The unpacked one.
    pub unpacked: fn(&Packages) -> Command,
}

impl Editor {
    /// A way to start it, again and again.
    pub fn found(&self) -> Result<Found, String> {
        if let Some(named) = std::env::var_os(self.variable) {
            let found = Found::Machine(named.into());
            return self.judged(&found).map(|()| found);
        }
        let machine = self.programs.iter().map(|name| Found::Machine(PathBuf::from(name)));
        if let Some(found) =
            machine.into_iter().find(|found| self.version(found).is_some_and(|found| found >= self.least))
        {
            return self.judged(&found).map(|()| found);
        }
        let packages = Packages::unpacked().map_err(|problem| {
            let (major, minor) = self.least;
            format!("{} {major}.{minor} or later is needed: set {} to one ({problem})", self.name, self.variable)
        })?;
        let found = Found::Unpacked(packages, self.unpacked);
        self.judged(&found).map(|()| found)
    }

    fn judged(&self, found: &Found) -> Result<(), String> {
        let (major, minor) = self.least;
        match self.version(found) {
            Some((a, b)) if (a, b) >= self.least => {
                println!("{} {a}.{b}", self.name);
                Ok(())
            }
            other => Err(format!("{} {major}.{minor} or later is needed, this is {other:?}", self.name)),
        }
    }

    /// The first `12.34` of what it says of itself.
    fn version(&self, found: &Found) -> Option<(u32, u32)> {
        let done = found.command().arg("--version").output().ok().filter(|done| done.status.success())?;
        let told = String::from_utf8_lossy(&done.stdout).into_owned();
        let words = told.split(|letter: char| !(letter.is_ascii_digit() || letter == '.'));
        words
            .filter_map(|word| word.split_once('.'))
            .find_map(|(major, rest)| Some((major.parse().ok()?, rest.split('.').next()?.parse().ok()?)))
    }
}

/// Where it is.
pub enum Found {
    /// On the machine.
    Machine(PathBuf),
    /// Unpacked.
    Unpacked(Packages, fn(&Packages) -> Command),
}

impl Found {
    /// To start it.
    pub fn command(&self) -> Command {
        match self {
            Self::Machine(file) => program(file),
            Self::Unpacked(packages, command) => command(packages),
        }
    }
}

/// The search path with the folder of a program in front.
pub fn path_with(mlc: &Path) -> Result<std::ffi::OsString, String> {
    let folder = mlc.parent().map(Path::to_owned);
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let folders = folder.into_iter().chain(std::env::split_paths(&usual));
    std::env::join_paths(folders).map_err(|error| error.to_string())
}
