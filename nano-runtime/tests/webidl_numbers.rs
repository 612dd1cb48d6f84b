//! The conversions of `boolean`, the integer types, the floating-point types and `bigint`.

mod common;

use common::{err, ok, shown, text, with_scope};
use nano_runtime::js::Scope;
use nano_runtime::webidl::{BigInt, FromJs, idl};

/// Numbers around every edge of every type, and what is no number yet.
const EDGES: &[&str] = &[
    "0",
    "-0",
    "0.5",
    "-0.5",
    "0.9",
    "-0.9",
    "1",
    "-1",
    "1.5",
    "-1.5",
    "2.5",
    "NaN",
    "Infinity",
    "-Infinity",
    "127",
    "128",
    "129",
    "-127",
    "-128",
    "-129",
    "254.5",
    "255",
    "255.5",
    "256",
    "257",
    "383",
    "-255",
    "-256",
    "-257",
    "32767",
    "32768",
    "-32768",
    "-32769",
    "65535",
    "65536",
    "-65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "-4294967296",
    "2**53 - 1",
    "2**53",
    "2**53 + 2",
    "-(2**53)",
    "2**63",
    "2**63 + 2048",
    "-(2**63)",
    "-(2**63) - 2048",
    "2**64",
    "2**64 + 4096",
    "-(2**64)",
    "2**65 - 8192",
    "1.7976931348623157e308",
    "5e-324",
    "'12'",
    "''",
    "' 3 '",
    "'x'",
    "null",
    "undefined",
    "true",
    "[7]",
    "({})",
    "new Date(5)",
];

/// Wrapping, with V8's own typed arrays and BigInt as the judge.
#[test]
fn integers_wrap_around() {
    fn check<'s, I, T: FromJs<'s, I> + ToString>(scope: &mut Scope<'s, '_>, judge: &str) {
        for edge in EDGES {
            let expected = text(scope, &format!("String(({judge})({edge}))"));
            let got = ok::<I, T>(scope, edge).to_string();
            assert_eq!(got, expected, "{edge} as {}", std::any::type_name::<I>());
        }
    }
    with_scope(|scope| {
        check::<idl::Byte, i8>(scope, "x => new Int8Array([x])[0]");
        check::<idl::Octet, u8>(scope, "x => new Uint8Array([x])[0]");
        check::<idl::Short, i16>(scope, "x => new Int16Array([x])[0]");
        check::<idl::UnsignedShort, u16>(scope, "x => new Uint16Array([x])[0]");
        check::<idl::Long, i32>(scope, "x => new Int32Array([x])[0]");
        check::<idl::UnsignedLong, u32>(scope, "x => new Uint32Array([x])[0]");
        let integer = "x = Math.trunc(Number(x)), Number.isFinite(x) ? BigInt(x) : 0n";
        check::<idl::LongLong, i64>(scope, &format!("x => BigInt.asIntN(64, ({integer}))"));
        check::<idl::UnsignedLongLong, u64>(
            scope,
            &format!("x => BigInt.asUintN(64, ({integer}))"),
        );
    });
}

#[test]
fn integers_clamp() {
    with_scope(|scope| {
        for edge in EDGES {
            let expected = text(scope, &format!("new Uint8ClampedArray([{edge}])[0]"));
            let got = ok::<idl::Clamp<idl::Octet>, u8>(scope, edge).to_string();
            assert_eq!(got, expected, "{edge}");
        }
        // Rounding to even, and each type's bounds.
        for (source, byte, short, long) in [
            ("0.5", 0, 0, 0),
            ("1.5", 2, 2, 2),
            ("2.5", 2, 2, 2),
            ("-0.5", 0, 0, 0),
            ("-1.5", -2, -2, -2),
            ("126.5", 126, 126, 126),
            ("127.5", 127, 128, 128),
            ("-128.6", -128, -129, -129),
            ("1e10", 127, 32767, i32::MAX),
            ("-1e10", -128, -32768, i32::MIN),
            ("Infinity", 127, 32767, i32::MAX),
            ("-Infinity", -128, -32768, i32::MIN),
            ("NaN", 0, 0, 0),
        ] {
            assert_eq!(
                ok::<idl::Clamp<idl::Byte>, i8>(scope, source),
                byte,
                "{source}"
            );
            assert_eq!(
                ok::<idl::Clamp<idl::Short>, i16>(scope, source),
                short,
                "{source}"
            );
            assert_eq!(
                ok::<idl::Clamp<idl::Long>, i32>(scope, source),
                long,
                "{source}"
            );
        }
        for (source, short, long) in [
            ("-1", 0, 0),
            ("65535.5", u16::MAX, 65536),
            ("4294967295.5", u16::MAX, u32::MAX),
            ("Infinity", u16::MAX, u32::MAX),
            ("-Infinity", 0, 0),
        ] {
            assert_eq!(
                ok::<idl::Clamp<idl::UnsignedShort>, u16>(scope, source),
                short
            );
            assert_eq!(
                ok::<idl::Clamp<idl::UnsignedLong>, u32>(scope, source),
                long
            );
        }
        const SAFE: i64 = (1 << 53) - 1;
        for (source, signed, unsigned) in [
            ("2**53 - 1", SAFE, SAFE as u64),
            ("2**53", SAFE, SAFE as u64),
            ("2**64", SAFE, SAFE as u64),
            ("Infinity", SAFE, SAFE as u64),
            ("-(2**53)", -SAFE, 0),
            ("-Infinity", -SAFE, 0),
            ("-0", 0, 0),
            ("NaN", 0, 0),
        ] {
            assert_eq!(
                ok::<idl::Clamp<idl::LongLong>, i64>(scope, source),
                signed,
                "{source}"
            );
            assert_eq!(
                ok::<idl::Clamp<idl::UnsignedLongLong>, u64>(scope, source),
                unsigned,
                "{source}"
            );
        }
    });
}

#[test]
fn integers_enforce_their_range() {
    fn check<'s, I, T: FromJs<'s, I> + ToString>(
        scope: &mut Scope<'s, '_>,
        name: &str,
        lower: &str,
        upper: &str,
    ) {
        for (source, expected) in [
            (lower.to_owned(), lower.to_owned()),
            (upper.to_owned(), upper.to_owned()),
            ("-0".to_owned(), "0".to_owned()),
            ("-0.9".to_owned(), "0".to_owned()),
            ("1.9".to_owned(), "1".to_owned()),
            ("'7'".to_owned(), "7".to_owned()),
            ("null".to_owned(), "0".to_owned()),
        ] {
            let expected = text(scope, &format!("String({expected})"));
            assert_eq!(
                ok::<I, T>(scope, &source).to_string(),
                expected,
                "{source} as {name}"
            );
        }
        for source in [
            format!("{lower} - 1"),
            format!("{upper} + 1"),
            "2**64".into(),
            "-(2**64)".into(),
        ] {
            assert_eq!(
                err::<I, T>(scope, &source),
                format!("TypeError: Value is outside the '{name}' value range."),
                "{source}"
            );
        }
        for source in ["NaN", "undefined", "'x'", "({})"] {
            assert_eq!(
                err::<I, T>(scope, source),
                format!("TypeError: Value is not of type '{name}'."),
                "{source}"
            );
        }
        for source in ["Infinity", "-Infinity"] {
            assert_eq!(
                err::<I, T>(scope, source),
                format!("TypeError: Value is infinite and not of type '{name}'."),
            );
        }
    }
    with_scope(|scope| {
        check::<idl::EnforceRange<idl::Byte>, i8>(scope, "byte", "-128", "127");
        check::<idl::EnforceRange<idl::Octet>, u8>(scope, "octet", "0", "255");
        check::<idl::EnforceRange<idl::Short>, i16>(scope, "short", "-32768", "32767");
        check::<idl::EnforceRange<idl::UnsignedShort>, u16>(scope, "unsigned short", "0", "65535");
        check::<idl::EnforceRange<idl::Long>, i32>(scope, "long", "-2147483648", "2147483647");
        check::<idl::EnforceRange<idl::UnsignedLong>, u32>(
            scope,
            "unsigned long",
            "0",
            "4294967295",
        );
        let (min, max) = ("-9007199254740991", "9007199254740991");
        check::<idl::EnforceRange<idl::LongLong>, i64>(scope, "long long", min, max);
        check::<idl::EnforceRange<idl::UnsignedLongLong>, u64>(
            scope,
            "unsigned long long",
            "0",
            max,
        );
    });
}

#[test]
fn what_to_number_throws_comes_through() {
    with_scope(|scope| {
        let thrown =
            err::<idl::Long, i32>(scope, "({ valueOf() { throw new RangeError('mine') } })");
        assert_eq!(thrown, "RangeError: mine");
        assert!(err::<idl::Long, i32>(scope, "Symbol()").starts_with("TypeError"));
        assert!(err::<idl::Double, f64>(scope, "1n").starts_with("TypeError"));
        assert!(err::<idl::Clamp<idl::Octet>, u8>(scope, "1n").starts_with("TypeError"));
    });
}

#[test]
fn integers_return_as_numbers() {
    with_scope(|scope| {
        assert_eq!(
            shown::<idl::Byte, _>(scope, i8::MIN, "x => x === -128"),
            "true"
        );
        assert_eq!(
            shown::<idl::Octet, _>(scope, u8::MAX, "x => x === 255"),
            "true"
        );
        assert_eq!(
            shown::<idl::Short, _>(scope, i16::MIN, "x => x === -32768"),
            "true"
        );
        assert_eq!(
            shown::<idl::UnsignedShort, _>(scope, u16::MAX, "x => x === 65535"),
            "true"
        );
        assert_eq!(
            shown::<idl::Long, _>(scope, i32::MIN, "x => x === -(2**31)"),
            "true"
        );
        assert_eq!(
            shown::<idl::UnsignedLong, _>(scope, u32::MAX, "x => x === 2**32 - 1"),
            "true"
        );
        assert_eq!(
            shown::<idl::LongLong, _>(scope, i64::MIN, "x => x === -(2**63)"),
            "true"
        );
        assert_eq!(
            shown::<idl::UnsignedLongLong, _>(scope, u64::MAX, "x => x === 2**64"),
            "true"
        );
        assert_eq!(
            shown::<idl::Boolean, _>(scope, true, "x => x === true"),
            "true"
        );
        assert_eq!(
            shown::<idl::Undefined, _>(scope, (), "x => x === undefined"),
            "true"
        );
        assert_eq!(
            shown::<idl::UnrestrictedDouble, _>(scope, -0.0, "x => Object.is(x, -0)"),
            "true"
        );
        assert_eq!(
            shown::<idl::Float, _>(scope, 0.1_f32, "x => x === Math.fround(0.1)"),
            "true"
        );
    });
}

#[test]
fn floats() {
    with_scope(|scope| {
        assert_eq!(ok::<idl::Double, f64>(scope, "0.1"), 0.1);
        assert!(ok::<idl::Double, f64>(scope, "-0").is_sign_negative());
        for source in ["NaN", "Infinity", "-Infinity", "undefined", "'x'"] {
            assert_eq!(
                err::<idl::Double, f64>(scope, source),
                "TypeError: The provided double value is non-finite."
            );
            assert_eq!(
                err::<idl::Float, f32>(scope, source),
                "TypeError: The provided float value is non-finite."
            );
        }
        // Halfway between the greatest float and 2^128 is beyond; the next double below is not.
        assert!(convert_float(scope, "3.4028235677973366e38").is_none());
        assert_eq!(
            convert_float(scope, "3.4028235677973362e38"),
            Some(f32::MAX)
        );
        assert_eq!(
            ok::<idl::UnrestrictedFloat, f32>(scope, "3.4028235677973366e38"),
            f32::INFINITY
        );
        assert!(ok::<idl::UnrestrictedFloat, f32>(scope, "NaN").is_nan());
        assert!(ok::<idl::UnrestrictedDouble, f64>(scope, "({})").is_nan());
        assert_eq!(
            ok::<idl::UnrestrictedDouble, f64>(scope, "-Infinity"),
            f64::NEG_INFINITY
        );
    });
}

fn convert_float(scope: &mut Scope<'_, '_>, source: &str) -> Option<f32> {
    common::convert::<idl::Float, f32>(scope, source).ok()
}

#[test]
fn booleans() {
    with_scope(|scope| {
        for source in ["0", "-0", "NaN", "''", "null", "undefined", "false", "0n"] {
            assert!(!ok::<idl::Boolean, bool>(scope, source), "{source}");
        }
        for source in [
            "1",
            "'0'",
            "({})",
            "[]",
            "Symbol()",
            "new Boolean(false)",
            "-1n",
        ] {
            assert!(ok::<idl::Boolean, bool>(scope, source), "{source}");
        }
    });
}

#[test]
fn bigints_of_any_size() {
    with_scope(|scope| {
        for source in [
            "0n",
            "1n",
            "-1n",
            "2n**63n",
            "-(2n**63n)",
            "2n**64n",
            "-(2n**64n)",
            "7n**500n",
            "-(2n**6400n)",
        ] {
            let value: BigInt = ok::<idl::Bigint, _>(scope, source);
            assert_eq!(
                shown::<idl::Bigint, _>(scope, value, &format!("x => x === {source}")),
                "true"
            );
        }
        assert_eq!(
            ok::<idl::Bigint, BigInt>(scope, "2n**64n - 1n").to_u64(),
            Some(u64::MAX)
        );
        assert_eq!(ok::<idl::Bigint, BigInt>(scope, "2n**64n").to_u64(), None);
        assert_eq!(
            ok::<idl::Bigint, BigInt>(scope, "-(2n**63n)").to_i64(),
            Some(i64::MIN)
        );
        assert_eq!(ok::<idl::Bigint, BigInt>(scope, "2n**63n").to_i64(), None);
        assert_eq!(
            ok::<idl::Bigint, BigInt>(scope, "'12'"),
            BigInt::from(12_u64)
        );
        assert_eq!(
            ok::<idl::Bigint, BigInt>(scope, "true"),
            BigInt::from(1_i64)
        );
        assert_eq!(BigInt::new(true, vec![0, 0]), BigInt::default());
        assert!(err::<idl::Bigint, BigInt>(scope, "1").starts_with("TypeError"));
        assert!(err::<idl::Bigint, BigInt>(scope, "'x'").starts_with("SyntaxError"));
        // 2^30 bits and more is what V8 refuses.
        let huge = BigInt::new(false, vec![1; (1 << 24) + 1]);
        let refused = common::attempt(scope, |scope| {
            nano_runtime::webidl::IntoJs::<idl::Bigint>::into_js(huge, scope).map(|_| ())
        });
        assert!(refused.is_err_and(|error| error.starts_with("RangeError")));
    });
}

/// What a native function puts into its return slot is what the conversion makes.
#[test]
fn return_slots_agree_with_the_conversions() {
    use nano_runtime::js::Local;
    use nano_runtime::webidl::{DomString, IntoJs};

    fn returns<I, T: for<'s> IntoJs<'s, I> + 'static>(
        scope: &mut Scope<'_, '_>,
        name: &str,
        make: fn() -> T,
    ) {
        // The function pointer reaches the callback through a number.
        let data = v8::BigInt::new_from_u64(scope, make as usize as u64).into();
        let function = v8::Function::builder(
            |scope: &mut Scope<'_, '_>,
             args: v8::FunctionCallbackArguments<'_>,
             mut slot: v8::ReturnValue<'_>| {
                let data = Local::<v8::BigInt>::try_from(args.data()).unwrap();
                let address = usize::try_from(data.u64_value().0).unwrap();
                // SAFETY: the address is that of a function of this type, put there below this function's builder.
                let make: fn() -> T = unsafe { std::mem::transmute(address) };
                make().into_return(scope, &mut slot).unwrap();
            },
        )
        .data(data)
        .build(scope)
        .unwrap();
        let same = common::attempt(scope, |scope| {
            let undefined = v8::undefined(scope).into();
            let returned = function.call(scope, undefined, &[]).unwrap();
            let converted = make().into_js(scope)?;
            Ok(returned.same_value(converted))
        });
        assert_eq!(same, Ok(true), "{name}");
    }
    with_scope(|scope| {
        returns::<idl::Undefined, ()>(scope, "undefined", || ());
        returns::<idl::Boolean, bool>(scope, "boolean", || true);
        returns::<idl::Byte, i8>(scope, "byte", || i8::MIN);
        returns::<idl::Octet, u8>(scope, "octet", || u8::MAX);
        returns::<idl::Long, i32>(scope, "long", || i32::MIN);
        returns::<idl::UnsignedLong, u32>(scope, "unsigned long", || u32::MAX);
        returns::<idl::LongLong, i64>(scope, "long long", || i64::MIN);
        returns::<idl::UnsignedLongLong, u64>(scope, "unsigned long long", || u64::MAX);
        returns::<idl::Double, f64>(scope, "double", || -0.0);
        returns::<idl::Float, f32>(scope, "float", || 0.1);
        returns::<idl::DOMString, DomString>(scope, "DOMString", || "é".into());
        returns::<idl::DOMString, &'static str>(scope, "an empty DOMString", || "");
        returns::<idl::USVString, String>(scope, "USVString", || "€".into());
        returns::<idl::Nullable<idl::Long>, Option<i32>>(scope, "null", || None);
        returns::<idl::Nullable<idl::Long>, Option<i32>>(scope, "long?", || Some(7));
    });
}
