//! The page of limits.

use mlc_compiler::vocab::facts::limits::ALL;

use super::markdown::{WRITTEN, grouped, table};

/// The page.
pub fn page() -> String {
    let mut text = format!("{WRITTEN}# Limits of the platform\n\n");
    text += "What the compiler holds a pipeline to before it writes anything. Every request is checked against AWS's API model \
             besides, with its patterns, smallest and largest values and closed sets.\n\n";
    for (tag, title, source) in [
        ("[SFN]", "Step Functions", "Step Functions developer guide, service quotas and workflow variables, 2026-11."),
        ("[API]", "SageMaker", "AWS's service models in botocore 1.44.5, 2026-11."),
        (
            "[DERIVED]",
            "Counted",
            "Counted from the history events that each state writes (botocore `HistoryEventType`).",
        ),
    ] {
        let rows = ALL.iter().filter_map(|limit| {
            let doc = limit.doc.trim().strip_suffix(tag)?;
            Some([doc.trim().trim_end_matches('.').to_owned(), grouped(limit.value)])
        });
        text += &format!("## {title}\n\n{}Source: {source}\n\n", table(["what", "limit"], rows));
    }
    text.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_limit_names_its_source() {
        let page = super::page();
        for limit in super::ALL {
            let doc = limit.doc.trim().rsplit_once('[').map_or("", |(doc, _)| doc.trim().trim_end_matches('.'));
            assert!(!doc.is_empty() && page.contains(&format!("| {doc} |")), "{}", limit.name);
        }
    }
}
