//! What Ground Truth has ready for its built-in tasks.

use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::Deserialize;

const LABELING: &str = include_str!("../../../data/labeling.json");

/// Who owns what belongs to the service, and what a task of the public may cost.
#[derive(Debug, Default, Deserialize)]
pub struct Labeling {
    /// Region to the account of the functions before and after a task.
    #[serde(borrow)]
    pub accounts: IndexMap<&'static str, &'static str>,
    /// Tasks that have such functions, as their names end.
    #[serde(borrow)]
    pub tasks: Vec<&'static str>,
    /// Worker page to the account that owns it.
    #[serde(borrow)]
    pub pages: IndexMap<&'static str, &'static str>,
    /// Algorithm of automated labelling to the account that owns it.
    #[serde(borrow)]
    pub learners: IndexMap<&'static str, &'static str>,
    /// Kind of task (`bounding_box`, `semantic_segmentation`, `other`) to the dollars that a task may cost.
    #[serde(borrow)]
    pub prices: IndexMap<&'static str, Vec<f64>>,
}

/// The table.
pub fn table() -> &'static Labeling {
    static TABLE: OnceLock<Labeling> = OnceLock::new();
    TABLE.get_or_init(|| serde_json::from_str(LABELING).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        let table = table();
        assert_eq!(table.accounts.get("eu-west-1"), Some(&"568282634449"));
        assert!(table.accounts.len() >= 12 && table.tasks.len() >= 23 && table.pages.len() == 6);
        assert_eq!(table.learners.len(), 4);
        assert_eq!(
            table.prices.get("semantic_segmentation").map(Vec::as_slice),
            Some([0.84, 0.96, 1.08, 1.2].as_slice())
        );
        assert_eq!(table.prices.len(), 3);
    }
}
