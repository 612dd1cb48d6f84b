//! What a call from JavaScript costs: the binding that `#[webapi]` generates, beside a hand-written one that does the same.
//!
//!     cargo bench -p nano-runtime --bench binding [-- --quick] [-- --json] [NAME…]
//!
//! Both are called from the same JavaScript, in turns; the figure is the median over the turns of the nanoseconds of processor time
//! that one call takes, loop included. The target: the generated one costs at most 1.5 times the hand-written one.

mod generated;
mod raw;

use std::time::Duration;

use nano_runtime::JsRuntime;
use nano_runtime::engine::{Engine, Options};
use nano_runtime::js::{Function, Global, Local};
use nano_runtime::runtime::RuntimeOptions;

/// What the getter of a string returns.
const LABEL: &str = "twenty bytes of text";

/// What the method of a string does with it.
fn greet(name: &str) -> String {
    ["Hello, ", name].concat()
}

/// What the method that takes a dictionary does with its members.
fn measure(width: u32, deep: bool, length: u32) -> u32 {
    width.wrapping_add(length).wrapping_add(u32::from(deep))
}

/// The member, and the statement that uses it once: `o` is the object, `C` its class, `i` counts.
const CASES: &[(&str, &str)] = &[
    ("getter", "o.value"),
    ("setter", "o.value = i"),
    ("string getter", "o.label"),
    ("string method", "o.greet(name)"),
    ("dictionary argument", "o.measure(options)"),
    ("constructor", "new C(i)"),
    ("promise method", "o.later(i)"),
];

/// The samples of one case, in nanoseconds per call.
struct Samples {
    name: &'static str,
    generated: Vec<f64>,
    raw: Vec<f64>,
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let wanted: Vec<&String> = arguments
        .iter()
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let (rounds, calls) = if has("--quick") {
        (41, 20_000)
    } else {
        (151, 50_000)
    };
    Engine::init(&Options::default()).expect("no flags are given");
    let runtime = JsRuntime::new(RuntimeOptions {
        install: Some(Box::new(|scope| {
            generated::install(scope);
            raw::install(scope).expect("a new realm has memory");
        })),
        ..RuntimeOptions::default()
    })
    .expect("a realm without modules has nothing to fail at");
    let results: Vec<Samples> = CASES
        .iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|wanted| name.contains(*wanted)))
        .map(|&(name, statement)| {
            let generated = looped(&runtime, "Bench", statement);
            let raw = looped(&runtime, "Raw", statement);
            let mut samples = Samples {
                name,
                generated: Vec::new(),
                raw: Vec::new(),
            };
            // The first rounds compile.
            for round in 0..rounds + 3 {
                let generated = time(&runtime, &generated, calls);
                let raw = time(&runtime, &raw, calls);
                if round >= 3 {
                    samples.generated.push(generated);
                    samples.raw.push(raw);
                }
            }
            samples
        })
        .collect();
    if has("--json") {
        println!("{}", json(&results));
        return;
    }
    println!(
        "{:22} {:>10} {:>12} {:>7}",
        "", "generated", "hand-written", "ratio"
    );
    for Samples {
        name,
        generated,
        raw,
    } in &results
    {
        let (generated, raw) = (median(generated), median(raw));
        println!(
            "{name:22} {generated:7.1} ns {raw:9.1} ns {:7.2}",
            generated / raw
        );
    }
}

/// A function that uses a member as often as its argument says. Each is compiled by itself, so that no feedback is shared.
fn looped(runtime: &JsRuntime, class: &str, statement: &str) -> Global<Function> {
    let source = format!(
        "(() => {{
           const C = {class}, o = new C(1), name = 'somebody else', options = {{ width: 3, name: 'short' }};
           return (n) => {{ for (let i = 0; i < n; i++) {{ {statement}; }} }};
         }})()"
    );
    let value = runtime
        .run_script("bench.js", &source)
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
    runtime.with_scope(|scope| {
        let value = Local::new(scope, value);
        let function = Local::<Function>::try_from(value).expect("the script returns a function");
        Global::new(scope, function)
    })
}

/// The processor time of this thread: what other processes take of the processor does not count.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

/// Nanoseconds per call.
fn time(runtime: &JsRuntime, function: &Global<Function>, calls: u32) -> f64 {
    let elapsed = runtime
        .run_task(|scope| {
            let function = Local::new(scope, function);
            let undefined = nano_runtime::js::undefined(scope).into();
            let calls = v8::Integer::new_from_unsigned(scope, calls).into();
            let began = cpu_time();
            function
                .call(scope, undefined, &[calls])
                .expect("the members do not throw");
            cpu_time() - began
        })
        .expect("nothing retires the realm");
    elapsed.as_secs_f64() * 1e9 / f64::from(calls)
}

fn json(results: &[Samples]) -> String {
    let list = |samples: &[f64]| {
        let texts: Vec<String> = samples
            .iter()
            .map(|sample| format!("{sample:.2}"))
            .collect();
        texts.join(", ")
    };
    let entries: Vec<String> = results
        .iter()
        .map(
            |Samples {
                 name,
                 generated,
                 raw,
             }| {
                format!(
                    r#"{{"name": "{name}", "generated_ns": [{}], "raw_ns": [{}]}}"#,
                    list(generated),
                    list(raw)
                )
            },
        )
        .collect();
    format!("[{}]", entries.join(",\n "))
}
