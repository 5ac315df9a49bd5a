//! The extension of VS Code: its types, its packages, what is seen of it in a real workbench, and tests inside of that.

use std::path::Path;

use super::workbench::{self, Workbench};
use crate::command::{build_mlc, program, root, run};
use crate::tally::{Tally, counted};
use crate::tools::Tools;

/// All of it.
pub fn check(_tools: &Tools) -> Tally {
    let out = root().join("target/editors/vscode");
    let workbench = match prepare(&out) {
        Ok(workbench) => workbench,
        Err(problem) => return Tally::failure(&problem),
    };
    // Types, and two packages.
    let mut tally = Tally { passed: 3, ..Tally::default() };
    let mut screen = workbench.program("node");
    screen.arg("editors/vscode/tests/rig/screen.mjs").arg("--tools").arg(&workbench.folder);
    screen.arg("--vsix").arg(out.join("whole.vsix")).arg("--plain").arg(out.join("plain.vsix"));
    tally.add(counted(screen.arg("--out").arg(out.join("screen"))));
    let mut inside = workbench.program("node");
    inside.arg("editors/vscode/tests/rig/inside.mjs").arg("--tools").arg(&workbench.folder);
    tally.add(counted(inside.arg("--mlc").arg(out.join("mlc")).arg("--out").arg(out.join("inside"))));
    tally
}

/// Builds everything that is tested.
fn prepare(out: &Path) -> Result<Workbench, String> {
    let workbench = workbench::install()?;
    let extension = workbench::extension(&workbench)?;
    std::fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    run(workbench.program("npm").args(["run", "--silent", "check"]).current_dir(&extension))?;
    let mlc = build_mlc(&[])?;
    // What helps to debug is most of the program, and would be packed and unpacked.
    run(program("strip").arg(&mlc).arg("-o").arg(out.join("mlc")))?;
    let pack = || {
        let mut pack = workbench.program("node");
        pack.arg("editors/vscode/scripts/package.mjs");
        pack
    };
    run(pack().arg("--out").arg(out.join("plain.vsix")))?;
    let target = if cfg!(target_arch = "aarch64") { "linux-arm64" } else { "linux-x64" };
    run(pack()
        .args(["--target", target])
        .arg("--server")
        .arg(out.join("mlc"))
        .arg("--out")
        .arg(out.join("whole.vsix")))?;
    Ok(workbench)
}
