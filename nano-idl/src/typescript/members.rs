//! The members of interfaces, namespaces and dictionaries as lines of TypeScript, refinements applied.

use crate::ast::{Common, Float, Literal, Special};
use crate::links::{MemberSort, prose};
use crate::model::{
    Attribute, Dictionary, Interface, InterfaceKind, MemberInfo, Operation, Overload, Part,
    Stringifier,
};
use crate::types::{Type, TypeKind};

use super::Generator;
use super::line::{Doc, Line, Shape, parameter_names};
use super::types::Use;

impl Generator<'_> {
    /// The members of an interface, mixin or namespace in the order of its definitions.
    pub(crate) fn lines(&self, interface: &Interface) -> Vec<Line> {
        let mut lines = Vec::new();
        for constant in &interface.consts {
            let shape = Shape::Property {
                readonly: true,
                optional: false,
                ty: match &constant.value {
                    // These have no literal types.
                    Literal::Float(Float(value)) if !value.is_finite() => "number".to_owned(),
                    value => value.to_string(),
                },
            };
            let line = self.line(interface, &constant.info, &constant.name.name, shape);
            lines.extend(line.map(|line| Line {
                is_static: true,
                is_constant: true,
                ..line
            }));
        }
        for attribute in &interface.attributes {
            lines.extend(self.attribute(interface, attribute));
        }
        for operation in &interface.operations {
            lines.extend(self.operation(interface, operation, &operation.name.name));
        }
        if let Some(constructor) = &interface.constructor {
            lines.extend(self.operation(interface, constructor, "constructor"));
        }
        self.specials(interface, &mut lines);
        if let Some(collection) = &interface.collection {
            self.collection(interface, collection, &mut lines);
        }
        if let Some(stringifier) = &interface.stringifier
            && !lines.iter().any(|line| line.name == "toString")
        {
            let info = match stringifier {
                Stringifier::Bare(info) => Some(info),
                Stringifier::Operation(_, overload) => Some(&overload.info),
                Stringifier::Attribute(name) => {
                    let attribute = interface.attribute(&name.name, false);
                    attribute.map(|attribute| &attribute.info)
                }
            };
            let shape = Shape::Method("(): string".to_owned());
            lines.extend(info.and_then(|info| {
                let mut line = self.line(interface, info, "toString", shape)?;
                line.doc = Doc::default();
                Some(line)
            }));
        }
        lines.sort_by_key(|line| line.at);
        self.refined(interface, lines)
    }

    /// A member, if it is exposed.
    pub(super) fn line(
        &self,
        interface: &Interface,
        info: &MemberInfo,
        name: &str,
        shape: Shape,
    ) -> Option<Line> {
        let sort = match shape {
            Shape::Method(_) => MemberSort::Operation,
            Shape::Property {
                readonly: false, ..
            } if name.starts_with("on") => MemberSort::EventHandler,
            _ => MemberSort::Attribute,
        };
        // What implements a callback interface is a script's object, which no `[Exposed]` concerns.
        let callback = interface.kind == InterfaceKind::CallbackInterface;
        (callback || self.exposes(&info.exposure)).then(|| Line {
            name: name.to_owned(),
            is_static: false,
            is_constant: false,
            shape,
            doc: self.doc(interface.parts.get(info.part), &info.common, name, sort),
            at: (info.part, info.common.span.start),
        })
    }

    fn doc(&self, part: Option<&Part>, common: &Common, name: &str, sort: MemberSort) -> Doc {
        Doc {
            text: prose(common.doc.as_deref()),
            default: None,
            link: part.and_then(|part| self.model.member_link(part, common, name, sort)),
        }
    }

    fn attribute(&self, interface: &Interface, attribute: &Attribute) -> Option<Line> {
        let get = self.ty(&attribute.ty, Use::Got);
        let forwards = attribute.info.common.ext_attrs.value("PutForwards");
        let set = match forwards {
            Some(target) => self.forwarded(&attribute.ty, target),
            None if attribute.readonly => None,
            None => Some(self.ty(&attribute.ty, Use::Passed)),
        };
        let shape = match set {
            Some(set) if set != get => Shape::Accessor { get, set },
            set => Shape::Property {
                readonly: set.is_none(),
                optional: false,
                ty: get,
            },
        };
        let line = self.line(interface, &attribute.info, &attribute.name.name, shape)?;
        Some(Line {
            is_static: attribute.is_static,
            ..line
        })
    }

    /// What `[PutForwards=target]` takes: what the attribute `target` of the object takes.
    fn forwarded(&self, ty: &Type, target: &str) -> Option<String> {
        let TypeKind::Interface(name) = self.model.expand(ty).kind else {
            return None;
        };
        let attribute = self.model.interface(&name)?.attribute(target, false)?;
        Some(self.ty(&attribute.ty, Use::Passed))
    }

    fn operation<'a>(
        &'a self,
        interface: &'a Interface,
        operation: &'a Operation,
        name: &'a str,
    ) -> impl Iterator<Item = Line> + 'a {
        let overloads = operation.overloads.iter();
        overloads.filter_map(move |overload| {
            let rest = if name == "constructor" {
                self.constructor(interface, overload)
            } else if interface.kind == InterfaceKind::CallbackInterface {
                self.signature(overload, Use::Got)
            } else {
                self.signature(overload, Use::Passed)
            };
            let mut line = self.line(interface, &overload.info, name, Shape::Method(rest))?;
            line.is_static = operation.is_static || name == "constructor";
            if name == "constructor" {
                // Standards write about constructors where they write about the interface.
                line.doc = Doc::default();
            }
            Some(line)
        })
    }

    fn signature(&self, overload: &Overload, arguments: Use) -> String {
        let returns = match arguments {
            Use::Passed => Use::Got,
            _ => Use::Passed,
        };
        format!(
            "{}: {}",
            self.arguments(&overload.arguments, arguments),
            self.result(&overload.return_type, returns)
        )
    }

    /// `<T = any>(a: A): X<T>`
    fn constructor(&self, interface: &Interface, overload: &Overload) -> String {
        let name = &interface.name.name;
        let parameters = self.parameters(name);
        let arguments = self.arguments(&overload.arguments, Use::Passed);
        format!(
            "{parameters}{arguments}: {name}{}",
            parameter_names(parameters)
        )
    }

    /// The type parameters that a refinement gives to a definition.
    pub(crate) fn parameters(&self, name: &str) -> &str {
        let refined = self.refinements.interfaces.get(name);
        refined.map_or("", |refined| &refined.parameters)
    }

    /// Indexed and named properties.
    fn specials(&self, interface: &Interface, lines: &mut Vec<Line>) {
        for indexed in [true, false] {
            let mut found = interface.specials.iter().filter(|s| s.indexed == indexed);
            let Some(getter) = found
                .clone()
                .find(|special| special.special == Special::Getter)
            else {
                continue;
            };
            let readonly = !found.any(|special| special.special == Special::Setter);
            let readonly = if readonly { "readonly " } else { "" };
            let text = if indexed {
                let ty = self.ty(&getter.overload.return_type, Use::Got);
                format!("{readonly}[index: number]: {ty}")
            } else {
                // The other members are properties too, and must be of this type.
                format!("{readonly}[name: string]: any")
            };
            let info = &getter.overload.info;
            lines.extend(self.line(interface, info, "", Shape::Index(text)));
        }
    }

    /// The members of a dictionary.
    pub(crate) fn fields(&self, dictionary: &Dictionary) -> Vec<Line> {
        let at = self.uses.of(&dictionary.name.name);
        let members = dictionary.members.iter();
        let lines = members.map(|member| {
            let field = &member.field;
            let part = dictionary.parts.get(member.part);
            let mut doc = self.doc(part, &field.common, &field.name.name, MemberSort::Field);
            doc.default = field.default.as_ref().map(ToString::to_string);
            Line {
                name: field.name.name.clone(),
                is_static: false,
                is_constant: false,
                shape: Shape::Property {
                    readonly: false,
                    optional: !field.required,
                    ty: self.ty(&field.ty, at),
                },
                doc,
                at: (member.part, field.common.span.start),
            }
        });
        let name = &dictionary.name.name;
        let refined = self.refinements.interfaces.get(name);
        self.replaced(name, refined.into_iter().collect(), lines.collect())
    }
}
