//! Ctrl-C while JavaScript runs.
//!
//! At the prompt Ctrl-C is a key, which the line editor reads. Otherwise it is a signal, which a thread of its own waits for: the thread
//! that runs JavaScript may be in an endless loop.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use nano_runtime::runtime::RuntimeHandle;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// What is running, and who wants it ended.
pub struct Interrupts {
    /// The runtime in use.
    runtime: Mutex<Option<RuntimeHandle>>,
    /// Whether an input is being evaluated, which includes waiting for what it awaits.
    evaluating: AtomicBool,
    /// Whether the event loop runs JavaScript.
    running: AtomicBool,
    /// Counts the signals.
    count: watch::Sender<u64>,
    /// How many there had been when the line that is evaluated was begun.
    before: AtomicU64,
}

impl Default for Interrupts {
    fn default() -> Self {
        Self {
            runtime: Mutex::default(),
            evaluating: AtomicBool::new(false),
            running: AtomicBool::new(false),
            count: watch::Sender::new(0),
            before: AtomicU64::new(0),
        }
    }
}

impl Interrupts {
    /// Makes this the runtime that is interrupted.
    pub fn set_runtime(&self, handle: RuntimeHandle) {
        *self.runtime.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle);
    }

    /// Takes over SIGINT. Where that cannot be, it ends the process as ever.
    pub fn listen(self: &Arc<Self>) {
        let interrupts = Arc::clone(self);
        // The first prompt waits until the signal is taken over: before that, Ctrl-C would end the process.
        let (ready, listening) = std::sync::mpsc::channel();
        let listen = move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            if let Ok(runtime) = runtime {
                runtime.block_on(async {
                    // One stream for all of them: none is lost between two.
                    #[cfg(unix)]
                    let signals = signal(SignalKind::interrupt());
                    #[cfg(windows)]
                    let signals = tokio::signal::windows::ctrl_c();
                    let Ok(mut signals) = signals else { return };
                    let _ = ready.send(());
                    while signals.recv().await.is_some() {
                        interrupts.signal();
                    }
                });
            }
        };
        let started = std::thread::Builder::new()
            .name("interrupts".into())
            .spawn(listen);
        if started.is_ok() {
            // An error means that the thread ended without taking it over.
            let _ = listening.recv();
        }
    }

    /// SIGINT.
    fn signal(&self) {
        self.count.send_modify(|count| *count += 1);
        // Where nothing is evaluated, what was typed waits for a timer that does not come to its end.
        if self.evaluating.load(Ordering::Acquire) || self.running.load(Ordering::Acquire) {
            self.end_running();
        }
    }

    /// A line is about to be edited: signals from now on concern it.
    pub fn begin_line(&self) {
        self.before.store(*self.count.borrow(), Ordering::Release);
    }

    /// Ctrl-C at the prompt: ends a timer or a reaction that does not come to its end. False if none runs.
    pub fn key(&self) -> bool {
        let running = self.running.load(Ordering::Acquire);
        if running {
            self.end_running();
        }
        running
    }

    fn end_running(&self) {
        let runtime = self.runtime.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = &*runtime {
            runtime.interrupt();
        }
    }

    /// Runs `f`, in which JavaScript may run.
    pub fn while_running<T>(&self, f: impl FnOnce() -> T) -> T {
        self.running.store(true, Ordering::Release);
        let result = f();
        self.running.store(false, Ordering::Release);
        result
    }

    /// Evaluates: until the returned value is dropped, a signal is an interrupt. `None` if there was one since the line was entered.
    pub fn evaluating(&self) -> Option<Evaluating<'_>> {
        self.evaluating.store(true, Ordering::Release);
        let evaluating = Evaluating {
            interrupts: self,
            interrupted: self.count.subscribe(),
        };
        let count = *evaluating.interrupted.borrow();
        // The next piece of input that is no terminal's comes without a line being edited.
        let before = self.before.swap(count, Ordering::AcqRel);
        (count == before).then_some(evaluating)
    }
}

/// An evaluation under way.
pub struct Evaluating<'a> {
    interrupts: &'a Interrupts,
    interrupted: watch::Receiver<u64>,
}

impl Evaluating<'_> {
    /// Ready when it is interrupted.
    pub async fn interrupted(&mut self) {
        // The sender lives as long as the borrow.
        let _ = self.interrupted.changed().await;
    }
}

impl Drop for Evaluating<'_> {
    fn drop(&mut self) {
        self.interrupts.evaluating.store(false, Ordering::Release);
    }
}
