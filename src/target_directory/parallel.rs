//! Applies a function to many items at once, on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The number of items for which a thread is not worthwhile.
const FEW: usize = 32;

/// Applies a function to each item, and returns the results in the order of the items.
pub(super) fn map<T: Sync, R: Send>(items: &[T], function: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_by(FEW, items, function)
}

/// Does the same for items that take long.
pub(super) fn map_each<T: Sync, R: Send>(items: &[T], function: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_by(1, items, function)
}

fn map_by<T: Sync, R: Send>(few: usize, items: &[T], function: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(16);
    if items.len() <= few || threads == 1 {
        return items.iter().map(function).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut results = Vec::new();
        loop {
            let start = next.fetch_add(few, Ordering::Relaxed);
            let chunk = items.get(start..items.len().min(start + few)).unwrap_or_default();
            if chunk.is_empty() {
                return results;
            }
            results.push((start, chunk.iter().map(&function).collect::<Vec<R>>()));
        }
    };
    let mut chunks: Vec<(usize, Vec<R>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let finished = threads.into_iter().map(|thread| match thread.join() {
            Ok(results) => results,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        finished.flatten().collect()
    });
    chunks.sort_by_key(|(start, _)| *start);
    chunks.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_kept() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(map(&items, |n| n * 2), items.iter().map(|n| n * 2).collect::<Vec<_>>());
    }
}
