//! Statements.

use super::Flow;
use crate::host::Row;
use crate::interp::Interp;
use crate::stop::{Run, Stop};
use crate::value::Value;
use apex_sema::program::{Ex, Label, St, StKind};
use apex_sema::ty::Ty;
use apex_syntax::ast::DmlOp;

impl<'p> Interp<'p, '_> {
    /// Runs statements until one leaves the block.
    pub(crate) fn execute(&mut self, code: &'p [St]) -> Run<Flow> {
        for st in code {
            match self.statement(st)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, st: &'p St) -> Run<Flow> {
        self.limits.step()?;
        self.check_heap()?;
        let class = {
            let frame = self.frame();
            frame.line = st.line;
            frame.class
        };
        self.cover(class, st.line);
        match &st.kind {
            StKind::Expr(ex) => {
                self.eval(ex)?;
            }
            StKind::Local { slot, init } => {
                let value = match init {
                    Some(ex) => self.eval(ex)?,
                    None => Value::Null,
                };
                self.set_local(*slot, value);
            }
            StKind::Block(code) => return self.execute(code),
            StKind::If { cond, then, otherwise } => {
                return if self.truth(cond)? { self.execute(then) } else { self.execute(otherwise) };
            }
            StKind::While { cond, body } => {
                while self.truth(cond)? {
                    match self.execute(body)? {
                        Flow::Break => break,
                        Flow::Return(value) => return Ok(Flow::Return(value)),
                        Flow::Next | Flow::Continue => {}
                    }
                    self.limits.step()?;
                }
            }
            StKind::DoWhile { body, cond } => loop {
                match self.execute(body)? {
                    Flow::Break => break,
                    Flow::Return(value) => return Ok(Flow::Return(value)),
                    Flow::Next | Flow::Continue => {}
                }
                self.limits.step()?;
                if !self.truth(cond)? {
                    break;
                }
            },
            StKind::For { init, cond, update, body } => return self.for_loop(init, cond.as_ref(), update, body),
            StKind::ForEach { slot, over, chunks, body } => return self.for_each(*slot, over, *chunks, body),
            StKind::Return(value) => {
                let value = match value {
                    Some(ex) => self.eval(ex)?,
                    None => Value::Null,
                };
                return Ok(Flow::Return(value));
            }
            StKind::Throw(ex) => {
                let value = self.eval(ex)?;
                if value.is_null() {
                    return Err(self.null_pointer());
                }
                let line = st.line;
                self.with_exception(&value, |data| data.line = line)?;
                return Err(Stop::Exception(value));
            }
            StKind::Break => return Ok(Flow::Break),
            StKind::Continue => return Ok(Flow::Continue),
            StKind::Try { body, catches, finally } => return self.try_catch(body, catches, finally),
            StKind::Switch { on, cases } => return self.switch(on, cases),
            StKind::RunAs { user, body } => {
                let user = self.eval(user)?;
                return self.run_as(&user, body);
            }
            StKind::Dml { op, as_user, target, key, merge } => {
                let target = self.eval(target)?;
                let merge = merge.as_ref().map(|m| self.eval(m)).transpose()?;
                self.dml_statement(*op, *as_user, &target, key.clone(), merge)?;
            }
        }
        Ok(Flow::Next)
    }

    pub(crate) fn set_local(&mut self, slot: u32, value: Value) {
        let locals = &mut self.frame().locals;
        let slot = slot as usize;
        if slot >= locals.len() {
            locals.resize(slot + 1, Value::Null);
        }
        locals[slot] = value;
    }

    /// A condition; null is a NullPointerException.
    pub(crate) fn truth(&mut self, ex: &'p Ex) -> Run<bool> {
        match self.eval(ex)? {
            Value::Bool(b) => Ok(b),
            _ => Err(self.null_pointer()),
        }
    }

    fn for_loop(&mut self, init: &'p [St], cond: Option<&'p Ex>, update: &'p [Ex], body: &'p [St]) -> Run<Flow> {
        self.execute(init)?;
        loop {
            if let Some(cond) = cond
                && !self.truth(cond)?
            {
                break;
            }
            match self.execute(body)? {
                Flow::Break => break,
                Flow::Return(value) => return Ok(Flow::Return(value)),
                Flow::Next | Flow::Continue => {}
            }
            for ex in update {
                self.eval(ex)?;
            }
            self.limits.step()?;
        }
        Ok(Flow::Next)
    }

    fn for_each(&mut self, slot: u32, over: &'p Ex, chunks: bool, body: &'p [St]) -> Run<Flow> {
        let source = self.eval(over)?;
        let items: Vec<Value> = match &source {
            Value::List(list) => list.items.borrow().clone(),
            Value::Set(set) => set.items.borrow().values().cloned().collect(),
            Value::Null => return Err(self.null_pointer()),
            _ => return self.for_iterable(slot, &source, body),
        };
        self.limits.work(items.len())?;
        if chunks {
            let element = if let Value::List(list) = &source { list.element.clone() } else { Ty::SObject };
            let lists = items.chunks(200).map(|chunk| Value::list(element.clone(), chunk.to_vec())).collect();
            return self.each_of(slot, lists, body);
        }
        let loops = match &source {
            Value::List(list) => Some(&list.loops),
            Value::Set(set) => Some(&set.loops),
            _ => None,
        };
        loops.inspect(|loops| loops.set(loops.get() + 1));
        let flow = self.each_of(slot, items, body);
        loops.inspect(|loops| loops.set(loops.get() - 1));
        flow
    }

    /// Runs a loop body for each value.
    fn each_of(&mut self, slot: u32, values: Vec<Value>, body: &'p [St]) -> Run<Flow> {
        for value in values {
            if let Some(flow) = self.each(slot, value, body)? {
                return Ok(if matches!(flow, Flow::Break) { Flow::Next } else { flow });
            }
        }
        Ok(Flow::Next)
    }

    /// Runs a loop body once; `Some` ends the loop.
    fn each(&mut self, slot: u32, value: Value, body: &'p [St]) -> Run<Option<Flow>> {
        self.set_local(slot, value);
        self.limits.step()?;
        Ok(match self.execute(body)? {
            Flow::Break => Some(Flow::Break),
            Flow::Return(value) => Some(Flow::Return(value)),
            Flow::Next | Flow::Continue => None,
        })
    }

    fn for_iterable(&mut self, slot: u32, source: &Value, body: &'p [St]) -> Run<Flow> {
        let iterator = self.call_named(source, "iterator", vec![])?;
        if let Value::Native(_) = &iterator {
            let items = crate::builtin::collection::drain(&iterator);
            return self.each_of(slot, items, body);
        }
        while matches!(self.call_named(&iterator, "hasNext", vec![])?, Value::Bool(true)) {
            let item = self.call_named(&iterator, "next", vec![])?;
            if let Some(flow) = self.each(slot, item, body)? {
                return Ok(if matches!(flow, Flow::Break) { Flow::Next } else { flow });
            }
        }
        Ok(Flow::Next)
    }

    fn try_catch(&mut self, body: &'p [St], catches: &'p [(Ty, u32, Vec<St>)], finally: &'p [St]) -> Run<Flow> {
        let depth = self.frames.len();
        let mut result = self.execute(body);
        if let Err(Stop::Exception(value)) = &result {
            self.frames.truncate(depth);
            let value = value.clone();
            // A failed assertion ends the run: Apex Reference Guide, Assert Class.
            let is_assertion = self.describe_exception(&value).0 == "System.AssertException";
            let found = catches.iter().find(|(ty, _, _)| !is_assertion && self.is_instance(&value, ty));
            if let Some((_, slot, code)) = found {
                self.set_local(*slot, value);
                result = self.execute(code);
            }
        }
        if finally.is_empty() || matches!(result, Err(Stop::Limit(_) | Stop::Gap(_))) {
            return result;
        }
        match self.execute(finally)? {
            Flow::Next => result,
            other => Ok(other),
        }
    }

    fn switch(&mut self, on: &'p Ex, cases: &'p [(Label, Vec<St>)]) -> Run<Flow> {
        let subject = self.eval(on)?;
        for (label, body) in cases {
            let matches = match label {
                Label::Else => true,
                Label::Type(ty, slot) => {
                    let found = self.is_instance(&subject, ty);
                    if found {
                        self.set_local(*slot, subject.clone());
                    }
                    found
                }
                Label::Values(values) => {
                    let mut found = false;
                    for ex in values {
                        let value = self.eval(ex)?;
                        found = found || self.same(&subject, &value)?;
                    }
                    found
                }
            };
            if matches {
                return self.execute(body);
            }
        }
        Ok(Flow::Next)
    }

    fn run_as(&mut self, user: &Value, body: &'p [St]) -> Run<Flow> {
        let Value::Record(record) = user else {
            return Err(self.null_pointer());
        };
        // Apex Developer Guide, "Using the runAs Method": it inserts a user that is not, counts as a DML statement, and
        // sets apart what may not be mixed with other DML.
        self.limits.write(0)?;
        if record.fields.borrow().get("Id").is_none_or(Value::is_null) {
            let own = Row { object: "User".into(), fields: vec![("Id".into(), self.host.user("Id"))] };
            self.as_user(&own, |cx| cx.write(DmlOp::Insert, user, false, true, None))?;
        }
        let row = crate::convert::to_row(record);
        self.as_user(&row, |cx| cx.execute(body))
    }

    fn as_user<T>(&mut self, user: &Row, work: impl FnOnce(&mut Self) -> Run<T>) -> Run<T> {
        if let Err(refusal) = self.host.run_as(Some(user)) {
            return Err(self.refuse(refusal));
        }
        let result = work(self);
        let _ = self.host.run_as(None);
        result
    }
}
