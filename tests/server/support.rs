//! A running server, and what tests ask of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use wait_timeout::ChildExt;

/// How long anything may take before a test gives up. Nothing waits this long unless it is broken.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that runs until this is dropped.
pub struct Server {
    child: Child,
    address: SocketAddr,
    log: Arc<Log>,
    agent: ureq::Agent,
    _folder: Option<TempDir>,
}

/// What the server wrote to stderr so far.
#[derive(Default)]
struct Log {
    text: Mutex<String>,
    grown: Condvar,
}

impl Server {
    /// Serves a handler: the text of an object's members, such as `fetch() { … }`.
    pub fn with_handler(members: &str) -> Self {
        Self::with_app(&format!("export default {{\n{members}\n}};\n"), &[])
    }

    /// Serves a module with these options, by one worker unless they say otherwise.
    pub fn with_app(module: &str, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("app.mjs");
        std::fs::write(&file, module).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_nano"));
        command.arg("serve");
        if !options.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        if !options.contains(&"--workers") {
            command.args(["--workers", "1"]);
        }
        command.args(options).arg(&file);
        Self::start(command, Some(folder))
    }

    /// Starts a command that serves.
    pub fn start(mut command: Command, folder: Option<TempDir>) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Log::default());
        let stderr = child.stderr.take().unwrap();
        std::thread::spawn({
            let log = Arc::clone(&log);
            move || log.follow(stderr)
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim_end()
            .strip_prefix("Listening on http://")
            .and_then(|rest| rest.strip_suffix('/'))
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("{line:?} {}", log.text.lock().unwrap()));
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(PATIENCE))
            .build();
        Self {
            child,
            address,
            log,
            agent: config.into(),
            _folder: folder,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The status and the body of a GET.
    #[track_caller]
    pub fn get(&self, path: &str) -> (u16, String) {
        text(self.agent.get(self.url(path)).call().unwrap())
    }

    /// The status and the body of a POST.
    #[track_caller]
    pub fn post(&self, path: &str, body: &[u8]) -> (u16, String) {
        text(self.agent.post(self.url(path)).send(body).unwrap())
    }

    pub fn agent(&self) -> &ureq::Agent {
        &self.agent
    }

    /// A connection of one's own.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// What comes back for these bytes until the server closes the connection.
    #[track_caller]
    pub fn exchange(&self, request: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_ref()).unwrap();
        rest(&mut stream)
    }

    /// Waits until the log contains this, and returns all of it.
    #[track_caller]
    pub fn logged(&self, text: &str) -> String {
        let guard = self.log.text.lock().unwrap();
        let (guard, waited) = self
            .log
            .grown
            .wait_timeout_while(guard, PATIENCE, |log| !log.contains(text))
            .unwrap();
        assert!(!waited.timed_out(), "{text:?} is not in the log: {guard}");
        guard.clone()
    }

    /// Sends a signal.
    #[cfg(unix)]
    pub fn signal(&self, signal: rustix::process::Signal) {
        let id = rustix::process::Pid::from_raw(self.child.id().cast_signed()).unwrap();
        rustix::process::kill_process(id, signal).unwrap();
    }

    /// Waits for its end.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let status = self.child.wait_timeout(PATIENCE).unwrap();
        status.expect("the server ends")
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// The memory the process has in use, in MiB.
    #[cfg(target_os = "linux")]
    pub fn resident_mib(&self) -> u64 {
        self.memory_mib("VmRSS:")
    }

    /// The most memory the process has ever had in use, in MiB.
    #[cfg(target_os = "linux")]
    #[allow(dead_code, reason = "of the tests of volumes")]
    pub fn peak_mib(&self) -> u64 {
        self.memory_mib("VmHWM:")
    }

    #[cfg(target_os = "linux")]
    fn memory_mib(&self, key: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(key))
            .unwrap();
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
        kib / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Log {
    fn follow(&self, stderr: impl Read) {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            let mut text = self.text.lock().unwrap();
            text.push_str(&line);
            text.push('\n');
            self.grown.notify_all();
        }
    }
}

fn text(mut response: ureq::http::Response<ureq::Body>) -> (u16, String) {
    let body = response.body_mut().read_to_string().unwrap();
    (response.status().as_u16(), body)
}

/// Everything that is still to come on a connection. One that is reset has ended too.
pub fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("{error}: {}", String::from_utf8_lossy(&bytes)),
    }
    String::from_utf8(bytes).unwrap()
}

/// Reads one response with a Content-Length, or without a body, from a connection that stays open.
pub fn response(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        })
        .unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}

/// The first line of a response.
pub fn status_line(response: &str) -> &str {
    response.lines().next().unwrap_or_default()
}

/// The body of a response in full.
pub fn body(response: &str) -> &str {
    response.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// Tries until it is so.
#[track_caller]
pub fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let start = std::time::Instant::now();
    while !condition() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The repository's folder.
pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
