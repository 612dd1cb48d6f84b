//! Blob and File, from JavaScript.

mod common;

use common::is;

#[test]
fn a_blob_is_made_of_parts() {
    is(
        "new Blob(['a', new Uint8Array([98, 99]), new Blob(['d', 'e']), new DataView(new ArrayBuffer(1)), 7]).text()",
        "abcde\u{0}7",
    );
    is(
        "(b => [b.size, b.type, b].join())(new Blob())",
        "0,,[object Blob]",
    );
    is(
        "new Blob('a')",
        "TypeError: Failed to construct 'Blob': The provided value cannot be converted to a sequence.",
    );
    is("new Blob(['\\ud800'], {}).bytes()", "239,191,189");
    is(
        "new Blob(['\\r\\na\\rb\\n'], { endings: 'native' }).text().then(JSON.stringify)",
        if cfg!(windows) {
            r#""\r\na\r\nb\r\n""#
        } else {
            r#""\na\nb\n""#
        },
    );
}

#[test]
fn buffers_are_copied_when_every_part_is_known() {
    is(
        "(() => { const buffer = new Uint8Array([1]); const parts = [buffer, { toString() { buffer[0] = 2; return ''; } }];
           const blob = new Blob(parts); buffer[0] = 3; return blob.bytes(); })()",
        "2",
    );
}

#[test]
fn what_a_script_reads_is_its_own() {
    is(
        "(async () => { const blob = new Blob(['abc']); (await blob.bytes()).fill(0); new Uint8Array(await blob.arrayBuffer()).fill(0);
           return blob.text(); })()",
        "abc",
    );
}

#[test]
fn types_are_lower_case_ascii() {
    is(
        "new Blob([], { type: 'Text/PLAIN; A=B' }).type",
        "text/plain; a=b",
    );
    is("new Blob([], { type: 'te\\u0009xt' }).type.length", "0");
    is("new Blob([], { type: 'te\\u00e4xt' }).type.length", "0");
    is(
        "new Blob([], { type: 'a/b' }).slice(0, 1, 'C/D').type",
        "c/d",
    );
    is("new Blob([], { type: 'a/b' }).slice().type.length", "0");
}

#[test]
fn slices_cross_parts() {
    is(
        "(async () => { const blob = new Blob([new Blob(['abc']), new Blob(['def'])]); const all = [];
           for (const [from, to] of [[2, 4], [-2], [0, -4], [4, 2], [undefined, 3], [9], [-9, 99], [1, -Infinity], [NaN, 2 ** 70]])
             all.push(await blob.slice(from, to).text());
           return all.join('|'); })()",
        "cd|ef|ab||abc||abcdef||abcdef",
    );
    is("new Blob(['abcdef']).slice(1, 5).slice(1, 3).text()", "cd");
}

#[test]
fn parts_are_shared_and_not_copied() {
    // 512 GB of the same megabyte.
    let big = "(() => { let blob = new Blob([new Uint8Array(2 ** 20)]); for (let i = 0; i < 4; i++) blob = new Blob(Array(16).fill(blob));
        for (let i = 0; i < 3; i++) blob = new Blob([blob, blob]); return blob; })()";
    is(&format!("{big}.size === 2 ** 39"), "true");
    is(
        &format!("{big}.slice(2 ** 38 - 1, 2 ** 38 + 2).bytes()"),
        "0,0,0",
    );
}

#[test]
fn a_file_is_a_blob_with_a_name() {
    is(
        "(f => [f.name, f.size, f.type, f.lastModified, f instanceof Blob, f].join())(new File(['ab'], 'a/b\\ud800', { type: 'X/Y', lastModified: -1.9 }))",
        "a/b\u{fffd},2,x/y,-1,true,[object File]",
    );
    is(
        "Math.abs(new File([], '').lastModified - Date.now()) < 60_000",
        "true",
    );
    is(
        "new File([])",
        "TypeError: Failed to construct 'File': 2 arguments required, but only 1 present.",
    );
    is("new File(['abc'], 'n').slice(1).text()", "bc");
    is("new File(['abc'], 'n').slice(1) instanceof File", "false");
}

#[test]
fn blobs_and_files_are_cloned() {
    is(
        "(async () => { const [b, f] = structuredClone([new Blob(['ab', new Blob(['c'])], { type: 'a/b' }), new File(['d'], 'n', { type: 'c/d', lastModified: 5 })]);
           return [b, b.type, await b.text(), f, f.name, f.type, f.lastModified, await f.text()].join(); })()",
        "[object Blob],a/b,abc,[object File],n,c/d,5,d",
    );
}

/// The memory of the process in megabytes at its peak, of which the tests of this file need some tens.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a file of Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kilobytes
        .and_then(|text| text.parse::<u64>().ok())
        .expect("a number")
        / 1024
}

#[cfg(target_os = "linux")]
#[test]
fn blobs_that_nobody_has_are_freed_before_memory_is_full() {
    // 2 GB in all.
    is(
        "(() => { const chunk = new Uint8Array(2 ** 22).fill(1); for (let i = 0; i < 500; i++) new Blob([chunk]); return 'done'; })()",
        "done",
    );
    // Each step makes a Blob of all that came before; if every byte were a part, the Blobs would take 6 GB.
    is(
        "(async () => { let b = new Blob(['x']); for (let i = 0; i < 20_000; i++) b = new Blob([b, 'y']); return (await b.text()).lastIndexOf('x') + ',' + b.size; })()",
        "0,20001",
    );
    let peak = peak();
    assert!(peak < 1500, "{peak} MB");
}
