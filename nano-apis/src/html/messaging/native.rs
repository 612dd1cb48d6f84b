//! Ports that native code owns, and that no script sees: what it does with their messages, and how it posts its own.

use nano_runtime::js::{Local, Value};
use nano_runtime::{Ref, Result, Scope, Shared, Trace};

use super::MessagePort;
use super::port::message_port_post_message_steps;
use super::pump;

/// What native code does with what arrives at a port of its own. No event is made for it.
pub(crate) trait MessageHandler: Trace {
    /// The handler for the port's `message` event, whose data is `data`.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    fn message<'s>(&self, scope: &mut Scope<'s, '_>, data: Local<'s, Value>) -> Result<()>;

    /// The handler for the port's `messageerror` event.
    ///
    /// # Errors
    ///
    /// As [`MessageHandler::message`].
    fn message_error(&self, scope: &mut Scope<'_, '_>) -> Result<()>;
}

/// Adds the handler for a port's `message` and `messageerror` events, and enables its port message queue.
///
/// Such a port keeps the event loop running while messages wait for it, but not because some may still arrive: what native code waits for
/// is what a script waits for, whose own operations keep the loop running.
pub(crate) fn set_message_handler(
    scope: &mut Scope<'_, '_>,
    port: Ref<'_, MessagePort>,
    handler: &Shared<dyn MessageHandler>,
) {
    port.handler.set(handler);
    port.enabled.set(true);
    pump::update(scope, port);
}

/// Runs the message port post message steps for the port with which `port` is entangled, if any, and an empty transfer list.
///
/// # Errors
///
/// A "DataCloneError" DOMException, or what a getter in the message throws.
pub(crate) fn post_message(
    scope: &mut Scope<'_, '_>,
    port: Ref<'_, MessagePort>,
    message: Local<'_, Value>,
) -> Result<()> {
    let target_port = port.link().filter(super::pipe::Link::is_entangled);
    message_port_post_message_steps(scope, port, target_port.as_ref(), message, &[])
}
