//! The interface ProgressEvent: <https://xhr.spec.whatwg.org/#interface-progressevent>

use nano_runtime::gc::DerivedFrom;
use nano_runtime::webidl::DomString;
use nano_runtime::{Ref, Result, Scope, binding, webapi};

use crate::dom::{Event, EventInit, EventTarget, dispatch_trusted};

/// <https://xhr.spec.whatwg.org/#progresseventinit>
#[webapi("xhr/ProgressEvent.idl")]
#[derive(Debug)]
pub struct ProgressEventInit {
    /// The members that every event has.
    pub event_init: EventInit,
    /// Whether `total` is known.
    pub length_computable: bool,
    /// How much is done.
    pub loaded: f64,
    /// How much there is.
    pub total: f64,
}

/// <https://xhr.spec.whatwg.org/#progressevent>
#[webapi("xhr/ProgressEvent.idl")]
pub struct ProgressEvent {
    event: Event,
    length_computable: bool,
    loaded: f64,
    total: f64,
}

#[webapi("xhr/ProgressEvent.idl")]
impl ProgressEvent {
    fn constructor(
        scope: &mut Scope<'_, '_>,
        type_: DomString,
        event_init_dict: ProgressEventInit,
    ) -> Self {
        Self {
            event: Event::new(scope, type_, event_init_dict.event_init),
            length_computable: event_init_dict.length_computable,
            loaded: event_init_dict.loaded,
            total: event_init_dict.total,
        }
    }

    fn length_computable(&self) -> bool {
        self.length_computable
    }

    fn loaded(&self) -> f64 {
        self.loaded
    }

    fn total(&self) -> f64 {
        self.total
    }
}

/// Fires a progress event, of which `transmitted` and `length` count bytes.
///
/// <https://xhr.spec.whatwg.org/#concept-event-fire-progress>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn fire_a_progress_event<'a, T: DerivedFrom<EventTarget>>(
    scope: &mut Scope<'_, '_>,
    e: &'static str,
    target: Ref<'a, T>,
    transmitted: u64,
    length: u64,
) -> Result<()> {
    let target: Ref<'_, EventTarget> = target.upcast();
    // OPTIMIZATION: nobody sees an event that has no listener.
    if !target.has_listeners(e) {
        return Ok(());
    }
    // Fire an event named e at target, using ProgressEvent, with the loaded attribute initialized to transmitted, and if length is not
    // 0, with the lengthComputable attribute initialized to true and the total attribute initialized to length.
    let init = ProgressEventInit {
        event_init: EventInit::default(),
        length_computable: length != 0,
        loaded: transmitted as f64,
        total: length as f64,
    };
    let event = ProgressEvent::constructor(scope, e.into(), init);
    let event = binding::allocate(scope, event);
    dispatch_trusted(scope, event, target).map(|_| ())
}
