//! Any text: resolving it does not panic, errors can be shown, and a model survives printing.
//!
//! ```text
//! cargo install cargo-fuzz
//! cd nano-idl
//! RUSTC_BOOTSTRAP=1 cargo fuzz run resolve fuzz/corpus/resolve tests/corpus tests/errors -- -max_total_time=60
//! ```

#![no_main]

use libfuzzer_sys::fuzz_target;
use nano_idl::{print, resolve};

fuzz_target!(|text: &str| {
    match resolve(&[("fuzz.idl", text)]) {
        Err(errors) => assert!(!errors.to_string().is_empty()),
        Ok(model) => {
            let printed = print(&model);
            let again = resolve(&[("printed.idl", printed.as_str())]);
            assert!(again.unwrap_or_else(|errors| panic!("{errors}")) == model);
        }
    }
});
