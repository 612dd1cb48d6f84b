//! Throttle: promises that are resolved one after another, an interval apart.

use std::cell::Cell;
use std::time::Duration;

use nano_runtime::{Exception, Result, webapi};
use tokio::time::{Instant, sleep_until};

/// Spaces out what waits for it: calls of a service that allows so many a second.
#[webapi("throttle/Throttle.idl")]
#[derive(Debug)]
pub struct Throttle {
    /// Milliseconds from one turn to the next.
    interval: Cell<u32>,
    /// When the next turn may be; any time, if there has been none.
    #[untraced]
    next: Cell<Option<Instant>>,
}

#[webapi("throttle/Throttle.idl")]
impl Throttle {
    fn constructor(interval: u32) -> Result<Self> {
        Ok(Self {
            interval: Cell::new(positive(interval)?),
            next: Cell::new(None),
        })
    }

    fn interval(&self) -> u32 {
        self.interval.get()
    }

    fn set_interval(&self, value: u32) -> Result<()> {
        self.interval.set(positive(value)?);
        Ok(())
    }

    /// Takes the next turn, and waits for it.
    async fn turn(&self) {
        let now = Instant::now();
        let turn = self.next.get().map_or(now, |next| next.max(now));
        let interval = Duration::from_millis(self.interval.get().into());
        self.next.set(Some(turn + interval));
        sleep_until(turn).await;
    }
}

fn positive(interval: u32) -> Result<u32> {
    match interval {
        0 => Err(Exception::range_error("The interval must be positive.")),
        _ => Ok(interval),
    }
}
