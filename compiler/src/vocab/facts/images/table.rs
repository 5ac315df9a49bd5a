//! The table of images, read from `compiler/data/images.json` when first asked for.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

const IMAGES: &str = include_str!("../../../../data/images.json");

#[derive(Default, Deserialize)]
pub(super) struct Table {
    /// Region to partition and DNS suffix.
    #[serde(borrow)]
    pub regions: IndexMap<&'static str, (&'static str, &'static str)>,
    /// Registry set to Region to account.
    #[serde(borrow)]
    pub registries: IndexMap<&'static str, IndexMap<&'static str, &'static str>>,
    /// Framework to scope to images.
    #[serde(borrow)]
    pub frameworks: IndexMap<&'static str, IndexMap<&'static str, Images>>,
}

/// The images of a framework for one scope; for all of them under the scope `*`.
#[derive(Deserialize)]
pub(super) struct Images {
    #[serde(borrow, default)]
    pub scope: Vec<&'static str>,
    #[serde(borrow, default)]
    pub proc: Vec<&'static str>,
    /// Short version to full version.
    #[serde(borrow, default)]
    pub aliases: IndexMap<&'static str, &'static str>,
    #[serde(borrow)]
    pub versions: IndexMap<&'static str, Entry>,
}

#[derive(Deserialize)]
pub(super) struct Entry {
    /// The registry set.
    #[serde(borrow, default)]
    pub reg: Option<&'static str>,
    #[serde(borrow, default)]
    pub repo: Option<&'static str>,
    /// Python versions.
    #[serde(borrow, default)]
    pub py: Vec<&'static str>,
    #[serde(borrow, default)]
    pub proc: Vec<&'static str>,
    /// Processor to the end of the tag.
    #[serde(borrow, default)]
    pub cv: IndexMap<&'static str, &'static str>,
    /// Start of the tag where it is not the version.
    #[serde(borrow, default)]
    pub tag: Option<&'static str>,
    /// Neuron versions.
    #[serde(borrow, default)]
    pub sdk: Vec<&'static str>,
    /// Variants by the library underneath, or by Python version.
    #[serde(borrow, default)]
    pub sub: IndexMap<&'static str, Entry>,
    #[serde(borrow, default)]
    pub aliases: IndexMap<&'static str, &'static str>,
}

/// A damaged table reads as empty; the tests of this room fail on that.
pub(super) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| serde_json::from_str(IMAGES).unwrap_or_default())
}
