//! What scripts see of pipes and tees is the same, whether they are native or not.

use crate::common::is;

/// What a script logs when `stream` makes a stream of bytes: natively, and otherwise.
#[track_caller]
fn same(body: &str, wanted: &str) {
    for stream in [
        // Of one chunk, and of several.
        "bytes => new Blob([bytes]).stream()",
        "bytes => new Blob([bytes.slice(0, 9), bytes.slice(9, 10), bytes.slice(10)]).stream()",
        "bytes => new Response(bytes).body",
        "bytes => { const chunks = [bytes.slice(0, 9), bytes.slice(9)].filter(chunk => chunk.length);
                    return new ReadableStream({ type: 'bytes', pull(c) {
                        if (chunks.length) c.enqueue(chunks.shift()); else { c.close(); c.byobRequest?.respond(0) } } }) }",
    ] {
        let source = format!(
            "(async () => {{
                const stream = {stream};
                const text = 'the quick brown fox jumps over the lazy dog; '.repeat(3), log = [];
                const bytes = new TextEncoder().encode(text);
                const gzipped = new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer());
                const show = value => value === text ? 'text' : String(value);
                const settled = (name, promise) => promise.then(value => log.push(`${{name}}: ${{show(value)}}`), error => log.push(`${{name}}! ${{error}}`));
                const states = (...streams) => log.push(streams.map(stream => stream.locked).join());
                const turns = async count => {{ while (count--) await new Promise(resolve => setTimeout(resolve)) }};
                {body}
                return log.join('; ');
            }})()"
        );
        is(&source, wanted);
    }
}

#[test]
fn bodies_through_transforms() {
    same(
        "await settled('one', new Response(stream(gzipped).pipeThrough(new DecompressionStream('gzip'))).text());
         await settled('two', new Response(stream(bytes).pipeThrough(new CompressionStream('brotli')).pipeThrough(new DecompressionStream('brotli'))).text());
         await settled('three', new Response(stream(bytes).pipeThrough(new TransformStream()).pipeThrough(new CompressionStream('deflate')).pipeThrough(new DecompressionStream('deflate'))).text());
         await settled('empty', new Response(stream(new Uint8Array()).pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip'))).text());
         await settled('decoded', Array.fromAsync(stream(gzipped).pipeThrough(new DecompressionStream('gzip')).pipeThrough(new TextDecoderStream())).then(parts => parts.join('')));",
        "one: text; two: text; three: text; empty: ; decoded: text",
    );
}

#[test]
fn states_of_all_that_takes_part() {
    same(
        "const source = stream(gzipped), transform = new DecompressionStream('gzip');
         const piped = settled('piped', source.pipeTo(transform.writable));
         states(source, transform.writable, transform.readable);
         await turns(3);
         const response = new Response(transform.readable);
         states(transform.readable);
         log.push(response.bodyUsed);
         const read = settled('read', response.text());
         log.push(response.bodyUsed);
         states(source, transform.writable, transform.readable);
         await read; await piped; await turns(1);
         log.splice(-2, 2, ...log.slice(-2).sort());
         states(source, transform.writable, transform.readable);
         await settled('writer', transform.writable.getWriter().closed);
         await settled('reader', source.getReader().read().then(({ done }) => done));
         await settled('again', response.text());
         log.push(response.body === transform.readable)",
        "true,true,false; false; false; true; true,true,true; piped: undefined; read: text; false,false,true; writer: undefined; reader: true; again! TypeError: Failed to execute 'text' on 'Response': body stream already read; true",
    );
}

#[test]
fn failures_reach_both_ends() {
    for (input, error) in [
        ("gzipped.slice(0, -3)", "Compressed input was truncated."),
        (
            "new Uint8Array([...gzipped, 7])",
            "Junk found after end of compressed data.",
        ),
        ("bytes", "The compressed data was not valid."),
    ] {
        same(
            &format!(
                "const source = stream({input}), transform = new DecompressionStream('gzip'), next = new TransformStream();
                 const all = [
                     settled('1', source.pipeTo(transform.writable)),
                     settled('2', transform.readable.pipeTo(next.writable)),
                     settled('3', new Response(next.readable).text()),
                 ];
                 await Promise.all(all); await turns(2);
                 log.sort();
                 states(source, transform.writable, transform.readable, next.writable);
                 await settled('writer', transform.writable.getWriter().closed);"
            ),
            &format!(
                "1! TypeError: {error}; 2! TypeError: {error}; 3! TypeError: {error}; false,false,false,false; writer! TypeError: {error}"
            ),
        );
    }
}

#[test]
fn scripts_as_readers() {
    same(
        "const reader = stream(gzipped).pipeThrough(new TransformStream()).pipeThrough(new DecompressionStream('gzip')).getReader();
         let out = '';
         for (let read; !(read = await reader.read()).done;) out += new TextDecoder().decode(read.value);
         log.push(show(out));
         const [one, two] = stream(gzipped).pipeThrough(new DecompressionStream('gzip')).tee();
         await settled('one', new Response(one).text());
         await settled('two', new Response(two).text());
         const byob = stream(gzipped).pipeThrough(new DecompressionStream('gzip'));
         try { byob.getReader({ mode: 'byob' }) } catch (error) { log.push(error.name) }",
        "text; one: text; two: text; TypeError",
    );
}

#[test]
fn clones_of_bodies() {
    same(
        "const response = new Response(stream(gzipped).pipeThrough(new DecompressionStream('gzip')));
         const clone = response.clone();
         await settled('clone', clone.text());
         await settled('original', response.text());",
        "clone: text; original: text",
    );
}

#[test]
fn a_lock_is_a_lock() {
    same(
        "const readable = stream(gzipped).pipeThrough(new DecompressionStream('gzip'));
         const reader = readable.getReader();
         try { new Response(readable) } catch (error) { log.push(error.name) }
         reader.releaseLock();
         await settled('free', new Response(readable).text());",
        "TypeError; free: text",
    );
}

#[test]
fn branches_of_tees() {
    same(
        "const read = async stream => { let out = ''; for await (const chunk of stream) out += new TextDecoder().decode(chunk); return out };
         for (const later of [0, 1, 3]) {
             const [a, b] = stream(bytes).tee();
             await turns(later);
             await Promise.all([settled('native', new Response(a).text()), settled('script', read(b))]);
             log.splice(-2, 2, ...log.slice(-2).sort());
         }
         // One branch has a chunk on its way when the other becomes native code's.
         const [a, b] = stream(bytes).tee();
         await turns(1);
         const reader = b.getReader(), first = reader.read();
         const all = new Response(a).text();
         let out = '';
         for (let { value, done } = await first; !done; { value, done } = await reader.read()) out += new TextDecoder().decode(value);
         log.push(show(out), show(await all));
         // Both are.
         const [c, d] = stream(gzipped).pipeThrough(new DecompressionStream('gzip')).tee();
         await Promise.all([settled('codec', new Response(c).text()), settled('codec', new Response(d).text())]);
         states(c, d);
         const [e, f] = stream(bytes).pipeThrough(new DecompressionStream('gzip')).tee();
         await Promise.all([settled('bad', new Response(e).text()), settled('bad', new Response(f).text())]);",
        "native: text; script: text; native: text; script: text; native: text; script: text; text; text; codec: text; codec: text; true,true; bad! TypeError: The compressed data was not valid.; bad! TypeError: The compressed data was not valid.",
    );
}
