//! Units of literals.

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// In seconds.
    Duration,
    /// In bytes.
    Size,
    /// In hundredths.
    Percent,
}

/// Every unit: as written, what it measures, how many of the base unit it is.
pub const UNITS: &[(&str, Dimension, f64)] = &[
    ("s", Dimension::Duration, 1.0),
    ("min", Dimension::Duration, 60.0),
    ("h", Dimension::Duration, 3_600.0),
    ("d", Dimension::Duration, 86_400.0),
    ("B", Dimension::Size, 1.0),
    ("KB", Dimension::Size, 1e3),
    ("MB", Dimension::Size, 1e6),
    ("GB", Dimension::Size, 1e9),
    ("TB", Dimension::Size, 1e12),
    ("KiB", Dimension::Size, 1_024.0),
    ("MiB", Dimension::Size, 1_048_576.0),
    ("GiB", Dimension::Size, 1_073_741_824.0),
    ("TiB", Dimension::Size, 1_099_511_627_776.0),
    ("%", Dimension::Percent, 1.0),
];

/// The row of a unit.
pub fn unit(written: &str) -> Option<(Dimension, f64)> {
    UNITS.iter().find(|(name, ..)| *name == written).map(|(_, dimension, factor)| (*dimension, *factor))
}

/// A duration as a person would write it: `5400` is `90min`.
pub fn duration(seconds: u64) -> String {
    match seconds {
        0 => "0s".into(),
        s if s % 86_400 == 0 => format!("{}d", s / 86_400),
        s if s % 3_600 == 0 => format!("{}h", s / 3_600),
        s if s % 60 == 0 => format!("{}min", s / 60),
        s => format!("{s}s"),
    }
}

/// Whole megabytes as services count them: `6MB` and `6MiB` are both 6, what is between is rounded up.
pub fn megabytes(bytes: u64) -> u64 {
    if bytes.is_multiple_of(1_000_000) { bytes / 1_000_000 } else { bytes.div_ceil(1_048_576) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_in_their_largest_whole_unit() {
        let written: Vec<_> = [0, 45, 5_400, 7_200, 172_800].into_iter().map(duration).collect();
        assert_eq!(written, ["0s", "45s", "90min", "2h", "2d"]);
    }
}
