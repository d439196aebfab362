//! `System.Request`.

use super::args::{enum_value, field, fields};
use crate::native::Members;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[
    ("getCurrent/0", |cx, _, _| {
        let id = match &cx.context.request_id {
            Some(id) => id.clone(),
            None => {
                let mut bytes = [0; 12];
                cx.host.random(&mut bytes);
                let id: std::rc::Rc<str> = hex::encode(bytes).into();
                cx.context.request_id = Some(id.clone());
                id
            }
        };
        Ok(fields("System.Request", [("id", Value::Str(id))]))
    }),
    ("getRequestId/0", |_, me, _| Ok(field(me, "id"))),
    ("getQuiddity/0", |_, _, _| Ok(enum_value("System.Quiddity", "REST"))),
];
