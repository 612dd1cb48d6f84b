//! Connections: accepting them, speaking HTTP/1 and HTTP/2 on them, and letting them finish when the server stops.

use std::convert::Infallible;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::respond::{self, Connection};
use super::worker::Worker;

/// How long a client may take to send a request's head.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait when the process has no file descriptor left for a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Runs what hyper starts on this thread, where everything is.
#[derive(Clone, Copy)]
struct OnThisThread;

impl<F> hyper::rt::Executor<F> for OnThisThread
where
    F: Future + 'static,
    F::Output: 'static,
{
    fn execute(&self, future: F) {
        tokio::task::spawn_local(future);
    }
}

/// Accepts connections until the server stops, then waits for those that are open.
pub async fn accept(
    listener: &TcpListener,
    worker: &Rc<Worker>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    let for_connections = stopped.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn_local(serve(stream, Rc::clone(worker), for_connections.clone()));
                }
                Err(error) => {
                    tracing::warn!("cannot accept a connection: {error}");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            // Reaped as they end, so that the set does not grow.
            Some(_) = connections.join_next() => {}
            _ = stopped.wait_for(|stopped| *stopped) => break,
        }
    }
    while connections.join_next().await.is_some() {}
}

async fn serve(stream: TcpStream, worker: Rc<Worker>, mut stopped: watch::Receiver<bool>) {
    // Responses are written whole: waiting for more to send would only delay them.
    let _ = stream.set_nodelay(true);
    let connection = Rc::new(Connection::new(stream.local_addr().ok()));
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (worker, connection) = (Rc::clone(&worker), Rc::clone(&connection));
        async move {
            Ok::<_, Infallible>(respond::respond(worker.instance(), &connection, request).await)
        }
    });
    let mut builder = auto::Builder::new(OnThisThread);
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT);
    builder.http2().timer(TokioTimer::new());
    let mut serving = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        _ = stopped.wait_for(|stopped| *stopped) => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        // A client that goes away or speaks no HTTP is not the server's error.
        tracing::debug!("a connection ended: {error}");
    }
}
