//! The resolution over folders of files. What is expected is what Node does, but for its built-in modules and CommonJS.

use std::fs;

use tempfile::TempDir;
use url::Url;

use super::esm_resolve;

/// A folder of files: path and text.
struct Tree(TempDir);

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    /// What a specifier in a file of the tree stands for, or why nothing: relative to the tree.
    fn resolve(&self, specifier: &str, from: &str) -> Result<String, String> {
        let root = self.0.path().canonicalize().unwrap();
        let url = Url::from_file_path(root.join(from)).unwrap();
        let shown = root.display().to_string();
        match esm_resolve(specifier, &url) {
            Ok(url) => Ok(url.as_str().replace(&format!("file://{shown}/"), "")),
            Err(error) => Err(error
                .to_string()
                .replace(&format!("{shown}/"), "")
                .replace(&shown, ".")),
        }
    }

    #[track_caller]
    fn is(&self, specifier: &str, wanted: &str) {
        assert_eq!(
            self.resolve(specifier, "src/main.js").as_deref(),
            Ok(wanted),
            "{specifier}"
        );
    }

    #[track_caller]
    fn fails(&self, specifier: &str, wanted: &str) {
        assert_eq!(
            self.resolve(specifier, "src/main.js"),
            Err(wanted.to_owned()),
            "{specifier}"
        );
    }
}

/// A package "p" with this text for its `exports`, and a few files.
fn exporting(exports: &str) -> Tree {
    let manifest = format!("{{\"name\":\"p\",\"exports\":{exports}}}");
    Tree::new(&[
        ("node_modules/p/package.json", &manifest),
        ("node_modules/p/a.js", ""),
        ("node_modules/p/b.js", ""),
        ("node_modules/p/c.cjs", ""),
        ("node_modules/p/lib/x.js", ""),
        ("node_modules/p/lib/deep/x.js", ""),
        ("node_modules/p/lib/internal/x.js", ""),
    ])
}

#[test]
fn packages_are_found_in_the_folder_and_above() {
    let tree = Tree::new(&[
        ("node_modules/near/index.js", ""),
        ("src/node_modules/near/index.js", ""),
        ("node_modules/far/index.js", ""),
        ("node_modules/@scope/name/lib/a.js", ""),
        ("node_modules/@scope/name/index.js", ""),
        ("node_modules/file", "not a folder"),
    ]);
    tree.is("near", "src/node_modules/near/index.js");
    tree.is("far", "node_modules/far/index.js");
    tree.is("@scope/name", "node_modules/@scope/name/index.js");
    tree.is("@scope/name/lib/a.js", "node_modules/@scope/name/lib/a.js");
    tree.is("far/index.js?a=1#b", "node_modules/far/index.js?a=1#b");
    tree.fails(
        "gone",
        "no node_modules folder in src or above it has a package \"gone\"",
    );
    tree.fails(
        "file",
        "no node_modules folder in src or above it has a package \"file\"",
    );
    tree.fails("far/gone.js", "there is no file node_modules/far/gone.js");
    tree.fails(
        "@scope/name/lib",
        "node_modules/@scope/name/lib is a folder; name a file in it",
    );
    tree.fails(
        "far/a%2fb",
        "file://node_modules/far/a%2fb has an encoded slash in its path",
    );
}

#[test]
fn specifiers_are_checked() {
    let tree = Tree::new(&[]);
    for (specifier, reason) in [
        ("", "it is empty"),
        ("@scope", "a scope is followed by a slash and the name"),
        (
            ".hidden",
            "it starts with a dot, or holds a backslash or a percent sign",
        ),
        (
            "a\\b",
            "it starts with a dot, or holds a backslash or a percent sign",
        ),
        (
            "a%20b",
            "it starts with a dot, or holds a backslash or a percent sign",
        ),
    ] {
        tree.fails(specifier, &format!("it is no name of a package: {reason}"));
    }
    let root = Url::parse("file:///").unwrap();
    assert_eq!(
        esm_resolve("no-such-package", &root)
            .unwrap_err()
            .to_string(),
        "no node_modules folder in / or above it has a package \"no-such-package\""
    );
    let data = Url::parse("data:text/javascript,1").unwrap();
    assert!(
        esm_resolve("p", &data)
            .unwrap_err()
            .to_string()
            .ends_with("data: URLs have no node_modules folder")
    );
}

#[test]
fn packages_without_exports_have_a_main_file() {
    let main = |text: &str, file: &str| {
        Tree::new(&[
            ("node_modules/p/package.json", text),
            (&format!("node_modules/p/{file}"), ""),
        ])
    };
    main(r#"{"main":"./lib/a.js"}"#, "lib/a.js").is("p", "node_modules/p/lib/a.js");
    main(r#"{"main":"lib/a"}"#, "lib/a.js").is("p", "node_modules/p/lib/a.js");
    main(r#"{"main":"lib"}"#, "lib/index.js").is("p", "node_modules/p/lib/index.js");
    main(r#"{"main":"gone","exports":null}"#, "index.js").is("p", "node_modules/p/index.js");
    main(r#"{"main":1}"#, "index.js").is("p", "node_modules/p/index.js");
    main("{}", "other.js").fails(
        "p",
        "node_modules/p has neither \"exports\" nor a main file",
    );
    main(r#"{"main":"a.cjs"}"#, "a.cjs").fails(
        "p",
        "node_modules/p/a.cjs is CommonJS, which is not run; an ES module is needed",
    );
}

#[test]
fn exports_say_what_there_is() {
    let tree = exporting(r#""./a.js""#);
    tree.is("p", "node_modules/p/a.js");
    tree.fails(
        "p/b.js",
        "node_modules/p/package.json exports no \"./b.js\" (for the conditions workerd, worker, import, default)",
    );
    let tree = exporting(r#"{".":"./a.js","./b":"./b.js","./gone":"./gone.js","./null":null}"#);
    tree.is("p", "node_modules/p/a.js");
    tree.is("p/b", "node_modules/p/b.js");
    tree.fails("p/gone", "there is no file node_modules/p/gone.js");
    for hidden in ["p/null", "p/b.js", "p/b/", "p/"] {
        assert!(
            tree.resolve(hidden, "src/main.js")
                .unwrap_err()
                .contains(" exports no ")
        );
    }
    exporting(r#"{"./b":"./b.js"}"#).fails(
        "p",
        "node_modules/p/package.json exports no \".\" (for the conditions workerd, worker, import, default)",
    );
}

#[test]
fn conditions_are_tried_in_their_order() {
    exporting(r#"{"node":"./gone.js","import":"./a.js","worker":"./b.js"}"#)
        .is("p", "node_modules/p/a.js");
    exporting(r#"{"worker":"./b.js","import":"./a.js"}"#).is("p", "node_modules/p/b.js");
    exporting(r#"{"require":"./c.cjs","default":"./a.js"}"#).is("p", "node_modules/p/a.js");
    exporting(r#"{".":{"import":{"types":"./a.d.ts","default":"./a.js"},"default":"./b.js"}}"#)
        .is("p", "node_modules/p/a.js");
    // Undefined goes on, null does not.
    exporting(r#"{"import":{"node":"./b.js"},"default":"./a.js"}"#).is("p", "node_modules/p/a.js");
    assert!(
        exporting(r#"{"import":null,"default":"./a.js"}"#)
            .resolve("p", "a.js")
            .is_err()
    );
    exporting(r#"["http://elsewhere/",{"node":"./b.js"},"./a.js","./b.js"]"#)
        .is("p", "node_modules/p/a.js");
    exporting(r#"["../a.js"]"#).fails(
        "p",
        "node_modules/p/package.json has the target \"../a.js\", which is no path in the package",
    );
}

#[test]
fn patterns_match_the_longest_first() {
    let tree = exporting(
        r#"{"./*":"./*.js","./lib/*":"./lib/*.js","./lib/*.js":"./lib/*.js","./lib/internal/*":null,"./two/*":"./lib/*/*.js","./lib/deep/":"./b.js"}"#,
    );
    tree.is("p/a", "node_modules/p/a.js");
    tree.is("p/lib/x", "node_modules/p/lib/x.js");
    tree.is("p/lib/x.js", "node_modules/p/lib/x.js");
    tree.is("p/lib/deep/x", "node_modules/p/lib/deep/x.js");
    tree.fails(
        "p/two/deep",
        "there is no file node_modules/p/lib/deep/deep.js",
    );
    assert!(tree.resolve("p/lib/internal/x", "a.js").is_err());
    assert!(tree.resolve("p/lib/deep/", "a.js").is_err());
    for outside in [
        "p/lib/../x",
        "p/lib/node_modules/x",
        "p/lib/%2E%2e/x",
        "p/lib//x",
    ] {
        let error = tree.resolve(outside, "a.js").unwrap_err();
        assert!(
            error.ends_with("would leave the package"),
            "{outside}: {error}"
        );
    }
}

#[test]
fn wrong_packages_are_named() {
    exporting(r#"{".":"./a.js","import":"./b.js"}"#).fails(
        "p",
        "node_modules/p/package.json mixes paths and conditions in \"exports\"",
    );
    exporting(r#"{".":{"0":"./a.js"}}"#).fails(
        "p",
        "node_modules/p/package.json has the number 0 among the conditions of a target",
    );
    exporting(r#"{".":1}"#).fails(
        "p",
        "node_modules/p/package.json has a target that is neither text, object, array nor null",
    );
    for leaving in ["./../a.js", "./node_modules/q/a.js", "./lib/%2e%2E/a.js"] {
        exporting(&format!("\"{leaving}\"")).fails(
            "p",
            &format!(
                "node_modules/p/package.json has the target \"{leaving}\", which leaves the package"
            ),
        );
    }
    Tree::new(&[("node_modules/p/package.json", "{,}")]).fails(
        "p",
        "node_modules/p/package.json is not JSON: key must be a string at line 1 column 2",
    );
}

#[test]
fn a_package_imports_itself_and_what_it_calls_its_own() {
    let tree = Tree::new(&[
        (
            "package.json",
            r##"{"name":"self","exports":{".":"./src/main.js","./x":"./src/x.js"},"imports":{
                "#x":"./src/x.js","#dep":"dep","#dep/*":"dep/*.js","#env":{"node":"./gone.js","worker":"./src/x.js"},
                "#bad":"../x.js","#url":"https://example.org/","#/slash":"./src/x.js"}}"##,
        ),
        ("src/main.js", ""),
        ("src/x.js", ""),
        ("node_modules/dep/index.js", ""),
        ("node_modules/dep/y.js", ""),
        ("src/inner/package.json", "{}"),
    ]);
    tree.is("self", "src/main.js");
    tree.is("self/x", "src/x.js");
    assert!(
        tree.resolve("self/y", "src/main.js")
            .unwrap_err()
            .contains(" exports no \"./y\"")
    );
    for specifier in ["#x", "#env", "#/slash"] {
        tree.is(specifier, "src/x.js");
    }
    tree.is("#dep", "node_modules/dep/index.js");
    tree.is("#dep/y", "node_modules/dep/y.js");
    tree.fails("#", "a name follows the #");
    tree.fails("#gone", "package.json has no such entry in \"imports\"");
    tree.fails(
        "#bad",
        "package.json has the target \"../x.js\", which is no path in the package",
    );
    tree.fails(
        "#url",
        "package.json has the target \"https://example.org/\", which is no path in the package",
    );
    // The nearest package.json is the one that counts, and a package in node_modules is not part of the application.
    assert_eq!(
        tree.resolve("#x", "src/inner/a.js").unwrap_err(),
        "src/inner/package.json has no such entry in \"imports\""
    );
    assert!(tree.resolve("#x", "node_modules/dep/y.js").is_err());
}

/// As pnpm lays packages out: links to a store, whose packages have their own neighbours.
#[cfg(unix)]
#[test]
fn links_are_followed() {
    let tree = Tree::new(&[
        ("store/p/node_modules/p/index.js", ""),
        ("store/p/node_modules/q/index.js", ""),
        ("node_modules/r/index.js", ""),
    ]);
    let root = tree.0.path();
    std::os::unix::fs::symlink(
        root.join("store/p/node_modules/p"),
        root.join("node_modules/p"),
    )
    .unwrap();
    tree.is("p", "store/p/node_modules/p/index.js");
    assert_eq!(
        tree.resolve("q", "store/p/node_modules/p/index.js")
            .as_deref(),
        Ok("store/p/node_modules/q/index.js")
    );
}
