//! URL and URLSearchParams as scripts see them. What the parser and the setters make of a text is in `url_data.rs`.

mod common;

use common::is;

#[test]
fn components() {
    is(
        "new URL('https://u:p@example.org:8080/a/b?c=d#e')",
        "https://u:p@example.org:8080/a/b?c=d#e",
    );
    is(
        "(u => [u.href, u.origin, u.protocol, u.username, u.password, u.host, u.hostname, u.port, u.pathname, u.search, u.hash].join(' '))(new URL('HTTPS://u:p@EXAMPLE.org:8080/a/../b?c=d#e'))",
        "https://u:p@example.org:8080/b?c=d#e https://example.org:8080 https: u p example.org:8080 example.org 8080 /b ?c=d #e",
    );
    is(
        "new URL('../x', 'https://example.org/a/b/c').href",
        "https://example.org/a/x",
    );
    is(
        "new URL('file:////a//b', 'file:///C:/').href",
        "file:////a//b",
    );
    is(
        "JSON.stringify({ u: new URL('http://x') })",
        r#"{"u":"http://x/"}"#,
    );
    is(
        "new URL('blob:https://example.org/id').origin",
        "https://example.org",
    );
    is(
        "new URL('http://ex\\u00ADample.org/\\uD800').pathname",
        "/%EF%BF%BD",
    );
}

#[test]
fn failures() {
    is(
        "new URL('x')",
        "TypeError: Failed to construct 'URL': Invalid URL",
    );
    is(
        "new URL('x', 'y')",
        "TypeError: Failed to construct 'URL': Invalid base URL",
    );
    is(
        "new URL",
        "TypeError: Failed to construct 'URL': 1 argument required, but only 0 present.",
    );
    is(
        "new URL('http://x').href = 'y'",
        "TypeError: Failed to set the 'href' property on 'URL': Invalid URL",
    );
    is("URL.parse('x')", "null");
    is("URL.parse('x', 'http://y') instanceof URL", "true");
    is("URL.canParse('x')", "false");
    is("URL.canParse('x', 'http://y')", "true");
    is("URL.canParse('http://x', undefined)", "true");
    is(
        "new URLSearchParams([['a']])",
        "TypeError: Failed to construct 'URLSearchParams': Sequence initializer must only contain pair elements",
    );
}

#[test]
fn a_bad_port_is_ignored() {
    is(
        "(u => (u.port = '65536', u.port = 'x', u.host = 'h:99999', u.href))(new URL('http://x:81/'))",
        "http://h:81/",
    );
    is(
        "(u => (u.port = '80', u.href))(new URL('http://x:81/'))",
        "http://x/",
    );
    is(
        "(u => (u.port = '8x', u.href))(new URL('http://x:81/'))",
        "http://x:8/",
    );
}

#[test]
fn the_query_object_is_live_in_both_directions() {
    is(
        "(u => u.searchParams === u.searchParams)(new URL('http://x?a=b'))",
        "true",
    );
    is(
        "(u => (u.searchParams.append('c', 'd e'), u.href))(new URL('http://x?a=b#f'))",
        "http://x/?a=b&c=d+e#f",
    );
    is(
        "(u => (u.searchParams.delete('a'), u.href))(new URL('http://x?a=b#f'))",
        "http://x/#f",
    );
    is(
        "(u => { const p = u.searchParams; u.search = '?q=1'; return p })(new URL('http://x?a=b'))",
        "q=1",
    );
    is(
        "(u => { const p = u.searchParams; u.href = 'http://y?z'; return p })(new URL('http://x?a=b'))",
        "z=",
    );
    is(
        "(u => { const p = u.searchParams; u.search = ''; return p.size + u.href })(new URL('http://x?a=b'))",
        "0http://x/",
    );
    is(
        "(u => { u.search = 'a=\\tb'; return JSON.stringify([u.search, u.searchParams.get('a')]) })(new URL('http://x'))",
        r#"["?a=b","\tb"]"#,
    );
}

#[test]
fn search_params() {
    is("new URLSearchParams('?a=b&a=c&d').getAll('a')", "b,c");
    is("new URLSearchParams({ a: 1, b: 2 })", "a=1&b=2");
    is(
        "new URLSearchParams(new Map([['a', 1], ['b', 2]]))",
        "a=1&b=2",
    );
    is("new URLSearchParams(new URLSearchParams('x=y'))", "x=y");
    is("new URLSearchParams(null)", "null=");
    is("new URLSearchParams().get('x')", "null");
    is("new URLSearchParams('a=1&a=2').has('a', '2')", "true");
    is("new URLSearchParams('a=1&a=2').has('a', 3)", "false");
    is(
        "(p => (p.delete('a', '1'), p))(new URLSearchParams('a=1&a=2'))",
        "a=2",
    );
    is(
        "(p => (p.set('a', '9'), p))(new URLSearchParams('b=0&a=1&c=3&a=2'))",
        "b=0&a=9&c=3",
    );
    is(
        "new URLSearchParams('a=%f0%9f%92%a9+%zz').get('a') === '\\u{1F4A9} %zz'",
        "true",
    );
    // By code units: a surrogate sorts before U+FFFD, although its code point is greater.
    is(
        "(p => (p.sort(), [...p.keys()].map(k => k.codePointAt().toString(16))))(new URLSearchParams('\\uFFFD=1&\\u{1F308}=2&b=3&a=4'))",
        "61,62,1f308,fffd",
    );
    is(
        "(p => (p.sort(), p))(new URLSearchParams('z=b&a=b&z=a&a=a'))",
        "a=b&a=a&z=b&z=a",
    );
}

#[test]
fn iteration_sees_what_changes_meanwhile() {
    is(
        "(p => { const seen = []; for (const [k] of p) { seen.push(k); p.delete(k) } return seen + '|' + p })(new URLSearchParams('a=1&b=2&c=3'))",
        "a,c|b=2",
    );
    is(
        "(p => { const seen = []; p.forEach((v, k) => { seen.push(k + v); if (seen.length < 3) p.append('x', seen.length) }); return seen })(new URLSearchParams('a=1'))",
        "a1,x1,x2",
    );
}
