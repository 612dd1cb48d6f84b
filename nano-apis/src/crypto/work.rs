//! Which work of an operation runs at once, and which on the pool of blocking threads.

use nano_runtime::{Result, ops};

use super::failure::Failure;

/// Work of more units than this leaves the event loop's thread. A unit is about what hashing or encrypting one byte takes, so this
/// is some 100 µs at most; handing work to another thread and back takes about a fifth of that.
const MOST_UNITS_AT_ONCE: usize = 64 * 1024;

/// Performs the steps that the standard performs in parallel.
///
/// OPTIMIZATION: the standard queues a task for the outcome of any work. Here the outcome of little work settles its promise before
/// the method returns, which a script sees only in the order of reactions, of which the standard requires none.
///
/// # Errors
///
/// What `work` fails with; OperationError when it panicked on the pool.
pub(super) async fn perform<T: Send + 'static>(
    units: usize,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T> {
    let result = if units <= MOST_UNITS_AT_ONCE {
        work()
    } else {
        ops::blocking(work)
            .await
            .unwrap_or_else(|panicked| Err(Failure::operation(panicked.to_string())))
    };
    Ok(result?)
}

#[cfg(test)]
mod tests {
    use std::thread::current;

    use super::{MOST_UNITS_AT_ONCE, perform};

    #[test]
    fn much_work_leaves_the_thread_and_little_does_not() {
        let tokio = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("tokio starts");
        let thread_of = |units| {
            tokio
                .block_on(perform(units, || Ok(current().id())))
                .expect("the work is done")
        };
        assert_eq!(thread_of(MOST_UNITS_AT_ONCE), current().id());
        assert_ne!(thread_of(MOST_UNITS_AT_ONCE + 1), current().id());
    }

    #[test]
    fn work_that_panics_rejects() {
        let tokio = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("tokio starts");
        let outcome = tokio.block_on(perform::<()>(usize::MAX, || panic!("expected by the test")));
        assert!(outcome.is_err());
    }
}
