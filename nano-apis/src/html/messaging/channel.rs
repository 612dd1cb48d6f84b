//! The interface MessageChannel: <https://html.spec.whatwg.org/multipage/web-messaging.html#message-channels>

use nano_runtime::{Exception, Member, Ref, Result, Scope, webapi};

use super::MessagePort;
use super::port::new_entangled_pair;

/// <https://html.spec.whatwg.org/multipage/web-messaging.html#messagechannel>
#[webapi("html/MessageChannel.idl")]
pub struct MessageChannel {
    port1: Member<MessagePort>,
    port2: Member<MessagePort>,
}

#[webapi("html/MessageChannel.idl")]
impl MessageChannel {
    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#dom-messagechannel>
    fn constructor(scope: &mut Scope<'_, '_>) -> Self {
        // 1.–2. Set this's port 1 and port 2 to new MessagePorts in this's relevant realm.
        // 3. Entangle this's port 1 and this's port 2.
        let (port1, port2) = new_entangled_pair(scope);
        Self {
            port1: Member::new(port1),
            port2: Member::new(port2),
        }
    }

    fn port1(&self) -> Result<Ref<'_, MessagePort>> {
        // A channel is made with its ports and keeps them.
        self.port1.get().ok_or(Exception::Pending)
    }

    fn port2(&self) -> Result<Ref<'_, MessagePort>> {
        self.port2.get().ok_or(Exception::Pending)
    }
}
