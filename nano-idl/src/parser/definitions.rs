//! Definitions: interfaces, mixins, namespaces, dictionaries, enumerations, typedefs, callbacks, includes statements.
//!
//! Their members are in `members.rs`.

use super::{Failed, Parsed, Parser, is_keyword};
use crate::ast::{Ast, Definition, DefinitionKind, DictionaryField, EnumValue, Ident};
use crate::lexer::TokenKind;

/// The words with which a definition starts.
const STARTS: &[&str] = &[
    "callback",
    "dictionary",
    "enum",
    "interface",
    "namespace",
    "partial",
    "typedef",
];

impl Parser<'_> {
    /// <https://webidl.spec.whatwg.org/#prod-Definitions>
    pub(super) fn ast(&mut self) -> Ast {
        let mut ast = Ast::default();
        while self.peek().kind != TokenKind::End {
            let start = self.start();
            let first = self.at;
            let at = start.at;
            match self.definition() {
                Ok(kind) => {
                    let common = self.finish(start);
                    ast.definitions.push(Definition { common, kind });
                }
                Err(Failed) => {
                    self.recover(first);
                    // A `}` that closes nothing, and the `;` behind it.
                    if self.eat('}') {
                        self.eat(';');
                    }
                    if self.at == at {
                        self.bump();
                    }
                }
            }
        }
        ast
    }

    /// <https://webidl.spec.whatwg.org/#prod-Definition>
    fn definition(&mut self) -> Parsed<DefinitionKind> {
        let word = if self.peek().kind == TokenKind::Ident {
            self.text()
        } else {
            ""
        };
        match word {
            "callback" => self.callback(),
            "interface" => self.interface(false),
            "namespace" => self.namespace(false),
            "dictionary" => self.dictionary(false),
            "enum" => self.enumeration(),
            "typedef" => self.typedef(),
            "partial" => {
                self.bump();
                if self.is_word("interface") {
                    self.interface(true)
                } else if self.is_word("namespace") {
                    self.namespace(true)
                } else if self.is_word("dictionary") {
                    self.dictionary(true)
                } else {
                    let words = ["interface", "namespace", "dictionary"];
                    self.unexpected("`interface`, `namespace` or `dictionary`", &words)
                }
            }
            _ if self.is_word_at(1, "includes") && !is_keyword(word) => {
                let target = self.ident("an interface", &[])?;
                self.bump();
                let mixin = self.ident("a mixin", &[])?;
                self.expect(';')?;
                Ok(DefinitionKind::Includes { target, mixin })
            }
            _ => self.unexpected("a definition", STARTS),
        }
    }

    /// <https://webidl.spec.whatwg.org/#prod-InterfaceOrMixin>
    fn interface(&mut self, partial: bool) -> Parsed<DefinitionKind> {
        self.bump();
        if self.is_word("mixin") {
            self.bump();
            let name = self.new_name("the name of the mixin", &[])?;
            let members = self.members()?;
            return Ok(DefinitionKind::Mixin {
                name,
                partial,
                members,
            });
        }
        let name = self.new_name("the name of the interface", &[])?;
        let inherits = self.inherits(partial)?;
        let members = self.members()?;
        Ok(DefinitionKind::Interface {
            name,
            partial,
            inherits,
            members,
        })
    }

    /// <https://webidl.spec.whatwg.org/#prod-Inheritance>
    fn inherits(&mut self, partial: bool) -> Parsed<Option<Ident>> {
        if !self.is(':') {
            return Ok(None);
        }
        let colon = self.here();
        self.bump();
        let parent = self.ident("the name to inherit from", &[])?;
        if partial {
            self.error(
                colon,
                "a partial definition cannot say what it inherits from",
            );
            return Ok(None);
        }
        Ok(Some(parent))
    }

    /// <https://webidl.spec.whatwg.org/#prod-Namespace>
    fn namespace(&mut self, partial: bool) -> Parsed<DefinitionKind> {
        self.bump();
        let name = self.new_name("the name of the namespace", &[])?;
        let members = self.members()?;
        Ok(DefinitionKind::Namespace {
            name,
            partial,
            members,
        })
    }

    /// <https://webidl.spec.whatwg.org/#prod-CallbackRestOrInterface>
    fn callback(&mut self) -> Parsed<DefinitionKind> {
        self.bump();
        if self.eat_word("interface") {
            let name = self.new_name("the name of the callback interface", &[])?;
            let members = self.members()?;
            return Ok(DefinitionKind::CallbackInterface { name, members });
        }
        let constructor = self.eat_word("constructor");
        let name = self.new_name("the name of the callback", &[])?;
        self.expect('=')?;
        let return_type = self.ty()?;
        let arguments = self.arguments()?;
        self.expect(';')?;
        Ok(DefinitionKind::Callback {
            name,
            constructor,
            return_type,
            arguments,
        })
    }

    /// <https://webidl.spec.whatwg.org/#prod-Typedef>
    fn typedef(&mut self) -> Parsed<DefinitionKind> {
        self.bump();
        let ty = self.ty_with_ext_attrs()?;
        let name = self.new_name("the new name", &[])?;
        self.expect(';')?;
        Ok(DefinitionKind::Typedef { name, ty })
    }

    /// <https://webidl.spec.whatwg.org/#prod-Enum>
    fn enumeration(&mut self) -> Parsed<DefinitionKind> {
        self.bump();
        let name = self.new_name("the name of the enumeration", &[])?;
        self.expect('{')?;
        let mut values = Vec::new();
        while !self.is('}') {
            let doc = self.tokens.doc(self.at);
            let span = self.here();
            if self.peek().kind != TokenKind::String {
                return self.unexpected("a string", &[]);
            }
            let value = self.string();
            values.push(EnumValue { value, span, doc });
            if !self.eat(',') && !self.is('}') {
                return self.unexpected("`,` or `}`", &[]);
            }
        }
        if values.is_empty() {
            self.error(name.span, "an enumeration needs at least one value");
        }
        self.bump();
        self.expect(';')?;
        Ok(DefinitionKind::Enum { name, values })
    }

    /// <https://webidl.spec.whatwg.org/#prod-Dictionary>
    fn dictionary(&mut self, partial: bool) -> Parsed<DefinitionKind> {
        self.bump();
        let name = self.new_name("the name of the dictionary", &[])?;
        let inherits = self.inherits(partial)?;
        let mut members = Vec::new();
        self.expect('{')?;
        while self.in_block() {
            let first = self.at;
            match self.dictionary_field() {
                Ok(member) => members.push(member),
                Err(Failed) => self.recover(first),
            }
        }
        self.end_block()?;
        Ok(DefinitionKind::Dictionary {
            name,
            partial,
            inherits,
            members,
        })
    }

    /// <https://webidl.spec.whatwg.org/#prod-DictionaryMember>
    fn dictionary_field(&mut self) -> Parsed<DictionaryField> {
        let start = self.start();
        let required = self.eat_word("required");
        let ty = if required {
            self.ty_with_ext_attrs()?
        } else {
            self.ty()?
        };
        let name = self.new_name("the name of the member", &[])?;
        let default = self.default()?;
        self.expect(';')?;
        if required && default.is_some() {
            self.error(name.span, "a required member cannot have a default value");
        }
        let common = self.finish(start);
        Ok(DictionaryField {
            common,
            name,
            ty,
            required,
            default,
        })
    }

    /// Whether another member follows in the block that is open. A definition that starts here means that the `}` is
    /// missing; [`Self::end_block`] reports it.
    pub(super) fn in_block(&mut self) -> bool {
        if self.is('}') || self.peek().kind == TokenKind::End {
            return false;
        }
        let at = self.at;
        if self.is('[') {
            self.skip_list();
        }
        let definition = self.starts_definition();
        self.at = at;
        !definition
    }

    /// `};`
    pub(super) fn end_block(&mut self) -> Parsed<()> {
        if !self.eat('}') {
            let message = format!("expected a member or `}}`, found {}", self.shown());
            self.error(self.here(), message);
            // What follows is a definition of its own.
            return Ok(());
        }
        if !self.eat(';') {
            let before = self.before();
            let span = crate::source::Span::new(self.file, before.end, before.end);
            let message = format!("expected `;` after `}}`, found {}", self.shown());
            self.error(span, message);
        }
        Ok(())
    }
}
