//! A connection's socket as hyper reads and writes it.

use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Up to so many bytes are copied together before they are written: that costs less than having the system collect them.
const COPIED: usize = 4096;

/// A socket that writes a short response, its head and its body, as one piece.
pub struct Socket {
    stream: TokioIo<TcpStream>,
    /// Where the pieces are put together. It keeps its memory.
    together: Vec<u8>,
}

impl Socket {
    /// The connection's socket.
    pub fn new(stream: TcpStream) -> Self {
        Self {
            stream: TokioIo::new(stream),
            together: Vec::new(),
        }
    }
}

impl Read for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl Write for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let Self { stream, together } = self.get_mut();
        let stream = Pin::new(stream);
        if pieces.iter().map(|piece| piece.len()).sum::<usize>() > COPIED {
            return stream.poll_write_vectored(cx, pieces);
        }
        together.clear();
        for piece in pieces {
            together.extend_from_slice(piece);
        }
        stream.poll_write(cx, together)
    }
}
