//! Current versions of editors where the machine has none: Debian packages, unpacked into `.tools/`. Nothing is installed: no
//! script of a package runs, and programs are started through the loader that is unpacked with them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{output, program, root, run};
use crate::tools::{Stamp, clear};

/// The release they are taken from. It still moves, so the exact versions are those of the day on which `.tools/` was filled.
const RELEASE: &str = "forky";

/// All that is unpacked; what they depend on comes with them. tmux is the screen for an editor that wants one.
const PACKAGES: &[&str] = &["neovim", "hx", "emacs-nox", "tmux", "ncurses-base"];

/// The unpacked packages.
pub struct Packages {
    folder: PathBuf,
    loader: PathBuf,
}

impl Packages {
    /// Unpacks them, or finds them there.
    pub fn unpacked() -> Result<Self, String> {
        let place = root().join(".tools/editors");
        let folder = place.join("root");
        let stamp = Stamp::new(place.join("stamp"), &[RELEASE.to_owned(), PACKAGES.join(" ")]);
        if !(stamp.holds() && folder.exists()) {
            println!("unpacking {} and what they need", PACKAGES.join(", "));
            clear(&place)?;
            unpack(&place, &folder)?;
            stamp.write()?;
        }
        let loader = found(&folder.join("usr/lib"), 2, &|name| name.starts_with("ld-linux-"))
            .ok_or_else(|| format!("{}: there is no loader", folder.display()))?;
        Ok(Self { folder, loader })
    }

    /// Where something is, such as `usr/share/nvim/runtime`.
    pub fn place(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// The first file below a place whose name fits.
    pub fn find(&self, path: &str, depth: usize, fits: &dyn Fn(&str) -> bool) -> Option<PathBuf> {
        found(&self.folder.join(path), depth, fits)
    }

    /// A program, with its own libraries; what it starts in turn has those of the machine.
    pub fn command(&self, name: &str) -> Command {
        let file = self.place("usr/bin").join(name);
        let mut command = program(&self.loader);
        command.arg("--library-path").arg(self.loader.parent().unwrap_or(&self.folder));
        command.arg("--argv0").arg(&file).arg(&file);
        command
    }
}

/// With apt's own ways of finding and trusting packages, but lists and a state of its own: the machine's stay as they are.
fn unpack(place: &Path, folder: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| format!("{}: {error}", place.display());
    for made in ["etc/preferences.d", "state/lists/partial", "cache/archives/partial", "root"] {
        fs::create_dir_all(place.join(made)).map_err(told)?;
    }
    fs::write(place.join("etc/sources.list"), format!("deb {} {RELEASE} main\n", mirror()?)).map_err(told)?;
    fs::write(place.join("state/status"), "").map_err(told)?;
    let settings = [
        format!("Dir \"{}\";", place.display()),
        "Dir::State \"state\"; Dir::State::status \"state/status\"; Dir::Cache \"cache\"; Dir::Etc \"etc\";".to_owned(),
        "Dir::Etc::Parts \"/etc/apt/apt.conf.d\"; Dir::Etc::TrustedParts \"/usr/share/keyrings\";".to_owned(),
        "APT::Install-Recommends \"false\"; APT::Sandbox::User \"root\"; Acquire::Languages \"none\";".to_owned(),
        "Debug::NoLocking \"true\"; DPkg::Post-Invoke \"\"; APT::Keep-Downloaded-Packages \"true\";".to_owned(),
    ];
    let configuration = place.join("apt.conf");
    fs::write(&configuration, settings.join("\n")).map_err(told)?;
    let apt = |words: &[&str]| {
        let mut apt = program("apt-get");
        apt.env("APT_CONFIG", &configuration).env("LC_ALL", "C").args(["--quiet", "--quiet"]).args(words);
        run(&mut apt)
    };
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--download-only"], PACKAGES].concat())?;
    for entry in fs::read_dir(place.join("cache/archives")).map_err(told)? {
        let package = entry.map_err(told)?.path();
        if package.extension().is_some_and(|ending| ending == "deb") {
            run(program("dpkg-deb").arg("--extract").arg(&package).arg(folder))?;
        }
    }
    clear(&place.join("cache"))?;
    clear(&place.join("state"))
}

/// Where the machine takes Debian's packages from.
fn mirror() -> Result<String, String> {
    let told = output(program("apt-get").args(["indextargets", "--format", "$(REPO_URI)", "Identifier: Packages"]))?;
    let first = told.lines().find(|line| line.trim_end_matches('/').ends_with("/debian"));
    first.map(str::to_owned).ok_or_else(|| "apt knows no archive of Debian".to_owned())
}

fn found(folder: &Path, depth: usize, fits: &dyn Fn(&str) -> bool) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    let fitting = |path: &&PathBuf| path.file_name().is_some_and(|name| fits(&name.to_string_lossy()));
    let here = entries.iter().find(fitting).cloned();
    here.or_else(|| match depth {
        0 | 1 => None,
        _ => entries.iter().filter(|path| path.is_dir()).find_map(|path| found(path, depth - 1, fits)),
    })
}
