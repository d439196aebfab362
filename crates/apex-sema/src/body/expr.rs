//! Expressions.

use super::operand::Operand;
use super::{BodyCx, Val};
use crate::assign::{assignable, castable, convert, platform_args};
use crate::platform::{known, platform};
use crate::program::{Const, Ex};
use crate::ty::Ty;
use apex_syntax::ast::{
    BinaryOp, Condition, Expr, ExprKind, Literal, Name, Query, QueryBody, QueryValue, SelectItem, Soql, Span, TypeRef,
    UnaryOp,
};
use std::sync::Arc;

impl BodyCx<'_, '_> {
    /// An expression whose value is used.
    pub fn expr(&mut self, expr: &Expr) -> Val {
        let val = self.link(expr);
        let val = self.readable(val, expr);
        if has_safe_link(expr) {
            return Val::new(Ex::Chain(Box::new(val.ex)), val.ty);
        }
        val
    }

    /// An expression statement: its value may be void.
    pub fn effect(&mut self, expr: &Expr) -> Ex {
        let mut ex = self.expr(expr).ex;
        take_all_rows(&mut ex);
        ex
    }

    /// An expression as part of a chain of accesses; [`Self::expr`] closes the chain.
    pub fn link(&mut self, expr: &Expr) -> Val {
        match &expr.kind {
            ExprKind::Literal(Literal::Decimal(text)) if digits(text) > 28 => {
                self.unsupported(expr.span, LONG_DECIMALS);
                Val::new(Ex::Gap(LONG_DECIMALS.into()), Ty::Decimal)
            }
            ExprKind::Literal(literal) => literal_value(literal),
            ExprKind::Name(name) => match self.variable(name) {
                Some(val) => val,
                None => self.error(name.span, format!("Variable does not exist: {name}")),
            },
            ExprKind::Field { object, name, safe } => self.field(expr, object, name, *safe),
            ExprKind::Index { object, index } => self.index(object, index),
            ExprKind::Call { object, name, args, safe } => self.call(object.as_deref(), name, args, *safe),
            ExprKind::ConstructorCall { is_super, args } => self.constructor_call(*is_super, args, expr.span),
            ExprKind::New { ty, args } => self.new_object(ty, args, expr.span),
            ExprKind::NewCollection { ty, items } => self.new_collection(ty, items, expr.span),
            ExprKind::NewSized { ty, size } => self.new_sized(ty, size),
            ExprKind::NewMap { ty, pairs } => self.new_map(ty, pairs),
            ExprKind::Cast { ty, value } => self.cast(ty, value, expr.span),
            ExprKind::InstanceOf { value, ty } => self.instance_of(value, ty, expr.span),
            ExprKind::Unary { op, value } => self.unary(*op, value, expr.span),
            ExprKind::Update { op, prefix, target } => self.update(*op, *prefix, target, expr.span),
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, expr.span),
            ExprKind::Ternary { cond, then, otherwise } => self.ternary(cond, then, otherwise, expr.span),
            ExprKind::Assign { op, target, value } => self.assign(*op, target, value, expr.span),
            ExprKind::This => {
                if self.is_static {
                    return self.error(expr.span, "This cannot be referenced in a static context");
                }
                if self.before_this {
                    let message = "Cannot reference instance variables in a constructor invocation: this";
                    return self.error(expr.span, message);
                }
                Val::new(Ex::This, Ty::Class(self.class))
            }
            ExprKind::Super => self.error(expr.span, "Super cannot be referenced in a static context"),
            ExprKind::ClassLiteral(ty) => {
                let ty = self.c.resolve(ty, self.class);
                Val::new(Ex::TypeLiteral(ty), Ty::platform(known().type_))
            }
            ExprKind::Query(query) => self.query(query, expr.span),
            ExprKind::Paren(inner) => self.expr(inner),
        }
    }

    fn field(&mut self, expr: &Expr, object: &Expr, name: &apex_syntax::ast::Name, safe: bool) -> Val {
        if safe {
            let link = self.link(object);
            let link = self.readable(link, object);
            return self.member(link, name, true);
        }
        match self.operand(expr) {
            Operand::Value(val) => val,
            _ => self.error(name.span, format!("Variable does not exist: {name}")),
        }
    }

    fn index(&mut self, object: &Expr, index: &Expr) -> Val {
        let list = self.link(object);
        let list_span = object.span;
        let at = self.expr(index);
        let fits = assignable(&self.c.classes, &at.ty, &Ty::Integer);
        if !fits {
            let shown = self.show(&at.ty);
            self.error(list_span, format!("List index must be of type Integer: {shown}"));
        }
        match &list.ty {
            Ty::List(_) if !fits => Val::error(),
            Ty::List(t) => {
                let ty = (**t).clone();
                let place = crate::program::Place::Index { object: Box::new(list.ex), index: Box::new(at.ex) };
                Val::new(Ex::Read(place), ty)
            }
            Ty::Error => list.unknown(),
            other => {
                let shown = self.show(other);
                self.error(index.span, format!("Expression must be a list type: {shown}"))
            }
        }
    }

    /// `value` made fit for a place of type `to`, or the message for assignments.
    pub fn assign_to(&mut self, val: Val, to: &Ty, span: Span) -> Ex {
        self.fit(val, to, span, "assignment")
    }

    /// The same for `return`.
    pub fn return_value(&mut self, val: Val, to: &Ty, span: Span) -> Ex {
        self.fit(val, to, span, "conversion")
    }

    fn fit(&mut self, val: Val, to: &Ty, span: Span, what: &str) -> Ex {
        if let Some(ex) = self.single(&val, to) {
            return ex(val.ex);
        }
        if self.takes(&val.ty, to) {
            return convert(val.ex, &val.ty, to);
        }
        let (from, to) = (self.show(&val.ty), self.show(to));
        self.error(span, format!("Illegal {what} from {from} to {to}"));
        val.ex
    }

    /// Whether a value stands for `to` without a cast. Classes of API versions before 58 take no sets for an `Iterable`, and
    /// what one gives could not be named more generally; of lists that is so before 60.
    pub fn takes(&self, from: &Ty, to: &Ty) -> bool {
        let is_early = |version| self.c.is_before(self.class, version);
        let iterable = match to {
            Ty::Platform(id, args) if *id == known().iterable => args.first(),
            _ => None,
        };
        let is_new = iterable.is_some_and(|to| match from {
            Ty::List(of) => is_early(60) && **of != *to && !(*to == Ty::SObject && of.is_record()),
            Ty::Set(_) => is_early(58),
            Ty::Platform(_, args) => is_early(58) && args.first() != Some(to),
            Ty::Class(id) => {
                let own = platform_args(&self.c.classes, *id, known().iterable);
                is_early(58) && own.is_some_and(|own| own.first() != Some(to))
            }
            _ => false,
        });
        !is_new && assignable(&self.c.classes, from, to)
    }

    /// A query assigned to one record, or what else the Apex Developer Guide names ("Using SOQL Queries That Return One
    /// Record").
    pub fn single(&self, val: &Val, to: &Ty) -> Option<fn(Ex) -> Ex> {
        let Ty::List(element) = &val.ty else { return None };
        let is_map = is_native(&val.ex, "System.Map", "values");
        let of_any = **element == Ty::SObject && (is_database_query(&val.ex) || is_map);
        let of_one = (is_query(&val.ex) || is_map) && assignable(&self.c.classes, element, to);
        (to.is_record() && element.is_record() && (of_any || of_one)).then_some(one_of)
    }

    /// The same of an argument: what a dynamic query gives is always passed as a list.
    pub fn single_argument(&self, val: &Val, to: &Ty) -> Option<fn(Ex) -> Ex> {
        self.single(val, to).filter(|_| !is_database_query(&val.ex))
    }

    fn cast(&mut self, ty: &TypeRef, value: &Expr, span: Span) -> Val {
        let val = self.expr(value);
        if val.ty.is_error() {
            return val;
        }
        let to = self.c.resolve(ty, self.class);
        if let Some(single) = self.single(&val, &to) {
            return Val::new(single(val.ex), to);
        }
        if !castable(&self.c.classes, &val.ty, &to) {
            let (from, shown) = (self.show(&val.ty), self.show(&to));
            return self.error(
                span,
                format!("Incompatible types since an instance of {from} is never an instance of {shown}"),
            );
        }
        let ex = match (&val.ty, &to) {
            (Ty::String, Ty::Id) => convert(val.ex, &val.ty, &to),
            _ => Ex::Cast { ty: to.clone(), value: Box::new(val.ex) },
        };
        Val::new(ex, to)
    }

    fn instance_of(&mut self, value: &Expr, ty: &TypeRef, span: Span) -> Val {
        let to = self.c.resolve(ty, self.class);
        let val = self.expr(value);
        let (from, shown) = (self.show(&val.ty), self.show(&to));
        if val.ty.is_error() || to.is_error() {
            return Val::error();
        }
        // A list of any records may hold what is asked for, and a text may be an Id.
        let narrows = matches!((&val.ty, &to), (Ty::List(a), Ty::List(b)) if **a == Ty::SObject && a != b)
            || (&val.ty, &to) == (&Ty::String, &Ty::Id);
        let never = matches!((&val.ty, &to), (Ty::List(a), Ty::List(b)) if **a == Ty::SObject && **b == Ty::Object);
        if assignable(&self.c.classes, &val.ty, &to) && !narrows {
            let message = format!(
                "Operation instanceof is always true since an instance of {from} is always an instance of {shown}"
            );
            self.error(span, message);
        } else if never || !castable(&self.c.classes, &val.ty, &to) || val.ty.is_number() && to.is_number() {
            let message = format!(
                "Operation instanceof is always false since an instance of {from} is never an instance of {shown}"
            );
            self.error(span, message);
        }
        Val::new(Ex::InstanceOf { value: Box::new(val.ex), ty: to }, Ty::Boolean)
    }

    fn unary(&mut self, op: UnaryOp, value: &Expr, span: Span) -> Val {
        let val = self.expr(value);
        if val.ty.is_error() {
            return val;
        }
        let message = match op {
            UnaryOp::Not if val.ty != Ty::Boolean => "! operator can only be applied to boolean expressions",
            UnaryOp::Minus if !val.ty.is_number() => "Unary negation must use a numeric argument",
            UnaryOp::BitNot if !matches!(val.ty, Ty::Integer | Ty::Long) => {
                let shown = self.show(&val.ty);
                return self.error(span, format!("Invalid type for bitwise negate: {shown}"));
            }
            _ => {
                let ty = val.ty.clone();
                return Val::new(Ex::Unary { op, value: Box::new(val.ex) }, ty);
            }
        };
        self.error(span, message)
    }

    fn ternary(&mut self, cond: &Expr, then: &Expr, otherwise: &Expr, span: Span) -> Val {
        let cond = self.condition(cond);
        let (a, b) = (self.expr(then), self.expr(otherwise));
        let (a, b) = self.one_of_both(a, b);
        let Some(ty) = self.common(&a.ty, &b.ty) else {
            let (b, a) = (self.show(&b.ty), self.show(&a.ty));
            return self.error(span, format!("Incompatible types in ternary operator: {b}, {a}"));
        };
        let then = Box::new(convert(a.ex, &a.ty, &ty));
        let otherwise = Box::new(convert(b.ex, &b.ty, &ty));
        Val::new(Ex::Ternary { cond: Box::new(cond), then, otherwise }, ty)
    }

    /// The type both branches of `?:` and `??` can have.
    pub fn common(&self, a: &Ty, b: &Ty) -> Option<Ty> {
        let classes = &self.c.classes;
        if *a == Ty::Void || *b == Ty::Void {
            return None;
        }
        if *a == Ty::Null || b.is_error() {
            return Some(b.clone());
        }
        if *b == Ty::Null || a.is_error() || a == b {
            return Some(a.clone());
        }
        if a.is_number() && b.is_number() {
            return Some(super::operator::promote(a, b));
        }
        if assignable(classes, b, a) {
            return Some(a.clone());
        }
        if assignable(classes, a, b) {
            return Some(b.clone());
        }
        None
    }

    /// Both branches; a query beside one record stands for its one record.
    fn one_of_both(&self, a: Val, b: Val) -> (Val, Val) {
        let one = |query: Val, other: &Ty| match (&query.ex, &query.ty) {
            (Ex::Query { .. }, Ty::List(of)) if other.is_record() && assignable(&self.c.classes, of, other) => {
                let ty = (**of).clone();
                Val::new(Ex::Single(Box::new(query.ex)), ty)
            }
            _ => query,
        };
        let a = one(a, &b.ty);
        let b = one(b, &a.ty);
        (a, b)
    }

    pub fn coalesce(&mut self, left: &Expr, right: &Expr, span: Span) -> Val {
        let (a, b) = (self.expr(left), self.expr(right));
        let (a, b) = self.one_of_both(a, b);
        let Some(ty) = self.common(&a.ty, &b.ty) else {
            let (a, b) = (self.show(&a.ty), self.show(&b.ty));
            return self.error(span, format!("Incompatible types in null coalescing operator: {a}, {b}"));
        };
        let (left, right) = (convert(a.ex, &a.ty, &ty), convert(b.ex, &b.ty, &ty));
        Val::new(Ex::Coalesce(Box::new(left), Box::new(right)), ty)
    }

    /// An object that a query or a semi-join in it reads and of which only the name is known.
    fn foreign_source<'q>(&self, soql: &'q Soql) -> Option<&'q Name> {
        let own = soql.from.first().and_then(|from| from.path.first()).filter(|name| self.c.is_foreign_record(name));
        own.or_else(|| soql.filter.as_ref().and_then(|condition| self.foreign_in(condition)))
    }

    fn foreign_in<'q>(&self, condition: &'q Condition) -> Option<&'q Name> {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().find_map(|part| self.foreign_in(part)),
            Condition::Not(inner) => self.foreign_in(inner),
            Condition::Compare { value: QueryValue::Query(inner), .. } => self.foreign_source(inner),
            Condition::Compare { .. } => None,
        }
    }

    fn query(&mut self, query: &Query, span: Span) -> Val {
        let binds = query.binds.iter().map(|bind| self.expr(bind).ex).collect();
        if let QueryBody::Soql(soql) = &query.body
            && let Some(object) = self.foreign_source(soql)
        {
            return self.unsupported(span, &object.text);
        }
        for message in crate::query::check(query, &self.c.catalog) {
            self.error(span, as_static(&message));
        }
        for gap in crate::query::gaps(query).into_iter().chain(crate::query::record_gap(query)) {
            self.unsupported(span, &gap);
        }
        let mut count = false;
        let ty = match &query.body {
            QueryBody::Sosl(_) => Ty::list(Ty::list(Ty::SObject)),
            QueryBody::Soql(soql) => {
                count = matches!(&*soql.select, [SelectItem::Field(apex_syntax::ast::FieldExpr::Function { name, args, .. }, _)]
                    if name.is("count") && args.is_empty());
                let object = soql.from.first().and_then(|f| f.path.first());
                let found = object.and_then(|o| self.c.catalog.canonical(&o.text));
                if count {
                    Ty::Integer
                } else if crate::query::is_aggregate(soql) {
                    Ty::list(Ty::Record("AggregateResult".into()))
                } else {
                    found.map_or(Ty::Error, |name| Ty::list(Ty::Record(name)))
                }
            }
        };
        Val::new(Ex::Query { query: Arc::new(query.clone()), binds, count, line: span.line }, ty)
    }

    pub fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Val {
        if op == BinaryOp::Coalesce {
            return self.coalesce(left, right, span);
        }
        let (a, b) = (self.expr(left), self.expr(right));
        self.operate(op, a, b, span)
    }
}

/// The one record of what [`is_query`] knows.
fn one_of(ex: Ex) -> Ex {
    match ex {
        Ex::Coalesce(query, other) => Ex::Coalesce(Box::new(Ex::Single(query)), other),
        Ex::Const(Const::Null) => ex,
        Ex::Ternary { cond, then, otherwise } => {
            let [then, otherwise] = [then, otherwise].map(|ex| Box::new(one_of(*ex)));
            Ex::Ternary { cond, then, otherwise }
        }
        query => Ex::Single(Box::new(query)),
    }
}

/// Whether a value is a query or nothing: `query`, `query ?? null`, `condition ? query : null`.
fn is_query(ex: &Ex) -> bool {
    let is_null = |ex: &Ex| matches!(ex, Ex::Const(Const::Null));
    match ex {
        Ex::Query { .. } => true,
        Ex::Coalesce(left, right) => is_query(left) && is_null(right),
        Ex::Ternary { then, otherwise, .. } => {
            let (a, b) = (is_query(then), is_query(otherwise));
            (a || is_null(then)) && (b || is_null(otherwise)) && (a || b)
        }
        _ => false,
    }
}

/// A message about a dynamic query as the compiler words it.
fn as_static(message: &str) -> String {
    if let Some(word) = message.strip_prefix("unexpected token: ") {
        return format!("Unexpected token {word}.");
    }
    let object = message.strip_prefix("sObject type '").and_then(|rest| rest.strip_suffix("' is not supported."));
    object.map_or_else(|| message.to_owned(), |object| format!("Invalid type: Schema.{object}"))
}

/// Whether this calls `Database.query`: its one record may stand for the list (Apex Developer Guide, "Dynamic SOQL"), and a
/// loop may go over its records in lists.
pub(super) fn is_database_query(ex: &Ex) -> bool {
    is_native(ex, "System.Database", "query")
}

/// Whether this calls `getSObjects`, which loops take as they take `Database.query`.
pub(super) fn is_get_sobjects(ex: &Ex) -> bool {
    is_native(ex, "System.SObject", "getSObjects")
}

fn is_native(ex: &Ex, ty: &str, name: &str) -> bool {
    let Ex::Native(native) = ex else { return false };
    let owner = platform().get(native.ty);
    owner.methods.get(native.method as usize).is_some_and(|method| &*method.name == name) && owner.full_name() == ty
}

/// Lets `Database.delete([SELECT …])` and its like take all rows. Their signatures say `List<Object>`, so by its type the
/// query stands for one record; public triggers delete many rows this way. A result that is used stays that of one record.
fn take_all_rows(ex: &mut Ex) {
    let takes_rows =
        ["delete", "undelete", "emptyRecycleBin"].iter().any(|name| is_native(ex, "System.Database", name));
    if let Ex::Native(native) = ex
        && let Some(first) = native.args.first_mut().filter(|_| takes_rows)
        && let Ex::Single(rows) = first
    {
        *first = std::mem::replace(rows, Ex::This);
    }
}

/// More digits than the runtime counts with.
const LONG_DECIMALS: &str = "decimals of more than 28 digits";

fn digits(text: &str) -> usize {
    // Zeros behind the last digit of a fraction can be left out.
    let text = if text.contains('.') { text.trim_end_matches('0') } else { text };
    text.trim_start_matches(['0', '.']).bytes().filter(u8::is_ascii_digit).count()
}

fn literal_value(literal: &Literal) -> Val {
    let (value, ty) = match literal {
        Literal::Null => (Const::Null, Ty::Null),
        Literal::Boolean(b) => (Const::Boolean(*b), Ty::Boolean),
        Literal::Integer(i) => (Const::Integer(*i), Ty::Integer),
        Literal::Long(i) => (Const::Long(*i), Ty::Long),
        Literal::Decimal(d) => (Const::Decimal(d.clone()), Ty::Decimal),
        Literal::Double(d) => (Const::Double(*d), Ty::Double),
        Literal::String(s) => (Const::String(s.clone()), Ty::String),
    };
    Val::new(Ex::Const(value), ty)
}

/// Whether the chain of accesses that ends in `expr` holds a `?.`.
pub(super) fn has_safe_link(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Field { object, safe, .. } => *safe || has_safe_link(object),
        ExprKind::Call { object: Some(object), safe, .. } => *safe || has_safe_link(object),
        ExprKind::Index { object, .. } => has_safe_link(object),
        _ => false,
    }
}
