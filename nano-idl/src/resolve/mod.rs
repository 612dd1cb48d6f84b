//! Syntax of many files to one model: names, inheritance, partials, mixins, overloads.
//!
//! What is wrong here is a name that means nothing or the wrong thing. Whether definitions that are well named are
//! also valid is left to `check/`, which runs on the same model, errors or not: a reference that could not be resolved
//! stays [`TypeKind::Unresolved`], and nothing is concluded from it.

mod inherit;
mod interfaces;
mod names;
mod typedefs;
mod visit;

use crate::ast::{Argument, Definition, DefinitionKind, DictionaryField, Ident, Member};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::{
    Callback, Dictionary, DictionaryMember, Enum, InterfaceKind, Model, Part, PartKind, Typedef,
};
use crate::source::SourceMap;
use crate::types::Annotations;
use names::{Kind, Names};
use std::collections::BTreeMap;

/// Parses and resolves files, given as pairs of path and text, and checks the model.
///
/// # Errors
/// All errors of all files, if there are any; warnings alone are in [`Model::warnings`].
pub fn resolve<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Result<Model, Diagnostics> {
    let mut sources = SourceMap::new();
    let mut errors = Vec::new();
    let mut definitions = Vec::new();
    for (path, text) in files {
        let id = sources.add(path.as_ref(), text.as_ref());
        let (ast, parse_errors) = crate::parser::parse(id, text.as_ref());
        errors.extend(parse_errors);
        definitions.extend(ast.definitions);
    }
    let mut resolver = Resolver {
        errors,
        ..Resolver::default()
    };
    resolver.run(definitions);
    let Resolver { model, errors, .. } = resolver;
    let mut list = errors;
    list.extend(crate::check::check(&model));
    list.sort_by(|a, b| {
        let key = |error: &Diagnostic| error.span.place();
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    list.dedup_by(|a, b| a.span.place() == b.span.place() && a.message == b.message);
    if list.iter().all(|it| it.severity == Severity::Warning) {
        return Ok(Model {
            sources,
            warnings: list,
            ..model
        });
    }
    Err(Diagnostics { sources, list })
}

/// A definition with members, and what is merged into it.
struct Pieces<T> {
    /// The definition first, then its partials.
    parts: Vec<(Part, Vec<T>)>,
    inherits: Option<Ident>,
}

/// The pieces of all definitions of one kind, by name.
type PiecesByName<T> = BTreeMap<String, Pieces<T>>;

/// The state of resolving.
#[derive(Default)]
struct Resolver {
    errors: Vec<Diagnostic>,
    model: Model,
    names: Names,
}

impl Resolver {
    /// Fills the model.
    fn run(&mut self, mut definitions: Vec<Definition>) {
        for definition in &definitions {
            self.names.declare(definition, &mut self.errors);
        }
        for definition in &mut definitions {
            visit::types(definition, &mut |ty| {
                self.names.resolve(ty, &mut self.errors);
            });
            visit::arguments(definition, &mut annotate_argument);
        }

        let mut interfaces = PiecesByName::new();
        let mut mixins = PiecesByName::new();
        let mut namespaces = PiecesByName::new();
        let mut callback_interfaces = PiecesByName::new();
        let mut dictionaries = PiecesByName::new();
        let mut includes = Vec::new();
        // Definitions come before partials, wherever they stand.
        definitions.sort_by_key(|definition| is_partial(&definition.kind));
        for definition in definitions {
            let Definition { common, kind } = definition;
            let partial = is_partial(&kind);
            let name = kind.name().clone();
            if !matches!(kind, DefinitionKind::Includes { .. })
                && !partial
                && !self.names.is_first(&name)
            {
                // A second definition of the name: reported, and not merged.
                continue;
            }
            let part = Part {
                common: common.clone(),
                name: name.clone(),
                kind: if partial {
                    PartKind::Partial
                } else {
                    PartKind::Definition
                },
            };
            match kind {
                DefinitionKind::Interface {
                    inherits, members, ..
                } => self.add(&mut interfaces, Kind::Interface, part, inherits, members),
                DefinitionKind::Mixin { members, .. } => {
                    self.add(&mut mixins, Kind::Mixin, part, None, members);
                }
                DefinitionKind::Namespace { members, .. } => {
                    self.add(&mut namespaces, Kind::Namespace, part, None, members);
                }
                DefinitionKind::CallbackInterface { members, .. } => {
                    let kind = Kind::CallbackInterface;
                    self.add(&mut callback_interfaces, kind, part, None, members);
                }
                DefinitionKind::Dictionary {
                    inherits, members, ..
                } => self.add(&mut dictionaries, Kind::Dictionary, part, inherits, members),
                DefinitionKind::Enum { name, values } => {
                    let key = name.name.clone();
                    let definition = Enum {
                        common,
                        name,
                        values,
                    };
                    self.model.enums.insert(key, definition);
                }
                DefinitionKind::Typedef { name, ty } => {
                    let key = name.name.clone();
                    let definition = Typedef { common, name, ty };
                    self.model.typedefs.insert(key, definition);
                }
                DefinitionKind::Callback {
                    name,
                    constructor,
                    return_type,
                    arguments,
                } => {
                    let key = name.name.clone();
                    let definition = Callback {
                        common,
                        name,
                        constructor,
                        return_type,
                        arguments,
                    };
                    self.model.callbacks.insert(key, definition);
                }
                DefinitionKind::Includes { target, mixin } => includes.push((target, mixin)),
            }
        }

        typedefs::break_cycles(&mut self.model.typedefs, &mut self.errors);
        inherit::check(&mut interfaces, "interface", &mut self.errors);
        inherit::check(&mut dictionaries, "dictionary", &mut self.errors);
        let includes = self.includes(includes);
        self.dictionaries(dictionaries);
        self.interfaces(interfaces, InterfaceKind::Interface, &mixins, &includes);
        self.interfaces(namespaces, InterfaceKind::Namespace, &mixins, &includes);
        let kind = InterfaceKind::CallbackInterface;
        self.interfaces(callback_interfaces, kind, &mixins, &includes);
        let none = PiecesByName::new();
        self.interfaces(mixins, InterfaceKind::Mixin, &none, &BTreeMap::new());
    }

    /// Adds a definition or a partial to those of its kind.
    fn add<T>(
        &mut self,
        all: &mut PiecesByName<T>,
        kind: Kind,
        part: Part,
        inherits: Option<Ident>,
        members: Vec<T>,
    ) {
        let name = part.name.clone();
        if part.kind == PartKind::Definition {
            let parts = vec![(part, members)];
            all.insert(name.name, Pieces { parts, inherits });
            return;
        }
        match all.get_mut(&name.name) {
            Some(pieces) => pieces.parts.push((part, members)),
            None => self.errors.push(self.names.not_a(&name, kind)),
        }
    }

    /// The mixins that each interface includes, in order.
    fn includes(&mut self, statements: Vec<(Ident, Ident)>) -> BTreeMap<String, Vec<Ident>> {
        let mut includes: BTreeMap<String, Vec<Ident>> = BTreeMap::new();
        for (target, mixin) in statements {
            let mut known = true;
            for (name, kind) in [(&target, Kind::Interface), (&mixin, Kind::Mixin)] {
                if self.names.kind(&name.name) != Some(kind) {
                    self.errors.push(self.names.not_a(name, kind));
                    known = false;
                }
            }
            if !known {
                continue;
            }
            let list = includes.entry(target.name.clone()).or_default();
            if let Some(first) = list.iter().find(|other| other.name == mixin.name) {
                let message = format!("`{target}` includes `{mixin}` twice");
                let error = Diagnostic::new(mixin.span, message);
                self.errors
                    .push(error.note(first.span, "the first time is here"));
                continue;
            }
            list.push(mixin);
        }
        includes
    }

    /// Merges the partials of dictionaries.
    fn dictionaries(&mut self, all: PiecesByName<DictionaryField>) {
        for (key, pieces) in all {
            let mut parts = Vec::new();
            let mut members = Vec::new();
            for (index, (part, fields)) in pieces.parts.into_iter().enumerate() {
                parts.push(part);
                for mut field in fields {
                    let annotations = Annotations::of(&field.common.ext_attrs);
                    field.ty.annotations = field.ty.annotations.and(annotations);
                    members.push(DictionaryMember { field, part: index });
                }
            }
            let Some(first) = parts.first() else {
                continue;
            };
            let dictionary = Dictionary {
                common: first.common.clone(),
                name: first.name.clone(),
                parent: pieces.inherits,
                parts,
                members,
            };
            self.model.dictionaries.insert(key, dictionary);
        }
    }

    /// Merges the partials and mixins of all interfaces of one kind.
    fn interfaces(
        &mut self,
        all: PiecesByName<Member>,
        kind: InterfaceKind,
        mixins: &PiecesByName<Member>,
        includes: &BTreeMap<String, Vec<Ident>>,
    ) {
        for (key, pieces) in all {
            let included = includes.get(&key).cloned().unwrap_or_default();
            let Some(interface) =
                interfaces::merge(pieces, kind, included, mixins, &mut self.errors)
            else {
                continue;
            };
            let map = match kind {
                InterfaceKind::Interface => &mut self.model.interfaces,
                InterfaceKind::Mixin => &mut self.model.mixins,
                InterfaceKind::CallbackInterface => &mut self.model.callback_interfaces,
                InterfaceKind::Namespace => &mut self.model.namespaces,
            };
            map.insert(key, interface);
        }
    }
}

/// Whether a definition is partial.
fn is_partial(kind: &DefinitionKind) -> bool {
    match kind {
        DefinitionKind::Interface { partial, .. }
        | DefinitionKind::Mixin { partial, .. }
        | DefinitionKind::Namespace { partial, .. }
        | DefinitionKind::Dictionary { partial, .. } => *partial,
        _ => false,
    }
}

/// An argument hands the extended attributes that are applicable to types to its type.
///
/// Step 4 of <https://webidl.spec.whatwg.org/#extended-attributes-associated-with>
fn annotate_argument(argument: &mut Argument) {
    let annotations = Annotations::of(&argument.common.ext_attrs);
    argument.ty.annotations = argument.ty.annotations.and(annotations);
}
