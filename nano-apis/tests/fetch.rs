//! The Fetch Standard's classes, from JavaScript.

mod common;

use common::with_runtime;
use nano_runtime::js::Local;

/// Gives `body` a function that asserts the text of an expression's value, of what its promise yields, or of what it throws.
fn in_one_runtime(body: impl FnOnce(&dyn Fn(&str, &str))) {
    with_runtime(|runtime, tokio| {
        body(&|source, wanted| {
            let source = format!(
                "globalThis.result = 'pending'; (async () => {{ try {{ result = String(await ({source})) }} catch (e) {{ result = String(e) }} }})()"
            );
            runtime.run_script("test.js", &source).expect(&source);
            tokio.block_on(runtime.run_event_loop()).expect(&source);
            let result = runtime
                .run_script("result.js", "result")
                .expect("a variable");
            let result =
                runtime.with_scope(|scope| Local::new(scope, result).to_rust_string_lossy(scope));
            assert_eq!(result, wanted, "{source}");
        });
    });
}

#[test]
fn headers_are_made_of_sequences_records_and_headers() {
    in_one_runtime(|is| {
        is(
            "JSON.stringify([...new Headers([['B', '1'], ['a', ' 2\\t'], ['b', '3']])])",
            r#"[["a","2"],["b","1, 3"]]"#,
        );
        is(
            "JSON.stringify([...new Headers(new Headers({ X: 'y' }))])",
            r#"[["x","y"]]"#,
        );
        is("new Headers().get('a')", "null");
        is(
            "new Headers([['a']])",
            "TypeError: Failed to construct 'Headers': Invalid value",
        );
        is(
            "new Headers([['a b', '']])",
            "TypeError: Failed to construct 'Headers': Invalid name",
        );
        is(
            "new Headers({ a: '\\u0100' })",
            "TypeError: Failed to construct 'Headers': String contains non ISO-8859-1 code point.",
        );
        is(
            "(() => { try { new Headers(null) } catch (e) { return e.name } })()",
            "TypeError",
        );
    });
}

#[test]
fn headers_change() {
    in_one_runtime(|is| {
        is(
            "(h => { h.append('a', '1'); h.append('A', '2'); return h.get('a') })(new Headers)",
            "1, 2",
        );
        is(
            "(h => { h.set('A', '3'); return [...h.values()].join() })(new Headers([['a', '1'], ['b', '2'], ['a', '4']]))",
            "3,2",
        );
        is(
            "(h => { h.delete('A'); return h.has('a') })(new Headers({ a: 1 }))",
            "false",
        );
        is(
            "new Headers().append('a', 'b\\nc')",
            "TypeError: Failed to execute 'append' on 'Headers': Invalid value",
        );
        is(
            "new Headers().get('')",
            "TypeError: Failed to execute 'get' on 'Headers': Invalid name",
        );
        is(
            "(h => { h.set('a', '\\u00e9\\x01'); return h.get('a').length })(new Headers)",
            "2",
        );
        is(
            "(n => { let h = new Headers([[n, 'v']]); return h.get(n.toUpperCase()) })('n'.repeat(100000))",
            "v",
        );
        is(
            "Response.error().headers.append('a', 'b')",
            "TypeError: Failed to execute 'append' on 'Headers': Headers are immutable",
        );
    });
}

#[test]
fn iteration_is_live_and_linear() {
    in_one_runtime(|is| {
        is(
        "(() => { let h = new Headers([['fizz', 'buzz'], ['X-Header', 'test']]); let i = h[Symbol.iterator]();
           let out = [i.next().value]; h.append('Set-Cookie', 'a=b'); out.push(i.next().value); h.append('Accept', 'x');
           out.push(i.next().value, i.next().value, i.next().done); return out.join(' ') })()",
        "fizz,buzz set-cookie,a=b set-cookie,a=b x-header,test true",
    );
        is(
            "[...new Headers([['set-cookie', '2'], ['set-cookie', '1']])].join(' ')",
            "set-cookie,2 set-cookie,1",
        );
        is(
            "new Headers([['set-cookie', '2'], ['x', 'y'], ['Set-Cookie', '1']]).getSetCookie().join()",
            "2,1",
        );
        is(
            "[...new Headers(Array.from({ length: 20000 }, (_, i) => ['x' + i, 'v']))].length",
            "20000",
        );
    });
}

#[test]
fn no_cors_headers_are_safelisted() {
    in_one_runtime(|is| {
        is(
        "(h => { h.append('Accept', 'a'); h.append('Range', 'bytes=0-'); h.append('X', 'y'); h.append('Content-Type', 'text/html');
           return [...h.keys()].join() })(new Request('http://a/', { mode: 'no-cors' }).headers)",
        "accept",
    );
    });
}

#[test]
fn requests_read_their_init() {
    in_one_runtime(|is| {
        is(
            "new Request('http://a.test/b/../c?d#e').url",
            "http://a.test/c?d#e",
        );
        is(
            "new Request('http://a/', { method: 'post' }).method",
            "POST",
        );
        is(
            "new Request('http://a/', { method: 'patch' }).method",
            "patch",
        );
        is(
            "new Request('http://a/', { method: 'a b' })",
            "TypeError: Failed to construct 'Request': 'a b' is not a valid HTTP method.",
        );
        is(
            "new Request('http://a/', { method: 'trace' })",
            "TypeError: Failed to construct 'Request': 'trace' HTTP method is unsupported.",
        );
        is(
            "new Request('http://u:p@a/')",
            "TypeError: Failed to construct 'Request': Request cannot be constructed from a URL that includes credentials: http://u:p@a/",
        );
        is(
            "new Request('http://:no')",
            "TypeError: Failed to construct 'Request': Failed to parse URL from http://:no",
        );
        is(
            "(r => [r.method, r.destination, r.referrer, r.referrerPolicy, r.mode, r.credentials, r.cache, r.redirect, r.integrity, r.keepalive, r.duplex, r.bodyUsed].join('|'))(new Request('http://a/'))",
            "GET||about:client||cors|same-origin|default|follow||false|half|false",
        );
        is(
            "(r => [r.referrer, r.referrerPolicy, r.mode, r.credentials, r.cache, r.redirect, r.integrity, r.keepalive].join('|'))(new Request('http://a/', { referrer: '', referrerPolicy: 'origin', mode: 'same-origin', credentials: 'omit', cache: 'reload', redirect: 'manual', integrity: 'sha256-x', keepalive: true }))",
            "|origin|same-origin|omit|reload|manual|sha256-x|true",
        );
        is(
            "new Request('http://a/', { mode: 'navigate' })",
            "TypeError: Failed to construct 'Request': Cannot construct a Request with a RequestInit whose mode member is set as 'navigate'.",
        );
        is(
            "new Request('http://a/', { window: 1 })",
            "TypeError: Failed to construct 'Request': RequestInit's window member can only be null",
        );
        is(
            "new Request('http://a/', { body: '' })",
            "TypeError: Failed to construct 'Request': Request with GET/HEAD method cannot have body.",
        );
        is(
            "new Request('http://a/', { mode: 'no-cors', method: 'PUT' })",
            "TypeError: Failed to construct 'Request': 'PUT' is unsupported in no-cors mode.",
        );
    });
}

#[test]
fn requests_copy_requests() {
    in_one_runtime(|is| {
        is(
        "(async () => { let a = new Request('http://a/', { method: 'POST', body: 'x', headers: { k: 'v' } }); let b = new Request(a);
           return [a.bodyUsed, b.bodyUsed, b.headers.get('k'), b.headers.get('content-type'), await b.text(), b.bodyUsed].join() })()",
        "true,false,v,text/plain;charset=UTF-8,x,true",
    );
        is(
            "(async () => { let a = new Request('http://a/', { method: 'POST', body: 'x' }); await a.text(); return new Request(a) })()",
            "TypeError: Failed to construct 'Request': Cannot construct a Request with a Request object that has already been used.",
        );
        is(
            "(async () => { let a = new Request('http://a/', { method: 'POST', body: 'x' }); await a.text(); return new Request(a, { body: 'y' }).text() })()",
            "y",
        );
        is(
            "(a => new Request(a, { headers: {} }).headers.has('k'))(new Request('http://a/', { headers: { k: 'v' } }))",
            "false",
        );
        is(
            "(r => r.headers === r.headers && r.clone().headers !== r.headers)(new Request('http://a/'))",
            "true",
        );
    });
}

#[test]
fn bodies_are_read_once() {
    in_one_runtime(|is| {
        is("new Response('\\ufeffh\\u00e9llo').text()", "h\u{e9}llo");
        is("new Response('{\"a\": [1]}').json().then(v => v.a[0])", "1");
        is("new Response('').json().catch(e => e.name)", "SyntaxError");
        is(
            "new Response(new Uint8Array([1, 2, 3]).subarray(1)).bytes().then(b => b instanceof Uint8Array && b.join())",
            "2,3",
        );
        is(
            "new Response('\u{e9} \u{4e2d} \u{1f600} \\ud800').text()",
            "\u{e9} \u{4e2d} \u{1f600} \u{fffd}",
        );
        is(
            "new Response(new Uint8Array([0xff, 97])).text()",
            "\u{fffd}a",
        );
        is(
            "new Response('abc').arrayBuffer().then(b => b.byteLength)",
            "3",
        );
        is("(r => (r.text(), r.bodyUsed))(new Response('x'))", "true");
        is(
            "(r => (r.text(), r.text()))(new Response('x'))",
            "TypeError: Failed to execute 'text' on 'Response': body stream already read",
        );
        is(
            "(r => (r.text(), r.bodyUsed + r.text().constructor.name))(new Response())",
            "falsePromise",
        );
        is(
            "(r => (r.text(), r.clone()))(new Response('x'))",
            "TypeError: Failed to execute 'clone' on 'Response': Response body is already used",
        );
        is(
            "(async r => { let c = r.clone(); return await r.text() + await c.text() })(new Response('x'))",
            "xx",
        );
        is(
            "(async b => { let r = new Response(b); b[0] = 98; return r.text() })(new Uint8Array([97]))",
            "a",
        );
        is(
            "Response.prototype.text.call(1).catch(e => e.name)",
            "TypeError",
        );
    });
}

#[test]
fn bodies_have_any_size() {
    in_one_runtime(|is| {
        for size in ["1", "2 ** 16", "2 ** 20 + 1"] {
            is(
                &format!(
                    "new Response(new Uint8Array({size}).fill(97)).text().then(t => t.length === {size} && t.at(-1) === 'a')"
                ),
                "true",
            );
            is(
                &format!(
                    "new Response('\u{e9}'.repeat({size})).bytes().then(b => b.length === 2 * ({size}))"
                ),
                "true",
            );
        }
    });
}

#[test]
fn responses_check_their_init() {
    in_one_runtime(|is| {
        is(
            "(r => [r.status, r.ok, r.statusText, r.type, r.url, r.redirected].join('|'))(new Response())",
            "200|true||default||false",
        );
        is(
            "(r => [r.status, r.ok, r.statusText].join('|'))(new Response('', { status: 404, statusText: 'Gone fishing' }))",
            "404|false|Gone fishing",
        );
        is(
            "new Response('', { status: 199 })",
            "RangeError: Failed to construct 'Response': The status provided (199) is outside the range [200, 599].",
        );
        is(
            "new Response('', { statusText: '\\n' })",
            "TypeError: Failed to construct 'Response': Invalid statusText",
        );
        is(
            "new Response('', { status: 204 })",
            "TypeError: Failed to construct 'Response': Response with null body status cannot have body",
        );
        is("new Response(null, { status: 204 }).status", "204");
        is(
            "new Response('x', { headers: { 'Content-Type': 'a/b' } }).headers.get('content-type')",
            "a/b",
        );
        is(
            "new Response('x').headers.get('content-type')",
            "text/plain;charset=UTF-8",
        );
        is(
            "new Response(new ArrayBuffer(1)).headers.get('content-type')",
            "null",
        );
        is(
            "(r => { r.headers.append('Set-Cookie', 'a=b'); return r.headers.get('set-cookie') })(new Response)",
            "a=b",
        );
    });
}

#[test]
fn search_params_are_a_body() {
    in_one_runtime(|is| {
        let response = "new Response(new URLSearchParams({ a: '1 2' }))";
        is(
            &format!("{response}.headers.get('content-type')"),
            "application/x-www-form-urlencoded;charset=UTF-8",
        );
        is(&format!("{response}.text()"), "a=1+2");
    });
}

#[test]
fn a_requests_signal_follows_its_inits() {
    in_one_runtime(|is| {
        is(
            "(r => r.signal === r.signal && r.signal instanceof AbortSignal && !r.signal.aborted)(new Request('http://a/'))",
            "true",
        );
        // Touched before the abort, after it, and with an event listener; copies and clones alike.
        is(
            "(() => { let c = new AbortController, log = []; let make = () => new Request('http://a/', { signal: c.signal });
               let [a, b, d] = [make(), new Request(make()), make().clone()]; a.signal.onabort = e => log.push(e.target === a.signal);
               let touched = b.signal; c.abort('why');
               return [log, a.signal.reason, touched.reason, b.signal === touched, d.signal.reason, a.signal !== c.signal, make().signal.aborted].join() })()",
            "true,why,why,true,why,true,true",
        );
        is(
            "(() => { let c = new AbortController; let r = new Request(new Request('http://a/', { signal: c.signal }), { signal: null });
               c.abort(); return r.signal.aborted })()",
            "false",
        );
        is(
            "(() => { try { new Request('http://a/', { signal: 1 }) } catch (e) { return e.name } })()",
            "TypeError",
        );
    });
}

#[test]
fn static_responses() {
    in_one_runtime(|is| {
        is(
            "(r => [r.type, r.status, r.statusText].join())(Response.error())",
            "error,0,",
        );
        is(
            "(r => [r.status, r.headers.get('location')].join())(Response.redirect('http://a/b c', 303))",
            "303,http://a/b%20c",
        );
        is(
            "Response.redirect('http://a/', 200)",
            "RangeError: Failed to execute 'redirect' on 'Response': Invalid status code",
        );
        is(
            "Response.redirect('http://:no')",
            "TypeError: Failed to execute 'redirect' on 'Response': Failed to parse URL from http://:no",
        );
        is(
            "(async r => [r.headers.get('content-type'), await r.text()].join())(Response.json({ a: '\u{e9}' }))",
            "application/json,{\"a\":\"\u{e9}\"}",
        );
        is("Response.json(null).text()", "null");
        is("Response.json('undefined').text()", "\"undefined\"");
        is(
            "Response.json(undefined)",
            "TypeError: Failed to execute 'json' on 'Response': The data is not JSON serializable",
        );
        is(
            "Response.json(Symbol())",
            "TypeError: Failed to execute 'json' on 'Response': The data is not JSON serializable",
        );
        is("Response.json({ get a() { throw 'mine' } })", "mine");
        is(
            "Response.json(1, { status: 204 })",
            "TypeError: Failed to execute 'json' on 'Response': Response with null body status cannot have body",
        );
    });
}
