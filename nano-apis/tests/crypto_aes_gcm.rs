//! AES-GCM: encryption, and keys.

mod common;

use common::is;

/// Evaluates `body` after some helpers: `hex`, `bytes`, and `fails`, which gives the error's name and message.
#[track_caller]
fn gives(body: &str, wanted: &str) {
    is(
        &format!(
            "(async () => {{
                const hex = (b) => Array.from(new Uint8Array(b), (b) => b.toString(16).padStart(2, '0')).join('');
                const bytes = (s) => Uint8Array.from(s.match(/../g) ?? [], (b) => parseInt(b, 16));
                const fails = (p) => p.then(() => 'did not fail', (e) => e.name + ': ' + e.message);
                const subtle = crypto.subtle;
                const importGcm = (k, ...usages) => subtle.importKey('raw', bytes(k), 'AES-GCM', true, usages);
                {body}
            }})()"
        ),
        wanted,
    );
}

/// The examples of McGrew and Viega's specification of GCM, test cases 4 and 5.
const CASE: &str = "
    const plain = bytes('d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39');
    const additionalData = bytes('feedfacedeadbeeffeedfacedeadbeefabaddad2');
    const key = await importGcm('feffe9928665731c6d6a8f9467308308', 'encrypt', 'decrypt');
";

#[test]
fn encrypts_with_any_initialization_vector() {
    gives(
        &format!(
            "{CASE} return hex(await subtle.encrypt({{ name: 'AES-GCM', iv: bytes('cafebabefacedbaddecaf888'), additionalData }}, key, plain))"
        ),
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47",
    );
    gives(
        &format!(
            "{CASE} return hex(await subtle.encrypt({{ name: 'aes-gcm', iv: bytes('cafebabefacedbad'), additionalData, tagLength: 32 }}, key, plain))"
        ),
        "61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c742373806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f45983612d2e7",
    );
}

#[test]
fn decrypts_what_it_encrypted() {
    gives(
        "for (const length of [128, 192, 256])
            for (const tagLength of [32, 64, 96, 104, 112, 120, 128])
                for (const [iv, size] of [[0, 0], [1, 1], [12, 16], [16, 31], [100, tagLength === 128 ? 70000 : 33]]) {
                    const key = await subtle.generateKey({ name: 'AES-GCM', length }, false, ['encrypt', 'decrypt']);
                    const algorithm = { name: 'AES-GCM', iv: new Uint8Array(iv).fill(7), tagLength };
                    const data = new Uint8Array(size).map((_, i) => i);
                    const sealed = await subtle.encrypt(algorithm, key, data);
                    if (sealed.byteLength !== size + tagLength / 8) return 'length';
                    if (hex(await subtle.decrypt(algorithm, key, sealed)) !== hex(data)) return 'data';
                    const bad = new Uint8Array(sealed);
                    bad[bad.length - 1] ^= 1;
                    const error = await fails(subtle.decrypt(algorithm, key, bad));
                    if (!error.startsWith('OperationError')) return error;
                }
            return 'ok'",
        "ok",
    );
}

#[test]
fn refuses_what_the_standard_refuses() {
    let refuses = |call: &str, wanted: &str| {
        gives(
            &format!("{CASE} const iv = bytes('00'); return fails({call})"),
            wanted,
        );
    };
    refuses(
        "subtle.encrypt({ name: 'AES-GCM', iv, tagLength: 95 }, key, plain)",
        "OperationError: Failed to execute 'encrypt' on 'SubtleCrypto': The tag length 95 is invalid: must be 32, 64, 96, 104, 112, 120, or 128 bits",
    );
    refuses(
        "subtle.encrypt('AES-GCM', key, plain)",
        "TypeError: Failed to execute 'encrypt' on 'SubtleCrypto': AES-GCM: Failed to read the 'iv' property from 'AesGcmParams': required member iv is undefined.",
    );
    refuses(
        "subtle.decrypt({ name: 'AES-GCM', iv }, key, new Uint8Array(15))",
        "OperationError: Failed to execute 'decrypt' on 'SubtleCrypto': The provided data is too small",
    );
    refuses(
        "subtle.decrypt({ name: 'AES-GCM', iv }, await importGcm('00000000000000000000000000000000', 'encrypt'), plain)",
        "InvalidAccessError: Failed to execute 'decrypt' on 'SubtleCrypto': key.usages does not permit this operation",
    );
    refuses(
        "subtle.generateKey({ name: 'AES-GCM', length: 100 }, true, ['encrypt'])",
        "OperationError: Failed to execute 'generateKey' on 'SubtleCrypto': AES key length must be 128, 192, or 256 bits",
    );
    refuses(
        "subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, [])",
        "SyntaxError: Failed to execute 'generateKey' on 'SubtleCrypto': Usages cannot be empty when creating a key.",
    );
    refuses(
        "subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['sign'])",
        "SyntaxError: Failed to execute 'generateKey' on 'SubtleCrypto': Cannot create a key using the specified key usages.",
    );
    refuses(
        "subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['fly'])",
        "TypeError: Failed to execute 'generateKey' on 'SubtleCrypto': The provided value 'fly' is not a valid enum value of type KeyUsage.",
    );
    refuses(
        "importGcm('0000', 'encrypt')",
        "DataError: Failed to execute 'importKey' on 'SubtleCrypto': AES key data must be 128, 192, or 256 bits",
    );
    refuses(
        "subtle.importKey('spki', plain, 'AES-GCM', true, ['encrypt'])",
        "NotSupportedError: Failed to execute 'importKey' on 'SubtleCrypto': The key format is not supported by the algorithm",
    );
    refuses(
        "subtle.importKey('jwk', plain, 'AES-GCM', true, ['encrypt'])",
        "TypeError: Failed to execute 'importKey' on 'SubtleCrypto': Key data must be an object for JWK import",
    );
    refuses(
        "subtle.importKey('raw', {}, 'AES-GCM', true, ['encrypt'])",
        "TypeError: Failed to execute 'importKey' on 'SubtleCrypto': Key data must be a BufferSource for non-JWK formats",
    );
    refuses(
        "subtle.exportKey('raw', await subtle.generateKey({ name: 'AES-GCM', length: 128 }, false, ['encrypt']))",
        "InvalidAccessError: Failed to execute 'exportKey' on 'SubtleCrypto': key is not extractable",
    );
}

#[test]
fn a_key_shows_what_it_is() {
    gives(
        "const key = await importGcm('00000000000000000000000000000000', 'decrypt', 'encrypt', 'decrypt');
        return JSON.stringify([key.type, key.extractable, key.algorithm, key.usages, key.algorithm === key.algorithm, key.usages === key.usages, String(key)])",
        r#"["secret",true,{"name":"AES-GCM","length":128},["encrypt","decrypt"],true,true,"[object CryptoKey]"]"#,
    );
}

#[test]
fn keys_come_and_go_as_jwk() {
    gives(
        "const key = await importGcm('000102030405060708090a0b0c0d0e0f', 'encrypt', 'wrapKey');
        return JSON.stringify(await subtle.exportKey('jwk', key))",
        r#"{"alg":"A128GCM","ext":true,"k":"AAECAwQFBgcICQoLDA0ODw","key_ops":["encrypt","wrapKey"],"kty":"oct"}"#,
    );
    let imports = |change: &str, wanted: &str| {
        gives(
            &format!(
                "const jwk = {{ kty: 'oct', k: 'AAECAwQFBgcICQoLDA0ODw', {change} }};
                return subtle.importKey('jwk', jwk, 'AES-GCM', true, ['encrypt'])
                    .then((key) => subtle.exportKey('raw', key)).then(hex, (e) => e.name)"
            ),
            wanted,
        );
    };
    let good = "000102030405060708090a0b0c0d0e0f";
    imports("", good);
    imports(
        "alg: 'A128GCM', use: 'enc', ext: true, key_ops: ['encrypt', 'fly']",
        good,
    );
    imports("kty: 'RSA'", "DataError");
    imports("k: 'AAEC'", "DataError");
    imports("k: 'AAECAwQFBgcICQoLDA0ODw=='", "DataError");
    imports("k: undefined", "DataError");
    imports("alg: 'A256GCM'", "DataError");
    imports("use: 'sig'", "DataError");
    imports("ext: false", "DataError");
    imports("key_ops: ['decrypt']", "DataError");
    imports("key_ops: ['encrypt', 'encrypt']", "DataError");
}

#[test]
fn parameters_are_copied_when_the_method_is_called() {
    gives(
        "const key = await importGcm('00000000000000000000000000000000', 'encrypt');
        const seal = (change) => {
            const iv = new Uint8Array(12), additionalData = new Uint8Array(3), data = new Uint8Array(100000);
            const sealed = subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, data);
            change(iv, additionalData, data);
            return sealed;
        };
        return hex(await seal(() => {})) === hex(await seal((...all) => all.forEach((a) => a.fill(1))))",
        "true",
    );
}
