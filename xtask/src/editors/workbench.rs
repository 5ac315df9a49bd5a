//! The real workbench of VS Code and the browser it is seen in: pinned npm packages, and what they need of Debian.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{program, root, run};
use crate::tools::{Stamp, clear, read};

/// What the workbench needs of the system: a file that is there when it is, and the Debian package it comes from.
const SYSTEM: &[(&str, &str)] = &[
    ("/usr/bin/chromium", "chromium"),
    ("/usr/bin/g++", "build-essential"),
    ("/usr/bin/make", "build-essential"),
    ("/usr/bin/python3", "python3"),
    ("/usr/include/gssapi/gssapi.h", "libkrb5-dev"),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu-core"),
];

/// What one installation is made from.
const PINS: &[&str] = &["package.json", "package-lock.json", ".npmrc"];

/// Where the workbench is.
pub struct Workbench {
    /// The folder with its `node_modules`.
    pub folder: PathBuf,
    /// The Node it runs on, which also builds the extension.
    pub node: PathBuf,
}

impl Workbench {
    /// A program that finds this Node before any other.
    pub fn program(&self, name: &str) -> Command {
        let mut command = program(name);
        let own = self.node.parent().map(Path::to_owned).into_iter();
        let path = std::env::var_os("PATH").unwrap_or_default();
        if let Ok(path) = std::env::join_paths(own.chain(std::env::split_paths(&path))) {
            command.env("PATH", path);
        }
        command
    }
}

/// Installs what is missing or out of date.
pub fn install() -> Result<Workbench, String> {
    system()?;
    let pins = root().join("editors/vscode/tests/rig");
    let folder = root().join(".tools/workbench");
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let headers = folder.join(format!("node_modules/node-linux-{arch}"));
    let workbench = Workbench { node: headers.join("bin/node"), folder };
    let stamp = Stamp::new(root().join(".tools/workbench.stamp"), &texts(&pins)?);
    if stamp.holds() && workbench.node.exists() {
        return Ok(workbench);
    }
    println!("installing the workbench of {} (minutes)", pins.join("package-lock.json").display());
    clear(&workbench.folder)?;
    let told = |error: std::io::Error| format!("{}: {error}", workbench.folder.display());
    fs::create_dir_all(&workbench.folder).map_err(told)?;
    for file in PINS {
        fs::copy(pins.join(file), workbench.folder.join(file)).map_err(told)?;
    }
    packages(&workbench, &workbench.folder)?;
    // Its own installation builds what is native, for this Node and with the headers that came with it.
    let mut build = workbench.program("npm");
    build.args(["rebuild", "--loglevel=error", "code-server", "argon2"]).env("npm_config_nodedir", &headers);
    run(build.current_dir(&workbench.folder))?;
    stamp.write()?;
    Ok(workbench)
}

/// The packages that the extension is made of.
pub fn extension(workbench: &Workbench) -> Result<PathBuf, String> {
    let folder = root().join("editors/vscode");
    let stamp = Stamp::new(root().join(".tools/vscode.stamp"), &texts(&folder)?);
    if !(stamp.holds() && folder.join("node_modules").exists()) {
        packages(workbench, &folder)?;
        stamp.write()?;
    }
    Ok(folder)
}

/// The npm packages of a folder, as its lock file has them.
fn packages(workbench: &Workbench, folder: &Path) -> Result<(), String> {
    // The first installation brings the Node that later ones run on.
    let install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    run(workbench.program("npm").args(install).current_dir(folder))
}

/// Debian's packages: looked for, and installed where that is allowed.
fn system() -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("the workbench is tested on Linux only".to_owned());
    }
    let missing = SYSTEM.iter().filter(|(file, package)| !there(file, package));
    let mut wanted: Vec<&str> = missing.map(|(_, package)| *package).collect();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(());
    }
    println!("installing Debian packages: {}", wanted.join(" "));
    let quiet = |command: &mut Command| run(command.env("DEBIAN_FRONTEND", "noninteractive"));
    let options = ["install", "--yes", "-qq", "--no-install-recommends"];
    quiet(program("apt-get").args(["update", "-qq"]))
        .and_then(|()| quiet(program("apt-get").args(options).args(&wanted)))
        .map_err(|problem| format!("the workbench needs the Debian packages {} ({problem})", wanted.join(", ")))
}

fn there(file: &str, package: &str) -> bool {
    Path::new(file).exists() || (package == "chromium" && std::env::var_os("CHROMIUM").is_some())
}

fn texts(folder: &Path) -> Result<Vec<String>, String> {
    PINS.iter().map(|file| read(&folder.join(file))).collect()
}
