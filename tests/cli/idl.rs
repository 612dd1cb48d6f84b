//! `nano idl`. What it makes of every kind of definition is tested in nano-idl.

use super::support::Folder;

#[test]
fn a_definition_is_printed_with_its_standard_and_its_file() {
    let ended = Folder::new(&[]).nano(&["idl", "TextDecoder"]);
    ended.prints(
        "\
// Turns bytes of an encoding into text.
// https://encoding.spec.whatwg.org/#interface-textdecoder
// idl/encoding/TextDecoder.idl:12
[Exposed=*]
interface TextDecoder {
  constructor(optional DOMString label = \"utf-8\", optional TextDecoderOptions options = {});
  USVString decode(optional AllowSharedBufferSource input, optional TextDecodeOptions options = {});

  // mixin TextDecoderCommon (idl/encoding/TextDecoderCommon.idl:2)
  readonly attribute DOMString encoding;
  readonly attribute boolean fatal;
  readonly attribute boolean ignoreBOM;
};
",
    );
}

#[test]
fn case_does_not_count_and_members_have_names() {
    let folder = Folder::new(&[]);
    let expected = folder.nano(&["idl", "URL"]);
    folder.nano(&["idl", "url"]).prints(&expected.stdout);
    folder.nano(&["idl", "url.canparse"]).prints(
        "\
// https://url.spec.whatwg.org/#dom-url-canparse
// idl/url/URL.idl:9, a member of URL
static boolean canParse(USVString url, optional USVString base);
",
    );
    let timeout = folder.nano(&["idl", "setTimeout"]);
    assert!(timeout.stdout.starts_with(
        "// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-settimeout\n"
    ));
}

#[test]
fn a_name_that_is_not_there_ends_with_1() {
    let folder = Folder::new(&[]);
    for (name, message) in [
        (
            "URLSearchParms",
            "there is no URLSearchParms; did you mean URLSearchParams?",
        ),
        (
            "Response.jsno",
            "there is no Response.jsno; did you mean Response.json?",
        ),
        (
            "Frobnicator",
            "there is no Frobnicator; `nano idl` lists all there is",
        ),
    ] {
        folder
            .nano(&["idl", name])
            .fails(1, &format!("error: {message}\n"));
    }
}

#[test]
fn without_a_name_everything_is_listed() {
    let list = Folder::new(&[]).nano(&["idl"]);
    let line = list
        .stdout
        .lines()
        .find(|line| line.starts_with("interface URL "));
    assert_eq!(
        line.map(|line| line.split_whitespace().collect::<Vec<_>>()),
        Some(vec![
            "interface",
            "URL",
            "//",
            "https://url.spec.whatwg.org/#url-class"
        ])
    );
    assert!(list.stdout.contains("\nnamespace console "));
    assert!(!list.stdout.contains('\x1b'));
}

#[test]
fn the_reference_is_written_to_a_folder() {
    let folder = Folder::new(&[]);
    folder
        .nano(&["idl", "--markdown", "new/reference"])
        .prints("");
    let page = std::fs::read_to_string(folder.path().join("new/reference/url.md")).unwrap();
    assert!(page.contains("\n## URLSearchParams\n"), "{page}");
    let both = folder.nano(&["idl", "--markdown", "x", "URL"]);
    assert_eq!(both.code, Some(2), "{both:?}");
}
