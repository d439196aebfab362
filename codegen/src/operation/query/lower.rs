//! What a `query` means.

use super::{Query, QuerySpec};
use crate::lower::{Lowering, QueryMade};
use crate::model::ParameterKind;
use crate::operation::{Operation, OperationSpec};
use crate::spec::ScopeAccess;
use crate::yaml::Pos;

impl OperationSpec for QuerySpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let object = cx.object(&self.object)?;
        cx.touch(object, ScopeAccess::Read, at);
        let outputs = cx.outputs(object, &self.fields);
        let conditions = cx.all_conditions(object, self.records.as_ref(), &self.always, &self.conditions);
        cx.check_probing(&conditions, &outputs);
        let orders = cx.orders(object, &self.order_by, &outputs);
        let paginate = self.paginate.is_some_and(|p| p.value);
        let made = QueryMade { conditions: &conditions, orders: &orders, paginate, ..QueryMade::default() };
        cx.check_query(object, made, self.object.at);
        let limit_at = self.limit.as_ref().map_or(at, |limit| limit.at);
        let (default, max) = self.limit.as_ref().map_or((None, None), |limit| (limit.default, limit.max));
        let (default_limit, max_limit) = cx.limit(default, max, limit_at);
        if paginate {
            let kind = ParameterKind::Text { min: 1, max: 4000, pattern: None, format: None };
            let at = self.paginate.map_or(at, |p| p.at);
            cx.check_cursor(&orders, &outputs, at);
            cx.add_parameter("cursor", kind, "Where to go on: `next_cursor` of the last result.", None, at);
        }
        Some(Box::new(Query {
            object: object.name.clone(),
            outputs,
            conditions,
            orders,
            default_limit,
            max_limit,
            paginate,
        }))
    }
}
