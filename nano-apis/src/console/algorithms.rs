//! The console's state and the operations of the standard's namespace, on values that are already converted.
//!
//! Each operation is named after the section of <https://console.spec.whatwg.org/> that defines it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use nano_runtime::Realm;
use nano_runtime::js::{JsError, Local, Name, Object, Scope, String as JsString, Value, undefined};
use nano_runtime::reflect::catch;
use nano_runtime::webidl::DomString;

use super::formatter::{display, format};
use super::inspect::{InspectOptions, inspect};
use super::printer::{Level, Printer, StdPrinter};
use super::table::table;

/// Columns by which each group is indented.
const GROUP_INDENTATION: usize = 2;

/// What one realm's console remembers, and where it prints.
pub struct Console {
    printer: RefCell<Rc<dyn Printer>>,
    /// The [count map](https://console.spec.whatwg.org/#counting).
    counts: RefCell<HashMap<DomString, u64>>,
    /// The [timer table](https://console.spec.whatwg.org/#timing).
    timers: RefCell<HashMap<DomString, Instant>>,
    /// The size of the [group stack](https://console.spec.whatwg.org/#grouping).
    groups: Cell<usize>,
}

/// A console that prints to the process's streams.
impl Default for Console {
    fn default() -> Self {
        Console {
            printer: RefCell::new(Rc::new(StdPrinter::default())),
            counts: RefCell::default(),
            timers: RefCell::default(),
            groups: Cell::new(0),
        }
    }
}

impl Console {
    /// The current realm's console.
    pub fn current<'i>(scope: &Scope<'_, 'i>) -> &'i Console {
        Realm::from_scope(scope).state()
    }

    /// Prints to `printer` from now on.
    pub fn set_printer(&self, printer: Rc<dyn Printer>) {
        *self.printer.borrow_mut() = printer;
    }

    /// A printer may log in its turn, so it is called without a borrow.
    fn printer(&self) -> Rc<dyn Printer> {
        Rc::clone(&self.printer.borrow())
    }

    fn options(&self, level: Level) -> InspectOptions {
        InspectOptions {
            colors: self.printer().colors(level),
            ..InspectOptions::default()
        }
    }

    /// [Logger](https://console.spec.whatwg.org/#logger)
    ///
    /// SPEC BUG: step 1 returns when there is nothing to log. On a terminal `console.log()` is how programs print an empty line.
    pub fn logger(&self, scope: &mut Scope<'_, '_>, level: Level, args: &[Local<Value>]) {
        // 2. Let first be args[0]. 3. Let rest be all elements following first.
        // 4. If rest is empty, perform Printer(logLevel, « first ») and return.
        // 5. Otherwise, perform Printer(logLevel, Formatter(args)).
        let text = format(scope, args, &self.options(level));
        self.print(level, &text);
    }

    /// [Printer](https://console.spec.whatwg.org/#printer), for text: indents it by the groups it is in.
    fn print(&self, level: Level, text: &str) {
        let indentation = self.groups.get() * GROUP_INDENTATION;
        if indentation == 0 {
            return self.printer().print(level, text);
        }
        let indentation = " ".repeat(indentation);
        let lines: Vec<String> = text
            .split('\n')
            .map(|line| format!("{indentation}{line}"))
            .collect();
        self.printer().print(level, &lines.join("\n"));
    }

    /// [assert](https://console.spec.whatwg.org/#assert)
    pub fn assert(&self, scope: &mut Scope<'_, '_>, condition: bool, data: &[Local<Value>]) {
        // 1. If condition is true, return.
        if condition {
            return;
        }
        // 2. Let message be a string without any formatting specifiers indicating generically an assertion failure.
        const MESSAGE: &str = "Assertion failed";
        let mut data = data.to_vec();
        // 4.2. If first is a string: concatenate message, a colon, a space and first.
        let message = match data.first() {
            Some(first) if first.is_string() => {
                let message = format!("{MESSAGE}: {}", first.to_rust_string_lossy(scope));
                data.remove(0);
                message
            }
            _ => MESSAGE.to_owned(),
        };
        // 3., 4.1. Otherwise prepend message to data.
        if let Some(message) = JsString::new(scope, &message) {
            data.insert(0, Local::new(scope, message).into());
        }
        // 5. Perform Logger("assert", data).
        self.logger(scope, Level::Assert, &data);
    }

    /// [clear](https://console.spec.whatwg.org/#clear)
    pub fn clear(&self) {
        // 1. Empty the appropriate group stack.
        self.groups.set(0);
        // 2. If possible for the environment, clear the console.
        self.printer().clear();
    }

    /// [table](https://console.spec.whatwg.org/#table)
    pub fn table(
        &self,
        scope: &mut Scope<'_, '_>,
        data: Option<Local<Value>>,
        properties: Option<&[DomString]>,
    ) {
        let data = data.unwrap_or_else(|| undefined(scope).into());
        match table(scope, data, properties, &self.options(Level::Table)) {
            Some(text) => self.print(Level::Table, &text),
            None => self.logger(scope, Level::Table, &[data]),
        }
    }

    /// [trace](https://console.spec.whatwg.org/#trace)
    pub fn trace(&self, scope: &mut Scope<'_, '_>, data: &[Local<Value>]) {
        // 1. Let trace be some implementation-defined, potentially-interactive representation of the callstack.
        // 2. Optionally, let formattedData be the result of Formatter(data), and incorporate it as a label for trace.
        let label = format(scope, data, &self.options(Level::Trace));
        let trace = stack_with_label(scope, &label);
        // 3. Perform Printer("trace", « trace »).
        self.print(Level::Trace, &trace);
    }

    /// [dir](https://console.spec.whatwg.org/#dir)
    pub fn dir(
        &self,
        scope: &mut Scope<'_, '_>,
        item: Option<Local<Value>>,
        options: Option<Local<Object>>,
    ) {
        let mut inspect_options = InspectOptions {
            custom_inspect: false,
            ..self.options(Level::Dir)
        };
        if let Some(options) = options {
            inspect_options.update_from(scope, options);
        }
        let item = item.unwrap_or_else(|| undefined(scope).into());
        // 1. Let object be item with generic JavaScript object formatting applied.
        let object = inspect(scope, item, &inspect_options);
        // 2. Perform Printer("dir", « object », options).
        self.print(Level::Dir, &object);
    }

    /// [dirxml](https://console.spec.whatwg.org/#dirxml): there is no DOM, so each item has optimally useful formatting.
    pub fn dirxml(&self, scope: &mut Scope<'_, '_>, data: &[Local<Value>]) {
        let options = self.options(Level::Dirxml);
        let items: Vec<String> = data
            .iter()
            .map(|item| display(scope, *item, &options))
            .collect();
        self.print(Level::Dirxml, &items.join(" "));
    }

    /// [count](https://console.spec.whatwg.org/#count)
    pub fn count(&self, label: &DomString) {
        // 1. - 3. Let map be the associated count map; add one to map[label], which starts at 0.
        let count = {
            let mut map = self.counts.borrow_mut();
            let count = map.entry(label.clone()).or_default();
            *count += 1;
            *count
        };
        // 4., 5. Perform Logger("count", « label, a colon, a space and the count »).
        self.print(
            Level::Count,
            &format!("{}: {count}", label.to_string_lossy()),
        );
    }

    /// [countReset](https://console.spec.whatwg.org/#countreset)
    pub fn count_reset(&self, label: &DomString) {
        // 2. If map[label] exists, set map[label] to 0.
        if let Some(count) = self.counts.borrow_mut().get_mut(label) {
            *count = 0;
            return;
        }
        // 3. Otherwise perform Logger("countReset", « a message that there is no such count »).
        self.print(
            Level::CountReset,
            &format!("Count for '{}' does not exist", label.to_string_lossy()),
        );
    }

    /// [group](https://console.spec.whatwg.org/#group) and [groupCollapsed](https://console.spec.whatwg.org/#groupcollapsed);
    /// nothing can be collapsed here.
    pub fn group(&self, scope: &mut Scope<'_, '_>, level: Level, data: &[Local<Value>]) {
        // 2. If data is not empty, let groupLabel be the result of Formatter(data). 5. Perform Printer("group", « group »).
        if !data.is_empty() {
            self.logger(scope, level, data);
        }
        // 6. Push group onto the appropriate group stack.
        self.groups.set(self.groups.get() + 1);
    }

    /// [groupEnd](https://console.spec.whatwg.org/#groupend)
    pub fn group_end(&self) {
        self.groups.set(self.groups.get().saturating_sub(1));
    }

    /// [time](https://console.spec.whatwg.org/#time)
    pub fn time(&self, label: &DomString) {
        // 1. If the associated timer table contains an entry with key label, return, optionally reporting a warning.
        if self.timers.borrow().contains_key(label) {
            return self.print(
                Level::ReportWarning,
                &format!("Timer '{}' already exists", label.to_string_lossy()),
            );
        }
        // 2. Otherwise, set its value to the current time.
        self.timers
            .borrow_mut()
            .insert(label.clone(), Instant::now());
    }

    /// [timeLog](https://console.spec.whatwg.org/#timelog)
    pub fn time_log(&self, scope: &mut Scope<'_, '_>, label: &DomString, data: &[Local<Value>]) {
        // 1. - 3. Let duration be a string representing the difference between the current time and startTime.
        let Some(start) = self.timers.borrow().get(label).copied() else {
            return self.no_such_timer(label);
        };
        // 4. Let concat be the concatenation of label, a colon, a space and duration. 5. Prepend concat to data.
        let mut text = format!(
            "{}: {}",
            label.to_string_lossy(),
            duration_text(start.elapsed())
        );
        let options = self.options(Level::TimeLog);
        for value in data {
            text.push(' ');
            text.push_str(&display(scope, *value, &options));
        }
        // 6. Perform Printer("timeLog", data).
        self.print(Level::TimeLog, &text);
    }

    /// [timeEnd](https://console.spec.whatwg.org/#timeend)
    pub fn time_end(&self, label: &DomString) {
        // 1. - 4. As timeLog. 3. Remove timerTable[label].
        let Some(start) = self.timers.borrow_mut().remove(label) else {
            return self.no_such_timer(label);
        };
        // 5. Perform Printer("timeEnd", « concat »).
        self.print(
            Level::TimeEnd,
            &format!(
                "{}: {}",
                label.to_string_lossy(),
                duration_text(start.elapsed())
            ),
        );
    }

    /// [Report a warning to the console](https://console.spec.whatwg.org/#reporting-warnings)
    fn no_such_timer(&self, label: &DomString) {
        self.print(
            Level::ReportWarning,
            &format!("Timer '{}' does not exist", label.to_string_lossy()),
        );
    }
}

/// `1.234ms`, `1.234s`, `1:02.345 (m:ss.mmm)` or `1:02:03.456 (h:mm:ss.mmm)`, whichever unit suits.
fn duration_text(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1000.0;
    // Rounded first: 999.9996 ms is a second.
    let rounded = (milliseconds * 1000.0).round() / 1000.0;
    if rounded < 1000.0 {
        return format!("{rounded}ms");
    }
    let total = duration.as_millis();
    let (hours, minutes, seconds, rest) = (
        total / 3_600_000,
        total / 60_000 % 60,
        total / 1000 % 60,
        total % 1000,
    );
    match (hours, minutes) {
        (0, 0) => format!("{:.3}s", rounded / 1000.0),
        (0, _) => format!("{minutes}:{seconds:02}.{rest:03} (m:ss.mmm)"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}.{rest:03} (h:mm:ss.mmm)"),
    }
}

/// `Trace: label` and the JavaScript frames below, in the notation of an error's stack.
fn stack_with_label(scope: &mut Scope<'_, '_>, label: &str) -> String {
    let header = if label.is_empty() {
        "Trace".to_owned()
    } else {
        format!("Trace: {label}")
    };
    let stack = catch(scope, |scope| {
        let carrier = Object::new(scope);
        JsError::capture_stack_trace(scope.get_current_context(), carrier)?;
        let key: Local<Name> = JsString::new(scope, "stack")?.into();
        carrier.get(scope, key.into())
    });
    let Some(stack) = stack.ok().flatten().filter(|stack| stack.is_string()) else {
        return header;
    };
    let stack = stack.to_rust_string_lossy(scope);
    match stack.find("\n    at ") {
        Some(frames) => header + stack.get(frames..).unwrap_or_default(),
        None => header,
    }
}

#[cfg(test)]
mod tests {
    use super::duration_text;
    use std::time::Duration;

    #[test]
    fn durations_have_the_unit_that_suits() {
        for (microseconds, text) in [
            (0, "0ms"),
            (1_234, "1.234ms"),
            (999_999, "999.999ms"),
            (1_500_000, "1.500s"),
            (59_999_000, "59.999s"),
            (62_345_000, "1:02.345 (m:ss.mmm)"),
            (3_723_456_000, "1:02:03.456 (h:mm:ss.mmm)"),
        ] {
            assert_eq!(duration_text(Duration::from_micros(microseconds)), text);
        }
    }
}
