//! The messages between the two ends of a cross-realm transform.

use nano_runtime::js::{self, Local, Object, Promise, String, Value};
use nano_runtime::promise::{catch, rejected};
use nano_runtime::webidl::js_name;
use nano_runtime::{Exception, Ref, Result, Scope};

use crate::html::{MessagePort, disentangle, post_message};
use crate::streams::promises::resolved_with_undefined;

/// The values of a message's `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The readable end wants a chunk.
    Pull,
    /// The writable end sends one.
    Chunk,
    /// The writable end was closed.
    Close,
    /// Either end failed.
    Error,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Pull, Self::Chunk, Self::Close, Self::Error];

    fn name(self) -> &'static str {
        match self {
            Self::Pull => "pull",
            Self::Chunk => "chunk",
            Self::Close => "close",
            Self::Error => "error",
        }
    }

    fn js_name<'s>(self, scope: &Scope<'s, '_>) -> Local<'s, String> {
        js_name(scope, self.name())
    }
}

/// The first steps of the handlers for a port's message event: the type and the value of the message.
///
/// `None` is for a message that no cross-realm transform sends, which the standard's assertions rule out.
pub(super) fn unpack<'s>(
    scope: &mut Scope<'s, '_>,
    data: Local<'s, Value>,
) -> Option<(Kind, Local<'s, Value>)> {
    // 1. Let data be the data of the message. 2. Assert: data is an Object.
    let data = Local::<Object>::try_from(data).ok()?;
    // 3. Let type be ! Get(data, "type"). 4. Let value be ! Get(data, "value"). 5. Assert: type is a String.
    let key = js_name(scope, "type");
    let r#type = data.get(scope, key.into())?;
    let key = js_name(scope, "value");
    let value = data.get(scope, key.into())?;
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| r#type.strict_equals(kind.js_name(scope).into()))?;
    Some((kind, value))
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-crossrealmtransformsenderror>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(super) fn cross_realm_transform_send_error<'s>(
    scope: &mut Scope<'s, '_>,
    port: Ref<'_, MessagePort>,
    error: Local<'s, Value>,
) -> Result<()> {
    // 1. Perform PackAndPostMessage(port, "error", error), discarding the result.
    match catch(scope, |scope| {
        pack_and_post_message(scope, port, Kind::Error, error)
    }) {
        Ok(()) | Err(Some(_)) => Ok(()),
        Err(None) => Err(Exception::Pending),
    }
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-packandpostmessage>
///
/// # Errors
///
/// What the message port post message steps throw.
pub(super) fn pack_and_post_message<'s>(
    scope: &mut Scope<'s, '_>,
    port: Ref<'_, MessagePort>,
    r#type: Kind,
    value: Local<'s, Value>,
) -> Result<()> {
    // 1. Let message be OrdinaryObjectCreate(null).
    // 2. Perform ! CreateDataProperty(message, "type", type). 3. Perform ! CreateDataProperty(message, "value", value).
    let prototype = js::null(scope).into();
    let names = [
        js_name(scope, "type").into(),
        js_name(scope, "value").into(),
    ];
    let values = [r#type.js_name(scope).into(), value];
    let message = Object::with_prototype_and_properties(scope, prototype, &names, &values);
    // 4. Let targetPort be the port with which port is entangled, if any; otherwise let it be null.
    // 5. Let options be «[ "transfer" → « » ]».
    // 6. Run the message port post message steps providing targetPort, message, and options.
    post_message(scope, port, message.into())
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-packandpostmessagehandlingerror>
///
/// # Errors
///
/// The value that was thrown, of which the other end was told; `None` when the isolate is being terminated.
pub(super) fn pack_and_post_message_handling_error<'s>(
    scope: &mut Scope<'s, '_>,
    port: Ref<'_, MessagePort>,
    r#type: Kind,
    value: Local<'s, Value>,
) -> Result<(), Option<Local<'s, Value>>> {
    // 1. Let result be PackAndPostMessage(port, type, value).
    let result = catch(scope, |scope| {
        pack_and_post_message(scope, port, r#type, value)
    });
    // 2. If result is an abrupt completion, perform ! CrossRealmTransformSendError(port, result.[[Value]]).
    if let Err(Some(error)) = result {
        cross_realm_transform_send_error(scope, port, error).map_err(|_termination| None)?;
    }
    // 3. Return result as a completion record.
    result
}

/// The algorithm that ends a cross-realm transform early, from either end: cancelAlgorithm and abortAlgorithm.
pub(super) fn send_reason_and_disentangle<'s>(
    scope: &mut Scope<'s, '_>,
    port: Ref<'_, MessagePort>,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. Let result be PackAndPostMessageHandlingError(port, "error", reason).
    let result = pack_and_post_message_handling_error(scope, port, Kind::Error, reason);
    // 2. Disentangle port.
    disentangle(scope, port);
    match result {
        // 3. If result is an abrupt completion, return a promise rejected with result.[[Value]].
        Err(Some(error)) => rejected(scope, error),
        Err(None) => Err(Exception::Pending),
        // 4. Otherwise, return a promise resolved with undefined.
        Ok(()) => resolved_with_undefined(scope),
    }
}
