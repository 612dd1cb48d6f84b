//! The clocks and the time origin: <https://w3c.github.io/hr-time/#sec-clocks>
//!
//! Moments of the monotonic clock are nanoseconds since the process first looked at it; durations for JavaScript are milliseconds.

use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use nano_runtime::{Realm, Scope};

/// A moment of the monotonic clock, or a duration: nanoseconds.
pub(super) type Nanoseconds = u64;

/// "If crossOriginIsolatedCapability is true, set time resolution to be 5 microseconds": finer time would help code of one
/// application to read what another one of the process computes.
const TIME_RESOLUTION: Nanoseconds = 5_000;

/// Where the monotonic clock started, and what the wall clock showed then.
struct Start {
    monotonic: Instant,
    since_unix_epoch: Nanoseconds,
}

fn clock() -> &'static Start {
    static START: OnceLock<Start> = OnceLock::new();
    // <https://w3c.github.io/hr-time/#dfn-estimated-monotonic-time-of-the-unix-epoch>: one estimate for all realms of the process, so
    // that what they measure can be compared.
    START.get_or_init(|| Start {
        monotonic: Instant::now(),
        since_unix_epoch: SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |duration| nanoseconds(duration.as_nanos())),
    })
}

fn nanoseconds(count: u128) -> Nanoseconds {
    // `u64` holds 584 years.
    Nanoseconds::try_from(count).unwrap_or(Nanoseconds::MAX)
}

/// <https://w3c.github.io/hr-time/#dfn-unsafe-shared-current-time>
fn unsafe_shared_current_time() -> Nanoseconds {
    nanoseconds(clock().monotonic.elapsed().as_nanos())
}

/// <https://w3c.github.io/hr-time/#dfn-coarsen-time>
fn coarsen_time(timestamp: Nanoseconds) -> Nanoseconds {
    // 1.–2. The time resolution is that of an isolated agent cluster.
    // 3.–4. Coarsen timestamp such that its resolution will not exceed time resolution, and return it as a moment.
    timestamp - timestamp % TIME_RESOLUTION
}

/// Nanoseconds as the milliseconds of a DOMHighResTimeStamp.
fn milliseconds(duration: Nanoseconds) -> f64 {
    // Below 2^53 for 104 days, and rounded to a nearby nanosecond afterwards.
    duration as f64 / 1_000_000.0
}

/// The time origin of a realm.
pub(super) struct TimeOrigin(pub(super) Nanoseconds);

impl Default for TimeOrigin {
    fn default() -> Self {
        Self(coarsen_time(unsafe_shared_current_time()))
    }
}

/// Sets a new realm's time origin: <https://w3c.github.io/hr-time/#dfn-time-origin>
pub fn start(scope: &Scope<'_, '_>) {
    time_origin(scope);
}

pub(super) fn time_origin(scope: &Scope<'_, '_>) -> Nanoseconds {
    Realm::from_scope(scope).state::<TimeOrigin>().0
}

/// <https://w3c.github.io/hr-time/#dfn-current-high-resolution-time>, in milliseconds since the realm's time origin.
#[must_use]
pub fn current_high_resolution_time(scope: &Scope<'_, '_>) -> f64 {
    current_time_since(time_origin(scope))
}

/// The current high resolution time of a realm with this time origin.
pub(super) fn current_time_since(time_origin: Nanoseconds) -> f64 {
    // The relative high resolution time given the unsafe shared current time and the global.
    // 1. Let coarse time be the result of calling coarsen time with time.
    let coarse_time = coarsen_time(unsafe_shared_current_time());
    // 2. Return the relative high resolution coarse time for coarseTime and global: the duration from the time origin to it.
    milliseconds(coarse_time.saturating_sub(time_origin))
}

/// <https://w3c.github.io/hr-time/#dfn-get-time-origin-timestamp>, in milliseconds.
pub(super) fn get_time_origin_timestamp(time_origin: Nanoseconds) -> f64 {
    // 2.–3. The duration from the estimated monotonic time of the Unix epoch to timeOrigin.
    milliseconds(coarsen_time(clock().since_unix_epoch).saturating_add(time_origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_coarse() {
        assert_eq!(
            (
                coarsen_time(4_999),
                coarsen_time(5_000),
                coarsen_time(14_999)
            ),
            (0, 5_000, 10_000)
        );
        assert_eq!(milliseconds(15_000), 0.015);
    }

    #[test]
    fn the_time_origin_is_a_date() {
        let origin = TimeOrigin::default();
        let date = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs_f64()
            * 1000.0;
        let now = get_time_origin_timestamp(origin.0) + current_time_since(origin.0);
        assert!((date - now).abs() < 10_000.0, "{date} {now}");
    }
}
