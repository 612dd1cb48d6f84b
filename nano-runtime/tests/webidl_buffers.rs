//! The conversions of buffer types, and the operations on buffers.

mod common;

use bytes::Bytes;
use common::{attempt, err, eval, ok, shown, text, with_scope};
use nano_runtime::js::{self, ArrayBuffer, Local, Scope, Uint8Array};
use nano_runtime::webidl::{
    ArrayBufferView, BufferSource, FromJs, IntoJs, array_buffer_of_bytes, array_buffer_of_vec,
    buffer_ops, idl,
};

const VIEWS: &[(&str, usize)] = &[
    ("Int8Array", 1),
    ("Uint8Array", 1),
    ("Uint8ClampedArray", 1),
    ("Int16Array", 2),
    ("Uint16Array", 2),
    ("Float16Array", 2),
    ("Int32Array", 4),
    ("Uint32Array", 4),
    ("Float32Array", 4),
    ("Float64Array", 8),
    ("BigInt64Array", 8),
    ("BigUint64Array", 8),
    ("DataView", 1),
];

type Copy = idl::BufferSource;

#[test]
fn copies_of_the_bytes_held() {
    with_scope(|scope| {
        for (source, expected) in [
            ("new Uint8Array([1, 2, 3])", vec![1, 2, 3]),
            ("new Uint8Array([1, 2, 3]).buffer", vec![1, 2, 3]),
            ("new Uint8Array([1, 2, 3, 4]).subarray(1, 3)", vec![2, 3]),
            (
                "new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 2)",
                vec![3, 4],
            ),
            ("new Uint16Array([0x0201, 0x0403])", vec![1, 2, 3, 4]),
            ("new ArrayBuffer(0)", vec![]),
            ("new Uint8Array()", vec![]),
            ("new Uint8Array(1000).fill(9)", vec![9; 1000]),
            ("new Uint8Array(64).fill(8)", vec![8; 64]),
            ("new Uint8Array(65).fill(8)", vec![8; 65]),
            (
                "{ const b = new ArrayBuffer(8); structuredCloneLike(b); b }",
                vec![],
            ),
            (
                "{ const v = new Uint8Array(8); structuredCloneLike(v.buffer); v }",
                vec![],
            ),
        ] {
            text(scope, "globalThis.structuredCloneLike = b => b.transfer()");
            assert_eq!(ok::<Copy, Vec<u8>>(scope, source), expected, "{source}");
            assert_eq!(ok::<Copy, Bytes>(scope, source), expected, "{source}");
            let seen = attempt(scope, |scope| {
                let value = eval(scope, source)?;
                let buffer = <BufferSource<'_> as FromJs<'_, Copy>>::from_js(scope, value)?;
                assert_eq!(buffer.byte_length(), expected.len(), "{source}");
                assert_eq!(
                    buffer.is_detached(scope),
                    source.contains("structured"),
                    "{source}"
                );
                assert!(!buffer.is_shared(scope) && !buffer.is_resizable(scope));
                assert!(buffer.value().strict_equals(value));
                Ok(buffer.with_bytes(scope, <[u8]>::to_vec))
            });
            assert_eq!(seen, Ok(expected), "{source}");
        }
    });
}

#[test]
fn what_is_no_buffer() {
    with_scope(|scope| {
        let sab = "new SharedArrayBuffer(8)";
        for source in [
            "null",
            "undefined",
            "1",
            "'x'",
            "({})",
            "[]",
            "new Proxy(new Uint8Array(1), {})",
            sab,
        ] {
            assert_eq!(
                err::<Copy, Vec<u8>>(scope, source),
                "TypeError: The provided value is not of type '(ArrayBuffer or ArrayBufferView)'."
            );
            assert_eq!(
                err::<idl::ArrayBuffer, Local<'_, ArrayBuffer>>(scope, source),
                "TypeError: The provided value is not of type 'ArrayBuffer'."
            );
            assert_eq!(
                err::<idl::ArrayBufferView, ArrayBufferView<'_>>(scope, source),
                "TypeError: The provided value is not of type 'ArrayBufferView'."
            );
        }
        assert_eq!(
            err::<idl::Uint8Array, Local<'_, Uint8Array>>(scope, "new Int8Array(1)"),
            "TypeError: The provided value is not of type 'Uint8Array'."
        );
        assert_eq!(
            err::<idl::DataView, Local<'_, js::DataView>>(scope, "new Int8Array(1)"),
            "TypeError: The provided value is not of type 'DataView'."
        );
        ok::<idl::Float16Array, Local<'_, v8::Float16Array>>(scope, "new Float16Array(1)");
    });
}

#[test]
fn shared_and_resizable_buffers_need_permission() {
    with_scope(|scope| {
        let shared = "new Uint8Array(new SharedArrayBuffer(4)).fill(7)";
        let resizable = "new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 })).fill(7)";
        let growable = "new Uint8Array(new SharedArrayBuffer(4, { maxByteLength: 8 })).fill(7)";
        let refused = |scope: &mut Scope<'_, '_>, source: &str, what: &str| {
            let message =
                |name: &str| format!("TypeError: The provided {name} value must not be {what}.");
            assert_eq!(
                err::<Copy, Vec<u8>>(scope, source),
                message("ArrayBufferView")
            );
            let error = err::<idl::Uint8Array, Local<'_, Uint8Array>>(scope, source);
            assert_eq!(error, message("Uint8Array"));
            let error = err::<idl::ArrayBufferView, ArrayBufferView<'_>>(scope, source);
            assert_eq!(error, message("ArrayBufferView"));
        };
        refused(scope, shared, "shared");
        refused(scope, resizable, "resizable");
        refused(scope, growable, "shared");
        let buffer = format!("({resizable}).buffer");
        assert_eq!(
            err::<idl::ArrayBuffer, Local<'_, ArrayBuffer>>(scope, &buffer),
            "TypeError: The provided ArrayBuffer value must not be resizable."
        );
        type Shared = idl::AllowShared<Copy>;
        type Resizable = idl::AllowResizable<Copy>;
        type Both = idl::AllowShared<idl::AllowResizable<Copy>>;
        assert_eq!(ok::<Shared, Vec<u8>>(scope, shared), [7; 4]);
        assert_eq!(
            ok::<Shared, Vec<u8>>(scope, "new SharedArrayBuffer(4)"),
            [0; 4]
        );
        assert_eq!(ok::<Resizable, Vec<u8>>(scope, resizable), [7; 4]);
        assert_eq!(ok::<Resizable, Vec<u8>>(scope, &buffer), [7; 4]);
        assert_eq!(ok::<Both, Vec<u8>>(scope, growable), [7; 4]);
        assert!(err::<Shared, Vec<u8>>(scope, growable).ends_with("must not be resizable."));
        assert!(err::<Resizable, Vec<u8>>(scope, growable).ends_with("must not be shared."));
        assert!(err::<Shared, Vec<u8>>(scope, resizable).ends_with("must not be resizable."));
        // A view that its shrunken buffer no longer covers has no bytes.
        let outside = "{ const b = new ArrayBuffer(8, { maxByteLength: 8 }); const v = new Uint8Array(b, 4, 4); b.resize(2); v }";
        assert!(ok::<Resizable, Vec<u8>>(scope, outside).is_empty());
        let tracking = "{ const b = new ArrayBuffer(8, { maxByteLength: 8 }); const v = new Uint8Array(b, 1); b.resize(3); v }";
        assert_eq!(ok::<Resizable, Vec<u8>>(scope, tracking), [0; 2]);
    });
}

#[test]
fn views_know_their_type() {
    with_scope(|scope| {
        for &(name, size) in VIEWS {
            let source = format!("new {name}(new ArrayBuffer(16), 8)");
            let (type_name, element_size, offset) = attempt(scope, |scope| {
                let value = eval(scope, &source)?;
                let view = <ArrayBufferView<'_> as FromJs<'_, idl::ArrayBufferView>>::from_js(
                    scope, value,
                )?;
                Ok((view.type_name(), view.element_size(), view.byte_offset()))
            })
            .unwrap_or(("", 0, 0));
            assert_eq!((type_name, element_size, offset), (name, size, 8));
        }
    });
}

#[test]
fn bytes_become_buffers_without_a_copy() {
    with_scope(|scope| {
        let show = "x => x.constructor.name + ':' + [...new Uint8Array(x)] + ':' + x.byteLength";
        assert_eq!(
            shown::<idl::ArrayBuffer, _>(scope, vec![1_u8, 2], show),
            "ArrayBuffer:1,2:2"
        );
        assert_eq!(
            shown::<idl::Uint8Array, _>(scope, vec![1_u8, 2], show),
            "Uint8Array:1,2:2"
        );
        assert_eq!(
            shown::<idl::ArrayBuffer, _>(scope, Vec::<u8>::new(), show),
            "ArrayBuffer::0"
        );
        assert_eq!(
            shown::<idl::Uint8Array, _>(scope, Bytes::new(), show),
            "Uint8Array::0"
        );
        let bytes = vec![5; 1 << 20];
        let address = bytes.as_ptr();
        let buffer = array_buffer_of_vec(scope, bytes).ok();
        assert_eq!(
            buffer
                .and_then(|b| b.data())
                .map(|p| p.as_ptr().cast_const().cast()),
            Some(address)
        );
        let bytes = Bytes::from(vec![5; 1 << 20]);
        let address = bytes.as_ptr();
        let buffer = array_buffer_of_bytes(scope, bytes).ok();
        assert_eq!(
            buffer
                .and_then(|b| b.data())
                .map(|p| p.as_ptr().cast_const().cast()),
            Some(address)
        );
        // Bytes that somebody else can read must not be written to by a script.
        let bytes = Bytes::from(vec![5; 100]);
        let kept = bytes.clone();
        assert_eq!(
            shown::<idl::Uint8Array, _>(scope, bytes, "x => x.fill(9)[50]"),
            "9"
        );
        assert_eq!(kept, vec![5; 100]);
        let part = Bytes::from_static(b"static bytes").slice(7..);
        assert_eq!(
            shown::<idl::Uint8Array, _>(scope, part, "x => String.fromCharCode(...x)"),
            "bytes"
        );
        // The memory is V8's to free.
        for _ in 0..100 {
            v8::scope!(let scope, scope);
            assert!(IntoJs::<idl::Uint8Array>::into_js(vec![1_u8; 1 << 20], scope).is_ok());
        }
        text(scope, "gc()");
    });
}

fn buffer<'s>(scope: &mut Scope<'s, '_>, source: &str) -> Local<'s, ArrayBuffer> {
    ok::<idl::AllowResizable<idl::ArrayBuffer>, _>(scope, source)
}

#[test]
fn writing() {
    with_scope(|scope| {
        let target = buffer(scope, "globalThis.b = new ArrayBuffer(4)");
        let write = |scope: &mut Scope<'_, '_>, bytes: &[u8], start| {
            attempt(scope, |scope| {
                buffer_ops::write(scope, target, bytes, start)
            })
        };
        assert_eq!(write(scope, &[1, 2], 1), Ok(()));
        assert_eq!(write(scope, &[], 4), Ok(()));
        assert!(write(scope, &[1, 2], 3).is_err());
        assert!(write(scope, &[], 5).is_err());
        assert!(write(scope, &[1], usize::MAX).is_err());
        assert_eq!(text(scope, "String(new Uint8Array(b))"), "0,1,2,0");
        let mut write_view = |source: &str, bytes: &[u8], start| {
            attempt(scope, |scope| {
                let value = eval(scope, source)?;
                let view = <ArrayBufferView<'_> as FromJs<
                    '_,
                    idl::AllowShared<idl::ArrayBufferView>,
                >>::from_js(scope, value)?;
                buffer_ops::write_view(scope, view, bytes, start)?;
                Ok(view.to_vec(scope))
            })
        };
        assert_eq!(
            write_view("new Uint8Array(b, 1, 2)", &[7], 1),
            Ok(vec![1, 7])
        );
        assert_eq!(
            write_view("new Uint8Array(4)", &[7], 3),
            Ok(vec![0, 0, 0, 7])
        );
        assert_eq!(
            write_view("new Uint16Array(2)", &[7, 8], 2),
            Ok(vec![0, 0, 7, 8])
        );
        assert_eq!(
            write_view("new Uint8Array(new SharedArrayBuffer(2))", &[7], 1),
            Ok(vec![0, 7])
        );
        assert!(write_view("new Uint16Array(2)", &[7], 0).is_err());
        assert!(write_view("new Uint8Array(2)", &[7, 7, 7], 0).is_err());
        assert!(
            write_view(
                "{ const v = new Uint8Array(2); v.buffer.transfer(); v }",
                &[7],
                0
            )
            .is_err()
        );
        assert_eq!(text(scope, "String(new Uint8Array(b))"), "0,1,7,0");
    });
}

#[test]
fn detaching_and_transferring() {
    with_scope(|scope| {
        let source = buffer(scope, "globalThis.b = new Uint8Array([1, 2, 3]).buffer");
        assert!(buffer_ops::is_transferable(source));
        let moved = attempt(scope, |scope| buffer_ops::transfer(scope, source));
        let moved = moved.map(|moved| BufferSource::Buffer(moved).to_vec(scope));
        assert_eq!(moved, Ok(vec![1, 2, 3]));
        assert_eq!(text(scope, "b.detached + ':' + b.byteLength"), "true:0");
        assert!(!buffer_ops::is_transferable(source));
        let again = attempt(scope, |scope| {
            buffer_ops::transfer(scope, source).map(|_| ())
        });
        assert_eq!(
            again,
            Err("TypeError: The ArrayBuffer is detached and could not be transferred.".into())
        );
        // WebAssembly's memory cannot be detached, whatever V8's own function answers.
        let memory = "globalThis.m = new WebAssembly.Memory({ initial: 1 }); m.buffer";
        let memory = buffer(scope, memory);
        let refused = "TypeError: The ArrayBuffer is not detachable and could not be transferred.";
        let detached = attempt(scope, |scope| buffer_ops::detach(scope, memory, None));
        assert_eq!(detached, Err(refused.into()));
        let moved = attempt(scope, |scope| {
            buffer_ops::transfer(scope, memory).map(|_| ())
        });
        assert_eq!(moved, Err(refused.into()));
        assert_eq!(text(scope, "m.buffer.byteLength"), "65536");
        let other = buffer(scope, "globalThis.v = new Uint8Array(8); v.buffer");
        assert_eq!(
            attempt(scope, |scope| buffer_ops::detach(scope, other, None)),
            Ok(())
        );
        assert_eq!(text(scope, "v.length"), "0");
        // A key that only its owner knows.
        let keyed = buffer(scope, "new ArrayBuffer(1)");
        let key = js::Symbol::new(scope, None).into();
        keyed.set_detach_key(key);
        assert!(attempt(scope, |scope| buffer_ops::detach(scope, keyed, None)).is_err());
        assert_eq!(
            attempt(scope, |scope| buffer_ops::detach(scope, keyed, Some(key))),
            Ok(())
        );
    });
}
