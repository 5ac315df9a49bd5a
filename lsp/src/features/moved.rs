//! What has to be changed when files are renamed: paths that lead to them, and paths in them.

use mlc_compiler::base::Span;
use mlc_compiler::resolve::join;

use super::links::paths;
use crate::snapshot::{Snapshot, View};

/// Another path in a file that is still where it was.
#[derive(Debug, Clone)]
pub struct Repair<'a> {
    /// Whose places these are.
    pub of: &'a Snapshot,
    /// The path without its quotes.
    pub span: Span,
    /// What is written there instead.
    pub path: String,
}

/// What leads to the same files once every `(old, new)` of `moves` is done. A folder moves with everything in it.
pub fn repairs<'a>(views: &'a [View], moves: &[(String, String)]) -> Vec<Repair<'a>> {
    let mut found = Vec::new();
    for view in views {
        let of = view.now.as_ref();
        let importer = moved(of.name(), moves);
        for path in paths(of) {
            let before = join(of.name(), &path.text);
            let target = moved(&before, moves);
            let has_moved = target != before;
            if join(&importer, &path.text) == target || !has_moved && !path.is_import {
                continue;
            }
            let new = relative(&importer, &target, &path.text);
            // A script lies beside the pipeline file or below; a path that leads out of there would be refused.
            let is_allowed = path.is_import || !new.starts_with("..");
            if is_allowed && !new.contains(['"', '\\', '$', '\n']) {
                found.push(Repair { of, span: path.span, path: new });
            }
        }
    }
    found
}

/// Where a file is afterwards.
fn moved(name: &str, moves: &[(String, String)]) -> String {
    for (old, new) in moves {
        match name.strip_prefix(old.as_str()) {
            Some("") => return new.clone(),
            Some(rest) if rest.starts_with('/') => return format!("{new}{rest}"),
            _ => {}
        }
    }
    name.to_owned()
}

/// The path from the folder of `importer`, as its user writes paths: `./x` stays so, and what was absolute stays absolute.
fn relative(importer: &str, target: &str, written: &str) -> String {
    if written.starts_with('/') {
        return target.to_owned();
    }
    let folder: Vec<&str> = importer.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    let target: Vec<&str> = target.split('/').collect();
    let common = folder.iter().zip(&target).take_while(|(folder, target)| folder == target).count();
    let up = folder.len() - common;
    let down = target.get(common..).unwrap_or_default().join("/");
    match (up, written.starts_with("./")) {
        (0, true) => format!("./{down}"),
        _ => "../".repeat(up) + &down,
    }
}

#[cfg(test)]
mod tests {
    use mlc_compiler::resolve::join;

    use super::relative;

    #[test]
    fn paths_lead_where_they_should() {
        for (importer, target, path) in [
            ("/a/main.mlflow", "/a/x.mlflow", "x.mlflow"),
            ("/a/b/main.mlflow", "/a/x.mlflow", "../x.mlflow"),
            ("/a/main.mlflow", "/a/b/c/x.mlflow", "b/c/x.mlflow"),
            ("/a/b/main.mlflow", "/c/x.mlflow", "../../c/x.mlflow"),
        ] {
            assert_eq!(relative(importer, target, "old.mlflow"), path);
            assert_eq!(join(importer, path), target);
        }
        assert_eq!(relative("/a/main.mlflow", "/a/x.mlflow", "./old.mlflow"), "./x.mlflow");
        assert_eq!(relative("/a/main.mlflow", "/b/x.mlflow", "/b/old.mlflow"), "/b/x.mlflow");
    }
}
