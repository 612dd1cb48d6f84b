//! WebIDL text to a checked model: lexer, parser, resolver, checks, and the standard's algorithms that need no engine.
//!
//! No V8 and no `proc_macro` here: this crate knows what IDL means, not what becomes of it.
//!
//! ```text
//! text --parse--> ast --resolve--> Model (names, partials, mixins, overloads) --check--> Model --print--> text
//! ```
//!
//! ```
//! let files = [
//!     ("stream.idl", "[Exposed=*] interface Stream { constructor(optional Options options = {}); };"),
//!     ("options.idl", "dictionary Options { [EnforceRange] Size size = 1; }; typedef unsigned long Size;"),
//! ];
//! let model = nano_idl::resolve(&files).unwrap();
//! let constructor = model.interface("Stream").unwrap().constructor.as_ref().unwrap();
//! assert_eq!(constructor.length(), 0);
//! let size = &model.dictionary("Options").unwrap().members[0].field;
//! assert_eq!(model.position(size.name.span).to_string(), "options.idl:1:42");
//! assert_eq!(model.expand(&size.ty).kind, nano_idl::TypeKind::UnsignedLong);
//! assert!(model.expand(&size.ty).annotations.enforce_range);
//!
//! let errors = nano_idl::resolve(&[("a.idl", "typedef DOMSting Name;")]).unwrap_err();
//! assert_eq!(
//!     errors.to_string(),
//!     "\
//! error: there is no type `DOMSting`
//!  --> a.idl:1:9
//!   |
//! 1 | typedef DOMSting Name;
//!   |         ^^^^^^^^
//! help: did you mean `DOMString`?
//! "
//! );
//! ```
//!
//! Entry points: [`resolve`] for files that belong together, [`parse`] for the syntax of one, [`load_dir`] to read them,
//! [`print()`] to write a model, [`typescript()`] to declare it, [`mod@reference`] to read it up. The standard's algorithms
//! are methods of [`Model`], [`Operation`] and [`Interface`].
//!
//! Every name must be defined: a member whose type an implementation lacks is left out of its IDL. That goes for what
//! the WebIDL standard itself defines as typedefs and interfaces (`BufferSource`, `DOMException`) too; no name is built in
//! except the types of the grammar.

mod algorithms;
pub mod ast;
mod check;
pub mod diagnostic;
mod lexer;
pub mod links;
mod load;
pub mod model;
mod parser;
mod print;
pub mod reference;
mod resolve;
pub mod source;
mod suggest;
pub mod types;
mod typescript;

pub use algorithms::{DictionaryLevel, Optionality, OverloadItem};
pub use ast::{Argument, Ast, Common, ExtAttr, ExtAttrValue, ExtAttrs, Ident, Literal, Special};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use load::load_dir;
pub use model::*;
pub use parser::parse;
pub use print::print;
pub use resolve::resolve;
pub use source::{FileId, Position, SourceMap, Span};
pub use types::{Annotations, BufferKind, Type, TypeKind};
pub use typescript::{Refinements, typescript};
