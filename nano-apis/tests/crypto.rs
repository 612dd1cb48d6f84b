//! Web Crypto: random values, digests.

mod common;

use common::is;

/// The hexadecimal digits of the bytes of what `expression` resolves to.
fn hex(expression: &str) -> String {
    format!(
        "(async () => Array.from(new Uint8Array(await ({expression})), (b) => b.toString(16).padStart(2, '0')).join(''))()"
    )
}

#[test]
fn crypto_is_one_object() {
    is(
        "crypto === crypto && crypto.subtle === crypto.subtle",
        "true",
    );
    is(
        "String(crypto) + crypto.subtle",
        "[object Crypto][object SubtleCrypto]",
    );
    is("new Crypto", "TypeError: Illegal constructor");
    is("(globalThis.crypto = 1, typeof crypto)", "object");
}

#[test]
fn random_values() {
    is(
        "(a => crypto.getRandomValues(a) === a && a.some(Boolean))(new Uint32Array(64))",
        "true",
    );
    is(
        "crypto.getRandomValues(new BigInt64Array(8)).some(Boolean)",
        "true",
    );
    is(
        "crypto.getRandomValues(new Uint8Array(65536)).length",
        "65536",
    );
    is(
        "crypto.getRandomValues(new Float32Array(1))",
        "TypeMismatchError: Failed to execute 'getRandomValues' on 'Crypto': The provided ArrayBufferView is of type 'Float32Array', which is not an integer array type.",
    );
    is(
        "(() => { try { crypto.getRandomValues(new DataView(new ArrayBuffer(70000))) } catch (e) { return e.name + e.code } })()",
        "TypeMismatchError17",
    );
    is(
        "(() => { try { crypto.getRandomValues(new Uint16Array(32769)) } catch (e) { return [e instanceof QuotaExceededError, e instanceof DOMException, e.name, e.code, e.quota, typeof e.stack] } })()",
        "true,true,QuotaExceededError,22,,string",
    );
    is(
        "crypto.getRandomValues([])",
        "TypeError: Failed to execute 'getRandomValues' on 'Crypto': parameter 1 is not of type 'ArrayBufferView'.",
    );
}

#[test]
fn quota_exceeded_error() {
    is(
        "new QuotaExceededError('m', { quota: 1, requested: 2 }).requested",
        "2",
    );
    is("new QuotaExceededError().quota", "null");
    is("new QuotaExceededError('m').message", "m");
    is(
        "new QuotaExceededError('', { quota: -1 })",
        "RangeError: Failed to construct 'QuotaExceededError': The quota must not be negative.",
    );
    is(
        "new QuotaExceededError('', { requested: -1 })",
        "RangeError: Failed to construct 'QuotaExceededError': The requested amount must not be negative.",
    );
    is(
        "new QuotaExceededError('', { quota: 2, requested: 1 })",
        "RangeError: Failed to construct 'QuotaExceededError': The requested amount must not be less than the quota.",
    );
}

#[test]
fn random_uuid() {
    is(
        "/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())",
        "true",
    );
    is("crypto.randomUUID() === crypto.randomUUID()", "false");
}

#[test]
fn digest() {
    // FIPS 180-4's example message.
    let abc = "new Uint8Array([97, 98, 99])";
    for (name, wanted) in [
        ("SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "sha-256",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            "SHA-384",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            "SHA-512",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ] {
        is(
            &hex(&format!("crypto.subtle.digest('{name}', {abc})")),
            wanted,
        );
        is(
            &hex(&format!(
                "crypto.subtle.digest({{ name: '{name}' }}, {abc}.buffer)"
            )),
            wanted,
        );
    }
    is(
        "crypto.subtle.digest('MD5', new Uint8Array)",
        "NotSupportedError: Failed to execute 'digest' on 'SubtleCrypto': Algorithm: Unrecognized name",
    );
    is(
        "crypto.subtle.digest({}, new Uint8Array)",
        "TypeError: Failed to execute 'digest' on 'SubtleCrypto': Algorithm: Failed to read the 'name' property from 'Algorithm': required member name is undefined.",
    );
    is(
        "crypto.subtle.digest('SHA-1')",
        "TypeError: Failed to execute 'digest' on 'SubtleCrypto': 2 arguments required, but only 1 present.",
    );
    is(
        "crypto.subtle.digest.call({}, 'SHA-1', new Uint8Array)",
        "TypeError: Failed to execute 'digest' on 'SubtleCrypto': Illegal invocation",
    );
}

#[test]
fn a_digest_is_of_the_bytes_at_the_call() {
    // Enough bytes for the pool of blocking threads.
    let source = |change: &str| {
        hex(&format!(
            "(b => {{ const p = crypto.subtle.digest('SHA-256', b); {change}; return p }})(new Uint8Array(200000))"
        ))
    };
    let wanted = common::eval(&source(""));
    assert_eq!(wanted.len(), 64, "{wanted}");
    is(&source("b.fill(1)"), &wanted);
    is(&source("b.buffer.transfer()"), &wanted);
    // The parameters are read before the data is copied.
    is(
        &hex(
            "(b => crypto.subtle.digest({ get name() { b.fill(1); return 'SHA-1' } }, b))(new Uint8Array(1))",
        ),
        "bf8b4530d8d246dd74ac53a13471bba17941dff7",
    );
}

#[test]
fn much_work_does_not_hold_up_the_event_loop() {
    // Little work settles its promise at once, so it can only come second if the much that began before was done at once, too.
    is(
        "(async () => {
            const order = [];
            const after = (size) => crypto.subtle.digest('SHA-1', new Uint8Array(size)).then(() => order.push(size));
            await Promise.all([after(100000), after(1)]);
            return order;
        })()",
        "1,100000",
    );
}
