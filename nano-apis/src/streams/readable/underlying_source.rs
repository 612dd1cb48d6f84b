//! Underlying sources: <https://streams.spec.whatwg.org/#underlying-source-api>
//!
//! A controller calls its source through [`SourceAlgorithms`]: those of an object that a script passed in, or those of native code.

use nano_runtime::js::{self, Local, Object, Promise, Value};
use nano_runtime::react::Completion;
use nano_runtime::webidl::{AsCallback, CallbackThis};
use nano_runtime::{Exception, Member, Ref, Result, Scope, Shared, Trace, Traced, binding, webapi};

use super::byte_controller::ReadableByteStreamController;
use super::default_controller::ReadableStreamDefaultController;
use crate::streams::lane::AsBranch;
use crate::streams::native::NativeAlgorithms;
use crate::streams::promises::resolved_with_undefined;

/// <https://streams.spec.whatwg.org/#dictdef-underlyingsource>
#[webapi("streams/ReadableStream.idl")]
pub struct UnderlyingSource {
    /// Called when the stream is made.
    pub start: Option<UnderlyingSourceStartCallback>,
    /// Called when the queue has room.
    pub pull: Option<UnderlyingSourcePullCallback>,
    /// Called when the consumer loses interest.
    pub cancel: Option<UnderlyingSourceCancelCallback>,
    /// "bytes" for a readable byte stream.
    pub r#type: Option<ReadableStreamType>,
    /// The size of the buffers that a byte stream makes for readers that bring none.
    pub auto_allocate_chunk_size: Option<u64>,
}

/// <https://streams.spec.whatwg.org/#enumdef-readablestreamtype>
#[webapi("streams/ReadableStream.idl")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadableStreamType {
    /// "bytes"
    Bytes,
}

/// <https://streams.spec.whatwg.org/#callbackdef-underlyingsourcestartcallback>
#[webapi("streams/ReadableStream.idl")]
pub struct UnderlyingSourceStartCallback;

/// <https://streams.spec.whatwg.org/#callbackdef-underlyingsourcepullcallback>
#[webapi("streams/ReadableStream.idl")]
pub struct UnderlyingSourcePullCallback;

/// <https://streams.spec.whatwg.org/#callbackdef-underlyingsourcecancelcallback>
#[webapi("streams/ReadableStream.idl")]
pub struct UnderlyingSourceCancelCallback;

/// The pull and cancel algorithms of a source. Each has one of the two forms of the pull algorithm.
pub trait SourceAlgorithms: Trace {
    /// The pull algorithm.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated: a failure is a rejected promise.
    fn pull<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        self.pull_completion(scope)?.promise(scope)
    }

    /// The pull algorithm, whose promise need not be made if it is resolved with undefined.
    ///
    /// # Errors
    ///
    /// As [`SourceAlgorithms::pull`].
    fn pull_completion<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Completion<'s>> {
        self.pull(scope).map(Completion::Promise)
    }

    /// Whether the pull algorithm does anything.
    fn pulls(&self) -> bool {
        true
    }

    /// The cancel algorithm.
    ///
    /// # Errors
    ///
    /// As [`SourceAlgorithms::pull`].
    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>>;

    /// These algorithms, if they are those of a source of native code.
    fn as_native(&self) -> Option<&NativeAlgorithms> {
        None
    }

    /// These algorithms, if they are those of a branch of a tee.
    fn as_branch(&self) -> Option<AsBranch<'_>> {
        None
    }
}

/// A stream's controller, of either kind.
#[derive(Clone, Copy)]
pub enum Controller<'a> {
    /// Of chunks.
    Default(Ref<'a, ReadableStreamDefaultController>),
    /// Of bytes.
    Byte(Ref<'a, ReadableByteStreamController>),
}

impl Controller<'_> {
    fn wrapper<'s>(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Object>> {
        match self {
            Self::Default(controller) => binding::wrapper(scope, controller),
            Self::Byte(controller) => binding::wrapper(scope, controller),
        }
        .ok_or(Exception::Pending)
    }
}

/// The algorithms of an object that a script passed in.
#[derive(Trace)]
struct ScriptSource {
    this: Traced<Value>,
    pull: Option<UnderlyingSourcePullCallback>,
    cancel: Option<UnderlyingSourceCancelCallback>,
    default_controller: Member<ReadableStreamDefaultController>,
    byte_controller: Member<ReadableByteStreamController>,
}

impl ScriptSource {
    fn this<'s>(&self, scope: &mut Scope<'s, '_>) -> CallbackThis<'s> {
        match self.this.get(scope) {
            Some(this) => CallbackThis::Value(this),
            None => CallbackThis::Undefined,
        }
    }
}

impl SourceAlgorithms for ScriptSource {
    fn pulls(&self) -> bool {
        self.pull.is_some()
    }

    fn pull_completion<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Completion<'s>> {
        let Some(pull) = &self.pull else {
            return Ok(Completion::Done);
        };
        // Return the result of invoking underlyingSourceDict["pull"] with argument list « controller » and callback this value
        // underlyingSource.
        let controller = match (self.default_controller.get(), self.byte_controller.get()) {
            (Some(controller), _) => Controller::Default(controller).wrapper(scope)?,
            (None, Some(controller)) => Controller::Byte(controller).wrapper(scope)?,
            (None, None) => return Ok(Completion::Done),
        };
        let this = self.this(scope);
        pull.as_callback()
            .call_completion(scope, this, &[controller.into()])
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        let Some(cancel) = &self.cancel else {
            return resolved_with_undefined(scope);
        };
        // Return the result of invoking underlyingSourceDict["cancel"] with argument list « reason » and callback this value
        // underlyingSource.
        let this = self.this(scope);
        cancel.as_callback().call_promise(scope, this, &[reason])
    }
}

/// The pull and cancel algorithms of `source`.
pub(super) fn script_algorithms<'s>(
    scope: &mut Scope<'s, '_>,
    source: Local<'s, Value>,
    pull: Option<UnderlyingSourcePullCallback>,
    cancel: Option<UnderlyingSourceCancelCallback>,
    controller: Controller<'_>,
) -> Shared<dyn SourceAlgorithms> {
    let this = Traced::new(scope, source);
    let (default_controller, byte_controller) = match controller {
        Controller::Default(controller) => (Member::new(controller), Member::empty()),
        Controller::Byte(controller) => (Member::empty(), Member::new(controller)),
    };
    let source = ScriptSource {
        this,
        pull,
        cancel,
        default_controller,
        byte_controller,
    };
    Shared::new(scope, || Box::new(source) as Box<dyn SourceAlgorithms>)
}

/// The start algorithm: undefined, or the result of invoking underlyingSourceDict["start"] with argument list « controller » and
/// callback this value underlyingSource.
pub(super) fn start<'s>(
    scope: &mut Scope<'s, '_>,
    source: Local<'s, Value>,
    callback: Option<&UnderlyingSourceStartCallback>,
    controller: Controller<'_>,
) -> Result<Local<'s, Value>> {
    let Some(callback) = callback else {
        return Ok(js::undefined(scope).into());
    };
    let controller = controller.wrapper(scope)?;
    callback
        .as_callback()
        .call(scope, CallbackThis::Value(source), &[controller.into()])
}
