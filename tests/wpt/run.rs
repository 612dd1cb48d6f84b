//! Runs pages: one process per URL, several at a time, each with a deadline.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStderr, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use wait_timeout::ChildExt;

use crate::discovery::TestUrl;
use crate::engines::Engine;
use crate::prelude;
use crate::results::{Collector, Harness, Outcome};

/// How long a page may go on after its deadline before its process is killed.
const KILL_AFTER: Duration = Duration::from_secs(5);
/// How long the process of a complete page may take to end by itself; what it still waits for is no result any more,
/// but a process that crashes on its way out is.
const EXIT_GRACE: Duration = Duration::from_millis(300);
/// How much of the end of a process's stderr is kept, in bytes.
const STDERR_KEPT: usize = 16 * 1024;

/// What every run shares.
pub struct Runner<'a> {
    /// The WPT folder.
    pub root: &'a Path,
    /// The runtime.
    pub engine: &'a Engine,
    /// How many processes at a time.
    pub jobs: usize,
    /// What each deadline is multiplied with: 1, or more for slow builds.
    pub patience: u32,
}

impl Runner<'_> {
    /// Runs every test and returns their outcomes in the same order. `finished` hears of each as it ends.
    pub fn run_all(
        &self,
        tests: &[TestUrl],
        finished: &(dyn Fn(&TestUrl, &Outcome) + Sync),
    ) -> Vec<Outcome> {
        let queue: Mutex<VecDeque<usize>> = Mutex::new((0..tests.len()).collect());
        let done: Mutex<Vec<(usize, Outcome)>> = Mutex::new(Vec::with_capacity(tests.len()));
        thread::scope(|scope| {
            for _ in 0..self.jobs.clamp(1, tests.len().max(1)) {
                scope.spawn(|| {
                    loop {
                        let next = queue
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .pop_front();
                        let Some(index) = next else { break };
                        let test = &tests[index];
                        let outcome = self
                            .run(test)
                            .unwrap_or_else(|error| Outcome::not_started(format!("{error:#}")));
                        finished(test, &outcome);
                        done.lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .push((index, outcome));
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, outcome)| outcome).collect()
    }

    /// Runs one URL in a process of its own.
    fn run(&self, test: &TestUrl) -> Result<Outcome> {
        let deadline = test.meta.deadline() * self.patience;
        let work = tempfile::tempdir().context("cannot make a folder for the run")?;
        let page = prelude::prepare(self.root, test, deadline, work.path())?;

        let (results, channel) = io::pipe().context("cannot make a pipe")?;
        let started = Instant::now();
        let mut command = self.engine.command(&page);
        command
            .current_dir(work.path())
            .stdin(Stdio::from(channel))
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        // The command holds the runner's copy of the channel, whose end would never be seen while it is open.
        drop(command);
        let stderr = child.stderr.take().map(tail);

        let lines = lines(results);
        let mut collector = Collector::default();
        let ended = collect(&lines, &mut collector, started + deadline + KILL_AFTER);
        let status = end(&mut child, &ended)?;
        let elapsed = started.elapsed();
        let stderr = stderr
            .and_then(|tail| tail.recv_timeout(EXIT_GRACE).ok())
            .unwrap_or_default();

        let crashed = crash(status, collector.is_complete());
        let (mut harness, mut message, subtests) = collector.finish(|| match &ended {
            Ended::Broken(line) => (Harness::Crash, Some(line.clone())),
            Ended::Closed => (
                Harness::Timeout,
                Some("the event loop drained before the page was complete".to_owned()),
            ),
            _ => (Harness::Timeout, None),
        });
        if let Some(crashed) = crashed {
            harness = Harness::Crash;
            message = Some(crashed);
        }
        Ok(Outcome {
            harness,
            message,
            subtests,
            elapsed,
            stderr,
        })
    }
}

/// Why the collection of records ended.
enum Ended {
    /// The page has reported everything.
    Complete,
    /// The process closed the channel, as a rule by ending.
    Closed,
    /// The time is over.
    Deadline,
    /// The channel carried something that is no record.
    Broken(String),
}

fn collect(lines: &Receiver<String>, collector: &mut Collector, until: Instant) -> Ended {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match lines.recv_timeout(left) {
            Ok(line) => {
                if let Err(broken) = collector.record(&line) {
                    return Ended::Broken(broken);
                }
                if collector.is_complete() {
                    return Ended::Complete;
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Ended::Closed,
            Err(RecvTimeoutError::Timeout) => return Ended::Deadline,
        }
    }
}

/// Has the process end, and returns its status if it ended by itself.
fn end(child: &mut Child, ended: &Ended) -> Result<Option<ExitStatus>> {
    let patience = match ended {
        Ended::Complete => EXIT_GRACE,
        Ended::Closed => KILL_AFTER,
        Ended::Deadline | Ended::Broken(_) => Duration::ZERO,
    };
    let status = child
        .wait_timeout(patience)
        .context("cannot wait for the process")?;
    if status.is_none() {
        child.kill().context("cannot kill the process")?;
        child.wait().context("cannot wait for the process")?;
    }
    Ok(status)
}

/// What is wrong with the way a process ended by itself, if anything is.
///
/// A failure status after the page was complete is none: errors that the page reported already lead to it.
fn crash(status: Option<ExitStatus>, complete: bool) -> Option<String> {
    let status = status?;
    match (status.signal(), status.code()) {
        (Some(_), _) => Some(format!("the process ended with {status}")),
        (None, Some(code)) if code != 0 && !complete => Some(format!(
            "the process ended with {status} before the page was complete"
        )),
        _ => None,
    }
}

/// Reads the channel on a thread of its own, which ends with it. A last line that was never finished is the trace of a
/// crash, not a record.
fn lines(channel: io::PipeReader) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut channel = BufReader::new(channel);
        let mut line = Vec::new();
        while let Ok(1..) = channel.read_until(b'\n', &mut line) {
            if line.pop() != Some(b'\n') {
                break;
            }
            let text = String::from_utf8_lossy(&line).into_owned();
            if sender.send(text).is_err() {
                break;
            }
            line.clear();
        }
    });
    receiver
}

/// Reads a stream on a thread of its own, which sends the end of it when it is over.
fn tail(mut stream: ChildStderr) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut kept = Vec::new();
        let mut chunk = [0; 4096];
        while let Ok(read @ 1..) = stream.read(&mut chunk) {
            kept.extend_from_slice(&chunk[..read]);
            let excess = kept.len().saturating_sub(STDERR_KEPT);
            kept.drain(..excess);
        }
        // The receiver has gone when the run did not wait for it.
        let _ = sender.send(String::from_utf8_lossy(&kept).into_owned());
    });
    receiver
}
