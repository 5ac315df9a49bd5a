//! Artifacts onto the disk, all or nothing.
//!
//! Everything is written into a hidden directory inside the output directory first. Only when all of it is there, each pipeline's
//! directory changes places with the new one; where a later one cannot, the earlier ones change back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use mlc_compiler::session::Artifact;

/// The file that every directory written by `mlc build` has; a directory without it is somebody else's.
const OURS: &str = "state-machine.asl.json";

/// Why nothing was written: the path it stopped at, and the reason.
#[derive(Debug)]
pub struct Refused {
    pub path: PathBuf,
    pub reason: String,
}

impl Refused {
    fn new(path: &Path, reason: impl Into<String>) -> Self {
        Self { path: path.to_owned(), reason: reason.into() }
    }

    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self::new(path, crate::console::reason(&error))
    }
}

/// The pipelines that artifacts belong to, which are the first parts of their paths.
pub fn pipelines(artifacts: &[Artifact]) -> BTreeSet<&str> {
    artifacts.iter().filter_map(|artifact| artifact.path.split('/').next()).collect()
}

/// Replaces `out/<pipeline>/` by exactly `artifacts`, for every pipeline among them.
///
/// # Errors
/// Then the output directory is as it was.
pub fn write(out: &Path, artifacts: &[Artifact]) -> Result<(), Refused> {
    for artifact in artifacts {
        let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        let path = Path::new(&artifact.path);
        if path.components().count() < 2 || !path.components().all(plain) {
            return Err(Refused::new(path, "the compiler made a path that leads out of the pipeline's directory"));
        }
    }
    for pipeline in pipelines(artifacts) {
        check_place(&out.join(pipeline))?;
    }
    let made = make_directory(out)?;
    let result = write_all(out, artifacts);
    if result.is_err() {
        for directory in made.iter().rev() {
            // Fails where it is not empty, which is right.
            let _ = fs::remove_dir(directory);
        }
    }
    result
}

/// Only a directory of ours, or nothing, may be replaced.
fn check_place(place: &Path) -> Result<(), Refused> {
    let Ok(metadata) = fs::symlink_metadata(place) else { return Ok(()) };
    if !metadata.is_dir() {
        return Err(Refused::new(place, "this is not a directory, so it was not made by mlc; move it away"));
    }
    let empty = fs::read_dir(place).map_err(Refused::io(place))?.next().is_none();
    if !empty && !place.join(OURS).is_file() {
        let reason = format!(
            "this directory has no {OURS}, so it was not made by mlc; move it away or choose another --out-dir"
        );
        return Err(Refused::new(place, reason));
    }
    Ok(())
}

/// Makes `directory` with its parents, and says which were made, outermost first.
fn make_directory(directory: &Path) -> Result<Vec<PathBuf>, Refused> {
    let missing = directory.ancestors().take_while(|ancestor| !ancestor.as_os_str().is_empty() && !ancestor.exists());
    let mut made: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    made.reverse();
    fs::create_dir_all(directory).map_err(|error| {
        for directory in made.iter().rev() {
            let _ = fs::remove_dir(directory);
        }
        Refused::io(directory)(error)
    })?;
    Ok(made)
}

fn write_all(out: &Path, artifacts: &[Artifact]) -> Result<(), Refused> {
    // Dropping it removes it with all that is left inside.
    let hidden = tempfile::Builder::new().prefix(".mlc-").tempdir_in(out).map_err(Refused::io(out))?;
    let new = hidden.path().join("new");
    let mut made = BTreeSet::new();
    for artifact in artifacts {
        let place = out.join(&artifact.path);
        let path = new.join(&artifact.path);
        let parent = path.parent().unwrap_or(&new);
        if made.insert(parent.to_owned()) {
            fs::create_dir_all(parent).map_err(Refused::io(&place))?;
        }
        write_file(&path, &artifact.text).map_err(Refused::io(&place))?;
    }
    let mut done: Vec<Swap> = Vec::new();
    for pipeline in pipelines(artifacts) {
        let place = out.join(pipeline);
        match Swap::make(&new.join(pipeline), &place, &hidden.path().join(format!("old-{pipeline}"))) {
            Ok(swap) => done.push(swap),
            Err(error) => {
                let undone: Result<Vec<()>, io::Error> = done.iter().rev().map(Swap::undo).collect();
                if undone.is_err() {
                    // The old content is in there: better a hidden directory that stays than a loss.
                    let kept = hidden.keep();
                    return Err(Refused::new(
                        &kept,
                        "the output changed while it was replaced; the old files are here",
                    ));
                }
                return Err(Refused::io(&place)(error));
            }
        }
    }
    sync_directory(out);
    Ok(())
}

fn write_file(path: &Path, text: &str) -> io::Result<()> {
    // Not synced file by file, which took more time than all the rest of a build: a full disk shows when writing, and
    // after a power cut `mlc build --check` says what is missing.
    fs::File::create_new(path)?.write_all(text.as_bytes())
}

/// So that the new names survive a power cut; not every system can, and the content is safe in any case.
fn sync_directory(directory: &Path) {
    if let Ok(directory) = fs::File::open(directory) {
        let _ = directory.sync_all();
    }
}

/// A pipeline's directory that was replaced, and where its old content is now.
enum Swap {
    /// There was none before.
    Placed { new: PathBuf, place: PathBuf },
    /// They changed places in one step: the old content lies where the new one was.
    Exchanged { new: PathBuf, place: PathBuf },
    /// The old content was moved away first.
    Moved { new: PathBuf, place: PathBuf, old: PathBuf },
}

impl Swap {
    fn make(new: &Path, place: &Path, old: &Path) -> io::Result<Self> {
        let (new, place, old) = (new.to_owned(), place.to_owned(), old.to_owned());
        if fs::symlink_metadata(&place).is_err() {
            fs::rename(&new, &place)?;
            return Ok(Self::Placed { new, place });
        }
        if exchange(&new, &place).is_ok() {
            return Ok(Self::Exchanged { new, place });
        }
        fs::rename(&place, &old)?;
        if let Err(error) = fs::rename(&new, &place) {
            fs::rename(&old, &place)?;
            return Err(error);
        }
        Ok(Self::Moved { new, place, old })
    }

    fn undo(&self) -> io::Result<()> {
        match self {
            Self::Placed { new, place } => fs::rename(place, new),
            Self::Exchanged { new, place } => exchange(new, place),
            Self::Moved { new, place, old } => {
                fs::rename(place, new)?;
                fs::rename(old, place)
            }
        }
    }
}

#[cfg(target_os = "linux")]
fn exchange(left: &Path, right: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, left, CWD, right, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_left: &Path, _right: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// How the disk differs from what would be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// Would be written and is not there.
    Missing,
    /// Has other bytes.
    Changed,
    /// Is there and would vanish.
    Stale,
}

/// What `write` would change, by path below `out`.
///
/// # Errors
/// Where a directory or file cannot be read.
pub fn compare(out: &Path, artifacts: &[Artifact]) -> Result<BTreeMap<String, Difference>, Refused> {
    let mut differences = BTreeMap::new();
    for artifact in artifacts {
        let path = out.join(&artifact.path);
        match fs::read(&path) {
            Ok(bytes) if bytes == artifact.text.as_bytes() => {}
            Ok(_) => _ = differences.insert(artifact.path.clone(), Difference::Changed),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                differences.insert(artifact.path.clone(), Difference::Missing);
            }
            Err(error) => return Err(Refused::io(&path)(error)),
        }
    }
    let known: BTreeSet<&str> = artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
    for pipeline in pipelines(artifacts) {
        let mut found = Vec::new();
        files_below(out, pipeline, &mut found)?;
        for path in found.into_iter().filter(|path| !known.contains(path.as_str())) {
            differences.insert(path, Difference::Stale);
        }
    }
    Ok(differences)
}

fn files_below(out: &Path, below: &str, found: &mut Vec<String>) -> Result<(), Refused> {
    let directory = out.join(below);
    let entries = match fs::read_dir(&directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Refused::io(&directory)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(Refused::io(&directory))?;
        let path = format!("{below}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(Refused::io(&directory))?.is_dir() {
            files_below(out, &path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// Replaces one file in place, keeping its permissions; where that fails the old content stays.
///
/// # Errors
/// As the system has them.
pub fn replace_file(path: &Path, text: &str) -> io::Result<()> {
    // Through links: the file they lead to is the one to change.
    let path = fs::canonicalize(path)?;
    let parent = path.parent().unwrap_or(Path::new("."));
    // Otherwise a file that nobody may write would be replaced all the same.
    fs::OpenOptions::new().write(true).open(&path)?;
    let mut file = tempfile::Builder::new().prefix(".mlc-").tempfile_in(parent)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(path: &str, text: &str) -> Artifact {
        Artifact { path: path.into(), text: text.into() }
    }

    fn machine(pipeline: &str, text: &str) -> Artifact {
        artifact(&format!("{pipeline}/{OURS}"), text)
    }

    /// Every file below a directory with its text.
    fn tree(root: &Path) -> BTreeMap<String, String> {
        let mut found = Vec::new();
        let top: Vec<String> = fs::read_dir(root)
            .expect("the directory")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        for name in top {
            if root.join(&name).is_dir() {
                files_below(root, &name, &mut found).expect("readable");
                found.push(format!("{name}/"));
            } else {
                found.push(name);
            }
        }
        found.into_iter().map(|path| (path.clone(), fs::read_to_string(root.join(&path)).unwrap_or_default())).collect()
    }

    fn names(root: &Path) -> Vec<String> {
        tree(root).into_keys().collect()
    }

    #[test]
    fn a_pipeline_is_replaced_as_a_whole_and_others_stay() {
        let root = tempfile::tempdir().expect("a directory");
        let out = root.path().join("deep/build");
        write(&out, &[machine("a", "1"), artifact("a/jobs/x.json", "x"), machine("b", "b")]).expect("written");
        fs::write(out.join("notes.txt"), "mine").expect("written");
        write(&out, &[machine("a", "2"), artifact("a/iam/y.json", "y")]).expect("written again");
        let machine_a = format!("a/{OURS}");
        assert_eq!(names(&out), ["a/", "a/iam/y.json", &machine_a, "b/", &format!("b/{OURS}"), "notes.txt"]);
        assert_eq!(tree(&out).get(&machine_a).map(String::as_str), Some("2"));
    }

    #[test]
    fn where_one_file_cannot_be_written_nothing_changes() {
        let root = tempfile::tempdir().expect("a directory");
        write(root.path(), &[machine("a", "1"), machine("b", "1")]).expect("written");
        let before = tree(root.path());
        let too_long = format!("b/{}", "n".repeat(300));
        let refused = write(root.path(), &[machine("a", "2"), machine("b", "2"), artifact(&too_long, "x")]);
        assert_eq!(refused.expect_err("the name is too long").path, root.path().join(too_long));
        assert_eq!(tree(root.path()), before);
    }

    #[test]
    fn a_failed_first_build_leaves_no_directory() {
        let root = tempfile::tempdir().expect("a directory");
        let out = root.path().join("deep/build");
        write(&out, &[machine("a", "1"), artifact(&format!("a/{}", "n".repeat(300)), "x")]).expect_err("too long");
        assert_eq!(names(root.path()), Vec::<String>::new());
    }

    #[test]
    fn directories_of_others_are_left_alone() {
        let root = tempfile::tempdir().expect("a directory");
        fs::create_dir(root.path().join("src")).expect("made");
        fs::write(root.path().join("src/main.rs"), "mine").expect("written");
        fs::write(root.path().join("file"), "mine").expect("written");
        let before = tree(root.path());
        for taken in ["src", "file"] {
            let refused = write(root.path(), &[machine("fine", "1"), machine(taken, "1")]).expect_err("not ours");
            assert!(refused.reason.contains("not made by mlc"), "{}", refused.reason);
            assert_eq!(tree(root.path()), before);
        }
    }

    #[test]
    fn paths_never_lead_out() {
        let root = tempfile::tempdir().expect("a directory");
        for path in ["a/../../x", "/etc/x", "top", "../x/y", ""] {
            write(root.path(), &[artifact(path, "x")]).expect_err(path);
        }
        assert_eq!(names(root.path()), Vec::<String>::new());
    }

    #[test]
    fn swaps_can_be_undone() {
        let root = tempfile::tempdir().expect("a directory");
        let [new, place, old] = ["new", "place", "old"].map(|name| root.path().join(name));
        let put = |directory: &Path, text: &str| {
            fs::create_dir_all(directory).expect("made");
            fs::write(directory.join("x"), text).expect("written");
        };
        put(&new, "new");
        Swap::make(&new, &place, &old).expect("placed").undo().expect("undone");
        assert!(new.exists() && !place.exists());
        put(&place, "old");
        let before = tree(root.path());
        let swap = Swap::make(&new, &place, &old).expect("swapped");
        assert_eq!(fs::read_to_string(place.join("x")).expect("there"), "new");
        swap.undo().expect("undone");
        assert_eq!(tree(root.path()), before);
        // The way of systems that cannot exchange.
        fs::rename(&place, &old).expect("moved");
        fs::rename(&new, &place).expect("moved");
        Swap::Moved { new, place, old }.undo().expect("undone");
        assert_eq!(tree(root.path()), before);
    }

    #[test]
    fn differences_are_found() {
        let root = tempfile::tempdir().expect("a directory");
        let artifacts = [machine("a", "1"), artifact("a/jobs/x.json", "x")];
        let all = compare(root.path(), &artifacts).expect("compared");
        assert!(all.values().all(|difference| *difference == Difference::Missing) && all.len() == 2);
        write(root.path(), &artifacts).expect("written");
        assert_eq!(compare(root.path(), &artifacts).expect("compared"), BTreeMap::new());
        let changed = [machine("a", "2"), artifact("a/jobs/y.json", "x")];
        let found: Vec<_> = compare(root.path(), &changed).expect("compared").into_iter().collect();
        let expected =
            [("jobs/x.json", Difference::Stale), ("jobs/y.json", Difference::Missing), (OURS, Difference::Changed)];
        assert_eq!(found, expected.map(|(path, difference)| (format!("a/{path}"), difference)));
    }
}
