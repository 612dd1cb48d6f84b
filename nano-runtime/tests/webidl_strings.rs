//! The conversions of `DOMString`, `USVString`, `ByteString` and enumerations.

mod common;

use std::borrow::Cow;
use std::collections::HashSet;

use common::{attempt, err, eval, ok, shown, with_scope};
use nano_runtime::js::Scope;
use nano_runtime::webidl::{
    ByteString, DomString, Enumeration, IntoJs, UsvString, enumeration, idl,
};

/// Texts of each representation: ASCII, Latin-1, UTF-16, short and long, and one that V8 holds as two bytes without need.
const TEXTS: &[&str] = &[
    "''",
    "'a'",
    "'é'",
    "'€'",
    "'\\u{1F600}'",
    "'a\\0b'",
    "'abc'.repeat(1000)",
    "'aé'.repeat(1000)",
    "'a€'.repeat(1000)",
    "'\\u{1F600}x'.repeat(1000)",
    "'a€'.slice(0, 1)",
    "('€' + 'x'.repeat(100)).slice(1)",
    "'left' + 'right'.repeat(20)",
];

#[test]
fn text_goes_both_ways() {
    with_scope(|scope| {
        for source in TEXTS {
            let same = &format!("x => x === {source}");
            let dom = ok::<idl::DOMString, DomString>(scope, source);
            let usv = ok::<idl::USVString, UsvString>(scope, source);
            let text = ok::<idl::USVString, String>(scope, source);
            assert_eq!(dom.as_str(), Some(&*text), "{source}");
            assert_eq!(&*usv, &*text, "{source}");
            assert_eq!(
                shown::<idl::DOMString, _>(scope, &dom, same),
                "true",
                "{source}"
            );
            assert_eq!(
                shown::<idl::DOMString, _>(scope, dom, same),
                "true",
                "{source}"
            );
            assert_eq!(
                shown::<idl::USVString, _>(scope, &usv, same),
                "true",
                "{source}"
            );
            assert_eq!(
                shown::<idl::USVString, _>(scope, usv, same),
                "true",
                "{source}"
            );
            assert_eq!(
                shown::<idl::DOMString, _>(scope, &*text, same),
                "true",
                "{source}"
            );
            assert_eq!(
                shown::<idl::USVString, _>(scope, Cow::Borrowed(&*text), same),
                "true"
            );
            assert_eq!(
                shown::<idl::DOMString, _>(scope, text, same),
                "true",
                "{source}"
            );
        }
    });
}

#[test]
fn values_become_strings() {
    with_scope(|scope| {
        for (source, expected) in [
            ("null", "null"),
            ("undefined", "undefined"),
            ("1e21", "1e+21"),
            ("-0", "0"),
            ("[1, [2]]", "1,2"),
            ("({ toString: () => 'mine' })", "mine"),
            ("12n", "12"),
        ] {
            assert_eq!(ok::<idl::DOMString, DomString>(scope, source), expected);
            assert_eq!(ok::<idl::USVString, UsvString>(scope, source), expected);
            assert_eq!(ok::<idl::ByteString, ByteString>(scope, source), expected);
        }
        let throws = "({ toString() { throw 'mine' } })";
        assert_eq!(err::<idl::DOMString, DomString>(scope, throws), "mine");
        assert_eq!(err::<idl::USVString, UsvString>(scope, throws), "mine");
        assert_eq!(err::<idl::ByteString, ByteString>(scope, throws), "mine");
        assert!(err::<idl::DOMString, DomString>(scope, "Symbol()").starts_with("TypeError"));
        type Legacy = idl::LegacyNullToEmptyString<idl::DOMString>;
        assert_eq!(ok::<Legacy, DomString>(scope, "null"), "");
        assert_eq!(ok::<Legacy, DomString>(scope, "undefined"), "undefined");
        type LegacyUsv = idl::LegacyNullToEmptyString<idl::USVString>;
        assert_eq!(ok::<LegacyUsv, UsvString>(scope, "null"), "");
    });
}

#[test]
fn lone_surrogates() {
    with_scope(|scope| {
        for (source, lossy) in [
            ("'\\uD800'", "\u{FFFD}"),
            ("'a\\uDC00b'", "a\u{FFFD}b"),
            ("'\\uDC00\\uD800'", "\u{FFFD}\u{FFFD}"),
            ("'\\uD83D\\uDE00\\uD83D'", "\u{1F600}\u{FFFD}"),
        ] {
            let dom = ok::<idl::DOMString, DomString>(scope, source);
            assert_eq!(dom.as_str(), None);
            assert_eq!(dom.to_string_lossy(), lossy);
            assert_eq!(dom.utf16().count(), dom.utf16_length());
            assert_eq!(DomString::from_utf16(&dom.utf16().collect::<Vec<_>>()), dom);
            assert_eq!(
                shown::<idl::DOMString, _>(scope, &dom, &format!("x => x === {source}")),
                "true"
            );
            assert_eq!(&*ok::<idl::USVString, UsvString>(scope, source), lossy);
            assert_eq!(UsvString::from(dom), *lossy);
        }
        // Far into a long string, where the fast paths are.
        let long = ok::<idl::DOMString, DomString>(scope, "'€'.repeat(5000) + '\\uD800'");
        assert_eq!(long.as_str(), None);
        let usv = ok::<idl::USVString, String>(scope, "'€'.repeat(5000) + '\\uD800'");
        assert_eq!(usv, format!("{}\u{FFFD}", "€".repeat(5000)));
    });
}

#[test]
fn dom_strings_compare_by_code_units() {
    with_scope(|scope| {
        let sorted = [
            "''",
            "'a'",
            "'b'",
            "'é'",
            "'\\uD800'",
            "'\\u{1F600}'",
            "'\\uDC00'",
            "'\\uFB01'",
        ];
        let strings: Vec<DomString> = sorted.map(|s| ok::<idl::DOMString, _>(scope, s)).into();
        assert!(
            strings.windows(2).all(|pair| pair[0] < pair[1]),
            "{strings:?}"
        );
        let mut set: HashSet<DomString> = strings.iter().cloned().collect();
        assert!(!set.insert(DomString::from("\u{1F600}")));
        assert!(set.contains(&DomString::from_utf16(&[0xD800])));
        assert!(DomString::default().is_empty());
    });
}

#[test]
fn byte_strings() {
    with_scope(|scope| {
        let all = "Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('')";
        let bytes = ok::<idl::ByteString, ByteString>(scope, all);
        assert_eq!(*bytes, *(0..=255).collect::<Vec<u8>>());
        assert_eq!(
            shown::<idl::ByteString, _>(scope, bytes, &format!("x => x === {all}")),
            "true"
        );
        // Held by V8 as two-byte, though nothing in it needs that.
        let narrow = ok::<idl::ByteString, ByteString>(scope, "('€' + 'é'.repeat(100)).slice(1)");
        assert_eq!(narrow.len(), 100);
        for source in ["'\\u0100'", "'a€'", "'\\uD800'", "'\\u{1F600}'"] {
            assert_eq!(
                err::<idl::ByteString, ByteString>(scope, source),
                "TypeError: String contains non ISO-8859-1 code point."
            );
        }
    });
}

#[test]
fn huge_strings() {
    with_scope(|scope| {
        const SIZE: usize = 256 << 20;
        let source = "'x'.repeat(2 ** 28)";
        let text = ok::<idl::USVString, String>(scope, source);
        assert_eq!(text.len(), SIZE);
        assert!(text == "x".repeat(SIZE));
        assert_eq!(
            shown::<idl::USVString, _>(scope, text, "x => x.length"),
            SIZE.to_string()
        );
        assert_eq!(ok::<idl::ByteString, ByteString>(scope, source).len(), SIZE);
    });
}

/// V8's limit is 2^29 - 24 code units; it is not one of bytes of UTF-8.
#[test]
fn strings_beyond_the_limit() {
    const LIMIT: usize = (1 << 29) - 24;
    fn length(scope: &mut Scope<'_, '_>, text: &str) -> Result<usize, String> {
        attempt(scope, |scope| {
            v8::scope!(let scope, scope);
            let value = IntoJs::<idl::USVString>::into_js(text, scope)?;
            Ok(v8::Local::<v8::String>::try_from(value).map_or(0, |s| s.length()))
        })
    }
    with_scope(|scope| {
        let refused = Err("RangeError: Invalid string length".to_owned());
        let mut text = "x".repeat(LIMIT);
        assert_eq!(length(scope, &text), Ok(LIMIT));
        text.push('x');
        assert_eq!(length(scope, &text), refused);
        drop(text);
        let mut text = "é".repeat(LIMIT / 2 + 1);
        assert_eq!(length(scope, &text), Ok(LIMIT / 2 + 1));
        text.push('€');
        assert_eq!(length(scope, &text), Ok(LIMIT / 2 + 2));
    });
}

#[derive(Debug, PartialEq)]
enum Colour {
    Red,
    LightBlue,
    None,
}

impl Enumeration for Colour {
    const NAME: &'static str = "Colour";

    fn from_str(value: &str) -> Option<Self> {
        Some(match value {
            "red" => Self::Red,
            "light-blue" => Self::LightBlue,
            "" => Self::None,
            _ => return None,
        })
    }

    fn as_str(&self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::LightBlue => "light-blue",
            Self::None => "",
        }
    }
}

#[test]
fn enumerations() {
    with_scope(|scope| {
        assert_eq!(ok::<idl::Enumeration, Colour>(scope, "'red'"), Colour::Red);
        assert_eq!(
            ok::<idl::Enumeration, Colour>(scope, "['light-blue']"),
            Colour::LightBlue
        );
        assert_eq!(ok::<idl::Enumeration, Colour>(scope, "''"), Colour::None);
        assert_eq!(
            ok::<idl::Enumeration, Colour>(scope, "'€red'.slice(1)"),
            Colour::Red
        );
        for (source, text) in [
            ("'Red'", "Red"),
            ("null", "null"),
            ("'é€'", "é€"),
            ("'r\\0'", "r\0"),
        ] {
            assert_eq!(
                err::<idl::Enumeration, Colour>(scope, source),
                format!(
                    "TypeError: The provided value '{text}' is not a valid enum value of type Colour."
                )
            );
        }
        assert_eq!(
            shown::<idl::Enumeration, _>(scope, Colour::LightBlue, "x => x"),
            "light-blue"
        );
        // A setter ignores what is no value, but not what ToString throws.
        let set = |scope: &mut Scope<'_, '_>, source: &str| {
            attempt(scope, |scope| {
                let value = eval(scope, source)?;
                enumeration::for_setter::<Colour>(scope, value)
            })
        };
        assert_eq!(set(scope, "'red'"), Ok(Some(Colour::Red)));
        assert_eq!(set(scope, "'blue'"), Ok(None));
        assert_eq!(
            set(scope, "({ toString() { throw 1 } })"),
            Err("1".to_owned())
        );
    });
}
