//! Rebuilds the crate when the IDL changes, which `#[webapi]` reads: a file it has read already is no news to cargo, a new
//! partial is.

fn main() {
    println!("cargo::rerun-if-changed=../idl");
}
