//! The methods that `iterable`, `async_iterable`, `maplike` and `setlike` bring.

use crate::model::{Collection, CollectionKind, Interface};

use super::Generator;
use super::line::{Doc, Line, Shape, parameter_names};
use super::types::Use;

impl Generator<'_> {
    /// What `iterable` and its siblings bring.
    pub(super) fn collection(
        &self,
        interface: &Interface,
        found: &Collection,
        lines: &mut Vec<Line>,
    ) {
        let name = &interface.name.name;
        let this = format!("{name}{}", parameter_names(self.parameters(name)));
        let mut methods: Vec<(&str, String)> = Vec::new();
        let mut size = false;
        match &found.kind {
            CollectionKind::Iterable { key, value } => {
                let key = key.as_ref().map(|key| self.ty(key, Use::Got));
                let has_key = key.is_some();
                let key = key.unwrap_or_else(|| "number".to_owned());
                let value = self.ty(value, Use::Got);
                iterators(&key, &value, has_key, &mut methods);
                methods.push(("forEach", for_each(&key, &value, &this)));
            }
            CollectionKind::AsyncIterable {
                key,
                value,
                arguments,
            } => {
                let value = self.ty(value, Use::Got);
                let arguments = self.arguments(arguments, Use::Passed);
                let iterator = |item: &str| {
                    format!("{arguments}: AsyncIteratorObject<{item}, BuiltinIteratorReturn>")
                };
                let mut each = iterator(&value);
                if let Some(key) = key {
                    let key = self.ty(key, Use::Got);
                    each = iterator(&format!("[{key}, {value}]"));
                    methods.push(("entries", each.clone()));
                    methods.push(("keys", iterator(&key)));
                }
                methods.push(("values", iterator(&value)));
                methods.push(("[Symbol.asyncIterator]", each));
            }
            CollectionKind::Maplike {
                readonly,
                key,
                value,
            } => {
                size = true;
                let (key, value) = (self.ty(key, Use::Both), self.ty(value, Use::Both));
                iterators(&key, &value, true, &mut methods);
                methods.push(("forEach", for_each(&key, &value, &this)));
                methods.push(("get", format!("(key: {key}): {value} | undefined")));
                methods.push(("has", format!("(key: {key}): boolean")));
                if !readonly {
                    methods.push(("set", format!("(key: {key}, value: {value}): this")));
                    methods.push(("delete", format!("(key: {key}): boolean")));
                    methods.push(("clear", "(): void".to_owned()));
                }
            }
            CollectionKind::Setlike { readonly, value } => {
                size = true;
                let value = self.ty(value, Use::Both);
                iterators(&value, &value, false, &mut methods);
                methods.push(("forEach", for_each(&value, &value, &this)));
                methods.push(("has", format!("(value: {value}): boolean")));
                if !readonly {
                    methods.push(("add", format!("(value: {value}): this")));
                    methods.push(("delete", format!("(value: {value}): boolean")));
                    methods.push(("clear", "(): void".to_owned()));
                }
            }
        }
        let mut bodies: Vec<(&str, Shape)> = methods
            .into_iter()
            .map(|(name, rest)| (name, Shape::Method(rest)))
            .collect();
        if size {
            let shape = Shape::Property {
                readonly: true,
                optional: false,
                ty: "number".to_owned(),
            };
            bodies.insert(0, ("size", shape));
        }
        for (name, shape) in bodies {
            // The interface's own method stands in for the one that comes with the declaration.
            if !lines.iter().any(|line| line.name == name) {
                lines.extend(
                    self.line(interface, &found.info, name, shape)
                        .map(|line| Line {
                            doc: Doc::default(),
                            ..line
                        }),
                );
            }
        }
    }
}

/// The methods of what is iterated; by default over pairs where there is a key.
fn iterators(key: &str, value: &str, pairs: bool, methods: &mut Vec<(&str, String)>) {
    let iterator = |item: &str| format!("(): IteratorObject<{item}, BuiltinIteratorReturn>");
    let entry = format!("[{key}, {value}]");
    methods.push(("entries", iterator(&entry)));
    methods.push(("keys", iterator(key)));
    methods.push(("values", iterator(value)));
    let each = if pairs { &entry } else { value };
    methods.push(("[Symbol.iterator]", iterator(each)));
}

fn for_each(key: &str, value: &str, this: &str) -> String {
    format!("(callback: (value: {value}, key: {key}, parent: {this}) => void, thisArg?: any): void")
}
