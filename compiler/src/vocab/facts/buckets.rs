//! Names of S3 buckets.
//!
//! Source: Amazon S3 user guide, "General purpose bucket naming rules" (2026-11). What only new buckets cannot be called
//! (reserved beginnings and ends) is let through: aliases of access points have such names, and stand where buckets do.

/// Characters of a bucket's name.
pub const LENGTH: std::ops::RangeInclusive<usize> = 3..=63;

/// Why `name` cannot be that of a bucket.
pub fn fault(name: &str) -> Option<String> {
    let length = name.chars().count();
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !LENGTH.contains(&length) {
        let (least, most) = LENGTH.into_inner();
        return Some(format!("{length} characters, and {least} to {most} are possible"));
    }
    if !name.chars().all(|c| allowed(c) || matches!(c, '.' | '-')) {
        return Some("lower-case letters, digits, dots and hyphens are possible".into());
    }
    if !(name.starts_with(allowed) && name.ends_with(allowed)) {
        return Some("it begins and ends with a letter or digit".into());
    }
    if name.contains("..") {
        return Some("two dots never stand together".into());
    }
    let numbers = name.split('.').filter(|part| part.parse::<u8>().is_ok()).count();
    (numbers == 4 && name.split('.').count() == 4).then(|| "it must not look like an IP address".into())
}

/// A name close to `name` that a bucket can have, if there is one.
pub fn mended(name: &str) -> Option<String> {
    let plain =
        |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c.to_ascii_lowercase() } else { '-' };
    let mended: String = name.chars().map(plain).collect();
    let mended = mended.trim_matches(['.', '-']).to_owned();
    fault(&mended).is_none().then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_the_service_takes() {
        let longest = "a".repeat(63);
        for name in ["raw", "payroll-ml", "logs.2026", "1a2", "a.b-c", longest.as_str(), "10.0.0.256"] {
            assert_eq!(fault(name), None, "{name}");
        }
        let too_long = "a".repeat(64);
        for name in ["", "ml", too_long.as_str(), "Raw", "raw_data", "-raw", "raw.", "a..b", "10.0.0.1", "rohdaten-ä"]
        {
            assert!(fault(name).is_some(), "{name}");
        }
    }

    #[test]
    fn names_are_mended_where_they_can_be() {
        assert_eq!(mended("Raw_Data").as_deref(), Some("raw-data"));
        assert_eq!(mended("_raw-").as_deref(), Some("raw"));
        assert_eq!(mended("ml"), None);
    }
}
