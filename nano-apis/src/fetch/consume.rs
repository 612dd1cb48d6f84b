//! Consuming a body: <https://fetch.spec.whatwg.org/#concept-body-consume-body>
//!
//! Native bytes are awaited; a script's stream is read chunk by chunk, without a turn of JavaScript for each.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use data_url::mime::Mime;
use nano_runtime::js::{Global, Local, Promise, PromiseResolver, Value};
use nano_runtime::promise::{catch, new_promise, settle};
use nano_runtime::webidl::json::parse_json_bytes_to_value;
use nano_runtime::webidl::{IntoJs, idl};
use nano_runtime::{Exception, Gc, Interface, Member, Realm, Ref, Result, Scope, Shared, Trace};

use super::body::Body;
use super::body_slot::{BodyContent, BodySlot};
use super::form_data::parse_form_data;
use super::headers::LazyHeaders;
use super::mime_type::extract_a_mime_type;
use crate::encoding::Utf8Text;
use crate::file::Blob;
use crate::streams::native::{not_bytes, view_of_chunk};
use crate::streams::promises::PromiseSlot;
use crate::streams::readable::{
    ReadRequest, ReadSteps, ReadableStream, ReadableStreamDefaultReader,
    acquire_readable_stream_default_reader, readable_stream_default_reader_read,
};

/// Request and Response.
pub(super) trait BodyOwner: Interface + 'static {
    fn body_slot(&self) -> &BodySlot;
    fn header_list(&self) -> &LazyHeaders;
}

/// What the bytes of a body become: 'convertBytesToJSValue'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Package {
    ArrayBuffer,
    Blob,
    Bytes,
    FormData,
    Json,
    Text,
}

/// <https://fetch.spec.whatwg.org/#concept-body-consume-body>
///
/// OPTIMIZATION: what is all in memory is converted at once. (The type of a Blob is then that of the headers at this moment.)
pub(super) fn consume_body<'s, T: BodyOwner>(
    scope: &mut Scope<'s, '_>,
    object: Ref<'_, T>,
    package: Package,
) -> Result<Local<'s, Promise>> {
    // 1. If object is unusable, then return a promise rejected with a TypeError.
    let body = object.get().body_slot().take(scope)?;
    // 2. Let promise be a new promise.
    // 5. If object's body is null, then run successSteps with an empty byte sequence.
    // 6. Otherwise, fully read object's body given successSteps, errorSteps, and object's relevant global object.
    let body = match body {
        None => Body::empty(),
        Some(BodyContent::Native(body)) => body,
        Some(BodyContent::Stream(stream)) => {
            return read_all_bytes(scope, object, stream, package);
        }
    };
    let (resolver, promise) = new_promise(scope)?;
    let mut reading = Box::pin(body.fully_read());
    match reading
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(bytes) => settle_with(scope, resolver, object, bytes, package),
        Poll::Pending => {
            let (resolver, object) = (Global::new(scope, resolver), Gc::from(object));
            let operation = async move {
                let bytes = reading.await;
                move |scope: &mut Scope<'_, '_>| {
                    let resolver = Local::new(scope, &resolver);
                    settle_with(scope, resolver, object.as_ref(), bytes, package);
                }
            };
            Realm::from_scope(scope).spawn_op(operation, true);
        }
    }
    // 7. Return promise.
    Ok(promise)
}

/// 3. and 4.: 'errorSteps' and 'successSteps'.
fn settle_with<T: BodyOwner>(
    scope: &mut Scope<'_, '_>,
    resolver: Local<'_, PromiseResolver>,
    object: Ref<'_, T>,
    bytes: Result<Bytes>,
    package: Package,
) {
    let resolver = Local::new(scope, resolver);
    let packaged = bytes.map(|bytes| Packaged {
        object,
        bytes,
        package,
    });
    settle::<idl::Any, _>(scope, resolver, packaged);
}

/// The bytes of a body on their way to becoming a value.
struct Packaged<'a, T> {
    object: Ref<'a, T>,
    bytes: Bytes,
    package: Package,
}

impl<'s, T: BodyOwner> IntoJs<'s, idl::Any> for Packaged<'_, T> {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        let bytes = self.bytes;
        match self.package {
            Package::ArrayBuffer => IntoJs::<'s, idl::ArrayBuffer>::into_js(bytes, scope),
            Package::Blob => {
                // A Blob whose contents are bytes and whose type attribute is the result of get the MIME type with this: the empty
                // string if that is null, and otherwise the result of serializing it.
                let mime_type = get_the_mime_type(self.object);
                let mime_type = mime_type.map(|mime| mime.to_string()).unwrap_or_default();
                let blob = Blob::owning(scope, bytes, mime_type);
                IntoJs::<'s, idl::Interface>::into_js(blob, scope)
            }
            Package::Bytes => IntoJs::<'s, idl::Uint8Array>::into_js(bytes, scope),
            Package::FormData => {
                // 1. Let mimeType be the result of get the MIME type with this. 2. to 4.
                let mime_type = get_the_mime_type(self.object);
                parse_form_data(&bytes, mime_type.as_ref())?.into_js(scope)
            }
            Package::Json => parse_json_bytes_to_value(scope, &bytes),
            Package::Text => Utf8Text(bytes).into_js(scope),
        }
    }
}

/// <https://fetch.spec.whatwg.org/#concept-body-mime-type>
fn get_the_mime_type<T: BodyOwner>(object: Ref<'_, T>) -> Option<Mime> {
    object.get().header_list().with_list(extract_a_mime_type)
}

/// A stream that is being read to its end.
#[derive(Trace)]
struct Consumption<T: BodyOwner> {
    object: Member<T>,
    #[untraced]
    package: Package,
    promise: PromiseSlot,
    reader: Member<ReadableStreamDefaultReader>,
    #[untraced]
    bytes: RefCell<Vec<u8>>,
    #[untraced]
    progress: Cell<Progress>,
    /// What every read is asked for with.
    steps: Shared<dyn ReadSteps>,
}

/// What a read is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Progress {
    /// It was begun, and the call has not returned yet.
    #[default]
    Beginning,
    /// The chunk came before the call returned.
    DoneAtOnce,
    /// The stream has no chunk yet.
    Pending,
    /// There will be none.
    Ended,
}

/// <https://streams.spec.whatwg.org/#readablestreamdefaultreader-read-all-bytes>, whose steps settle the promise that is returned.
fn read_all_bytes<'s, T: BodyOwner>(
    scope: &mut Scope<'s, '_>,
    object: Ref<'_, T>,
    stream: Ref<'_, ReadableStream>,
    package: Package,
) -> Result<Local<'s, Promise>> {
    let reader = acquire_readable_stream_default_reader(scope, stream)?;
    let promise = PromiseSlot::new(scope)?;
    let result = promise.promise(scope)?;
    let consumption = Consumption {
        object: Member::new(object),
        package,
        promise,
        reader: Member::new(reader),
        bytes: RefCell::default(),
        progress: Cell::default(),
        steps: Shared::empty(),
    };
    let consumption = Shared::new(scope, || Box::new(consumption));
    let steps = AllBytes(consumption.clone());
    let steps = Shared::new(scope, || Box::new(steps) as Box<dyn ReadSteps>);
    if let Some(consumption) = consumption.get() {
        consumption.steps.set(&steps);
        consumption.read_loop(scope)?;
    }
    Ok(result)
}

impl<T: BodyOwner> Consumption<T> {
    /// <https://streams.spec.whatwg.org/#read-loop>, without recursion for chunks that are there already.
    fn read_loop(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        loop {
            let Some(reader) = self.reader.get() else {
                return Ok(());
            };
            self.progress.set(Progress::Beginning);
            let request = ReadRequest::Steps(self.steps.clone());
            readable_stream_default_reader_read(scope, reader, request)?;
            match self.progress.get() {
                Progress::DoneAtOnce => {}
                Progress::Beginning => {
                    self.progress.set(Progress::Pending);
                    return Ok(());
                }
                Progress::Pending | Progress::Ended => return Ok(()),
            }
        }
    }

    fn fail(&self, scope: &mut Scope<'_, '_>, exception: &Exception) -> Result<()> {
        self.progress.set(Progress::Ended);
        self.bytes.take();
        let error = exception.to_value(scope).ok_or(Exception::Pending)?;
        self.promise.take(scope).reject(scope, error)
    }

    /// Appends a chunk.
    fn append(&self, scope: &mut Scope<'_, '_>, chunk: Local<'_, Value>) -> Result<()> {
        let chunk = Local::new(scope, chunk);
        let view = view_of_chunk(scope, chunk)?.ok_or_else(not_bytes)?;
        view.with_bytes(scope, |chunk| self.append_slice(chunk))
    }

    /// Appends a chunk's bytes, which are nobody else's: the first are taken as they are.
    fn append_bytes(&self, chunk: Vec<u8>) -> Result<()> {
        if self.bytes.borrow().is_empty() {
            self.bytes.replace(chunk);
            return Ok(());
        }
        self.append_slice(&chunk)
    }

    fn append_slice(&self, chunk: &[u8]) -> Result<()> {
        let mut bytes = self.bytes.borrow_mut();
        let room = bytes.try_reserve(chunk.len());
        room.map_err(|_| Exception::range_error("Array buffer allocation failed"))?;
        bytes.extend_from_slice(chunk);
        Ok(())
    }

    /// The steps that follow appending a chunk.
    fn go_on(&self, scope: &mut Scope<'_, '_>, appended: Result<()>) -> Result<()> {
        // 1. If chunk is not a Uint8Array object, call failureSteps with a TypeError and abort these steps.
        if let Err(exception) = appended {
            return self.fail(scope, &exception);
        }
        // 3. Read-loop given reader, bytes, successSteps, and failureSteps.
        if self.progress.get() == Progress::Pending {
            return self.read_loop(scope);
        }
        self.progress.set(Progress::DoneAtOnce);
        Ok(())
    }
}

#[derive(Trace)]
struct AllBytes<T: BodyOwner>(Shared<Consumption<T>>);

impl<T: BodyOwner> ReadSteps for AllBytes<T> {
    fn chunk<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Local<'s, Value>) -> Result<()> {
        let Some(consumption) = self.0.get() else {
            return Ok(());
        };
        // 2. Append the bytes represented by chunk to bytes.
        let appended = consumption.append(scope, chunk);
        consumption.go_on(scope, appended)
    }

    fn bytes(&self, scope: &mut Scope<'_, '_>, bytes: Vec<u8>) -> Result<()> {
        let Some(consumption) = self.0.get() else {
            return Ok(());
        };
        let appended = consumption.append_bytes(bytes);
        consumption.go_on(scope, appended)
    }

    fn close(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        let Some(consumption) = self.0.get() else {
            return Ok(());
        };
        consumption.progress.set(Progress::Ended);
        let Some(object) = consumption.object.get() else {
            return Ok(());
        };
        // 1. Call successSteps with bytes.
        let packaged = Packaged {
            object,
            bytes: consumption.bytes.take().into(),
            package: consumption.package,
        };
        match catch(scope, |scope| packaged.into_js(scope)) {
            Ok(value) => consumption.promise.take(scope).resolve(scope, value),
            Err(Some(reason)) => consumption.promise.take(scope).reject(scope, reason),
            Err(None) => Err(Exception::Pending),
        }
    }

    fn error<'s>(&self, scope: &mut Scope<'s, '_>, e: Local<'s, Value>) -> Result<()> {
        let Some(consumption) = self.0.get() else {
            return Ok(());
        };
        // 1. Call failureSteps with e.
        consumption.progress.set(Progress::Ended);
        consumption.bytes.take();
        consumption.promise.take(scope).reject(scope, e)
    }
}
