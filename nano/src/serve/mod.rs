//! `nano serve`: one application, answered by a thread for each core.
//!
//! Here the parts are put together: listeners, worker threads, signals. A worker is `worker.rs`, a connection `connection.rs`,
//! the way from a request to JavaScript and back `respond.rs`.

mod app;
mod connection;
mod listen;
mod respond;
mod worker;

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use tokio::sync::watch;

use crate::cli;
use crate::failure::{Failure, print};
use crate::host;

/// Serves until a signal says to stop; then requests in flight are finished.
///
/// # Errors
///
/// The application does not start, or its address cannot be listened on.
pub fn serve(options: &cli::Serve) -> Result<(), Failure> {
    init_log();
    host::start_engine(&options.engine)?;
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
    print(&format!("Listening on http://{address}/\n"))?;
    wait_for_signal(&stop)?;
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

/// Returns when the process is told to stop, and tells the workers.
fn wait_for_signal(stop: &watch::Sender<bool>) -> Result<(), Failure> {
    let tokio = host::tokio()?;
    tokio.block_on(async {
        let mut terminate = Terminate::new()?;
        terminate.wait().await;
        let _ = stop.send(true);
        // A second signal does not wait for requests in flight.
        thread::spawn(move || {
            if let Ok(tokio) = host::tokio() {
                tokio.block_on(async {
                    if let Ok(mut again) = Terminate::new() {
                        again.wait().await;
                        std::process::exit(130);
                    }
                });
            }
        });
        Ok(())
    })
}

/// SIGINT and SIGTERM (on Windows, Ctrl-C).
struct Terminate {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Terminate {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
                .map_err(|error| Failure::Host(format!("cannot wait for signals: {error}")))?,
        })
    }

    #[cfg(unix)]
    async fn wait(&mut self) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn wait(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
