//! `import name = "file.mlflow"`: one declaration of another file, by its name.

use indexmap::IndexMap;

use super::rename::{free_names, rename};
use crate::base::Span;
use crate::base::suggest::suggest;
use crate::diag::{Diagnostic, Sink, codes};
use crate::syntax::ast::{Declare, ExprKind, File, Member, Name, TextPart};

/// An import as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// What is imported, and its name here.
    pub name: Name,
    /// The path as written; empty where it cannot be read.
    pub path: String,
    /// Where the path stands.
    pub span: Span,
}

/// The imports of a file.
pub fn imports(file: &File) -> Vec<Import> {
    let declared = file.members.iter().filter_map(|member| match member {
        Member::Declare(declare) if declare.word.text == "import" => Some(import(declare)),
        _ => None,
    });
    declared.collect()
}

fn import(declare: &Declare) -> Import {
    let (path, span) = match declare.value.as_ref().map(|value| (&value.kind, value.span)) {
        Some((ExprKind::Text(parts), span)) => match parts.as_slice() {
            [TextPart::Plain(path)] => (path.clone(), span),
            _ => (String::new(), span),
        },
        Some((_, span)) => (String::new(), span),
        None => (String::new(), declare.span),
    };
    Import { name: declare.name.clone(), path, span }
}

pub(super) fn is_import(member: &Member) -> bool {
    matches!(member, Member::Declare(declare) if declare.word.text == "import")
}

/// The name of an imported file, seen from the folder of the file that imports it. `.` and `..` are worked off.
pub fn join(importer: &str, path: &str) -> String {
    let folder = importer.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = if path.starts_with('/') {
        vec![""]
    } else {
        folder.split('/').filter(|part| !part.is_empty() || importer.starts_with('/')).collect()
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// All declarations that the first file imports, with what they are made of.
///
/// Also gives the names of imports that brought nothing.
pub(super) fn bring(
    files: &[File],
    find: &dyn Fn(usize, &str) -> Option<usize>,
    sink: &mut Sink,
) -> (Vec<Member>, Vec<String>) {
    let mut bringer = Bringer { files, find, sink, brought: IndexMap::new(), path: vec![0] };
    let Some(root) = files.first() else { return (Vec::new(), Vec::new()) };
    for import in imports(root) {
        bringer.import(0, &import, &import.name.text);
    }
    let broken = bringer.brought.iter().filter(|(_, member)| member.is_none()).map(|(name, _)| name.clone()).collect();
    (bringer.brought.into_values().flatten().collect(), broken)
}

struct Bringer<'a, 's> {
    files: &'a [File],
    find: &'a dyn Fn(usize, &str) -> Option<usize>,
    sink: &'s mut Sink,
    /// Declarations by their name in the result.
    brought: IndexMap<String, Option<Member>>,
    /// Files on the way from the root, to find circles.
    path: Vec<usize>,
}

impl Bringer<'_, '_> {
    /// Brings what `import` of file `from` names, under `alias`.
    fn import(&mut self, from: usize, import: &Import, alias: &str) {
        if import.path.is_empty() {
            self.sink.push(
                Diagnostic::new(
                    codes::MISSING_VALUE,
                    import.span,
                    format!("the import of `{}` names no file", import.name.text),
                )
                .label("a path in quotes belongs here")
                .help(format!("write `import {} = \"file.mlflow\"`", import.name.text)),
            );
            return;
        }
        let Some(target) = (self.find)(from, &import.path) else {
            self.sink.push(
                Diagnostic::new(codes::IMPORT_NOT_FOUND, import.span, format!("cannot read `{}`", import.path))
                    .label("imported here")
                    .help("the path counts from the folder of this file"),
            );
            self.brought.insert(alias.to_owned(), None);
            return;
        };
        if self.path.contains(&target) {
            self.sink.push(
                Diagnostic::new(
                    codes::CYCLE,
                    import.span,
                    format!("`{}` imports itself through its imports", import.path),
                )
                .label("closes the circle")
                .help("move what both need into a file of its own"),
            );
            self.brought.insert(alias.to_owned(), None);
            return;
        }
        self.path.push(target);
        self.declaration(target, &import.name, alias);
        self.path.pop();
    }

    /// Brings the declaration `name` of a file under `alias`, and what it is made of under names of its own.
    fn declaration(&mut self, file: usize, name: &Name, alias: &str) {
        if self.brought.contains_key(alias) {
            return;
        }
        self.brought.insert(alias.to_owned(), None);
        let Some(members) = self.files.get(file).map(|file| &file.members) else { return };
        if let Some(import) =
            self.files.get(file).map(imports).into_iter().flatten().find(|import| import.name.text == name.text)
        {
            self.import_again(file, &import, alias);
            return;
        }
        let Some(member) = members.iter().find(|member| exported(member) == Some(&name.text)) else {
            let known: Vec<&str> = members.iter().filter_map(exported).collect();
            let mut found = Diagnostic::new(
                codes::UNKNOWN_NAME,
                name.span,
                format!("the imported file declares no `{}`", name.text),
            )
            .label("not found there")
            .did_you_mean(name.span, &name.text, known.iter().copied());
            if suggest(&name.text, known.iter().copied()).is_empty() {
                found = found.help("a `component`, a `let` or a `dataset` can be imported");
            }
            self.sink.push(found);
            return;
        };
        let mut names: IndexMap<String, String> = IndexMap::from([(name.text.clone(), alias.to_owned())]);
        for free in free_names(member) {
            let known = members.iter().any(|member| exported(member) == Some(&free))
                || imports_of(members).any(|name| name == free);
            if free != name.text && known {
                let hidden = format!("{alias}__{free}");
                let needed = Name { text: free.clone(), span: name.span };
                self.declaration(file, &needed, &hidden);
                names.insert(free, hidden);
            }
        }
        let mut member = member.clone();
        rename(&mut member, &names);
        self.brought.insert(alias.to_owned(), Some(member));
    }

    fn import_again(&mut self, file: usize, import: &Import, alias: &str) {
        self.brought.shift_remove(alias);
        self.import(file, import, alias);
    }
}

fn imports_of(members: &[Member]) -> impl Iterator<Item = &str> {
    members.iter().filter_map(|member| match member {
        Member::Declare(declare) if declare.word.text == "import" => Some(declare.name.text.as_str()),
        _ => None,
    })
}

/// The name under which a member can be imported.
fn exported(member: &Member) -> Option<&str> {
    match member {
        Member::Declare(declare) if declare.word.text == "let" => Some(&declare.name.text),
        Member::Block(block) if matches!(block.kind.text.as_str(), "component" | "dataset") => {
            block.name.as_ref().map(|name| name.text.as_str())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn paths_count_from_the_importing_file() {
        assert_eq!(join("a/b/main.mlflow", "../shared/x.mlflow"), "a/shared/x.mlflow");
        assert_eq!(join("main.mlflow", "./x.mlflow"), "x.mlflow");
        assert_eq!(join("main.mlflow", "../x.mlflow"), "../x.mlflow");
        assert_eq!(join("/a/main.mlflow", "x.mlflow"), "/a/x.mlflow");
    }
}
