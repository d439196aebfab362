//! Types as written.

use super::{Parsed, Parser};
use crate::ast::{Name, TypeRef};
use crate::lexer::Kind;
use crate::words::is_keyword;

impl Parser<'_> {
    /// A type: dotted name, arguments, `[]`.
    pub(super) fn type_ref(&mut self) -> Parsed<TypeRef> {
        let mut ty = self.simple_type()?;
        while self.is("[") && self.peek_is("]") {
            self.advance()?;
            self.advance()?;
            ty.dims = ty.dims.saturating_add(1);
        }
        ty.span = ty.span.to(self.last);
        Ok(ty)
    }

    /// A type without `[]`, as behind `new`.
    pub(super) fn simple_type(&mut self) -> Parsed<TypeRef> {
        self.nested(|p| {
            let start = p.token.span;
            let mut parts = vec![p.type_word()?];
            let mut args = p.type_args()?;
            while p.is(".") && args.is_empty() {
                // `Foo.class` ends the type.
                if p.peek().is_some_and(|t| t.kind != Kind::Ident || p.text(t).eq_ignore_ascii_case("class")) {
                    break;
                }
                p.advance()?;
                parts.push(p.any_name()?);
                args = p.type_args()?;
            }
            Ok(TypeRef { parts, args, dims: 0, span: start.to(p.last) })
        })
    }

    fn type_word(&mut self) -> Parsed<Name> {
        if self.token.kind == Kind::Ident {
            let text = self.text(self.token);
            if !is_keyword(text) || text.eq_ignore_ascii_case("list") || text.eq_ignore_ascii_case("map") {
                return self.any_name();
            }
        }
        Err(self.unexpected())
    }

    fn type_args(&mut self) -> Parsed<Vec<TypeRef>> {
        let mut args = Vec::new();
        if self.eat("<")? {
            loop {
                args.push(self.type_ref()?);
                if !self.eat(",")? {
                    break;
                }
            }
            self.expect(">")?;
        }
        Ok(args)
    }
}
