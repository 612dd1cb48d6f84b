//! `nano serve`: one application, answered by a thread for each core.
//!
//! Here the parts are put together: listeners, worker threads, signals. A worker is `worker.rs`, a connection `connection.rs`,
//! the way from a request to JavaScript `respond.rs`, the way back `reply.rs`, and the time between them `lifetime.rs`.

mod app;
mod connection;
mod lifetime;
mod listen;
mod reply;
mod respond;
mod socket;
mod worker;

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use tokio::sync::watch;

use crate::cli;
use crate::failure::{Failure, print};
use crate::host;

/// V8's flag for the size, in MiB, below which a new heap is not looked through. A request's objects are small and die soon: V8's own
/// choice is to look for dead ones only when there are tens of megabytes of them, and freeing so many at once is a pause that the 99th
/// percentile of the latencies shows. The isolate's own parameter for it has no effect on platform objects (measured in this V8).
const INITIAL_HEAP: &str = "--initial-old-space-size=4";

/// Serves until a signal says to stop; then requests in flight are finished.
///
/// # Errors
///
/// The application does not start, or its address cannot be listened on.
pub fn serve(options: &cli::Serve) -> Result<(), Failure> {
    init_log();
    host::start_engine(&options.engine, &[INITIAL_HEAP])?;
    // Made before any isolate exists, and then kept for the life of the process: every isolate starts from it.
    let snapshot: &'static [u8] = nano_apis::create_snapshot()?.leak();
    let app = Arc::new(app::App::new(options, snapshot)?);
    let workers = match options.workers {
        Some(workers) => usize::from(workers.get()),
        None => thread::available_parallelism().map_or(1, usize::from),
    };
    let listeners = listen::bind(&options.listen, workers)?;
    let address = listeners
        .first()
        .and_then(|listener| listener.local_addr().ok())
        .ok_or_else(|| Failure::Host("no address is listened on".into()))?;
    let (stop, stopped) = watch::channel(false);
    let (started, starting) = mpsc::channel();
    let threads: Vec<_> = listeners
        .into_iter()
        .enumerate()
        .map(|(index, listener)| {
            let (app, started, stopped) = (Arc::clone(&app), started.clone(), stopped.clone());
            thread::Builder::new()
                .name(format!("worker {index}"))
                .spawn(move || worker::run(&app, listener, &started, stopped))
                .map_err(|error| Failure::Host(format!("cannot start a thread: {error}")))
        })
        .collect::<Result<_, _>>()?;
    drop(started);
    // Each worker reports once: that it listens, or why its application does not start.
    for report in starting.iter().take(workers) {
        report?;
    }
    watch_signals(stop)?;
    print(&format!("Listening on http://{address}/\n"))?;
    for thread in threads {
        // A worker that panicked has said so; there is nothing left to wait for.
        let _ = thread.join();
    }
    Ok(())
}

fn init_log() {
    use std::io::IsTerminal;
    // A second subscriber is only refused in a process that already has one, which then gets the lines.
    let _ = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .with_target(false)
        .try_init();
}

/// Starts the thread that tells the workers when a signal says to stop.
fn watch_signals(stop: watch::Sender<bool>) -> Result<(), Failure> {
    let tokio = host::tokio()?;
    // Here and not in the thread: once the URL is printed, a signal is waited for.
    let mut signals = {
        let _entered = tokio.enter();
        Signals::new()
            .map_err(|error| Failure::Host(format!("cannot wait for signals: {error}")))?
    };
    let watching = move || {
        tokio.block_on(async {
            signals.next().await;
            stop.send_replace(true);
            // A second signal does not wait for requests in flight.
            let code = signals.next().await;
            std::process::exit(code);
        });
    };
    thread::Builder::new()
        .name("signals".into())
        .spawn(watching)
        .map(|_| ())
        .map_err(|error| Failure::Host(format!("cannot start a thread: {error}")))
}

/// SIGINT and SIGTERM (elsewhere, Ctrl-C).
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "other systems can refuse")]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    /// The next signal, as the exit code of a process that it ends.
    #[cfg(unix)]
    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => 143,
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) -> i32 {
        let _ = tokio::signal::ctrl_c().await;
        130
    }
}
