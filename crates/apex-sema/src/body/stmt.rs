//! Statements.

use super::place::last_name;
use super::{BodyCx, Val};
use crate::inherit::is_exception;
use crate::platform::known;
use crate::program::{ClassKind, Ex, Label, Place, St, StKind, Super};
use crate::ty::Ty;
use apex_syntax::ast::{
    Case, CaseLabel, Catch, Dml, DmlOp, Expr, ExprKind, Literal, Name, Span, Stmt, StmtKind, TypeRef, UnaryOp,
};

impl BodyCx<'_, '_> {
    /// Appends the code of `stmt`; tells whether control can reach its end.
    pub fn statement(&mut self, stmt: &Stmt, code: &mut Vec<St>) -> bool {
        let line = stmt.span.line;
        if !matches!(stmt.kind, StmtKind::Block(_) | StmtKind::Empty | StmtKind::Try { .. }) {
            self.lines.insert(line);
        }
        let mut completes = true;
        let kind = match &stmt.kind {
            StmtKind::Empty => return true,
            StmtKind::Block(block) => {
                let (inner, done) = self.block(block);
                completes = done;
                StKind::Block(inner)
            }
            StmtKind::Local { ty, vars, .. } => {
                self.locals(ty, vars, code);
                return true;
            }
            StmtKind::Expr(expr) => {
                if let ExprKind::ConstructorCall { is_super, .. } = &expr.kind
                    && !(self.at_start && code.is_empty())
                    && !(*is_super && self.c.class(self.class).superclass == Super::None)
                {
                    let word = if *is_super { "super" } else { "this" };
                    self.error(
                        expr.span,
                        format!("Call to '{word}()' must be the first statement in a constructor method"),
                    );
                }
                StKind::Expr(self.effect(expr))
            }
            StmtKind::If { cond, then, otherwise } => {
                let cond = self.condition(cond);
                let (then, a) = self.nested(then);
                let (otherwise, b) = otherwise.as_ref().map_or((Vec::new(), true), |s| self.nested(s));
                completes = a || b;
                StKind::If { cond, then, otherwise }
            }
            StmtKind::While { cond, body } => StKind::While { cond: self.condition(cond), body: self.looped(body) },
            StmtKind::DoWhile { body, cond } => {
                let body = self.looped(body);
                StKind::DoWhile { body, cond: self.condition(cond) }
            }
            StmtKind::For { init, cond, update, body } => self.scoped(|cx| {
                let mut start = Vec::new();
                // Only a declaration that stands by itself meets the variables of `when`.
                let switched = std::mem::take(&mut cx.switched);
                for stmt in init {
                    cx.statement(stmt, &mut start);
                }
                cx.switched = switched;
                let cond = cond.as_ref().map(|c| cx.condition(c));
                let update = update.iter().map(|u| cx.effect(u)).collect();
                StKind::For { init: start, cond, update, body: cx.looped(body) }
            }),
            StmtKind::ForEach { ty, name, iterable, body } => self.for_each(ty, name, iterable, body, stmt.span),
            StmtKind::Return(value) => {
                completes = false;
                self.return_statement(value.as_ref(), stmt.span)
            }
            StmtKind::Throw(value) => {
                completes = false;
                let val = self.expr(value);
                if val.ty != Ty::Null && !is_exception(&self.c.classes, &val.ty) {
                    let shown = self.show(&val.ty);
                    self.error(stmt.span, format!("Throw expression must be of type exception: {shown}"));
                }
                StKind::Throw(val.ex)
            }
            StmtKind::Break | StmtKind::Continue => {
                let is_break = matches!(stmt.kind, StmtKind::Break);
                if self.loops == 0 {
                    let word = if is_break { "Break" } else { "Continue" };
                    self.error(stmt.span, format!("{word} statement must be in loop"));
                }
                if is_break { StKind::Break } else { StKind::Continue }
            }
            StmtKind::Try { body, catches, finally } => {
                let (body, mut done) = self.block(body);
                let mut list = Vec::new();
                for catch in catches {
                    done |= self.catch(catch, &mut list);
                }
                // What `finally` does counts for nothing here, as for the platform.
                let finally = finally.as_ref().map_or_else(Vec::new, |b| self.block(b).0);
                completes = done;
                StKind::Try { body, catches: list, finally }
            }
            StmtKind::Switch { on, cases } => {
                let (kind, done) = self.switch(on, cases, stmt.span);
                completes = done;
                kind
            }
            StmtKind::RunAs { user, body } => {
                let user = self.expr(user);
                let fits = matches!(&user.ty, Ty::Record(name) if &**name == "User") || user.ty.is_error();
                if !fits {
                    self.error(stmt.span, "runAs requires a single argument of type 'User' or 'Version'");
                }
                let user = user.ex;
                let (body, _) = self.block(body);
                StKind::RunAs { user, body }
            }
            StmtKind::Dml(dml) => self.dml(dml, stmt.span),
        };
        code.push(St { line, kind });
        completes
    }

    fn locals(&mut self, ty: &TypeRef, vars: &[(Name, Option<Expr>)], code: &mut Vec<St>) {
        let before = self.c.errors.len();
        let ty = if is_void(ty) {
            self.error(ty.span, "Variables cannot be of type void");
            Ty::Error
        } else {
            self.c.resolve(ty, self.class)
        };
        let unknown = self.c.errors.len() > before || ty.is_error();
        for (name, init) in vars {
            let errors = self.c.errors.len();
            // The variable is not yet visible in its own initial value.
            let init = init.as_ref().map(|init| {
                let val = self.expr(init);
                self.assign_to(val, &ty, name.span)
            });
            if unknown {
                // Its value is not looked at when its type is unknown.
                self.c.errors.truncate(errors);
            }
            if self.switched.contains(&name.key()) {
                self.error(name.span, format!("Duplicate variable: {name}"));
            }
            let slot = self.declare(name, ty.clone());
            code.push(St { line: name.span.line, kind: StKind::Local { slot, init } });
        }
    }

    pub fn condition(&mut self, expr: &Expr) -> Ex {
        let val = self.expr(expr);
        if !matches!(val.ty, Ty::Boolean | Ty::Error) {
            let shown = self.show(&val.ty);
            self.error(expr.span, format!("Condition expression must be of type Boolean: {shown}"));
        }
        val.ex
    }

    fn return_statement(&mut self, value: Option<&Expr>, span: Span) -> StKind {
        let wanted = self.returns.clone();
        if self.fields_before.is_some() && !self.is_static {
            self.error(span, "Return must be called from a method");
        }
        match value {
            None if wanted == Ty::Void => StKind::Return(None),
            None => {
                let shown = self.show(&wanted);
                self.error(span, format!("Missing return statement required return type: {shown}"));
                StKind::Return(None)
            }
            Some(expr) if wanted == Ty::Void => {
                self.expr(expr);
                let what = if self.at_start { "Constructors" } else { "Void method" };
                self.error(span, format!("{what} must not return a value"));
                StKind::Return(None)
            }
            Some(expr) => {
                let val = self.expr(expr);
                StKind::Return(Some(self.return_value(val, &wanted, span)))
            }
        }
    }

    fn for_each(&mut self, ty: &TypeRef, name: &Name, over: &Expr, body: &Stmt, span: Span) -> StKind {
        let ty = self.c.resolve(ty, self.class);
        let source = self.expr(over);
        // What a search finds is a list of lists, and no query; the children of a record are what a query gave it.
        let is_query = matches!(source.ex, Ex::Query { .. } | Ex::Read(Place::Record { .. }))
            && matches!(&source.ty, Ty::List(of) if of.is_record());
        let element = match &source.ty {
            Ty::List(t) | Ty::Set(t) => (**t).clone(),
            Ty::Error => Ty::Error,
            other => match self.iterated(other) {
                Some(element) => element,
                None => {
                    let shown = self.show(other);
                    self.error(span, format!("Loop must iterate over collection: {shown}"));
                    Ty::Error
                }
            },
        };
        let in_chunks = super::expr::is_database_query(&source.ex) || super::expr::is_get_sobjects(&source.ex);
        let chunks = (is_query || in_chunks) && matches!(&ty, Ty::List(t) if t.is_record());
        let wanted = if let (true, Ty::List(t)) = (chunks, &ty) { (**t).clone() } else { ty.clone() };
        let typed = !(is_query || in_chunks) || !element.is_record() || wanted.is_record() || wanted.is_error();
        let fits =
            in_chunks && wanted.is_record() || typed && crate::assign::assignable(&self.c.classes, &element, &wanted);
        if !fits {
            let (found, shown) = (self.show(&element), self.show(&ty));
            let records = "Loop variable must be a generic SObject or List or a concrete SObject or List";
            let message = match () {
                () if in_chunks => format!("{records}."),
                () if is_query => format!("{records} of: {found}"),
                () => format!("Invalid loop variable type expected {found} was {shown}"),
            };
            self.error(span, message);
        }
        self.scoped(|cx| {
            let slot = cx.declare(name, ty);
            let body = cx.looped(body);
            StKind::ForEach { slot, over: source.ex, chunks, body }
        })
    }

    /// What iterating a user or platform `Iterable` gives.
    fn iterated(&self, ty: &Ty) -> Option<Ty> {
        let args = match ty {
            Ty::Platform(id, args) if *id == known().iterable => args.to_vec(),
            Ty::Class(id) => self.c.platform_interfaces(*id).into_iter().find_map(|t| match t {
                Ty::Platform(p, args) if p == known().iterable => Some(args.to_vec()),
                _ => None,
            })?,
            _ => return None,
        };
        Some(args.first().cloned().unwrap_or(Ty::Object))
    }

    fn catch(&mut self, catch: &Catch, list: &mut Vec<(Ty, u32, Vec<St>)>) -> bool {
        // An exception may be caught even where its class may not be named.
        let ty = self.c.resolve_any(&catch.param.ty, self.class);
        let at = catch.param.name.span;
        if !is_exception(&self.c.classes, &ty) {
            let shown = self.show(&ty);
            self.error(at, format!("Catch block variable must be of type exception: {shown}"));
        } else if list.iter().any(|(seen, _, _)| crate::assign::assignable(&self.c.classes, &ty, seen))
            && !ty.is_error()
        {
            let shown = self.show(&ty);
            self.error(at, format!("Exception type already caught: {shown}"));
        }
        self.scoped(|cx| {
            let slot = cx.declare(&catch.param.name, ty.clone());
            let (body, done) = cx.block(&catch.body);
            list.push((ty, slot, body));
            done
        })
    }

    fn switch(&mut self, on: &Expr, cases: &[Case], span: Span) -> (StKind, bool) {
        let subject = self.expr(on);
        let is_enum = matches!(&subject.ty, Ty::Class(id) if self.c.class(*id).kind == ClassKind::Enum)
            || matches!(&subject.ty, Ty::Platform(id, _) if crate::platform::platform().get(*id).kind == crate::platform::PlatformKind::Enum);
        if !is_enum && !matches!(subject.ty, Ty::Integer | Ty::Long | Ty::String | Ty::SObject | Ty::Error) {
            let shown = self.show(&subject.ty);
            self.error(on.span, format!("{shown} is not a valid switch expression type"));
        }
        let mut list = Vec::new();
        let (mut completes, mut has_else) = (false, false);
        let (mut seen, mut records): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for case in cases {
            if has_else {
                self.error(span, "'when else' must be the last when block");
            }
            let before = self.vars.len();
            let label = match &case.label {
                CaseLabel::Else => {
                    has_else = true;
                    Label::Else
                }
                CaseLabel::Type(written, name) => {
                    let ty = self.c.resolve(written, self.class);
                    if seen.contains(&written.to_string().to_ascii_lowercase()) {
                        let message =
                            format!("{written} occurs as more than one when branch for this switch statement");
                        self.error(written.span, message);
                    }
                    seen.push(written.to_string().to_ascii_lowercase());
                    if ty == subject.ty && ty == Ty::SObject {
                        let message = "SObject in the when expression is already matching the switch expression type";
                        self.error(written.span, message);
                    } else if is_enum || matches!(subject.ty, Ty::Integer | Ty::Long | Ty::String) {
                        let shown = self.show(&subject.ty);
                        self.error(name.span, format!("{shown} cannot be a when type variable block"));
                    } else if ty.is_error() || (subject.ty.is_record() && !ty.is_record()) {
                        let wanted = self.show(&subject.ty);
                        let message = format!(
                            "{written} value in when expression cannot be implicitly converted to the {wanted} type in switch expression"
                        );
                        self.error(written.span, message);
                    }
                    let slot = self.declare(name, ty.clone());
                    Label::Type(ty, slot)
                }
                CaseLabel::Values(values) => Label::Values(
                    values.iter().map(|v| self.case_value(v, &subject.ty, is_enum, span, &mut seen)).collect(),
                ),
            };
            let (body, done) = self.block(&case.body);
            self.vars.truncate(before);
            if let CaseLabel::Type(_, name) = &case.label {
                records.push(name.key());
            }
            completes |= done;
            list.push((label, body));
        }
        self.switched.extend(records);
        (StKind::Switch { on: subject.ex, cases: list }, completes || !has_else)
    }

    fn case_value(&mut self, value: &Expr, on: &Ty, is_enum: bool, span: Span, seen: &mut Vec<String>) -> Ex {
        let (value, minus) = literal_of(value, false);
        let sign = if minus { "-" } else { "" };
        let shown = match &value.kind {
            ExprKind::Literal(Literal::String(s)) => s.to_string(),
            ExprKind::Literal(Literal::Integer(i)) => format!("{sign}{i}"),
            ExprKind::Literal(Literal::Long(i)) => format!("{sign}{i}"),
            ExprKind::Literal(Literal::Null) => "null".into(),
            ExprKind::Name(name) => self.constant_of(on, name).unwrap_or_else(|| name.text.to_string()),
            _ => String::new(),
        };
        if !shown.is_empty() {
            if seen.contains(&shown) {
                self.error(span, format!("{shown} occurs as more than one when branch for this switch statement"));
            }
            seen.push(shown);
        }
        let is_null = matches!(value.kind, ExprKind::Literal(Literal::Null));
        match &value.kind {
            ExprKind::Literal(_) if *on == Ty::SObject && !is_null => {
                self.error(span, "Switching on SObject types must be a 'when type variable' or 'when null'");
                return Ex::Const(crate::program::Const::Null);
            }
            ExprKind::Field { .. } if is_enum => {
                self.error(value.span, "Enum value used in 'when expression' should be unqualified");
                return Ex::Const(crate::program::Const::Null);
            }
            ExprKind::Name(name) if !is_enum && !on.is_error() => {
                let is_field = self.find_field(self.class, &name.key()).is_some();
                let message = match is_field {
                    true => "Field must be an enum reference".to_string(),
                    false => format!("Variable does not exist: {name}"),
                };
                self.error(value.span, message);
                return Ex::Const(crate::program::Const::Null);
            }
            ExprKind::Literal(_) | ExprKind::Name(_) => {}
            _ => {
                self.error(value.span, "When clause must be a literal or a non null constant literal: {0}");
                return Ex::Const(crate::program::Const::Null);
            }
        }
        let val = match &value.kind {
            ExprKind::Name(name) if is_enum => self
                .static_member(on, name)
                .unwrap_or_else(|| self.error(name.span, format!("Variable does not exist: {name}"))),
            _ => {
                let val = self.expr(value);
                match minus {
                    true => Val::new(Ex::Unary { op: UnaryOp::Minus, value: Box::new(val.ex) }, val.ty),
                    false => val,
                }
            }
        };
        if crate::assign::assignable(&self.c.classes, &val.ty, on) {
            return crate::assign::convert(val.ex, &val.ty, on);
        }
        let (found, wanted) = (self.show(&val.ty), self.show(on));
        self.error(
            span,
            format!("{found} value in when expression cannot be implicitly converted to the {wanted} type in switch expression"),
        );
        val.ex
    }

    /// The name of an enum's constant as it was declared.
    fn constant_of(&self, of: &Ty, name: &Name) -> Option<String> {
        let constants = match of {
            Ty::Class(id) => &self.c.class(*id).constants,
            Ty::Platform(id, _) => &crate::platform::platform().get(*id).constants,
            _ => return None,
        };
        constants.iter().find(|constant| name.is(constant)).map(ToString::to_string)
    }

    fn dml(&mut self, dml: &Dml, span: Span) -> StKind {
        let target = self.expr(&dml.target);
        let record = match &target.ty {
            Ty::List(t) if t.is_record() => Some((**t).clone()),
            t if t.is_record() || t.is_error() => Some(t.clone()),
            _ => None,
        };
        if record.is_none() && dml.op != DmlOp::Merge {
            let shown = self.show(&target.ty);
            self.error(span, format!("DML requires SObject or SObject list type: {shown}"));
        }
        let verb = match dml.op {
            DmlOp::Insert => "Insert",
            DmlOp::Update => "Update",
            DmlOp::Upsert => "Upsert",
            DmlOp::Delete => "Delete",
            DmlOp::Undelete => "Undelete",
            DmlOp::Merge => "Merge",
        };
        self.check_dml(verb, &target.ty, span);
        let (mut key, mut merge) = (None, None);
        if let Some(extra) = &dml.extra {
            if dml.op == DmlOp::Merge {
                let other = self.expr(extra);
                self.check_merge(&target.ty, &other.ty, span);
                merge = Some(other.ex);
            } else {
                if record == Some(Ty::SObject) {
                    self.error(span, "Upsert with a field specification requires a concrete SObject type");
                    return StKind::Expr(target.ex);
                }
                key = self.upsert_key(extra, record.as_ref());
            }
        }
        StKind::Dml { op: dml.op, as_user: dml.as_user, target: target.ex, key, merge }
    }

    /// Refuses what nobody can do with the records of an object: messages of public deployment logs.
    pub fn check_dml(&mut self, verb: &str, of: &Ty, span: Span) {
        let one = if let Ty::List(element) = of { element } else { of };
        let Ty::Record(name) = one else { return };
        let Some(info) = self.c.catalog.object(name) else { return };
        let may = match &*verb.to_ascii_lowercase() {
            "insert" => info.createable,
            "update" => info.updateable,
            "upsert" => info.createable || info.updateable,
            "delete" => info.deletable,
            _ => true,
        };
        if !may {
            let shown = self.show(of);
            self.error(span, format!("DML operation {verb} not allowed on {shown}"));
        }
    }

    /// A record is merged with records of its own, concrete type.
    fn check_merge(&mut self, target: &Ty, other: &Ty, span: Span) {
        let one = if let Ty::List(t) = other { t } else { other };
        if !matches!(target, Ty::Record(_) | Ty::Error) {
            let shown = self.show(target);
            self.error(span, format!("Merge requires a concrete SObject type: {shown}"));
        } else if one != target && !one.is_error() && !target.is_error() {
            self.error(span, "Invalid type for duplicate records");
        }
    }

    /// `upsert rows Field__c` and `upsert rows Account.Field__c`.
    fn upsert_key(&mut self, extra: &Expr, record: Option<&Ty>) -> Option<std::sync::Arc<str>> {
        let (name, object) = match &extra.kind {
            ExprKind::Name(name) => match record {
                Some(Ty::Record(object)) => (name, object.clone()),
                _ => (name, "".into()),
            },
            ExprKind::Field { object, name, .. } => match &object.kind {
                ExprKind::Name(object) => (name, object.text.clone()),
                // `Account.Fields.Key__c` is the same token as `Account.Key__c`.
                ExprKind::Field { object, name: fields, .. } if fields.is("fields") => {
                    (name, last_name(object).map_or_else(|| "".into(), |object| object.text))
                }
                _ => (name, "".into()),
            },
            _ => {
                self.error(extra.span, "Upsert requires a field of the record");
                return None;
            }
        };
        let Some(info) = self.c.catalog.object(&object) else {
            self.error(extra.span, format!("Invalid type: {object}"));
            return None;
        };
        match info.field(&name.text) {
            Some(field)
                if field.external_id
                    || field.id_lookup
                    || field.kind == crate::catalog::FieldKind::Id
                    || field.unique =>
            {
                Some(field.name.clone())
            }
            Some(_) => {
                self.error(name.span, format!("Upsert field must be an external id or idLookup field: {name}"));
                None
            }
            None => {
                self.error(name.span, format!("Invalid field {name} for SObject {object}"));
                None
            }
        }
    }
}

/// What stands in parentheses and behind signs, and whether it is negative.
fn literal_of(value: &Expr, minus: bool) -> (&Expr, bool) {
    match &value.kind {
        ExprKind::Paren(inner) if !matches!(inner.kind, ExprKind::Name(_)) => literal_of(inner, minus),
        ExprKind::Unary { op: UnaryOp::Plus, value } => literal_of(value, minus),
        ExprKind::Unary { op: UnaryOp::Minus, value } => literal_of(value, !minus),
        _ => (value, minus),
    }
}

fn is_void(ty: &TypeRef) -> bool {
    matches!(&*ty.parts, [one] if one.is("void"))
}
