//! The interface Navigator: <https://html.spec.whatwg.org/multipage/system-state.html#the-navigator-object>

use std::cell::OnceCell;

use nano_runtime::js::{Array, Local};
use nano_runtime::webidl::{CachedFrozenArray, idl};
use nano_runtime::{Gc, Realm, Result, Scope, binding, locale, webapi};

use super::NanoGlobalScope;

/// <https://html.spec.whatwg.org/multipage/system-state.html#navigator>
#[webapi("html/Navigator.idl")]
#[derive(Debug, Default)]
pub struct Navigator {
    languages: CachedFrozenArray,
}

#[webapi("html/NavigatorID.idl")]
impl Navigator {
    /// <https://html.spec.whatwg.org/multipage/system-state.html#dom-navigator-useragent>
    ///
    /// The name of the runtime, by which WinterTC's Minimum Common API has programs tell runtimes apart.
    fn user_agent(&self) -> &'static str {
        "NANO"
    }
}

#[webapi("html/NavigatorLanguage.idl")]
impl Navigator {
    /// <https://html.spec.whatwg.org/multipage/system-state.html#dom-navigator-language>
    fn language(&self) -> String {
        locale::default_language_tag()
    }

    /// <https://html.spec.whatwg.org/multipage/system-state.html#dom-navigator-languages>
    ///
    /// The same object for as long as the list is the same, and it never changes.
    fn languages<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Array>> {
        let languages = || vec![locale::default_language_tag()];
        self.languages
            .get_or_create::<idl::DOMString, _>(scope, languages)
    }
}

#[webapi("html/NavigatorConcurrentHardware.idl")]
impl Navigator {
    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-navigator-hardwareconcurrency>
    fn hardware_concurrency(&self) -> u64 {
        // A number between 1 and the number of logical processors potentially available to this user agent; 1 if unknown.
        std::thread::available_parallelism()
            .map_or(1, |count| u64::try_from(count.get()).unwrap_or(u64::MAX))
    }
}

#[webapi("html/Navigator.idl")]
impl NanoGlobalScope {
    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-worker-navigator>
    fn navigator(&self, scope: &mut Scope<'_, '_>) -> Gc<Navigator> {
        let state = Realm::from_scope(scope).state::<TheNavigator>();
        state
            .0
            .get_or_init(|| Gc::from(binding::allocate(scope, Navigator::default())))
            .clone()
    }
}

/// The one Navigator of a realm.
#[derive(Default)]
struct TheNavigator(OnceCell<Gc<Navigator>>);
