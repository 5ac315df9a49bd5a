//! Which part each fork is named after.

use std::collections::BTreeSet;

use super::order::Order;

/// The part that each fork is named after, forks from the outside in and from left to right: that which stands first in
/// the source. Where that names another fork already, the newer of the two is named after what stands first in its
/// second branch. A fork is as old as its second branch, so one that is added to a pipeline takes no other's name.
pub fn givers(order: &Order) -> Vec<usize> {
    let mut forks = Vec::new();
    collect(order, &mut forks);
    let mut by_age: Vec<usize> = (0..forks.len()).collect();
    by_age.sort_by_key(|fork| forks[*fork].get(1).copied());
    let mut taken = BTreeSet::new();
    let mut givers = vec![0; forks.len()];
    for fork in by_age {
        let free = forks[fork].iter().find(|part| !taken.contains(*part));
        givers[fork] = free.or(forks[fork].first()).copied().unwrap_or(0);
        taken.insert(givers[fork]);
    }
    givers
}

/// For each fork the first part of each branch, ascending.
fn collect(order: &Order, forks: &mut Vec<Vec<usize>>) {
    match order {
        Order::Part(_) => {}
        Order::Sequence(parts) => parts.iter().for_each(|part| collect(part, forks)),
        Order::Parallel(parts) => {
            let mut firsts: Vec<usize> = parts.iter().filter_map(|part| part.parts().into_iter().min()).collect();
            firsts.sort_unstable();
            forks.push(firsts);
            parts.iter().for_each(|part| collect(part, forks));
        }
    }
}
