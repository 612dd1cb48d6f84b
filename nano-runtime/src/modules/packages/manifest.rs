//! `package.json`: what of it the resolution reads.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Result, other};

/// A `package.json`.
#[derive(Debug)]
pub(super) struct Manifest(Json);

/// The path of a package's `package.json`.
pub(super) fn path(package: &Path) -> PathBuf {
    package.join("package.json")
}

impl Manifest {
    /// *READ_PACKAGE_JSON*: `None` if there is none.
    pub(super) fn read(package: &Path) -> Result<Option<Self>> {
        let path = path(package);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            // A folder of that name is none either.
            Err(_) if !path.is_file() => return Ok(None),
            Err(error) => return other(format!("cannot read {}: {error}", path.display())),
        };
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        match serde_json::from_slice(bytes) {
            Ok(json) => Ok(Some(Self(json))),
            Err(error) => other(format!("{} is not JSON: {error}", path.display())),
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.text("name")
    }

    pub(super) fn main(&self) -> Option<&str> {
        self.text("main")
    }

    /// `exports`, if it is not null.
    pub(super) fn exports(&self) -> Option<&Json> {
        self.0
            .get("exports")
            .filter(|exports| !matches!(exports, Json::Null))
    }

    /// `imports`, if it is an object.
    pub(super) fn imports(&self) -> Option<&Json> {
        self.0
            .get("imports")
            .filter(|imports| matches!(imports, Json::Object(_)))
    }

    fn text(&self, key: &str) -> Option<&str> {
        match self.0.get(key) {
            Some(Json::String(text)) => Some(text),
            _ => None,
        }
    }
}

/// JSON whose objects keep their order, in which conditions are tried.
#[derive(Debug)]
pub(super) enum Json {
    Null,
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
    /// A number or a boolean.
    Other,
}

impl Json {
    /// A member of an object. Of two of the same name it is the last, as for `JSON.parse`.
    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        let found = self.members().iter().rev().find(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    /// The members of an object; of anything else, none.
    pub(super) fn members(&self) -> &[(String, Json)] {
        match self {
            Json::Object(members) => members,
            _ => &[],
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> std::result::Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_i64<E>(self, _: i64) -> std::result::Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_u64<E>(self, _: u64) -> std::result::Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_f64<E>(self, _: f64) -> std::result::Result<Json, E> {
        Ok(Json::Other)
    }

    fn visit_str<E>(self, text: &str) -> std::result::Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> std::result::Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> std::result::Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Json::Object(members))
    }
}
