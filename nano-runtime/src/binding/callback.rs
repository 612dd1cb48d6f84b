//! [`Callback`]: a generated function as V8 calls it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::call::Call;
use crate::entry::CalledByScript;
use crate::exception::{Exception, Result};
use crate::realm::Realm;

/// What a generated function returns: everything else has gone into the return slot.
pub type Outcome = Result<()>;

/// A function pointer of V8's callback type, made from a generated function by [`callback`].
#[derive(Clone, Copy)]
pub struct Callback(pub(crate) v8::FunctionCallback);

/// The V8 callback that runs `f`: it makes a [`Call`], throws the error `f` returns, and lets no panic through.
pub const fn callback<F>(_: F) -> Callback
where
    F: Fn(&mut Call<'_, '_, '_>) -> Outcome + Copy,
{
    const {
        assert!(
            size_of::<F>() == 0,
            "a callback is a function item, not a closure with captures"
        )
    };
    Callback(run::<F>)
}

unsafe extern "C" fn run<F>(info: *const v8::FunctionCallbackInfo)
where
    F: Fn(&mut Call<'_, '_, '_>) -> Outcome + Copy,
{
    // SAFETY: V8 passes a valid callback info that lives for the call.
    let info = unsafe { &*info };
    // SAFETY: `F` is zero-sized (checked where the callback is made) and a value of it was given there, so it is inhabited.
    let f = unsafe { std::mem::transmute_copy::<(), F>(&()) };
    v8::callback_scope!(unsafe scope, info);
    let _called = CalledByScript::new();
    let mut call = Call::new(scope, info);
    match catch_unwind(AssertUnwindSafe(|| f(&mut call))) {
        Ok(Ok(())) => {}
        Ok(Err(exception)) => call.throw(exception),
        Err(panic) => {
            Realm::from_scope(call.scope()).retire_for_panic(&*panic);
            call.throw(panicked(&*panic));
        }
    }
}

/// The error a panic in a callback becomes; the realm is retired beside it.
pub(crate) fn panicked(panic: &(dyn std::any::Any + Send)) -> Exception {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Exception::error(format!(
        "internal error: {}",
        text.unwrap_or("a native function panicked")
    ))
}
