//! Source texts and places in them. Offsets are bytes of UTF-8.

/// One file of a compilation, an index into [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file the offsets count in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clip = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: clip(start), end: clip(end) }
    }

    /// The smallest range that covers both (of the same file).
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty range just behind this one.
    pub fn after(self) -> Self {
        Self { start: self.end, ..self }
    }

    /// The empty range just before this one.
    pub fn before(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// As a `usize` range, for slicing the text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A file's display name (as the user wrote it) and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Shown in messages and in the source map: relative, with forward slashes.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Byte offset of the first character of every line.
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// Keeps `text` under `name` and indexes its lines.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts =
            std::iter::once(0).chain(breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect();
        Self { name: name.into(), text, line_starts }
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    pub fn line_column(&self, offset: u32) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0) as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(1, |before| before.chars().count() + 1);
        (line, column)
    }

    /// The text of line `line` (from 1) without its line end, and the offset of its first byte.
    pub fn line(&self, line: usize) -> (&str, usize) {
        let start = self.line_starts.get(line.saturating_sub(1)).map_or(self.text.len(), |at| *at as usize);
        let rest = self.text.get(start..).unwrap_or("");
        let text = rest.split('\n').next().unwrap_or("");
        (text.strip_suffix('\r').unwrap_or(text), start)
    }

    /// How many lines there are (an empty file has one).
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }
}

/// All files of one compilation; the first is the one that was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// A compilation of one file.
    pub fn single(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { files: vec![SourceFile::new(name, text)] }
    }

    /// Adds a file and returns its id.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// All files; the place in the list is the id.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Every file's id, in order.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..u32::try_from(self.files.len()).unwrap_or(u32::MAX)).map(FileId)
    }

    /// The file behind an id; an unknown id gives an empty file, never a panic.
    pub fn file(&self, id: FileId) -> &SourceFile {
        static EMPTY: std::sync::OnceLock<SourceFile> = std::sync::OnceLock::new();
        self.files.get(id.0 as usize).unwrap_or_else(|| EMPTY.get_or_init(|| SourceFile::new("", "")))
    }

    /// A file's name as seen from the folder of the first file, so that it does not depend on where `mlc` was started.
    pub fn relative_name(&self, id: FileId) -> &str {
        let root = &self.file(FileId::default()).name;
        let folder = root.rfind('/').map_or(0, |slash| slash + 1);
        let name = &self.file(id).name;
        root.get(..folder).and_then(|folder| name.strip_prefix(folder)).unwrap_or(name)
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }
}
