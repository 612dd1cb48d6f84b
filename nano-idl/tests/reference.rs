//! What `nano idl` prints, on a small model: one definition, one member, all of them, and the Markdown pages.

use nano_idl::reference::{NotFound, describe, list, markdown};
use nano_idl::{Model, Refinements, resolve};

const MAIN: &str = "\
// https://x.example/#thing
//
// A thing.
[Exposed=(Here,Window), Serializable]
interface Thing : Base {
  constructor(optional Options options = {});

  // https://x.example/#special
  readonly attribute Size size; // in bytes
  undefined
      wide(
        Options options);
  static Thing? of((Mode or long) mode);
  const short ONE = 1;
  iterable<DOMString, Thing>;
  stringifier;
};
Thing includes Common;

interface mixin Common {
  attribute EventHandler onchange;
};

dictionary Options : Parent {
  required Mode mode;
};
dictionary Parent {
  boolean deep = false;
};
enum Mode { \"a\", \"b\" };
typedef unsigned long Size;
callback EventHandler = undefined (Thing thing);
";

const OTHER: &str = "\
[Exposed=*] interface Base {};
partial interface Thing {
  undefined more();
};
[Global=Here, Exposed=Here] interface HereScope : Base {
  readonly attribute Thing thing;
  undefined call();
};
[Exposed=Window] interface Elsewhere { Elsewhere again(); };
";

fn model() -> Model {
    resolve(&[("idl/main/Thing.idl", MAIN), ("idl/other/Base.idl", OTHER)])
        .unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn an_interface_with_all_that_belongs_to_it() {
    let expected = "\
// A thing.
// https://x.example/#thing
// idl/main/Thing.idl:4
[Exposed=(Here,Window), Serializable]
interface Thing : Base {
  constructor(optional Options options = {});
  readonly attribute Size size;
  undefined
      wide(
        Options options);
  static Thing? of((Mode or long) mode);
  const short ONE = 1;
  iterable<DOMString, Thing>;
  stringifier;

  // partial (idl/other/Base.idl:2)
  undefined more();

  // mixin Common (idl/main/Thing.idl:20)
  attribute EventHandler onchange;
};
// inherited from Base (idl/other/Base.idl:1)
// used by: HereScope.thing, Thing.of, Thing[iterable], EventHandler
";
    assert_eq!(describe(&model(), "Thing").unwrap(), expected);
    // Case does not count.
    assert_eq!(describe(&model(), "tHING").unwrap(), expected);
}

#[test]
fn definitions_of_other_kinds() {
    let model = model();
    assert_eq!(
        describe(&model, "Options").unwrap(),
        "\
// https://x.example/#thing
// idl/main/Thing.idl:24
dictionary Options : Parent {
  required Mode mode;

  // inherited from Parent (idl/main/Thing.idl:27)
  boolean deep = false;
};
// used by: Thing.wide, Thing.constructor
"
    );
    assert_eq!(
        describe(&model, "Mode").unwrap(),
        "// https://x.example/#thing\n// idl/main/Thing.idl:30\nenum Mode { \"a\", \"b\" };\n// used by: Thing.of, Options.mode\n"
    );
    let elsewhere = describe(&model, "Elsewhere").unwrap();
    assert!(
        elsewhere.contains("// not exposed on this global\n"),
        "{elsewhere}"
    );
    let mixin = describe(&model, "Common").unwrap();
    assert!(mixin.contains("interface mixin Common {\n"), "{mixin}");
    assert!(mixin.ends_with("};\n// included by: Thing\n"), "{mixin}");
}

#[test]
fn members_alone() {
    let model = model();
    assert_eq!(
        describe(&model, "thing.SIZE").unwrap(),
        "// https://x.example/#special\n// idl/main/Thing.idl:9, a member of Thing\nreadonly attribute Size size;\n"
    );
    // A member of the global needs no more than its name.
    assert_eq!(
        describe(&model, "call").unwrap(),
        "// idl/other/Base.idl:7, a member of HereScope\nundefined call();\n"
    );
    let inherited = describe(&model, "Thing.onchange").unwrap();
    assert!(
        inherited.contains("a member of Thing by the mixin Common\n"),
        "{inherited}"
    );
}

#[test]
fn what_is_not_there_may_be_misspelt() {
    let model = model();
    for (name, suggestion) in [
        ("Thnig", Some("Thing")),
        ("Mood", None),
        ("Thing.siz", Some("Thing.size")),
        ("Thign.size", Some("Thing.size")),
        ("Thing.frobnicate", None),
        ("cal", Some("call")),
        ("", None),
        (".", None),
    ] {
        let suggestion = suggestion.map(str::to_owned);
        assert_eq!(
            describe(&model, name),
            Err(NotFound { suggestion }),
            "{name}"
        );
    }
}

#[test]
fn all_definitions_are_listed() {
    let model = model();
    let lines: Vec<String> = list(&model)
        .into_iter()
        .map(|entry| {
            let link = entry.link.map(|link| format!(" {link}"));
            format!("{} {}{}", entry.kind, entry.name, link.unwrap_or_default())
        })
        .collect();
    assert_eq!(
        lines,
        [
            "interface Base",
            "interface mixin Common https://x.example/#thing",
            "interface Elsewhere",
            "callback EventHandler https://x.example/#thing",
            "interface HereScope",
            "enum Mode https://x.example/#thing",
            "dictionary Options https://x.example/#thing",
            "dictionary Parent https://x.example/#thing",
            "typedef Size https://x.example/#thing",
            "interface Thing https://x.example/#thing",
        ]
    );
}

#[test]
fn the_pages_link_to_each_other_and_to_the_standard() {
    let refinements = Refinements::parse("/** For programs. */ declare type Extra = 1;").unwrap();
    let pages = markdown(&model(), &refinements).unwrap();
    let names: Vec<&str> = pages.iter().map(|page| page.name.as_str()).collect();
    assert_eq!(names, ["README.md", "main.md", "other.md"]);
    let contains = |page: usize, expected: &str| {
        assert!(
            pages[page].text.contains(expected),
            "no {expected} in\n{}",
            pages[page].text
        );
    };
    contains(
        0,
        "## [main](main.md)\n\n- [Thing](main.md#thing): A thing.\n",
    );
    contains(0, "## Globals\n\n`call`, `thing`\n");
    contains(0, "- `Extra`: For programs.\n");
    contains(
        1,
        "## Thing\n\nInterface, inherits from [Base](other.md#base), includes [Common](main.md#common), serializable. \
         [Standard](https://x.example/#thing), [idl/main/Thing.idl](../../idl/main/Thing.idl).\n\nA thing.\n",
    );
    contains(
        1,
        "| readonly [`size`](https://x.example/#special) | `Size` |\n",
    );
    contains(
        1,
        "| static [`of`](https://x.example/#dom-thing-of) | `of(mode: Mode \\| number): Thing \\| null` |\n",
    );
    contains(1, "\nConstants: `ONE` = 1\n");
    contains(
        1,
        "| [`mode`](https://x.example/#dom-options-mode) | `Mode` | required |\n",
    );
    contains(
        1,
        "| [`deep`](https://x.example/#dom-parent-deep) | `boolean` | `false` |\n",
    );
    contains(1, "```ts\ntype Mode = \"a\" | \"b\"\n```\n");
    contains(2, "## Elsewhere\n\nInterface, not exposed here.");
}
