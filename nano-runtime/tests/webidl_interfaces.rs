//! The conversions of interface types, with DOMException as the interface.

mod common;

use common::{attempt, err, eval, new_runtime, ok, shown};
use nano_runtime::binding::install_global;
use nano_runtime::gc::Interface;
use nano_runtime::webidl::{DomException, DomExceptionName, FromJs, create_dom_exception, idl};
use nano_runtime::{Gc, JsRuntime, Member, Ref, RuntimeOptions};

fn runtime() -> JsRuntime {
    new_runtime(RuntimeOptions {
        install: Some(Box::new(|scope| {
            install_global(scope, &[DomException::DEF]);
        })),
        ..RuntimeOptions::default()
    })
}

#[test]
fn platform_objects_keep_their_wrapper() {
    runtime().with_scope(|scope| {
        let source = "globalThis.e ??= new DOMException('m', 'AbortError')";
        let root = ok::<idl::Interface, Gc<DomException>>(scope, source);
        let same = "x => x === e";
        assert_eq!(shown::<idl::Interface, _>(scope, &root, same), "true");
        let seen = attempt(scope, |scope| {
            let value = eval(scope, source)?;
            let object =
                <Ref<'_, DomException> as FromJs<'_, idl::Interface>>::from_js(scope, value)?;
            let edge = <Member<DomException> as FromJs<'_, idl::Interface>>::from_js(scope, value)?;
            Ok(
                object.is_same(root.as_ref())
                    && edge.get().is_some_and(|edge| edge.is_same(object)),
            )
        });
        assert_eq!(seen, Ok(true));
        assert_eq!(
            shown::<idl::Interface, _>(scope, root.as_ref(), same),
            "true"
        );
        // A root keeps the object, and its wrapper's own properties, alive by itself.
        common::text(scope, "e.mark = 5; e = undefined; gc(); gc()");
        assert_eq!(
            shown::<idl::Interface, _>(scope, root, "x => x.mark + x.name"),
            "5AbortError"
        );
        let value = create_dom_exception(scope, DomExceptionName::DataError, "made here");
        let shown =
            shown::<idl::Any, _>(scope, value, "x => x instanceof DOMException && x.message");
        assert_eq!(shown, "made here");
    });
}

#[test]
fn nothing_else_is_a_platform_object() {
    runtime().with_scope(|scope| {
        let mut refused = |source: &str| {
            assert_eq!(
                err::<idl::Interface, Gc<DomException>>(scope, source),
                "TypeError: The provided value is not of type 'DOMException'.",
                "{source}"
            );
        };
        for source in [
            "null",
            "undefined",
            "1",
            "'DOMException'",
            "({})",
            "globalThis",
            "new Error()",
            "DOMException",
            "DOMException.prototype",
            "Object.create(DOMException.prototype)",
            "Object.create(new DOMException())",
            "new Proxy(new DOMException(), {})",
            "Object.setPrototypeOf({}, DOMException.prototype)",
        ] {
            refused(source);
        }
        // What an object is does not depend on its prototype.
        let odd = "Object.setPrototypeOf(new DOMException(), null)";
        ok::<idl::Interface, Gc<DomException>>(scope, odd);
        let derived = "new (class extends DOMException {})()";
        ok::<idl::Interface, Gc<DomException>>(scope, derived);
    });
}

#[test]
fn sequences_of_platform_objects_survive_collections() {
    runtime().with_scope(|scope| {
        let source = "(function* () { for (let i = 0; i < 20; i++) { yield new DOMException('m' + i); gc() } })()";
        let members = ok::<idl::Sequence<idl::Interface>, Vec<Member<DomException>>>(scope, source);
        assert_eq!(members.len(), 20);
        common::text(scope, "gc()");
        assert!(members.iter().all(|member| member.get().is_some()));
        let roots = ok::<idl::Sequence<idl::Interface>, Vec<Gc<DomException>>>(scope, source);
        common::text(scope, "gc()");
        assert_eq!(shown::<idl::Interface, _>(scope, &roots[19], "x => x.message"), "m19");
    });
}
