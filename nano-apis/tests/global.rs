//! The global object.

mod common;

use common::is;

#[test]
fn the_global_is_an_instance_of_its_interface() {
    is("self === globalThis", "true");
    is("globalThis instanceof NanoGlobalScope", "true");
    is(
        "Object.prototype.toString.call(globalThis)",
        "[object NanoGlobalScope]",
    );
    is("new NanoGlobalScope", "TypeError: Illegal constructor");
    is("(self = 1, self)", "1");
    is(
        "Object.getOwnPropertyDescriptor(globalThis, 'self').get.call(undefined) === globalThis",
        "true",
    );
    is(
        "Object.getOwnPropertyDescriptor(globalThis, 'self').get.call({})",
        "TypeError: Illegal invocation",
    );
}

#[test]
fn the_prototype_of_the_global_cannot_be_changed() {
    is("Reflect.setPrototypeOf(globalThis, {})", "false");
    is(
        "Reflect.setPrototypeOf(globalThis, Object.getPrototypeOf(globalThis))",
        "true",
    );
}
