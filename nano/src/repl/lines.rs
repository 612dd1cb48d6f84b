//! Input that is no terminal: a pipe, a file. No prompt, no history; each complete piece is evaluated and its value printed.

use std::io::BufRead;
use std::sync::mpsc::sync_channel;

use nano_runtime::repl::SyntaxChecker;
use tokio::sync::mpsc::UnboundedSender;

use super::{Next, Request, commands};
use crate::failure::Failure;

/// Beyond so many bytes, an incomplete piece is not checked again with each line but when it has grown by an eighth: to check costs time in
/// proportion to its length.
const CHECK_EACH_LINE: usize = 8 * 1024;

/// Reads stdin on a thread of its own.
///
/// # Errors
///
/// The system has no thread for it.
pub fn start(requests: UnboundedSender<Request>) -> Result<(), Failure> {
    let read = move || {
        read_all(&requests);
        // Fails when the other side has gone, which is what it would be told.
        let _ = requests.send(Request::End);
    };
    std::thread::Builder::new()
        .name("input".into())
        .spawn(read)
        .map(drop)
        .map_err(|error| Failure::Host(format!("cannot start reading: {error}")))
}

fn read_all(requests: &UnboundedSender<Request>) {
    let Ok(checker) = SyntaxChecker::new() else {
        return;
    };
    let mut stdin = std::io::stdin().lock();
    let mut piece = String::new();
    let mut check_at = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        // What cannot be read ends the input as its end does.
        let read = stdin.read_until(b'\n', &mut line).unwrap_or(0);
        if read == 0 {
            if !piece.trim().is_empty() {
                evaluate(requests, piece);
            }
            return;
        }
        piece.push_str(&String::from_utf8_lossy(&line));
        if piece.trim().is_empty() {
            piece.clear();
            continue;
        }
        if piece.len() < check_at {
            continue;
        }
        if commands::parse(&piece).is_none() && checker.is_incomplete(&piece) {
            check_at = match piece.len() {
                length @ CHECK_EACH_LINE.. => length + length / 8,
                _ => 0,
            };
            continue;
        }
        check_at = 0;
        if !evaluate(requests, std::mem::take(&mut piece)) {
            return;
        }
    }
}

/// Whether there is more to be read.
fn evaluate(requests: &UnboundedSender<Request>, piece: String) -> bool {
    let (answer, answered) = sync_channel(1);
    let sent = requests.send(Request::Input(piece, answer)).is_ok();
    sent && matches!(answered.recv(), Ok(Next::Read | Next::ReadText))
}
