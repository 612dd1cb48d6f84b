//! The one-time start of V8: flags, the platform, and the C++ heap every isolate gets.
//!
//! What one isolate is made of lives in `isolate.rs`; the tasks V8 posts to an isolate's thread are in `foreground.rs`.

use std::fmt;
use std::sync::OnceLock;

use crate::foreground::ForegroundTasks;

/// The process-wide V8. There is at most one, and it is never torn down.
#[derive(Debug)]
pub struct Engine {
    _private: (),
}

/// How V8 is started. Only the first call of [`Engine::init`] in a process has any effect.
#[derive(Debug, Clone)]
pub struct Options {
    /// Exposes `globalThis.gc`.
    pub expose_gc: bool,
    /// Further V8 flags, each as it would be written on d8's command line (`--max-lazy`).
    pub flags: Vec<String>,
    /// Gives up memory protection keys for generated code, so that threads which are not descendants of the one that started V8 may
    /// run JavaScript. Test harnesses start threads before any test code runs and need this; a server does not.
    pub any_thread: bool,
    /// The number of V8's background threads, for concurrent compilation and collection.
    pub worker_threads: u32,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            expose_gc: false,
            flags: Vec::new(),
            any_thread: false,
            worker_threads: 1,
        }
    }
}

/// Flags that V8 does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFlags(pub Vec<String>);

impl fmt::Display for UnknownFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V8 does not know the flag {}", self.0.join(", "))
    }
}

impl std::error::Error for UnknownFlags {}

static ENGINE: OnceLock<Result<Engine, UnknownFlags>> = OnceLock::new();

/// Flags every process sets.
///
/// - Loop unrolling removes the stack check by which a running loop notices that it is to be terminated.
const FLAGS: &[&str] = &["--no-turboshaft-loop-unrolling"];

impl Engine {
    /// Starts V8, once. Later calls return what the first one did and ignore their options.
    ///
    /// Call it on the main thread before any other thread exists: with memory protection keys only the descendants of the calling
    /// thread can run JavaScript (see [`Options::any_thread`]).
    ///
    /// # Errors
    /// A flag V8 does not know; V8 is not started then.
    pub fn init(options: &Options) -> Result<&'static Engine, UnknownFlags> {
        ENGINE
            .get_or_init(|| start(options))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The running engine, if [`Engine::init`] succeeded.
    #[must_use]
    pub fn get() -> Option<&'static Engine> {
        ENGINE.get()?.as_ref().ok()
    }

    /// V8's version, such as `15.2.1`.
    #[must_use]
    pub fn v8_version() -> &'static str {
        v8::V8::get_version()
    }

    /// A heap for native objects whose marking is atomic: tracing reads `RefCell`s, which a concurrent marker would race with.
    ///
    /// Sweeping is not: tens of thousands of destructors in a row would hold up every request of the moment. They all run on the
    /// isolate's thread, some in each allocation and the rest in tasks of their own.
    pub(crate) fn new_cpp_heap(&self) -> v8::UniqueRef<v8::cppgc::Heap> {
        v8::cppgc::Heap::create(
            v8::V8::get_current_platform(),
            v8::cppgc::HeapCreateParams {
                marking_support: v8::cppgc::MarkingType::Atomic,
                sweeping_support: v8::cppgc::SweepingType::Incremental,
            },
        )
    }
}

fn start(options: &Options) -> Result<Engine, UnknownFlags> {
    // V8 skips the first argument, as it would be the program's name.
    let mut arguments = vec![String::new()];
    arguments.extend(FLAGS.iter().map(|flag| (*flag).to_owned()));
    if options.expose_gc {
        arguments.push("--expose-gc".to_owned());
    }
    if std::thread::available_parallelism().is_ok_and(|processors| processors.get() == 1) {
        // OPTIMIZATION: on one processor the collector's threads only take turns with the one that waits for them.
        arguments.push("--single-threaded-gc".to_owned());
    }
    arguments.extend(options.flags.iter().cloned());
    let unknown: Vec<String> = v8::V8::set_flags_from_command_line(arguments)
        .into_iter()
        .skip(1)
        .collect();
    if !unknown.is_empty() {
        return Err(UnknownFlags(unknown));
    }
    let platform = v8::new_custom_platform(
        options.worker_threads,
        false,
        options.any_thread,
        ForegroundTasks,
    )
    .make_shared();
    v8::V8::initialize_platform(platform);
    // This initialises cppgc too.
    v8::V8::initialize();
    Ok(Engine { _private: () })
}
