//! Files into texts. What is no text of a sensible size becomes a problem with a code, as everything else does.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use mlc_compiler::base::{SourceFile, Sources, Span};
use mlc_compiler::diag::{Diagnostic, codes};
use mlc_compiler::session;

use crate::console::reason;
use crate::findings::Findings;

/// The largest pipeline file: far more than anybody writes by hand.
const LIMIT: u64 = 1024 * 1024;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file that could be read.
pub struct Input {
    /// As it was given.
    pub path: PathBuf,
    /// One file, without byte-order mark.
    pub sources: Sources,
    /// Whether the file begins with a byte-order mark.
    pub marked: bool,
}

impl Input {
    /// The text without byte-order mark.
    pub fn text(&self) -> &str {
        self.sources.files().first().map_or("", |file| &file.text)
    }

    /// Whether this is what standard input gave.
    pub fn is_standard_input(&self) -> bool {
        is_standard_input(&self.path)
    }
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads all files; the problems are of those that cannot be read or are given twice.
pub fn read_all(paths: &[PathBuf]) -> (Vec<Input>, Findings) {
    let (mut inputs, mut findings) = (Vec::new(), Findings::default());
    let mut seen: BTreeMap<PathBuf, String> = BTreeMap::new();
    for path in paths {
        let shown = display_name(path);
        let identity = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        if let Some(first) = seen.insert(identity, shown.clone()) {
            let title = if first == shown {
                format!("`{shown}` is given twice")
            } else {
                format!("`{first}` and `{shown}` are the same file")
            };
            let problem = Diagnostic::new(codes::GIVEN_TWICE, Span::default(), title).help("name every file once");
            findings.append(Findings::of(SourceFile::new(shown, ""), problem));
            continue;
        }
        match read(path) {
            Ok(input) => inputs.push(input),
            Err(problem) => findings.append(*problem),
        }
    }
    (inputs, findings)
}

/// Reads one file.
pub fn read(path: &Path) -> Result<Input, Box<Findings>> {
    let name = display_name(path);
    let bytes = bytes(path).map_err(|problem| Box::new(Findings::of(SourceFile::new(name.clone(), ""), *problem)))?;
    let text = text(&name, bytes)?;
    let marked = text.starts_with(BYTE_ORDER_MARK);
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    let mut sources = Sources::single(name, text);
    read_imports(&mut sources, path)?;
    Ok(Input { path: path.to_owned(), sources, marked })
}

/// Adds every file that is imported, directly or by an imported file. One that is not there is left out: the compiler
/// says so at the import.
fn read_imports(sources: &mut Sources, root: &Path) -> Result<(), Box<Findings>> {
    let folder = root.parent().unwrap_or(Path::new(""));
    let mut at = 0;
    while let Some(id) = sources.ids().nth(at) {
        at += 1;
        for import in session::imports(sources, id) {
            let name = session::join(&sources.file(id).name, &import.path);
            let known = sources.files().iter().any(|file| file.name == name);
            if import.path.is_empty() || known {
                continue;
            }
            // Names count from the root file as it was given, and so does the place on disk.
            let relative = session::join(&sources.file(id).name, &import.path);
            let path = match relative.strip_prefix(&shown_folder(sources)) {
                Some(inner) => folder.join(inner),
                None => PathBuf::from(&relative),
            };
            let Ok(bytes) = bytes(&path) else { continue };
            let text = text(&name, bytes)?;
            sources.add(SourceFile::new(name, text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text)));
        }
    }
    Ok(())
}

/// The folder of the root file as messages show it, with a slash at its end; empty for the current directory.
fn shown_folder(sources: &Sources) -> String {
    let name = sources.files().first().map_or("", |file| file.name.as_str());
    name.rfind('/').map_or_else(String::new, |slash| name.get(..=slash).unwrap_or_default().to_owned())
}

/// A path as messages show it: relative where it lies below the current directory, with forward slashes.
fn display_name(path: &Path) -> String {
    if is_standard_input(path) {
        return "<stdin>".into();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

fn bytes(path: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    let unreadable = |error: &std::io::Error| {
        let problem =
            Diagnostic::new(codes::UNREADABLE, Span::default(), format!("cannot read the file: {}", reason(error)));
        Box::new(problem)
    };
    let source: Box<dyn Read> = if is_standard_input(path) {
        Box::new(std::io::stdin())
    } else {
        let metadata = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
        if metadata.is_dir() {
            let problem = Diagnostic::new(codes::UNREADABLE, Span::default(), "this is a directory, not a file");
            let folder = display_name(path);
            return Err(Box::new(
                problem.help(format!("name the files in it: `{}/*.mlflow`", folder.trim_end_matches('/'))),
            ));
        }
        Box::new(File::open(path).map_err(|error| unreadable(&error))?)
    };
    let mut bytes = Vec::new();
    source.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > LIMIT {
        let problem = Diagnostic::new(codes::TOO_LARGE, Span::default(), "the file is larger than 1 MiB");
        return Err(Box::new(problem.note("mlc reads pipeline files of at most 1,048,576 bytes")));
    }
    Ok(bytes)
}

fn text(name: &str, bytes: Vec<u8>) -> Result<String, Box<Findings>> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let offset = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let byte = bytes.get(offset).copied().unwrap_or_default();
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    // The text with replacement characters is the same up to the first bad byte, so places in it are right.
    let shown = String::from_utf8_lossy(bytes).into_owned();
    let end = offset + char::REPLACEMENT_CHARACTER.len_utf8();
    let (shown, cut) = match shown.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (rest.to_owned(), BYTE_ORDER_MARK.len()),
        None => (shown, 0),
    };
    let file = SourceFile::new(name, shown);
    let span = Span::new(mlc_compiler::base::FileId(0), offset - cut.min(offset), end - cut);
    let line = file.line_column(span.start).0;
    let title = format!("the file is not UTF-8 text: byte 0x{byte:02x} at offset {offset}, line {line}");
    let problem = Diagnostic::new(codes::NOT_TEXT, span, title).label("no character begins with this byte here");
    let help = if wide { "this looks like UTF-16; save the file as UTF-8" } else { "save the file as UTF-8" };
    Err(Box::new(Findings::of(file, problem.help(help))))
}
