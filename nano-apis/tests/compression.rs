//! CompressionStream and DecompressionStream, beyond what web-platform-tests look at.

mod common;

use common::{is, with_runtime};
use nano_runtime::js::Local;

/// Helpers, before the expression that a test evaluates.
const HELPERS: &str = "
    const formats = ['brotli', 'deflate', 'deflate-raw', 'gzip'];
    const text = 'the quick brown fox jumps over the lazy dog; '.repeat(3) + 'and that is all.';
    const input = new TextEncoder().encode(text);
    const decode = bytes => new TextDecoder().decode(bytes);
    const concat = chunks => {
        const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
        let at = 0;
        for (const chunk of chunks) { all.set(chunk, at); at += chunk.length }
        return all;
    };
    // What comes out when the chunks go in, or '!' and the error.
    const through = async (stream, chunks) => {
        const writer = stream.writable.getWriter();
        for (const chunk of chunks) writer.write(chunk).catch(() => {});
        writer.close().catch(() => {});
        const out = [];
        for await (const chunk of stream.readable) out.push(chunk);
        return concat(out);
    };
    const compress = (format, ...chunks) => through(new CompressionStream(format), chunks);
    const decompress = (format, ...chunks) => through(new DecompressionStream(format), chunks);
    const base64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
    const turns = async count => { while (count--) await new Promise(resolve => setTimeout(resolve)) };
";

/// Asserts what the body of an asynchronous function returns.
#[track_caller]
fn returns(body: &str, wanted: &str) {
    is(&format!("(async () => {{ {HELPERS} {body} }})()"), wanted);
}

/// The text of the helpers, compressed by Node.js 26's zlib.
const BY_NODE: &[(&str, &str)] = &[
    (
        "gzip",
        "H4sIAAAAAAAAAyvJSFUoLM1MzlZIKsovz1NIy69QyCrNLShWyC9LLVIoyUhVyEmsqlRIyU+3BvNoozgxL0WhJCOxRCGzWCExJ0cPAMTFq1SXAAAA",
    ),
    (
        "deflate",
        "eJwryUhVKCzNTM5WSCrKL89TSMuvUMgqzS0oVsgvSy1SKMlIVchJrKpUSMlPtwbzaKM4MS9FoSQjsUQhs1ghMSdHDwBikDaE",
    ),
    (
        "deflate-raw",
        "K8lIVSgszUzOVkgqyi/PU0jLr1DIKs0tKFbIL0stUijJSFXISayqVEjJT7cG82ijODEvRaEkI7FEIbNYITEnRw8A",
    ),
    (
        "brotli",
        "G5YAAIyUbuYiGAdbt7GM4104HgP5hhYGG3DgMNiyP1HGNmyMnSnSa9Vmx6la1LDkSGM5tPrDpAJgDp5PxC4B",
    ),
    // Stored.
    (
        "gzip",
        "H4sIAAAAAAAEAwGXAGj/dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZzsgdGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZzsgdGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZzsgYW5kIHRoYXQgaXMgYWxsLsTFq1SXAAAA",
    ),
    // FEXTRA, FNAME, FCOMMENT and FHCRC.
    (
        "gzip",
        "H4sIHgECAwQAAwQAQUIAAG5hbWUudHh0AGEgY29tbWVudAB7divJSFUoLM1MzlZIKsovz1NIy69QyCrNLShWyC9LLVIoyUhVyEmsqlRIyU+3BvNoozgxL0WhJCOxRCGzWCExJ0cPAMTFq1SXAAAA",
    ),
    // A window of 512 bytes.
    (
        "deflate",
        "GJUryUhVKCzNTM5WSCrKL89TSMuvUMgqzS0oVsgvSy1SKMlIVchJrKpUSMlPtwbzaKM4MS9FoSQjsUQhs1ghMSdHDwBikDaE",
    ),
    // Huffman codes alone.
    (
        "deflate-raw",
        "BcGJAYQgDADBVraCa8BqUKJBkSgEv+pvxlU4e5o2xmp3YbaHte9Hwy6puAo5fC/RlgFX4exp2hir3YXZHta+Hw27pOIq5PC9RFsGXIWzp2ljrHYXZntY+3407JKKq5DD9xJtGQgl4hqc1Ag5//4=",
    ),
    // Quality 0, a window of 1 KiB.
    (
        "brotli",
        "A0sAAICqqqrq/3Tlw8kOF72dNlEVNVNV0UXUtv+76t9zb3XPqC5vY7grXiwsLGxsrOplRnXw4cOPwWAwjjNZVYPBYDAYDOZQZ0QqSqNwWGgn2XuC71aZMHb2F9yUpyHKi3PXviA3TSgTiv0/BEkGAR7SfWpbgLJV5AVbyjE=",
    ),
];

#[test]
fn what_others_compressed_is_decompressed() {
    for (format, compressed) in BY_NODE {
        returns(
            &format!(
                "return decode(await decompress('{format}', base64('{compressed}'))) === text"
            ),
            "true",
        );
    }
}

#[test]
fn input_may_be_split_anywhere() {
    for (format, compressed) in BY_NODE {
        returns(
            &format!(
                "const whole = base64('{compressed}');
                 for (let i = 0; i <= whole.length; i++) {{
                     const out = await decompress('{format}', whole.subarray(0, i), whole.subarray(i));
                     if (decode(out) !== text) return `${{i}}: ${{decode(out)}}`;
                 }}
                 const bytes = [...whole].map(byte => Uint8Array.of(byte));
                 return decode(await decompress('{format}', ...bytes)) === text"
            ),
            "true",
        );
    }
}

#[test]
fn truncated_input_is_a_type_error() {
    for (format, compressed) in BY_NODE {
        returns(
            &format!(
                "const whole = base64('{compressed}'), errors = new Set();
                 for (let i = 0; i < whole.length; i++)
                     errors.add(await decompress('{format}', whole.subarray(0, i)).then(() => i, String));
                 return [...errors]"
            ),
            "TypeError: Compressed input was truncated.",
        );
    }
}

#[test]
fn input_after_the_end_is_a_type_error_after_the_output() {
    for (format, compressed) in BY_NODE {
        // In the same chunk, in one of its own, and another compressed stream.
        for rest in ["Uint8Array.of(0)", "whole"] {
            for chunks in ["concat([whole, REST])", "whole, REST"] {
                let chunks = chunks.replace("REST", rest);
                returns(
                    &format!(
                        "const whole = base64('{compressed}');
                         const stream = new DecompressionStream('{format}');
                         const writer = stream.writable.getWriter(), reader = stream.readable.getReader();
                         const writes = [{chunks}].map(chunk => writer.write(chunk).catch(() => {{}}));
                         let out = '';
                         while (out.length < text.length) out += decode((await reader.read()).value);
                         return [out === text, await reader.read().catch(String)]"
                    ),
                    "true,TypeError: Junk found after end of compressed data.",
                );
            }
        }
        returns(
            &format!(
                "return decode(await decompress('{format}', base64('{compressed}'), new Uint8Array())) === text"
            ),
            "true",
        );
    }
}

#[test]
fn invalid_input_is_a_type_error() {
    for (format, compressed) in [
        // A wrong FHCRC.
        (
            "gzip",
            "H4sIHgECAwQAAwQAQUIAAG5hbWUudHh0AGEgY29tbWVudAB6divJSFUoLM1MzlZIKsovz1NIy69QyCrNLShWyC9LLVIoyUhVyEmsqlRIyU+3BvNoozgxL0WhJCOxRCGzWCExJ0cPAMTFq1SXAAAA",
        ),
        ("deflate", BY_NODE[0].1),
        ("gzip", BY_NODE[1].1),
        // A window of 1 GiB, which is no Brotli by RFC 7932.
        (
            "brotli",
            "EV5YAgAwUrqZi2AcbN3GMo534XgM5BtaGGzAgcNgy/5EGduwMXamSK9Vmx2nalHDkiON5dDqD5MKgDl4PhG7BA==",
        ),
    ] {
        returns(
            &format!("return decompress('{format}', base64('{compressed}'))"),
            "TypeError: The compressed data was not valid.",
        );
    }
}

#[test]
fn output_of_a_chunk_with_an_error_is_not_seen() {
    // The checksum is wrong, and the chunk's output would be the text.
    returns(
        "const whole = await compress('gzip', input);
         whole[whole.length - 5] ^= 1;
         const stream = new DecompressionStream('gzip');
         const writer = stream.writable.getWriter();
         const written = writer.write(whole).catch(String);
         const read = stream.readable.getReader().read().then(({ value }) => decode(value), String);
         return [...new Set([await written, await read])]",
        "TypeError: The compressed data was not valid.",
    );
}

#[test]
fn small_inputs_round_trip() {
    returns(
        "for (const format of formats)
             for (const bytes of [new Uint8Array(), Uint8Array.of(42), input, new Uint8Array(65536).map((_, i) => i * i >> 3)]) {
                 const compressed = await compress(format, bytes);
                 const out = await decompress(format, compressed);
                 if (concat([out]).join() !== bytes.join()) return `${format} ${bytes.length}`;
                 // What is split gives the same bytes.
                 const split = await compress(format, bytes.subarray(0, 7), bytes.subarray(7, 7), bytes.subarray(7));
                 if (decode(await decompress(format, split)) !== decode(bytes)) return `${format} ${bytes.length} split`;
             }
         return true",
        "true",
    );
}

#[test]
fn large_inputs_round_trip_in_chunks_of_64_kib() {
    // 64 MiB of 1 MiB chunks, and of one chunk.
    returns(
        "const chunk = new Uint8Array(1 << 20);
         let state = 1;
         for (let i = 0; i < chunk.length; i++) { state = (state * 1103515245 + 12345) >>> 0; chunk[i] = i & 1024 ? state >>> 28 : i >> 5 }
         const large = new Uint8Array(64 << 20);
         for (let i = 0; i < 64; i++) large.set(chunk, i << 20);
         const check = async (format, chunks) => {
             const compressor = new CompressionStream(format), decompressor = new DecompressionStream(format);
             const writer = compressor.writable.getWriter();
             (async () => { for (const chunk of chunks) await writer.write(chunk); await writer.close() })();
             let at = 0, largest = 0;
             for await (const piece of compressor.readable.pipeThrough(decompressor)) {
                 largest = Math.max(largest, piece.length);
                 for (let i = 0; i < piece.length; i += 1021) if (piece[i] !== large[at + i]) return `${format} differs at ${at + i}`;
                 at += piece.length;
             }
             return at === large.length && largest <= 65536;
         };
         const results = [];
         for (const format of formats) results.push(await check(format, Array(64).fill(chunk)));
         results.push(await check('gzip', [large]));
         return results",
        "true,true,true,true,true",
    );
}

#[test]
fn a_chunk_may_change_once_it_was_written() {
    returns(
        "const large = new Uint8Array(1 << 20).fill(1);
         const stream = new CompressionStream('deflate');
         const writer = stream.writable.getWriter();
         const out = through(new DecompressionStream('deflate'), []).catch(() => {});
         const written = writer.write(large), closed = writer.close();
         const reader = stream.readable.getReader();
         const first = reader.read();
         // The transformation has begun by now, and the rest of it takes some time.
         await turns(1);
         structuredClone(large, { transfer: [large.buffer] });
         const chunks = [(await first).value];
         for (let read; !(read = await reader.read()).done;) chunks.push(read.value);
         const back = await decompress('deflate', concat(chunks));
         return [back.length, back.every(byte => byte === 1)]",
        "1048576,true",
    );
}

#[test]
fn a_bomb_waits_for_its_reader() {
    returns(
        "const bomb = await compress('gzip', new Uint8Array(64 << 20));
         const stream = new DecompressionStream('gzip');
         const writer = stream.writable.getWriter(), reader = stream.readable.getReader();
         let written = false;
         writer.write(bomb).then(() => { written = true });
         const closed = writer.close();
         let length = (await reader.read()).value.length;
         await turns(50);
         const waited = !written;
         for (let read; !(read = await reader.read()).done;) length += read.value.length;
         await closed;
         return [bomb.length < 70000, waited, written, length]",
        "true,true,true,67108864",
    );
}

#[test]
fn a_bomb_that_nobody_reads_can_be_cancelled_and_aborted() {
    returns(
        "const bomb = await compress('gzip', new Uint8Array(8 << 20));
         const begin = async () => {
             const stream = new DecompressionStream('gzip');
             const writer = stream.writable.getWriter(), reader = stream.readable.getReader();
             const written = writer.write(bomb).catch(e => `write: ${e}`);
             await reader.read();
             await turns(20);
             return { writer, reader, written };
         };
         const first = await begin();
         const cancelled = await first.reader.cancel('enough');
         await first.written;
         const errored = await first.writer.closed.catch(String);
         const second = await begin();
         const aborted = second.writer.abort('enough').catch(String);
         for (let i = 0; i < 1000; i++) if ((await second.reader.read().catch(String)) === 'enough') break;
         return [cancelled, errored, await aborted, await second.reader.closed.catch(String)]",
        ",enough,,enough",
    );
}

#[test]
fn chunks_must_be_buffer_sources() {
    returns(
        "const results = [];
         for (const stream of [new CompressionStream('brotli'), new DecompressionStream('brotli')]) {
             const writer = stream.writable.getWriter(), read = stream.readable.getReader().read().catch(e => e.name);
             results.push(await writer.write('text').catch(e => e.name), await read);
         }
         return results",
        "TypeError,TypeError,TypeError,TypeError",
    );
}

/// How much memory V8 was told of.
fn external_memory(source: &str) -> (i64, i64) {
    with_runtime(|runtime, tokio| {
        let memory =
            || runtime.with_scope(|scope| scope.adjust_amount_of_external_allocated_memory(0));
        let before = memory();
        let value = runtime.run_script("test.js", source).expect("it runs");
        tokio.block_on(runtime.run_event_loop()).expect("it ends");
        runtime.with_scope(|scope| _ = Local::new(scope, value));
        (before, memory())
    })
}

#[test]
fn contexts_are_charged_until_the_stream_ends() {
    // A context is made for more than is gathered.
    const BEGIN: &str = "const input = new Uint8Array(70_000);
         globalThis.streams = Array.from({ length: 20 }, () => {
             const stream = new CompressionStream('gzip');
             const writer = stream.writable.getWriter(), reader = stream.readable.getReader();
             writer.write(input).catch(() => {});
             reader.read();
             return { writer, reader };
         });";
    let (before, after) = external_memory(&format!("{BEGIN} 0"));
    assert!(after - before > 20 * 250_000, "{before} {after}");
    // What is freed is told with the next charge.
    let (before, after) = external_memory(&format!(
        "{BEGIN}
         const ended = streams.map(async ({{ writer, reader }}, i) => {{
             if (i % 2) return reader.cancel();
             writer.close();
             while (!(await reader.read()).done);
         }});
         Promise.all(ended).then(() => streams.push(new DecompressionStream('gzip'))); 0"
    ));
    assert!(after - before < 500_000, "{before} {after}");
}
