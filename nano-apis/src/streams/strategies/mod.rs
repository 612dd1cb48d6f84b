//! Queuing strategies: <https://streams.spec.whatwg.org/#qs>
//!
//! The dictionaries, what streams extract from them, and the two interfaces.

mod byte_length_queuing_strategy;
mod count_queuing_strategy;

use nano_runtime::js::{Function, Global, Local, Value};
use nano_runtime::webidl::{CallbackFunction, CallbackThis, idl, js_name};
use nano_runtime::{Exception, Realm, Result, Scope, Traced, webapi};

pub use byte_length_queuing_strategy::ByteLengthQueuingStrategy;
pub use count_queuing_strategy::CountQueuingStrategy;

/// <https://streams.spec.whatwg.org/#dictdef-queuingstrategy>
#[webapi("streams/QueuingStrategy.idl")]
#[derive(Default)]
pub struct QueuingStrategy<'s> {
    /// How much may be queued before backpressure is applied.
    pub high_water_mark: Option<f64>,
    /// Computes the size of a chunk.
    pub size: Option<Local<'s, Function>>,
}

/// <https://streams.spec.whatwg.org/#dictdef-queuingstrategyinit>
#[webapi("streams/QueuingStrategy.idl")]
pub struct QueuingStrategyInit {
    /// The high water mark, of any value: streams check it.
    pub high_water_mark: f64,
}

/// <https://streams.spec.whatwg.org/#validate-and-normalize-high-water-mark>
///
/// # Errors
///
/// RangeError when the strategy's high water mark is NaN or negative.
pub fn extract_high_water_mark(strategy: &QueuingStrategy<'_>, default_hwm: f64) -> Result<f64> {
    // 1. If strategy["highWaterMark"] does not exist, return defaultHWM.
    // 2. Let highWaterMark be strategy["highWaterMark"].
    let Some(high_water_mark) = strategy.high_water_mark else {
        return Ok(default_hwm);
    };
    // 3. If highWaterMark is NaN or highWaterMark < 0, throw a RangeError exception.
    if high_water_mark.is_nan() || high_water_mark < 0.0 {
        return Err(Exception::range_error(
            "A queuing strategy's highWaterMark property must be a nonnegative, non-NaN number",
        ));
    }
    // 4. Return highWaterMark.
    Ok(high_water_mark)
}

/// How a stream computes the size of a chunk. Empty, it is the algorithm that returns 1.
#[derive(Default, nano_runtime::Trace)]
pub struct SizeAlgorithm(Traced<Function>);

impl SizeAlgorithm {
    /// Whether it is the algorithm that returns 1.
    pub(super) fn is_default(&self) -> bool {
        self.0.is_empty()
    }
}

/// <https://streams.spec.whatwg.org/#make-size-algorithm-from-size-function>
#[must_use]
pub fn extract_size_algorithm<'s>(
    scope: &Scope<'s, '_>,
    strategy: &QueuingStrategy<'s>,
) -> SizeAlgorithm {
    // 1. If strategy["size"] does not exist, return an algorithm that returns 1.
    // 2. Return an algorithm that performs the following steps, taking a chunk argument: return the result of invoking
    //    strategy["size"] with argument list « chunk ».
    match strategy.size {
        Some(size) => SizeAlgorithm(Traced::new(scope, size)),
        None => SizeAlgorithm::default(),
    }
}

impl SizeAlgorithm {
    /// The size of `chunk`.
    ///
    /// # Errors
    ///
    /// `Thrown::Value` with what the function threw or what converting its result did; `Pending` on termination.
    pub fn run<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Local<'s, Value>) -> Result<f64> {
        match self.0.get(scope) {
            None => Ok(1.0),
            Some(size) => CallbackFunction::new(scope, size)
                .call_returning::<idl::UnrestrictedDouble, f64>(
                    scope,
                    CallbackThis::Undefined,
                    &[chunk],
                ),
        }
    }

    /// Lets go of the function: the stream asks for no size any more.
    pub fn clear(&self, scope: &Scope<'_, '_>) {
        self.0.clear(scope);
    }
}

/// A `size` function of a realm, kept for it in the state `K`.
fn size_function<'s, K: 'static>(
    scope: &mut Scope<'s, '_>,
    make: impl FnOnce(&mut Scope<'s, '_>) -> Option<Local<'s, Function>>,
    wrap: fn(Global<Function>) -> K,
    get: fn(&K) -> &Global<Function>,
) -> Result<Local<'s, Function>> {
    let states = Realm::from_scope(scope).states();
    if let Some(kept) = states.get::<K>() {
        return Ok(Local::new(scope, get(kept)));
    }
    let function = make(scope).ok_or(Exception::Pending)?;
    let name = js_name(scope, "size");
    function.set_name(name);
    let function = Global::new(scope, function);
    let kept = states.get_or_insert_with(|| wrap(function));
    Ok(Local::new(scope, get(kept)))
}
