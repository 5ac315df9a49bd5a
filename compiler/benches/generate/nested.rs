//! Graphs of stages as pipelines mostly are: sequences and stages side by side, in each other.

use super::graphs::{Random, Stage};

/// Stages as pipelines mostly have them: sequences and stages side by side, and `crossings` references beside these.
pub fn pipeline(stages: usize, crossings: usize, random: &mut Random) -> Vec<Stage> {
    let mut made: Vec<Stage> = Vec::new();
    nested(stages.max(1), &[], true, &mut made, random);
    for _ in 0..crossings {
        let user = 1 + random.below(made.len().saturating_sub(1).max(1));
        let need = random.below(user);
        if let Some(stage) = made.get_mut(user)
            && !stage.2.contains(&need)
        {
            stage.2.push(need);
        }
    }
    made
}

/// Adds stages that wait for `needs`, and tells the last of them.
fn nested(stages: usize, needs: &[usize], sequence: bool, made: &mut Vec<Stage>, random: &mut Random) -> Vec<usize> {
    if stages == 1 {
        let seconds = if random.below(5) == 0 { 1 } else { random.seconds(60, 7_200) };
        made.push((format!("stage_{}", made.len()), seconds, needs.to_vec()));
        return vec![made.len() - 1];
    }
    let parts = 2 + random.below(3.min(stages - 1));
    let mut left = stages;
    let mut last = Vec::new();
    let mut before = needs.to_vec();
    for part in 0..parts {
        let open = parts - part - 1;
        let size =
            if open == 0 { left } else { 1 + random.below(((left - open) * 2 / (open + 1)).min(left - open).max(1)) };
        left -= size;
        let ends = nested(size, &before, !sequence, made, random);
        if sequence {
            before.clone_from(&ends);
            last = ends;
        } else {
            last.extend(ends);
        }
        if left == 0 {
            break;
        }
    }
    last
}
