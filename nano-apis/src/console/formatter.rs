//! The standard's Formatter: format specifiers and the joining of what is logged together.

use nano_runtime::js::{Local, Number, Scope, String as JsString, Value};
use nano_runtime::reflect::catch;

use super::css;
use super::inspect::{InspectOptions, inspect};

/// [Formatter](https://console.spec.whatwg.org/#formatter), together with the concatenation that Printer does: strings as they
/// are, everything else inspected, a blank between them.
///
/// SPEC BUG: the standard formats its own result again, so that a `%s` inside an argument would consume the next one. No
/// implementation does; each specifier of the first argument is looked at once.
pub(super) fn format(
    scope: &mut Scope<'_, '_>,
    args: &[Local<Value>],
    options: &InspectOptions,
) -> String {
    let mut out = String::new();
    let mut rest = args;
    // 1. If args's size is 1, return args.
    // 2. Let target be the first element of args.
    // 4. If target is not a string, return args.
    if let [target, others @ ..] = args
        && !others.is_empty()
        && let Ok(target) = Local::<JsString>::try_from(*target)
    {
        rest = substitute(
            scope,
            &target.to_rust_string_lossy(scope),
            others,
            options,
            &mut out,
        );
        if !rest.is_empty() {
            out.push(' ');
        }
    }
    for (i, arg) in rest.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(&display(scope, *arg, options));
    }
    out
}

/// A value as Printer shows it: a string raw, anything else inspected.
pub(super) fn display(
    scope: &mut Scope<'_, '_>,
    value: Local<Value>,
    options: &InspectOptions,
) -> String {
    if value.is_string() {
        value.to_rust_string_lossy(scope)
    } else {
        inspect(scope, value, options)
    }
}

/// Appends `target` to `out` with its specifiers replaced by `args` in turn. Returns the arguments that are left.
fn substitute<'a, 's>(
    scope: &mut Scope<'_, '_>,
    target: &str,
    mut args: &'a [Local<'s, Value>],
    options: &InspectOptions,
    out: &mut String,
) -> &'a [Local<'s, Value>] {
    let mut text = target;
    let mut styled = false;
    // 5. Let specifier be the first possible format specifier specified in target.
    while let Some((before, after)) = text.split_once('%') {
        out.push_str(before);
        let specifier = after.chars().next();
        let known = match specifier {
            Some('%') => {
                out.push('%');
                true
            }
            Some(specifier) => match args {
                [current, others @ ..]
                    if convert(scope, specifier, *current, options, &mut styled, out) =>
                {
                    args = others;
                    true
                }
                _ => false,
            },
            None => false,
        };
        text = if known {
            after.get(1..).unwrap_or_default()
        } else {
            out.push('%');
            after
        };
    }
    out.push_str(text);
    if styled {
        out.push_str(css::RESET);
    }
    args
}

/// Step 6 of Formatter: appends `current` converted as `specifier` asks. False when there is no such specifier.
fn convert(
    scope: &mut Scope<'_, '_>,
    specifier: char,
    current: Local<Value>,
    options: &InspectOptions,
    styled: &mut bool,
    out: &mut String,
) -> bool {
    match specifier {
        // 1. If specifier is %s, let converted be the result of Call(%String%, undefined, « current »).
        's' => {
            let converted = if current.is_symbol() {
                None
            } else {
                to_string(scope, current)
            };
            out.push_str(&converted.unwrap_or_else(|| inspect(scope, current, options)));
        }
        // 2. If specifier is %d or %i: a Symbol is NaN, else Call(%parseInt%, undefined, « current, 10 »).
        'd' | 'i' => out.push_str(&number(scope, current, parse_int)),
        // 3. If specifier is %f: a Symbol is NaN, else Call(%parseFloat%, undefined, « current »).
        'f' => out.push_str(&number(scope, current, parse_float)),
        // 4. If specifier is %o, optionally let converted be current with optimally useful formatting applied.
        // 5. If specifier is %O, optionally let converted be current with generic JavaScript object formatting applied.
        'o' | 'O' => out.push_str(&inspect(scope, current, options)),
        // 6. The standard has yet to say what %c does. It takes CSS declarations; where there is no colour it shows nothing.
        'c' => {
            if options.colors
                && let Some(declarations) = to_string(scope, current)
            {
                out.push_str(&css::to_ansi(&declarations));
                *styled = true;
            }
        }
        _ => return false,
    }
    true
}

/// ToString. `None` when the value's own conversion throws: logging does not.
fn to_string(scope: &mut Scope<'_, '_>, value: Local<Value>) -> Option<String> {
    catch(scope, |scope| {
        value
            .to_string(scope)
            .map(|string| string.to_rust_string_lossy(scope))
    })
    .ok()
    .flatten()
}

fn number(scope: &mut Scope<'_, '_>, value: Local<Value>, parse: fn(&str) -> f64) -> String {
    let number = if value.is_symbol() {
        f64::NAN
    } else {
        to_string(scope, value).map_or(f64::NAN, |text| parse(&text))
    };
    Number::new(scope, number).to_rust_string_lossy(scope)
}

/// White space and line terminators of ECMAScript.
fn trim_start(text: &str) -> &str {
    text.trim_start_matches(|c: char| c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}'))
}

/// [parseInt](https://tc39.es/ecma262/#sec-parseint-string-radix) with radix 10.
fn parse_int(text: &str) -> f64 {
    let text = trim_start(text);
    let (sign, digits) = match text.as_bytes().first() {
        Some(b'-') => (-1.0, text.get(1..).unwrap_or_default()),
        Some(b'+') => (1.0, text.get(1..).unwrap_or_default()),
        _ => (1.0, text),
    };
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    digits
        .get(..end)
        .and_then(|digits| digits.parse::<f64>().ok())
        .map_or(f64::NAN, |number| sign * number)
}

/// [parseFloat](https://tc39.es/ecma262/#sec-parsefloat-string): the longest prefix that is a decimal literal.
fn parse_float(text: &str) -> f64 {
    let text = trim_start(text);
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    if text
        .get(sign..)
        .is_some_and(|rest| rest.starts_with("Infinity"))
    {
        return if bytes.first() == Some(&b'-') {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
    }
    let integer = digits(sign);
    let mut end = sign + integer;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        end += if integer + fraction > 0 {
            1 + fraction
        } else {
            0
        };
    }
    if integer + fraction == 0 {
        return f64::NAN;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    text.get(..end)
        .and_then(|literal| literal.parse().ok())
        .unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::{parse_float, parse_int};

    #[test]
    fn numbers_are_parsed_as_javascript_parses_them() {
        for (text, expected) in [
            ("42.9", 42.0),
            (" \u{feff}-7px", -7.0),
            ("+1", 1.0),
            ("1e3", 1.0),
        ] {
            assert_eq!(parse_int(text), expected, "{text:?}");
        }
        for text in ["", "px", "-", "Infinity"] {
            assert!(parse_int(text).is_nan(), "{text:?}");
        }
        for (text, expected) in [
            ("1.5x", 1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("-1e2e", -100.0),
            ("1e", 1.0),
            ("1e+", 1.0),
            ("Infinityx", f64::INFINITY),
        ] {
            assert_eq!(parse_float(text), expected, "{text:?}");
        }
        for text in ["", ".", "e5", "inf", "nan", "-"] {
            assert!(parse_float(text).is_nan(), "{text:?}");
        }
    }
}
