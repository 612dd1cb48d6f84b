//! Types, literals, arguments and extended attributes as IDL text.

use crate::ast::{Argument, ExtAttr, ExtAttrValue, ExtAttrs, Ident, Literal};
use crate::parser::is_keyword;
use crate::types::{Type, TypeKind};
use std::fmt;

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.ext_attrs.0.is_empty() {
            write!(f, "{} ", ext_attr_list(&self.ext_attrs))?;
        }
        write!(f, "{}", self.kind)
    }
}

impl fmt::Display for TypeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Undefined => f.write_str("undefined"),
            Self::Boolean => f.write_str("boolean"),
            Self::Byte => f.write_str("byte"),
            Self::Octet => f.write_str("octet"),
            Self::Short => f.write_str("short"),
            Self::UnsignedShort => f.write_str("unsigned short"),
            Self::Long => f.write_str("long"),
            Self::UnsignedLong => f.write_str("unsigned long"),
            Self::LongLong => f.write_str("long long"),
            Self::UnsignedLongLong => f.write_str("unsigned long long"),
            Self::Float => f.write_str("float"),
            Self::UnrestrictedFloat => f.write_str("unrestricted float"),
            Self::Double => f.write_str("double"),
            Self::UnrestrictedDouble => f.write_str("unrestricted double"),
            Self::BigInt => f.write_str("bigint"),
            Self::DomString => f.write_str("DOMString"),
            Self::ByteString => f.write_str("ByteString"),
            Self::UsvString => f.write_str("USVString"),
            Self::Object => f.write_str("object"),
            Self::Symbol => f.write_str("symbol"),
            Self::Buffer(kind) => f.write_str(kind.name()),
            Self::Sequence(inner) => write!(f, "sequence<{inner}>"),
            Self::AsyncSequence(inner) => write!(f, "async_sequence<{inner}>"),
            Self::FrozenArray(inner) => write!(f, "FrozenArray<{inner}>"),
            Self::ObservableArray(inner) => write!(f, "ObservableArray<{inner}>"),
            Self::Promise(inner) => write!(f, "Promise<{inner}>"),
            Self::Record(key, value) => write!(f, "record<{key}, {value}>"),
            Self::Union(members) => {
                f.write_str("(")?;
                for (index, member) in members.iter().enumerate() {
                    let or = if index > 0 { " or " } else { "" };
                    write!(f, "{or}{member}")?;
                }
                f.write_str(")")
            }
            Self::Nullable(inner) => write!(f, "{inner}?"),
            Self::Interface(name)
            | Self::Dictionary(name)
            | Self::Enum(name)
            | Self::Callback(name)
            | Self::CallbackInterface(name)
            | Self::Typedef(name)
            | Self::Unresolved(name) => f.write_str(&escaped(name)),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&literal(self))
    }
}

/// A name, with the `_` that tells it from a keyword.
pub(super) fn name(name: &Ident) -> String {
    escaped(&name.name)
}

/// A name, with the `_` that tells it from a keyword.
fn escaped(name: &str) -> String {
    let escape = if is_keyword(name) { "_" } else { "" };
    format!("{escape}{name}")
}

/// A literal.
pub(super) fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Undefined => "undefined".to_owned(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Float(value) => decimal(value.0),
        Literal::String(value) => format!("\"{value}\""),
        Literal::EmptySequence => "[]".to_owned(),
        Literal::EmptyDictionary => "{}".to_owned(),
    }
}

/// A number with a fraction or an exponent, so that it reads as a decimal again.
fn decimal(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        let sign = if value < 0.0 { "-" } else { "" };
        format!("{sign}Infinity")
    } else {
        format!("{value:?}")
    }
}

/// `(a, b)`. Arguments with comments stand on lines of their own, below them.
pub(super) fn argument_list(indent: &str, arguments: &[Argument]) -> String {
    let mut out = String::from("(");
    for (index, argument) in arguments.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        match &argument.common.doc {
            None if index > 0 => out.push(' '),
            None => {}
            Some(doc) => {
                for line in doc.split('\n') {
                    let space = if line.is_empty() { "" } else { " " };
                    out.push_str(&format!("\n{indent}  //{space}{line}"));
                }
                out.push_str(&format!("\n{indent}  "));
            }
        }
        out.push_str(&argument_text(argument));
    }
    out.push(')');
    out
}

fn argument_text(argument: &Argument) -> String {
    let mut out = String::new();
    if !argument.common.ext_attrs.0.is_empty() {
        out.push_str(&ext_attr_list(&argument.common.ext_attrs));
        out.push(' ');
    }
    if argument.optional {
        out.push_str("optional ");
    }
    out.push_str(&argument.ty.to_string());
    if argument.variadic {
        out.push_str("...");
    }
    out.push(' ');
    out.push_str(&name(&argument.name));
    if let Some(default) = &argument.default {
        out.push_str(&format!(" = {}", literal(default)));
    }
    out
}

/// `[A, B]`
pub(super) fn ext_attr_list(ext_attrs: &ExtAttrs) -> String {
    let attributes: Vec<String> = ext_attrs.iter().map(ext_attr).collect();
    format!("[{}]", attributes.join(", "))
}

fn ext_attr(attribute: &ExtAttr) -> String {
    let name = &attribute.name;
    match &attribute.value {
        ExtAttrValue::None => name.to_string(),
        ExtAttrValue::Arguments(arguments) => format!("{name}{}", argument_list("", arguments)),
        value => format!("{name}={}", ext_attr_value(value)),
    }
}

fn ext_attr_value(value: &ExtAttrValue) -> String {
    match value {
        ExtAttrValue::None => String::new(),
        ExtAttrValue::Ident(name) => name.to_string(),
        ExtAttrValue::String(text) => format!("\"{text}\""),
        ExtAttrValue::Integer(value) => value.to_string(),
        ExtAttrValue::Decimal(value) => decimal(*value),
        ExtAttrValue::Wildcard => "*".to_owned(),
        ExtAttrValue::List(items) => {
            let items: Vec<String> = items.iter().map(ext_attr_value).collect();
            format!("({})", items.join(", "))
        }
        ExtAttrValue::Arguments(arguments) => argument_list("", arguments),
        ExtAttrValue::NamedArguments(name, arguments) => {
            format!("{name}{}", argument_list("", arguments))
        }
    }
}
