//! Platform objects in the console: their attributes and entries, read without running code of the program's.

use std::cell::Cell;

use nano_apis::console::inspect::{InspectOptions, inspect};
use nano_runtime::gc::Interface;
use nano_runtime::js::Local;
use nano_runtime::runtime::{JsRuntime, RuntimeOptions};
use nano_runtime::webidl::DomString;
use nano_runtime::{Exception, Ref, Result, binding, webapi};

/// A few attributes, one of which always throws.
#[webapi("Specimen.idl")]
#[derive(Debug)]
pub struct Specimen {}

#[webapi("Specimen.idl")]
impl Specimen {
    fn constructor() -> Self {
        Specimen {}
    }
    fn name(&self) -> &'static str {
        "it's"
    }
    fn next(&self) -> Option<Ref<'_, Specimen>> {
        None
    }
    fn broken(&self) -> Result<bool> {
        Err(Exception::type_error("always"))
    }
    fn method(&self) {}
}

/// Inherits them and has one of its own.
#[webapi("LargeSpecimen.idl")]
#[derive(Debug)]
pub struct LargeSpecimen {
    specimen: Specimen,
    size: Cell<u32>,
}

#[webapi("LargeSpecimen.idl")]
impl LargeSpecimen {
    fn constructor() -> Self {
        LargeSpecimen {
            specimen: Specimen {},
            size: Cell::new(7),
        }
    }
    fn size(&self) -> u32 {
        self.size.get()
    }
    fn set_size(&self, value: u32) {
        self.size.set(value);
    }
}

/// Iterable over pairs.
#[webapi("SpecimenList.idl")]
#[derive(Debug)]
pub struct SpecimenList {}

#[webapi("SpecimenList.idl")]
impl SpecimenList {
    fn constructor() -> Self {
        SpecimenList {}
    }
    fn value_pair(&self, index: usize) -> Option<(DomString, u32)> {
        (index < 2).then(|| (format!("key {index}").into(), 5))
    }
}

#[test]
fn attributes_and_entries_are_shown() {
    let runtime = JsRuntime::new(RuntimeOptions {
        install: Some(Box::new(|scope| {
            binding::install_global(
                scope,
                &[Specimen::DEF, LargeSpecimen::DEF, SpecimenList::DEF],
            );
        })),
        ..RuntimeOptions::default()
    })
    .unwrap();
    for (source, expected) in [
        ("new Specimen", r#"Specimen { name: "it's", next: null }"#),
        (
            "new LargeSpecimen",
            r#"LargeSpecimen { size: 7, name: "it's", next: null }"#,
        ),
        (
            "Object.assign(new Specimen, { own: 1 })",
            r#"Specimen { name: "it's", next: null, own: 1 }"#,
        ),
        (
            "new (class Mine extends Specimen { get extra() { throw 1 } })",
            r#"Mine [Specimen] { name: "it's", next: null }"#,
        ),
        ("[[[[[new Specimen]]]]]", "[\n  [\n    [ [ [ [Specimen] ] ] ]\n  ]\n]"),
        ("new SpecimenList", r#"SpecimenList { "key 0" => 5, "key 1" => 5 }"#),
        (
            "(() => {
                Object.defineProperty(Specimen.prototype, 'name', { enumerable: true, get() { throw 1 } });
                SpecimenList.prototype.entries = SpecimenList.prototype[Symbol.iterator] = () => { throw 1 };
                return [new Specimen, new SpecimenList];
            })()",
            "[ Specimen { next: null }, SpecimenList {} ]",
        ),
    ] {
        let value = runtime.run_script("test.js", source).unwrap();
        let text = runtime.with_scope(|scope| {
            let value = Local::new(scope, value);
            inspect(scope, value, &InspectOptions::default())
        });
        assert_eq!(text, expected, "{source}");
    }
}
