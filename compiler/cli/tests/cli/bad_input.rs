//! What is no pipeline, cannot be read or cannot be written: a code, exit 1 or 2, no panic, nothing half-written.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

#[cfg(unix)]
use crate::run::Nobody;
use crate::run::{command, mlc, mlc_with_input};

fn directory() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

/// Names in a directory.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("a directory");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Every command that reads a pipeline file.
const READERS: &[&[&str]] = &[&["check"], &["build"], &["fmt"], &["dump", "--stage", "ast"], &["render", "some_stage"]];

#[track_caller]
fn every_reader_ends(directory: &Path, file: &str, code: i32, told: &str) {
    let before = names(directory);
    for reader in READERS {
        let ran = mlc(directory, &[reader, [file].as_slice()].concat()).ends(code, told);
        assert_eq!(ran.out, "", "{reader:?}");
        assert_eq!(names(directory), before, "{reader:?}");
    }
}

#[test]
fn a_missing_file() {
    every_reader_ends(
        directory().path(),
        "no.mlflow",
        2,
        "error[E0901]: cannot read the file: no such file or directory",
    );
}

#[test]
fn a_directory() {
    let root = directory();
    fs::create_dir(root.path().join("pipelines")).expect("made");
    every_reader_ends(root.path(), "pipelines", 2, "help: name the files in it: `pipelines/*.mlflow`");
}

#[test]
fn bytes_that_are_not_text() {
    let root = directory();
    let mut bytes = b"pipeline x {\n  region = \"".to_vec();
    bytes.extend((0..=255).rev());
    fs::write(root.path().join("junk.mlflow"), &bytes).expect("written");
    every_reader_ends(
        root.path(),
        "junk.mlflow",
        1,
        "error[E0903]: the file is not UTF-8 text: byte 0xff at offset 25, line 2",
    );
    fs::write(root.path().join("junk.mlflow"), b"\xff\xfep\0i\0").expect("written");
    every_reader_ends(root.path(), "junk.mlflow", 1, "this looks like UTF-16");
}

#[test]
fn a_large_file() {
    let root = directory();
    let path = root.path().join("large.mlflow");
    fs::write(&path, "x\n".repeat(5 * 1024 * 1024)).expect("written");
    every_reader_ends(root.path(), "large.mlflow", 1, "error[E0904]: the file is larger than 1 MiB");
}

#[cfg(unix)]
#[test]
fn a_file_without_end() {
    every_reader_ends(directory().path(), "/dev/zero", 1, "error[E0904]");
}

#[test]
fn a_file_given_twice() {
    let root = directory();
    fs::write(root.path().join("a.mlflow"), "").expect("written");
    for reader in ["check", "build", "fmt"] {
        mlc(root.path(), &[reader, "a.mlflow", "a.mlflow"]).ends(2, "error[E0905]: `a.mlflow` is given twice");
        let again = "../".to_owned() + &root.path().file_name().expect("a name").to_string_lossy() + "/a.mlflow";
        mlc(root.path(), &[reader, "a.mlflow", &again]).ends(2, "are the same file");
    }
    assert_eq!(names(root.path()), ["a.mlflow"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    let place = Nobody::new();
    fs::write(place.work.join("a.mlflow"), "x").expect("written");
    place.close("a.mlflow", 0o000);
    place.run(&["check", "a.mlflow"]).ends(2, "error[E0901]: cannot read the file: permission denied");
}

#[cfg(unix)]
#[test]
fn a_place_that_may_not_be_written() {
    let place = Nobody::new();
    // With a byte-order mark, so that there is something to write.
    fs::write(place.work.join("a.mlflow"), "\u{feff}// x\n").expect("written");
    place.close("a.mlflow", 0o444);
    place.run(&["fmt", "a.mlflow"]).ends(2, "error[E0902]: cannot write the file: permission denied");
    place.close("", 0o555);
    place.run(&["init"]).ends(2, "error[E0902]: cannot write the file: permission denied");
    place.run(&["init", "new"]).ends(2, "error[E0902]: cannot write the file: permission denied");
    assert_eq!(names(&place.work), ["a.mlflow"]);
}

#[test]
fn init_overwrites_nothing() {
    let root = directory();
    fs::write(root.path().join("pipeline.mlflow"), "mine").expect("written");
    mlc(root.path(), &["init"]).ends(2, "error[E0902]: the file exists already");
    assert_eq!(fs::read_to_string(root.path().join("pipeline.mlflow")).expect("there"), "mine");
    assert_eq!(names(root.path()), ["pipeline.mlflow"]);
    fs::write(root.path().join("taken"), "mine").expect("written");
    mlc(root.path(), &["init", "taken"]).ends(2, "error[E0902]");
}

#[test]
fn init_writes_a_pipeline_named_after_its_directory() {
    let root = directory();
    let ran = mlc(root.path(), &["init", "Churn-Model"]).ends(0, "");
    assert_eq!(ran.out, "wrote Churn-Model/pipeline.mlflow\nnext: mlc check Churn-Model/pipeline.mlflow\n");
    let text = fs::read_to_string(root.path().join("Churn-Model/pipeline.mlflow")).expect("there");
    assert!(text.contains("\npipeline churn_model {\n") && text.contains("\"churn-model\""), "{text}");
    assert_eq!(names(&root.path().join("Churn-Model")), ["pipeline.mlflow"]);
}

/// A reader that goes away is not worth a word, and does not change how the run ends.
#[test]
fn a_closed_pipe() {
    let root = directory();
    for (arguments, code) in [(["completions", "bash"], 0), (["check", "no.mlflow"], 2)] {
        let arguments = [arguments.as_slice(), &["--message-format", "json"]].concat();
        let mut child =
            command(root.path(), &arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("mlc starts");
        drop(child.stdout.take());
        let mut told = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut told).expect("text");
        assert_eq!(told, "");
        assert_eq!(child.wait().expect("mlc ends").code(), Some(code), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output() {
    for arguments in [["completions", "bash"], ["explain", "E0302"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let ran =
            command(directory().path(), &arguments).stdout(full).stderr(Stdio::piped()).output().expect("mlc starts");
        crate::run::Ran::from(ran).ends(2, "error[E0902]: cannot write to standard output: no space left on device");
    }
}

#[test]
fn standard_input_is_held_to_the_same() {
    let root = directory();
    mlc_with_input(root.path(), &["fmt", "-"], b"\x80").ends(1, " --> <stdin>:1:1");
    mlc_with_input(root.path(), &["check", "-"], &vec![b'a'; 2 * 1024 * 1024]).ends(1, "error[E0904]");
    mlc_with_input(root.path(), &["check", "-", "-"], b"").ends(2, "error[E0905]");
}

#[test]
fn a_bug_says_that_it_is_one() {
    let ran = mlc(directory().path(), &["crash"]).ends(101, "error[E0999]: this is a bug in mlc, not in your file");
    assert!(ran.err.contains("what: asked to") && ran.err.contains("where: "), "{}", ran.err);
}

#[test]
fn colours_are_for_terminals_or_who_asks() {
    let root = directory();
    let coloured = |arguments: &[&str]| mlc(root.path(), arguments).err.contains('\u{1b}');
    assert!(!coloured(&["check", "no.mlflow"]), "standard error is no terminal here");
    assert!(coloured(&["check", "no.mlflow", "--color", "always"]));
    assert!(!coloured(&["check", "no.mlflow", "--color", "never"]));
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = mlc(directory().path(), &["completions", shell]).ends(0, "");
        for name in ["check", "build", "fmt", "init", "explain", "render", "dump", "completions", "message-format"] {
            assert!(ran.out.contains(name), "{shell} does not know {name}");
        }
    }
}
