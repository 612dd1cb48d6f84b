//! Rules over the files of `idl/`, read with the project's own parser.

use std::collections::BTreeSet;
use std::path::Path;

use nano_idl::ast::{Definition, DefinitionKind};
use nano_idl::{FileId, parse};

use crate::{File, Finding};

/// The names of everything that JavaScript sees as an interface or a namespace, and of the mixins. Left out are those
/// whose full name starts with a namespace's (`[LegacyNamespace=X]`): the namespace's own name stands for them, and by
/// themselves they are words such as `Module` or `Table`.
pub fn interface_names(files: &[File]) -> BTreeSet<String> {
    idl_files(files)
        .flat_map(definitions)
        .filter(|definition| {
            is_main(definition) && !definition.common.ext_attrs.has("LegacyNamespace")
        })
        .map(|definition| definition.kind.name().as_str().to_owned())
        .collect()
}

/// Files that do not declare what their name says, or that declare a second interface, namespace or mixin. A file with
/// none of them is named after one of the dictionaries, enums, callbacks or typedefs that it does declare.
pub fn misnamed(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in idl_files(files) {
        let stem = Path::new(&file.path)
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("");
        let definitions = definitions(file);
        let line = |definition: &Definition| line_at(&file.text, definition.kind.name().span.start);
        let name = |definition: &Definition| definition.kind.name().as_str() == stem;

        let mains: Vec<&Definition> = definitions
            .iter()
            .filter(|definition| is_main(definition))
            .collect();
        if mains.is_empty() {
            if !definitions
                .iter()
                .any(|definition| name(definition) && is_new(definition))
            {
                findings.push(file.finding(1, format!("declares no `{stem}`")));
            }
            continue;
        }
        for main in mains.iter().filter(|main| !name(main)) {
            let declared = main.kind.name().as_str();
            findings.push(file.finding(
                line(main),
                format!("declares the {} `{declared}`", main.kind.what()),
            ));
        }
        for again in mains.iter().filter(|main| name(main)).skip(1) {
            findings.push(file.finding(line(again), format!("declares `{stem}` again")));
        }
    }
    findings
}

fn idl_files(files: &[File]) -> impl Iterator<Item = &File> {
    files
        .iter()
        .filter(|file| file.is_under("idl") && file.extension() == "idl")
}

/// What a file defines. Its mistakes are the business of the build, which reads every file of `idl/`.
fn definitions(file: &File) -> Vec<Definition> {
    parse(FileId(0), &file.text).0.definitions
}

/// Whether it is one of the kinds of which a file declares one.
fn is_main(definition: &Definition) -> bool {
    matches!(
        definition.kind,
        DefinitionKind::Interface { partial: false, .. }
            | DefinitionKind::Mixin { partial: false, .. }
            | DefinitionKind::Namespace { partial: false, .. }
    )
}

/// Whether it brings a name into being.
fn is_new(definition: &Definition) -> bool {
    match &definition.kind {
        DefinitionKind::Interface { partial, .. }
        | DefinitionKind::Mixin { partial, .. }
        | DefinitionKind::Namespace { partial, .. }
        | DefinitionKind::Dictionary { partial, .. } => !partial,
        DefinitionKind::Includes { .. } => false,
        _ => true,
    }
}

fn line_at(text: &str, offset: u32) -> usize {
    let before = text.as_bytes().iter().take(offset as usize);
    before.filter(|&&byte| byte == b'\n').count() + 1
}

#[test]
fn interface_names_are_collected() {
    let files = [
        File::new(
            "idl/url/URL.idl",
            "[Exposed=*] interface URL { };\npartial interface Other { };\ndictionary Init { };\n",
        ),
        File::new("idl/console/console.idl", "namespace console { };"),
        File::new(
            "idl/wasm/Table.idl",
            "[LegacyNamespace=WebAssembly, Exposed=*] interface Table { };",
        ),
        File::new(
            "idl/fetch/Body.idl",
            "interface mixin Body { };\nRequest includes Body;\ncallback interface Handler { };",
        ),
        File::new("tests/x.idl", "interface Elsewhere { };"),
    ];
    assert_eq!(
        interface_names(&files).into_iter().collect::<Vec<_>>(),
        ["Body", "URL", "console"]
    );
}

#[test]
fn a_misnamed_file_is_found() {
    let files = [
        File::new(
            "idl/url/URL.idl",
            "// interface Wrong\ninterface URL { };\ndictionary Init { };\npartial interface Other { };\n",
        ),
        File::new("idl/url/Params.idl", "interface URLSearchParams { };\n"),
        File::new(
            "idl/x/Two.idl",
            "interface Two { };\n\nnamespace three { };\n",
        ),
        File::new(
            "idl/x/Twice.idl",
            "interface Twice { };\ninterface Twice { };\n",
        ),
        File::new(
            "idl/x/Shared.idl",
            "typedef DOMString Shared;\nenum Mode { \"a\" };\n",
        ),
        File::new("idl/x/Nothing.idl", "partial interface Nothing { };\n"),
    ];
    let found: Vec<String> = misnamed(&files).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "idl/url/Params.idl:1: declares the interface `URLSearchParams`",
            "idl/x/Two.idl:3: declares the namespace `three`",
            "idl/x/Twice.idl:2: declares `Twice` again",
            "idl/x/Nothing.idl:1: declares no `Nothing`",
        ]
    );
}
