//! HMAC, HKDF, PBKDF2, AES-CBC, AES-CTR and AES-KW, by the examples of the documents that define them.

mod common;

use common::is;

/// Evaluates `body` after some helpers: `hex`, `bytes`, and `fails`, which gives the error's name.
#[track_caller]
fn gives(body: &str, wanted: &str) {
    is(
        &format!(
            "(async () => {{
                const hex = (b) => Array.from(new Uint8Array(b), (b) => b.toString(16).padStart(2, '0')).join('');
                const bytes = (s) => Uint8Array.from(s.match(/../g) ?? [], (b) => parseInt(b, 16));
                const text = (s) => Uint8Array.from(s, (c) => c.charCodeAt(0));
                const fails = (p) => p.then(() => 'did not fail', (e) => e.name);
                const subtle = crypto.subtle;
                const key = (algorithm, k, ...usages) => subtle.importKey('raw', bytes(k), algorithm, false, usages);
                {body}
            }})()"
        ),
        wanted,
    );
}

#[test]
fn hmac() {
    // RFC 4231, test case 2; RFC 2202 for SHA-1.
    for (hash, wanted) in [
        ("SHA-1", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (
            "SHA-256",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            "SHA-384",
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
        ),
        (
            "SHA-512",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        ),
    ] {
        gives(
            &format!(
                "const k = await key({{ name: 'HMAC', hash: '{hash}' }}, '4a656665', 'sign', 'verify');
                const data = text('what do ya want for nothing?');
                const mac = await subtle.sign('HMAC', k, data);
                const good = await subtle.verify('HMAC', k, mac, data);
                const bad = [await subtle.verify('HMAC', k, mac.slice(1), data), await subtle.verify('HMAC', k, mac, mac)];
                return [hex(mac), good, bad]"
            ),
            &format!("{wanted},true,false,false"),
        );
    }
}

#[test]
fn hmac_keys() {
    gives(
        "const k = await subtle.generateKey({ name: 'HMAC', hash: { name: 'sha-384' } }, true, ['verify', 'sign']);
        const raw = await subtle.exportKey('raw', k);
        return JSON.stringify([k.algorithm, k.usages, raw.byteLength])",
        r#"[{"name":"HMAC","hash":{"name":"SHA-384"},"length":1024},["sign","verify"],128]"#,
    );
    gives(
        "const k = await subtle.importKey('raw', bytes('ffff'), { name: 'HMAC', hash: 'SHA-1', length: 11 }, true, ['sign']);
        return JSON.stringify([k.algorithm.length, hex(await subtle.exportKey('raw', k)), await subtle.exportKey('jwk', k)])",
        r#"[11,"ffe0",{"alg":"HS1","ext":true,"k":"_-A","key_ops":["sign"],"kty":"oct"}]"#,
    );
    gives(
        "const imports = (k, length) => fails(key({ name: 'HMAC', hash: 'SHA-1', length }, k, 'sign'));
        return Promise.all([
            imports(''), imports('ffff', 17), imports('ffff', 8), imports('ffff', 9),
            fails(key({ name: 'HMAC', hash: 'SHA-1' }, 'ff', 'encrypt')),
            fails(key({ name: 'HMAC', hash: 'MD5' }, 'ff', 'sign')),
            fails(subtle.generateKey({ name: 'HMAC', hash: 'SHA-1', length: 0 }, true, ['sign'])),
        ])",
        "DataError,DataError,DataError,did not fail,SyntaxError,NotSupportedError,OperationError",
    );
}

#[test]
fn hkdf() {
    // RFC 5869, test case 1.
    let derive = "const k = await key('HKDF', '0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b', 'deriveBits', 'deriveKey');
        const params = { name: 'HKDF', hash: 'SHA-256', salt: bytes('000102030405060708090a0b0c'), info: bytes('f0f1f2f3f4f5f6f7f8f9') };";
    gives(
        &format!("{derive} return hex(await subtle.deriveBits(params, k, 336))"),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    );
    gives(
        &format!(
            "{derive}
            const derived = await subtle.deriveKey(params, k, {{ name: 'AES-GCM', length: 128 }}, true, ['encrypt']);
            return hex(await subtle.exportKey('raw', derived)) + derived.algorithm.name"
        ),
        "3cb25f25faacd57a90434f64d0362f2aAES-GCM",
    );
    gives(
        &format!(
            "{derive}
            const derives = (type, usages = ['sign']) => fails(subtle.deriveKey(params, k, type, true, usages));
            return Promise.all([
                fails(subtle.deriveBits(params, k)), fails(subtle.deriveBits(params, k, 7)),
                fails(subtle.deriveBits(params, k, 255 * 256)), fails(subtle.deriveBits(params, k, 255 * 256 + 8)),
                derives({{ name: 'HMAC', hash: 'SHA-1', length: 0 }}), derives({{ name: 'HMAC', hash: 'SHA-1' }}, []),
                derives({{ name: 'AES-GCM', length: 100 }}), derives('HKDF'),
                fails(subtle.importKey('raw', bytes('00'), 'HKDF', true, ['deriveBits'])),
                fails(subtle.exportKey('raw', k)),
            ])"
        ),
        "OperationError,OperationError,did not fail,OperationError,TypeError,SyntaxError,OperationError,OperationError,SyntaxError,NotSupportedError",
    );
}

#[test]
fn pbkdf2() {
    // RFC 6070; 4096 iterations are work for the pool of blocking threads.
    for (iterations, wanted) in [
        (1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
        (4096, "4b007901b765489abead49d926f721d065a429c1"),
    ] {
        gives(
            &format!(
                "const k = await subtle.importKey('raw', text('password'), 'PBKDF2', false, ['deriveBits']);
                const params = {{ name: 'PBKDF2', hash: 'SHA-1', salt: text('salt'), iterations: {iterations} }};
                return hex(await subtle.deriveBits(params, k, 160))"
            ),
            wanted,
        );
    }
    gives(
        "const k = await subtle.importKey('raw', text('password'), 'PBKDF2', false, ['deriveBits']);
        const derives = (iterations, length) => fails(subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: text('salt'), iterations }, k, length));
        return Promise.all([derives(0, 8), derives(1, null), derives(1, 9), derives(1, 0), derives(-1, 8)])",
        "OperationError,OperationError,OperationError,did not fail,TypeError",
    );
}

#[test]
fn aes_cbc() {
    // NIST SP 800-38A, F.2.1, the first block, and the block of padding that Web Crypto adds.
    gives(
        "const k = await key('AES-CBC', '2b7e151628aed2a6abf7158809cf4f3c', 'encrypt', 'decrypt');
        const params = { name: 'AES-CBC', iv: bytes('000102030405060708090a0b0c0d0e0f') };
        const sealed = await subtle.encrypt(params, k, bytes('6bc1bee22e409f96e93d7e117393172a'));
        return [sealed.byteLength, hex(sealed.slice(0, 16)), hex(await subtle.decrypt(params, k, sealed))]",
        "32,7649abac8119b246cee98e9b12e9197d,6bc1bee22e409f96e93d7e117393172a",
    );
    gives(
        "const k = await key('AES-CBC', '2b7e151628aed2a6abf7158809cf4f3c', 'encrypt', 'decrypt');
        const iv = new Uint8Array(16), params = { name: 'AES-CBC', iv };
        for (const size of [0, 1, 15, 17, 100000]) {
            const data = new Uint8Array(size).map((_, i) => i);
            if (hex(await subtle.decrypt(params, k, await subtle.encrypt(params, k, data))) !== hex(data)) return size;
        }
        return Promise.all([
            fails(subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(15) }, k, iv)),
            fails(subtle.decrypt({ name: 'AES-CBC', iv: new Uint8Array(17) }, k, iv)),
            fails(subtle.decrypt(params, k, new Uint8Array(0))), fails(subtle.decrypt(params, k, new Uint8Array(17))),
            fails(subtle.decrypt(params, k, new Uint8Array(16))),
        ])",
        "OperationError,OperationError,OperationError,OperationError,OperationError",
    );
}

#[test]
fn aes_ctr() {
    // NIST SP 800-38A, F.5.1.
    gives(
        "const k = await key('AES-CTR', '2b7e151628aed2a6abf7158809cf4f3c', 'encrypt', 'decrypt');
        const params = { name: 'AES-CTR', counter: bytes('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'), length: 128 };
        return hex(await subtle.encrypt(params, k, bytes('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51')))",
        "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff",
    );
    // A counter of 2 bits that begins at 3 goes on with 0, and the bits in front of it do not change.
    gives(
        "const k = await key('AES-CTR', '2b7e151628aed2a6abf7158809cf4f3c', 'encrypt', 'decrypt');
        const stream = async (last, length, blocks) => hex(await subtle.decrypt(
            { name: 'AES-CTR', counter: bytes('ffffffffffffffffffffffffffffff' + last), length }, k, new Uint8Array(16 * blocks)));
        const one = (last) => stream(last, 128, 1);
        return [
            await stream('ff', 2, 4) === (await one('ff') + await one('fc') + await one('fd') + await one('fe')),
            await stream('fe', 1, 2) === await one('fe') + await one('ff'),
            (await stream('ff', 128, 2)).slice(32) === hex(await subtle.encrypt({ name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }, k, new Uint8Array(16))),
            await fails(stream('ff', 2, 5)), await fails(stream('ff', 0, 1)), await fails(stream('ff', 129, 1)),
            await fails(subtle.encrypt({ name: 'AES-CTR', counter: new Uint8Array(15), length: 1 }, k, new Uint8Array(1))),
        ]",
        "true,true,true,OperationError,OperationError,OperationError,OperationError",
    );
}

#[test]
fn wraps_keys() {
    // RFC 3394, section 4.1.
    gives(
        "const wrapping = await key('AES-KW', '000102030405060708090a0b0c0d0e0f', 'wrapKey', 'unwrapKey');
        const k = await subtle.importKey('raw', bytes('00112233445566778899aabbccddeeff'), 'AES-GCM', true, ['encrypt']);
        const wrapped = await subtle.wrapKey('raw', k, wrapping, 'AES-KW');
        const unwrapped = await subtle.unwrapKey('raw', wrapped, wrapping, 'AES-KW', 'AES-GCM', true, ['encrypt']);
        const bad = new Uint8Array(wrapped.slice(0));
        bad[0] ^= 1;
        return [hex(wrapped), hex(await subtle.exportKey('raw', unwrapped)),
            await fails(subtle.unwrapKey('raw', bad, wrapping, 'AES-KW', 'AES-GCM', true, ['encrypt'])),
            await fails(subtle.unwrapKey('raw', bytes('00'), wrapping, 'AES-KW', 'AES-GCM', true, ['encrypt']))]",
        "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5,00112233445566778899aabbccddeeff,OperationError,OperationError",
    );
    gives(
        "const wrapping = await key('AES-GCM', '000102030405060708090a0b0c0d0e0f', 'wrapKey', 'unwrapKey');
        const params = { name: 'AES-GCM', iv: bytes('00') };
        const k = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign', 'verify']);
        const wrapped = await subtle.wrapKey('jwk', k, wrapping, params);
        Object.prototype.kty = 'changed';
        const unwrapped = await subtle.unwrapKey('jwk', wrapped, wrapping, params, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
        delete Object.prototype.kty;
        const unextractable = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
        return [hex(await subtle.exportKey('raw', unwrapped)) === hex(await subtle.exportKey('raw', k)), unwrapped.usages,
            await fails(subtle.wrapKey('raw', unextractable, wrapping, params)),
            await fails(subtle.wrapKey('raw', k, k, params)),
            await fails(subtle.unwrapKey('jwk', wrapped, wrapping, params, { name: 'HMAC', hash: 'SHA-1' }, true, ['sign'])),
            await fails(subtle.wrapKey('raw', k, wrapping, { get name() { throw new RangeError } }))]",
        "true,sign,InvalidAccessError,InvalidAccessError,DataError,RangeError",
    );
}
