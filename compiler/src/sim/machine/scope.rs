//! Variables: inner scopes read those around them and write only their own.

use indexmap::IndexMap;
use serde_json::Value;

/// The variables of an execution, a branch or an iteration.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// The scope around it.
    pub outer: Option<usize>,
    /// Names and values.
    pub variables: IndexMap<String, Value>,
    /// Bytes of them.
    pub bytes: u64,
}

/// All scopes of a run, by number.
#[derive(Debug, Default)]
pub(super) struct Scopes(Vec<Scope>);

impl Scopes {
    /// A new empty scope.
    pub fn open(&mut self, outer: Option<usize>) -> usize {
        self.0.push(Scope { outer, ..Scope::default() });
        self.0.len() - 1
    }

    /// The value of a variable, seen from a scope.
    pub fn get(&self, scope: usize, name: &str) -> Option<&Value> {
        let mut at = self.0.get(scope)?;
        loop {
            match (at.variables.get(name), at.outer) {
                (Some(value), _) => return Some(value),
                (None, outer) => at = self.0.get(outer?)?,
            }
        }
    }

    /// Sets variables and gives by how many bytes the scope grew.
    pub fn set(&mut self, scope: usize, values: IndexMap<String, Value>) -> i64 {
        let Some(scope) = self.0.get_mut(scope) else { return 0 };
        let before = scope.bytes;
        for (name, value) in values {
            let new = bytes(&value) + name.len() as u64;
            let old = scope.variables.get(&name).map_or(0, |old| bytes(old) + name.len() as u64);
            scope.bytes = scope.bytes + new - old;
            scope.variables.insert(name, value);
        }
        scope.bytes.cast_signed() - before.cast_signed()
    }

    /// Forgets the variables of a scope and gives how many bytes they had.
    pub fn close(&mut self, scope: usize) -> u64 {
        let Some(scope) = self.0.get_mut(scope) else { return 0 };
        scope.variables.clear();
        std::mem::take(&mut scope.bytes)
    }
}

/// Bytes of a value as JSON without spaces, which is how Step Functions counts.
pub(super) fn bytes(value: &Value) -> u64 {
    serde_json::to_string(value).map_or(0, |text| text.len() as u64)
}
