//! Waiting for a promise from outside JavaScript.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use crate::error::RunError;
use crate::js::{Global, Local, Promise, Value};
use crate::runtime::JsRuntime;

/// Where the reaction leaves the outcome.
type Outcome = Rc<RefCell<Option<Result<Global<Value>, RunError>>>>;

impl JsRuntime {
    /// The value itself, or what it is fulfilled with if it is a promise. The event loop runs meanwhile; what is left to do when
    /// the promise settles is the caller's to run.
    ///
    /// # Errors
    /// The promise's rejection as [`RunError::UnhandledRejection`]; [`RunError::StalledTopLevelAwait`] when the event loop ran dry
    /// before; else as [`JsRuntime::run_event_loop`].
    pub async fn settled(&self, value: Global<Value>) -> Result<Global<Value>, RunError> {
        let outcome = Outcome::default();
        let is_promise = self.with_scope(|scope| {
            let Ok(promise) = Local::<Promise>::try_from(Local::new(scope, &value)) else {
                return false;
            };
            let outcome = Rc::clone(&outcome);
            self.realm()
                .on_settled(scope, promise, move |scope, settled| {
                    let settled = match settled {
                        Ok(value) => Ok(Global::new(scope, value)),
                        Err(reason) => {
                            let error = crate::script::describe_exception(scope, reason, None);
                            Err(RunError::UnhandledRejection(Box::new(error)))
                        }
                    };
                    outcome.replace(Some(settled));
                });
            true
        });
        if !is_promise {
            return Ok(value);
        }
        // The reaction of a promise that is settled already waits for a checkpoint.
        self.run_task(|_| ())?;
        poll_fn(|cx| {
            if let Some(outcome) = outcome.take() {
                return Poll::Ready(outcome);
            }
            let polled = self.poll_event_loop(cx);
            match (outcome.take(), polled) {
                (Some(outcome), _) => Poll::Ready(outcome),
                (None, Poll::Ready(ended)) => {
                    Poll::Ready(ended.and(Err(RunError::StalledTopLevelAwait(Vec::new()))))
                }
                (None, Poll::Pending) => Poll::Pending,
            }
        })
        .await
    }
}
