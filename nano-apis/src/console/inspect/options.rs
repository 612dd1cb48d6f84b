//! What a caller may ask of the inspector, and the colours it paints with.

use nano_runtime::js::{Local, Name, Object, Scope, String as JsString, Value};
use nano_runtime::reflect::catch;

/// Options of one inspection. Names and meaning are those of Node's `util.inspect`; the defaults are Deno's.
#[derive(Clone, Debug)]
pub struct InspectOptions {
    /// How many levels of nesting to show below the outermost object; `None` for all.
    pub depth: Option<usize>,
    /// Show non-enumerable own properties too, in brackets.
    pub show_hidden: bool,
    /// Paint with ANSI escape sequences.
    pub colors: bool,
    /// Call an object's `Symbol.for('nodejs.util.inspect.custom')` method.
    pub custom_inspect: bool,
    /// Show a Proxy as its target and handler rather than as its target.
    pub show_proxy: bool,
    /// Elements of an array, typed array, Map or Set to show, and bytes of an ArrayBuffer.
    pub max_array_length: usize,
    /// UTF-16 code units of a string to show.
    pub max_string_length: usize,
    /// The column at which a line is broken, in terminal cells.
    pub break_length: usize,
    /// How many innermost levels may share a line; 0 puts every property on its own.
    pub compact: usize,
    /// Sort properties and elements of Sets and Maps by their text.
    pub sorted: bool,
    /// Bytes of output after which every further object is abbreviated. Depth and element limits alone allow 100^5 elements.
    pub max_output_length: usize,
    /// Call getters. The one option under which inspecting runs a program's code unasked by the value itself.
    pub getters: bool,
}

impl Default for InspectOptions {
    fn default() -> Self {
        InspectOptions {
            depth: Some(4),
            show_hidden: false,
            colors: false,
            custom_inspect: true,
            show_proxy: false,
            max_array_length: 100,
            max_string_length: 10_000,
            break_length: 80,
            compact: 3,
            sorted: false,
            max_output_length: 16 << 20,
            getters: false,
        }
    }
}

impl InspectOptions {
    /// Takes over what `object` (the second argument of `console.dir`) says. Values of the wrong type are passed over.
    pub fn update_from(&mut self, scope: &mut Scope<'_, '_>, object: Local<Object>) {
        let mut field = |name: &str| {
            catch(scope, |scope| {
                object.get(scope, JsString::new(scope, name)?.into())
            })
            .ok()
            .flatten()
            .filter(|value| !value.is_undefined())
        };
        let depth = field("depth");
        let limits = [
            "maxArrayLength",
            "iterableLimit",
            "maxStringLength",
            "strAbbreviateSize",
            "breakLength",
        ]
        .map(&mut field);
        let compact = field("compact");
        let flags = [
            "showHidden",
            "colors",
            "customInspect",
            "showProxy",
            "sorted",
            "getters",
        ]
        .map(&mut field);

        if let Some(depth) = depth {
            self.depth = match limit(scope, depth) {
                Some(usize::MAX) => None,
                other => other.or(self.depth),
            };
        }
        let [array, iterable, string, abbreviate, line] =
            limits.map(|value| value.and_then(|value| limit(scope, value)));
        self.max_array_length = array.or(iterable).unwrap_or(self.max_array_length);
        self.max_string_length = string.or(abbreviate).unwrap_or(self.max_string_length);
        self.break_length = line.unwrap_or(self.break_length);
        if let Some(compact) = compact {
            self.compact = match compact.is_boolean() {
                true if compact.is_true() => InspectOptions::default().compact,
                true => 0,
                false => limit(scope, compact).unwrap_or(self.compact),
            };
        }
        let targets = [
            &mut self.show_hidden,
            &mut self.colors,
            &mut self.custom_inspect,
            &mut self.show_proxy,
            &mut self.sorted,
            &mut self.getters,
        ];
        for (target, flag) in targets.into_iter().zip(flags) {
            if let Some(flag) = flag.filter(|flag| flag.is_boolean()) {
                *target = flag.is_true();
            }
        }
    }

    /// The object that a custom inspection method gets as its second argument; `depth` is what is left of it there.
    pub fn to_object<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        depth: Option<usize>,
    ) -> Option<Local<'s, Object>> {
        use nano_runtime::js::{Boolean, Number};
        let object = Object::new(scope);
        let number = |limit: usize| {
            if limit == usize::MAX {
                f64::INFINITY
            } else {
                limit as f64
            }
        };
        let fields: [(&str, Local<Value>); 11] = [
            (
                "depth",
                Number::new(scope, number(depth.unwrap_or(usize::MAX))).into(),
            ),
            ("showHidden", Boolean::new(scope, self.show_hidden).into()),
            ("colors", Boolean::new(scope, self.colors).into()),
            (
                "customInspect",
                Boolean::new(scope, self.custom_inspect).into(),
            ),
            ("showProxy", Boolean::new(scope, self.show_proxy).into()),
            (
                "maxArrayLength",
                Number::new(scope, number(self.max_array_length)).into(),
            ),
            (
                "maxStringLength",
                Number::new(scope, number(self.max_string_length)).into(),
            ),
            (
                "breakLength",
                Number::new(scope, number(self.break_length)).into(),
            ),
            ("compact", Number::new(scope, number(self.compact)).into()),
            ("sorted", Boolean::new(scope, self.sorted).into()),
            ("getters", Boolean::new(scope, self.getters).into()),
        ];
        for (name, value) in fields {
            let key: Local<Name> = JsString::new(scope, name)?.into();
            object.create_data_property(scope, key, value)?;
        }
        Some(object)
    }
}

/// A limit as JavaScript writes it: `null` and Infinity are none at all, negative numbers are 0.
fn limit(scope: &Scope<'_, '_>, value: Local<Value>) -> Option<usize> {
    if value.is_null() {
        return Some(usize::MAX);
    }
    let number = value
        .is_number()
        .then(|| value.number_value(scope))
        .flatten()?;
    // A float to integer cast saturates, which is just what is wanted at both ends.
    (!number.is_nan()).then_some(if number.is_infinite() && number > 0.0 {
        usize::MAX
    } else {
        number as usize
    })
}

/// What a piece of output is, and so in which colour it appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Names, punctuation: no colour.
    Plain,
    /// Numbers and BigInts.
    Number,
    /// `true` and `false`.
    Boolean,
    /// Strings and quoted keys.
    String,
    /// Symbols.
    Symbol,
    /// `undefined` and things that are not there.
    Undefined,
    /// `null`.
    Null,
    /// Functions, accessors, references.
    Special,
    /// Dates.
    Date,
    /// Regular expressions.
    RegExp,
}

impl Style {
    /// The style that inspection methods ask for by this name; unknown names are plain.
    pub fn named(name: &str) -> Style {
        match name {
            "number" | "bigint" => Style::Number,
            "boolean" => Style::Boolean,
            "string" => Style::String,
            "symbol" => Style::Symbol,
            "undefined" => Style::Undefined,
            "null" => Style::Null,
            "special" => Style::Special,
            "date" => Style::Date,
            "regexp" => Style::RegExp,
            _ => Style::Plain,
        }
    }

    /// The numbers of the SGR sequences that begin and end the style.
    pub fn sgr(self) -> Option<(u8, u8)> {
        match self {
            Style::Plain => None,
            Style::Number | Style::Boolean => Some((33, 39)),
            Style::String | Style::Symbol => Some((32, 39)),
            Style::Undefined => Some((90, 39)),
            Style::Null => Some((1, 22)),
            Style::Special => Some((36, 39)),
            Style::Date => Some((35, 39)),
            Style::RegExp => Some((31, 39)),
        }
    }
}
