//! The transformer of a transform stream whose chunks a [`ByteTransform`] makes of the bytes of others.
//!
//! A chunk that takes little work is transformed at once. The rest of a larger one is copied and transformed on the pool of blocking
//! threads, step by step.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use nano_runtime::gc::ExternalMemory;
use nano_runtime::js::{Global, Local, Promise, PromiseResolver, Value};
use nano_runtime::ops::BlockingPanicked;
use nano_runtime::promise::{catch, new_promise};
use nano_runtime::react::{Reaction, upon};
use nano_runtime::realm::Realm;
use nano_runtime::webidl::{BufferSource, FromJs, idl};
use nano_runtime::{Exception, Gc, Member, Ref, Result, Scope, Shared, Trace, Traced};

use super::byte_transform::{ByteTransform, ByteTransformError, Feed};
use super::{
    NativeTransformer, TransformStreamDefaultController,
    transform_stream_default_controller_enqueue,
};

/// How much work is done at once, in milliseconds.
const MILLISECONDS_AT_ONCE: usize = 1;

/// How much work a blocking thread does before what it made is enqueued.
const MILLISECONDS_ON_POOL: usize = 16;

/// How many bytes one chunk may give before the readable side is asked whether it wants more.
const MOST_WITHOUT_ASKING: usize = 1024 * 1024;

/// See the module.
#[derive(Trace)]
pub struct ByteTransformer {
    #[untraced]
    state: Rc<State>,
}

struct State {
    /// Empty while a step is under way, after a failure, and at the end.
    transform: RefCell<Option<Box<dyn ByteTransform>>>,
    memory: RefCell<(u64, ExternalMemory)>,
    /// Whether the stream let go of the transformer.
    cleared: Cell<bool>,
    /// A chunk of which the rest waits until the readable side wants more.
    paused: RefCell<Option<Work>>,
}

impl ByteTransformer {
    /// A transformer for `set_up_transform_stream`.
    pub fn shared(
        scope: &mut Scope<'_, '_>,
        transform: Box<dyn ByteTransform>,
    ) -> Shared<dyn NativeTransformer> {
        let bytes = transform.memory();
        let memory = ExternalMemory::new(scope, bytes);
        let state = Rc::new(State {
            transform: RefCell::new(Some(transform)),
            memory: RefCell::new((bytes, memory)),
            cleared: Cell::new(false),
            paused: RefCell::default(),
        });
        Shared::new(scope, || {
            Box::new(Self { state }) as Box<dyn NativeTransformer>
        })
    }

    fn run<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
        chunk: Option<BufferSource<'s>>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let taken = self.state.transform.borrow_mut().take();
        let Some(mut transform) = taken else {
            return Err(Exception::type_error("The stream has ended"));
        };
        let last = chunk.is_none();
        let budget = transform.bytes_in_a_millisecond() * MILLISECONDS_AT_ONCE;
        let mut output = Vec::new();
        let mut begin = |input: &[u8]| {
            let (mut feed, transform) = (
                Feed {
                    input,
                    taken: 0,
                    last,
                },
                &mut *transform,
            );
            let result = feed.run(transform, budget, &mut output);
            (result, input.get(feed.taken..).map(<[u8]>::to_vec))
        };
        let (result, rest) = match chunk {
            Some(chunk) => chunk.with_bytes(scope, begin),
            None => begin(&[]),
        };
        let job = Job {
            state: Rc::clone(&self.state),
            work: Work {
                transform,
                feed: Feed {
                    input: rest.unwrap_or_default(),
                    taken: 0,
                    last,
                },
                output,
            },
        };
        match result {
            Ok(false) => {
                let (resolver, promise) = new_promise(scope)?;
                job.go_on(scope, controller, resolver);
                Ok(Some(promise))
            }
            Ok(true) => job.end(scope, controller).map(|()| None),
            Err(error) => Err(job.fail(scope, controller, error)),
        }
    }
}

impl NativeTransformer for ByteTransformer {
    fn transform<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
        chunk: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let chunk = <BufferSource<'s> as FromJs<'s, idl::BufferSource>>::from_js(scope, chunk)?;
        self.run(scope, controller, Some(chunk))
    }

    fn flush<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
    ) -> Result<Option<Local<'s, Promise>>> {
        self.run(scope, controller, None)
    }

    fn is_of_bytes(&self) -> bool {
        self.state.transform.borrow().is_some() || self.is_paused()
    }

    fn is_paused(&self) -> bool {
        let paused = self.state.paused.borrow();
        paused.as_ref().is_some_and(|work| !work.feed.last)
    }

    fn take_bytes(&self) -> Option<(Box<dyn ByteTransform>, Vec<u8>)> {
        if let Some(work) = self.state.paused.take() {
            let mut rest = work.feed.input;
            rest.drain(..work.feed.taken.min(rest.len()));
            return Some((work.transform, rest));
        }
        let transform = self.state.transform.take()?;
        Some((transform, Vec::new()))
    }

    fn cleared(&self) {
        self.state.cleared.set(true);
        if self.is_paused() {
            self.state.paused.take();
        }
        self.state.release();
    }
}

impl State {
    /// Frees the transform. One that is at work is freed when its work is done.
    fn release(&self) {
        self.transform.take();
        self.memory.take();
    }
}

/// A chunk that is being transformed, or the end of all chunks.
struct Job {
    state: Rc<State>,
    work: Work,
}

/// What of a job goes to another thread.
struct Work {
    transform: Box<dyn ByteTransform>,
    feed: Feed<Vec<u8>>,
    /// What was made and not yet enqueued.
    output: Vec<Vec<u8>>,
}

impl Job {
    /// Transforms more on the pool of blocking threads. `resolver`'s promise is that of the whole job.
    fn go_on(
        self,
        scope: &mut Scope<'_, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
        resolver: Local<'_, PromiseResolver>,
    ) {
        let Self { state, mut work } = self;
        let controller = Gc::from(controller);
        let resolver = Global::new(scope, resolver);
        let work_on_pool = move || {
            let budget = work.transform.bytes_in_a_millisecond() * MILLISECONDS_ON_POOL;
            let result = work
                .feed
                .run(&mut *work.transform, budget, &mut work.output);
            (work, result)
        };
        let settle = move |scope: &mut Scope<'_, '_>, outcome: std::result::Result<_, _>| {
            let resolver = Local::new(scope, &resolver);
            let outcome = outcome.map(|(work, result)| (Self { state, work }, result));
            settle(scope, controller.as_ref(), resolver, outcome);
        };
        // It does not begin in a request that was answered: the promise stays pending, as all do there.
        Realm::from_scope(scope).spawn_blocking(work_on_pool, settle);
    }

    /// Enqueues what was made.
    fn enqueue(
        &mut self,
        scope: &mut Scope<'_, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
    ) -> Result<()> {
        for bytes in std::mem::take(&mut self.work.output) {
            transform_stream_default_controller_enqueue(scope, controller, bytes)?;
        }
        Ok(())
    }

    /// The input is used up.
    fn end(
        mut self,
        scope: &mut Scope<'_, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
    ) -> Result<()> {
        self.enqueue(scope, controller)?;
        let Self { state, work } = self;
        if work.feed.last || state.cleared.get() {
            state.release();
            return Ok(());
        }
        let bytes = work.transform.memory();
        if state.memory.borrow().0 != bytes {
            let memory = ExternalMemory::new(scope, bytes);
            state.memory.replace((bytes, memory));
        }
        state.transform.replace(Some(work.transform));
        Ok(())
    }

    /// The exception for what is wrong with the input.
    fn fail(
        mut self,
        scope: &mut Scope<'_, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
        error: ByteTransformError,
    ) -> Exception {
        self.state.release();
        if error.keeps_output
            && let Err(exception) = self.enqueue(scope, controller)
        {
            return exception;
        }
        Exception::type_error(error.message)
    }

    /// After some work, of which there is more.
    ///
    /// OPTIMIZATION: the standard has all that a chunk gives enqueued before its write is done, however much that is. Here what goes
    /// beyond a mebibyte waits until the readable side wants it, so that a few bytes of input cannot fill the memory. A script can
    /// tell by the time at which the write's promise is resolved, and if the end of such a chunk is invalid, because what came before
    /// it is not held back. With bounded memory it cannot be otherwise: in the standard the last byte of a chunk decides whether any
    /// output of it is enqueued.
    fn pause(
        mut self,
        scope: &mut Scope<'_, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
        resolver: Local<'_, PromiseResolver>,
    ) -> Result<()> {
        let made: usize = self.work.output.iter().map(Vec::len).sum();
        if made >= MOST_WITHOUT_ASKING {
            self.enqueue(scope, controller)?;
            let stream = controller.stream()?;
            if stream.backpressure.get() {
                let change = stream.backpressure_change_promise.promise(scope)?;
                let reaction = Wanted {
                    controller: Member::new(controller),
                    resolver: Traced::new(scope, resolver),
                    state: Rc::clone(&self.state),
                };
                self.state.paused.replace(Some(self.work));
                return upon(scope, change, reaction);
            }
        }
        self.go_on(scope, controller, resolver);
        Ok(())
    }
}

/// What follows when a blocking thread did some of a job's work.
fn settle(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, TransformStreamDefaultController>,
    resolver: Local<'_, PromiseResolver>,
    outcome: std::result::Result<
        (Job, std::result::Result<bool, ByteTransformError>),
        BlockingPanicked,
    >,
) {
    let settled = catch(scope, |scope| match outcome {
        Ok((job, Ok(false))) => job.pause(scope, controller, resolver).map(|()| false),
        Ok((job, Ok(true))) => job.end(scope, controller).map(|()| true),
        Ok((job, Err(error))) => Err(job.fail(scope, controller, error)),
        Err(panicked) => Err(Exception::type_error(panicked.to_string())),
    });
    // What fails here is a termination: nobody is left to see the promise settle.
    let _ = match settled {
        Ok(true) => {
            let undefined = nano_runtime::js::undefined(scope).into();
            resolver.resolve(scope, undefined)
        }
        Err(Some(reason)) => resolver.reject(scope, reason),
        Ok(false) | Err(None) => None,
    };
}

/// A job that waits until the readable side wants more. No root: a stream that nobody reads is collected with it.
#[derive(Trace)]
struct Wanted {
    controller: Member<TransformStreamDefaultController>,
    resolver: Traced<PromiseResolver>,
    #[untraced]
    state: Rc<State>,
}

impl Reaction for Wanted {
    fn fulfilled<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let (Some(controller), Some(resolver)) = (self.controller.get(), self.resolver.get(scope))
        else {
            return Ok(None);
        };
        let paused = self.state.paused.take();
        match paused {
            Some(work) => {
                let state = Rc::clone(&self.state);
                Job { state, work }.go_on(scope, controller, resolver);
            }
            // Native code has taken the rest, or the stream has ended.
            None => {
                let undefined = nano_runtime::js::undefined(scope).into();
                let resolved = resolver.resolve(scope, undefined);
                resolved.ok_or(Exception::Pending)?;
            }
        }
        Ok(None)
    }
}
