//! The interface CountQueuingStrategy: <https://streams.spec.whatwg.org/#cqs-class>

use nano_runtime::js::{
    Function, FunctionCallbackArguments, Global, Local, Object, ReturnValue, Value,
};
use nano_runtime::{Result, Scope, webapi};

use super::{QueuingStrategyInit, size_function};

/// <https://streams.spec.whatwg.org/#countqueuingstrategy>
#[webapi("streams/CountQueuingStrategy.idl")]
#[derive(Debug)]
pub struct CountQueuingStrategy {
    high_water_mark: f64,
}

#[webapi("streams/CountQueuingStrategy.idl")]
impl CountQueuingStrategy {
    /// <https://streams.spec.whatwg.org/#cqs-constructor>
    fn constructor(init: QueuingStrategyInit) -> Self {
        // 1. Set this.[[highWaterMark]] to init["highWaterMark"].
        Self {
            high_water_mark: init.high_water_mark,
        }
    }

    /// <https://streams.spec.whatwg.org/#cqs-high-water-mark>
    fn high_water_mark(&self) -> f64 {
        self.high_water_mark
    }

    /// <https://streams.spec.whatwg.org/#cqs-size>
    fn size<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Object>> {
        // 1. Return this's relevant global object's count queuing strategy size function.
        struct SizeFunction(Global<Function>);
        size_function(
            scope,
            |scope| {
                Function::builder(count_queuing_strategy_size)
                    .constructor_behavior(nano_runtime::js::ConstructorBehavior::Throw)
                    .build(scope)
            },
            SizeFunction,
            |kept| &kept.0,
        )
        .map(Into::into)
    }
}

/// <https://streams.spec.whatwg.org/#count-queuing-strategy-size-function>
fn count_queuing_strategy_size<'s>(
    _: &mut Scope<'s, '_>,
    _: FunctionCallbackArguments<'s>,
    mut result: ReturnValue<'_, Value>,
) {
    // 1.1. Return 1.
    result.set_int32(1);
}
