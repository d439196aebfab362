//! The interpreter: program, world, call stack, static fields, limits.

use crate::builtin::savepoint::Savepoint;
use crate::host::{Access, Host};
use crate::limits::{Limits, MAX_DEPTH};
use crate::run::trigger::Firing;
use crate::stop::{Run, Stop};
use crate::value::{ExceptionData, Instance, RecordObj, Value};
use apex_sema::Program;
use apex_sema::program::{Body, Class, Ex, Init, Method, MethodRef, Sharing, StKind, Super};
use apex_sema::ty::{ClassId, Ty};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// A call in progress.
pub(crate) struct Frame {
    pub locals: Vec<Value>,
    pub this: Value,
    pub class: ClassId,
    pub method: Arc<str>,
    pub line: u32,
}

/// Executed lines by class.
pub type Coverage = Vec<Vec<bool>>;

/// State of `Test.startTest()` and of the REST context, which belong to a transaction.
#[derive(Default)]
pub(crate) struct Context {
    pub in_test: bool,
    pub before_test: Option<Limits>,
    pub started: bool,
    pub fixed_search: Option<Vec<Arc<str>>>,
    pub rest_request: Option<Value>,
    pub rest_response: Option<Value>,
    pub request_id: Option<Rc<str>>,
    pub callout_mock: Option<Value>,
    /// Jobs that wait for the end of the test.
    pub jobs: Vec<Job>,
    /// Events that wait for their delivery.
    pub published: Vec<Rc<RecordObj>>,
    /// The number of the last event.
    pub replay: u64,
    /// The kind of job that runs now.
    pub running: Option<Async>,
    /// The triggers that fire now, the innermost last.
    pub firing: Vec<Firing>,
    /// Those that were not released, oldest first.
    pub savepoints: Vec<Savepoint>,
    pub next_savepoint: u64,
}

/// What runs in a transaction of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Async {
    Queueable,
    Future,
}

/// A job that waits.
pub(crate) struct Job {
    pub id: Arc<str>,
    pub work: Work,
}

/// What a job does.
pub(crate) enum Work {
    Queueable(Value),
    Future(MethodRef, Vec<Value>),
}

/// Runs code of one program in one transaction.
pub struct Interp<'p, 'h> {
    /// The program.
    pub program: &'p Program,
    /// The world.
    pub host: &'h mut dyn Host,
    /// What has been used.
    pub limits: Limits,
    /// Lines that ran.
    pub coverage: Coverage,
    pub(crate) frames: Vec<Frame>,
    pub(crate) statics: Vec<Option<Vec<Value>>>,
    pub(crate) context: Context,
    /// Values that an expression holds while it goes on, and no variable does.
    pub(crate) held: Vec<Value>,
    /// Depth of a comparison of collections.
    pub(crate) nesting: u32,
    stopped: String,
}

/// Deepest nesting of collections that are compared.
pub(crate) const MAX_NESTING: u32 = 200;

impl<'p, 'h> Interp<'p, 'h> {
    /// An interpreter at the start of a transaction.
    pub fn new(program: &'p Program, host: &'h mut dyn Host) -> Self {
        Self {
            program,
            host,
            limits: Limits::default(),
            coverage: program.classes.iter().map(|_| Vec::new()).collect(),
            frames: Vec::new(),
            statics: program.classes.iter().map(|_| None).collect(),
            context: Context::default(),
            held: Vec::new(),
            nesting: 0,
            stopped: String::new(),
        }
    }

    /// Says that this transaction is a test.
    pub fn set_test(&mut self) {
        self.context.in_test = true;
    }

    /// Calls a static method.
    ///
    /// # Errors
    /// The exception or limit the call ended in.
    pub fn call_static(&mut self, at: MethodRef, args: Vec<Value>) -> Run<Value> {
        self.ensure_static(at.class)?;
        let method = self.program.method(at);
        self.invoke(method, at.class, Value::Null, args)
    }

    pub(crate) fn class(&self, id: ClassId) -> &'p Class {
        let program: &'p Program = self.program;
        &program.classes[id as usize]
    }

    pub(crate) fn frame(&mut self) -> &mut Frame {
        // There is always a frame while code runs; the first is pushed by `enter`.
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    pub(crate) fn line(&self) -> u32 {
        self.frames.last().map_or(0, |f| f.line)
    }

    pub(crate) fn this(&self) -> Value {
        self.frames.last().map_or(Value::Null, |f| f.this.clone())
    }

    pub(crate) fn too_deep(&self) -> Stop {
        Stop::Limit(format!("Maximum stack depth reached: {}", MAX_DEPTH + 1))
    }

    /// Runs `body` in a new frame.
    pub(crate) fn enter<T>(&mut self, frame: Frame, body: impl FnOnce(&mut Self) -> Run<T>) -> Run<T> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.limits.step()?;
        self.frames.push(frame);
        let result = body(self);
        if let Err(Stop::Limit(_) | Stop::Gap(_)) = &result
            && self.stopped.is_empty()
            && let Some(frame) = self.frames.last()
        {
            self.stopped = self.shown_frame(frame);
        }
        self.frames.pop();
        result
    }

    pub(crate) fn invoke(&mut self, method: &'p Method, class: ClassId, this: Value, args: Vec<Value>) -> Run<Value> {
        let Some(body) = &method.body else {
            return Err(Stop::Gap(format!("{}.{} has no body", self.class(class).name, method.name)));
        };
        self.run_body(body, class, &method.name, method.line, this, args)
    }

    pub(crate) fn run_body(
        &mut self,
        body: &'p Body,
        class: ClassId,
        name: &Arc<str>,
        line: u32,
        this: Value,
        mut args: Vec<Value>,
    ) -> Run<Value> {
        args.resize(body.slots as usize, Value::Null);
        let frame = Frame { locals: args, this, class, method: name.clone(), line };
        self.enter(frame, |cx| Ok(cx.execute(&body.code)?.returned()))
    }

    /// Runs the static initialisers of a class before its first use.
    pub(crate) fn ensure_static(&mut self, id: ClassId) -> Run<()> {
        if self.statics[id as usize].is_some() {
            return Ok(());
        }
        let class = self.class(id);
        if let Super::Class(up) = class.superclass {
            self.ensure_static(up)?;
        }
        self.statics[id as usize] = Some(vec![Value::Null; class.static_slots as usize]);
        if class.static_init.is_empty() {
            return Ok(());
        }
        let frame = Frame {
            locals: vec![Value::Null; class.init_slots as usize],
            this: Value::Null,
            class: id,
            method: "<clinit>".into(),
            line: class.line,
        };
        self.enter(frame, |cx| {
            for init in &class.static_init {
                cx.cover(id, init.line);
                if let (Some(slot), Some(value)) = (init.slot, &init.value) {
                    let value = cx.eval(value)?;
                    cx.set_static(id, slot, value);
                }
                cx.execute(&init.code)?;
            }
            Ok(())
        })
    }

    pub(crate) fn get_static(&mut self, class: ClassId, slot: u32) -> Run<Value> {
        self.ensure_static(class)?;
        let values = self.statics[class as usize].as_ref();
        Ok(values.and_then(|v| v.get(slot as usize)).cloned().unwrap_or(Value::Null))
    }

    pub(crate) fn set_static(&mut self, class: ClassId, slot: u32, value: Value) {
        if let Some(place) = self.statics[class as usize].as_mut().and_then(|v| v.get_mut(slot as usize)) {
            *place = value;
        }
    }

    pub(crate) fn cover(&mut self, class: ClassId, line: u32) {
        let lines = &mut self.coverage[class as usize];
        let line = line as usize;
        if lines.len() <= line {
            lines.resize(line + 1, false);
        }
        lines[line] = true;
    }

    /// `new C(args)`
    pub(crate) fn construct(&mut self, id: ClassId, constructor: Option<u32>, args: Vec<Value>) -> Run<Value> {
        self.ensure_static(id)?;
        let class = self.class(id);
        let is_exception = self.is_exception(id);
        let mut slots = vec![Value::Null; class.instance_slots as usize];
        self.limits.allocate(32 + 16 * slots.len())?;
        slots.shrink_to_fit();
        let exception = is_exception.then(|| RefCell::new(self.exception_data(None, Value::Null)));
        let object = Value::Object(Rc::new(Instance { class: id, slots: RefCell::new(slots), exception, stub: None }));
        if constructor.is_none() && is_exception {
            self.fill_exception(&object, &args);
            self.initialise(id, &object, None, Vec::new())?;
        } else {
            self.initialise(id, &object, constructor, args)?;
        }
        Ok(object)
    }

    /// An object whose constructor has not run.
    pub(crate) fn bare_object(&mut self, id: ClassId, stub: Option<Value>) -> Run<Value> {
        self.ensure_static(id)?;
        let slots = vec![Value::Null; self.class(id).instance_slots as usize];
        self.limits.allocate(32 + 16 * slots.len())?;
        Ok(Value::Object(Rc::new(Instance { class: id, slots: RefCell::new(slots), exception: None, stub })))
    }

    fn is_exception(&self, id: ClassId) -> bool {
        let mut at = id;
        loop {
            match self.class(at).superclass {
                Super::Class(up) => at = up,
                Super::Platform(_) => return true,
                Super::None => return false,
            }
        }
    }

    /// Runs a constructor of `id` on an object: superclass first, then field values, then the rest of the body.
    fn initialise(&mut self, id: ClassId, object: &Value, constructor: Option<u32>, args: Vec<Value>) -> Run<()> {
        let class = self.class(id);
        let body = constructor.and_then(|i| class.constructors[i as usize].body.as_ref());
        let line = constructor.map_or(class.line, |i| class.constructors[i as usize].line);
        if body.is_some() {
            self.cover(id, line);
        }
        let slots = body.map_or(0, |b| b.slots).max(class.init_slots);
        let mut locals = args;
        locals.resize(slots as usize, Value::Null);
        let frame = Frame { locals, this: object.clone(), class: id, method: "<init>".into(), line };
        self.enter(frame, |cx| {
            let code = body.map_or(&[][..], |b| &b.code[..]);
            let first = code.first().map(|st| (&st.kind, st.line));
            let rest = match first {
                Some((StKind::Expr(Ex::SuperConstructor { class: target, constructor, args, .. }), at)) => {
                    cx.cover(id, at);
                    cx.frame().line = at;
                    let args = cx.eval_all(args)?;
                    cx.initialise(*target, object, *constructor, args)?;
                    if *target != id {
                        cx.field_values(class, object)?;
                    }
                    &code[1..]
                }
                Some((StKind::Expr(Ex::SuperException { args }), at)) => {
                    cx.cover(id, at);
                    let args = cx.eval_all(args)?;
                    cx.fill_exception(object, &args);
                    cx.field_values(class, object)?;
                    &code[1..]
                }
                _ => {
                    if let Super::Class(up) = class.superclass {
                        let default = cx.class(up).constructors.iter().position(|c| c.params.is_empty());
                        cx.initialise(up, object, default.map(|i| i as u32), Vec::new())?;
                    }
                    cx.field_values(class, object)?;
                    code
                }
            };
            cx.execute(rest)?;
            Ok(())
        })
    }

    fn field_values(&mut self, class: &'p Class, object: &Value) -> Run<()> {
        if class.instance_init.is_empty() {
            return Ok(());
        }
        let frame = Frame {
            locals: vec![Value::Null; class.init_slots as usize],
            this: object.clone(),
            class: class.id,
            method: "<init>".into(),
            line: class.line,
        };
        self.enter(frame, |cx| {
            for Init { slot, code, value, line } in &class.instance_init {
                cx.cover(class.id, *line);
                cx.frame().line = *line;
                if let (Some(slot), Some(value)) = (slot, value) {
                    let value = cx.eval(value)?;
                    if let Value::Object(instance) = object {
                        instance.slots.borrow_mut()[*slot as usize] = value;
                    }
                }
                cx.execute(code)?;
            }
            Ok(())
        })
    }

    fn fill_exception(&mut self, object: &Value, args: &[Value]) {
        let Value::Object(instance) = object else { return };
        let Some(data) = &instance.exception else { return };
        let mut data = data.borrow_mut();
        set_exception(&mut data, args);
    }

    /// The rights with which code of the running class touches data when it asks for `user_mode` or not.
    pub(crate) fn access(&self, user_mode: bool) -> Access {
        Access { user_mode, sharing: user_mode || self.sharing() }
    }

    /// Whether the running class enforces sharing: its own keyword, else the outer class's, else the caller's.
    fn sharing(&self) -> bool {
        for frame in self.frames.iter().rev() {
            let class = self.class(frame.class);
            let own = match class.sharing {
                Sharing::Unspecified => class.outer.map_or(Sharing::Unspecified, |o| self.class(o).sharing),
                own => own,
            };
            match own {
                Sharing::With => return true,
                Sharing::Without => return false,
                Sharing::Inherited | Sharing::Unspecified => {}
            }
        }
        let first = self.frames.first().map(|f| self.class(f.class).sharing);
        first == Some(Sharing::Inherited)
    }

    /// Finds the method that answers a signature name on an object's class, by name and number of arguments.
    pub(crate) fn find_method(&self, class: ClassId, name: &str, args: usize) -> Option<MethodRef> {
        let mut at = class;
        loop {
            let methods = &self.class(at).methods;
            let found = methods.iter().position(|m| {
                !m.is_static && m.body.is_some() && m.params.len() == args && m.name.eq_ignore_ascii_case(name)
            });
            if let Some(index) = found {
                return Some(MethodRef { class: at, index: index as u32 });
            }
            match self.class(at).superclass {
                Super::Class(up) => at = up,
                _ => return None,
            }
        }
    }

    /// Calls a method of a user object by name, as platform interfaces do.
    pub(crate) fn call_named(&mut self, object: &Value, name: &str, args: Vec<Value>) -> Run<Value> {
        let Value::Object(instance) = object else {
            return Err(self.null_pointer());
        };
        match self.find_method(instance.class, name, args.len()) {
            Some(at) => {
                let method = self.program.method(at);
                match &instance.stub {
                    Some(provider) => self.call_stub(object, provider, method, args),
                    None => self.invoke(method, at.class, object.clone(), args),
                }
            }
            None => Err(Stop::Gap(format!("{} has no method {name}", self.class(instance.class).name))),
        }
    }

    /// The line that ran last, for reports about limits.
    pub fn where_stopped(&self) -> String {
        self.stopped.clone()
    }

    /// `Class.Billing.charge: line 9, column 1` or `Trigger.OnCase: line 2, column 1`
    pub(crate) fn shown_frame(&self, frame: &Frame) -> String {
        let class = self.class(frame.class);
        match class.trigger {
            Some(_) => format!("Trigger.{}: line {}, column 1", class.name, frame.line),
            None => format!("Class.{}.{}: line {}, column 1", class.name, frame.method, frame.line),
        }
    }

    /// A copy of a type for error texts.
    pub(crate) fn show(&self, ty: &Ty) -> String {
        apex_sema::show(ty, &self.program.classes)
    }
}

/// Sets message and cause from constructor arguments.
pub(crate) fn set_exception(data: &mut ExceptionData, args: &[Value]) {
    for arg in args {
        match arg {
            Value::Str(text) => data.message = Some(text.clone()),
            Value::Object(_) | Value::Native(_) => data.cause = arg.clone(),
            _ => {}
        }
    }
}
