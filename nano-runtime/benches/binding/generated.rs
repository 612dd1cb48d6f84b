//! The interface as `#[webapi]` binds it.

use std::cell::Cell;

use nano_runtime::binding::{self, InterfaceDef};
use nano_runtime::gc::Interface;
use nano_runtime::webidl::DomString;
use nano_runtime::{Result, Scope, webapi};

use crate::LABEL;

/// The object.
#[webapi("Bench.idl")]
pub struct Bench {
    value: Cell<u32>,
}

/// The dictionary.
#[webapi("Bench.idl")]
pub struct BenchOptions {
    width: u32,
    deep: bool,
    name: DomString,
}

#[webapi("Bench.idl")]
impl Bench {
    fn constructor(value: u32) -> Self {
        Self {
            value: Cell::new(value),
        }
    }

    fn value(&self) -> u32 {
        self.value.get()
    }

    fn set_value(&self, value: u32) {
        self.value.set(value);
    }

    fn label(&self) -> &'static str {
        LABEL
    }

    fn greet(&self, name: DomString) -> String {
        crate::greet(&name.to_string_lossy())
    }

    fn measure(&self, options: BenchOptions) -> u32 {
        let length = u32::try_from(options.name.utf16_length()).unwrap_or(u32::MAX);
        crate::measure(options.width, options.deep, length)
    }

    async fn later(&self, value: u32) -> Result<u32> {
        Ok(value)
    }
}

static DEFS: &[&InterfaceDef] = &[Bench::DEF];

/// Makes `Bench` a property of the global object.
pub fn install(scope: &mut Scope<'_, '_>) {
    binding::install_global(scope, DEFS);
}
