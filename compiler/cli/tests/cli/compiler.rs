//! What needs the whole compiler behind the command.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::run::{mlc, mlc_with_input};

/// A directory with the pipeline that `mlc init` writes.
fn start() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a directory");
    mlc(root.path(), &["init", "churn"]).ends(0, "");
    root
}

const FILE: &str = "churn/pipeline.mlflow";

/// Every file below a directory with its text.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
                found.insert(name, fs::read_to_string(&path).expect("readable"));
            }
        }
    }
    found
}

fn edit(root: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(root.join(FILE)).expect("there");
    assert!(text.contains(from), "no `{from}` in the pipeline of `mlc init`");
    fs::write(root.join(FILE), text.replace(from, to)).expect("written");
}

#[test]
fn what_init_writes_compiles_without_a_word() {
    let root = start();
    mlc(root.path(), &["check", FILE, "--deny", "warnings"]).ends(0, "no problems in 1 file");
}

#[test]
fn what_init_writes_is_formatted() {
    let root = start();
    mlc(root.path(), &["fmt", FILE, "--check"]).ends(0, "");
}

#[test]
fn build_writes_a_directory_and_says_so() {
    let root = start();
    let ran = mlc(root.path(), &["build", FILE]).ends(0, "");
    assert!(ran.out.starts_with("churn  ") && ran.out.ends_with(" KiB  -> build/churn\n"), "{}", ran.out);
    let files = tree(&root.path().join("build"));
    for name in ["state-machine.asl.json", "iam/policy.json", "iam/trust.json", "source-map.json"] {
        assert!(files.contains_key(&format!("churn/{name}")), "no {name} in {:?}", files.keys());
    }
}

#[test]
fn the_same_source_gives_the_same_bytes_anywhere() {
    let root = start();
    mlc(root.path(), &["build", FILE]).ends(0, "");
    mlc(&root.path().join("churn"), &["build", "pipeline.mlflow", "--out-dir", "../other/place"]).ends(0, "");
    let (mut here, mut there) = (tree(&root.path().join("build")), tree(&root.path().join("other/place")));
    // It names the source file as the command line does.
    assert!(here.remove("churn/source-map.json").is_some() && there.remove("churn/source-map.json").is_some());
    assert_eq!(here, there);
}

#[test]
fn check_finds_every_difference() {
    let root = start();
    let build = root.path().join("build");
    mlc(root.path(), &["build", FILE, "--check"]).ends(3, "not what the source says");
    assert!(!build.exists());
    mlc(root.path(), &["build", FILE]).ends(0, "");
    mlc(root.path(), &["build", FILE, "--check"]).ends(0, "");
    let before = tree(&build);
    fs::write(build.join("churn/jobs/old.json"), "{}").expect("written");
    fs::remove_file(build.join("churn/iam/trust.json")).expect("removed");
    fs::write(build.join("churn/state-machine.asl.json"), "{}").expect("written");
    let changed = mlc(root.path(), &["build", FILE, "--check"]).ends(3, "3 files are not what the source says");
    let expected = "missing  build/churn/iam/trust.json\nstale    build/churn/jobs/old.json\nchanged  build/churn/state-machine.asl.json\n";
    assert_eq!(changed.out, expected);
    mlc(root.path(), &["build", FILE]).ends(0, "");
    assert_eq!(tree(&build), before);
}

#[test]
fn a_build_with_errors_leaves_the_old_one() {
    let root = start();
    mlc(root.path(), &["build", FILE]).ends(0, "");
    let before = tree(&root.path().join("build"));
    edit(root.path(), "timeout         = 1h", "timeout         = 3600");
    let ran = mlc(root.path(), &["build", FILE]).ends(1, "error[E0302]");
    assert_eq!(ran.out, "");
    assert_eq!(tree(&root.path().join("build")), before);
}

#[test]
fn one_bad_file_stops_the_others() {
    let root = start();
    mlc(root.path(), &["build", FILE, "no.mlflow"]).ends(2, "error[E0901]");
    assert!(!root.path().join("build").exists());
}

#[test]
fn two_files_with_the_same_pipeline() {
    let root = start();
    fs::copy(root.path().join(FILE), root.path().join("again.mlflow")).expect("copied");
    mlc(root.path(), &["build", FILE, "again.mlflow"]).ends(2, "both declare the pipeline `churn`");
    assert!(!root.path().join("build").exists());
}

/// A disk that takes 1 KiB a file and then no more: the limit of the shell, which needs no root.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    let root = start();
    mlc(root.path(), &["build", FILE]).ends(0, "");
    let before = tree(&root.path().join("build"));
    edit(root.path(), "min_auc:        Number = 0.80", "min_auc:        Number = 0.70");
    let binary = env!("CARGO_BIN_EXE_mlc");
    let script = format!("trap '' XFSZ; ulimit -f 1; exec '{binary}' build {FILE}");
    let ran =
        std::process::Command::new("sh").args(["-c", &script]).current_dir(root.path()).output().expect("sh starts");
    crate::run::Ran::from(ran).ends(2, "error[E0902]: cannot write: file too large");
    assert_eq!(tree(&root.path().join("build")), before);
}

#[test]
fn a_directory_of_somebody_else_is_not_replaced() {
    let root = start();
    fs::create_dir_all(root.path().join("build/churn")).expect("made");
    fs::write(root.path().join("build/churn/precious.txt"), "mine").expect("written");
    mlc(root.path(), &["build", FILE])
        .ends(2, "error[E0902]: cannot write: this directory has no state-machine.asl.json");
    assert_eq!(tree(&root.path().join("build")).keys().collect::<Vec<_>>(), ["churn/precious.txt"]);
}

#[cfg(unix)]
#[test]
fn a_place_that_may_not_be_written() {
    let (root, place) = (start(), crate::run::Nobody::new());
    fs::copy(root.path().join(FILE), place.work.join("pipeline.mlflow")).expect("copied");
    fs::create_dir(place.work.join("build")).expect("made");
    place.close("build", 0o555);
    place.run(&["build", "pipeline.mlflow"]).ends(2, "error[E0902]: cannot write: permission denied");
    place.close("", 0o555);
    place
        .run(&["build", "pipeline.mlflow", "--out-dir", "new/deep"])
        .ends(2, "error[E0902]: cannot write: permission denied");
    assert_eq!(tree(&place.work).len(), 1);
}

/// Windows line ends and a byte-order mark change nothing, and places are where an editor shows them.
#[test]
fn line_ends_and_marks_of_windows() {
    let root = start();
    mlc(root.path(), &["build", FILE]).ends(0, "");
    let before = tree(&root.path().join("build/churn"));
    let text = fs::read_to_string(root.path().join(FILE)).expect("there");
    fs::write(root.path().join(FILE), format!("\u{feff}{}", text.replace('\n', "\r\n"))).expect("written");
    mlc(root.path(), &["build", FILE]).ends(0, "");
    assert_eq!(tree(&root.path().join("build/churn")), before);
    fs::write(root.path().join("marked.mlflow"), "\u{feff}pipelin y {\r\n}\r\n").expect("written");
    let ran = mlc(root.path(), &["check", "marked.mlflow", "--message-format", "short"]).ends(1, "error");
    assert!(ran.err.contains("marked.mlflow:1:1: error"), "{}", ran.err);
}

#[test]
fn binary_junk_that_is_text() {
    let root = start();
    fs::write(root.path().join("junk.mlflow"), "\0\u{1}\u{1b}[2J\0{{{((\"\u{202e}").expect("written");
    for arguments in [&["check", "junk.mlflow"][..], &["build", "junk.mlflow"], &["fmt", "junk.mlflow"]] {
        let ran = mlc(root.path(), arguments).ends(1, "error[E01");
        assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
    }
    assert!(!root.path().join("build").exists());
}

#[test]
fn deep_nesting() {
    let root = start();
    for bracket in ["[", "{", "(", "x {\n"] {
        fs::write(root.path().join("deep.mlflow"), format!("a = {}", bracket.repeat(100_000))).expect("written");
        mlc(root.path(), &["check", "deep.mlflow"]).ends(1, "error[E01");
    }
}

#[test]
fn an_empty_file() {
    let root = start();
    fs::write(root.path().join("empty.mlflow"), "").expect("written");
    mlc(root.path(), &["check", "empty.mlflow"]).ends(1, "error[E0212]");
}

#[test]
fn warnings_become_errors_when_denied() {
    let root = start();
    edit(root.path(), "let bucket", "let unused = 1h\nlet bucket");
    mlc(root.path(), &["check", FILE]).ends(0, "warning[W0602]");
    mlc(root.path(), &["check", FILE, "--deny", "warnings"]).ends(1, "error[W0602]");
    mlc(root.path(), &["build", FILE, "--deny", "warnings"]).ends(1, "error[W0602]");
    assert!(!root.path().join("build").exists());
}

#[test]
fn machines_read_standard_output() {
    let root = start();
    edit(root.path(), "timeout         = 1h", "timeout         = 3600");
    let ran = mlc(root.path(), &["check", FILE, "--message-format", "json"]).ends(1, "");
    let first: serde_json::Value = serde_json::from_str(ran.out.lines().next().expect("a line")).expect("JSON");
    assert_eq!((&first["code"], &first["file"]), (&"E0302".into(), &FILE.into()));
    let ran = mlc(root.path(), &["check", FILE, "--message-format", "sarif"]).ends(1, "");
    let log: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "E0302");
    let ran = mlc(root.path(), &["check", FILE, "--message-format", "github"]).ends(1, "");
    assert!(ran.out.starts_with("::error file=churn/pipeline.mlflow,"), "{}", ran.out);
}

#[test]
fn fmt_writes_checks_and_shows() {
    let root = start();
    let good = fs::read_to_string(root.path().join(FILE)).expect("there");
    edit(root.path(), "  timeout         = 1h", "      timeout=1h");
    let bad = fs::read_to_string(root.path().join(FILE)).expect("there");
    let ran = mlc(root.path(), &["fmt", FILE, "--check"]).ends(3, "1 file would change");
    assert_eq!(ran.out, format!("would format {FILE}\n"));
    let ran = mlc(root.path(), &["fmt", FILE, "--diff"]).ends(3, "");
    assert!(ran.out.contains("-      timeout=1h\n+  timeout         = 1h\n"), "{}", ran.out);
    assert_eq!(fs::read_to_string(root.path().join(FILE)).expect("there"), bad);
    assert_eq!(mlc_with_input(root.path(), &["fmt", "-"], bad.as_bytes()).ends(0, "").out, good);
    assert_eq!(mlc(root.path(), &["fmt", FILE]).ends(0, "").out, format!("formatted {FILE}\n"));
    assert_eq!(fs::read_to_string(root.path().join(FILE)).expect("there"), good);
    assert_eq!(mlc(root.path(), &["fmt", FILE]).ends(0, "").out, "");
}

#[test]
fn fmt_leaves_broken_files() {
    let root = start();
    let broken = "pipeline x {\n region   = \n";
    fs::write(root.path().join("broken.mlflow"), broken).expect("written");
    mlc(root.path(), &["fmt", "broken.mlflow"]).ends(1, "error[E01");
    assert_eq!(fs::read_to_string(root.path().join("broken.mlflow")).expect("there"), broken);
    assert_eq!(mlc_with_input(root.path(), &["fmt", "-"], broken.as_bytes()).ends(1, "error[E01").out, "");
}

#[test]
fn every_stage_can_be_dumped() {
    let root = start();
    for stage in ["syntax", "ast", "resolved", "typed", "ir", "asl"] {
        let ran = mlc(root.path(), &["dump", "--stage", stage, FILE]).ends(0, "");
        assert!(ran.out.contains("trees"), "{stage}: {}", ran.out);
    }
}

#[test]
fn render_gives_a_request_to_send() {
    let root = start();
    let role = "execution_role=arn:aws:iam::123456789012:role/ml";
    let ran = mlc(root.path(), &["render", "trees", FILE, "--param", role]).ends(0, "");
    let request: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(request["RoleArn"], "arn:aws:iam::123456789012:role/ml");
    assert!(request["TrainingJobName"].is_string());
    assert!(!ran.out.contains("{%"), "{}", ran.out);
    mlc(root.path(), &["render", "tres", FILE, "--param", role]).ends(1, "`trees`");
    mlc(root.path(), &["render", "trees", FILE]).ends(1, "execution_role");
}
