//! Timers: <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers>
//!
//! Here is what a timer does when it is due. When that is, in which order and at which nesting level is nano-runtime's business.

use nano_runtime::js::{self, Global, Local, Value};
use nano_runtime::timers::{TimerCallback, TimerId};
use nano_runtime::webidl::DomString;
use nano_runtime::{Realm, Result, Scope, webapi};

use super::Function;
use super::callbacks::js_function;

/// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timerhandler>
#[webapi("html/WindowOrWorkerGlobalScope.idl")]
pub enum TimerHandler {
    /// The source text of a classic script.
    DomString(DomString),
    /// What is called.
    Function(Function),
}

/// The `repeat` of the timer initialization steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// `setTimeout`
    No,
    /// `setInterval`
    Yes,
}

/// The steps a due timer runs.
enum Task {
    Script(String),
    Call {
        function: Global<js::Function>,
        arguments: Box<[Global<Value>]>,
    },
}

impl Task {
    /// Steps 9.4 to 9.6. What the task throws is left pending: the runtime reports it.
    fn run(&self, scope: &mut Scope<'_, '_>) {
        match self {
            // 9.5. If handler is a Function, then invoke handler given arguments and "report", and with callback this value set to
            //      thisArg.
            Self::Call {
                function,
                arguments,
            } => {
                let function = Local::new(scope, function);
                let arguments: Vec<_> = arguments
                    .iter()
                    .map(|argument| Local::new(scope, argument))
                    .collect();
                // 4. Let thisArg be global if that is a WorkerGlobalScope object; otherwise, the WindowProxy that corresponds to global.
                let this_arg = scope.get_current_context().global(scope).into();
                function.call(scope, this_arg, &arguments);
            }
            // 9.6. Otherwise:
            Self::Script(source) => {
                // 9.6.1.–9.6.6. The settings object is the realm's, and its API base URL is what the script's relative imports resolve
                //               against.
                let base_url = Realm::from_scope(scope).location();
                // 9.6.7. Let script be the result of creating a classic script given handler, settings object, base URL, and fetch
                //        options.
                // 9.6.8. Run the classic script script.
                nano_runtime::script::run_classic_script(scope, base_url.as_str(), source);
            }
        }
    }
}

/// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timer-initialisation-steps>
///
/// Without `previousId`: a repeating timer is started anew by the runtime, which performs the steps about the nesting level,
/// the clamping of `timeout` and the order of timers (1 to 3, 5, 10 to 13) as well.
///
/// # Errors
///
/// None of its own.
pub(super) fn timer_initialization_steps(
    scope: &mut Scope<'_, '_>,
    handler: TimerHandler,
    timeout: i32,
    arguments: &[Local<'_, Value>],
    repeat: Repeat,
) -> Result<i32> {
    // 8. Let task be a task that runs the following substeps:
    let task = match handler {
        TimerHandler::Function(function) => Task::Call {
            function: {
                let function = js_function(scope, &function)?;
                Global::new(scope, function)
            },
            arguments: arguments
                .iter()
                .map(|argument| Global::new(scope, *argument))
                .collect(),
        },
        // The source of a script is a sequence of scalar values: a lone surrogate is replaced, as when a script is decoded.
        TimerHandler::DomString(source) => Task::Script(source.into_string_lossy()),
    };
    let callback = match repeat {
        Repeat::No => TimerCallback::Once(Box::new(move |scope| task.run(scope))),
        Repeat::Yes => TimerCallback::Repeat(Box::new(move |scope| task.run(scope))),
    };
    let id = Realm::from_scope(scope).start_timer(timeout, callback);
    // 14. Return id. Without one the request that the caller belongs to is over, and the timer never fires; no timer has the id 0.
    Ok(id.map_or(0, TimerId::get))
}

/// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-cleartimeout>
pub(super) fn clear(scope: &Scope<'_, '_>, id: i32) {
    // The steps are to remove this's map of setTimeout and setInterval IDs[id]. These are the positive ids.
    if let Some(id) = TimerId::new(id).filter(|id| id.is_positive()) {
        Realm::from_scope(scope).timers().clear(id);
    }
}
