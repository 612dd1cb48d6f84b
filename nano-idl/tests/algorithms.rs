//! The standard's algorithms on types and overloads, with the standard's own examples where it has some.

use nano_idl::{BufferKind, Model, Optionality, Type, TypeKind, resolve};

/// Definitions that the types of these tests refer to.
const CONTEXT: &str = "
    [Exposed=*] interface Node {};
    [Exposed=*] interface Element : Node {};
    [Exposed=*] interface Event {};
    dictionary Dict { long a; };
    enum Mode { \"a\" };
    callback Function = undefined ();
    [LegacyTreatNonObjectAsNull] callback Handler = undefined ();
    callback interface Listener { undefined handle(); };
    typedef [EnforceRange] unsigned long Index;
    typedef (Index or DOMString)? Key;
    typedef (Int8Array or DataView) View;
    typedef (ArrayBuffer or [AllowShared] View) Source;
";

/// The model of the context and more.
fn model(text: &str) -> Model {
    resolve(&[("context.idl", CONTEXT), ("test.idl", text)])
        .unwrap_or_else(|errors| panic!("{errors}"))
}

/// Types in a model that defines them. Types are put where anything but `any` and promises fits.
fn types(list: &[&str]) -> (Model, Vec<Type>) {
    let typedefs: String = list
        .iter()
        .enumerate()
        .map(|(index, ty)| format!("typedef {ty} X{index};\n"))
        .collect();
    let model = model(&typedefs);
    let types = (0..list.len())
        .map(|index| model.typedef(&format!("X{index}")).unwrap().ty.clone())
        .collect();
    (model, types)
}

fn shown(types: &[Type]) -> Vec<String> {
    types.iter().map(ToString::to_string).collect()
}

#[test]
fn expanding_carries_annotations_inwards() {
    let (model, types) = types(&["Key", "sequence<Source>", "record<DOMString, Index?>"]);
    let key = model.expand(&types[0]);
    assert_eq!(
        key.kind.to_string(),
        "([EnforceRange] unsigned long or DOMString)?"
    );
    let members = model.flattened_members(&key);
    assert!(members[0].annotations.enforce_range && !members[1].annotations.enforce_range);

    let TypeKind::Sequence(source) = model.expand(&types[1]).kind else {
        panic!("{}", types[1]);
    };
    let members = model.flattened_members(&source);
    let kinds: Vec<&TypeKind> = members.iter().map(|ty| &ty.kind).collect();
    assert_eq!(
        kinds,
        [
            &TypeKind::Buffer(BufferKind::ArrayBuffer),
            &TypeKind::Buffer(BufferKind::Int8Array),
            &TypeKind::Buffer(BufferKind::DataView)
        ]
    );
    let shared: Vec<bool> = members
        .iter()
        .map(|ty| ty.annotations.allow_shared)
        .collect();
    assert_eq!(shared, [false, true, true]);

    let TypeKind::Record(_, value) = model.expand(&types[2]).kind else {
        panic!("{}", types[2]);
    };
    assert!(value.is_nullable() && value.non_null().annotations.enforce_range);
}

/// <https://webidl.spec.whatwg.org/#dfn-flattened-union-member-types>
#[test]
fn flattened_members_and_nullables() {
    let (model, types) = types(&[
        "(Node or (sequence<(long or Event)> or Event) or (Function or DOMString)?)",
        "(long or DOMString?)",
        "long?",
        "long",
        "(undefined or long)",
    ]);
    let flat = model.flattened_members(&types[0]);
    let expected = [
        "Node",
        "sequence<(long or Event)>",
        "Event",
        "Function",
        "DOMString",
    ];
    assert_eq!(shown(&flat), expected);
    let flat = model.flattened_members(&types[1]);
    assert_eq!(shown(&flat), ["long", "DOMString"]);
    let nullable: Vec<bool> = types.iter().map(|ty| model.includes_nullable(ty)).collect();
    assert_eq!(nullable, [true, true, true, false, false]);
    assert_eq!(model.number_of_nullable_members(&types[1]), 1);
    assert!(model.includes_undefined(&types[4]) && !model.includes_undefined(&types[3]));
}

/// <https://webidl.spec.whatwg.org/#dfn-distinguishable>: the table, row by row, each with one type of each category.
#[test]
fn the_table_of_distinguishable_types() {
    let names = [
        "undefined",
        "boolean",
        "long",
        "bigint",
        "DOMString",
        "object",
        "symbol",
        "Node",
        "Function",
        "Dict",
        "async_sequence<long>",
        "sequence<long>",
    ];
    let rows = [
        "-●●●●●●●●-●●",
        " -●●●●●●●●●●",
        "  -●●●●●●●●●",
        "   -●●●●●●●●",
        "    -●●●●●●●",
        "     -●-----",
        "      -●●●●●",
        "       -●●●●",
        "        -●●●",
        "         -●●",
        "          --",
        "           -",
    ];
    let (model, types) = types(&names);
    for (i, row) in rows.iter().enumerate() {
        for (j, mark) in row.chars().enumerate().filter(|(_, mark)| *mark != ' ') {
            let expected = mark == '●';
            let found = model.distinguishable(&types[i], &types[j]);
            assert_eq!(found, expected, "{} and {}", names[i], names[j]);
            assert_eq!(model.distinguishable(&types[j], &types[i]), expected);
        }
    }
}

#[test]
fn distinguishing_within_categories() {
    for (a, b, expected) in [
        ("Node", "Event", true),
        ("Node", "Element", false),
        ("Node", "ArrayBuffer", true),
        ("ArrayBuffer", "DataView", true),
        ("Int8Array", "Int8Array", false),
        ("long", "double", false),
        ("DOMString", "Mode", false),
        ("Dict", "record<DOMString, long>", false),
        ("Dict", "Listener", false),
        ("Function", "Listener", true),
        ("Handler", "Dict", false),
        ("sequence<long>", "FrozenArray<DOMString>", false),
        // The examples of step 1.
        ("double?", "Dict", false),
        ("(Node or long)?", "(Event or DOMString)?", false),
        ("(Node or long?)", "(Event or DOMString)?", false),
        ("(Dict or long)", "(Event or DOMString)?", false),
        ("(Node or long)", "(Event or DOMString)", true),
        ("(Node or long)", "Event?", true),
        ("(Node or long)", "double", false),
        ("long?", "DOMString", true),
    ] {
        let (model, types) = types(&[a, b]);
        assert_eq!(
            model.distinguishable(&types[0], &types[1]),
            expected,
            "{a} and {b}"
        );
        assert_eq!(
            model.distinguishable(&types[1], &types[0]),
            expected,
            "{b} and {a}"
        );
    }
}

/// The first example of <https://webidl.spec.whatwg.org/#compute-the-effective-overload-set>
#[test]
fn effective_overload_sets() {
    let model = model(
        "[Exposed=*] interface A {
           /* f1 */ undefined f(DOMString a);
           /* f2 */ undefined f(Node a, DOMString b, double... c);
           /* f3 */ undefined f();
           /* f4 */ undefined f(Event a, DOMString b, optional DOMString c, double... d);
         };",
    );
    let f = model.interface("A").unwrap().operation("f", false).unwrap();
    let set: Vec<String> = f
        .effective_overload_set(4)
        .iter()
        .map(|item| {
            let letter = |it: &Optionality| match it {
                Optionality::Required => 'r',
                Optionality::Optional => 'o',
                Optionality::Variadic => 'v',
            };
            let letters: String = item.optionality.iter().map(letter).collect();
            format!(
                "f{} {} {letters}",
                item.overload + 1,
                shown(&item.types).join(",")
            )
        })
        .collect();
    assert_eq!(
        set,
        [
            "f1 DOMString r",
            "f2 Node,DOMString,double rrv",
            "f2 Node,DOMString,double,double rrvv",
            "f2 Node,DOMString rr",
            "f3  ",
            "f4 Event,DOMString,DOMString,double rrov",
            "f4 Event,DOMString,DOMString rro",
            "f4 Event,DOMString rr",
        ]
    );
    assert_eq!(f.length(), 0);
    let of_length = |length: usize| -> Vec<_> {
        let set = f.effective_overload_set(4);
        set.into_iter()
            .filter(|item| item.types.len() == length)
            .collect()
    };
    assert_eq!(model.distinguishing_argument_index(&of_length(2)), Some(0));
    assert_eq!(model.distinguishing_argument_index(&of_length(1)), None);
}

#[test]
fn the_distinguishing_argument_is_the_first_that_differs() {
    let model = model(
        "[Exposed=*] interface A {
           undefined f(long a, DOMString b);
           undefined f(long a, Node b, optional long c);
           undefined g(optional long a, long... b);
           undefined h(long a, optional long b);
         };",
    );
    let interface = model.interface("A").unwrap();
    let f = interface.operation("f", false).unwrap();
    let set = f.effective_overload_set(2);
    let two: Vec<_> = set
        .into_iter()
        .filter(|item| item.types.len() == 2)
        .collect();
    assert_eq!(model.distinguishing_argument_index(&two), Some(1));
    assert_eq!(f.length(), 2);
    assert_eq!(interface.operation("g", false).unwrap().length(), 0);
    assert_eq!(interface.operation("h", false).unwrap().length(), 1);
}

#[test]
fn ancestors_are_nearest_first() {
    let model = model("[Exposed=*] interface HTMLElement : Element {};");
    let names: Vec<&str> = model
        .ancestors("HTMLElement")
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["Element", "Node"]);
    assert!(model.inherits_from("HTMLElement", "Node"));
    assert!(!model.inherits_from("Node", "HTMLElement"));
}
