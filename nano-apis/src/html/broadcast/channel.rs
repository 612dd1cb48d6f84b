//! The interface BroadcastChannel: <https://html.spec.whatwg.org/multipage/web-messaging.html#broadcastchannel>

use std::cell::RefCell;
use std::sync::Arc;

use nano_runtime::js::{Local, Object, Value};
use nano_runtime::serialize::structured_serialize;
use nano_runtime::webidl::{DomExceptionName, DomString};
use nano_runtime::{Exception, Realm, Ref, Result, Scope, binding, webapi};

use super::delivery::{self, Hold};
use super::registry::{Broadcast, Registration};
use crate::dom::EventTarget;
use crate::html::location;
use crate::html::{EventHandlerNonNull, event_handler, set_event_handler};

/// <https://html.spec.whatwg.org/multipage/web-messaging.html#broadcastchannel>
#[webapi("html/BroadcastChannel.idl")]
pub struct BroadcastChannel {
    event_target: EventTarget,
    /// The channel name.
    #[untraced]
    name: DomString,
    /// `None` once the closed flag is true.
    #[untraced]
    pub(super) registration: RefCell<Option<Registration>>,
    /// What keeps the channel alive while it has listeners.
    #[untraced]
    pub(super) hold: RefCell<Hold>,
}

impl BroadcastChannel {
    /// The closed flag.
    pub(super) fn is_closed(&self) -> bool {
        self.registration.borrow().is_none()
    }
}

#[webapi("html/BroadcastChannel.idl")]
impl BroadcastChannel {
    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#dom-broadcastchannel>
    fn constructor<'s>(scope: &mut Scope<'s, '_>, name: DomString) -> Ref<'s, Self> {
        let registration = delivery::register(scope, &name);
        let id = registration.id();
        let channel = Self {
            event_target: EventTarget::default(),
            name,
            registration: RefCell::new(Some(registration)),
            hold: RefCell::default(),
        };
        let channel = binding::allocate(scope, channel);
        delivery::expect(scope, id, channel);
        channel
    }

    fn name(&self) -> DomString {
        self.name.clone()
    }

    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#dom-broadcastchannel-postmessage>
    fn post_message(&self, scope: &mut Scope<'_, '_>, message: Local<'_, Value>) -> Result<()> {
        // 1. If this is not eligible for messaging, then return: a realm that runs scripts is.
        // 2. If this's closed flag is true, then throw an "InvalidStateError" DOMException.
        if self.is_closed() {
            return Err(Exception::dom(
                DomExceptionName::InvalidStateError,
                "Channel is closed",
            ));
        }
        // 3. Let serialized be StructuredSerialize(message). Rethrow any exceptions.
        let serialized = structured_serialize(scope, message)?;
        // 4. Let sourceOrigin be this's relevant settings object's origin.
        let source_origin = location::origin(Realm::from_scope(scope));
        let broadcast = Arc::new(Broadcast {
            serialized,
            source_origin,
        });
        // A getter in the message may have closed the channel, which then has no storage key and no destinations any more.
        if let Some(registration) = &*self.registration.borrow() {
            // 5.–9. Queue a task for each destination. (Its steps are `delivery::receive`.)
            registration.post(&broadcast);
        }
        Ok(())
    }

    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#dom-broadcastchannel-close>
    fn close(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) {
        // Set this's closed flag to true.
        drop(this.registration.take());
        delivery::update(scope, this);
    }

    fn onmessage<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "message")
    }

    fn set_onmessage(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "message", value);
    }

    fn onmessageerror<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
    ) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "messageerror")
    }

    fn set_onmessageerror(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "messageerror", value);
    }
}
