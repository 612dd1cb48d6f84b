//! The mixin WindowOrWorkerGlobalScope: <https://html.spec.whatwg.org/multipage/webappapis.html#windoworworkerglobalscope-mixin>
//!
//! Here is what HTML itself puts there, each member handed on to its algorithm. Other standards' members are in their own folders.

use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::{ByteString, DomString};
use nano_runtime::{Realm, Result, Scope, webapi};

use super::callbacks::js_function;
use super::structured_clone::{StructuredSerializeOptions, structured_clone};
use super::timers::{self, Repeat, TimerHandler};
use super::{NanoGlobalScope, VoidFunction, base64, location};

#[webapi("html/WindowOrWorkerGlobalScope.idl")]
impl NanoGlobalScope {
    /// <https://html.spec.whatwg.org/multipage/webappapis.html#dom-origin>
    fn origin(&self, scope: &mut Scope<'_, '_>) -> String {
        // The getter steps are to return this's relevant settings object's origin, serialized.
        location::origin(Realm::from_scope(scope))
    }

    /// <https://html.spec.whatwg.org/multipage/webappapis.html#dom-issecurecontext>
    ///
    /// The code comes from whoever runs the process: there is no network between it and the application.
    fn is_secure_context(&self) -> bool {
        true
    }

    /// <https://html.spec.whatwg.org/multipage/webappapis.html#dom-crossoriginisolated>
    ///
    /// No document of another origin shares the agent cluster, so shared memory is at hand.
    fn cross_origin_isolated(&self) -> bool {
        true
    }

    /// <https://html.spec.whatwg.org/multipage/webappapis.html#dom-btoa>
    fn btoa(&self, data: DomString) -> Result<String> {
        base64::btoa(&data)
    }

    /// <https://html.spec.whatwg.org/multipage/webappapis.html#dom-atob>
    fn atob(&self, data: DomString) -> Result<ByteString> {
        base64::atob(&data)
    }

    /// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-settimeout>
    fn set_timeout<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        handler: TimerHandler,
        timeout: i32,
        arguments: Vec<Local<'s, Value>>,
    ) -> Result<i32> {
        // The steps are to return the result of running the timer initialization steps given this, handler, timeout, arguments,
        // and false.
        timers::timer_initialization_steps(scope, handler, timeout, &arguments, Repeat::No)
    }

    /// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-cleartimeout>
    fn clear_timeout(&self, scope: &mut Scope<'_, '_>, id: i32) {
        timers::clear(scope, id);
    }

    /// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-setinterval>
    fn set_interval<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        handler: TimerHandler,
        timeout: i32,
        arguments: Vec<Local<'s, Value>>,
    ) -> Result<i32> {
        // The steps are to return the result of running the timer initialization steps given this, handler, timeout, arguments,
        // and true.
        timers::timer_initialization_steps(scope, handler, timeout, &arguments, Repeat::Yes)
    }

    /// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-clearinterval>
    fn clear_interval(&self, scope: &mut Scope<'_, '_>, id: i32) {
        timers::clear(scope, id);
    }

    /// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-queuemicrotask>
    fn queue_microtask(&self, scope: &mut Scope<'_, '_>, callback: VoidFunction) -> Result<()> {
        // The steps are to queue a microtask to invoke callback with « » and "report".
        let function = js_function(scope, &callback)?;
        // V8 calls it with `undefined` as this value and no arguments, in the task scope of now; what it throws reaches the realm's
        // message listener, which reports it.
        scope.enqueue_microtask(function);
        Ok(())
    }

    /// <https://html.spec.whatwg.org/multipage/structured-data.html#dom-structuredclone>
    fn structured_clone<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        value: Local<'s, Value>,
        options: StructuredSerializeOptions<'s>,
    ) -> Result<Local<'s, Value>> {
        structured_clone(scope, value, &options)
    }
}
