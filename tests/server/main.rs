//! `nano serve` over real sockets: every test starts the binary on a free port.
//!
//! Its command line and its refusals to start are in `tests/cli`.

mod bodies;
mod examples;
mod handler;
mod http2;
mod leaks;
mod protocol;
mod requests;
mod shutdown;
mod streams;
mod support;
mod wait_until;
mod workers;
