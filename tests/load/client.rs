//! A client that sends and receives at the same time.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::OnceLock;
use std::time::Duration;

use super::support::Server;

/// A pause after each MiB, on either side.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
    pub writer: Duration,
    pub reader: Duration,
}

/// What is sent, again and again. Its length shares no factor with that of any buffer.
fn pattern() -> &'static [u8] {
    static PATTERN: OnceLock<Vec<u8>> = OnceLock::new();
    PATTERN.get_or_init(|| {
        let mut state: u32 = 1;
        (0..1_000_003)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect()
    })
}

/// The Adler-32 sums of the first `size` bytes.
pub fn checksum(size: u64) -> (u32, u32) {
    let bytes = pattern().iter().cycle().take(size as usize);
    bytes.fold((1, 0), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65521;
        (a, (b + a) % 65521)
    })
}

/// Sends a body of `size` bytes, and checks each byte of the response while it comes.
#[track_caller]
pub fn echo(server: &Server, path: &str, size: u64, pace: Pace) {
    let mut writer = server.connect();
    let reader = writer.try_clone().unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
    );
    let writing = std::thread::spawn(move || {
        writer.write_all(head.as_bytes()).unwrap();
        let mut left = size;
        while left > 0 {
            let count = left.min(pattern().len() as u64);
            writer.write_all(&pattern()[..count as usize]).unwrap();
            left -= count;
            std::thread::sleep(pace.writer);
        }
    });
    let mut reader = Response::begin(reader);
    let mut buffer = vec![0; 256 * 1024];
    let mut received: u64 = 0;
    let mut since_pause = 0;
    loop {
        let count = reader.read(&mut buffer);
        if count == 0 {
            break;
        }
        check(&buffer[..count], received);
        received += count as u64;
        since_pause += count;
        if since_pause >= 1 << 20 {
            since_pause = 0;
            std::thread::sleep(pace.reader);
        }
    }
    assert_eq!(received, size);
    writing.join().unwrap();
}

/// Whether these are the bytes at `offset`.
#[track_caller]
fn check(mut bytes: &[u8], offset: u64) {
    let mut from = (offset % pattern().len() as u64) as usize;
    while !bytes.is_empty() {
        let count = bytes.len().min(pattern().len() - from);
        assert!(
            bytes[..count] == pattern()[from..from + count],
            "other bytes after {offset}"
        );
        bytes = &bytes[count..];
        from = 0;
    }
}

/// The body of a response, however it is framed.
struct Response<R> {
    reader: BufReader<R>,
    /// What is left of the body or of the chunk.
    left: u64,
    chunked: bool,
}

impl<R: Read> Response<R> {
    fn begin(reader: R) -> Self {
        let mut reader = BufReader::with_capacity(256 * 1024, reader);
        let (mut length, mut chunked) = (0, false);
        let mut first = true;
        loop {
            let line = line(&mut reader);
            if first {
                assert_eq!(line, "HTTP/1.1 200 OK");
                first = false;
            }
            match line.to_ascii_lowercase().split_once(": ") {
                Some(("content-length", value)) => length = value.parse().unwrap(),
                Some(("transfer-encoding", value)) => chunked = value == "chunked",
                Some(_) => {}
                None if line.is_empty() => break,
                None => {}
            }
        }
        Self {
            reader,
            left: length,
            chunked,
        }
    }

    /// The number of bytes read into `buffer`, 0 at the end.
    fn read(&mut self, buffer: &mut [u8]) -> usize {
        if self.left == 0 && self.chunked {
            let size = line(&mut self.reader);
            self.left = u64::from_str_radix(&size, 16).unwrap();
            if self.left == 0 {
                assert_eq!(line(&mut self.reader), "");
                self.chunked = false;
            }
        }
        if self.left == 0 {
            return 0;
        }
        let most = self.left.min(buffer.len() as u64) as usize;
        let count = self.reader.read(&mut buffer[..most]).unwrap();
        assert!(count > 0, "the response is cut off");
        self.left -= count as u64;
        if self.left == 0 && self.chunked {
            assert_eq!(line(&mut self.reader), "");
        }
        count
    }
}

fn line(reader: &mut impl BufRead) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    line.trim_end_matches("\r\n").to_owned()
}
