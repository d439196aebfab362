//! Types, members, triggers.

use super::{Parsed, Parser};
use crate::ast::{
    Accessor, Annotation, Block, Expr, ExprKind, FieldDecl, Literal, Member, MethodDecl, Modifier, Modifiers, Name,
    Param, PropertyDecl, Span, TriggerDecl, TypeDecl, TypeKind, Unit,
};
use crate::lexer::Kind;

impl Parser<'_> {
    pub(super) fn unit(&mut self) -> Parsed<Unit> {
        if self.is_word("trigger") {
            return Ok(Unit::Trigger(self.trigger()?));
        }
        let modifiers = self.modifiers()?;
        Ok(Unit::Type(self.type_decl(modifiers)?))
    }

    fn trigger(&mut self) -> Parsed<TriggerDecl> {
        self.advance()?;
        let name = self.name()?;
        self.expect_word("on")?;
        let object = self.any_name()?;
        self.expect("(")?;
        let mut events = Vec::new();
        loop {
            let when = self.any_name()?;
            let what = self.any_name()?;
            events.push(format!("{} {}", when.key(), what.key()));
            if !self.eat(",")? {
                break;
            }
        }
        self.expect(")")?;
        let start = self.expect("{")?;
        let mut stmts = Vec::new();
        let mut class = TypeDecl {
            kind: TypeKind::Class,
            name: Name { text: "".into(), span: start },
            modifiers: Modifiers::default(),
            extends: None,
            implements: Vec::new(),
            members: Vec::new(),
            constants: Vec::new(),
            span: start,
        };
        while !self.is("}") {
            if self.token.kind == Kind::Eof {
                return Err(self.expecting("}"));
            }
            self.refuse_lone_semicolon()?;
            if self.begins_member() {
                self.member(&mut class)?;
            } else {
                stmts.push(self.statement()?);
            }
        }
        self.expect("}")?;
        let body = Block { stmts, span: start.to(self.last) };
        Ok(TriggerDecl { name, object, events, body, members: class.members })
    }

    /// Whether a method or a type begins here, among the statements of a trigger.
    fn begins_member(&mut self) -> bool {
        let mark = self.mark();
        let found = self.is_member();
        self.reset(mark);
        found.unwrap_or(false)
    }

    fn is_member(&mut self) -> Parsed<bool> {
        self.modifiers()?;
        if self.is_word("class") || self.is_word("interface") || self.is_word("enum") {
            return Ok(true);
        }
        if !self.eat_word("void")? {
            self.type_ref()?;
        }
        if self.token.kind != Kind::Ident || !self.peek_is("(") {
            return Ok(false);
        }
        self.name()?;
        self.params()?;
        Ok(self.is("{"))
    }

    fn modifiers(&mut self) -> Parsed<Modifiers> {
        let mut modifiers = Modifiers::default();
        loop {
            if self.is("@") {
                modifiers.annotations.push(self.annotation()?);
                continue;
            }
            if self.token.kind != Kind::Ident {
                return Ok(modifiers);
            }
            let start = self.token.span;
            let word = self.text(self.token).to_ascii_lowercase();
            let sharing = |modifier| (self.peek_is_word("sharing")).then_some(modifier);
            let found = match &*word {
                "public" => Some(Modifier::Public),
                "private" => Some(Modifier::Private),
                "protected" => Some(Modifier::Protected),
                "global" => Some(Modifier::Global),
                "static" => Some(Modifier::Static),
                "final" => Some(Modifier::Final),
                "abstract" => Some(Modifier::Abstract),
                "virtual" => Some(Modifier::Virtual),
                "override" => Some(Modifier::Override),
                "transient" => Some(Modifier::Transient),
                "testmethod" => Some(Modifier::TestMethod),
                "webservice" => Some(Modifier::WebService),
                "with" => sharing(Modifier::WithSharing),
                "without" => sharing(Modifier::WithoutSharing),
                "inherited" => sharing(Modifier::InheritedSharing),
                _ => None,
            };
            let Some(modifier) = found else { return Ok(modifiers) };
            // `transient`, `inherited`… may be names; a modifier is followed by a word or an annotation.
            if !self.peek().is_some_and(|next| next.kind == Kind::Ident || matches!(next.kind, Kind::Punct("{" | "@")))
                && word != "static"
            {
                return Ok(modifiers);
            }
            self.advance()?;
            if matches!(modifier, Modifier::WithSharing | Modifier::WithoutSharing | Modifier::InheritedSharing) {
                self.advance()?;
            }
            modifiers.words.push((modifier, start.to(self.last)));
        }
    }

    pub(super) fn annotation(&mut self) -> Parsed<Annotation> {
        let at = self.expect("@")?;
        let name = self.any_name()?;
        let mut args = Vec::new();
        if self.eat("(")? {
            while !self.is(")") {
                if self.token.kind == Kind::Ident && self.peek_is("=") {
                    let key = self.any_name()?;
                    self.expect("=")?;
                    args.push((key, self.annotation_value(at)?));
                } else {
                    let span = self.token.span;
                    let value = self.annotation_value(at)?;
                    if !matches!(value.kind, ExprKind::Literal(Literal::String(_)) | ExprKind::This) {
                        return self.error(at, "Unexpected token '@'.");
                    }
                    args.push((Name { text: "value".into(), span }, value));
                }
                // Only a space stands between them.
                if self.is(",") {
                    return self.error(self.token.span, "Unexpected token '='.");
                }
            }
            self.expect(")")?;
        }
        Ok(Annotation { name, args })
    }

    /// A text, `true` or `false`, or a list of them in braces; `at` is the place of the `@`.
    fn annotation_value(&mut self, at: Span) -> Parsed<Expr> {
        if self.is("{") {
            let start = self.expect("{")?;
            while !self.is("}") {
                self.expression()?;
                self.eat(",")?;
            }
            self.expect("}")?;
            return Ok(Expr { kind: ExprKind::This, span: start.to(self.last) });
        }
        let value = self.expression()?;
        match value.kind {
            ExprKind::Literal(Literal::String(_) | Literal::Boolean(_)) => Ok(value),
            _ => self.error(at, "Unexpected token '@'."),
        }
    }

    fn type_decl(&mut self, modifiers: Modifiers) -> Parsed<TypeDecl> {
        self.nested(|p| {
            let start = p.token.span;
            let kind = if p.eat_word("class")? {
                TypeKind::Class
            } else if p.eat_word("interface")? {
                TypeKind::Interface
            } else if p.eat_word("enum")? {
                TypeKind::Enum
            } else {
                return Err(p.unexpected());
            };
            let name = p.name()?;
            if p.is("<") {
                return p.error(p.token.span, "Type parameters are not supported");
            }
            let mut decl = TypeDecl {
                kind,
                name,
                modifiers,
                extends: None,
                implements: Vec::new(),
                members: Vec::new(),
                constants: Vec::new(),
                span: start,
            };
            if p.is_word("extends") && kind != TypeKind::Enum {
                p.advance()?;
                if kind == TypeKind::Class {
                    decl.extends = Some(p.type_ref()?);
                } else {
                    decl.implements = vec![p.type_ref()?];
                }
            }
            if p.is_word("implements") && kind == TypeKind::Class {
                p.advance()?;
                decl.implements = p.type_list()?;
            }
            p.expect("{")?;
            if kind == TypeKind::Enum {
                p.constants(&mut decl)?;
            } else {
                while !p.is("}") {
                    if p.token.kind == Kind::Eof {
                        return Err(p.expecting("}"));
                    }
                    p.member(&mut decl)?;
                }
            }
            p.expect("}")?;
            decl.span = start.to(p.last);
            Ok(decl)
        })
    }

    fn type_list(&mut self) -> Parsed<Vec<crate::ast::TypeRef>> {
        let mut list = vec![self.type_ref()?];
        while self.eat(",")? {
            list.push(self.type_ref()?);
        }
        Ok(list)
    }

    fn constants(&mut self, decl: &mut TypeDecl) -> Parsed<()> {
        while !self.is("}") {
            decl.constants.push(self.name()?);
            if !self.eat(",")? {
                break;
            }
            if self.is("}") {
                return Err(self.unexpected());
            }
        }
        Ok(())
    }

    fn member(&mut self, decl: &mut TypeDecl) -> Parsed<()> {
        self.refuse_lone_semicolon()?;
        if self.is("<") {
            return Err(self.expecting("}"));
        }
        let start = self.token.span;
        if self.is_word("static") && self.peek_is("{") {
            self.advance()?;
            decl.members.push(Member::Init { is_static: true, body: self.body()? });
            return Ok(());
        }
        if self.is("{") {
            decl.members.push(Member::Init { is_static: false, body: self.body()? });
            return Ok(());
        }
        let modifiers = self.modifiers()?;
        if self.is_word("class") || self.is_word("interface") || self.is_word("enum") {
            decl.members.push(Member::Type(self.type_decl(modifiers)?));
            return Ok(());
        }
        let in_interface = decl.kind == TypeKind::Interface;
        if let (true, Some((word, span))) = (in_interface, modifiers.words.first()) {
            return self.error(*span, format!("Missing '}}' at '{}'", word.word()));
        }
        // A constructor is a name directly followed by a parenthesis.
        if self.token.kind == Kind::Ident && self.peek_is("(") {
            let name = self.name()?;
            if !name.is(&decl.name.text) {
                return self.error(name.span, format!("Invalid constructor name: {name}"));
            }
            let params = self.params()?;
            let body = Some(self.body()?);
            let span = start.to(self.last);
            decl.members.push(Member::Constructor(MethodDecl { modifiers, returns: None, name, params, body, span }));
            return Ok(());
        }
        let returns = if self.is_word("void") {
            self.advance()?;
            None
        } else {
            Some(self.type_ref()?)
        };
        let name = if self.peek_is("(") { self.method_name()? } else { self.name()? };
        if in_interface && !self.is("(") {
            return self.error(self.token.span, format!("Expecting '(' but was: '{}'", self.shown()));
        }
        if self.is("(") || returns.is_none() {
            let params = self.params()?;
            let body = if self.is("{") && !in_interface {
                Some(self.body()?)
            } else {
                self.expect(";")?;
                None
            };
            let span = start.to(self.last);
            decl.members.push(Member::Method(MethodDecl { modifiers, returns, name, params, body, span }));
            return Ok(());
        }
        let Some(ty) = returns else { return Err(self.unexpected()) };
        if self.is("{") {
            decl.members.push(Member::Property(self.property(modifiers, ty, name)?));
            return Ok(());
        }
        let mut name = name;
        loop {
            let init = if self.eat("=")? { Some(self.expression()?) } else { None };
            let field = FieldDecl { modifiers: modifiers.clone(), ty: ty.clone(), name, init };
            decl.members.push(Member::Field(field));
            if !self.eat(",")? {
                break;
            }
            name = self.name()?;
        }
        self.end()
    }

    /// The statements of a member, if they are wanted.
    fn body(&mut self) -> Parsed<Block> {
        if !self.heads_only {
            return self.block();
        }
        let start = self.expect("{")?;
        let mut open = 1;
        while open > 0 {
            match self.token.kind {
                Kind::Punct("{") => open += 1,
                Kind::Punct("}") => open -= 1,
                Kind::Eof => return Err(self.expecting("}")),
                _ => {}
            }
            self.advance()?;
        }
        Ok(Block { stmts: Vec::new(), span: start.to(self.last) })
    }

    fn method_name(&mut self) -> Parsed<Name> {
        self.name()
    }

    fn params(&mut self) -> Parsed<Vec<Param>> {
        self.expect("(")?;
        let mut params = Vec::new();
        if !self.is(")") {
            loop {
                let is_final = self.eat_word("final")?;
                self.param_annotations()?;
                let is_final = is_final || self.eat_word("final")?;
                let word = self.text(self.token).to_ascii_lowercase();
                if ["public", "private", "protected", "static", "abstract", "virtual", "override"].contains(&&*word) {
                    let at = self.peek().map_or(self.token.span, |next| next.span);
                    return self.error(at, format!("{word} is not allowed on parameters"));
                }
                let ty = self.type_ref()?;
                if self.is(".") {
                    return self.error(ty.span, format!("Invalid type: {ty}..."));
                }
                params.push(Param { ty, name: self.name()?, is_final });
                if !self.eat(",")? {
                    break;
                }
            }
        }
        self.expect(")")?;
        Ok(params)
    }

    fn param_annotations(&mut self) -> Parsed<()> {
        while self.is("@") {
            let name = self.annotation()?.name;
            if !name.is("SuppressWarnings") {
                return self.error(name.span, format!("{name} is not allowed on parameters"));
            }
        }
        Ok(())
    }

    fn property(&mut self, modifiers: Modifiers, ty: crate::ast::TypeRef, name: Name) -> Parsed<PropertyDecl> {
        self.expect("{")?;
        let mut property = PropertyDecl { modifiers, ty, name, getter: None, setter: None };
        if self.is("}") {
            return Err(self.unexpected());
        }
        while !self.is("}") {
            let modifiers = self.modifiers()?;
            let is_scope = |word: &Modifier| {
                matches!(word, Modifier::Public | Modifier::Private | Modifier::Protected | Modifier::Global)
            };
            if let Some((word, span)) = modifiers.words.iter().find(|(word, _)| !is_scope(word)) {
                return self.error(*span, format!("Unexpected token '{}'.", word.word()));
            }
            if let Some(annotation) = modifiers.annotations.first() {
                return self.error(annotation.name.span, "Unexpected token '@'.");
            }
            let span = self.token.span;
            let is_get = self.is_word("get");
            if !is_get && !self.is_word("set") {
                return Err(self.unexpected());
            }
            if if is_get { property.getter.is_some() } else { property.setter.is_some() } {
                return self.error(span, format!("Missing '}}' at '{}'", self.shown()));
            }
            self.advance()?;
            let body = if self.is("{") {
                Some(self.body()?)
            } else {
                self.expect(";")?;
                None
            };
            let accessor = Some(Accessor { modifiers, body, span });
            if is_get {
                property.getter = accessor;
            } else {
                property.setter = accessor;
            }
        }
        self.expect("}")?;
        Ok(property)
    }
}
