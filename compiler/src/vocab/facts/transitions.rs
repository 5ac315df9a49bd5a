//! What a state transition of a Standard workflow costs.
//!
//! Source: aws.amazon.com/step-functions/pricing: the price per 1,000 and the free ones of a month (2026-11), the table by
//! Region as copied in 2019 and 2020; newer Regions are not in that copy.

/// The date of the price that most Regions have.
pub const DATE: &str = "2026-11";

/// The date of the copy that has prices by Region.
pub const DATE_BY_REGION: &str = "2020";

/// Transitions of a month that cost nothing.
pub const FREE_A_MONTH: u64 = 4_000;

/// Dollars for 1,000 transitions, in most Regions.
const MOST: f64 = 0.025;

/// Regions that cost what most do.
const ALIKE: &[&str] = &[
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "ca-central-1",
    "eu-west-1",
    "eu-central-1",
    "eu-west-2",
    "eu-north-1",
    "ap-southeast-1",
    "ap-northeast-1",
    "ap-southeast-2",
];

/// Regions that cost more.
const DEARER: &[(&str, f64)] = &[
    ("us-west-1", 0.0279),
    ("sa-east-1", 0.0375),
    ("us-gov-east-1", 0.03),
    ("us-gov-west-1", 0.03),
    ("eu-west-3", 0.0297),
    ("ap-northeast-2", 0.0271),
    ("ap-south-1", 0.0285),
];

/// What a transition costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// Dollars each.
    pub dollars: f64,
    /// Whether it is the Region's own; otherwise what most Regions have.
    pub local: bool,
}

/// The price in a Region; none in China, where it is not in dollars.
pub fn price(region: &str) -> Option<Price> {
    if region.starts_with("cn-") {
        return None;
    }
    let dearer = DEARER.iter().find(|(name, _)| *name == region).map(|(_, dollars)| *dollars);
    let local = dearer.is_some() || ALIKE.contains(&region);
    Some(Price { dollars: dearer.unwrap_or(MOST) / 1_000.0, local })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_cost_what_the_page_says() {
        let thousand = |region: &str| price(region).map(|price| ((price.dollars * 1e7).round(), price.local));
        assert_eq!(thousand("eu-west-1"), Some((250.0, true)));
        assert_eq!(thousand("sa-east-1"), Some((375.0, true)));
        assert_eq!(thousand("eu-south-1"), Some((250.0, false)));
        assert_eq!(thousand("cn-north-1"), None);
    }
}
