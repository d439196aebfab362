//! `System.Request`.

use super::args::{enum_value, field, fields};
use crate::interp::Interp;
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
    ("getQuiddity/0", |cx, _, _| Ok(cx.quiddity())),
];

impl Interp<'_, '_> {
    /// What runs: Apex Reference, "Quiddity Enum".
    pub(super) fn quiddity(&self) -> Value {
        let is_anonymous = self.frames.first().is_some_and(|frame| &*self.class(frame.class).name == "AnonymousBlock");
        let name = match self.context.in_test {
            true => "RUNTEST_SYNC",
            false if is_anonymous => "ANONYMOUS",
            false => "REST",
        };
        enum_value("System.Quiddity", name)
    }
}
