//! From a place in the emitted document back to the line that asked for it.

use crate::base::{Sources, Span};
use indexmap::IndexMap;
use serde_json::{Value, json};

pub use crate::base::pointer::escape;

/// Places of the state machine document (JSON pointers) and the source they come from, in document order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    mappings: IndexMap<String, Span>,
}

impl SourceMap {
    /// Says that the value at `pointer` was asked for at `span`; the last word on a pointer counts.
    pub fn insert(&mut self, pointer: impl Into<String>, span: Span) {
        self.mappings.insert(pointer.into(), span);
    }

    /// The source of the value at `pointer`, or of the closest value around it that has one.
    pub fn find(&self, pointer: &str) -> Option<Span> {
        let mut rest = pointer;
        loop {
            if let Some(span) = self.mappings.get(rest) {
                return Some(*span);
            }
            (rest, _) = rest.rsplit_once('/')?;
        }
    }

    /// Every pointer with its source, in the order they were given.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Span)> {
        self.mappings.iter().map(|(pointer, span)| (pointer.as_str(), *span))
    }

    /// The file written beside the state machine: lines and columns count from 1, columns in characters.
    pub fn to_json(&self, sources: &Sources) -> Value {
        let mappings: serde_json::Map<String, Value> = self
            .iter()
            .map(|(pointer, span)| {
                let file = sources.file(span.file);
                let (line, column) = file.line_column(span.start);
                (
                    pointer.to_owned(),
                    json!({ "file": sources.relative_name(span.file), "line": line, "column": column }),
                )
            })
            .collect();
        json!({ "version": 1, "mappings": mappings })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::FileId;

    #[test]
    fn a_place_inside_a_state_finds_its_stage() {
        let sources = Sources::single("pipeline.mlflow", "a\ntrain trees {\n}\n");
        let mut map = SourceMap::default();
        map.insert("/States/trees", Span::new(FileId(0), 8, 13));
        assert_eq!(map.find("/States/trees/Arguments/RoleArn"), Some(Span::new(FileId(0), 8, 13)));
        assert_eq!(map.find("/States/net"), None);
        assert_eq!(
            map.to_json(&sources),
            json!({ "version": 1, "mappings": {
                "/States/trees": { "file": "pipeline.mlflow", "line": 2, "column": 7 } } })
        );
    }
}
