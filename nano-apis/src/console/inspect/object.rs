//! Objects: which notation each kind gets, and its properties.

use nano_runtime::js::{
    Date, Function, Local, Name, Number, Object, Promise, PromiseState, RegExp, Scope,
    String as JsString, Symbol, Value,
};
use nano_runtime::reflect::{self, Keys, OwnProperty, Slot};

use super::class::Class;
use super::layout::{Entries, Frame};
use super::options::Style;
use super::text::{self, Fragment, code_units, is_plain_key, quote};
use super::{Inspector, Path, error, function, platform};

/// The contents of an object other than its properties.
pub(super) enum Contents<'s> {
    /// Properties only.
    None,
    /// Array elements.
    Array(u32),
    /// Typed array elements.
    TypedArray(usize),
    /// Members of a Set, or of what is left in a Set iterator.
    Set,
    /// Entries of a Map.
    Map,
    /// What is left in a Map iterator; whole entries or only keys or values.
    Iterator,
    /// The bytes of an ArrayBuffer or SharedArrayBuffer.
    Bytes,
    /// A DataView's geometry.
    DataView,
    /// A promise's state and value.
    Promise(Local<'s, Promise>),
    /// A collection that does not tell its members.
    Weak,
    /// What a platform object's getters return.
    Getters(Vec<(String, Local<'s, Value>)>),
    /// What a platform object iterates over.
    Pairs(Vec<(Local<'s, Value>, Local<'s, Value>)>),
}

/// The notation chosen for an object.
struct Notation<'s> {
    frame: Frame,
    contents: Contents<'s>,
    /// Shown when nothing is inside; `None` when the braces are enough.
    bare: Option<Fragment>,
}

impl Inspector<'_> {
    /// An object that is neither a Proxy nor formats itself nor contains the place where it is shown.
    pub(super) fn object(
        &mut self,
        scope: &mut Scope<'_, '_>,
        object: Local<Object>,
        path: Option<&Path>,
        depth: usize,
    ) -> Fragment {
        let class = Class::of(scope, object);
        let value: Local<Value> = object.into();
        let indexed = value.is_array() || value.is_typed_array() || value.is_string_object();
        let hidden = self.options.show_hidden || value.is_module_namespace_object();
        let mut keys = reflect::own_keys(
            scope,
            object,
            Keys {
                indices: !indexed,
                hidden,
            },
        );
        if value.is_module_namespace_object() {
            keys.retain(|key| key.is_string());
        }
        let mut notation = self.notation(scope, object, &class, &mut keys);

        if keys.is_empty() && self.is_empty(&notation, object) {
            return notation.bare.unwrap_or_else(|| {
                Fragment::plain(format!("{}{}", notation.frame.open, notation.frame.close))
            });
        }
        if self.options.depth.is_some_and(|limit| depth > limit)
            || self.written > self.options.max_output_length
        {
            if value.is_reg_exp() || value.is_date() {
                return notation.frame.base;
            }
            let fallback = if value.is_array() { "Array" } else { "Object" };
            let prefix = class.prefix(fallback, None);
            let name = prefix.trim_end();
            // Without a constructor the prefix has its brackets already.
            return self.special(match class.constructor {
                Some(_) => format!("[{name}]"),
                None => name.to_owned(),
            });
        }
        self.deepest = depth;
        let written_before = self.written;
        let here = Path {
            object,
            outer: path,
        };
        let (mut entries, kind, more) =
            self.contents(scope, object, &notation.contents, &here, depth + 1);
        for key in keys {
            entries.push(self.property(scope, object, key, &here, depth + 1));
        }
        if self.options.sorted && kind == Entries::Properties {
            entries.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        }
        if let Some(number) = self.known_number(object) {
            let mut reference = self.special(format!("<ref *{number}>"));
            if !notation.frame.base.is_empty() {
                reference.push_str(" ");
            }
            reference.push(&notation.frame.base);
            notation.frame.base = reference;
        }
        let text = self.assemble(&notation.frame, entries, kind, more, depth);
        // What the parts counted is in the whole.
        self.written = written_before + text.len();
        text
    }

    /// Whether there is nothing to put between the braces.
    fn is_empty(&self, notation: &Notation, object: Local<Object>) -> bool {
        match &notation.contents {
            Contents::None => true,
            Contents::Array(length) => *length == 0,
            Contents::TypedArray(length) => *length == 0,
            Contents::Set => {
                Local::<nano_runtime::js::Set>::try_from(object).is_ok_and(|set| set.size() == 0)
            }
            Contents::Map => {
                Local::<nano_runtime::js::Map>::try_from(object).is_ok_and(|map| map.size() == 0)
            }
            Contents::Getters(members) => members.is_empty(),
            Contents::Pairs(pairs) => pairs.is_empty(),
            Contents::Iterator
            | Contents::Bytes
            | Contents::DataView
            | Contents::Promise(_)
            | Contents::Weak => false,
        }
    }

    fn notation<'s>(
        &mut self,
        scope: &mut Scope<'s, '_>,
        object: Local<Object>,
        class: &Class,
        keys: &mut Vec<Local<'s, Name>>,
    ) -> Notation<'s> {
        let value: Local<Value> = object.into();
        let braces = |open: String, contents| Notation {
            frame: Frame {
                open: open + "{",
                close: "}",
                ..Frame::default()
            },
            contents,
            bare: None,
        };
        let brackets = |open: String, contents| Notation {
            frame: Frame {
                open: open + "[",
                close: "]",
                ..Frame::default()
            },
            contents,
            bare: None,
        };
        let based = |base: Fragment| Notation {
            frame: Frame {
                base: base.clone(),
                open: "{".into(),
                close: "}",
            },
            contents: Contents::None,
            bare: Some(base),
        };

        if let Ok(array) = Local::<nano_runtime::js::Array>::try_from(value) {
            let length = array.length();
            let prefix = if class.is_just("Array") {
                String::new()
            } else {
                class.prefix("Array", Some(length as usize))
            };
            return brackets(prefix, Contents::Array(length));
        }
        if let Ok(array) = Local::<nano_runtime::js::TypedArray>::try_from(value) {
            let length = array.length();
            return brackets(
                class.prefix(value.type_repr(), Some(length)),
                Contents::TypedArray(length),
            );
        }
        if let Ok(set) = Local::<nano_runtime::js::Set>::try_from(value) {
            return braces(class.prefix("Set", Some(set.size())), Contents::Set);
        }
        if let Ok(map) = Local::<nano_runtime::js::Map>::try_from(value) {
            return braces(class.prefix("Map", Some(map.size())), Contents::Map);
        }
        if value.is_map_iterator() || value.is_set_iterator() {
            let collection = if value.is_map_iterator() {
                "Map"
            } else {
                "Set"
            };
            let what = if object.preview_entries(scope).1 {
                "Entries"
            } else {
                "Iterator"
            };
            return braces(format!("[{collection} {what}] "), Contents::Iterator);
        }
        if let Ok(function) = Local::<Function>::try_from(value) {
            let base = function::base(scope, function, class);
            return based(self.special(base));
        }
        if let Ok(regexp) = Local::<RegExp>::try_from(value) {
            let (source, flags) = reflect::regexp_parts(scope, regexp);
            return based(self.with_prefix(
                class,
                "RegExp",
                &format!("/{source}/{flags}"),
                Style::RegExp,
            ));
        }
        if let Ok(date) = Local::<Date>::try_from(value) {
            return based(self.with_prefix(
                class,
                "Date",
                &date_text(date.value_of()),
                Style::Date,
            ));
        }
        if let Some(kind) = class.tag.strip_prefix("Temporal.")
            && let Some(text) = reflect::temporal_text(scope, object, kind)
        {
            return based(self.styled(text, Style::Date));
        }
        if error::is_error(scope, object) {
            return based(self.error_base(scope, object, class, keys));
        }
        if value.is_array_buffer() {
            return braces(class.prefix("ArrayBuffer", None), Contents::Bytes);
        }
        if value.is_shared_array_buffer() {
            return braces(class.prefix("SharedArrayBuffer", None), Contents::Bytes);
        }
        if value.is_data_view() {
            return braces(class.prefix("DataView", None), Contents::DataView);
        }
        if let Ok(promise) = Local::<Promise>::try_from(value) {
            let promise = Local::new(scope, promise);
            return braces(class.prefix("Promise", None), Contents::Promise(promise));
        }
        if value.is_weak_set() {
            return braces(class.prefix("WeakSet", None), Contents::Weak);
        }
        if value.is_weak_map() {
            return braces(class.prefix("WeakMap", None), Contents::Weak);
        }
        if value.is_module_namespace_object() {
            return braces(class.prefix("Module", None), Contents::None);
        }
        if let Some(primitive) = reflect::boxed_primitive(scope, value) {
            return based(self.boxed(scope, primitive, class));
        }
        if value.is_arguments_object() {
            return braces("[Arguments] ".into(), Contents::None);
        }
        if object.is_api_wrapper() && object != scope.get_current_context().global(scope) {
            return braces(
                class.prefix("Object", None),
                platform::contents(scope, object),
            );
        }
        if class.is_just("Object") {
            braces(String::new(), Contents::None)
        } else {
            braces(class.prefix("Object", None), Contents::None)
        }
    }

    /// `text`, after the class's prefix if the class is not just the built-in `name`.
    fn with_prefix(&self, class: &Class, name: &str, text: &str, style: Style) -> Fragment {
        let prefix = if class.is_just(name) {
            String::new()
        } else {
            class.prefix(name, None)
        };
        self.styled(prefix + text, style)
    }

    /// `[Number: 1]`, `[String (Sub): "x"]`.
    fn boxed(&self, scope: &mut Scope<'_, '_>, primitive: Local<Value>, class: &Class) -> Fragment {
        let (kind, style) = match () {
            () if primitive.is_number() => ("Number", Style::Number),
            () if primitive.is_string() => ("String", Style::String),
            () if primitive.is_boolean() => ("Boolean", Style::Boolean),
            () if primitive.is_symbol() => ("Symbol", Style::Symbol),
            () => ("BigInt", Style::Number),
        };
        let mut base = format!("[{kind}");
        match class.constructor.as_deref() {
            Some(name) if name != kind => base.push_str(&format!(" ({name})")),
            Some(_) => {}
            None => base.push_str(" (null prototype)"),
        }
        let plain = super::InspectOptions {
            colors: false,
            ..self.options.clone()
        };
        base.push_str(&format!(
            ": {}]",
            Inspector::new(&plain).primitive(scope, primitive).as_str()
        ));
        if !class.tag.is_empty() && class.tag != kind {
            base.push_str(&format!(" [{}]", class.tag));
        }
        self.styled(base, style)
    }

    /// One property: key, colon and value.
    pub(super) fn property(
        &mut self,
        scope: &mut Scope<'_, '_>,
        object: Local<Object>,
        key: Local<Name>,
        path: &Path,
        depth: usize,
    ) -> Fragment {
        reflect::with_handles(scope, |scope| {
            let property = reflect::own_property(scope, object, key);
            let mut text = self.key(
                scope,
                key,
                property.is_none_or(|property| property.enumerable),
            );
            text.push_str(": ");
            text.push(&self.slot(scope, object, property, path, depth));
            text
        })
    }

    /// A property's value, or what stands for accessors and for bindings that have no value yet.
    pub(super) fn slot(
        &mut self,
        scope: &mut Scope<'_, '_>,
        object: Local<Object>,
        property: Option<OwnProperty>,
        path: &Path,
        depth: usize,
    ) -> Fragment {
        match property.map(|property| property.slot) {
            None => self.special("<uninitialized>"),
            Some(Slot::Data(value)) => self.nested(scope, value, path, depth),
            Some(Slot::Accessor(getter, setter)) => {
                let kind = match (getter.is_function(), setter.is_function()) {
                    (true, true) => "Getter/Setter",
                    (true, false) => "Getter",
                    (false, true) => "Setter",
                    (false, false) => return self.styled("undefined", Style::Undefined),
                };
                if self.options.getters
                    && let Ok(getter) = Local::<Function>::try_from(getter)
                {
                    return match reflect::catch(scope, |scope| {
                        getter.call(scope, object.into(), &[])
                    }) {
                        Ok(Some(value)) => {
                            let mut text = self.special(format!("[{kind}] "));
                            text.push(&self.nested(scope, value, path, depth));
                            text
                        }
                        _ => self.special(format!("[{kind}: threw]")),
                    };
                }
                self.special(format!("[{kind}]"))
            }
        }
    }

    /// A value inside another, two columns further in.
    pub(super) fn nested(
        &mut self,
        scope: &mut Scope<'_, '_>,
        value: Local<Value>,
        path: &Path,
        depth: usize,
    ) -> Fragment {
        self.indentation += 2;
        let text = self.value(scope, value, Some(path), depth);
        self.indentation -= 2;
        text
    }

    fn key(&self, scope: &Scope<'_, '_>, key: Local<Name>, enumerable: bool) -> Fragment {
        let (text, style) = if let Ok(symbol) = Local::<Symbol>::try_from(key) {
            (super::symbol_text(scope, symbol), Style::Symbol)
        } else if let Ok(string) = Local::<JsString>::try_from(key) {
            let units = code_units(scope, string, usize::MAX);
            match String::from_utf16(&units) {
                Ok(name) if name == "__proto__" => ("[\"__proto__\"]".to_owned(), Style::Plain),
                Ok(name) if is_plain_key(&name) => (name, Style::Plain),
                Ok(name) if !enumerable => {
                    let mut escaped = String::new();
                    text::escape_into(&mut escaped, &name.encode_utf16().collect::<Vec<_>>(), None);
                    (escaped, Style::Plain)
                }
                _ => (quote(&units), Style::String),
            }
        } else {
            (String::new(), Style::Plain)
        };
        if enumerable {
            self.styled(text, style)
        } else {
            self.styled(format!("[{text}]"), style)
        }
    }

    /// A promise's `<pending>`, value or `<rejected>` reason.
    pub(super) fn promise(
        &mut self,
        scope: &mut Scope<'_, '_>,
        promise: Local<Promise>,
        path: &Path,
        depth: usize,
    ) -> Fragment {
        if promise.state() == PromiseState::Pending {
            return self.special("<pending>");
        }
        let result = promise.result(scope);
        let result = self.nested(scope, result, path, depth);
        if promise.state() == PromiseState::Fulfilled {
            return result;
        }
        let mut text = self.special("<rejected>");
        text.push_str(" ");
        text.push(&result);
        text
    }

    /// A number that JavaScript did not hand out: a byte length.
    pub(super) fn count(&self, scope: &Scope<'_, '_>, number: usize) -> Fragment {
        let number = Number::new(scope, number as f64);
        self.styled(super::number_text(scope, number.into()), Style::Number)
    }
}

/// A time value in the format of `Date.prototype.toISOString`.
fn date_text(milliseconds: f64) -> String {
    if !milliseconds.is_finite() {
        return "Invalid Date".into();
    }
    const DAY: i64 = 86_400_000;
    // Time values are integers of at most 8.64e15.
    let time = milliseconds as i64;
    let (days, rest) = (time.div_euclid(DAY), time.rem_euclid(DAY));
    // Civil date from days since 1970, counting years from 1 March and in eras of 400 years (146,097 days).
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let year = match year {
        0..=9999 => format!("{year:04}"),
        _ => format!("{}{:06}", if year < 0 { '-' } else { '+' }, year.abs()),
    };
    let (hour, minute, second, millisecond) = (
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1_000 % 60,
        rest % 1_000,
    );
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}
