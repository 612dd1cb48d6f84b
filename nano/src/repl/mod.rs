//! `nano repl`: reads code, evaluates it, prints the value.
//!
//! JavaScript runs on the main thread, with its event loop; input is read on a thread of its own (`editor` on a terminal, `lines`
//! elsewhere), which sends what is complete and waits for the answer. So timers fire and promises settle while the prompt is open.
//! `shell` evaluates and prints, `screen` is where output goes, `commands` are the words that begin with a dot.

mod commands;
mod completion;
mod editor;
mod history;
mod interrupt;
mod lines;
mod screen;
mod shell;

use std::future::poll_fn;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::task::Poll;

use nano_runtime::{JsRuntime, RunError};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use self::completion::Names;
use self::interrupt::Interrupts;
use self::screen::Screen;
use self::shell::Shell;
use crate::cli;
use crate::failure::Failure;
use crate::host;

/// What the reading thread asks for.
enum Request {
    /// Evaluate this. The answer says how to go on.
    Input(String, SyncSender<Next>),
    /// Complete this.
    Names(Names, SyncSender<Vec<String>>),
    /// There is no more input.
    End,
}

/// How to go on after an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Read the next one.
    Read,
    /// Read a text of several lines, up to Ctrl-D.
    ReadText,
    /// That was all.
    Leave,
}

/// How the use of one global ended.
enum Ended {
    /// The REPL is over.
    Left,
    /// A fresh global is wanted, and the answer to the request that wanted it.
    Cleared(SyncSender<Next>),
}

/// Reads, evaluates and prints until the input ends.
///
/// # Errors
///
/// What keeps it from starting; native code that panicked. JavaScript's errors are printed.
pub fn repl(options: &cli::Repl) -> Result<(), Failure> {
    host::start_engine(&options.engine, &[])?;
    let interactive = is_interactive();
    let screen = Arc::new(Screen::new(interactive));
    let interrupts = Arc::new(Interrupts::default());
    let (sender, mut requests) = unbounded_channel();
    // Put back when the end comes from elsewhere than the editor.
    let terminal = editor::TerminalState::save();
    if interactive {
        interrupts.listen();
        editor::start(sender, Arc::clone(&screen), Arc::clone(&interrupts))?;
    } else {
        lines::start(sender)?;
    }
    let mut cleared: Option<SyncSender<Next>> = None;
    loop {
        let mut ended = Ended::Left;
        let result = host::with_runtime(options.engine.location.clone(), async |runtime| {
            if options.engine.location.is_none() {
                runtime.realm().set_location(host::working_folder()?);
            }
            let shell = Shell::new(runtime, &screen, &interrupts);
            if let Some(answer) = cleared.take() {
                // The reader waits for it, or is gone.
                let _ = answer.send(Next::Read);
            }
            ended = serve(runtime, &shell, &mut requests, &interrupts).await?;
            if !interactive && matches!(ended, Ended::Left) {
                runtime.run_event_loop().await?;
            }
            Ok(())
        });
        match (result, ended) {
            (Ok(()), Ended::Cleared(answer)) => cleared = Some(answer),
            (Ok(()), Ended::Left) => return Ok(()),
            (Err(failure), _) => {
                terminal.restore();
                return Err(failure);
            }
        }
    }
}

/// Whether a person sits at both ends.
pub fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Answers requests. The event loop runs meanwhile.
async fn serve(
    runtime: &JsRuntime,
    shell: &Shell<'_>,
    requests: &mut UnboundedReceiver<Request>,
    interrupts: &Interrupts,
) -> Result<Ended, Failure> {
    loop {
        let Some(request) = next_request(runtime, requests, interrupts).await? else {
            return Ok(Ended::Left);
        };
        match request {
            Request::End => return Ok(Ended::Left),
            Request::Names(names, answer) => {
                // Whoever asked may have stopped waiting.
                let _ = answer.try_send(shell.names(&names));
            }
            Request::Input(input, answer) => {
                let next = match shell.input(&input).await? {
                    shell::Done::Next(next) => next,
                    shell::Done::Clear => return Ok(Ended::Cleared(answer)),
                };
                let _ = answer.send(next);
                if next == Next::Leave {
                    return Ok(Ended::Left);
                }
            }
        }
    }
}

/// The next request; the event loop runs until it comes. `None` when none can come any more.
async fn next_request(
    runtime: &JsRuntime,
    requests: &mut UnboundedReceiver<Request>,
    interrupts: &Interrupts,
) -> Result<Option<Request>, RunError> {
    poll_fn(|cx| {
        if let Poll::Ready(request) = requests.poll_recv(cx) {
            return Poll::Ready(Ok(request));
        }
        match interrupts.while_running(|| runtime.poll_work(cx)) {
            Poll::Ready(error) if runtime.realm().retired().is_some() => Poll::Ready(Err(error)),
            // Reported where it arose.
            Poll::Ready(_) => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
