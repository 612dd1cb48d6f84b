//! A worker: one thread with its own listener, its own tokio runtime and its own isolate.

use std::cell::RefCell;
use std::net::TcpListener;
use std::rc::Rc;
use std::sync::mpsc;

use tokio::sync::{Notify, watch};
use tokio::task::LocalSet;

use super::app::{App, Instance};
use super::connection;
use crate::failure::Failure;
use crate::host;

/// The isolate that answers now. It is replaced when it cannot go on.
pub struct Worker {
    state: RefCell<State>,
    /// Told when the state changes.
    changed: Notify,
}

enum State {
    Running(Rc<Instance>),
    /// The next isolate is being started.
    Restarting,
    /// The application did not start; it is tried again after a pause.
    Failed,
}

impl Worker {
    /// A worker whose requests `instance` answers.
    pub fn new(instance: Rc<Instance>) -> Self {
        Self {
            state: RefCell::new(State::Running(instance)),
            changed: Notify::new(),
        }
    }

    /// The isolate for a new request, which waits for one that is being started. `None` when the application does not start.
    pub async fn instance(&self) -> Option<Rc<Instance>> {
        loop {
            let changed = self.changed.notified();
            match &*self.state.borrow() {
                State::Running(instance) if !instance.is_retired() => {
                    return Some(Rc::clone(instance));
                }
                State::Failed => return None,
                State::Running(_) | State::Restarting => {}
            }
            changed.await;
        }
    }

    fn set(&self, state: State) {
        self.state.replace(state);
        self.changed.notify_waiters();
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
                let worker = Rc::new(Worker::new(Rc::clone(&instance)));
                let _ = started.send(Ok(()));
                tokio::select! {
                    () = connection::accept(listener, &worker, stopped) => {}
                    () = drive(app, &worker, instance) => {}
                }
            }
            Err(failure) => {
                let _ = started.send(Err(failure));
            }
        }
    });
}

/// Runs the event loop of the worker's isolate, and of those that replace it.
pub async fn drive(app: &App, worker: &Worker, mut instance: Rc<Instance>) {
    loop {
        let error = instance.runtime.drive().await;
        tracing::error!("{error}");
        if !instance.is_retired() {
            continue;
        }
        worker.set(State::Restarting);
        instance.end();
        instance = loop {
            match Instance::start(app).await {
                Ok(fresh) => break fresh,
                Err(failure) => {
                    tracing::error!("the application cannot be started again: {failure}");
                    worker.set(State::Failed);
                    tokio::time::sleep(RESTART_PAUSE).await;
                }
            }
        };
        worker.set(State::Running(Rc::clone(&instance)));
    }
}

/// How long to wait before an application that does not start is tried again.
const RESTART_PAUSE: std::time::Duration = std::time::Duration::from_secs(1);
