//! The `{{…}}` templates of `.sub.` files, as WPT's server would fill them in.
//!
//! <https://web-platform-tests.org/writing-tests/server-pipes.html#sub>

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, bail};
use regex::{Captures, Regex};

/// The host name that WPT's server answers to.
pub const HOST: &str = "web-platform.test";
/// The host name of its second site.
const ALTERNATE_HOST: &str = "not-web-platform.test";
/// The port of plain HTTP, whose tests are the ones without `.https.` in their name.
pub const HTTP_PORT: u16 = 8000;
/// The port of HTTPS.
pub const HTTPS_PORT: u16 = 8443;
/// The ports of WPT's server for each scheme it serves.
const PORTS: [(&str, &[u16]); 5] = [
    ("http", &[HTTP_PORT, 8001]),
    ("https", &[HTTPS_PORT, 8444]),
    ("ws", &[8002]),
    ("wss", &[8003]),
    ("h2", &[9000]),
];

static TEMPLATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{(\w+)((?:\[[^\]{}]*\])*)(\(\))?\}\}").expect("a constant"));
static INDEX: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\[([^\]]*)\]").expect("a constant"));

/// The scheme a test's page is served over, which its file name tells.
pub fn scheme(path: &str) -> &'static str {
    if path.contains(".https.") {
        "https"
    } else {
        "http"
    }
}

/// The origin a test's page is served from.
pub fn origin(path: &str) -> String {
    let scheme = scheme(path);
    format!("{scheme}://{HOST}:{}", port_of(scheme))
}

/// Whether the server substitutes templates in a file of this path.
pub fn applies(path: &str) -> bool {
    path.rsplit('/').next().unwrap_or(path).contains(".sub.")
}

/// Fills in every template of `text`, which is served for the script `path` with the query `query` (without `?`).
///
/// # Errors
/// A template that WPT's server does not know either, or an index out of its range.
pub fn substitute(text: &str, path: &str, query: &str) -> Result<String> {
    let mut failed = None;
    let filled = TEMPLATE.replace_all(text, |found: &Captures<'_>| {
        let name = &found[1];
        let index: Vec<&str> = INDEX
            .captures_iter(&found[2])
            .filter_map(|index| index.get(1).map(|index| index.as_str()))
            .collect();
        value(name, &index, path, query).unwrap_or_else(|| {
            failed.get_or_insert_with(|| found[0].to_owned());
            String::new()
        })
    });
    if let Some(template) = failed {
        bail!("{path}: cannot substitute {template}");
    }
    Ok(filled.into_owned())
}

fn value(name: &str, index: &[&str], path: &str, query: &str) -> Option<String> {
    match (name, index) {
        ("host", []) => Some(HOST.to_owned()),
        ("domains", [subdomain]) => domain("", subdomain),
        ("hosts", [site, subdomain]) => domain(site, subdomain),
        ("ports", [scheme, position]) => port(scheme, position),
        ("location", [part]) => location(part, path, query),
        ("GET", [key]) => query_value(query, key),
        ("uuid", []) => Some(uuid()),
        _ => None,
    }
}

fn domain(site: &str, subdomain: &str) -> Option<String> {
    let host = match site {
        "" => HOST,
        "alt" => ALTERNATE_HOST,
        _ => return None,
    };
    match subdomain {
        "" => Some(host.to_owned()),
        "www" | "www1" | "www2" => Some(format!("{subdomain}.{host}")),
        "天気の良い日" => Some(format!("xn--n8j6ds53lwwkrqhv28a.{host}")),
        "élève" => Some(format!("xn--lve-6lad.{host}")),
        _ => None,
    }
}

fn port(scheme: &str, position: &str) -> Option<String> {
    let (_, ports) = PORTS.iter().find(|(name, _)| *name == scheme)?;
    ports
        .get(position.parse::<usize>().ok()?)
        .map(u16::to_string)
}

fn port_of(scheme: &str) -> u16 {
    if scheme == "https" {
        HTTPS_PORT
    } else {
        HTTP_PORT
    }
}

fn location(part: &str, path: &str, query: &str) -> Option<String> {
    let scheme = scheme(path);
    let port = port_of(scheme);
    let value = match part {
        "server" => format!("{scheme}://{HOST}:{port}"),
        "scheme" => scheme.to_owned(),
        "host" => format!("{HOST}:{port}"),
        "hostname" => HOST.to_owned(),
        "port" => port.to_string(),
        "path" | "pathname" => format!("/{path}"),
        "query" => format!("?{query}"),
        _ => return None,
    };
    Some(value)
}

fn query_value(query: &str, key: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.into_owned())
}

/// An identifier of the UUID shape that no other call of this process returns; tests only need it to be unique.
fn uuid() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let serial = NEXT.fetch_add(1, Ordering::Relaxed);
    let process = std::process::id();
    format!(
        "{process:08x}-0000-4000-8000-{:012x}",
        serial & 0xffff_ffff_ffff
    )
}
