//! The clock of the High Resolution Time specification: what `event.timeStamp` and `performance.now()` read.
//!
//! <https://w3c.github.io/hr-time/>. The interface Performance is not here.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use nano_runtime::{Realm, Scope};
use tokio::time::Instant;

/// <https://w3c.github.io/hr-time/#dfn-time-origin>: a realm's one moment, taken when its global object is made.
#[derive(Debug)]
pub struct TimeOrigin {
    monotonic: Instant,
    /// The wall clock at that moment.
    wall: SystemTime,
}

impl Default for TimeOrigin {
    fn default() -> Self {
        Self {
            monotonic: Instant::now(),
            wall: SystemTime::now(),
        }
    }
}

/// Takes the realm's time origin, if it was not taken.
pub fn start(scope: &Scope<'_, '_>) {
    Realm::from_scope(scope).state::<TimeOrigin>();
}

/// The resolution of every time that scripts see, in nanoseconds: that of a cross-origin isolated global.
const RESOLUTION: u128 = 5_000;

/// <https://w3c.github.io/hr-time/#dfn-coarsen-time>, in milliseconds.
fn coarsen_time(time: Duration) -> f64 {
    // Exact below 2^53 units of 5 µs, which is 1427 years.
    let units = (time.as_nanos() / RESOLUTION) as f64;
    units / 200.0
}

/// <https://w3c.github.io/hr-time/#dfn-current-high-resolution-time>: milliseconds since the time origin.
#[must_use]
pub fn current_high_resolution_time(scope: &Scope<'_, '_>) -> f64 {
    let origin = Realm::from_scope(scope).state::<TimeOrigin>();
    coarsen_time(origin.monotonic.elapsed())
}

/// <https://w3c.github.io/hr-time/#dfn-get-time-origin-timestamp>: the time origin in milliseconds since 1970.
#[must_use]
pub fn get_time_origin_timestamp(scope: &Scope<'_, '_>) -> f64 {
    let origin = Realm::from_scope(scope).state::<TimeOrigin>();
    // A clock set before 1970 counts as 1970.
    coarsen_time(origin.wall.duration_since(UNIX_EPOCH).unwrap_or_default())
}
