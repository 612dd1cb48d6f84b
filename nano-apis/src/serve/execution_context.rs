//! ExecutionContext: how a handler says that there is work left after its response.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::webidl::{FromJs, idl};
use nano_runtime::{Realm, Result, Scope, webapi};

/// How long a request lives: until every promise given to `waitUntil` is settled.
#[derive(Clone, Debug, Default)]
pub struct Extension(Rc<State>);

#[derive(Debug, Default)]
struct State {
    pending: Cell<usize>,
    waker: RefCell<Option<Waker>>,
}

impl Extension {
    /// Completes when no promise is pending; at once when `waitUntil` was never called.
    pub async fn settled(&self) {
        poll_fn(|cx| {
            if self.0.pending.get() == 0 {
                return Poll::Ready(());
            }
            self.0.waker.replace(Some(cx.waker().clone()));
            Poll::Pending
        })
        .await;
    }

    /// Whether a promise is pending.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.0.pending.get() > 0
    }

    /// Keeps the request until `promise` is settled. Its rejection is reported as an unhandled one is.
    pub fn until(&self, scope: &mut Scope<'_, '_>, promise: Local<'_, Promise>) {
        self.add();
        let extension = self.clone();
        Realm::from_scope(scope).on_settled(scope, promise, move |scope, settled| {
            extension.remove();
            if let Err(reason) = settled {
                Realm::from_scope(scope).report_exception(scope, reason, None);
            }
        });
    }

    fn add(&self) {
        self.0.pending.set(self.0.pending.get() + 1);
    }

    fn remove(&self) {
        self.0.pending.set(self.0.pending.get().saturating_sub(1));
        if self.0.pending.get() == 0
            && let Some(waker) = self.0.waker.take()
        {
            waker.wake();
        }
    }
}

/// The third argument of a fetch handler.
#[webapi("serve/ExecutionContext.idl")]
#[derive(Debug)]
pub struct ExecutionContext {
    #[untraced]
    extension: Extension,
}

impl ExecutionContext {
    /// A context whose request is extended by `extension`.
    #[must_use]
    pub fn new(extension: Extension) -> Self {
        Self { extension }
    }
}

#[webapi("serve/ExecutionContext.idl")]
impl ExecutionContext {
    /// Keeps what the request started (its operations and timers) alive until the promise settles. Its rejection is reported
    /// as an unhandled one is: nobody else looks at it.
    fn wait_until(&self, scope: &mut Scope<'_, '_>, promise: Local<'_, Value>) -> Result<()> {
        let promise = Local::new(scope, promise);
        let promise =
            <Local<'_, Promise> as FromJs<'_, idl::Promise<idl::Any>>>::from_js(scope, promise)?;
        self.extension.until(scope, promise);
        Ok(())
    }
}
