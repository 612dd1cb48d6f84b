//! IDL to TypeScript, form by form. That `tsc` accepts the declarations of the project's own IDL is for `.ci/run` to find.

use nano_idl::{Refinements, resolve, typescript};

/// The declarations of a text.
#[track_caller]
fn declarations(idl: &str, refinements: &str) -> String {
    let model = resolve(&[("a.idl", idl)]).unwrap_or_else(|errors| panic!("{errors}"));
    let refinements = Refinements::parse(refinements).unwrap();
    typescript(&model, &refinements).unwrap()
}

/// The declarations of the text contain these lines, in this order and without others between.
#[track_caller]
fn declares(idl: &str, expected: &str) {
    contains(&declarations(idl, ""), expected);
}

#[track_caller]
fn contains(text: &str, expected: &str) {
    assert!(text.contains(expected), "no\n{expected}\nin\n{text}");
}

/// What a type is where it is passed, and where it is got.
#[track_caller]
fn type_is(idl: &str, others: &str, passed: &str, got: &str) {
    let idl = format!("[Exposed=*] interface I {{ {idl} f({idl} x); }}; {others}");
    declares(&idl, &format!("  f(x: {passed}): {got};\n"));
}

#[test]
fn types_that_are_the_same_both_ways() {
    for (idl, typescript) in [
        ("any", "any"),
        ("boolean", "boolean"),
        ("octet", "number"),
        ("unsigned long long", "number"),
        ("unrestricted double", "number"),
        ("bigint", "bigint"),
        ("DOMString", "string"),
        ("ByteString", "string"),
        ("USVString", "string"),
        ("object", "object"),
        ("symbol", "symbol"),
        ("long?", "number | null"),
        ("(DOMString or long)", "string | number"),
        ("(long? or DOMString)", "number | string | null"),
        ("(undefined or long)", "undefined | number"),
        ("record<DOMString, long>", "Record<string, number>"),
        ("ArrayBuffer", "ArrayBuffer"),
        ("Uint8Array", "Uint8Array<ArrayBuffer>"),
        ("DataView", "DataView<ArrayBuffer>"),
        ("I", "I"),
    ] {
        let attribute = format!("[Exposed=*] interface I {{ readonly attribute {idl} x; }};");
        if resolve(&[("a.idl", attribute.as_str())]).is_ok() {
            declares(&attribute, &format!("  readonly x: {typescript};\n"));
        } else {
            // A record is no attribute.
            type_is(idl, "", typescript, typescript);
        }
    }
}

#[test]
fn more_may_be_passed_than_is_got() {
    type_is("sequence<long>", "", "Iterable<number>", "number[]");
    // A string is iterable, and no sequence.
    type_is(
        "sequence<DOMString>",
        "",
        "Iterable<string> & object",
        "string[]",
    );
    type_is("sequence<any>", "", "Iterable<any> & object", "any[]");
    type_is(
        "sequence<(long or boolean)>",
        "",
        "Iterable<number | boolean>",
        "(number | boolean)[]",
    );
    type_is(
        "sequence<sequence<long>>",
        "",
        "Iterable<Iterable<number>>",
        "number[][]",
    );
    type_is(
        "Promise<long>",
        "",
        "number | PromiseLike<number>",
        "Promise<number>",
    );
    type_is(
        "Promise<undefined>",
        "",
        "void | PromiseLike<void>",
        "Promise<void>",
    );
    type_is("Promise<any>", "", "any", "Promise<any>");
    declares(
        "[Exposed=*] interface I { undefined f(async_sequence<long> x, optional long y, DOMString... z); };",
        "  f(x: AsyncIterable<number> | Iterable<number | PromiseLike<number>>, y?: number, ...z: string[]): void;\n",
    );
    declares(
        "[Exposed=*] interface I { undefined f(optional long x, Options y); }; dictionary Options { required long z; };",
        "  f(x: number | undefined, y: Options): void;\n",
    );
    declares(
        "[Exposed=*] interface I { readonly attribute FrozenArray<DOMString> a; attribute ObservableArray<long> b; };",
        "  readonly a: ReadonlyArray<string>;\n  b: number[];\n",
    );
    declares(
        "[Exposed=*] interface I { undefined f([AllowShared] Uint8Array x, S y); }; typedef ([AllowShared] DataView or SharedArrayBuffer) S;",
        "  f(x: Uint8Array, y: S): void;\n",
    );
}

#[test]
fn named_types_fit_how_they_are_used() {
    let idl = "[Exposed=*] interface I { Got f(Passed x); Both g(optional Both x = {}); undefined h(C callback); };
        dictionary Passed { sequence<long> x; required boolean r; }; dictionary Got { sequence<long> x; };
        dictionary Both { sequence<long> x; }; typedef sequence<Passed> Unused;
        callback C = Promise<long> (sequence<long> x, optional any y);";
    let text = declarations(idl, "");
    for expected in [
        "interface Passed {\n  x?: Iterable<number>;\n  r: boolean;\n}\n",
        "interface Got {\n  x?: number[];\n}\n",
        "interface Both {\n  x?: number[];\n}\n",
        "type Unused = Iterable<Passed>;\n",
        "type C = (x: number[], y?: any) => number | PromiseLike<number>;\n",
    ] {
        contains(&text, expected);
    }
}

#[test]
fn definitions_of_every_kind() {
    let idl = "
        // https://x.example/#base
        //
        // A base.
        [Exposed=*] interface Base { constructor(optional long x); static readonly attribute long y;
          // What it does.
          static undefined f(); undefined g(); undefined g(DOMString function); };
        [Exposed=*] interface Derived : Base { attribute DOMString x; const long A = -1; const unrestricted double B = Infinity; const double C = 0.5; stringifier; };
        interface mixin M { undefined m(); }; Derived includes M;
        partial interface Derived { [PutForwards=x] readonly attribute Derived d; };
        dictionary Parent { long a = 1; }; dictionary Child : Parent { required DOMString b; };
        enum E { \"a\", \"b-c\" }; typedef (E or long) T; callback constructor New = Base (E e);
        [Exposed=*] callback interface Filter { const short ALL = 1; boolean accept(Base base); };
        [Exposed=*] namespace tools { long count(); readonly attribute long size; };
        [Exposed=*, LegacyFactoryFunction=Made(DOMString x)] interface Thing {};
        [Exposed=*, LegacyNoInterfaceObject] interface Hidden {};";
    let text = declarations(idl, "");
    for expected in [
        "/**\n * A base.\n * @see https://x.example/#base\n */\ninterface Base {\n",
        "  /** @see https://x.example/#dom-base-g */\n  g(): void;\n  /** @see https://x.example/#dom-base-g */\n  g(function_: string): void;\n}\n",
        "declare var Base: {\n  prototype: Base;\n  new(x?: number): Base;\n",
        "  readonly y: number;\n  /**\n   * What it does.\n   * @see https://x.example/#dom-base-f\n   */\n  f(): void;\n};\n",
        "interface Derived extends Base {\n",
        "  readonly A: -1;\n",
        "  readonly B: number;\n",
        "  readonly C: 0.5;\n",
        "  toString(): string;\n",
        "  get d(): Derived;\n  set d(value: string);\n",
        "  m(): void;\n",
        "declare var Derived: {\n  prototype: Derived;\n  [Symbol.hasInstance](value: unknown): value is Derived;\n",
        "interface Child extends Parent {\n",
        "  /** @default 1 */\n  a?: number;\n",
        "type E = \"a\" | \"b-c\";\n",
        "type T = E | number;\n",
        "type New = new (e: E) => Base;\n",
        "type Filter = ((base: Base) => boolean) | { accept(base: Base): boolean; };\n",
        "declare var Filter: {\n  readonly ALL: 1;\n};\n",
        "declare var tools: {\n",
        "  count(): number;\n",
        "declare var Made: {\n  new(x: string): Thing;\n};\n",
        "interface Hidden {\n}\n",
    ] {
        contains(&text, expected);
    }
    assert!(!text.contains("var Hidden"));
}

#[test]
fn collections() {
    let text = declarations(
        "[Exposed=*] interface Pairs { iterable<DOMString, long>; };
         [Exposed=*] interface Values { readonly attribute unsigned long length; getter DOMString item(unsigned long index); iterable<DOMString>; };
         [Exposed=*] interface Later { async_iterable<long>(optional boolean x); };
         [Exposed=*] interface LaterPairs { async_iterable<long, DOMString>; };
         [Exposed=*] interface Map1 { maplike<DOMString, long>; };
         [Exposed=*] interface Map2 { readonly maplike<DOMString, long>; };
         [Exposed=*] interface Set1 { setlike<DOMString>; boolean delete(DOMString value, optional long more); };
         [Exposed=*] interface Named { getter long (DOMString name); setter undefined (DOMString name, long value); };",
        "",
    );
    let pairs = "IteratorObject<[string, number], BuiltinIteratorReturn>";
    for expected in [
        &*format!(
            "interface Pairs {{\n  entries(): {pairs};\n  keys(): IteratorObject<string, BuiltinIteratorReturn>;\n"
        ),
        &format!("  [Symbol.iterator](): {pairs};\n"),
        "  forEach(callback: (value: number, key: string, parent: Pairs) => void, thisArg?: any): void;\n",
        "  readonly [index: number]: string;\n",
        "  [Symbol.iterator](): IteratorObject<string, BuiltinIteratorReturn>;\n",
        "  values(x?: boolean): AsyncIteratorObject<number, BuiltinIteratorReturn>;\n  [Symbol.asyncIterator](x?: boolean): AsyncIteratorObject<number, BuiltinIteratorReturn>;\n",
        "  [Symbol.asyncIterator](): AsyncIteratorObject<[number, string], BuiltinIteratorReturn>;\n",
        "  get(key: string): number | undefined;\n  has(key: string): boolean;\n  set(key: string, value: number): this;\n  delete(key: string): boolean;\n  clear(): void;\n",
        "  get(key: string): number | undefined;\n  has(key: string): boolean;\n}\n",
        "  add(value: string): this;\n",
        "  delete(value: string, more?: number): boolean;\n",
        "  [name: string]: any;\n",
    ] {
        contains(&text, expected);
    }
    assert_eq!(text.matches("  delete(value: string").count(), 1);
}

#[test]
fn the_global_has_its_members_as_functions_and_variables() {
    let text = declarations(
        "[Global=(Here,Worker), Exposed=Here] interface Here : Target { readonly attribute Here self; undefined f(long x); undefined f(); };
         [Exposed=*] interface Target { undefined listen(); }; interface mixin Common { attribute long count; }; Here includes Common;
         [Exposed=Worker] interface There {}; [Exposed=Window] interface Window1 { readonly attribute Window2 x; };
         [Exposed=Window] interface Window2 {}; [Exposed=Window] interface Named {};
         partial interface There { [Exposed=Window] undefined w(); readonly attribute Named n; };
         [Exposed=*, LegacyNamespace=space] interface Inner { Inner again(); };
         [Exposed=*] namespace space { undefined g(); readonly attribute long delete; };",
        "",
    );
    for expected in [
        "declare var self: Here & typeof globalThis;\n",
        "declare function f(x: number): void;\n\ndeclare function f(): void;\n",
        "declare var count: number;\n",
        "declare function listen(): void;\n",
        "interface There {\n  readonly n: Named;\n}\n",
        "interface Named {\n}\n",
        "declare namespace space {\n  function g(): void;\n",
        "  interface Inner {\n    again(): space.Inner;\n  }\n",
        "  var Inner: {\n    prototype: Inner;\n",
    ] {
        contains(&text, expected);
    }
    for absent in ["Window1", "Window2", "var Named", "w(): void"] {
        assert!(!text.contains(absent), "{absent} in\n{text}");
    }
}

const REFINED: &str = "
    [Exposed=*] interface Channel : Base { constructor(); undefined send(any x); any receive(); undefined close(); iterable<any, any>; };
    [Exposed=*] interface Base { undefined on(DOMString type); };
    interface mixin Named { attribute any name; }; Channel includes Named;
    dictionary Options { required DOMString name; }; dictionary More : Options { any x; }; dictionary Most : More {};
    typedef any View; enum Mode { \"a\" };";

#[test]
fn refinements_are_put_in() {
    let text = declarations(
        REFINED,
        "type View<Memory>;
        type Mode = \"a\" | \"b\";
        /** An extra. */
        declare interface Extra { options: $descendants(Options); }
        declare type Other = { a: 1 };
        /** A channel. */
        interface Channel<T extends object = any> extends Base2 {
          send(x: T): void;
          receive(): T;
          receive(times: number): T[];
          constructor<T extends object = any>(): $this<T>;
          on(type: \"x\"): void;
          on(type: string): void;
        }
        interface Named { /** Its name. */ readonly name: $this | string; }
        interface Options { name?: \"a\"; }",
    );
    for expected in [
        "/** An extra. */\ninterface Extra { options: Options | More | Most; }\n",
        "type Other = { a: 1 };\n",
        "/** A channel. */\ninterface Channel<T extends object = any> extends Base2 {\n  send(x: T): void;\n  receive(): T;\n  receive(times: number): T[];\n  close(): void;\n",
        "parent: Channel<T>) => void",
        "  /** Its name. */\n  readonly name: Channel | string;\n  on(type: \"x\"): void;\n  on(type: string): void;\n}\n",
        "  new<T extends object = any>(): Channel<T>;\n",
        "interface Options {\n  name?: \"a\";\n}\n",
        "type Mode = \"a\" | \"b\";\n",
    ] {
        contains(&text, expected);
    }
    assert!(!text.contains("type View"));
}

#[test]
fn refinements_name_what_there_is() {
    let model = resolve(&[("a.idl", REFINED)]).unwrap();
    let refinements = "interface Frob { } interface Channel { frob(): void; static send(): void; }
        type Frob2 = 1; type Frob3; declare interface Mode { } interface Options { x: 1; } type View = $descendants(Mode);";
    let errors = typescript(&model, &Refinements::parse(refinements).unwrap()).unwrap_err();
    assert_eq!(
        errors.lines().collect::<Vec<_>>(),
        [
            "`Channel` has no member `frob` to refine",
            "`Channel` has no member `static send` to refine",
            "there is no `Frob` to refine",
            "`Options` has no member `x` to refine",
            "there is no `Frob2` to refine",
            "there is no `Frob3` to refine",
            "the model has a `Mode`: refine it",
            "there is no dictionary `Mode` for $descendants",
        ]
    );
}
