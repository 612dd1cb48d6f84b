//! What definitions mean together: merging, overload grouping, exposure, comments, places.

use nano_idl::{
    CollectionKind, Exposure, Interface, Literal, Model, PartKind, Stringifier, TypeKind, resolve,
};

/// The model of a text that has no errors.
fn model(text: &str) -> Model {
    resolve(&[("test.idl", text)]).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The global names of an exposure.
fn globals(exposure: &Exposure) -> Vec<&str> {
    match exposure {
        Exposure::All => vec!["*"],
        Exposure::Globals(names) => names.iter().map(String::as_str).collect(),
    }
}

fn attribute_exposure<'m>(interface: &'m Interface, name: &str) -> Vec<&'m str> {
    globals(&interface.attribute(name, false).unwrap().info.exposure)
}

#[test]
fn partials_and_mixins_merge_in_order_and_remember_where_from() {
    let files = [
        (
            "a.idl",
            "partial interface I { readonly attribute long p; }; I includes M;",
        ),
        (
            "b.idl",
            "interface mixin M { readonly attribute long m; };
             partial interface mixin M { readonly attribute long n; };",
        ),
        (
            "c.idl",
            "[Exposed=*] interface I { readonly attribute long i; };",
        ),
    ];
    let model = resolve(&files).unwrap();
    let interface = model.interface("I").unwrap();
    let names: Vec<&str> = interface
        .attributes
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["i", "p", "m", "n"]);
    let from: Vec<(PartKind, String)> = interface
        .attributes
        .iter()
        .map(|it| &interface.parts[it.info.part])
        .map(|part| (part.kind, model.position(part.common.span).to_string()))
        .collect();
    let expected = [
        (PartKind::Definition, "c.idl:1:1".to_owned()),
        (PartKind::Partial, "a.idl:1:1".to_owned()),
        (PartKind::Mixin, "b.idl:1:1".to_owned()),
        (PartKind::PartialMixin, "b.idl:2:14".to_owned()),
    ];
    assert_eq!(from, expected);
    assert_eq!(interface.includes.len(), 1);
}

#[test]
fn dictionaries_are_read_least_derived_first_and_sorted() {
    let model = model(
        "dictionary B : A { long z; long y; };
         dictionary A { long d; long c; };
         partial dictionary A { long a; };",
    );
    let order: Vec<Vec<&str>> = model
        .dictionary_members("B")
        .iter()
        .map(|level| {
            level
                .members
                .iter()
                .map(|it| it.field.name.as_str())
                .collect()
        })
        .collect();
    assert_eq!(order, [vec!["a", "c", "d"], vec!["y", "z"]]);
    let declared: Vec<&str> = model
        .dictionary("A")
        .unwrap()
        .members
        .iter()
        .map(|it| it.field.name.as_str())
        .collect();
    assert_eq!(declared, ["d", "c", "a"]);
    assert!(!model.has_required_members("B"));
}

/// <https://webidl.spec.whatwg.org/#dfn-exposure-set>
#[test]
fn exposure_sets() {
    let model = model(
        "[Exposed=Window, Global=Window] interface Window {};
         [Exposed=Worker, Global=(Worker,DedicatedWorker)] interface DedicatedWorkerGlobalScope {};
         [Exposed=(Window,Worker)] interface Host {
           readonly attribute long inherited;
           [Exposed=Window] readonly attribute long own;
         };
         [Exposed=Window] partial interface Host { readonly attribute long part; };
         partial interface Host { readonly attribute long plain; };
         [Exposed=(Window,AudioWorklet)] interface mixin M {
           readonly attribute long mixed;
           [Exposed=AudioWorklet] readonly attribute long nowhere;
         };
         interface mixin N { readonly attribute long ofHost; };
         [Exposed=Worker] partial interface mixin N { readonly attribute long partialMixin; };
         Host includes M;
         Host includes N;
         [Exposed=*] interface Everywhere { readonly attribute long a; };
         Everywhere includes M;",
    );
    let host = model.interface("Host").unwrap();
    assert_eq!(attribute_exposure(host, "inherited"), ["Window", "Worker"]);
    assert_eq!(attribute_exposure(host, "own"), ["Window"]);
    assert_eq!(attribute_exposure(host, "part"), ["Window"]);
    assert_eq!(attribute_exposure(host, "plain"), ["Window", "Worker"]);
    assert_eq!(attribute_exposure(host, "mixed"), ["Window"]);
    assert!(attribute_exposure(host, "nowhere").is_empty());
    assert_eq!(attribute_exposure(host, "ofHost"), ["Window", "Worker"]);
    assert_eq!(attribute_exposure(host, "partialMixin"), ["Worker"]);
    let everywhere = model.interface("Everywhere").unwrap();
    assert_eq!(attribute_exposure(everywhere, "a"), ["*"]);
    assert_eq!(
        attribute_exposure(everywhere, "mixed"),
        ["AudioWorklet", "Window"]
    );
    assert!(everywhere.exposure.includes("Window"));
    assert_eq!(model.global_names().len(), 3);
}

#[test]
fn members_are_grouped() {
    let model = model(
        "[Exposed=*, Serializable, LegacyFactoryFunction=Make(long a), LegacyFactoryFunction=Make()]
         interface I {
           constructor();
           constructor(long a);
           undefined f();
           static undefined f(long a);
           undefined g();
           undefined f(long a);
           getter DOMString (DOMString name);
           setter undefined set(DOMString name, DOMString value);
           stringifier attribute USVString href;
           iterable<DOMString, long>;
           const short X = -1;
         };",
    );
    let interface = model.interface("I").unwrap();
    let operations: Vec<(&str, bool, usize)> = interface
        .operations
        .iter()
        .map(|it| (it.name.as_str(), it.is_static, it.overloads.len()))
        .collect();
    assert_eq!(
        operations,
        [
            ("f", false, 2),
            ("f", true, 1),
            ("g", false, 1),
            ("set", false, 1)
        ]
    );
    assert_eq!(interface.constructor.as_ref().unwrap().overloads.len(), 2);
    assert_eq!(interface.constructor.as_ref().unwrap().length(), 0);
    assert_eq!(interface.factory_functions[0].overloads.len(), 2);
    assert_eq!(interface.specials.len(), 2);
    assert!(interface.specials.iter().all(|it| !it.indexed));
    assert!(
        matches!(&interface.stringifier, Some(Stringifier::Attribute(name)) if *name == "href")
    );
    let collection = interface.collection.as_ref().unwrap();
    assert!(matches!(
        collection.kind,
        CollectionKind::Iterable { key: Some(_), .. }
    ));
    assert_eq!(interface.consts[0].value, Literal::Integer(-1));
    assert!(interface.is_serializable() && !interface.is_transferable());
}

#[test]
fn comments_belong_to_what_is_below_them() {
    let model = model(
        "// A licence.

         // What I is.
         //   Indented.
         [Exposed=*]
         interface I {
           /**
            * What f does.
            *
            * More.
            */
           undefined f(
             // What a is.
             long a, // Not about b.
             long b);
           undefined g(); // About g, so not about h.
           undefined h();
         };
         enum E {
           // First.
           \"a\",
           \"b\"
         };",
    );
    let interface = model.interface("I").unwrap();
    let doc = |doc: &Option<String>| doc.clone().unwrap_or_default();
    assert_eq!(doc(&interface.common.doc), "What I is.\n  Indented.");
    let overload = |name| &interface.operation(name, false).unwrap().overloads[0];
    assert_eq!(doc(&overload("f").info.common.doc), "What f does.\n\nMore.");
    assert_eq!(doc(&overload("f").arguments[0].common.doc), "What a is.");
    assert_eq!(overload("f").arguments[1].common.doc, None);
    assert_eq!(overload("h").info.common.doc, None);
    let values = &model.enumeration("E").unwrap().values;
    assert_eq!(doc(&values[0].doc), "First.");
    assert_eq!(values[1].doc, None);
}

#[test]
fn names_lose_their_escape_and_keep_their_place() {
    let text = "[Exposed=*]\ninterface _interface {\n  readonly attribute long _readonly;\n};";
    let model = model(text);
    let interface = model.interface("interface").unwrap();
    let name = &interface.attributes[0].name;
    assert_eq!(name.as_str(), "readonly");
    assert_eq!(model.position(name.span).to_string(), "test.idl:3:27");
    assert_eq!(
        model.line(name.span),
        "  readonly attribute long _readonly;"
    );
    assert_eq!(model.sources.text(name.span), "_readonly");
}

#[test]
fn arguments_and_members_hand_annotations_to_their_types() {
    let model = model(
        "dictionary D { [EnforceRange] long? a; required [Clamp] octet b; };
         [Exposed=*] interface I { undefined f([Clamp] long a, optional [EnforceRange] long b); };",
    );
    let members = &model.dictionary("D").unwrap().members;
    let ty = model.expand(&members[0].field.ty);
    assert!(ty.non_null().annotations.enforce_range && ty.is_nullable());
    assert!(members[1].field.ty.annotations.clamp);
    let arguments = &model.interface("I").unwrap().operations[0].overloads[0].arguments;
    assert!(arguments[0].ty.annotations.clamp && arguments[1].ty.annotations.enforce_range);
    assert_eq!(arguments[0].ty.kind, TypeKind::Long);
}
