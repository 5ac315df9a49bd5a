//! "Did you mean": the close ones among known names.

/// Names of `known` that are close to `written`, best first, at most three, in a stable order.
///
/// Case, `-` and `_` are ignored, so `InstanceCount` finds `instance_count`.
pub fn suggest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = fold(written);
    let mut close: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| {
            let folded = fold(name);
            let longest = wanted.chars().count().max(folded.chars().count());
            let allowed = (longest / 3).clamp(1, 4);
            let distance = distance(&wanted, &folded);
            (distance <= allowed).then_some((distance, name))
        })
        .collect();
    close.sort();
    close.dedup();
    // Where one name is clearly the closest, the others would only distract.
    if let Some((best, _)) = close.first().copied() {
        close.retain(|(distance, _)| *distance <= best + 1);
    }
    close.truncate(3);
    close.into_iter().map(|(_, name)| name).collect()
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Edits between two words: insert, delete, replace, swap neighbours (restricted Damerau-Levenshtein).
pub fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let width = right.len() + 1;
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..width).collect();
    for (row, l) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, r) in right.iter().enumerate() {
            let mut best = (last[column] + usize::from(l != r)).min(last[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *l == right[column - 1] && left[row - 1] == *r {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_names_come_best_first() {
        assert_eq!(suggest("InstanceCoun", ["instance_count", "image", "instance"]), ["instance_count"]);
        assert_eq!(suggest("trian", ["train", "trees", "tune"]), ["train"]);
        assert_eq!(suggest("zzzzzz", ["train"]), Vec::<&str>::new());
    }
}
