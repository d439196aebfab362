//! Bodies: names, types and flow of statements and expressions.

mod call;
mod create;
mod expr;
mod flow;
mod member;
mod operand;
mod operator;
mod overload;
mod place;
mod platform_call;
mod stmt;

use crate::compiler::Compiler;
use crate::program::{Body, Ex, Init, St};
use crate::ty::{ClassId, Ty};
use apex_syntax::ast::{Block, Expr, Member, MethodDecl, Name, Span, TypeDecl};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A resolved expression with its static type.
pub(crate) struct Val {
    pub ex: Ex,
    pub ty: Ty,
}

impl Val {
    pub fn new(ex: Ex, ty: Ty) -> Self {
        Self { ex, ty }
    }

    /// Stands for an expression whose error, or whose gap, is already reported. Code that gets there ends there: with gaps
    /// alone a program runs.
    pub fn error() -> Self {
        Self::gap("an expression with parts that are not known here")
    }

    /// Stands for an expression that the local org does not have.
    pub fn gap(what: &str) -> Self {
        Self { ex: Ex::Gap(what.into()), ty: Ty::Error }
    }

    /// Stands for what is done with a value that is not known: its gap stays the reason.
    pub fn unknown(self) -> Self {
        if matches!(self.ex, Ex::Gap(_)) { Self { ty: Ty::Error, ..self } } else { Self::error() }
    }

    /// The same for a call with such values.
    pub fn unknown_of(vals: Vec<Self>) -> Self {
        vals.into_iter().find(|val| val.ty.is_error()).map_or_else(Self::error, Self::unknown)
    }
}

pub(crate) struct Var {
    pub key: String,
    pub name: Arc<str>,
    pub slot: u32,
    pub ty: Ty,
}

/// The state inside one body.
pub(crate) struct BodyCx<'c, 'a> {
    pub c: &'c mut Compiler<'a>,
    pub class: ClassId,
    pub is_static: bool,
    /// `Void` for methods without a result.
    pub returns: Ty,
    /// Whether final fields may be assigned here.
    pub may_assign_final: bool,
    /// Whether this is a constructor, where `this(…)` or `super(…)` may come first.
    pub at_start: bool,
    /// Whether this is an argument of `this(…)` or `super(…)`: the object is not there yet.
    pub before_this: bool,
    /// The property whose accessor this is: its name means the stored value.
    pub accessor_of: Option<String>,
    /// In an initialiser: how many fields of the class are declared before it.
    pub fields_before: Option<usize>,
    pub vars: Vec<Var>,
    /// Names of records in `when` of a `switch` before: the front end lets no statement behind declare them again.
    pub switched: Vec<String>,
    pub slots: u32,
    pub loops: u32,
    pub lines: BTreeSet<u32>,
}

impl<'c, 'a> BodyCx<'c, 'a> {
    fn new(c: &'c mut Compiler<'a>, class: ClassId, is_static: bool, returns: Ty) -> Self {
        Self {
            c,
            class,
            is_static,
            returns,
            may_assign_final: false,
            at_start: false,
            before_this: false,
            accessor_of: None,
            fields_before: None,
            vars: Vec::new(),
            switched: Vec::new(),
            slots: 0,
            loops: 0,
            lines: BTreeSet::new(),
        }
    }

    pub fn error(&mut self, span: Span, message: impl Into<String>) -> Val {
        self.c.error(span, message);
        Val::error()
    }

    pub fn show(&self, ty: &Ty) -> String {
        self.c.show(ty)
    }

    /// Declares a local variable.
    pub fn declare(&mut self, name: &Name, ty: Ty) -> u32 {
        let key = name.key();
        if self.vars.iter().any(|v| v.key == key) {
            self.error(name.span, format!("Duplicate variable: {name}"));
        }
        if apex_syntax::is_reserved_name(&name.text) {
            self.error(name.span, format!("Identifier name is reserved: {name}"));
        }
        let slot = self.slots;
        self.slots += 1;
        self.vars.push(Var { key, name: name.text.clone(), slot, ty });
        slot
    }

    fn body(mut self, block: &Block, at: Span) -> (Body, BTreeSet<u32>) {
        let (code, completes) = self.statements(&block.stmts);
        if completes && self.returns != Ty::Void {
            let wanted = self.show(&self.returns);
            self.error(at, format!("Missing return statement required return type: {wanted}"));
        }
        (Body { slots: self.slots, code }, self.lines)
    }
}

impl Compiler<'_> {
    /// Looks for errors in every body of a type and its inner types, and keeps nothing else. `id` is that of the type;
    /// inner types have the ids behind it.
    pub fn errors_in_bodies(&mut self, id: ClassId, decl: &TypeDecl) {
        let inner = decl.members.iter().filter_map(|member| match member {
            Member::Type(inner) => Some(inner),
            _ => None,
        });
        for (id, decl) in (id..).zip(std::iter::once(decl).chain(inner)) {
            self.class_bodies(id, decl);
            let class = self.class_mut(id);
            class.methods.iter_mut().chain(&mut class.constructors).for_each(|method| method.body = None);
            let accessors = class.fields.iter_mut().filter_map(|field| field.property.as_mut());
            let accessors = accessors.flat_map(|property| [&mut property.getter, &mut property.setter]);
            accessors.flatten().for_each(|accessor| accessor.body = None);
            class.static_init.clear();
            class.instance_init.clear();
        }
    }

    /// Compiles the bodies of a class without its inner types.
    pub fn class_bodies(&mut self, id: ClassId, decl: &TypeDecl) {
        self.file = self.class(id).file;
        let (mut method, mut constructor, mut fields) = (0, 0, 0);
        for member in &decl.members {
            match member {
                Member::Field(field) => {
                    if let Some(init) = &field.init {
                        self.field_init(id, &field.name, init, fields);
                    }
                    fields += 1;
                }
                Member::Property(property) => {
                    fields += 1;
                    for (is_get, accessor) in [(true, &property.getter), (false, &property.setter)] {
                        if let Some(block) = accessor.as_ref().and_then(|a| a.body.as_ref()) {
                            self.accessor(id, &property.name, is_get, block);
                        }
                    }
                }
                Member::Method(decl) => {
                    self.method(id, method, decl, false);
                    method += 1;
                }
                Member::Constructor(decl) => {
                    self.method(id, constructor, decl, true);
                    constructor += 1;
                }
                Member::Init { is_static, body } => self.init_block(id, *is_static, body, fields),
                Member::Type(_) => {}
            }
        }
    }

    fn cover(&mut self, id: ClassId, lines: BTreeSet<u32>) {
        if !self.class(id).is_test {
            self.class_mut(id).executable.extend(lines);
        }
    }

    fn method(&mut self, id: ClassId, index: usize, decl: &MethodDecl, is_constructor: bool) {
        let Some(block) = &decl.body else { return };
        let class = self.class(id);
        let Some(method) = (if is_constructor { &class.constructors } else { &class.methods }).get(index) else {
            return;
        };
        let (params, returns, is_static) = (method.params.clone(), method.returns.clone(), method.is_static);
        if is_constructor {
            self.check_implicit_super(id, decl);
        }
        let mut cx = BodyCx::new(self, id, is_static, if is_constructor { Ty::Void } else { returns });
        cx.may_assign_final = is_constructor;
        cx.at_start = is_constructor;
        for (param, (_, ty)) in decl.params.iter().zip(params) {
            cx.declare(&param.name, ty);
        }
        let (body, mut lines) = cx.body(block, decl.name.span);
        if is_constructor {
            lines.insert(decl.name.span.line);
        }
        self.cover(id, lines);
        let class = self.class_mut(id);
        let list = if is_constructor { &mut class.constructors } else { &mut class.methods };
        list[index].body = Some(body);
    }

    /// A constructor that calls no other needs one without parameters above it.
    fn check_implicit_super(&mut self, id: ClassId, decl: &MethodDecl) {
        let crate::program::Super::Class(up) = self.class(id).superclass else { return };
        let first = decl.body.as_ref().and_then(|b| b.stmts.first()).map(|s| &s.kind);
        let explicit = matches!(first, Some(apex_syntax::ast::StmtKind::Expr(e))
            if matches!(e.kind, apex_syntax::ast::ExprKind::ConstructorCall { .. }));
        let above = &self.class(up).constructors;
        if !explicit
            && !above.is_empty()
            && !above.iter().any(|c| c.params.is_empty())
            && self.platform_super(id).is_none()
        {
            let name = self.class(up).name.clone();
            self.error(decl.name.span, format!("No default constructor available in super type: {name}"));
        }
    }

    fn accessor(&mut self, id: ClassId, name: &Name, is_get: bool, block: &Block) {
        let Some(index) = self.class(id).fields.iter().position(|f| name.is(&f.name)) else { return };
        let (ty, is_static) = (self.class(id).fields[index].ty.clone(), self.class(id).fields[index].is_static);
        let returns = if is_get { ty.clone() } else { Ty::Void };
        let mut cx = BodyCx::new(self, id, is_static, returns);
        cx.accessor_of = Some(name.key());
        cx.may_assign_final = true;
        if !is_get {
            cx.declare(&Name { text: "value".into(), span: name.span }, ty);
        }
        let (body, lines) = cx.body(block, name.span);
        self.cover(id, lines);
        if let Some(property) = &mut self.class_mut(id).fields[index].property {
            let accessor = if is_get { &mut property.getter } else { &mut property.setter };
            if let Some(accessor) = accessor {
                accessor.body = Some(body);
            }
        }
    }

    fn field_init(&mut self, id: ClassId, name: &Name, init: &Expr, before: usize) {
        let Some(field) = self.class(id).fields.iter().find(|f| name.is(&f.name)) else { return };
        let (ty, is_static, slot) = (field.ty.clone(), field.is_static, field.slot);
        let mut cx = BodyCx::new(self, id, is_static, Ty::Void);
        cx.may_assign_final = true;
        cx.fields_before = Some(before);
        let val = cx.expr(init);
        let value = cx.assign_to(val, &ty, name.span);
        let slots = cx.slots;
        self.cover(id, BTreeSet::from([name.span.line]));
        self.push_init(
            id,
            is_static,
            slots,
            Init { slot: Some(slot), code: vec![], value: Some(value), line: name.span.line },
        );
    }

    fn init_block(&mut self, id: ClassId, is_static: bool, block: &Block, before: usize) {
        let mut cx = BodyCx::new(self, id, is_static, Ty::Void);
        cx.may_assign_final = true;
        cx.fields_before = Some(before);
        let (body, lines) = cx.body(block, block.span);
        self.cover(id, lines);
        let code: Vec<St> = body.code;
        self.push_init(id, is_static, body.slots, Init { slot: None, code, value: None, line: block.span.line });
    }

    fn push_init(&mut self, id: ClassId, is_static: bool, slots: u32, init: Init) {
        let class = self.class_mut(id);
        class.init_slots = class.init_slots.max(slots);
        if is_static { class.static_init.push(init) } else { class.instance_init.push(init) }
    }
}
