//! Where things are declared.

use tower_lsp::ls_types::LocationLink;

use super::{Addresses, range};
use crate::features::definition::Definition;
use crate::snapshot::Snapshot;

/// A link from the word to its declaration.
pub fn definition(found: &Definition, snapshot: &Snapshot, addresses: &Addresses) -> Option<LocationLink> {
    Some(LocationLink {
        origin_selection_range: Some(range(snapshot, found.origin)),
        target_uri: addresses.of(&snapshot.sources.file(found.whole.file).name)?,
        target_range: range(snapshot, found.whole),
        target_selection_range: range(snapshot, found.name),
    })
}
