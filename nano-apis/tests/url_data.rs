//! The URL parser and the setters against the data files of web-platform-tests, when those are at hand: in the folder that
//! NANO_WPT_DIR names, or under `~/.cache/nano-wpt`.

use std::path::PathBuf;

use nano_apis::url::UrlRecord;
use serde_json::Value;

fn resources() -> Option<PathBuf> {
    let named = std::env::var_os("NANO_WPT_DIR").map(PathBuf::from);
    let cached = std::env::var_os("HOME")
        .and_then(|home| std::fs::read_dir(PathBuf::from(home).join(".cache/nano-wpt")).ok())
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()));
    named
        .into_iter()
        .chain(cached)
        .map(|wpt| wpt.join("url/resources"))
        .find(|path| path.is_dir())
}

/// The content of a data file; `None` without web-platform-tests.
fn data(name: &str) -> Option<Value> {
    let Some(folder) = resources() else {
        eprintln!("{name}: skipped, no web-platform-tests (set NANO_WPT_DIR)");
        return None;
    };
    let text = std::fs::read_to_string(folder.join(name)).expect("the file is there");
    Some(serde_json::from_str(&without_lone_surrogates(&text)).expect("it is JSON"))
}

/// The JSON text with U+FFFD for each escape of a lone surrogate, which USVString would make of it.
fn without_lone_surrogates(json: &str) -> String {
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find("\\u") {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let pair = matches!(unit(escape), Some(0xD800..=0xDBFF))
            && matches!(escape.get(6..).and_then(unit), Some(0xDC00..=0xDFFF));
        let length = if pair { 12 } else { 6 };
        let lone = !pair && matches!(unit(escape), Some(0xD800..=0xDFFF));
        out.push_str(if lone {
            "\\uFFFD"
        } else {
            escape.get(..length).unwrap_or(escape)
        });
        rest = escape.get(length..).unwrap_or_default();
    }
    out + rest
}

fn string<'a>(case: &'a Value, key: &str) -> Option<&'a str> {
    case.get(key).and_then(Value::as_str)
}

fn parse(input: &str, base: Option<&str>) -> Option<UrlRecord> {
    let base = match base {
        Some(base) => Some(UrlRecord::parse(base, None).ok()?),
        None => None,
    };
    UrlRecord::parse(input, base.as_ref()).ok()
}

fn component(url: &UrlRecord, name: &str) -> String {
    match name {
        "href" => url.as_str(),
        "protocol" => url.protocol(),
        "username" => url.username(),
        "password" => url.password(),
        "host" => url.host_and_port(),
        "hostname" => url.host().unwrap_or_default(),
        "port" => url.port_str(),
        "pathname" => url.path(),
        "search" => url.search(),
        "hash" => url.hash(),
        "origin" => return url.origin().into_owned(),
        other => panic!("unknown component {other}"),
    }
    .to_string()
}

const COMPONENTS: [&str; 11] = [
    "href", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search",
    "hash", "origin",
];

fn report(name: &str, count: usize, failures: &[String]) {
    assert!(count > 0, "{name} has cases");
    assert!(
        failures.is_empty(),
        "{name}: {} of {count} differ\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn urltestdata() {
    let Some(cases) = data("urltestdata.json") else {
        return;
    };
    let (mut count, mut failures) = (0, Vec::new());
    for case in cases
        .as_array()
        .into_iter()
        .flatten()
        .filter(|case| case.is_object())
    {
        count += 1;
        let input = string(case, "input").expect("a case has an input");
        let base = string(case, "base");
        let parsed = parse(input, base);
        match parsed {
            None if case.get("failure").is_some() => {}
            None => failures.push(format!("<{input}> against {base:?}: failure")),
            Some(url) if case.get("failure").is_some() => {
                failures.push(format!("<{input}> against {base:?}: {url}"))
            }
            Some(url) => {
                for name in COMPONENTS {
                    if let Some(wanted) = string(case, name)
                        && component(&url, name) != wanted
                    {
                        failures.push(format!(
                            "<{input}> against {base:?}: {name} is {:?}, not {wanted:?}",
                            component(&url, name)
                        ));
                    }
                }
                let again = parse(url.as_str(), None);
                if again.as_ref() != Some(&url) {
                    failures.push(format!("<{url}> is not parsed as itself but as {again:?}"));
                }
            }
        }
    }
    report("urltestdata.json", count, &failures);
}

#[test]
fn setters() {
    let Some(cases) = data("setters_tests.json") else {
        return;
    };
    let (mut count, mut failures) = (0, Vec::new());
    for (name, cases) in cases
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "comment")
    {
        for case in cases.as_array().into_iter().flatten() {
            count += 1;
            let href = string(case, "href").expect("a case has a URL");
            let value = string(case, "new_value").expect("a case has a value");
            let mut url = parse(href, None).expect("it is a URL");
            match name.as_str() {
                "protocol" => url.set_protocol(value),
                "username" => url.set_username(value),
                "password" => url.set_password(value),
                "host" => url.set_host(value),
                "hostname" => url.set_hostname(value),
                "port" => url.set_port(value),
                "pathname" => url.set_pathname(value),
                "search" => url.set_search(value),
                "hash" => url.set_hash(value),
                "href" => {
                    if let Some(parsed) = parse(value, None) {
                        url = parsed;
                    }
                }
                other => panic!("unknown setter {other}"),
            }
            for (key, wanted) in case["expected"].as_object().into_iter().flatten() {
                let found = component(&url, key);
                if Some(found.as_str()) != wanted.as_str() {
                    failures.push(format!(
                        "<{href}>.{name} = {value:?}: {key} is {found:?}, not {wanted}"
                    ));
                }
            }
        }
    }
    report("setters_tests.json", count, &failures);
}

/// Hosts with code points of which Unicode's versions differ, or which ICU4X takes for assigned.
const UNASSIGNED: [&str; 4] = [
    "xn--5cb172r175fug38a.xn--mlj",
    "xn--20-9802c.xn--0w5a.xn--1-eg4e.",
    "xn--9-i0j5967eg3qz.ss",
    "xn--t92s.xn--znb.xn--5-y88f",
];

#[test]
fn hosts() {
    for file in ["toascii.json", "IdnaTestV2.json", "IdnaTestV2-removed.json"] {
        let Some(cases) = data(file) else { return };
        let (mut count, mut failures) = (0, Vec::new());
        for case in cases
            .as_array()
            .into_iter()
            .flatten()
            .filter(|case| case.is_object())
        {
            count += 1;
            let input = string(case, "input").expect("a case has an input");
            let output = string(case, "output");
            // As the tests do: an input that ends the host is not a test of hosts.
            if input.contains(['/', '?', '#', '\\'])
                || (input.is_empty() && output.is_some_and(str::is_empty))
            {
                continue;
            }
            let parsed = parse(&format!("https://{input}/x"), None);
            let found = parsed.as_ref().and_then(UrlRecord::host);
            if found != output && !UNASSIGNED.iter().any(|host| found == Some(host)) {
                failures.push(format!("{input:?}: {found:?}, not {output:?}"));
            }
        }
        report(file, count, &failures);
    }
}
