//! The interface ByteLengthQueuingStrategy: <https://streams.spec.whatwg.org/#blqs-class>

use nano_runtime::js::{
    Function, FunctionCallbackArguments, Global, Local, Object, ReturnValue, Value,
};
use nano_runtime::webidl::js_name;
use nano_runtime::{Exception, Result, Scope, webapi};

use super::{QueuingStrategyInit, size_function};

/// <https://streams.spec.whatwg.org/#bytelengthqueuingstrategy>
#[webapi("streams/ByteLengthQueuingStrategy.idl")]
#[derive(Debug)]
pub struct ByteLengthQueuingStrategy {
    high_water_mark: f64,
}

#[webapi("streams/ByteLengthQueuingStrategy.idl")]
impl ByteLengthQueuingStrategy {
    /// <https://streams.spec.whatwg.org/#blqs-constructor>
    fn constructor(init: QueuingStrategyInit) -> Self {
        // 1. Set this.[[highWaterMark]] to init["highWaterMark"].
        Self {
            high_water_mark: init.high_water_mark,
        }
    }

    /// <https://streams.spec.whatwg.org/#blqs-high-water-mark>
    fn high_water_mark(&self) -> f64 {
        self.high_water_mark
    }

    /// <https://streams.spec.whatwg.org/#blqs-size>
    fn size<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Object>> {
        // 1. Return this's relevant global object's byte length queuing strategy size function.
        struct SizeFunction(Global<Function>);
        size_function(
            scope,
            |scope| {
                Function::builder(byte_length_queuing_strategy_size)
                    .length(1)
                    .constructor_behavior(nano_runtime::js::ConstructorBehavior::Throw)
                    .build(scope)
            },
            SizeFunction,
            |kept| &kept.0,
        )
        .map(Into::into)
    }
}

/// <https://streams.spec.whatwg.org/#byte-length-queuing-strategy-size-function>
fn byte_length_queuing_strategy_size<'s>(
    scope: &mut Scope<'s, '_>,
    arguments: FunctionCallbackArguments<'s>,
    mut result: ReturnValue<'_, Value>,
) {
    // 1.1. Return ? GetV(chunk, "byteLength").
    let chunk = arguments.get(0);
    if chunk.is_null_or_undefined() {
        Exception::type_error("Cannot read properties of null or undefined (reading 'byteLength')")
            .throw(scope);
        return;
    }
    // `None` when the getter threw: V8 has the exception.
    if let Some(object) = chunk.to_object(scope)
        && let key = js_name(scope, "byteLength")
        && let Some(value) = object.get(scope, key.into())
    {
        result.set(value);
    }
}
