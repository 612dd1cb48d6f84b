//! Promises: <https://webidl.spec.whatwg.org/#js-promise>
//!
//! How a future becomes a promise, and how a failure becomes a rejection. Nothing here knows an API.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::exception::{Exception, Result};
use crate::js::{Global, Local, Message, Promise, PromiseResolver, Scope, Value};
use crate::realm::Realm;
use crate::webidl::IntoJs;

/// A new pending promise and what settles it.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn new_promise<'s>(
    scope: &mut Scope<'s, '_>,
) -> Result<(Local<'s, PromiseResolver>, Local<'s, Promise>)> {
    let resolver = PromiseResolver::new(scope).ok_or(Exception::Pending)?;
    let promise = resolver.get_promise(scope);
    Ok((resolver, promise))
}

/// <https://webidl.spec.whatwg.org/#a-promise-resolved-with>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn resolved<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'_, Value>,
) -> Result<Local<'s, Promise>> {
    let (resolver, promise) = new_promise(scope)?;
    resolver.resolve(scope, value).ok_or(Exception::Pending)?;
    Ok(promise)
}

/// <https://webidl.spec.whatwg.org/#a-promise-rejected-with>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn rejected<'s>(
    scope: &mut Scope<'s, '_>,
    reason: Local<'_, Value>,
) -> Result<Local<'s, Promise>> {
    let (resolver, promise) = new_promise(scope)?;
    resolver.reject(scope, reason).ok_or(Exception::Pending)?;
    Ok(promise)
}

/// Runs `body` and hands on its exception as a value: one made in Rust, or one that JavaScript threw.
///
/// # Errors
///
/// The exception's value; `None` when the isolate is being terminated.
pub fn catch<'s, 'i, T>(
    scope: &mut Scope<'s, 'i>,
    body: impl FnOnce(&mut Scope<'s, 'i>) -> Result<T>,
) -> std::result::Result<T, Option<Local<'s, Value>>> {
    catch_with_message(scope, body).map_err(|caught| caught.map(|caught| caught.value))
}

/// What was thrown.
pub(crate) struct Caught<'s> {
    pub(crate) value: Local<'s, Value>,
    /// Where, if V8 noted it.
    pub(crate) message: Option<Local<'s, Message>>,
}

/// [`catch`], with where it was thrown.
pub(crate) fn catch_with_message<'s, 'i, T>(
    scope: &mut Scope<'s, 'i>,
    body: impl FnOnce(&mut Scope<'s, 'i>) -> Result<T>,
) -> std::result::Result<T, Option<Caught<'s>>> {
    v8::tc_scope!(let scope, scope);
    let exception = match body(scope) {
        Ok(value) => return Ok(value),
        Err(exception) => exception,
    };
    match exception {
        Exception::Pending => match scope.exception() {
            Some(value) if !scope.has_terminated() => {
                let message = scope.message();
                Err(Some(Caught { value, message }))
            }
            _ => {
                scope.rethrow();
                Err(None)
            }
        },
        other => Err(other.to_value(scope).map(|value| Caught {
            value,
            message: None,
        })),
    }
}

/// Runs `body`; whatever it throws becomes a rejected promise.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn catching<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    body: impl FnOnce(&mut Scope<'s, 'i>) -> Result<Local<'s, Promise>>,
) -> Result<Local<'s, Promise>> {
    match catch(scope, body) {
        Ok(promise) => Ok(promise),
        Err(Some(reason)) => rejected(scope, reason),
        Err(None) => Err(Exception::Pending),
    }
}

/// A promise that `future` settles. The future is polled once at once, so one that is ready costs no turn of the event loop.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn spawn<'s, I, T>(
    scope: &mut Scope<'s, '_>,
    future: impl Future<Output = Result<T>> + 'static,
) -> Result<Local<'s, Promise>>
where
    I: 'static,
    T: for<'a> IntoJs<'a, I> + 'static,
{
    let mut future: Pin<Box<dyn Future<Output = Result<T>>>> = Box::pin(future);
    match poll_once(&mut future) {
        Poll::Ready(result) => {
            let (resolver, promise) = new_promise(scope)?;
            settle::<I, T>(scope, resolver, result);
            Ok(promise)
        }
        Poll::Pending => wait::<I, T>(scope, future),
    }
}

/// Polls a future for the first time; nobody is woken when it can go on.
pub(crate) fn poll_once<T>(future: &mut Pin<Box<dyn Future<Output = T>>>) -> Poll<T> {
    let mut context = Context::from_waker(Waker::noop());
    future.as_mut().poll(&mut context)
}

/// A promise that a future settles which was not ready when it was first polled.
pub(crate) fn wait<'s, I, T>(
    scope: &mut Scope<'s, '_>,
    future: Pin<Box<dyn Future<Output = Result<T>>>>,
) -> Result<Local<'s, Promise>>
where
    I: 'static,
    T: for<'a> IntoJs<'a, I> + 'static,
{
    let (resolver, promise) = new_promise(scope)?;
    let resolver = Global::new(scope, resolver);
    let operation = async move {
        let result = future.await;
        move |scope: &mut Scope<'_, '_>| {
            let resolver = Local::new(scope, &resolver);
            settle::<I, T>(scope, resolver, result);
        }
    };
    Realm::from_scope(scope).spawn_op(operation, true);
    Ok(promise)
}

/// Resolves or rejects a promise with an API's result.
pub fn settle<'s, I, T: IntoJs<'s, I>>(
    scope: &mut Scope<'s, '_>,
    resolver: Local<'s, PromiseResolver>,
    result: Result<T>,
) {
    let converted = catch(scope, |scope| result.and_then(|value| value.into_js(scope)));
    // `None` means termination: nobody is left to see the promise settle.
    let _ = match converted {
        Ok(value) => resolver.resolve(scope, value),
        Err(Some(reason)) => resolver.reject(scope, reason),
        Err(None) => None,
    };
}
