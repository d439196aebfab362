//! Writes with the triggers of their objects: Apex Developer Guide, "Triggers and Order of Execution" and "Bulk DML
//! Exception Handling".

use super::distinct::same_keys;
use super::dml::verb;
use crate::convert::{to_plain_record, to_row};
use crate::host::{Access, Datum, DmlRequest, Refusal, Row, RowError, RowResult};
use crate::interp::Interp;
use crate::stop::{Run, Stop};
use crate::value::{RecordObj, Value};
use apex_sema::program::{Class, TriggerEvent};
use apex_sema::ty::Ty;
use apex_syntax::ast::DmlOp;
use std::rc::Rc;
use std::sync::Arc;

/// Rows that a trigger sees at once.
const CHUNK: usize = 200;
/// Triggers that may fire one another.
const MAX_DEPTH: usize = 16;
/// How often the rows that are left are written, where others failed.
const ATTEMPTS: usize = 3;

/// The trigger context.
pub(crate) struct Firing {
    pub event: TriggerEvent,
    pub new: Value,
    pub old: Value,
    pub new_map: Value,
    pub old_map: Value,
    pub size: usize,
}

/// Rows of one object that are written in the same way.
struct Batch<'b> {
    op: DmlOp,
    object: &'b Arc<str>,
    /// Index into the call's rows, and the row.
    rows: Vec<(usize, Row)>,
}

/// A record that a trigger sees, if it sees one for a row.
pub(crate) type Seen = Option<Rc<RecordObj>>;

impl<'p> Interp<'p, '_> {
    pub(crate) fn dml(&mut self, request: &DmlRequest) -> Run<Vec<RowResult>> {
        let results = self.save(request)?;
        let looked_at = self.host.looked_at();
        self.limits.looked_at(looked_at)?;
        let results = results.map_err(|refusal| self.refuse(refusal))?;
        self.limits.uncommitted |= results.iter().any(|row| row.errors.is_empty());
        Ok(results)
    }

    /// Writes rows and fires the triggers of their objects; or says why the call as a whole is refused.
    ///
    /// # Errors
    /// A trigger ended in a limit or in a gap.
    pub fn save(&mut self, request: &DmlRequest) -> Run<Result<Vec<RowResult>, Refusal>> {
        if let Some(results) = same_keys(request) {
            return self.save_others(request, results);
        }
        let has_triggers = request.rows.iter().any(|row| self.has_triggers(&row.object));
        // Without either, the host's own check is enough.
        if has_triggers || !request.all_or_none {
            match self.host.guard(request) {
                Ok(None) => {}
                Ok(Some(results)) => return self.save_others(request, results),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        if !has_triggers {
            return Ok(self.host.dml(request));
        }
        match request.op {
            DmlOp::Merge => self.merge_with_triggers(request).map(Ok),
            _ => self.attempts(request).map(Ok),
        }
    }

    /// Writes the rows that have not failed yet, if some may fail.
    fn save_others(
        &mut self,
        request: &DmlRequest,
        mut results: Vec<RowResult>,
    ) -> Run<Result<Vec<RowResult>, Refusal>> {
        let is_left = |result: &&RowResult| result.errors.is_empty();
        let left = request.rows.iter().zip(&results).filter(|(_, result)| is_left(result));
        let rows: Vec<Row> = left.map(|(row, _)| row.clone()).collect();
        if request.all_or_none || rows.is_empty() || request.op == DmlOp::Merge {
            return Ok(Ok(results));
        }
        let written = self.save(&DmlRequest { rows, key: request.key.clone(), ..*request })?;
        Ok(written.map(|written| {
            results.iter_mut().filter(|result| is_left(&&**result)).zip(written).for_each(|(place, one)| *place = one);
            results
        }))
    }

    /// Writes rows; where some fail and may, the others once more.
    fn attempts(&mut self, request: &DmlRequest) -> Run<Vec<RowResult>> {
        let mut results = vec![RowResult::default(); request.rows.len()];
        let mut left: Vec<usize> = (0..request.rows.len()).collect();
        for _ in 0..ATTEMPTS {
            let start = self.host.savepoint();
            self.attempt(request, &left, &mut results)?;
            let written = left.len();
            left.retain(|row| results[*row].errors.is_empty());
            if left.len() == written {
                return Ok(results);
            }
            self.host.rollback(start);
            if request.all_or_none || left.is_empty() {
                return Ok(results);
            }
        }
        let message = "Too many batch retries in the presence of Apex triggers and partial failures.";
        for row in left {
            results[row] = failed(request.rows[row].get("Id"), message);
        }
        Ok(results)
    }

    pub(crate) fn has_triggers(&self, object: &str) -> bool {
        self.program.classes.iter().any(|c| c.trigger.as_ref().is_some_and(|t| *t.object == *object))
    }

    /// Writes the rows that are left, in chunks of one object.
    fn attempt(&mut self, request: &DmlRequest, left: &[usize], results: &mut [RowResult]) -> Run<()> {
        let mut batches: Vec<Batch<'_>> = Vec::new();
        for at in left {
            let mut row = request.rows[*at].clone();
            let mut op = request.op;
            if op == DmlOp::Upsert {
                match self.host.upsert_target(&row, request.key.as_deref()) {
                    Ok(None) => op = DmlOp::Insert,
                    Ok(Some(id)) => {
                        op = DmlOp::Update;
                        set(&mut row, &"Id".into(), Datum::Id(id));
                    }
                    Err(error) => {
                        results[*at] = RowResult { errors: vec![error], ..RowResult::default() };
                        continue;
                    }
                }
            }
            let object = &request.rows[*at].object;
            match batches.iter_mut().find(|b| b.op == op && b.object == object && b.rows.len() < CHUNK) {
                Some(batch) => batch.rows.push((*at, row)),
                None => batches.push(Batch { op, object, rows: vec![(*at, row)] }),
            }
        }
        for batch in batches {
            self.batch(request, batch, results)?;
        }
        Ok(())
    }

    /// Merging fires the triggers of the deletion of the duplicates, then those of the update of the master (Apex Developer
    /// Guide, "Triggers and Merge Statements"). Where one fails, nothing is merged.
    fn merge_with_triggers(&mut self, request: &DmlRequest) -> Run<Vec<RowResult>> {
        let start = self.host.savepoint();
        let results = self.merge_steps(request)?;
        let Some(errors) = results.iter().map(|r| &r.errors).find(|errors| !errors.is_empty()).cloned() else {
            return Ok(results);
        };
        self.host.rollback(start);
        let blamed = |r: RowResult| if r.errors.is_empty() { RowResult { errors: errors.clone(), ..r } } else { r };
        Ok(results.into_iter().map(blamed).collect())
    }

    fn merge_steps(&mut self, request: &DmlRequest) -> Run<Vec<RowResult>> {
        let Some((master, others)) = request.rows.split_first() else { return Ok(Vec::new()) };
        let object = &master.object;
        let result = |row: &Row, errors: Vec<RowError>| RowResult { id: id_of(row), created: false, errors };
        let mut results: Vec<RowResult> = request.rows.iter().map(|row| result(row, Vec::new())).collect();
        let stored = |cx: &Self| -> Vec<Seen> {
            others.iter().map(|row| Some(locked(&cx.host.stored(&id_of(row)?)?))).collect()
        };
        let none: Vec<Seen> = vec![None; others.len()];
        let old = stored(self);
        let errors = self.fire(TriggerEvent { before: true, op: DmlOp::Delete }, object, &none, &old)?;
        let mut failed = false;
        let mut note = |results: &mut [RowResult], errors: Vec<Vec<RowError>>| {
            for (result, errors) in results.iter_mut().skip(1).zip(errors) {
                failed |= !errors.is_empty();
                result.errors = errors;
            }
            failed
        };
        if note(&mut results, errors) {
            return Ok(results);
        }
        let mut bare = master.clone();
        bare.fields.retain(|(name, _)| name.eq_ignore_ascii_case("Id"));
        let rows: Vec<Row> = std::iter::once(bare).chain(others.iter().cloned()).collect();
        let access = Access { user_mode: false, ..request.access };
        let merge = DmlRequest { op: DmlOp::Merge, rows, access, all_or_none: true, key: None };
        results = self.host.dml(&merge).map_err(|refusal| self.refuse(refusal))?;
        if results.iter().any(|r| !r.errors.is_empty()) {
            return Ok(results);
        }
        // They name their master by now.
        let old = stored(self);
        let errors = self.fire(TriggerEvent { before: false, op: DmlOp::Delete }, object, &none, &old)?;
        if !note(&mut results, errors) {
            let update = Batch { op: DmlOp::Update, object, rows: vec![(0, master.clone())] };
            self.batch(request, update, &mut results)?;
        }
        Ok(results)
    }

    fn batch(&mut self, request: &DmlRequest, batch: Batch<'_>, results: &mut [RowResult]) -> Run<()> {
        let Batch { op, object, mut rows } = batch;
        let stored = |cx: &Self, row: &Row| id_of(row).and_then(|id| cx.host.stored(&id));
        let before: Vec<Option<Row>> = rows.iter().map(|(_, row)| stored(self, row)).collect();
        let old: Vec<Seen> = before.iter().map(|row| Some(locked(row.as_ref()?))).collect();
        let new: Vec<Seen> = match op {
            DmlOp::Insert => rows.iter().map(|(_, row)| Some(to_plain_record(row))).collect(),
            DmlOp::Update => {
                rows.iter().zip(&before).map(|((_, row), before)| Some(changed(before.as_ref()?, row))).collect()
            }
            _ => vec![None; rows.len()],
        };
        let errors = self.fire(TriggerEvent { before: true, op }, object, &new, &old)?;
        for (i, (at, row)) in rows.iter_mut().enumerate() {
            results[*at] = RowResult { id: id_of(row), created: false, errors: errors[i].clone() };
            if let Some(record) = &new[i] {
                for (field, value) in to_row(record).fields.into_iter().filter(|(name, _)| record.is_written(name)) {
                    set(row, &field, value);
                }
            }
        }
        let mut old = old.into_iter();
        let kept: Vec<((usize, Row), Seen)> = rows
            .into_iter()
            .map(|row| (row, old.next().flatten()))
            .filter(|((at, _), _)| results[*at].errors.is_empty())
            .collect();
        if kept.is_empty() {
            return Ok(());
        }
        let save = DmlRequest {
            op,
            rows: kept.iter().map(|((_, row), _)| row.clone()).collect(),
            access: Access { user_mode: false, ..request.access },
            all_or_none: false,
            key: None,
        };
        let saved = self.host.dml(&save).map_err(|refusal| self.refuse(refusal))?;
        for (((at, _), _), result) in kept.iter().zip(saved) {
            results[*at] = result;
        }
        let kept: Vec<_> = kept.into_iter().filter(|((at, _), _)| results[*at].errors.is_empty()).collect();
        let now = |(at, _): &(usize, Row)| results[*at].id.as_ref().and_then(|id| self.host.stored(id));
        let is_gone = op == DmlOp::Delete;
        let new: Vec<Seen> = kept.iter().map(|(row, _)| Some(locked(&now(row).filter(|_| !is_gone)?))).collect();
        let old: Vec<Seen> = kept.iter().map(|(_, old)| old.clone().filter(|_| op != DmlOp::Undelete)).collect();
        let errors = self.fire(TriggerEvent { before: false, op }, object, &new, &old)?;
        for (((at, _), _), errors) in kept.iter().zip(errors) {
            results[*at].errors = errors;
        }
        Ok(())
    }

    /// Runs the triggers of an event and gives the errors of each row.
    pub(crate) fn fire(
        &mut self,
        event: TriggerEvent,
        object: &Arc<str>,
        new: &[Seen],
        old: &[Seen],
    ) -> Run<Vec<Vec<RowError>>> {
        let mut errors = vec![Vec::new(); new.len()];
        let program = self.program;
        let fires = |class: &&'p Class| {
            class.trigger.as_ref().is_some_and(|t| t.object == *object && t.events.contains(&event))
        };
        for class in program.classes.iter().filter(fires) {
            let size = new.iter().zip(old).filter(|(new, old)| new.is_some() || old.is_some()).count();
            if size == 0 {
                break;
            }
            let name = format!("{}{}", if event.before { "Before" } else { "After" }, verb(event.op));
            let failure = if self.context.firing.len() >= MAX_DEPTH {
                let shown = &class.name;
                Some(format!("{shown}: maximum trigger depth exceeded\n{object} trigger event {name}"))
            } else {
                let [new, old] = [new, old].map(|records| list(object, records));
                let [new_map, old_map] = [self.by_id(object, &new)?, self.by_id(object, &old)?];
                let savepoints = self.context.savepoints.len();
                self.context.firing.push(Firing { event, new, old, new_map, old_map, size });
                let result = self.invoke(&class.methods[0], class.id, Value::Null, Vec::new());
                self.context.firing.pop();
                self.context.savepoints.truncate(savepoints);
                match result {
                    Ok(_) => None,
                    Err(Stop::Exception(value)) => {
                        let (exception, message, stack) = self.describe_exception(&value);
                        let name = format!("{}: execution of {name}", class.name);
                        let stack = within(&stack, &class.name);
                        Some(format!("{name}\n\ncaused by: {exception}: {message}\n\n{stack}"))
                    }
                    Err(stop) => return Err(stop),
                }
            };
            if let Some(message) = failure {
                return Ok(errors.iter().map(|_| failed(None, &message).errors).collect());
            }
        }
        for (i, errors) in errors.iter_mut().enumerate() {
            let records = new[i].iter().chain(&old[i]);
            errors.extend(records.flat_map(|record| record.errors.borrow().clone()));
        }
        Ok(errors)
    }

    fn by_id(&mut self, object: &Arc<str>, records: &Value) -> Run<Value> {
        let Value::List(list) = records else { return Ok(Value::Null) };
        let mut pairs = Vec::new();
        for item in list.items.borrow().iter() {
            let Value::Record(record) = item else { continue };
            let Some(id) = record.fields.borrow().get("Id").cloned() else { return Ok(Value::Null) };
            pairs.push((id, item.clone()));
        }
        Ok(Value::map(Ty::Id, Ty::Record(object.clone()), self.map_of(pairs)?))
    }
}

/// The part of a stack that is inside a trigger, with the trigger itself.
fn within<'s>(stack: &'s str, trigger: &str) -> &'s str {
    let start = stack.find(&format!("Trigger.{trigger}:")).unwrap_or(0);
    let end = stack[start..].find('\n').map_or(stack.len(), |end| start + end);
    &stack[..end]
}

/// `Trigger.new` or `Trigger.old`; null if the event has none.
fn list(object: &Arc<str>, records: &[Seen]) -> Value {
    let items: Vec<Value> = records.iter().flatten().cloned().map(Value::Record).collect();
    if items.is_empty() { Value::Null } else { Value::list(Ty::Record(object.clone()), items) }
}

fn locked(row: &Row) -> Rc<RecordObj> {
    let record = to_plain_record(row);
    record.locked.set(true);
    record
}

/// A stored record with the changes of a row.
fn changed(stored: &Row, row: &Row) -> Rc<RecordObj> {
    let mut all = stored.clone();
    for (field, value) in &row.fields {
        set(&mut all, field, value.clone());
    }
    to_plain_record(&all)
}

fn set(row: &mut Row, field: &Arc<str>, value: Datum) {
    match row.fields.iter_mut().find(|(name, _)| name == field) {
        Some((_, before)) => *before = value,
        None => row.fields.push((field.clone(), value)),
    }
}

fn id_of(row: &Row) -> Option<Arc<str>> {
    match row.get("Id") {
        Some(Datum::Id(id) | Datum::Str(id)) => Some(id.clone()),
        _ => None,
    }
}

fn failed(id: Option<&Datum>, message: &str) -> RowResult {
    let id = match id {
        Some(Datum::Id(id)) => Some(id.clone()),
        _ => None,
    };
    let status = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY".into();
    let error = RowError { status, message: message.into(), fields: Vec::new() };
    RowResult { id, created: false, errors: vec![error] }
}
