//! Rebuilds the crate when the IDL changes, which `#[webapi]` reads: a file it has read already is no news to cargo, a new
//! partial is. And when its expansions are to go to files, or no longer.

fn main() {
    println!("cargo::rerun-if-changed=../idl");
    println!("cargo::rerun-if-env-changed=NANO_EXPANSIONS");
}
