//! An `impl` block: the members that one IDL file declares, one function and one table entry for each.

use std::collections::HashSet;

use nano_idl::Literal;
use nano_idl::model::{Const, Interface, InterfaceKind, Operation, Stringifier};
use proc_macro2::{Ident, Literal as RustLiteral, TokenStream};
use quote::quote;
use syn::{ImplItem, ItemImpl, Type};

use super::{Input, arguments, attribute, collection, interface, operation};
use crate::diagnostics::Errors;
use crate::pair::{Pairs, Slot};
use crate::signature::{Method, last_segment};
use crate::{check, names};

/// What the functions of one block have in common.
pub(super) struct Block<'a> {
    pub(super) input: &'a Input,
    pub(super) interface: &'a Interface,
    pub(super) rust: &'a Type,
    pub(super) methods: &'a [Method],
}

impl Block<'_> {
    /// The interface's identifier.
    pub(super) fn name(&self) -> &str {
        self.interface.name.as_str()
    }

    pub(super) fn is_namespace(&self) -> bool {
        self.interface.kind == InterfaceKind::Namespace
    }
}

/// A generated function, and the table entry that installs it.
#[derive(Default)]
pub(super) struct Expansion {
    pub(super) functions: TokenStream,
    pub(super) entries: TokenStream,
    /// Constant assertions about the methods' types.
    checks: TokenStream,
    checked: HashSet<(String, String)>,
}

impl Expansion {
    /// Adds a check, unless there is one for the same type and name.
    pub(super) fn check(&mut self, check: Option<check::NameCheck>) {
        if let Some(check) = check
            && self.checked.insert(check.key)
        {
            self.checks.extend(check.assertion);
        }
    }
}

/// Removes the attributes that only the macro understands.
pub(super) fn strip(item: &mut ItemImpl) {
    for member in &mut item.items {
        if let ImplItem::Fn(function) = member {
            function
                .attrs
                .retain(|attribute| !attribute.path().is_ident("overload"));
        }
    }
}

/// Expands an `impl` block.
pub(super) fn block(input: &Input, mut item: ItemImpl, errors: &mut Errors) -> TokenStream {
    let rust = (*item.self_ty).clone();
    let Some(interface) = last_segment(&rust).and_then(|name| input.interface(name)) else {
        errors.at(
            &rust,
            "the IDL defines no interface or namespace of this name",
        );
        strip(&mut item);
        return quote!(#item);
    };
    let methods: Vec<Method> = item
        .items
        .iter()
        .filter_map(|member| match member {
            ImplItem::Fn(function) => Some(Method::parse(function, &rust)),
            _ => None,
        })
        .collect();
    strip(&mut item);
    let pairs = Pairs::find(&input.idl, interface, &input.path, &methods, errors, &rust);
    let block = Block {
        input,
        interface,
        rust: &rust,
        methods: &methods,
    };
    let mut expansion = Expansion::default();
    let mut constructor = None;
    for constant in interface
        .consts
        .iter()
        .filter(|constant| is_here(input, interface, constant.info.part))
    {
        expansion.entries.extend(constant_entry(constant));
    }
    let mut done: Vec<&Operation> = Vec::new();
    for (slot, method) in &pairs.slots {
        let method = method.and_then(|index| methods.get(index));
        match slot {
            Slot::Constructor(operation, _) => {
                if constructor.is_none() {
                    constructor = Some(operation::constructor(
                        &block,
                        operation,
                        &pairs,
                        &mut expansion,
                        errors,
                    ));
                }
            }
            Slot::Getter(attribute) => {
                let setter = pairs.slots.iter().find_map(|(slot, method)| match slot {
                    Slot::Setter(other) if std::ptr::eq(*other, *attribute) => {
                        Some(method.and_then(|index| methods.get(index)))
                    }
                    _ => None,
                });
                if let Some(getter) = method {
                    attribute::attribute(&block, attribute, getter, setter, &mut expansion, errors);
                }
            }
            // Expanded with its getter.
            Slot::Setter(_) => {}
            Slot::Operation(operation, _) => {
                if !done.iter().any(|other| std::ptr::eq(*other, *operation)) {
                    done.push(operation);
                    operation::operation(&block, operation, &pairs, &mut expansion, errors);
                }
            }
            Slot::Stringifier => {
                if let Some(method) = method {
                    attribute::stringifier(&block, method, &mut expansion);
                }
            }
            Slot::IndexedGetter(special) => {
                if let Some(method) = method {
                    collection::indexed(&block, special, method, &mut expansion, errors);
                }
            }
            Slot::Pair(declared) => {
                if let Some(method) = method {
                    collection::pairs(&block, declared, method, &mut expansion, errors);
                }
            }
            Slot::AsyncIterator(declared, step) => {
                if *step == "init" {
                    collection::async_iterator(&block, declared, &pairs, &mut expansion, errors);
                }
            }
            Slot::Backing(declared) => {
                if let Some(method) = method {
                    collection::backing(&block, declared, method, &mut expansion, errors);
                }
            }
        }
    }
    if let Some(Stringifier::Attribute(name)) = &interface.stringifier
        && let Some(attribute) = interface
            .attributes
            .iter()
            .find(|attribute| attribute.name.name == name.name)
        && is_here(input, interface, attribute.info.part)
    {
        attribute::stringifier_of(name.as_str(), &mut expansion);
    }
    if let Some(collection) = &interface.collection
        && is_here(input, interface, collection.info.part)
    {
        expansion.entries.extend(collection::values(collection));
    }
    specials(&block, &mut expansion, errors);
    let list = names::members_const(&input.path);
    let dependency = &input.dependency;
    let Expansion {
        functions,
        entries,
        checks,
        ..
    } = expansion;
    let (constructor_function, constructor) = constructor.unwrap_or_default();
    let is_constructors_file =
        interface::constructor_file(input, interface).is_some_and(|path| path == input.path);
    let constructor = if is_constructors_file && constructor.is_empty() {
        TokenStream::new()
    } else {
        constructor
    };
    quote! {
        #item
        const _: () = {
            use ::nano_runtime::{self, binding, gc, js, webidl};
            use ::nano_runtime::binding::{AnyName, Call, Member as Entry, NameOf, Outcome, PropertyName, Site};
            use ::nano_runtime::webidl::idl;
            #dependency
            impl #rust {
                #constructor
                /// The members that this file of the IDL declares.
                #[doc(hidden)]
                pub const #list: &'static [Entry] = &[#entries];
            }
            #constructor_function
            #functions
            #checks
        };
    }
}

fn is_here(input: &Input, interface: &Interface, part: usize) -> bool {
    interface
        .parts
        .get(part)
        .is_some_and(|part| input.idl.path_of(part.common.span) == input.path)
}

fn constant_entry(constant: &Const) -> TokenStream {
    let name = constant.name.as_str();
    let value = match &constant.value {
        Literal::Boolean(value) => quote!(binding::ConstantValue::Boolean(#value)),
        other => {
            let value = arguments::literal(other);
            quote!(binding::ConstantValue::Number(#value))
        }
    };
    quote!(Entry::constant(#name, #value),)
}

/// The Rust method's path and receiver: `Url::href(this.get(), call.scope(), …)` up to the arguments.
pub(super) fn invocation(
    block: &Block<'_>,
    method: &Method,
    arguments: &TokenStream,
) -> TokenStream {
    invocation_in(block, method, &quote!(call.scope()), arguments)
}

/// [`invocation`] where the scope is another expression.
pub(super) fn invocation_in(
    block: &Block<'_>,
    method: &Method,
    scope: &TokenStream,
    arguments: &TokenStream,
) -> TokenStream {
    use crate::signature::Receiver;
    let path = method_path(block, method);
    let receiver = match method.receiver {
        Receiver::Reference => Some(quote!(this.get())),
        Receiver::Handle => Some(quote!(this)),
        Receiver::None => None,
    };
    let scope = method.scope.then_some(scope);
    let arguments = Some(arguments).filter(|arguments| !arguments.is_empty());
    let all = receiver.iter().chain(scope).chain(arguments);
    quote!(#path(#(#all),*))
}

/// `Url::href`, or `<Page<T>>::href` for a type that cannot be written so.
pub(super) fn method_path(block: &Block<'_>, method: &Method) -> TokenStream {
    let (rust, name) = (block.rust, &method.name);
    match rust {
        Type::Path(path) if path.qself.is_none() && path.path.get_ident().is_some() => {
            quote!(#rust::#name)
        }
        _ => quote!(<#rust>::#name),
    }
}

/// `Entry::operation("append", 2, append)` with what sets it apart from a plain operation.
pub(super) fn operation_entry(
    name: &str,
    length: usize,
    function: &Ident,
    placement: Placement,
    promise: bool,
) -> TokenStream {
    let length = RustLiteral::u8_unsuffixed(u8::try_from(length).unwrap_or(u8::MAX));
    let modifiers = modifiers(placement, promise);
    quote!(Entry::operation(#name, #length, #function)#modifiers,)
}

/// The calls that place a table entry elsewhere than on the prototype, and that make its failures rejections.
pub(super) fn modifiers(placement: Placement, promise: bool) -> TokenStream {
    let placement = match placement {
        Placement::Prototype => TokenStream::new(),
        Placement::Static => quote!(.on_interface_object()),
        Placement::Instance => quote!(.unforgeable()),
    };
    let promise = promise.then(|| quote!(.returns_promise()));
    quote!(#placement #promise)
}

/// Where a member is installed.
#[derive(Clone, Copy)]
pub(super) enum Placement {
    Prototype,
    Static,
    Instance,
}

/// Where a member is installed.
pub(super) fn placement(
    block: &Block<'_>,
    is_static: bool,
    attrs: &nano_idl::ExtAttrs,
) -> Placement {
    let unforgeable =
        attrs.has("LegacyUnforgeable") || block.interface.common.ext_attrs.has("LegacyUnforgeable");
    match (is_static, unforgeable) {
        (true, _) => Placement::Static,
        (false, true) => Placement::Instance,
        (false, false) => Placement::Prototype,
    }
}

/// Special operations: an indexed getter that is an operation too brings the indexed properties; what has no expansion is an error.
fn specials(block: &Block<'_>, out: &mut Expansion, errors: &mut Errors) {
    let Block {
        input, interface, ..
    } = block;
    for special in &interface.specials {
        if !is_here(input, interface, special.overload.info.part) {
            continue;
        }
        if !special.indexed || special.special != nano_idl::Special::Getter {
            let what = if special.indexed { "indexed" } else { "named" };
            errors.with_idl(
                block.rust,
                &input.idl,
                special.overload.info.common.span,
                format_args!(
                    "#[webapi] has no {what} property {}s: only indexed getters",
                    special.special.keyword()
                ),
            );
        } else if let Some(name) = &special.name
            && let Some(method) = block
                .methods
                .iter()
                .find(|method| names::matches(&method.name, name.as_str()))
        {
            collection::indexed(block, special, method, out, errors);
        }
    }
    for factory in &interface.factory_functions {
        errors.with_idl(
            block.rust,
            &input.idl,
            factory.name.span,
            "#[webapi] has no [LegacyFactoryFunction]: use a constructor",
        );
    }
}

/// `let this = …` for a member that has a receiver.
pub(super) fn receiver(block: &Block<'_>, is_static: bool) -> TokenStream {
    let rust = block.rust;
    if is_static || block.is_namespace() {
        TokenStream::new()
    } else {
        quote!(let this = call.receiver::<#rust>()?;)
    }
}

/// Reports a receiver that does not fit: a static member has none, any other member has one.
pub(super) fn check_receiver(
    block: &Block<'_>,
    operation: &Operation,
    method: &Method,
    errors: &mut Errors,
) {
    use crate::signature::Receiver;
    let has = method.receiver != Receiver::None;
    let wants = !operation.is_static && !block.is_namespace();
    if has != wants {
        let message = if wants {
            "takes `&self` (or `this: Ref<'_, Self>`)"
        } else {
            "takes no `self`: it is static"
        };
        errors.with_idl(
            &method.tokens,
            &block.input.idl,
            operation.name.span,
            format_args!("`{}` {message}", method.name),
        );
    }
}

/// The identifier of a member's generated function.
pub(super) fn function_name(member: &str, suffix: &str) -> Ident {
    let name = names::snake(member);
    if suffix.is_empty() {
        names::ident(&name)
    } else {
        // What keeps a name from being a keyword is not needed before a suffix.
        names::ident(&format!("{}{suffix}", name.trim_end_matches('_')))
    }
}
