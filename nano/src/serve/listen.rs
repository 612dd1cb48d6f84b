//! Listening sockets: one for each worker on the same address, so that the kernel spreads the connections.

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};

use socket2::{Domain, Protocol, Socket, Type};

use crate::failure::Failure;

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 1024;

/// Binds `count` sockets to the address that `text` names: `HOST:PORT`, `:PORT` or `PORT`; port 0 is any free one.
///
/// # Errors
///
/// The text names no address, or the address is taken.
pub fn bind(text: &str, count: usize) -> Result<Vec<TcpListener>, Failure> {
    let mut address = parse(text)?;
    let refused = |address, error| Failure::Host(format!("cannot listen on {address}: {error}"));
    let mut listeners = Vec::with_capacity(count);
    if count > 1 && address.port() != 0 {
        // A shared port is also shared with another server that shares it: this finds one.
        socket(address, false).map_err(|error| refused(address, error))?;
    }
    for _ in 0..count {
        let listener = socket(address, count > 1).map_err(|error| refused(address, error))?;
        // The first decides what port 0 is.
        if let Ok(bound) = listener.local_addr() {
            address.set_port(bound.port());
        }
        listeners.push(listener);
    }
    Ok(listeners)
}

fn parse(text: &str) -> Result<SocketAddr, Failure> {
    let full = match text.strip_prefix(':').unwrap_or(text).parse::<u16>() {
        Ok(port) => format!("127.0.0.1:{port}"),
        Err(_) => text.to_string(),
    };
    let usage = |reason: &str| {
        Failure::Usage(format!(
            "--listen {text}: {reason} (write HOST:PORT, :PORT or PORT)"
        ))
    };
    let mut addresses = full
        .to_socket_addrs()
        .map_err(|error| usage(&error.to_string()))?;
    addresses
        .next()
        .ok_or_else(|| usage("the host has no address"))
}

fn socket(address: SocketAddr, shared: bool) -> std::io::Result<TcpListener> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    // A restarted server must not wait for the connections of the one before.
    socket.set_reuse_address(true)?;
    #[cfg(unix)]
    if shared {
        socket.set_reuse_port(true)?;
    }
    #[cfg(not(unix))]
    let _ = shared;
    if address.is_ipv6() {
        // [::] is every address of the machine, whatever the system's default.
        socket.set_only_v6(false)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
