//! The interface Performance: <https://w3c.github.io/hr-time/#sec-performance>

use std::cell::OnceCell;

use nano_runtime::js::{Local, Object};
use nano_runtime::webidl::dictionary::Writer;
use nano_runtime::webidl::idl;
use nano_runtime::{Gc, Realm, Result, Scope, binding, webapi};

use super::clock::{self, Nanoseconds};
use crate::dom::EventTarget;
use crate::html::NanoGlobalScope;

/// <https://w3c.github.io/hr-time/#dom-performance>
#[webapi("performance/Performance.idl")]
#[derive(Debug)]
pub struct Performance {
    event_target: EventTarget,
    /// The time origin of the realm.
    time_origin: Nanoseconds,
}

#[webapi("performance/Performance.idl")]
impl Performance {
    /// <https://w3c.github.io/hr-time/#dom-performance-now>
    fn now(&self) -> f64 {
        clock::current_time_since(self.time_origin)
    }

    /// <https://w3c.github.io/hr-time/#dom-performance-timeorigin>
    fn time_origin(&self) -> f64 {
        clock::get_time_origin_timestamp(self.time_origin)
    }

    /// <https://webidl.spec.whatwg.org/#default-tojson-steps>
    fn to_json<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Object>> {
        let map = Writer::new(scope);
        map.member::<idl::Double, f64>(scope, "timeOrigin", self.time_origin())?;
        Ok(map.object())
    }
}

#[webapi("performance/Performance.idl")]
impl NanoGlobalScope {
    /// <https://w3c.github.io/hr-time/#dom-windoworworkerglobalscope-performance>
    fn performance(&self, scope: &mut Scope<'_, '_>) -> Gc<Performance> {
        let state = Realm::from_scope(scope).state::<ThePerformance>();
        let make = || {
            let time_origin = clock::time_origin(scope);
            let event_target = EventTarget::default();
            let performance = Performance {
                event_target,
                time_origin,
            };
            Gc::from(binding::allocate(scope, performance))
        };
        state.0.get_or_init(make).clone()
    }
}

/// The one Performance of a realm.
#[derive(Default)]
struct ThePerformance(OnceCell<Gc<Performance>>);
