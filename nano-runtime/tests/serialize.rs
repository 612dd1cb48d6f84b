//! Records: from one realm to another, with platform objects that are copied or moved.

use std::cell::{Cell, RefCell};

use nano_runtime::binding;
use nano_runtime::gc::{Interface, Traced};
use nano_runtime::js::{Local, Object, Value};
use nano_runtime::runtime::{JsRuntime, RuntimeOptions};
use nano_runtime::serialize::{
    Deserializer, Serializable, SerializeWithTransferResult, Serializer, Transferable,
    structured_deserialize, structured_deserialize_with_transfer, structured_serialize,
    structured_serialize_for_storage, structured_serialize_with_transfer,
};
use nano_runtime::webidl::DomString;
use nano_runtime::{Exception, Ref, Result, Scope, webapi};

/// What can be copied and moved, and holds something that is copied with it.
#[webapi("Parcel.idl")]
pub struct Parcel {
    #[untraced]
    label: RefCell<String>,
    content: Traced<Value>,
    gone: Cell<bool>,
}

#[webapi("Parcel.idl")]
impl Parcel {
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        label: DomString,
        content: Option<Local<'s, Value>>,
    ) -> Self {
        let parcel = Parcel {
            label: RefCell::new(label.into_string_lossy()),
            content: Traced::empty(),
            gone: Cell::new(false),
        };
        if let Some(content) = content {
            parcel.content.set(scope, content);
        }
        parcel
    }
    fn label(&self) -> String {
        self.label.borrow().clone()
    }
    fn content<'s>(&self, scope: &mut Scope<'s, '_>) -> Local<'s, Value> {
        let content = self.content.get(scope);
        content.unwrap_or_else(|| nano_runtime::js::Object::new(scope).into())
    }
    fn gone(&self) -> bool {
        self.gone.get()
    }
}

impl Serializable for Parcel {
    type Serialized = String;

    fn serialization_steps(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        serializer: &Serializer<'_>,
    ) -> Result<String> {
        if serializer.for_storage() {
            return Err(Exception::type_error("perishable"));
        }
        let content = this.get().content(scope);
        serializer.sub_serialize(scope, content)?;
        Ok(format!("copy of {}", this.label()))
    }

    fn deserialization_steps<'s>(
        label: &String,
        scope: &mut Scope<'s, '_>,
        deserializer: &Deserializer<'_>,
    ) -> Result<Ref<'s, Self>> {
        let content = deserializer.sub_deserialize(scope)?;
        let parcel = Parcel::constructor(scope, label.as_str().into(), Some(content));
        Ok(binding::allocate(scope, parcel))
    }
}

impl Transferable for Parcel {
    type DataHolder = String;

    fn is_detached(&self) -> bool {
        self.gone.get()
    }

    fn transfer_steps(this: Ref<'_, Self>, _: &mut Scope<'_, '_>) -> Result<String> {
        if this.label() == "stuck" {
            return Err(Exception::type_error("stuck"));
        }
        this.gone.set(true);
        Ok(this.label.take())
    }

    fn transfer_receiving_steps<'s>(
        label: String,
        scope: &mut Scope<'s, '_>,
    ) -> Result<Ref<'s, Self>> {
        let parcel = Parcel::constructor(scope, label.into(), None);
        Ok(binding::allocate(scope, parcel))
    }
}

/// Marked `[Transferable]`, but without steps yet.
#[webapi("Parcel.idl")]
pub struct Port {}

#[webapi("Parcel.idl")]
impl Port {
    fn constructor() -> Self {
        Port {}
    }
}

fn runtime() -> JsRuntime {
    JsRuntime::new(RuntimeOptions {
        install: Some(Box::new(|scope| {
            binding::install_global(scope, &[Parcel::DEF, Port::DEF])
        })),
        ..Default::default()
    })
    .expect("a runtime")
}

/// Runs `body` with the value of a script.
fn with<R>(
    runtime: &JsRuntime,
    source: &str,
    body: impl FnOnce(&mut Scope<'_, '_>, Local<'_, Value>) -> R,
) -> R {
    let value = runtime
        .run_script("test.js", source)
        .expect("the script runs");
    runtime.with_scope(|scope| {
        let value = Local::new(scope, value);
        body(scope, value)
    })
}

/// Serializes `source`, with the elements of the global `transfer` as the transfer list.
fn send(
    runtime: &JsRuntime,
    source: &str,
) -> std::result::Result<SerializeWithTransferResult, String> {
    let list = runtime.run_script("list.js", "transfer").expect("a list");
    with(runtime, source, |scope, value| {
        let list: Local<'_, nano_runtime::js::Array> =
            Local::new(scope, list).try_into().expect("an array");
        let transfer: Vec<Local<'_, Object>> = (0..list.length())
            .filter_map(|index| list.get_index(scope, index)?.try_into().ok())
            .collect();
        structured_serialize_with_transfer(scope, value, &transfer)
            .map_err(|error| format!("{error:?}"))
    })
}

/// Deserializes into the global `received`, and evaluates an expression there.
fn receive(runtime: &JsRuntime, sent: SerializeWithTransferResult, expression: &str) -> String {
    with(runtime, "globalThis", |scope, global| {
        let (value, transferred) =
            structured_deserialize_with_transfer(scope, sent).expect("it deserializes");
        let global: Local<'_, Object> = global.try_into().expect("an object");
        let key = nano_runtime::webidl::js_string(scope, "received").into();
        global.set(scope, key, value);
        for (index, object) in transferred.iter().enumerate() {
            let key = nano_runtime::webidl::js_string(scope, &format!("transferred{index}")).into();
            global.set(scope, key, (*object).into());
        }
    });
    with(runtime, expression, |scope, value| {
        value.to_rust_string_lossy(scope)
    })
}

#[test]
fn platform_objects_cross_threads() {
    let here = runtime();
    here.run_script(
        "a.js",
        "transfer = [p = new Parcel('moved'), b = new ArrayBuffer(8)]",
    )
    .expect("it runs");
    let sent = send(&here, "({ p, again: p, b, c: c = new Parcel('shelf', { deep: c = new Parcel('box', 5) }), c2: c, d: c })")
        .expect("it serializes");
    with(&here, "p.gone && b.detached", |_, value| {
        assert!(value.is_true())
    });
    let there = std::thread::spawn(move || {
        let there = runtime();
        receive(
            &there,
            sent,
            "const { p, again, b, c, c2, d } = received; [p === again, p === transferred0, p.label, p.gone, b === transferred1, b.byteLength, c.label, c.content.deep.label, c.content.deep.content, c === c2, c2 === d].join()",
        )
    });
    assert_eq!(
        there.join().expect("no panic"),
        "true,true,moved,false,true,8,copy of shelf,copy of box,5,true,true"
    );
}

#[test]
fn refused_transfers() {
    let here = runtime();
    let refused = |list: &str, value: &str, message: &str| {
        here.run_script("a.js", &format!("transfer = {list}"))
            .expect("it runs");
        let error = send(&here, value).expect_err("it is refused");
        assert!(error.contains(message), "{error}");
    };
    refused(
        "[p = new Parcel('x'), p]",
        "0",
        "Parcel at index 1 is a duplicate of an earlier Parcel.",
    );
    refused("[new Parcel('stuck')]", "0", "TypeError, \"stuck\"");
    refused(
        "[new Port]",
        "0",
        "Value at index 0 does not have a transferable type.",
    );
    refused(
        "[]",
        "new Port",
        "A Port could not be cloned because it was not transferred.",
    );
    refused(
        "[new Parcel('x', () => {})]",
        "new Parcel('x', () => {})",
        "() => {} could not be cloned.",
    );
    here.run_script("a.js", "transfer = [gone = new Parcel('x')]")
        .expect("it runs");
    assert!(send(&here, "gone").is_ok());
    refused("[gone]", "0", "Parcel at index 0 is already detached.");
    refused(
        "[]",
        "gone",
        "A Parcel is detached and could not be cloned.",
    );
}

#[test]
fn a_record_can_be_read_more_than_once() {
    let here = runtime();
    let record = with(
        &here,
        "[new Parcel('a', [1]), new SharedArrayBuffer(4)]",
        |scope, value| structured_serialize(scope, value).expect("it serializes"),
    );
    for _ in 0..2 {
        here.with_scope(|scope| {
            let value = structured_deserialize(scope, &record).expect("it deserializes");
            assert!(value.is_array());
        });
    }
}

#[test]
fn what_belongs_to_the_process_is_not_stored() {
    let here = runtime();
    let refused = |source: &str, message: &str| {
        let error = with(&here, source, |scope, value| {
            structured_serialize_for_storage(scope, value).expect_err("it is refused")
        });
        assert!(format!("{error:?}").contains(message), "{error:?}");
    };
    refused(
        "new SharedArrayBuffer(4)",
        "#<SharedArrayBuffer> could not be cloned.",
    );
    refused(
        "new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))",
        "#<Module> could not be cloned.",
    );
    refused("new Parcel('milk')", "perishable");
    with(&here, "({ a: 1 })", |scope, value| {
        assert!(structured_serialize_for_storage(scope, value).is_ok());
    });
}
