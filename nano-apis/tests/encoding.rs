//! TextEncoder and TextDecoder as scripts see them.

mod common;

use common::is;

#[test]
fn encode() {
    is("new TextEncoder().encoding", "utf-8");
    is(
        "new TextEncoder().encode('a\\u00E9\\u20AC\\u{1F600}\\uD800')",
        "97,195,169,226,130,172,240,159,152,128,239,191,189",
    );
    is("new TextEncoder().encode() instanceof Uint8Array", "true");
    is("new TextEncoder().encode(undefined).length", "0");
    is(
        "new TextEncoder().encode('x'.repeat(1 << 20)).length",
        "1048576",
    );
}

#[test]
fn encode_into() {
    let into = |source: &str, length: usize, wanted: &str| {
        is(
            &format!(
                "(b => JSON.stringify(new TextEncoder().encodeInto({source}, b)) + b)(new Uint8Array({length}))"
            ),
            wanted,
        );
        is(
            &format!(
                "(b => JSON.stringify(new TextEncoder().encodeInto({source}, b)) + b)(new Uint8Array(new SharedArrayBuffer({length})))"
            ),
            wanted,
        );
    };
    into("'abc'", 2, r#"{"read":2,"written":2}97,98"#);
    into("'a\\u20AC'", 3, r#"{"read":1,"written":1}97,0,0"#);
    into(
        "'\\u{1F600}x'",
        4,
        r#"{"read":2,"written":4}240,159,152,128"#,
    );
    into("'\\u{1F600}x'", 3, r#"{"read":0,"written":0}0,0,0"#);
    into(
        "'\\uD800\\u00E9'",
        6,
        r#"{"read":2,"written":5}239,191,189,195,169,0"#,
    );
    is(
        "(b => new TextEncoder().encodeInto('xyz', b.subarray(100, 102)).written + String(b.subarray(99, 103)))(new Uint8Array(200))",
        "20,120,121,0",
    );
    is(
        "(b => (b.buffer.transfer(), new TextEncoder().encodeInto('x', b).read))(new Uint8Array(8))",
        "0",
    );
    is(
        "new TextEncoder().encodeInto('x', new Int8Array(1))",
        "TypeError: Failed to execute 'encodeInto' on 'TextEncoder': parameter 2 is not of type 'Uint8Array'.",
    );
}

#[test]
fn labels() {
    is("new TextDecoder().encoding", "utf-8");
    is("new TextDecoder(' Latin1\\n').encoding", "windows-1252");
    is("new TextDecoder('shift-jis').encoding", "shift_jis");
    is(
        "new TextDecoder('x-user-defined').decode(new Uint8Array([0x41, 0x80, 0xFF])) === 'A\\uF780\\uF7FF'",
        "true",
    );
    is(
        "new TextDecoder('x')",
        "RangeError: Failed to construct 'TextDecoder': The encoding label provided ('x') is invalid.",
    );
    is(
        "new TextDecoder('iso-2022-kr')",
        "RangeError: Failed to construct 'TextDecoder': The encoding label provided ('iso-2022-kr') is invalid.",
    );
    is(
        "(d => [d.fatal, d.ignoreBOM])(new TextDecoder('utf-8', { fatal: 1 }))",
        "true,false",
    );
}

#[test]
fn decode() {
    is("new TextDecoder().decode()", "");
    is(
        "new TextDecoder().decode(new Uint8Array([0xEF, 0xBB, 0xBF, 0x61]))",
        "a",
    );
    is(
        "new TextDecoder('utf-8', { ignoreBOM: true }).decode(new Uint8Array([0xEF, 0xBB, 0xBF, 0x61])).length",
        "2",
    );
    is(
        "new TextDecoder().decode(new Uint8Array([0x61, 0xE2, 0x82, 0x62])) === 'a\\uFFFDb'",
        "true",
    );
    is(
        "new TextDecoder().decode(new TextEncoder().encode('\\u00E9\\u{1F600}').buffer) === '\\u00E9\\u{1F600}'",
        "true",
    );
    is(
        "new TextDecoder().decode(new Uint8Array(new SharedArrayBuffer(2)).fill(0x62))",
        "bb",
    );
    is(
        "new TextDecoder('utf-16le').decode(new Uint16Array([0x61, 0xD800, 0x62])) === 'a\\uFFFDb'",
        "true",
    );
    is(
        "new TextDecoder('euc-jp').decode(new Uint8Array([0xC6, 0xFC])) === '\\u65E5'",
        "true",
    );
    is(
        "new TextDecoder().decode(new Uint8Array(3 << 20).fill(0x61)).length",
        "3145728",
    );
    is(
        "new TextDecoder().decode('x')",
        "TypeError: Failed to execute 'decode' on 'TextDecoder': The provided value is not of type '(ArrayBuffer or ArrayBufferView)'.",
    );
}

#[test]
fn errors_are_fatal_when_they_shall_be() {
    let message =
        "TypeError: Failed to execute 'decode' on 'TextDecoder': The encoded data was not valid.";
    is(
        "new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xFF]))",
        message,
    );
    is(
        "new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xC3]))",
        message,
    );
    is(
        "new TextDecoder('utf-16be', { fatal: true }).decode(new Uint8Array([0x00]))",
        message,
    );
    is(
        "(d => { try { d.decode(new Uint8Array([0xFF])) } catch {} return d.decode(new Uint8Array([0x61])) })(new TextDecoder('utf-8', { fatal: true }))",
        "a",
    );
    // What an error leaves unread is decoded by the next call of the stream.
    is(
        "(d => { try { d.decode(new Uint8Array([0xFF, 0x62]), { stream: true }) } catch {} return d.decode(new Uint8Array([0x61])) })(new TextDecoder('utf-8', { fatal: true }))",
        "ba",
    );
}

#[test]
fn a_stream_keeps_its_state() {
    is(
        "(d => [0xF0, 0x9F, 0x98, 0x80].map(b => d.decode(new Uint8Array([b]), { stream: true })).join('|') === '|||\\u{1F600}')(new TextDecoder)",
        "true",
    );
    is(
        "(d => [0x3D, 0xD8, 0x00, 0xDE].map(b => d.decode(new Uint8Array([b]), { stream: true })).join('') === '\\u{1F600}')(new TextDecoder('utf-16le'))",
        "true",
    );
    is(
        "(d => d.decode(new Uint8Array([0xEF, 0xBB]), { stream: true }) + d.decode(new Uint8Array([0xBF, 0x61])))(new TextDecoder)",
        "a",
    );
    is(
        "(d => (d.decode(new Uint8Array([0xC3]), { stream: true }) + d.decode()) === '\\uFFFD')(new TextDecoder)",
        "true",
    );
    // The byte order mark is looked for anew after a call that ends the stream.
    is(
        "(d => { const b = new Uint8Array([0xEF, 0xBB, 0xBF, 0x61]); return d.decode(b) + d.decode(b) })(new TextDecoder)",
        "aa",
    );
}
