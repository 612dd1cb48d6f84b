//! A worker: one thread with its own listener, its own tokio runtime and its own isolate.

use std::cell::RefCell;
use std::future::poll_fn;
use std::net::TcpListener;
use std::rc::Rc;
use std::sync::mpsc;

use tokio::sync::watch;
use tokio::task::LocalSet;

use super::app::{App, Instance};
use super::connection;
use crate::failure::Failure;
use crate::host;

/// The isolate that answers now. It is replaced when it cannot go on.
pub struct Worker {
    instance: RefCell<Rc<Instance>>,
}

impl Worker {
    /// The isolate for a new request.
    pub fn instance(&self) -> Rc<Instance> {
        Rc::clone(&self.instance.borrow())
    }
}

/// Runs a worker until it is told to stop and has finished what it began. It reports on `started` once.
pub fn run(
    app: &App,
    listener: TcpListener,
    started: &mpsc::Sender<Result<(), Failure>>,
    stopped: watch::Receiver<bool>,
) {
    let tokio = match host::tokio() {
        Ok(tokio) => tokio,
        Err(failure) => {
            // Whoever started this thread waits for the report.
            let _ = started.send(Err(failure));
            return;
        }
    };
    LocalSet::new().block_on(&tokio, async {
        let ready = async {
            let instance = Instance::start(app).await?;
            let listener = tokio::net::TcpListener::from_std(listener)
                .map_err(|error| Failure::Host(format!("cannot listen: {error}")))?;
            Ok((instance, listener))
        };
        match ready.await {
            Ok((instance, listener)) => {
                let worker = Rc::new(Worker {
                    instance: RefCell::new(instance),
                });
                let _ = started.send(Ok(()));
                tokio::select! {
                    () = connection::accept(&listener, &worker, stopped) => {}
                    () = drive(app, &worker) => {}
                }
            }
            Err(failure) => {
                let _ = started.send(Err(failure));
            }
        }
    });
}

/// Runs the event loop of the worker's isolate, and of the one that replaces it.
async fn drive(app: &App, worker: &Worker) {
    loop {
        let instance = worker.instance();
        let error = poll_fn(|cx| instance.runtime.poll_work(cx)).await;
        tracing::error!("{error}");
        if instance.runtime.realm().retired().is_none() {
            continue;
        }
        match Instance::start(app).await {
            Ok(fresh) => {
                worker.instance.replace(fresh);
            }
            Err(failure) => {
                tracing::error!("the application cannot be started again: {failure}");
                tokio::time::sleep(RESTART_PAUSE).await;
            }
        }
    }
}

/// How long to wait before an application that does not start is tried again.
const RESTART_PAUSE: std::time::Duration = std::time::Duration::from_secs(1);
