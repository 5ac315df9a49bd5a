//! The Regions: their partition and the suffix of their host names.

use super::images;

/// A Region of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Such as `eu-west-1`.
    pub name: &'static str,
    /// First part of every ARN there: `aws`, `aws-cn`, `aws-us-gov` and others.
    pub partition: &'static str,
    /// End of the host names of its services.
    pub dns_suffix: &'static str,
}

/// The Region called `name`.
pub fn find(name: &str) -> Option<Region> {
    all().find(|region| region.name == name)
}

/// All Regions, by name.
pub fn all() -> impl Iterator<Item = Region> {
    images::regions()
}

/// Regions without SageMaker Debugger and its profiler. Source: SageMaker Python SDK 2.257.7, `fw_utils.py`.
const WITHOUT_DEBUGGER: &[&str] = &[
    "us-iso-east-1",
    "us-isob-east-1",
    "ap-southeast-3",
    "ap-southeast-4",
    "eu-south-2",
    "me-central-1",
    "ap-south-2",
    "eu-central-2",
    "us-gov-east-1",
];

/// Whether a Region has SageMaker Debugger and its profiler.
pub fn has_debugger(region: &str) -> bool {
    !WITHOUT_DEBUGGER.contains(&region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_differ() {
        let parts = |name| find(name).map(|region| (region.partition, region.dns_suffix));
        assert_eq!(parts("eu-west-1"), Some(("aws", "amazonaws.com")));
        assert_eq!(parts("cn-north-1"), Some(("aws-cn", "amazonaws.com.cn")));
        assert_eq!(parts("us-gov-west-1"), Some(("aws-us-gov", "amazonaws.com")));
        assert_eq!(parts("eu-west-9"), None);
        assert!(all().count() >= 40);
    }
}
