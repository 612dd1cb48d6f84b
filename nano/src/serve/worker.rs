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
            match &*self.state.borrow() {
                State::Running(instance) if !instance.is_retired() => {
                    return Some(Rc::clone(instance));
                }
                State::Failed => return None,
                State::Running(_) | State::Restarting => {}
            }
            // Nothing changes between the look above and this: the state is this thread's, which is here.
            self.changed.notified().await;
        }
    }

    /// Completes when no request is extended by `waitUntil`.
    async fn extensions_finished(&self) {
        let running = match &*self.state.borrow() {
            State::Running(instance) => Some(Rc::clone(instance)),
            State::Restarting | State::Failed => None,
        };
        if let Some(instance) = running {
            instance.extensions_finished().await;
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
                let serve = async {
                    connection::accept(listener, &worker, stopped).await;
                    worker.extensions_finished().await;
                };
                tokio::select! {
                    () = serve => {}
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;
    use crate::cli::{Cli, Command};

    const APP: &str = "export default {
       fetch(request) {
         if (request.url.endsWith('/never')) return new Promise(() => {});
         if (request.url.endsWith('/loop')) while (true);
         if (request.url.endsWith('/stream')) {
           return new Response(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode('some')) } }));
         }
         return new Response('ok');
       }
     };";

    /// Runs `body` beside a worker that serves `APP`.
    fn with_worker(
        tokio: &tokio::runtime::Runtime,
        body: impl AsyncFnOnce(std::net::SocketAddr, &Rc<Worker>),
    ) {
        use std::sync::OnceLock;
        static SNAPSHOT: OnceLock<&'static [u8]> = OnceLock::new();
        let options = nano_runtime::engine::Options {
            any_thread: true,
            ..Default::default()
        };
        nano_runtime::Engine::init(&options).unwrap();
        let snapshot = SNAPSHOT.get_or_init(|| nano_apis::create_snapshot().unwrap().leak());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("app.mjs");
        std::fs::write(&file, APP).unwrap();
        let Some(Command::Serve(options)) =
            Cli::parse_from(["nano", "serve", file.to_str().unwrap()]).command
        else {
            panic!("that is serve");
        };
        let app = App::new(&options, snapshot).unwrap();
        LocalSet::new().block_on(tokio, async {
            let instance = Instance::start(&app).await.unwrap();
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let worker = Rc::new(Worker::new(Rc::clone(&instance)));
            let (_stop, stopped) = watch::channel(false);
            tokio::select! {
                () = connection::accept(listener, &worker, stopped) => {}
                () = drive(&app, &worker, instance) => {}
                () = body(address, &worker) => {}
            }
        });
    }

    async fn exchange(address: std::net::SocketAddr, request: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    fn get(path: &str) -> String {
        format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    }

    #[test]
    fn a_terminated_isolate_answers_its_requests_with_500_and_is_replaced() {
        with_worker(&host::tokio().unwrap(), async |address, worker| {
            let handle = worker.instance().await.unwrap().runtime.handle();
            let never = get("/never");
            let waiting = exchange(address, &never);
            let terminate = async {
                // By now the handler was called: this request came later.
                assert!(exchange(address, &get("/")).await.ends_with("ok"));
                assert!(handle.terminate());
            };
            let (answer, ()) = tokio::join!(waiting, terminate);
            assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
            assert!(exchange(address, &get("/")).await.ends_with("ok"));

            // A response that has begun is cut off.
            let handle = worker.instance().await.unwrap().runtime.handle();
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(get("/stream").as_bytes()).await.unwrap();
            let mut begun = Vec::new();
            while !begun.ends_with(b"some\r\n") {
                assert!(stream.read_buf(&mut begun).await.unwrap() > 0);
            }
            assert!(handle.terminate());
            let mut rest = String::new();
            stream.read_to_string(&mut rest).await.unwrap();
            assert_eq!(rest, "");
            assert!(exchange(address, &get("/")).await.ends_with("ok"));

            // One that does not return is stopped from another thread.
            let handle = worker.instance().await.unwrap().runtime.handle();
            let stopper = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(50));
                handle.terminate()
            });
            let answer = exchange(address, &get("/loop")).await;
            assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
            assert!(stopper.join().unwrap());
            assert!(exchange(address, &get("/")).await.ends_with("ok"));
        });
    }

    /// The clock stands still but for what everything waits for: a timeout passes at once, and without it this would hang.
    #[test]
    fn a_client_that_does_not_finish_a_head_is_cut_off() {
        let tokio = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        with_worker(&tokio, async |address, _| {
            for request in [
                "",
                "G",
                "PRI * HTTP/2.0\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n",
            ] {
                assert_eq!(exchange(address, request).await, "", "{request:?}");
            }
            // So is one that stops after its first request.
            let kept = "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HT";
            let answer = exchange(address, kept).await;
            assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("ok"));
        });
    }
}
