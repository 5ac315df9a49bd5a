//! What machines cost.

use indexmap::IndexMap;

use super::jobs::machine_seconds;
use super::model::{Cluster, Dollars, Hourly, rounded};
use super::time::{Side, assumed_items};
use crate::ir::{Node, Pipeline};
use crate::vocab::facts::instances::{SAGEMAKER_OVER_EC2, SAGEMAKER_OVER_EC2_LEAST, SAGEMAKER_OVER_EC2_MOST};
use crate::vocab::facts::prices::{offer, spot_saving};

/// Dollars an hour of one machine; on spot machines the saving of EC2's is taken off, but for the greatest price. In China
/// prices are not in dollars.
pub fn hourly(region: &str, instance: &str, spot: bool) -> Option<Hourly> {
    if region.starts_with("cn-") {
        return None;
    }
    let ec2 = offer(region, instance)?.price / SAGEMAKER_OVER_EC2;
    let left = if spot { 1.0 - spot_saving(region, instance).unwrap_or(0.0) } else { 1.0 };
    Some(Hourly {
        least: rounded(ec2 * SAGEMAKER_OVER_EC2_LEAST * left),
        expected: rounded(ec2 * SAGEMAKER_OVER_EC2 * left),
        most: rounded(ec2 * SAGEMAKER_OVER_EC2_MOST),
    })
}

/// What a job costs.
pub fn dollars(job: &Cluster, hourly: &Hourly) -> Dollars {
    let hours = hours(machine_seconds(job));
    Dollars {
        least: rounded(hours * hourly.least),
        expected: rounded(hours * hourly.expected),
        worst: Some(rounded(self::hours(job.worst_machine_seconds) * hourly.most)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "seconds")]
fn hours(seconds: u64) -> f64 {
    seconds as f64 / 3_600.0
}

/// What the jobs of each stage cost; none where one of them has no price.
pub type Costs = IndexMap<String, Option<Dollars>>;

/// What all jobs cost; none where one has no price.
pub fn total(pipeline: &Pipeline, costs: &Costs) -> Option<Dollars> {
    if costs.values().any(Option::is_none) {
        return None;
    }
    let least = sum(&pipeline.body, Side::Least, &|costs| Some(costs.least), costs, false);
    let expected = sum(&pipeline.body, Side::Most, &|costs| Some(costs.expected), costs, false);
    let worst = sum(&pipeline.body, Side::Most, &|costs| costs.worst, costs, true);
    Some(Dollars { least: rounded(least?), expected: rounded(expected?), worst: worst.map(rounded) })
}

#[expect(clippy::cast_precision_loss, reason = "a count of items")]
fn sum(nodes: &[Node], side: Side, of: &dyn Fn(&Dollars) -> Option<f64>, costs: &Costs, worst: bool) -> Option<f64> {
    let inside = |nodes: &[Node]| sum(nodes, side, of, costs, worst);
    let one = |node: &Node| match node {
        Node::Stage(name) => match costs.get(name) {
            Some(cost) => cost.as_ref().and_then(of),
            None => Some(0.0),
        },
        Node::When(when) => Some(side.of(inside(&when.then)?, inside(&when.otherwise)?)),
        Node::For(each) => match (inside(&each.body)?, worst) {
            (0.0, _) => Some(0.0),
            (once, true) => Some(once * each.most? as f64),
            (once, false) => Some(once * assumed_items(each.concurrency, each.most) as f64),
        },
        Node::Parallel(fork) => fork.branches.iter().map(|branch| inside(branch)).sum(),
    };
    nodes.iter().map(one).sum()
}
