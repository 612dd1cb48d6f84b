//! The extended attributes that the WebIDL standard defines: which form each takes, and what each may stand on.
//!
//! Other standards define more, and these are nobody's business here, unless a name looks like a misspelt one of the
//! standard's own.

use super::{Checker, all_interfaces, is_included};
use crate::ast::{Argument, ExtAttrValue, ExtAttrs};
use crate::diagnostic::Diagnostic;
use crate::model::{InterfaceKind, MemberInfo, Stringifier};
use crate::suggest::closest_within;
use crate::types::{Type, TypeKind};

/// The forms of <https://webidl.spec.whatwg.org/#idl-extended-attributes> that an attribute may take.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Nothing,
    Ident,
    Idents,
    Globals,
    NamedArguments,
}

/// What an extended attribute may stand on, one bit each.
type On = u16;
const INTERFACE: On = 1;
const PARTIAL: On = 1 << 1;
const MIXIN: On = 1 << 2;
const NAMESPACE: On = 1 << 3;
const CALLBACK_INTERFACE: On = 1 << 4;
const CALLBACK: On = 1 << 5;
const ATTRIBUTE: On = 1 << 6;
const OPERATION: On = 1 << 7;
const CONST: On = 1 << 8;
const OTHER_MEMBER: On = 1 << 9;
const ARGUMENT: On = 1 << 10;
const FIELD: On = 1 << 11;
const TYPE: On = 1 << 12;
const CONSTRUCTOR: On = 1 << 13;
const OTHER: On = 1 << 14;

const MEMBERS: On = ATTRIBUTE | OPERATION | CONST | OTHER_MEMBER;
const EXPOSABLE: On = INTERFACE | PARTIAL | MIXIN | NAMESPACE | CALLBACK_INTERFACE | MEMBERS;
const TYPED: On = ARGUMENT | FIELD | TYPE;

/// Every extended attribute of the standard.
const TABLE: &[(&str, Form, On)] = &[
    ("AllowResizable", Form::Nothing, TYPED),
    ("AllowShared", Form::Nothing, TYPED),
    ("Clamp", Form::Nothing, TYPED),
    ("CrossOriginIsolated", Form::Nothing, EXPOSABLE),
    ("Default", Form::Nothing, OPERATION),
    ("EnforceRange", Form::Nothing, TYPED),
    ("Exposed", Form::Globals, EXPOSABLE),
    ("Global", Form::Idents, INTERFACE | PARTIAL),
    ("LegacyFactoryFunction", Form::NamedArguments, INTERFACE),
    ("LegacyLenientSetter", Form::Nothing, ATTRIBUTE),
    ("LegacyLenientThis", Form::Nothing, ATTRIBUTE),
    ("LegacyNamespace", Form::Ident, INTERFACE),
    ("LegacyNoInterfaceObject", Form::Nothing, INTERFACE),
    ("LegacyNullToEmptyString", Form::Nothing, TYPED),
    ("LegacyOverrideBuiltIns", Form::Nothing, INTERFACE | PARTIAL),
    ("LegacyTreatNonObjectAsNull", Form::Nothing, CALLBACK),
    (
        "LegacyUnenumerableNamedProperties",
        Form::Nothing,
        INTERFACE | PARTIAL,
    ),
    ("LegacyUnforgeable", Form::Nothing, ATTRIBUTE | OPERATION),
    ("LegacyWindowAlias", Form::Idents, INTERFACE),
    ("NewObject", Form::Nothing, ATTRIBUTE | OPERATION),
    ("PutForwards", Form::Ident, ATTRIBUTE),
    ("Replaceable", Form::Nothing, ATTRIBUTE),
    ("SameObject", Form::Nothing, ATTRIBUTE),
    ("SecureContext", Form::Nothing, EXPOSABLE),
    ("Unscopable", Form::Nothing, ATTRIBUTE | OPERATION),
];

impl Checker<'_> {
    /// Checks all extended attributes.
    pub(super) fn forms(&mut self) {
        let model = self.model;
        for typedef in model.typedefs.values() {
            self.list(&typedef.common.ext_attrs, OTHER);
            self.type_list(&typedef.ty);
        }
        for definition in model.enums.values() {
            self.list(&definition.common.ext_attrs, OTHER);
        }
        for callback in model.callbacks.values() {
            self.list(&callback.common.ext_attrs, CALLBACK);
            self.type_list(&callback.return_type);
            self.argument_lists(&callback.arguments);
        }
        for dictionary in model.dictionaries.values() {
            for part in &dictionary.parts {
                self.list(&part.common.ext_attrs, OTHER);
            }
            for member in &dictionary.members {
                self.list(&member.field.common.ext_attrs, FIELD);
                self.type_list(&member.field.ty);
            }
        }
        for interface in all_interfaces(model) {
            let on = match interface.kind {
                InterfaceKind::Interface => INTERFACE,
                InterfaceKind::Mixin => MIXIN,
                InterfaceKind::Namespace => NAMESPACE,
                InterfaceKind::CallbackInterface => CALLBACK_INTERFACE,
            };
            for (index, part) in interface.parts.iter().enumerate() {
                if !is_included(interface, index) {
                    let partial = interface.kind == InterfaceKind::Interface && index > 0;
                    self.list(&part.common.ext_attrs, if partial { PARTIAL } else { on });
                }
            }
            self.member_lists(interface);
        }
    }

    fn member_lists(&mut self, interface: &crate::model::Interface) {
        let own = |info: &MemberInfo| !is_included(interface, info.part);
        for constant in interface.consts.iter().filter(|it| own(&it.info)) {
            self.list(&constant.info.common.ext_attrs, CONST);
        }
        for attribute in interface.attributes.iter().filter(|it| own(&it.info)) {
            self.list(&attribute.info.common.ext_attrs, ATTRIBUTE);
            self.type_list(&attribute.ty);
        }
        let operations = interface.operations.iter().map(|it| (it, OPERATION));
        let constructors = interface.constructor.iter().map(|it| (it, CONSTRUCTOR));
        for (operation, on) in operations.chain(constructors) {
            for overload in operation.overloads.iter().filter(|it| own(&it.info)) {
                self.list(&overload.info.common.ext_attrs, on);
                self.type_list(&overload.return_type);
                self.argument_lists(&overload.arguments);
            }
        }
        let unnamed = interface.specials.iter().filter(|it| it.name.is_none());
        for special in unnamed.filter(|it| own(&it.overload.info)) {
            self.list(&special.overload.info.common.ext_attrs, OPERATION);
            self.argument_lists(&special.overload.arguments);
        }
        if let Some(Stringifier::Bare(info)) = &interface.stringifier
            && own(info)
        {
            self.list(&info.common.ext_attrs, OTHER_MEMBER | OPERATION);
        }
        if let Some(collection) = &interface.collection {
            self.list(&collection.info.common.ext_attrs, OTHER_MEMBER);
        }
    }

    fn argument_lists(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            self.list(&argument.common.ext_attrs, ARGUMENT);
            self.type_list(&argument.ty);
        }
    }

    /// The extended attributes in a type: "… must only contain extended attributes that are applicable to types."
    fn type_list(&mut self, ty: &Type) {
        self.list(&ty.ext_attrs, TYPE);
        match &ty.kind {
            TypeKind::Nullable(inner)
            | TypeKind::Sequence(inner)
            | TypeKind::AsyncSequence(inner)
            | TypeKind::FrozenArray(inner)
            | TypeKind::ObservableArray(inner)
            | TypeKind::Promise(inner) => self.type_list(inner),
            TypeKind::Record(key, value) => {
                self.type_list(key);
                self.type_list(value);
            }
            TypeKind::Union(members) => members.iter().for_each(|member| self.type_list(member)),
            _ => {}
        }
    }

    /// One list, and what it stands on.
    fn list(&mut self, list: &ExtAttrs, on: On) {
        for (index, attribute) in list.iter().enumerate() {
            let name = &attribute.name;
            let Some((_, form, places)) = TABLE.iter().find(|(known, ..)| name == known) else {
                let names = TABLE.iter().map(|(known, ..)| *known);
                if let Some(close) = closest_within(&name.name, names, 2) {
                    let message = format!("there is no extended attribute [{name}]");
                    let help = format!("did you mean `{close}`?");
                    self.errors
                        .push(Diagnostic::new(name.span, message).help(help));
                }
                continue;
            };
            if places & on == 0 {
                let message = format!("[{name}] means nothing {}", describe(on));
                self.warn(attribute.span, message);
            }
            if !takes(*form, &attribute.value) {
                let message = format!("[{name}] takes {}", wanted(*form));
                self.error(attribute.span, message);
            }
            let repeats = *form != Form::NamedArguments;
            let mut before = list.iter().take(index);
            if let Some(first) = before.find(|it| repeats && it.name == *name) {
                let message = format!("[{name}] is there twice");
                self.error_with_note(attribute.span, message, first.span, "the first is here");
            }
        }
    }
}

/// Whether a value has a form.
fn takes(form: Form, value: &ExtAttrValue) -> bool {
    let idents = |items: &[ExtAttrValue]| {
        items
            .iter()
            .all(|item| matches!(item, ExtAttrValue::Ident(_)))
    };
    match (form, value) {
        (Form::Nothing, ExtAttrValue::None)
        | (Form::Ident | Form::Idents | Form::Globals, ExtAttrValue::Ident(_))
        | (Form::Globals, ExtAttrValue::Wildcard)
        | (Form::NamedArguments, ExtAttrValue::NamedArguments(..)) => true,
        (Form::Idents | Form::Globals, ExtAttrValue::List(items)) => idents(items),
        _ => false,
    }
}

/// A form in words.
fn wanted(form: Form) -> &'static str {
    match form {
        Form::Nothing => "no value",
        Form::Ident => "an identifier",
        Form::Idents => "an identifier or a list of identifiers",
        Form::Globals => "`*`, a global name or a list of global names",
        Form::NamedArguments => "a name with arguments",
    }
}

/// What a list stands on in words.
fn describe(on: On) -> &'static str {
    match on {
        INTERFACE => "on an interface",
        PARTIAL => "on a partial interface",
        MIXIN => "on a mixin",
        NAMESPACE => "on a namespace",
        CALLBACK_INTERFACE => "on a callback interface",
        CALLBACK => "on a callback",
        ATTRIBUTE => "on an attribute",
        OPERATION => "on an operation",
        CONST => "on a constant",
        CONSTRUCTOR => "on a constructor",
        ARGUMENT => "on an argument",
        FIELD => "on a dictionary member",
        TYPE => "on a type",
        _ => "here",
    }
}
