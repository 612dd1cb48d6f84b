//! Volumes: what flows through a server does not stay in its memory, and comes out as it went in.
//!
//! `NANO_LOAD_GB=10 cargo test -p nano --test load -- --nocapture` sends ten gigabytes instead of one.
#![cfg(target_os = "linux")]

mod client;
#[allow(dead_code, reason = "the server's tests use the rest")]
#[path = "../server/support.rs"]
mod support;

use std::time::{Duration, Instant};

use client::{Pace, echo};
use support::Server;

const MIB: u64 = 1 << 20;

/// What a server's memory may grow by, in MiB, whatever flows through it natively.
const NATIVE: u64 = 16;

/// The same when every chunk is an object of JavaScript, which is garbage until V8 next collects the young generation.
const SCRIPT: u64 = 64;

const ECHO: &str = "
fetch(request, env, ctx) {
  const { pathname } = new URL(request.url);
  if (pathname === '/sums') return Response.json(globalThis.sums);
  if (pathname === '/native') return new Response(request.body);
  if (pathname === '/script') return new Response(request.body.pipeThrough(new TransformStream()));
  if (pathname === '/touched') {
    return new Response(request.body.pipeThrough(new TransformStream({ transform(chunk, c) { c.enqueue(chunk.slice()) } })));
  }
  // A branch that is slower than the other.
  const [fast, slow] = request.body.tee();
  let a = 1, b = 0, writes = 0;
  ctx.waitUntil(slow.pipeTo(new WritableStream({
    async write(chunk) {
      for (let i = 0; i < chunk.length; i++) { a = (a + chunk[i]) % 65521; b = (b + a) % 65521 }
      if (writes++ % 8 === 0) await new Promise(resolve => setTimeout(resolve, 1));
    },
    close() { globalThis.sums = { a, b } },
  })));
  return new Response(fast);
}";

/// How many bytes the native test sends; the others send a part of it.
fn volume() -> u64 {
    let gigabytes = std::env::var("NANO_LOAD_GB").map_or(1, |text| text.parse().unwrap());
    gigabytes * 1_000_000_000
}

/// Sends `size` bytes through the handler's `path`, for which the memory may grow by `most` MiB.
#[track_caller]
fn flows(path: &str, size: u64, pace: Pace, most: u64) {
    let server = Server::with_handler(ECHO);
    // What the first requests leave (code, buffers, the heap's first generation) is no growth.
    for _ in 0..2 {
        echo(&server, path, 16 * MIB, Pace::default());
    }
    let before = server.resident_mib();
    let start = Instant::now();
    echo(&server, path, size, pace);
    let seconds = start.elapsed().as_secs_f64();
    let peak = server.peak_mib();
    println!(
        "{path}: {size} bytes in {seconds:.1} s ({:.0} MB/s), {before} MiB before, {peak} MiB at most",
        size as f64 / 1e6 / seconds
    );
    assert!(
        peak <= before + most,
        "{path}: {before} MiB have become {peak}"
    );
}

#[test]
fn a_native_echo_keeps_nothing() {
    flows("/native", volume(), Pace::default(), NATIVE);
}

#[test]
fn an_echo_through_a_transform_stream_keeps_nothing() {
    flows("/script", volume() / 4, Pace::default(), SCRIPT);
    flows("/touched", volume() / 10, Pace::default(), SCRIPT);
}

#[test]
fn a_slow_reader_holds_up_the_writer() {
    let reader = Pace {
        reader: Duration::from_millis(4),
        ..Pace::default()
    };
    flows("/native", 256 * MIB, reader, NATIVE);
    flows("/script", 256 * MIB, reader, SCRIPT);
}

#[test]
fn a_slow_writer_holds_up_the_reader() {
    let writer = Pace {
        writer: Duration::from_millis(4),
        ..Pace::default()
    };
    flows("/native", 128 * MIB, writer, NATIVE);
    flows("/script", 128 * MIB, writer, SCRIPT);
}

#[test]
fn both_branches_of_a_body_are_right() {
    let server = Server::with_handler(ECHO);
    let size = 16 * MIB;
    echo(&server, "/tee", size, Pace::default());
    let (a, b) = client::checksum(size);
    let wanted = format!(r#"{{"a":{a},"b":{b}}}"#);
    support::eventually("the slow branch has had all", || {
        let (status, sums) = server.get("/sums");
        status == 200 && sums == wanted
    });
}
