//! FileReader and ProgressEvent as scripts see them.

mod common;

use common::{eval, is, with_runtime};

/// Listens to all events of a reader, and resolves with what they were when another read that began with the last has ended.
const EVENTS: &str = "
    const events = (reader, start) => new Promise(resolve => {
        const log = [];
        for (const type of ['loadstart', 'progress', 'load', 'error', 'abort', 'loadend'])
            reader.addEventListener(type, event => {
                log.push(`${event.type} ${event.loaded}/${event.total} ${reader.readyState} ${reader.result === null}`);
                if (type !== 'loadend') return;
                const other = new FileReader;
                other.onloadend = () => resolve(log.join(', '));
                other.readAsText(new Blob(['x']));
            });
        start(reader);
    });";

#[track_caller]
fn events(body: &str, wanted: &str) {
    is(&format!("(() => {{ {EVENTS} {body} }})()"), wanted);
}

#[test]
fn a_read_has_its_events_in_order() {
    events(
        "return events(new FileReader, reader => reader.readAsText(new Blob(['ab', 'c'])))",
        "loadstart 0/3 1 true, progress 3/3 1 true, load 3/3 2 false, loadend 3/3 2 false",
    );
    // Without bytes there is no progress, and the length of nothing is not computable.
    events(
        "return events(new FileReader, reader => reader.readAsText(new Blob))",
        "loadstart 0/0 1 true, load 0/0 2 false, loadend 0/0 2 false",
    );
    events(
        "const seen = [];
         const reader = new FileReader;
         for (const type of ['loadstart', 'progress', 'load', 'loadend'])
             reader['on' + type] = function (event) {
                 seen.push(event instanceof ProgressEvent && event.isTrusted && this === reader
                     && event.target === reader && !event.bubbles && !event.cancelable && event.lengthComputable);
             };
         return events(reader, () => reader.readAsText(new Blob(['a']))).then(() => seen)",
        "true,true,true,true",
    );
}

#[test]
fn no_event_comes_while_a_script_runs() {
    events(
        "const reader = new FileReader, log = [];
         for (const type of ['loadstart', 'progress', 'load', 'loadend'])
             reader.addEventListener(type, () => {
                 log.push(type);
                 queueMicrotask(() => log.push(1));
             });
         return events(reader, () => reader.readAsText(new Blob(['a']))).then(() => log)",
        "loadstart,1,progress,1,load,1,loadend,1",
    );
    is(
        "(reader => { let started = false; reader.onloadstart = () => started = true; reader.readAsText(new Blob); return started })(new FileReader)",
        "false",
    );
}

#[test]
fn what_a_read_gives() {
    let read = |method: &str, blob: &str| {
        eval(&format!(
            "new Promise(resolve => {{ const reader = new FileReader; reader.onloadend = () => resolve(reader.result ?? reader.error); reader.{method} }})"
        )
        .replace("BLOB", blob))
    };
    for (method, blob, wanted) in [
        ("readAsText(BLOB)", "new Blob(['σ\\u{feff}'])", "σ\u{feff}"),
        (
            "readAsText(BLOB)",
            "new Blob([new Uint8Array([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, 0x61, 0xFF])])",
            "\u{feff}a\u{fffd}",
        ),
        (
            "readAsText(BLOB, 'koi8-r')",
            "new Blob([new Uint8Array([0xD1])], { type: 'text/plain;charset=utf-16' })",
            "я",
        ),
        (
            "readAsText(BLOB, 'no such')",
            "new Blob([new Uint8Array([0xD1])], { type: 'text/plain;charset=koi8-r' })",
            "я",
        ),
        // A byte order mark wins.
        (
            "readAsText(BLOB, 'koi8-r')",
            "new Blob([new Uint8Array([0xFE, 0xFF, 0x04, 0x4F])])",
            "я",
        ),
        (
            "readAsBinaryString(BLOB)",
            "new Blob(['σ'])",
            "\u{cf}\u{83}",
        ),
        (
            "readAsDataURL(BLOB)",
            "new File(['σ'], 'name', { type: 'Text/Plain;charset=x' })",
            "data:text/plain;charset=x;base64,z4M=",
        ),
        (
            "readAsDataURL(BLOB)",
            "new Blob(['x'])",
            "data:application/octet-stream;base64,eA==",
        ),
        (
            "readAsArrayBuffer(BLOB)",
            "new Blob(['abc'])",
            "[object ArrayBuffer]",
        ),
    ] {
        assert_eq!(read(method, blob), wanted, "{method} {blob}");
    }
    is(
        "new Promise(resolve => { const reader = new FileReader; reader.readAsArrayBuffer(new Blob(['ab', 'c']).slice(1)); reader.onload = () => resolve([reader.result === reader.result, new Uint8Array(reader.result)]) })",
        "true,98,99",
    );
}

#[test]
fn what_is_longer_than_a_string_is_not_readable() {
    events(
        "const part = new Blob([new Uint8Array(2 ** 20)]);
         const reader = new FileReader;
         return events(reader, () => reader.readAsBinaryString(new Blob(Array(512).fill(part))))
             .then(log => [log, reader.error.name, reader.error === reader.error])",
        "loadstart 0/536870912 1 true, progress 536870912/536870912 1 true, error 536870912/536870912 2 true, loadend 536870912/536870912 2 true,NotReadableError,true",
    );
    // Its base64 is longer than it is; an error is gone when the next read begins.
    events(
        "const part = new Blob([new Uint8Array(2 ** 20)]);
         const reader = new FileReader;
         return events(reader, () => reader.readAsDataURL(new Blob(Array(384).fill(part)))).then(() => {
             const { error } = reader;
             reader.readAsText(new Blob);
             return [error instanceof DOMException, error.code, reader.error];
         })",
        "true,0,",
    );
}

#[test]
fn one_blob_is_read_at_a_time() {
    is(
        "(reader => { reader.readAsText(new Blob); reader.readAsDataURL(new Blob) })(new FileReader)",
        "InvalidStateError: Failed to execute 'readAsDataURL' on 'FileReader': The FileReader is reading a Blob already.",
    );
    // A read that a listener of load begins takes the place of loadend.
    events(
        "let more = 1;
         const reader = new FileReader;
         reader.addEventListener('load', () => { if (more-- > 0) reader.readAsText(new Blob) });
         return events(reader, () => reader.readAsText(new Blob(['a'])))",
        "loadstart 0/1 1 true, progress 1/1 1 true, load 1/1 1 true, loadstart 0/0 1 true, load 0/0 2 false, loadend 0/0 2 false",
    );
}

#[test]
fn abort_ends_a_read_at_once() {
    events(
        "const reader = new FileReader;
         return events(reader, () => { reader.readAsText(new Blob(['abc'])); reader.abort() })",
        "abort 0/3 2 true, loadend 0/3 2 true",
    );
    for (at, wanted) in [
        (
            "loadstart",
            "loadstart 0/1 1 true, abort 0/1 2 true, loadend 0/1 2 true",
        ),
        (
            "progress",
            "loadstart 0/1 1 true, progress 1/1 1 true, abort 1/1 2 true, loadend 1/1 2 true",
        ),
    ] {
        events(
            &format!(
                "const reader = new FileReader, log = events(reader, () => reader.readAsText(new Blob(['a'])));
                 reader.addEventListener('{at}', () => reader.abort());
                 return log"
            ),
            wanted,
        );
    }
    // The result goes, also where there is nothing to abort; events there are none.
    events(
        "const reader = new FileReader;
         return events(reader, () => reader.readAsText(new Blob)).then(log => {
             reader.onabort = reader.onloadend = () => log += 'an event';
             const before = reader.result;
             reader.abort();
             return [before === '', reader.result, reader.readyState, log.endsWith('an event')];
         })",
        "true,,2,false",
    );
    is(
        "(reader => { reader.onabort = () => { throw 'an event' }; reader.abort(); return [reader.readyState, reader.result] })(new FileReader)",
        "0,",
    );
}

#[test]
fn a_reader_whose_task_is_about_to_run_can_be_aborted() {
    // Both have their tasks in the same turn of the event loop.
    events(
        "const first = new FileReader, second = new FileReader, log = [];
         for (const type of ['loadstart', 'progress', 'load', 'abort', 'loadend'])
             second.addEventListener(type, () => log.push(type));
         first.onprogress = () => second.abort();
         first.readAsText(new Blob(['a']));
         second.readAsText(new Blob(['a']));
         return events(new FileReader, reader => first.onloadend = () => reader.readAsText(new Blob)).then(() => log)",
        "loadstart,abort,loadend",
    );
}

#[test]
fn an_aborted_reader_reads_again() {
    events(
        "const reader = new FileReader;
         return events(reader, () => {
             reader.onloadstart = () => { reader.onloadstart = null; reader.abort() };
             reader.onabort = () => reader.readAsText(new Blob(['again']));
             reader.readAsText(new Blob(['a']));
         }).then(log => [log, reader.result])",
        "loadstart 0/1 1 true, abort 0/1 2 true, loadstart 0/5 1 true, progress 5/5 1 true, load 5/5 2 false, loadend 5/5 2 false,again",
    );
}

#[test]
fn a_read_keeps_the_event_loop_running_and_its_reader_alive() {
    let log = with_runtime(|runtime, tokio| {
        let script = "globalThis.log = 'nothing';
            (() => { const reader = new FileReader; reader.onload = () => log = reader.result; reader.readAsText(new Blob(['read'])) })();
            [...Array(1e5)].map(() => ({}))";
        runtime.run_script("test.js", script).expect("a script");
        tokio.block_on(runtime.run_event_loop()).expect("no error");
        let value = runtime.run_script("log.js", "log").expect("a script");
        runtime.with_scope(|scope| {
            nano_runtime::js::Local::new(scope, value).to_rust_string_lossy(scope)
        })
    });
    assert_eq!(log, "read");
}

#[test]
fn the_interface_is_as_declared() {
    is(
        "(reader => [FileReader.EMPTY, reader.LOADING, FileReader.prototype.DONE, reader.readyState, reader.result, reader.error, reader.onload])(new FileReader)",
        "0,1,2,0,,,",
    );
    is(
        "new FileReader().readAsText('text')",
        "TypeError: Failed to execute 'readAsText' on 'FileReader': parameter 1 is not of type 'Blob'.",
    );
    is(
        "(event => [event.type, event.lengthComputable, event.loaded, event.total, event instanceof Event])(new ProgressEvent('x'))",
        "x,false,0,0,true",
    );
    is(
        "(event => [event.bubbles, event.lengthComputable, event.loaded, event.total])(new ProgressEvent('x', { bubbles: true, lengthComputable: 1, loaded: 0.5, total: 2 ** 60 }))",
        "true,true,0.5,1152921504606847000",
    );
    is(
        "new ProgressEvent('x', { loaded: Infinity })",
        "TypeError: Failed to construct 'ProgressEvent': Failed to read the 'loaded' property from 'ProgressEventInit': The provided double value is non-finite.",
    );
}
