//! Values as text for people: what `console.log` prints for an object.
//!
//! The notation is the one of Node's `util.inspect` with Deno's defaults (four levels deep, double quotes, 80 columns). Inspecting
//! has no side effects: getters are not called, Proxy traps do not run, an object whose class lies about itself is shown by its
//! internal slots. Two exceptions: a `Symbol.for('nodejs.util.inspect.custom')` method is called, since that is what it is for,
//! and reading an error's stack runs `Error.prepareStackTrace` where a program has set one. Nothing here throws.
//!
//! `options` says what may be asked for, `text` and `layout` deal in text only, the others each know one family of values.

mod class;
mod collections;
mod custom;
mod error;
mod function;
mod layout;
mod object;
mod options;
mod platform;
mod text;

use std::cell::Cell;
use std::collections::HashMap;

use nano_runtime::js::{Global, Local, Object, Proxy, Scope, String as JsString, Symbol, Value};
use nano_runtime::reflect;

pub use options::{InspectOptions, Style};
pub use text::{Fragment, code_units, quote};

/// `value` as text.
pub fn inspect(scope: &mut Scope<'_, '_>, value: Local<Value>, options: &InspectOptions) -> String {
    inspect_fragment(scope, value, options).into_string()
}

/// `value` as text that knows its width.
pub fn inspect_fragment(
    scope: &mut Scope<'_, '_>,
    value: Local<Value>,
    options: &InspectOptions,
) -> Fragment {
    reflect::with_handles(scope, |scope| {
        Inspector::new(options).value(scope, value, None, 0)
    })
}

/// Stack, in bytes, that one inspection may use. V8 keeps JavaScript below about 1 MB of the thread's 2 MB or more.
const STACK_LIMIT: usize = 384 * 1024;

/// The objects being formatted, from the one at hand outwards.
struct Path<'p> {
    object: Local<'p, Object>,
    outer: Option<&'p Path<'p>>,
}

/// One inspection under way.
struct Inspector<'o> {
    options: &'o InspectOptions,
    /// The column at which lines begin.
    indentation: usize,
    /// The nesting of the object formatted last.
    deepest: usize,
    /// Objects that contain themselves, and the number each got, by identity hash.
    circular: HashMap<i32, Vec<(Global<Object>, usize)>>,
    /// How many such objects there are.
    references: usize,
    /// Bytes of finished objects.
    written: usize,
    /// Where the stack was at the start.
    stack_base: usize,
}

/// An address in the current stack frame.
#[inline(never)]
fn stack_position() -> usize {
    let here = Cell::new(0u8);
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}

impl<'o> Inspector<'o> {
    fn new(options: &'o InspectOptions) -> Self {
        Inspector {
            options,
            indentation: 0,
            deepest: 0,
            circular: HashMap::new(),
            references: 0,
            written: 0,
            stack_base: stack_position(),
        }
    }

    fn styled(&self, text: impl Into<String>, style: Style) -> Fragment {
        Fragment::styled(text, style, self.options.colors)
    }

    fn special(&self, text: impl Into<String>) -> Fragment {
        self.styled(text, Style::Special)
    }

    /// Any value, `depth` levels below the outermost.
    fn value(
        &mut self,
        scope: &mut Scope<'_, '_>,
        value: Local<Value>,
        path: Option<&Path>,
        depth: usize,
    ) -> Fragment {
        let Ok(object) = Local::<Object>::try_from(value) else {
            return self.primitive(scope, value);
        };
        if self.stack_base.abs_diff(stack_position()) > STACK_LIMIT {
            return self.special("[Object: nested too deeply to show]");
        }
        if let Ok(proxy) = Local::<Proxy>::try_from(value) {
            return self.proxy(scope, proxy, path, depth);
        }
        if let Some(text) = self.custom(scope, object, path, depth) {
            return text;
        }
        let mut outer = path;
        while let Some(at) = outer {
            if at.object == object {
                let number = self.number_of(scope, object);
                return self.special(format!("[Circular *{number}]"));
            }
            outer = at.outer;
        }
        self.object(scope, object, path, depth)
    }

    /// A Proxy: its target, or target and handler under `showProxy`. Targets that are Proxies again are looked through.
    fn proxy(
        &mut self,
        scope: &mut Scope<'_, '_>,
        proxy: Local<Proxy>,
        path: Option<&Path>,
        depth: usize,
    ) -> Fragment {
        if self.options.show_proxy && !proxy.is_revoked() {
            if self.options.depth.is_some_and(|limit| depth > limit) {
                return self.special("Proxy [Array]");
            }
            let (target, handler) = (proxy.get_target(scope), proxy.get_handler(scope));
            self.deepest = depth;
            self.indentation += 2;
            let entries = vec![
                self.value(scope, target, path, depth + 1),
                self.value(scope, handler, path, depth + 1),
            ];
            self.indentation -= 2;
            let frame = layout::Frame {
                base: Fragment::default(),
                open: "Proxy [".into(),
                close: "]",
            };
            return self.assemble(&frame, entries, layout::Entries::Elements, false, depth);
        }
        let mut target = proxy;
        loop {
            if target.is_revoked() {
                return self.special("<Revoked Proxy>");
            }
            let inner = target.get_target(scope);
            match Local::<Proxy>::try_from(inner) {
                Ok(next) => target = next,
                Err(_) => return self.value(scope, inner, path, depth),
            }
        }
    }

    /// The number by which an object that contains itself is referred to.
    fn number_of(&mut self, scope: &Scope<'_, '_>, object: Local<Object>) -> usize {
        let entries = self
            .circular
            .entry(object.get_identity_hash().get())
            .or_default();
        if let Some((_, number)) = entries.iter().find(|(known, _)| *known == object) {
            return *number;
        }
        self.references += 1;
        entries.push((Global::new(scope, object), self.references));
        self.references
    }

    /// The number that `object` has been given, if it turned out to contain itself.
    fn known_number(&self, object: Local<Object>) -> Option<usize> {
        if self.references == 0 {
            return None;
        }
        let entries = self.circular.get(&object.get_identity_hash().get())?;
        entries
            .iter()
            .find(|(known, _)| *known == object)
            .map(|(_, number)| *number)
    }

    /// Lays out an object that is `depth` levels below the outermost.
    fn assemble(
        &self,
        frame: &layout::Frame,
        entries: Vec<Fragment>,
        kind: layout::Entries,
        more: bool,
        depth: usize,
    ) -> Fragment {
        let place = layout::Place {
            indentation: self.indentation,
            levels_inside: self.deepest.saturating_sub(depth),
        };
        layout::assemble(self.options, frame, entries, kind, more, place)
    }

    fn primitive(&self, scope: &mut Scope<'_, '_>, value: Local<Value>) -> Fragment {
        if let Ok(string) = Local::<JsString>::try_from(value) {
            return self.string(scope, string);
        }
        if let Ok(symbol) = Local::<Symbol>::try_from(value) {
            return self.styled(symbol_text(scope, symbol), Style::Symbol);
        }
        if value.is_number() {
            return self.styled(number_text(scope, value), Style::Number);
        }
        if value.is_big_int() {
            return self.styled(value.to_rust_string_lossy(scope) + "n", Style::Number);
        }
        if value.is_external() {
            return self.special("[External]");
        }
        let style = match () {
            () if value.is_undefined() => Style::Undefined,
            () if value.is_null() => Style::Null,
            () => Style::Boolean,
        };
        self.styled(value.to_rust_string_lossy(scope), style)
    }

    /// A string as a literal; a long one with line feeds as a sum of its lines.
    fn string(&self, scope: &Scope<'_, '_>, string: Local<JsString>) -> Fragment {
        /// Shorter strings are not worth breaking.
        const SHORT: usize = 16;
        let units = code_units(scope, string, self.options.max_string_length);
        let room = self
            .options
            .break_length
            .saturating_sub(self.indentation + 4);
        let mut text = if self.options.compact >= 1
            && units.len() > SHORT
            && units.len() > room
            && units.contains(&u16::from(b'\n'))
        {
            let mut sum = Fragment::default();
            for (i, line) in units
                .split_inclusive(|&unit| unit == u16::from(b'\n'))
                .enumerate()
            {
                if i > 0 {
                    sum.push_str(&format!(" +\n{:1$}", "", self.indentation + 2));
                }
                sum.push(&self.styled(quote(line), Style::String));
            }
            sum
        } else {
            self.styled(quote(&units), Style::String)
        };
        let left = string.length() - units.len();
        if left > 0 {
            text.push_str(&format!(
                "... {left} more character{}",
                if left > 1 { "s" } else { "" }
            ));
        }
        text
    }
}

/// A number as JavaScript writes it, but with the sign of -0.
pub(super) fn number_text(scope: &Scope<'_, '_>, value: Local<Value>) -> String {
    match value.number_value(scope) {
        Some(number) if number == 0.0 && number.is_sign_negative() => "-0".to_owned(),
        _ => value.to_rust_string_lossy(scope),
    }
}

/// `Symbol(description)`, control characters escaped.
fn symbol_text(scope: &Scope<'_, '_>, symbol: Local<Symbol>) -> String {
    let mut text = String::from("Symbol(");
    if let Ok(description) = Local::<JsString>::try_from(symbol.description(scope)) {
        text::escape_into(&mut text, &code_units(scope, description, usize::MAX), None);
    }
    text.push(')');
    text
}
