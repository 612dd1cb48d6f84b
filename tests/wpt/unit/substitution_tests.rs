//! Tests of `substitution`.

use crate::substitution::{applies, origin, substitute};

fn filled(text: &str) -> String {
    substitute(text, "common/a.sub.js", "pipe=sub&key=a%20b").expect("known templates")
}

#[test]
fn hosts_and_ports_are_those_of_wptserve() {
    for (template, expected) in [
        ("{{host}}", "web-platform.test"),
        ("{{domains[www1]}}", "www1.web-platform.test"),
        ("{{domains[]}}", "web-platform.test"),
        ("{{domains[élève]}}", "xn--lve-6lad.web-platform.test"),
        ("{{hosts[][www]}}", "www.web-platform.test"),
        ("{{hosts[alt][]}}", "not-web-platform.test"),
        ("{{hosts[alt][www2]}}", "www2.not-web-platform.test"),
        ("{{ports[http][0]}}", "8000"),
        ("{{ports[http][1]}}", "8001"),
        ("{{ports[https][0]}}", "8443"),
        ("{{ports[wss][0]}}", "8003"),
    ] {
        assert_eq!(filled(template), expected, "{template}");
    }
}

#[test]
fn the_requests_own_parts() {
    assert_eq!(
        filled("{{location[server]}}"),
        "http://web-platform.test:8000"
    );
    assert_eq!(filled("{{location[path]}}"), "/common/a.sub.js");
    assert_eq!(filled("{{location[query]}}"), "?pipe=sub&key=a%20b");
    assert_eq!(filled("{{GET[key]}}"), "a b");
}

#[test]
fn text_around_templates_stays() {
    assert_eq!(
        filled("const a = '{{host}}:{{ports[ws][0]}}'; const b = {a: {b: 1}};"),
        "const a = 'web-platform.test:8002'; const b = {a: {b: 1}};"
    );
}

#[test]
fn identifiers_differ() {
    let (first, second) = (filled("{{uuid()}}"), filled("{{uuid()}}"));
    assert_ne!(first, second);
    assert_eq!(first.len(), 36);
}

#[test]
fn what_the_server_cannot_fill_in_is_an_error_that_names_it() {
    for template in [
        "{{nothing}}",
        "{{ports[http][9]}}",
        "{{ports[ftp][0]}}",
        "{{hosts[other][]}}",
        "{{GET[absent]}}",
    ] {
        let error = substitute(template, "a.sub.js", "").expect_err(template);
        assert!(error.to_string().contains(template), "{error}");
    }
}

#[test]
fn the_file_name_decides() {
    assert!(applies("common/get-host-info.sub.js"));
    assert!(applies("a/b.https.sub.any.js"));
    assert!(!applies("a.sub.folder/b.js"));
    assert_eq!(origin("a/b.https.any.js"), "https://web-platform.test:8443");
    assert_eq!(origin("a/b.any.js"), "http://web-platform.test:8000");
}
