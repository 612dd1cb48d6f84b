//! Bodies that are streams.

mod common;

use common::is;

/// A stream of the texts of an array, then closed.
const OF: &str = "(texts => new ReadableStream({ start(c) { for (const t of texts) c.enqueue(new TextEncoder().encode(t)); c.close() } }))";

#[track_caller]
fn is_of(source: &str, wanted: &str) {
    is(&source.replace("OF", OF), wanted);
}

#[test]
fn a_body_has_one_stream() {
    is("new Response().body", "null");
    is("new Request('http://h/').body", "null");
    is(
        "(r => [r.body === r.body, r.body.constructor.name, r.bodyUsed, r.body.locked])(new Response('ab'))",
        "true,ReadableStream,false,false",
    );
    is("Array.fromAsync(new Response('ab').body)", "97,98");
    is(
        "(async r => { const [v] = await Array.fromAsync(r.body); return [v.constructor.name, r.bodyUsed] })(new Response('ab'))",
        "Uint8Array,true",
    );
    is(
        "(r => r.body.getReader({ mode: 'byob' }).read(new Uint8Array(2)).then(({ value }) => value))(new Response('abc'))",
        "97,98",
    );
    // A stream that a script passed in is the body's.
    is(
        "(s => new Response(s).body === s)(new ReadableStream())",
        "true",
    );
}

#[test]
fn a_body_that_was_read_has_a_stream_that_was_read() {
    for text in ["'ab'", "OF(['a', 'b'])"] {
        is_of(
            &format!(
                "(async r => {{ const t = await r.text(); return [t, r.bodyUsed, r.body.locked, r.body === r.body,
                    await r.text().catch(e => e.message)] }})(new Response({text}))"
            ),
            "ab,true,true,true,Failed to execute 'text' on 'Response': body stream already read",
        );
    }
    is(
        "(r => { r.body.getReader(); return r.text().catch(e => [e.name, e.message, r.bodyUsed]) })(new Response('a'))",
        "TypeError,Failed to execute 'text' on 'Response': body stream is locked,false",
    );
}

#[test]
fn every_method_reads_a_stream_to_its_end() {
    let post = "new Request('http://h/', { method: 'POST', duplex: 'half', body: ";
    for (open, close) in [("new Response(", ")"), (post, "})")] {
        for (text, method, wanted) in [
            ("['a', '', 'b']", "text()", "ab"),
            ("[]", "text()", ""),
            ("['{\"a\":', '1}']", "json().then(o => o.a)", "1"),
            ("['a', 'b']", "bytes()", "97,98"),
            ("['a', 'b']", "arrayBuffer().then(b => b.byteLength)", "2"),
            (
                "['a', 'b']",
                "blob().then(b => b.text().then(t => [t, b.type]))",
                "ab,",
            ),
            ("['{']", "json().catch(e => e.name)", "SyntaxError"),
            ("['a=b']", "formData().catch(e => e.name)", "TypeError"),
        ] {
            is_of(&format!("{open}OF({text}){close}.{method}"), wanted);
        }
    }
    is_of(
        "new Response(OF(['a=b', '&c=d']), { headers: { 'content-type': 'application/x-www-form-urlencoded' } }).formData().then(f => [...f])",
        "a,b,c,d",
    );
    is_of(
        "(r => { const b = r.blob(); r.headers.set('content-type', 'a/b'); return b.then(b => b.type) })(new Response(new ReadableStream({ pull(c) { setTimeout(() => c.close()) } })))",
        "a/b",
    );
}

#[test]
fn a_stream_is_read_without_recursion_and_without_a_turn_for_each_chunk() {
    is(
        "new Response(new ReadableStream({ start(c) { for (let i = 0; i < 200000; i++) c.enqueue(new Uint8Array(1)); c.close() } })).bytes().then(b => b.length)",
        "200000",
    );
    is(
        "(async () => {
            let left = 100000;
            const s = new ReadableStream({ pull(c) { if (left--) c.enqueue(new Uint8Array(1)); else c.close() } });
            return (await new Response(s).bytes()).length;
        })()",
        "100000",
    );
}

#[test]
fn what_fails_a_stream_fails_its_reader() {
    is(
        "(e => new Response(new ReadableStream({ start(c) { c.error(e) } })).text().catch(x => x === e))({})",
        "true",
    );
    is(
        "(e => new Response(new ReadableStream({ async pull(c) { throw e } })).text().catch(x => x === e))({})",
        "true",
    );
    for chunk in [
        "'text'",
        "new ArrayBuffer(2)",
        "new Uint16Array(2)",
        "1",
        "null",
    ] {
        is(
            &format!(
                "new Response(new ReadableStream({{ start(c) {{ c.enqueue({chunk}); c.close() }} }})).text().catch(e => [e.name, e.message])"
            ),
            "TypeError,Received a chunk that is not a Uint8Array",
        );
    }
}

#[test]
fn streams_of_others_are_refused() {
    for use_it in [
        "s.getReader()",
        "s.cancel()",
        "s.getReader().releaseLock(), s.cancel()",
    ] {
        is(
            &format!(
                "(s => {{ {use_it}; try {{ new Response(s) }} catch (e) {{ return [e.name, e.message] }} }})(new ReadableStream())"
            ),
            "TypeError,Failed to construct 'Response': Response body object should not be disturbed or locked",
        );
    }
    let request = |init: &str| {
        format!(
            "(() => {{ try {{ new Request('http://h/', {{ method: 'POST', body: new ReadableStream(), {init} }}); return 'made' }} catch (e) {{ return [e.name, e.message] }} }})()"
        )
    };
    is(&request("duplex: 'half'"), "made");
    is(
        &request(""),
        "TypeError,Failed to construct 'Request': The `duplex` member must be specified for a request with a streaming body",
    );
    is(
        &request("duplex: 'half', mode: 'no-cors'"),
        "TypeError,Failed to construct 'Request': If request is made from ReadableStream, mode should be \"same-origin\" or \"cors\"",
    );
    is(
        &request("duplex: 'half', keepalive: true"),
        "TypeError,Failed to construct 'Request': A request with keepalive cannot have a ReadableStream as its body",
    );
    is(
        "new Request('http://h/', { method: 'POST', body: new Blob(['a']).stream(), duplex: 'half' }).text()",
        "a",
    );
}

#[test]
fn clones_read_the_same_bytes() {
    for make in [
        "new Response('abc')",
        "new Response(OF(['a', 'bc']))",
        "(r => (r.body, r))(new Response('abc'))",
        "new Response(new Blob(['a', 'bc']).stream())",
    ] {
        is_of(
            &format!(
                "(async r => {{ const c = r.clone(), d = c.clone(); return [await d.text(), await r.text(), await c.text(), r.bodyUsed] }})({make})"
            ),
            "abc,abc,abc,true",
        );
    }
    // Chunks are not shared.
    is_of(
        "(async r => { const c = r.clone(); (await r.body.getReader().read()).value.fill(0); return c.text() })(new Response(OF(['ab'])))",
        "ab",
    );
    is(
        "(async r => { const c = r.clone(); (await r.body.getReader().read()).value.fill(0); return c.text() })(new Response('ab'))",
        "ab",
    );
    // What cannot be cloned fails both.
    is(
        "(async r => { const c = r.clone(); return [await r.text().catch(e => e.name), await c.text().catch(e => e.name)] })(new Response(new ReadableStream({ start(c) { c.enqueue(() => 1) } })))",
        "DataCloneError,DataCloneError",
    );
    is(
        "(r => { r.body.getReader(); try { r.clone() } catch (e) { return e.message } })(new Response('a'))",
        "Failed to execute 'clone' on 'Response': Response body is already used",
    );
}

#[test]
fn a_request_hands_its_body_on() {
    let init = "{ method: 'POST', duplex: 'half', body: ";
    for body in ["'abc'", "OF(['a', 'bc'])", "new Blob(['abc']).stream()"] {
        is_of(
            &format!(
                "(async a => {{ const b = new Request(a); return [a.bodyUsed, b.bodyUsed, await b.text(), a.body.locked] }})(new Request('http://h/', {init}{body} }}))"
            ),
            "true,false,abc,true",
        );
    }
    is_of(
        &format!(
            "(async a => {{ const s = a.body, b = new Request(a, {{ method: 'PUT' }}); return [s === a.body, s === b.body, await b.text()] }})(new Request('http://h/', {init}OF(['a']) }}))"
        ),
        "true,false,a",
    );
    // Another body leaves it alone.
    is(
        &format!(
            "(a => {{ new Request(a, {{ body: 'x' }}); return a.text() }})(new Request('http://h/', {init}'abc' }}))"
        ),
        "abc",
    );
    // An error comes through the proxy as it is.
    is(
        &format!(
            "(e => new Request(new Request('http://h/', {init}new ReadableStream({{ start(c) {{ c.error(e) }} }}) }})).text().catch(x => x === e))({{}})"
        ),
        "true",
    );
}

#[test]
fn streams_of_bodies_can_be_piped() {
    is(
        "new Response(new Response('abc').body.pipeThrough(new TextDecoderStream()).pipeThrough(new TextEncoderStream())).text()",
        "abc",
    );
    is(
        "(async () => { const [a, b] = new Response('abc').body.tee(); return [await new Response(a).text(), await new Response(b).text()] })()",
        "abc,abc",
    );
    // As Hono wraps one response in another.
    is(
        "(async a => { const b = new Response(a.body, a); return [await b.text(), b.status, b.headers.get('x'), a.bodyUsed] })(new Response('abc', { status: 201, headers: { x: 'y' } }))",
        "abc,201,y,true",
    );
    is(
        "(async a => { const b = new Response(a.body, a); return b.body === a.body })(new Response('abc'))",
        "true",
    );
}

#[test]
fn blobs_stream() {
    is(
        "new Response(new Blob(['a', 'b', '', 'c']).stream()).text()",
        "abc",
    );
    is(
        "Array.fromAsync(new Blob([]).stream()).then(a => a.length)",
        "0",
    );
    is(
        "Array.fromAsync(new Blob([new Uint8Array(200000)]).stream(), c => c.length)",
        "65536,65536,65536,3392",
    );
    is(
        "new Blob(['abcd']).slice(1, 3).stream().getReader({ mode: 'byob' }).read(new Uint8Array(8)).then(({ value }) => value)",
        "98,99",
    );
    is("(b => b.stream() === b.stream())(new Blob(['a']))", "false");
    // A script that writes to a chunk does not write to the Blob.
    is(
        "(async b => { for await (const c of b.stream()) c.fill(0); return b.text() })(new Blob(['abc']))",
        "abc",
    );
}
