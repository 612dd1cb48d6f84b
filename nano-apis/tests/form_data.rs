//! FormData, and bodies of Blobs and FormData, from JavaScript.

mod common;

use common::is;

#[test]
fn entries_are_appended_replaced_and_deleted() {
    let form = "(() => { const f = new FormData(); f.append('a', 1); f.append('b', 2); f.append('a', 3); f.append('c', 4);";
    is(
        &format!("{form} f.set('a', 5); f.set('d', 6); return JSON.stringify([...f]) }})()"),
        r#"[["a","5"],["b","2"],["c","4"],["d","6"]]"#,
    );
    is(
        &format!(
            "{form} f.delete('a'); return JSON.stringify([f.has('a'), f.get('a'), f.getAll('a'), f.has('b'), f.getAll('b')]) }})()"
        ),
        r#"[false,null,[],true,["2"]]"#,
    );
    is(
        "new FormData({})",
        "TypeError: Failed to construct 'FormData': parameter 1 is not of type 'HTMLFormElement'.",
    );
    is("new FormData(undefined)", "[object FormData]");
}

#[test]
fn a_blob_becomes_a_file() {
    is(
        "(async () => { const f = new FormData(); const file = new File(['x'], 'n', { type: 'a/b', lastModified: 7 });
           f.append('a', new Blob(['y'], { type: 'c/d' })); f.append('b', new Blob([]), 'm'); f.append('c', file); f.append('d', file, 'o');
           const all = [];
           for (const [name, v] of f) all.push([name, v instanceof File, v.name, v.type, await v.text(), v === file, f.get(name) === v].join());
           return all.join(' ') + ' ' + f.get('d').lastModified; })()",
        "a,true,blob,c/d,y,false,true b,true,m,,,false,true c,true,n,a/b,x,true,true d,true,o,a/b,x,false,true 7",
    );
    is(
        "new FormData().append('a', 'b', 'c')",
        "TypeError: Failed to execute 'append' on 'FormData': parameter 2 is not of type 'Blob'.",
    );
}

#[test]
fn entries_outlive_a_collection() {
    is(
        "(() => { const f = new FormData(); for (let i = 0; i < 1000; i++) f.append('n' + i, new Blob([new Uint8Array(10_000).fill(i)]));
           return (async () => { let n = 0; for (const [, file] of f) { const b = await file.bytes(); n += b.length; } return n; })(); })()",
        "10000000",
    );
}

#[test]
fn a_blob_is_a_body() {
    is(
        "(async () => { const r = new Response(new Blob(['a', new Blob(['b'])], { type: 'x/y' })); const c = r.clone();
           return [r.headers.get('content-type'), await r.text(), await c.text()].join(); })()",
        "x/y,ab,ab",
    );
    is(
        "(r => r.headers.has('content-type'))(new Response(new Blob(['a'])))",
        "false",
    );
}

#[test]
fn a_body_is_a_blob() {
    is(
        "(async () => { const b = await new Response('abc', { headers: { 'Content-Type': 'Text/HTML; Charset=X;a=\"b c\"' } }).blob();
           return [b, b.size, b.type, await b.text()].join('|'); })()",
        "[object Blob]|3|text/html;charset=X;a=\"b c\"|abc",
    );
    is(
        "new Response().blob().then(b => b.size + b.type + '.')",
        "0.",
    );
}

#[test]
fn form_data_makes_the_round_trip() {
    is(
        "(async () => { const f = new FormData(); f.append('a\"\\n', 'x\\r\\ny\\nz'); f.append('\\u00e4', new File(['--\\r\\n', new Uint8Array([0, 255])], 'n\"\\r\\n%\\\\', { type: 'a/b' }));
           f.append('e', new File([], '')); f.append('a\"\\n', '');
           const r = new Response(f); const back = await r.formData(); const all = [];
           for (const [name, v] of back) all.push(JSON.stringify(typeof v === 'string' ? [name, v] : [name, v.name, v.type, ...await v.bytes()]));
           return all.join(); })()",
        "[\"a\\\"\\r\\n\",\"x\\r\\ny\\r\\nz\"],[\"\u{e4}\",\"n\\\"\\r\\n%\\\\\",\"a/b\",45,45,13,10,0,255],[\"e\",\"\",\"application/octet-stream\"],[\"a\\\"\\r\\n\",\"\"]",
    );
}

#[test]
fn form_data_is_written_as_browsers_write_it() {
    is(
        "(async () => { const f = new FormData(); f.append('a\"\\n', 'x\\ny'); f.append('b', new Blob(['z']), 'c\\n');
           const r = new Request('http://a/', { method: 'POST', body: f }); const [, boundary] = r.headers.get('content-type').match(/^multipart\\/form-data; boundary=(.{27,70})$/);
           return JSON.stringify((await r.text()).replaceAll(boundary, 'B')); })()",
        r#""--B\r\nContent-Disposition: form-data; name=\"a%22%0D%0A\"\r\n\r\nx\r\ny\r\n--B\r\nContent-Disposition: form-data; name=\"b\"; filename=\"c%0A\"\r\nContent-Type: application/octet-stream\r\n\r\nz\r\n--B--\r\n""#,
    );
    is(
        "(t => t(new FormData) !== t(new FormData))(f => new Response(f).headers.get('content-type'))",
        "true",
    );
}

#[test]
fn urlencoded_is_form_data() {
    is(
        "new Response(new URLSearchParams({ 'a b': '\\u00e4&', c: '' })).formData().then(f => JSON.stringify([...f]))",
        "[[\"a b\",\"\u{e4}&\"],[\"c\",\"\"]]",
    );
    is(
        "new Response('a=%FF+b&&c', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }).formData().then(f => JSON.stringify([...f]))",
        "[[\"a\",\"\u{fffd} b\"],[\"c\",\"\"]]",
    );
}

#[test]
fn what_is_no_form_is_a_type_error() {
    for (body, content_type) in [
        ("", "text/plain"),
        ("", "multipart/form-data"),
        ("", "multipart/form-data; boundary=b"),
        ("--b--", "multipart/form-data; boundary=c"),
        ("--b--", "multipart/form-data; boundary=\"\""),
    ] {
        is(
            &format!(
                "new Response('{body}', {{ headers: {{ 'Content-Type': '{content_type}' }} }}).formData().catch(e => e.name)"
            ),
            "TypeError",
        );
    }
    is(
        "(async () => { const r = new Response('--b--', { headers: { 'Content-Type': 'multipart/form-data; boundary=\"b\"' } });
           const n = [...await r.formData()].length; return [n, r.bodyUsed, await r.formData().catch(e => e.name)].join(); })()",
        "0,true,TypeError",
    );
}
