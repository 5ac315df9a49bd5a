//! The judges of the conformance suite: pinned, installed into `.tools/`, used again while the pins stay the same.

use crate::command::{cargo, output, program, root, run};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the tools are.
pub struct Tools {
    /// The interpreter of the virtual environment.
    pub python: PathBuf,
    /// The installed npm packages.
    pub node_modules: PathBuf,
    /// Packages that are read, not installed.
    pub wheels: PathBuf,
}

/// Installs what is missing or out of date.
pub fn install() -> Result<Tools, String> {
    let pins = root().join("compiler/tests/conformance");
    let place = root().join(".tools");
    fs::create_dir_all(&place).map_err(|error| format!("{}: {error}", place.display()))?;
    let python = environment(&pins, &place)?;
    let wheels = wheels(&pins, &place, &python)?;
    let node_modules = packages(&pins, &place)?;
    Ok(Tools { python, node_modules, wheels })
}

/// Only the Python of the suite, for what needs no judges.
pub fn python() -> Result<PathBuf, String> {
    let place = root().join(".tools");
    fs::create_dir_all(&place).map_err(|error| format!("{}: {error}", place.display()))?;
    environment(&root().join("compiler/tests/conformance"), &place)
}

/// A virtual environment with exactly the listed packages.
fn environment(pins: &Path, place: &Path) -> Result<PathBuf, String> {
    let base = base_python()?;
    let list = pins.join("requirements.txt");
    let version = output(program(&base).arg("--version"))?;
    let folder = place.join("python");
    let bin = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
    let python = folder.join(bin);
    let stamp = Stamp::new(place.join("python.stamp"), &[version, folder.display().to_string(), read(&list)?]);
    if stamp.holds() && python.exists() {
        return Ok(python);
    }
    println!("installing the Python packages of {}", list.display());
    clear(&folder)?;
    run(program(&base).args(["-m", "venv"]).arg(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"];
    run(program(&python).args(pip).arg(&list))?;
    run(program(&python).args(["-m", "pip", "--quiet", "check"]))?;
    stamp.write()?;
    Ok(python)
}

/// Packages that are only read.
fn wheels(pins: &Path, place: &Path, python: &Path) -> Result<PathBuf, String> {
    let list = pins.join("wheels.txt");
    let folder = place.join("wheels");
    let stamp = Stamp::new(place.join("wheels.stamp"), &[read(&list)?]);
    if !(stamp.holds() && folder.exists()) {
        clear(&folder)?;
        let pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"];
        run(program(python).args(pip).arg(&list).arg("--dest").arg(&folder))?;
        stamp.write()?;
    }
    Ok(folder)
}

/// The npm packages, as the lock file has them.
fn packages(pins: &Path, place: &Path) -> Result<PathBuf, String> {
    let folder = place.join("node");
    let node_modules = folder.join("node_modules");
    let version = output(program("node").arg("--version"))
        .map_err(|problem| format!("Node 20 or later is needed for the conformance suite ({problem})"))?;
    if number(&version, 0) < 20 {
        return Err(format!("Node 20 or later is needed for the conformance suite, this is {}", version.trim()));
    }
    let files = ["package.json", "package-lock.json", ".npmrc"];
    let texts: Vec<String> = files.iter().map(|file| read(&pins.join(file))).collect::<Result<_, _>>()?;
    let stamp = Stamp::new(place.join("node.stamp"), &texts);
    if stamp.holds() && node_modules.exists() {
        return Ok(node_modules);
    }
    println!("installing the npm packages of {}", pins.join("package-lock.json").display());
    clear(&folder)?;
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for (file, text) in files.iter().zip(&texts) {
        write(&folder.join(file), text)?;
    }
    run(program("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&folder))?;
    stamp.write()?;
    Ok(node_modules)
}

/// The first Python on the path that is new enough, or the one that `PYTHON` names.
fn base_python() -> Result<PathBuf, String> {
    let named = std::env::var_os("PYTHON").map(PathBuf::from);
    let usual = ["python3", "python3.13", "python3.12", "python3.11", "python"].map(PathBuf::from);
    let question = "import sys; print('.'.join(map(str, sys.version_info[:2])))";
    for candidate in named.into_iter().chain(usual) {
        let answer = program(&candidate).args(["-c", question]).output();
        let Ok(done) = answer else { continue };
        let version = String::from_utf8_lossy(&done.stdout).into_owned();
        if done.status.success() && (number(&version, 0), number(&version, 1)) >= (3, 11) {
            return Ok(candidate);
        }
    }
    Err("Python 3.11 or later is needed for the conformance suite: set PYTHON to one".to_owned())
}

/// The number at a place of a dotted version.
fn number(version: &str, place: usize) -> u32 {
    let part = version.trim().trim_start_matches('v').split('.').nth(place);
    part.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// The pinned generator of parsers: its package on npm loads a program from elsewhere, so it is built here.
pub fn tree_sitter() -> Result<PathBuf, String> {
    const PACKAGE: &str = "tree-sitter-cli@0.26.13";
    let folder = root().join(".tools/tree-sitter");
    let program = folder.join("bin").join(format!("tree-sitter{}", std::env::consts::EXE_SUFFIX));
    let stamp = Stamp::new(folder.join("stamp"), &[PACKAGE.to_owned()]);
    if stamp.holds() && program.exists() {
        return Ok(program);
    }
    println!("building {PACKAGE}");
    clear(&folder)?;
    let build = folder.join("build");
    // It parses small files: what it takes to build counts, not how fast it is.
    let options =
        ["install", "--quiet", "--locked", "--debug", "--no-track", "--no-default-features", PACKAGE, "--root"];
    run(cargo()
        .args(options)
        .arg(&folder)
        .env("CARGO_TARGET_DIR", &build)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_DEV_INCREMENTAL", "false"))?;
    clear(&build)?;
    stamp.write()?;
    Ok(program)
}

/// What was installed: written last, so that an interrupted installation is done again.
pub struct Stamp {
    file: PathBuf,
    text: String,
}

impl Stamp {
    /// Of what is to be installed, to be written into `file`.
    pub fn new(file: PathBuf, parts: &[String]) -> Self {
        Self { file, text: parts.join("\n") }
    }

    /// Whether exactly this is there.
    pub fn holds(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|text| text == self.text)
    }

    /// It is there.
    pub fn write(&self) -> Result<(), String> {
        write(&self.file, &self.text)
    }
}

/// The text of a file, or why there is none.
pub fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// Removes a folder, if it is there.
pub fn clear(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {error}", folder.display())),
        _ => Ok(()),
    }
}
