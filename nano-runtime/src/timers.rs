//! Timers: callbacks due at a time, in the order HTML demands.
//!
//! The JavaScript functions (`setTimeout` and its siblings) are an API above this; here are the deadlines, the nesting levels and
//! the order. `event_loop.rs` fires what is due. Time is tokio's, so that tests can steer it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroI32;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::foreground::ForegroundQueue;
use crate::js::Scope;
use crate::task_scope::{Members, TaskScopeId};

/// What a timer does.
pub enum TimerCallback {
    /// Runs once.
    Once(Box<dyn for<'s, 'i> FnOnce(&mut Scope<'s, 'i>)>),
    /// Runs each time the delay has passed again, until the timer is cleared.
    Repeat(Box<dyn for<'s, 'i> FnMut(&mut Scope<'s, 'i>)>),
}

impl std::fmt::Debug for TimerCallback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            TimerCallback::Once(_) => "Once",
            TimerCallback::Repeat(_) => "Repeat",
        })
    }
}

/// Names a timer of one realm: a positive number for a script's timer, a negative one for an API's.
pub type TimerId = NonZeroI32;

/// Who may clear a timer.
#[derive(Clone, Copy)]
enum Owner {
    /// Whoever has its id.
    Script,
    /// The API that started it.
    Native,
}

/// HTML: a nesting level above this clamps the delay.
const CLAMPED_ABOVE_LEVEL: u32 = 5;
/// HTML: what it is clamped to, in milliseconds.
const CLAMPED_DELAY: i32 = 4;

/// The timers of a realm.
pub struct Timers {
    /// Woken when a timer is started that is due before all others.
    foreground: Arc<ForegroundQueue>,
    timers: RefCell<HashMap<TimerId, Timer>>,
    /// In the order in which they are due: by deadline, then by start.
    due: RefCell<BTreeMap<(Instant, u64), TimerId>>,
    members: Members<TimerId>,
    last_id: Cell<i32>,
    last_native_id: Cell<i32>,
    last_order: Cell<u64>,
    keeping_alive: Cell<usize>,
    /// The nesting level of the timer task that is running, 0 outside of one.
    nesting_level: Cell<u32>,
}

struct Timer {
    /// `None` while it runs.
    callback: Option<TimerCallback>,
    delay: i32,
    nesting_level: u32,
    /// `None` while it runs.
    due: Option<(Instant, u64)>,
    scope: TaskScopeId,
    position: usize,
    keep_alive: bool,
}

/// A due timer, taken out to be run.
pub(crate) struct Firing {
    id: TimerId,
    pub(crate) scope: TaskScopeId,
    pub(crate) callback: TimerCallback,
    nesting_level: u32,
}

impl Timers {
    pub(crate) fn new(foreground: Arc<ForegroundQueue>) -> Self {
        Timers {
            foreground,
            timers: RefCell::default(),
            due: RefCell::default(),
            members: Members::default(),
            last_id: Cell::new(0),
            last_native_id: Cell::new(0),
            last_order: Cell::new(0),
            keeping_alive: Cell::new(0),
            nesting_level: Cell::new(0),
        }
    }

    /// Starts a timer in `scope` that is due after `delay` milliseconds; a negative delay counts as 0. It keeps the event loop
    /// running unless [`Timers::set_keep_alive`] says otherwise.
    ///
    /// Implements the clamping and the nesting levels of
    /// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timer-initialisation-steps> and the ordering of
    /// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#run-steps-after-a-timeout>.
    pub(crate) fn start(&self, scope: TaskScopeId, delay: i32, callback: TimerCallback) -> TimerId {
        let id = self.new_id(Owner::Script);
        // Timer initialization steps 4, 5 and 10.
        let nesting_level = self.nesting_level.get();
        let delay = clamp(delay, nesting_level);
        self.insert(scope, id, delay, nesting_level + 1, callback);
        id
    }

    /// As [`Timers::start`], for the steps of an API of its own: without nesting levels and their clamping, and with an id that
    /// `clearTimeout` does not know.
    ///
    /// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#run-steps-after-a-timeout>
    pub(crate) fn start_native(
        &self,
        scope: TaskScopeId,
        delay: i32,
        callback: TimerCallback,
    ) -> TimerId {
        let id = self.new_id(Owner::Native);
        self.insert(scope, id, delay.max(0), 0, callback);
        id
    }

    fn insert(
        &self,
        scope: TaskScopeId,
        id: TimerId,
        delay: i32,
        nesting_level: u32,
        callback: TimerCallback,
    ) {
        let due = self.new_deadline(delay);
        self.due.borrow_mut().insert(due, id);
        let position = self.members.add(scope, id);
        self.timers.borrow_mut().insert(
            id,
            Timer {
                callback: Some(callback),
                delay,
                nesting_level,
                due: Some(due),
                scope,
                position,
                keep_alive: true,
            },
        );
        self.keeping_alive.set(self.keeping_alive.get() + 1);
        if self.next_due() == Some(due.0) {
            self.foreground.wake();
        }
    }

    /// Stops a timer; false if there is none of that id.
    pub fn clear(&self, id: TimerId) -> bool {
        // The callback is dropped here, with nothing borrowed: its destructor may come back.
        self.remove(id).is_some()
    }

    /// Whether a timer exists. One that runs once does not exist any more while it runs.
    #[must_use]
    pub fn exists(&self, id: TimerId) -> bool {
        self.timers.borrow().contains_key(&id)
    }

    /// Says whether a timer keeps the event loop running.
    pub fn set_keep_alive(&self, id: TimerId, keep_alive: bool) {
        if let Some(timer) = self.timers.borrow_mut().get_mut(&id)
            && timer.keep_alive != keep_alive
        {
            timer.keep_alive = keep_alive;
            let count = self.keeping_alive.get();
            self.keeping_alive
                .set(if keep_alive { count + 1 } else { count - 1 });
        }
    }

    /// Whether a timer keeps the event loop running.
    #[must_use]
    pub fn keeps_alive(&self, id: TimerId) -> bool {
        self.timers
            .borrow()
            .get(&id)
            .is_some_and(|timer| timer.keep_alive)
    }

    /// The number of timers that keep the event loop running.
    pub(crate) fn keeping_alive(&self) -> usize {
        self.keeping_alive.get()
    }

    /// The number of timers.
    pub(crate) fn len(&self) -> usize {
        self.timers.borrow().len()
    }

    /// When the next timer is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.due
            .borrow()
            .first_key_value()
            .map(|((due, _), _)| *due)
    }

    /// Takes the next timer that was due at `now` to be run, and enters its nesting level.
    pub(crate) fn begin_next(&self, now: Instant) -> Option<Firing> {
        let mut queue = self.due.borrow_mut();
        let entry = queue.first_entry().filter(|entry| entry.key().0 <= now)?;
        let id = entry.remove();
        drop(queue);
        let mut timers = self.timers.borrow_mut();
        let timer = timers.get_mut(&id)?;
        timer.due = None;
        let callback = timer.callback.take()?;
        let (scope, nesting_level) = (timer.scope, timer.nesting_level);
        drop(timers);
        if matches!(callback, TimerCallback::Once(_)) {
            self.remove(id);
        }
        self.nesting_level.set(nesting_level);
        Some(Firing {
            id,
            scope,
            callback,
            nesting_level,
        })
    }

    /// Leaves the nesting level of the timer task that ran.
    pub(crate) fn end_task(&self) {
        self.nesting_level.set(0);
    }

    /// Starts a repeating timer anew after it ran, unless it was cleared meanwhile.
    pub(crate) fn repeat(&self, id: TimerId, callback: TimerCallback, nesting_level: u32) {
        let mut timers = self.timers.borrow_mut();
        let Some(timer) = timers.get_mut(&id).filter(|timer| timer.callback.is_none()) else {
            drop(timers);
            drop(callback);
            return;
        };
        timer.delay = clamp(timer.delay, nesting_level);
        timer.nesting_level = nesting_level.saturating_add(1);
        let due = self.new_deadline(timer.delay);
        timer.due = Some(due);
        timer.callback = Some(callback);
        self.due.borrow_mut().insert(due, id);
    }

    /// Drops all timers of a scope.
    pub(crate) fn cancel_scope(&self, scope: TaskScopeId) {
        for id in self.members.take(scope) {
            self.clear(id);
        }
    }

    /// Drops all timers.
    pub(crate) fn clear_all(&self) {
        loop {
            let Some(id) = self.timers.borrow().keys().next().copied() else {
                return;
            };
            self.clear(id);
        }
    }

    fn remove(&self, id: TimerId) -> Option<Timer> {
        let mut timers = self.timers.borrow_mut();
        let timer = timers.remove(&id)?;
        if let Some(due) = timer.due {
            self.due.borrow_mut().remove(&due);
        }
        if let Some(moved) = self.members.remove(timer.scope, timer.position)
            && let Some(other) = timers.get_mut(&moved)
        {
            other.position = timer.position;
        }
        if timer.keep_alive {
            self.keeping_alive.set(self.keeping_alive.get() - 1);
        }
        Some(timer)
    }

    fn new_id(&self, owner: Owner) -> TimerId {
        let timers = self.timers.borrow();
        let last = match owner {
            Owner::Script => &self.last_id,
            Owner::Native => &self.last_native_id,
        };
        loop {
            let next = last.get().checked_add(1).unwrap_or(1);
            last.set(next);
            let id = match owner {
                Owner::Script => next,
                Owner::Native => -next,
            };
            if let Some(id) = NonZeroI32::new(id)
                && !timers.contains_key(&id)
            {
                return id;
            }
        }
    }

    fn new_deadline(&self, delay: i32) -> (Instant, u64) {
        let order = self.last_order.get() + 1;
        self.last_order.set(order);
        (
            Instant::now() + Duration::from_millis(u64::try_from(delay).unwrap_or(0)),
            order,
        )
    }
}

impl Firing {
    /// Runs the callback. A repeating timer is to be given back by [`Firing::finish`].
    pub(crate) fn run(self, scope: &mut Scope<'_, '_>) -> Option<Finish> {
        match self.callback {
            TimerCallback::Once(callback) => {
                callback(scope);
                None
            }
            TimerCallback::Repeat(mut callback) => {
                callback(scope);
                Some(Finish {
                    id: self.id,
                    callback: TimerCallback::Repeat(callback),
                    nesting_level: self.nesting_level,
                })
            }
        }
    }
}

/// A repeating timer that ran.
pub(crate) struct Finish {
    id: TimerId,
    callback: TimerCallback,
    nesting_level: u32,
}

impl Finish {
    pub(crate) fn repeat(self, timers: &Timers) {
        timers.repeat(self.id, self.callback, self.nesting_level);
    }
}

impl std::fmt::Debug for Timers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Timers")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

fn clamp(delay: i32, nesting_level: u32) -> i32 {
    let delay = delay.max(0);
    if nesting_level > CLAMPED_ABOVE_LEVEL {
        delay.max(CLAMPED_DELAY)
    } else {
        delay
    }
}

/// A delay as given from JavaScript without WebIDL's `long`: the low 32 bits of its integer part, as browsers take it.
///
/// <https://tc39.es/ecma262/#sec-toint32>
#[must_use]
pub fn delay_from_number(delay: f64) -> i32 {
    if !delay.is_finite() {
        return 0;
    }
    let modulo = delay.trunc().rem_euclid(4_294_967_296.0);
    // In range of `u32` by the line above; the reinterpretation as `i32` is the wrap-around that is wanted.
    (modulo as u32).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_wrap_as_in_browsers() {
        assert_eq!(delay_from_number(2_147_483_647.0), i32::MAX);
        assert_eq!(delay_from_number(2_147_483_648.0), i32::MIN);
        assert_eq!(delay_from_number(4_294_967_296.0 + 5.9), 5);
        assert_eq!(delay_from_number(-1.5), -1);
        assert_eq!(delay_from_number(f64::NAN), 0);
        assert_eq!(delay_from_number(f64::INFINITY), 0);
    }

    #[test]
    fn delays_are_clamped_above_level_five() {
        assert_eq!(
            (clamp(-3, 0), clamp(0, 5), clamp(0, 6), clamp(9, 6)),
            (0, 0, 4, 9)
        );
    }
}
