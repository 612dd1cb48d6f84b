//! Connections: accepting them, speaking HTTP/1 and HTTP/2 on them, and letting them finish when the server stops.

use std::convert::Infallible;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::respond::{self, Connection};
use super::socket::Socket;
use super::worker::Worker;

/// How long a client may take to send a request's head.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// The largest head of a request, in bytes; a larger one is answered with 431.
const LARGEST_HEAD: u32 = 64 * 1024;
/// How often an HTTP/2 client is asked whether it is still there, and how long it may take to answer.
const PING_INTERVAL: Duration = Duration::from_secs(30);
const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a server that stops waits for the first request of a connection it has accepted.
const LAST_REQUEST_TIMEOUT: Duration = Duration::from_secs(1);
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
    listener: TcpListener,
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
    for stream in waiting(listener) {
        connections.spawn_local(serve(stream, Rc::clone(worker), for_connections.clone()));
    }
    while connections.join_next().await.is_some() {}
}

/// The connections that the kernel has established and nobody has accepted yet. Closing the listener would reset them.
fn waiting(listener: TcpListener) -> Vec<TcpStream> {
    let Ok(listener) = listener.into_std() else {
        return Vec::new();
    };
    // It does not block: an error is the end of the queue.
    std::iter::from_fn(|| listener.accept().ok())
        .filter_map(|(stream, _)| {
            stream.set_nonblocking(true).ok()?;
            TcpStream::from_std(stream).ok()
        })
        .collect()
}

async fn serve(stream: TcpStream, worker: Rc<Worker>, mut stopped: watch::Receiver<bool>) {
    // Responses are written whole: waiting for more to send would only delay them.
    let _ = stream.set_nodelay(true);
    let connection = Rc::new(Connection::new(stream.local_addr().ok()));
    let service = {
        let connection = Rc::clone(&connection);
        service_fn(move |request: hyper::Request<Incoming>| {
            let (worker, connection) = (Rc::clone(&worker), Rc::clone(&connection));
            connection.begin();
            async move {
                Ok::<_, Infallible>(match worker.instance().await {
                    Some(instance) => respond::respond(instance, &connection, request).await,
                    None => respond::unavailable(),
                })
            }
        })
    };
    let mut builder = auto::Builder::new(OnThisThread);
    builder
        .http1()
        .timer(TokioTimer::new())
        .max_buf_size(LARGEST_HEAD as usize)
        .header_read_timeout(HEADER_TIMEOUT);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(LARGEST_HEAD)
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT);
    let mut serving = pin!(builder.serve_connection(Socket::new(stream), service));
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        // hyper's own timeout begins when it knows which version of HTTP the client speaks.
        () = silence(&connection) => {
            tracing::debug!("a connection was closed: no request in {HEADER_TIMEOUT:?}");
            return;
        }
        _ = stopped.wait_for(|stopped| *stopped) => {
            // A request may be on its way that nobody has read yet.
            let begun = tokio::time::timeout(LAST_REQUEST_TIMEOUT, connection.begun());
            tokio::select! {
                ended = serving.as_mut() => ended,
                _ = begun => {
                    serving.as_mut().graceful_shutdown();
                    serving.await
                }
            }
        }
    };
    if let Err(error) = ended {
        // A client that goes away or speaks no HTTP is not the server's error.
        tracing::debug!("a connection ended: {error}");
    }
}

/// Completes when a connection has had time for a first request and made none; otherwise never.
async fn silence(connection: &Connection) {
    if tokio::time::timeout(HEADER_TIMEOUT, connection.begun())
        .await
        .is_ok()
    {
        std::future::pending::<()>().await;
    }
}
