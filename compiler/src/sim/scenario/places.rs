//! Reading and writing at paths such as `Item.auc.N`.

use serde_json::{Map, Value as Json};

/// Sets the value at a path, making the records on the way.
pub(super) fn set(target: &mut Json, path: &str, value: Json) {
    let mut at = target;
    for name in path.split('.') {
        if !at.is_object() {
            *at = Json::Object(Map::new());
        }
        let Some(members) = at.as_object_mut() else { return };
        at = members.entry(name.to_owned()).or_insert(Json::Null);
    }
    *at = value;
}

/// Lays `over` over `under`, member by member.
pub(super) fn merge(under: &mut Json, over: &Json) {
    match (under, over) {
        (Json::Object(under), Json::Object(over)) => {
            for (name, value) in over {
                merge(under.entry(name.clone()).or_insert(Json::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
}

/// The text at a JSON pointer.
pub(super) fn text(value: &Json, pointer: &str) -> String {
    value.pointer(pointer).and_then(Json::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_set_and_laid_over_each_other() {
        let mut value = json!({ "Item": { "a": { "S": "x" } } });
        set(&mut value, "Item.auc.N", json!("0.9"));
        merge(&mut value, &json!({ "Item": { "a": { "S": "y" } }, "b": 1 }));
        assert_eq!(value, json!({ "Item": { "a": { "S": "y" }, "auc": { "N": "0.9" } }, "b": 1 }));
    }
}
