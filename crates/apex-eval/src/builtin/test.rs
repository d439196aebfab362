//! `System.Test`.

use crate::convert::to_plain_record;
use crate::native::Members;
use crate::value::Value;
use apex_sema::ty::Ty;
use apex_syntax::ast::DmlOp;

pub(super) const MEMBERS: Members = &[
    ("isRunningTest/0", |cx, _, _| Ok(Value::Bool(cx.context.in_test))),
    ("getEventBus/0", |_, _, _| Ok(super::args::fields("EventBus.TestBroker", []))),
    ("loadData/2", |cx, _, a| {
        let Value::ObjectToken(object) = &a[0] else { return Err(cx.null_argument()) };
        let resource = cx.arg_text(&a[1])?;
        let rows = cx.host.load_data(object, &resource).map_err(|refusal| cx.refuse(refusal))?;
        let records = rows.iter().map(|row| Value::Record(to_plain_record(row))).collect();
        let records = Value::list(Ty::Record(object.clone()), records);
        cx.write(DmlOp::Insert, &records, false, true, None)?;
        Ok(records)
    }),
    ("getStandardPricebookId/0", |cx, _, _| {
        Ok(cx.host.standard_price_book().map_or(Value::Null, |id| Value::Id((*id).into())))
    }),
    ("startTest/0", |cx, _, _| {
        if cx.context.started {
            return Err(cx.throw("System.FinalException", "Testing already started"));
        }
        cx.context.started = true;
        let fresh = cx.limits.fresh(false);
        cx.context.before_test = Some(std::mem::replace(&mut cx.limits, fresh));
        Ok(Value::Null)
    }),
    ("stopTest/0", |cx, _, _| match cx.context.before_test.take() {
        Some(before) => {
            cx.limits = before.resumed(&cx.limits);
            cx.run_jobs()?;
            cx.deliver_events()?;
            cx.run_jobs()?;
            Ok(Value::Null)
        }
        None => Err(cx.throw("System.FinalException", "Testing has not started")),
    }),
    ("setMock/2", |cx, _, a| {
        cx.context.callout_mock = Some(a[1].clone());
        Ok(Value::Null)
    }),
    ("setFixedSearchResults/1", |cx, _, a| {
        let mut ids = Vec::new();
        for item in cx.arg_items(&a[0])? {
            let text = cx.arg_text(&item)?;
            ids.push(crate::text::full_id(&text).unwrap_or_else(|| text.to_string()).into());
        }
        cx.context.fixed_search = Some(ids);
        Ok(Value::Null)
    }),
    ("setCreatedDate/2", |cx, _, a| {
        let id = cx.arg_text(&a[0])?;
        let Value::Datetime(ms) = a[1] else { return Err(cx.null_argument()) };
        if let Err(refusal) = cx.host.set_created_date(&id, ms) {
            return Err(cx.refuse(refusal));
        }
        Ok(Value::Null)
    }),
];
