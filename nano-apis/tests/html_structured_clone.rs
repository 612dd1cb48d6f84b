//! `structuredClone`: what is copied, what is moved, what is refused.

mod common;

use common::{eval, is};

const FAILED: &str = "DataCloneError: Failed to execute 'structuredClone' on 'NanoGlobalScope': ";

#[track_caller]
fn refuses(source: &str, message: &str) {
    is(source, &format!("{FAILED}{message}"));
}

#[test]
fn primitives_are_their_own_clones() {
    is(
        "[undefined, null, true, -0, 'x', 5n].every(v => Object.is(structuredClone(v), v))",
        "true",
    );
    is("structuredClone('\\ud800') === '\\ud800'", "true");
    is(
        "structuredClone()",
        "TypeError: Failed to execute 'structuredClone' on 'NanoGlobalScope': 1 argument required, but only 0 present.",
    );
    is("structuredClone.length", "1");
}

#[test]
fn ecmascript_objects_are_copied() {
    is(
        "(m => m.get('k') instanceof Set && m.get('k').has(1))(structuredClone(new Map([['k', new Set([1])]])))",
        "true",
    );
    is("structuredClone(new Date(5)).getTime()", "5");
    is(
        "String(structuredClone(/a\\/b/giu)) + structuredClone(Object.assign(/x/g, { lastIndex: 3 })).lastIndex",
        "/a\\/b/giu0",
    );
    is(
        "typeof structuredClone(Object(5n)) + structuredClone(Object('s')).length + structuredClone(new Boolean(false))",
        "object1false",
    );
    is(
        "(a => a.length + '|' + (0 in a) + '|' + (5 in a) + '|' + a.named)(structuredClone(Object.assign([,1], { length: 1e6, named: 'n' })))",
        "1000000|false|false|n",
    );
    is(
        "(o => o.self === o && o.list[0] === o)((() => { const o = {}; o.self = o; o.list = [o]; return structuredClone(o) })())",
        "true",
    );
    is(
        "(([a, b]) => a === b && a !== undefined)((x => structuredClone([x, x]))({}))",
        "true",
    );
    is(
        "Object.getPrototypeOf(structuredClone(new (class X { y = 1 })())) === Object.prototype",
        "true",
    );
}

#[test]
fn errors_keep_what_the_standard_keeps() {
    is(
        "(e => e instanceof RangeError && e.message + '|' + e.name + '|' + (e.stack.length > 0))(structuredClone(new RangeError('m')))",
        "m|RangeError|true",
    );
    is(
        "(e => e.constructor.name + '|' + e.name + '|' + e.x)(structuredClone(Object.assign(new Error('m'), { name: 'Other', x: 1 })))",
        "Error|Error|undefined",
    );
    is(
        "structuredClone(new Error('m', { cause: new TypeError('c') })).cause instanceof TypeError",
        "true",
    );
    is(
        "(e => [e instanceof DOMException, e instanceof Error, e.name, e.message, e.code, e.stack])(structuredClone(Object.assign(new DOMException('m', 'AbortError'), { stack: 'here' }))).join()",
        "true,true,AbortError,m,20,here",
    );
    is(
        "(e => structuredClone(e).stack === e.stack && e.stack.includes('test.js'))(new DOMException('m'))",
        "true",
    );
    is(
        "JSON.stringify(Object.getOwnPropertyDescriptor(structuredClone(Object.assign(new DOMException('m'), { stack: 's' })), 'stack'))",
        "{\"value\":\"s\",\"writable\":true,\"enumerable\":false,\"configurable\":true}",
    );
    is(
        "(e => [e instanceof QuotaExceededError, e.name, e.message, e.quota, e.requested])(structuredClone(new QuotaExceededError('m', { quota: 1, requested: 2 }))).join()",
        "true,QuotaExceededError,m,1,2",
    );
    is(
        "(o => o.a === o.b && o.a instanceof DOMException)((e => structuredClone({ a: e, b: e }))(new DOMException))",
        "true",
    );
}

#[test]
fn getters_run_in_order_and_may_throw() {
    is(
        "(log => (structuredClone({ get b() { log.push('b') }, get a() { log.push('a') } }), log.join()))([])",
        "b,a",
    );
    is(
        "structuredClone({ get a() { throw new TypeError('mine') } })",
        "TypeError: mine",
    );
    is(
        "structuredClone({ get a() { throw undefined } })",
        "undefined",
    );
    is(
        "(() => { try { structuredClone({ get a() { return structuredClone(() => {}) } }) } catch (e) { return e.name } })()",
        "DataCloneError",
    );
}

#[test]
fn what_cannot_be_cloned_is_refused() {
    refuses("structuredClone(() => {})", "() => {} could not be cloned.");
    refuses(
        "structuredClone(Symbol('s'))",
        "Symbol(s) could not be cloned.",
    );
    refuses(
        "structuredClone({ a: [new WeakMap] })",
        "#<WeakMap> could not be cloned.",
    );
    refuses(
        "structuredClone(new Proxy({}, {}))",
        "#<Object> could not be cloned.",
    );
    refuses(
        "structuredClone(navigator)",
        "#<Navigator> could not be cloned.",
    );
    refuses(
        "structuredClone([performance])",
        "#<Performance> could not be cloned.",
    );
    refuses(
        "structuredClone(Promise.resolve())",
        "#<Promise> could not be cloned.",
    );
    assert!(eval("structuredClone(globalThis)").starts_with(FAILED));
    is(
        "(() => { try { structuredClone(Symbol()) } catch (e) { return e instanceof DOMException && e.code } })()",
        "25",
    );
}

#[test]
fn deep_nesting_is_a_range_error() {
    is(
        "(() => { let o = {}; for (let i = 0; i < 1e6; i++) o = { o }; try { structuredClone(o) } catch (e) { return e.name } })()",
        "RangeError",
    );
    is(
        "(() => { let o = []; for (let i = 0; i < 1000; i++) o = [o]; let n = 0; for (let c = structuredClone(o); c.length; c = c[0]) n++; return n })()",
        "1000",
    );
}

#[test]
fn buffers_and_views() {
    is(
        "structuredClone(new Uint8Array([1, 2, 3]).subarray(1)).join() + structuredClone(new Uint8Array([1, 2, 3]).subarray(1)).buffer.byteLength",
        "2,33",
    );
    is(
        "(([v, b]) => v.buffer === b)((b => structuredClone([new DataView(b), b]))(new ArrayBuffer(4)))",
        "true",
    );
    is(
        "(b => (b.resize(32), b.maxByteLength + ',' + b.byteLength + b.resizable))(structuredClone(new ArrayBuffer(8, { maxByteLength: 64 })))",
        "64,32true",
    );
    is(
        "(v => (v.buffer.resize(32), v.length))(structuredClone(new Uint8Array(new ArrayBuffer(8, { maxByteLength: 64 }))))",
        "32",
    );
    refuses(
        "(b => (b.transfer(), structuredClone(b)))(new ArrayBuffer(8))",
        "An ArrayBuffer is detached and could not be cloned.",
    );
    is(
        "new Float16Array(structuredClone(new Float16Array([1.5])))[0]",
        "1.5",
    );
}

#[test]
fn shared_memory_is_shared() {
    is(
        "((a, b) => (new Uint8Array(a)[0] = 7, a !== b && new Uint8Array(b)[0]))(...(s => [s, structuredClone(s)])(new SharedArrayBuffer(8)))",
        "7",
    );
    is(
        "((a, b) => (a.grow(32), b.growable + ',' + b.byteLength + ',' + b.maxByteLength))(...(s => [s, structuredClone(s)])(new SharedArrayBuffer(8, { maxByteLength: 64 })))",
        "true,32,64",
    );
    is(
        "(v => (v.buffer.grow(32), v.length))(structuredClone(new Uint8Array(new SharedArrayBuffer(8, { maxByteLength: 64 }))))",
        "32",
    );
    refuses(
        "(s => structuredClone(s, { transfer: [s] }))(new SharedArrayBuffer(8))",
        "A SharedArrayBuffer could not be cloned. SharedArrayBuffer must not be transferred.",
    );
}

#[test]
fn webassembly_modules_are_shared() {
    is(
        "structuredClone(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))) instanceof WebAssembly.Module",
        "true",
    );
    is(
        "(m => structuredClone(m).buffer.byteLength)(new WebAssembly.Memory({ shared: true, initial: 1, maximum: 2 }))",
        "65536",
    );
    refuses(
        "structuredClone(new WebAssembly.Memory({ initial: 1 }))",
        "#<Memory> could not be cloned.",
    );
    is(
        "(b => structuredClone(b, { transfer: [b] }))(new WebAssembly.Memory({ initial: 1 }).buffer)",
        "TypeError: Failed to execute 'structuredClone' on 'NanoGlobalScope': ArrayBuffer at index 0 is not detachable and could not be transferred.",
    );
}

#[test]
fn array_buffers_are_transferred() {
    is(
        "(b => (c => b.byteLength + ',' + b.detached + ',' + c.a.byteLength)(structuredClone({ a: b }, { transfer: [b] })))(new ArrayBuffer(8))",
        "0,true,8",
    );
    is(
        "(b => (structuredClone(1, { transfer: [b] }), b.detached))(new ArrayBuffer(8))",
        "true",
    );
    is(
        "(b => (c => c.resizable + ',' + c.maxByteLength)(structuredClone(b, { transfer: new Set([b]) })))(new ArrayBuffer(8, { maxByteLength: 16 }))",
        "true,16",
    );
    refuses(
        "(b => structuredClone(b, { transfer: [b, b] }))(new ArrayBuffer(8))",
        "ArrayBuffer at index 1 is a duplicate of an earlier ArrayBuffer.",
    );
    refuses(
        "(b => (b.transfer(), structuredClone(0, { transfer: [b] })))(new ArrayBuffer(8))",
        "ArrayBuffer at index 0 is already detached.",
    );
    refuses(
        "structuredClone(0, { transfer: [new ArrayBuffer(1), {}] })",
        "Value at index 1 does not have a transferable type.",
    );
    refuses(
        "structuredClone(0, { transfer: [navigator] })",
        "Value at index 0 does not have a transferable type.",
    );
    refuses(
        "(b => structuredClone({ get a() { b.transfer(); return 1 } }, { transfer: [b] }))(new ArrayBuffer(8))",
        "ArrayBuffer at index 0 is already detached.",
    );
    is(
        "(b => { try { structuredClone(() => {}, { transfer: [b] }) } catch { return b.detached } })(new ArrayBuffer(8))",
        "false",
    );
    is(
        "structuredClone(1, { transfer: [1] })",
        "TypeError: Failed to execute 'structuredClone' on 'NanoGlobalScope': Failed to read the 'transfer' property from 'StructuredSerializeOptions': The provided value is not of type 'object'.",
    );
}

#[test]
fn keys_are_cloned() {
    is(
        "crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, false, ['encrypt']).then(k => [structuredClone(k), k]).then(([c, k]) => [c !== k, c instanceof CryptoKey, c.type, c.extractable, c.algorithm.length, c.usages].join())",
        "true,true,secret,false,128,encrypt",
    );
}

#[test]
fn every_serializable_interface_has_its_steps() {
    for def in nano_apis::interfaces() {
        assert_eq!(
            def.serializable,
            def.serialize.is_some(),
            "[Serializable] {}",
            def.name
        );
        assert_eq!(
            def.transferable,
            def.transfer.is_some(),
            "[Transferable] {}",
            def.name
        );
    }
}
