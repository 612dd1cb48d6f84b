//! The allocator of a process that runs JavaScript: mimalloc.
//!
//! OPTIMIZATION: requests and streams are many small allocations, a part of which V8's threads free. Huge pages are off: the kernel clears
//! two megabytes for a body of some kilobytes.

use std::ffi::{c_int, c_long};
use std::time::Duration;

/// What a binary makes its global allocator. (V8 and the C library keep the system's.)
pub use mimalloc::MiMalloc as Allocator;

/// How long memory that is free is kept before the operating system has it back. mimalloc's own choice is 10 ms.
///
/// OPTIMIZATION: bodies that wait for the garbage collector are freed many at once, and as many are allocated in the tenths of a second that
/// follow. Memory that comes back from the operating system meanwhile is cleared page by page.
const KEEP_FREE: Duration = Duration::from_millis(100);

/// The number of mimalloc's option `purge_delay`, which the crate does not name.
const PURGE_DELAY: c_int = 15;

/// Sets the allocator up. Before or without this it works too.
pub fn set_up() {
    let milliseconds = c_long::try_from(KEEP_FREE.as_millis()).unwrap_or(c_long::MAX);
    // SAFETY: the option exists (a test looks), and any thread may set one at any time.
    unsafe { libmimalloc_sys::mi_option_set_default(PURGE_DELAY, milliseconds) }
}

#[cfg(test)]
mod tests {
    use super::{KEEP_FREE, PURGE_DELAY, set_up};

    #[test]
    fn the_option_is_the_one_that_is_ten_milliseconds_by_default() {
        // SAFETY: as in `set_up`.
        let option = || unsafe { libmimalloc_sys::mi_option_get(PURGE_DELAY) };
        assert_eq!(option(), 10);
        set_up();
        assert_eq!(u128::try_from(option()), Ok(KEEP_FREE.as_millis()));
    }
}
