//! Whether a text has the form a service model asks for.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use regex_lite::Regex;

/// Parts of published patterns that the engine can't read, and the same thing said in a way it can. It knows neither
/// look-around nor Unicode classes; for the latter every character beyond ASCII is let through.
const REWRITES: [(&str, &str); 17] = [
    // Not blank.
    (r"^(?!\s*$).+", r".*\S.*"),
    (r"(?!\s*$).+", r".*\S.*"),
    // No two dots in a row.
    (r"(?!.*\.\.)[a-zA-Z0-9/_.\-]+", r"(?:\.|(?:\.?[a-zA-Z0-9/_\-])+\.?)"),
    // No hyphen at the end.
    (r"([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)", r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"),
    // A name that does not start with `aws.`.
    (r"(?=[/\.\-_A-Za-z0-9]+)((?!aws\.).*)", r"(?:[/.\-_A-Zb-z0-9].*|a|a[^w].*|aw|aw[^s].*|aws|aws[^.].*)"),
    // A repeated end of text is the end of the text.
    (r"*)${1,128}", r"*)"),
    (r"*)${1,256}", r"*)"),
    // UTF-16 halves stand for all characters.
    (r"\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF", r"\x20-\u{10FFFF}"),
    (r"\p{ASCII}*", r"[\x00-\x7F]*"),
    (r"\p{Print}+", r"[\x20-\x7E]+"),
    (r"\p{Alnum}", r"A-Za-z0-9"),
    (r"\p{L}", r"A-Za-z\x80-\u{10FFFF}"),
    (r"\p{Z}", r" "),
    (r"\p{N}", r"0-9"),
    (r"\p{M}", r""),
    (r"\p{P}", r"!-/:-@\[-`{-~"),
    (r"\p{S}", r"!-/:-@\[-`{-~"),
];

/// Whether the whole of `text` matches `pattern`; a pattern that no engine here reads lets everything through.
pub(super) fn fits(pattern: &'static str, text: &str) -> bool {
    matches!(pattern, ".*" | r"[\s\S]*" | r"[\S\s]*") || compiled(pattern).is_none_or(|regex| regex.is_match(text))
}

fn compiled(pattern: &'static str) -> Option<Regex> {
    static CACHE: OnceLock<Mutex<BTreeMap<&'static str, Option<Regex>>>> = OnceLock::new();
    let mut cache = CACHE.get_or_init(Mutex::default).lock().ok()?;
    cache.entry(pattern).or_insert_with(|| Regex::new(&readable(pattern)).ok()).clone()
}

/// The whole-text form of a published pattern, in the engine's own words.
fn readable(pattern: &str) -> String {
    let known = REWRITES.iter().filter(|(published, _)| pattern.contains(published));
    let plain = known.fold(pattern.to_owned(), |text, (published, said)| text.replace(published, said));
    format!("^(?:{plain})$")
}

#[cfg(test)]
mod tests {
    use super::super::{operation, operations};
    use super::*;

    const SERVICES: [&str; 12] = [
        "sagemaker",
        "applicationautoscaling",
        "athena",
        "cloudwatch",
        "eventbridge",
        "glue",
        "lambda",
        "s3",
        "scheduler",
        "sfn",
        "sns",
        "sqs",
    ];

    #[test]
    fn every_pattern_of_the_tables_is_read() {
        let mut stack = Vec::new();
        for service in SERVICES {
            for action in operations(service) {
                let found = operation(service, action);
                stack.extend(found.and_then(super::super::Operation::input));
                stack.extend(found.and_then(super::super::Operation::output));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        let mut patterns = std::collections::BTreeSet::new();
        while let Some(shape) = stack.pop() {
            if seen.insert(std::ptr::from_ref(shape)) {
                patterns.extend(shape.pattern.as_deref());
                stack.extend(shape.members().filter_map(|member| member.shape));
                stack.extend([shape.element(), shape.key(), shape.value()].into_iter().flatten());
            }
        }
        assert!(patterns.len() > 90, "{}", patterns.len());
        let unread: Vec<_> = patterns.into_iter().filter(|pattern| Regex::new(&readable(pattern)).is_err()).collect();
        assert!(unread.is_empty(), "{unread:#?}");
    }

    #[test]
    fn rewritten_patterns_mean_the_same() {
        let cases: [(&'static str, &[&str], &[&str]); 6] = [
            (r"(?!\s*$).+", &["a", " a", "a "], &["", "  ", "a\nb"]),
            (r"/(?!.*\.\.)[a-zA-Z0-9/_.\-]+", &["/a", "/.", "/a.b.", "/./a"], &["/", "/a..b", "/..", "a", "/a b"]),
            (
                r"(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)",
                &["a", "a-b", "arn:aws:sagemaker:eu-west-1:123456789012:model-package-group/fraud"],
                &["", "a-", "-a", "a_b"],
            ),
            (r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)", &["", "team risk", "größe=1"], &["a;b", "a\nb"]),
            (
                r"(?=[/\.\-_A-Za-z0-9]+)((?!aws\.).*)|(\$(\.[\w_-]+(\[(\d+|\*)\])*)*)",
                &["mine", "a", "aw", "aws", "awsome.x", "$.detail"],
                &["aws.s3", "", " x"],
            ),
            (
                r"arn:[\p{Alnum}\-]+:lambda:[\p{Alnum}\-]+:[0-9]{12}:function:.*",
                &["arn:aws:lambda:eu-west-1:123456789012:function:f"],
                &["arn:aws:lambda:eu-west-1:1:function:f"],
            ),
        ];
        for (pattern, good, bad) in cases {
            for text in good {
                assert!(fits(pattern, text), "{pattern} must take {text:?}");
            }
            for text in bad {
                assert!(!fits(pattern, text), "{pattern} must refuse {text:?}");
            }
        }
    }
}
