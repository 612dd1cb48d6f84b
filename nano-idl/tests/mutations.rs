//! No input makes the parser, the resolver, the checks or the printer panic, hang or overflow the stack.
//!
//! Texts of the committed corpus and of the error tests are changed by a fixed sequence of random edits: the same
//! inputs on every machine. `nano-idl/fuzz` searches further, with coverage.

use nano_idl::{load_dir, print, resolve};
use std::path::Path;

/// How many changed texts are tried.
const ROUNDS: u32 = 1500;

/// xorshift64*: <https://doi.org/10.1145/2845077>
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

/// The texts that are changed.
fn seeds() -> Vec<Vec<String>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut files = load_dir(&tests.join("corpus"), "").unwrap();
    files.extend(load_dir(&tests.join("errors"), "").unwrap());
    // Paragraphs by themselves too: a small text is whole again more often.
    let paragraphs = files.iter().flat_map(|(_, text)| text.split("\n\n"));
    let wholes = files.iter().map(|(_, text)| text.as_str());
    paragraphs.chain(wholes).map(pieces).collect()
}

/// Words, numbers and strings as a whole, everything else by the character.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut word = false;
    for c in text.chars() {
        let continues = c.is_alphanumeric() || c == '_';
        match pieces.last_mut() {
            Some(last) if word && continues => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        word = continues;
    }
    pieces
}

/// Changes a text in a few places, with pieces of itself and of others.
fn change(text: &mut Vec<String>, all: &[Vec<String>], random: &mut Random) {
    const EXTRA: &[&str] = &[
        "/*",
        "\"",
        "(",
        "[",
        "<",
        "sequence<",
        "?",
        "...",
        "0x",
        "-",
        "é",
        "\u{0}",
        "{",
        "}",
        ";",
        "partial ",
        "typedef ",
        "[X(",
        "\u{feff}",
        "//",
    ];
    for _ in 0..=random.below(6) {
        if text.is_empty() {
            return;
        }
        let at = random.below(text.len());
        match random.below(6) {
            0 => drop(text.remove(at)),
            1 => text.insert(at, EXTRA[random.below(EXTRA.len())].to_owned()),
            2 => {
                let other = random.below(text.len());
                text.swap(at, other);
            }
            3 => {
                let other = &all[random.below(all.len())];
                text[at] = other[random.below(other.len())].clone();
            }
            4 => {
                let end = (at + random.below(40)).min(text.len());
                let copy = text[at..end].to_vec();
                let to = random.below(text.len());
                text.splice(to..to, copy);
            }
            _ => {
                let end = (at + random.below(40)).min(text.len());
                text.drain(at..end);
            }
        }
    }
}

#[test]
fn changed_texts_do_no_harm() {
    let seeds = seeds();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut models = 0;
    for _ in 0..ROUNDS {
        let mut text = seeds[random.below(seeds.len())].clone();
        change(&mut text, &seeds, &mut random);
        let text = text.concat();
        match resolve(&[("changed.idl", text.as_str())]) {
            Err(errors) => assert!(!errors.to_string().is_empty()),
            Ok(model) => {
                models += 1;
                let printed = print(&model);
                let again = resolve(&[("printed.idl", printed.as_str())]);
                let again = again.unwrap_or_else(|errors| panic!("{text}\n---\n{errors}"));
                assert!(again == model, "{text}\n---\n{printed}");
            }
        }
    }
    // The sequence is fixed, so that this says whether both ways were gone often.
    assert!((25..ROUNDS - 25).contains(&models), "{models} models");
}

#[test]
fn cut_texts_do_no_harm() {
    for seed in seeds() {
        for end in (0..seed.len()).step_by(7) {
            let text = seed[..end].concat();
            let _ = nano_idl::parse(nano_idl::FileId(0), &text);
        }
    }
}

#[test]
fn long_and_deep_texts_are_bounded() {
    let many = 10_000;
    let open = [
        "sequence<",
        "(",
        "[X(",
        "{",
        "[",
        "Promise<",
        "interface A {",
        "/*",
        "\"",
    ];
    for piece in open {
        let text = piece.repeat(many);
        assert!(resolve(&[("a.idl", text.clone())]).is_err());
        assert!(resolve(&[("a.idl", format!("typedef {text}"))]).is_err());
        let member = format!("interface A {{ undefined f({text}); }};");
        assert!(resolve(&[("a.idl", member)]).is_err());
    }
    // Chains of typedefs and of inheritance are as long as the text allows.
    let mut typedefs = String::from("typedef long T0;\n");
    let mut interfaces = String::from("[Exposed=*] interface I0 {};\n");
    for index in 1..400 {
        let before = index - 1;
        typedefs.push_str(&format!("typedef sequence<T{before}> T{index};\n"));
        let line = format!("[Exposed=*] interface I{index} : I{before} {{}};\n");
        interfaces.push_str(&line);
    }
    assert!(resolve(&[("a.idl", typedefs)]).is_err());
    assert!(resolve(&[("a.idl", interfaces)]).is_ok());
}
