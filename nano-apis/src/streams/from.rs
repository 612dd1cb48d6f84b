//! Streams from async iterables: <https://streams.spec.whatwg.org/#rs-from>

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::react::{Completion, Reaction, react};
use nano_runtime::webidl::{AsyncIterator, AsyncSequence, idl};
use nano_runtime::{Member, Ref, Result, Scope, Shared, Trace};

use super::promises::resolved_with_undefined;
use super::readable::{
    ReadableStream, SourceAlgorithms, create_readable_stream,
    readable_stream_default_controller_close, readable_stream_default_controller_enqueue,
};
use super::strategies::SizeAlgorithm;

/// What the algorithms of [`readable_stream_from_iterable`] close over.
#[derive(Trace)]
struct IterableSource {
    iterator: AsyncIterator,
    stream: Member<ReadableStream>,
}

/// The fulfillment steps of the pull algorithm.
#[derive(Trace)]
struct Next {
    stream: Member<ReadableStream>,
}

impl Reaction for Next {
    fn fulfilled<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        iter_result: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        // 4.4.1. If iterResult is not an Object, throw a TypeError. 4.4.2. Let done be ? IteratorComplete(iterResult).
        // 4.4.4.1. Let value be ? IteratorValue(iterResult).
        let value = AsyncIterator::next_steps::<idl::Any, Local<'s, Value>>(scope, iter_result)?;
        let stream = self.stream.get();
        if let Some(controller) = stream.and_then(|stream| stream.get().default_controller()) {
            match value {
                // 4.4.3. If done is true, perform ! ReadableStreamDefaultControllerClose(stream.[[controller]]).
                None => readable_stream_default_controller_close(scope, controller)?,
                // 4.4.4.2. Perform ! ReadableStreamDefaultControllerEnqueue(stream.[[controller]], value).
                Some(value) => {
                    readable_stream_default_controller_enqueue(scope, controller, value)?;
                }
            }
        }
        Ok(None)
    }
}

/// The fulfillment steps of the cancel algorithm.
#[derive(Trace)]
struct Returned {}

impl Reaction for Returned {
    fn fulfilled<'s>(
        &self,
        _: &mut Scope<'s, '_>,
        iter_result: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        // 5.8.1. If iterResult is not an Object, throw a TypeError. 5.8.2. Return undefined.
        AsyncIterator::close_steps(iter_result)?;
        Ok(None)
    }
}

impl SourceAlgorithms for Shared<IterableSource> {
    fn pull<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        let Some(source) = self.get() else {
            return resolved_with_undefined(scope);
        };
        // 4.1. Let nextResult be IteratorNext(iteratorRecord).
        // 4.2. If nextResult is an abrupt completion, return a promise rejected with nextResult.[[Value]].
        // 4.3. Let nextPromise be a promise resolved with nextResult.[[Value]].
        let next_promise = source.iterator.next(scope)?;
        // 4.4. Return the result of reacting to nextPromise with the fulfillment steps.
        let stream = Member::from(source.stream.get());
        react(scope, next_promise, Next { stream })
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        let Some(source) = self.get() else {
            return resolved_with_undefined(scope);
        };
        // 5.1.–5.7. Let returnPromise be that of calling the iterator's return method, if there is one.
        match source.iterator.close(scope, reason)? {
            // 5.8. Return the result of reacting to returnPromise with the fulfillment steps.
            Some(return_promise) => react(scope, return_promise, Returned {}),
            None => resolved_with_undefined(scope),
        }
    }
}

/// <https://streams.spec.whatwg.org/#readable-stream-from-iterable>
///
/// # Errors
///
/// What opening the iterable throws.
pub fn readable_stream_from_iterable<'s>(
    scope: &mut Scope<'s, '_>,
    async_iterable: AsyncSequence<'s>,
) -> Result<Ref<'s, ReadableStream>> {
    // 2. Let iteratorRecord be ? GetIterator(asyncIterable, async).
    let iterator = async_iterable.open(scope)?;
    // 4. Let pullAlgorithm be the following steps. 5. Let cancelAlgorithm be the following steps.
    let source = IterableSource {
        iterator,
        stream: Member::empty(),
    };
    let source = Shared::new(scope, || Box::new(source));
    let algorithms = Shared::new(scope, || {
        Box::new(source.clone()) as Box<dyn SourceAlgorithms>
    });
    // 3. Let startAlgorithm be an algorithm that returns undefined.
    // 6. Set stream to ! CreateReadableStream(startAlgorithm, pullAlgorithm, cancelAlgorithm, 0).
    let stream = create_readable_stream(
        scope,
        |_| Ok(Completion::Done),
        &algorithms,
        0.0,
        SizeAlgorithm::default(),
    )?;
    if let Some(source) = source.get() {
        source.stream.set(stream);
    }
    // 7. Return stream.
    Ok(stream)
}
