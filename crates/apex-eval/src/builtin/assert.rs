//! `System.Assert`.

use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[
    ("areEqual/2", |cx, _, a| cx.assert_equal(&a[0], &a[1], None, true)),
    ("areEqual/3", |cx, _, a| cx.assert_equal(&a[0], &a[1], Some(&a[2]), true)),
    ("areNotEqual/2", |cx, _, a| cx.assert_equal(&a[0], &a[1], None, false)),
    ("areNotEqual/3", |cx, _, a| cx.assert_equal(&a[0], &a[1], Some(&a[2]), false)),
    ("isTrue/1", |cx, _, a| cx.assert_bool(&a[0], None, true)),
    ("isTrue/2", |cx, _, a| cx.assert_bool(&a[0], Some(&a[1]), true)),
    ("isFalse/1", |cx, _, a| cx.assert_bool(&a[0], None, false)),
    ("isFalse/2", |cx, _, a| cx.assert_bool(&a[0], Some(&a[1]), false)),
    ("isNull/1", |cx, _, a| cx.assert_null(&a[0], None, true)),
    ("isNull/2", |cx, _, a| cx.assert_null(&a[0], Some(&a[1]), true)),
    ("isNotNull/1", |cx, _, a| cx.assert_null(&a[0], None, false)),
    ("isNotNull/2", |cx, _, a| cx.assert_null(&a[0], Some(&a[1]), false)),
    ("isInstanceOfType/2", |cx, _, a| cx.assert_type(&a[0], &a[1], None, true)),
    ("isInstanceOfType/3", |cx, _, a| cx.assert_type(&a[0], &a[1], Some(&a[2]), true)),
    ("isNotInstanceOfType/2", |cx, _, a| cx.assert_type(&a[0], &a[1], None, false)),
    ("isNotInstanceOfType/3", |cx, _, a| cx.assert_type(&a[0], &a[1], Some(&a[2]), false)),
    ("fail/0", |cx, _, _| cx.assertion("Assertion Failed", None)),
    ("fail/1", |cx, _, a| cx.assertion("Assertion Failed", Some(&a[0]))),
];

impl Interp<'_, '_> {
    fn assertion(&mut self, what: &str, message: Option<&Value>) -> Run<Value> {
        let text = match message {
            Some(message) if !message.is_null() => {
                let shown = self.text(message)?;
                let (head, tail) = what.split_once(": ").map_or((what, ""), |(h, t)| (h, t));
                if tail.is_empty() { format!("{head}: {shown}") } else { format!("{head}: {shown}: {tail}") }
            }
            _ => what.to_string(),
        };
        Err(self.throw("System.AssertException", &text))
    }

    pub(super) fn assert_equal(
        &mut self,
        want: &Value,
        have: &Value,
        message: Option<&Value>,
        equal: bool,
    ) -> Run<Value> {
        if self.same(want, have)? == equal {
            return Ok(Value::Null);
        }
        let (want, have) = (self.text(want)?, self.text(have)?);
        if equal {
            self.assertion(&format!("Assertion Failed: Expected: {want}, Actual: {have}"), message)
        } else {
            self.assertion(&format!("Assertion Failed: Same value: {want}"), message)
        }
    }

    pub(super) fn assert_bool(&mut self, have: &Value, message: Option<&Value>, want: bool) -> Run<Value> {
        if matches!(have, Value::Bool(b) if *b == want) {
            return Ok(Value::Null);
        }
        let have = self.text(have)?;
        self.assertion(&format!("Assertion Failed: Expected: {want}, Actual: {have}"), message)
    }

    fn assert_null(&mut self, have: &Value, message: Option<&Value>, want: bool) -> Run<Value> {
        if have.is_null() == want {
            return Ok(Value::Null);
        }
        let have = self.text(have)?;
        let what = if want {
            format!("Assertion Failed: Expected: null, Actual: {have}")
        } else {
            "Assertion Failed: Unexpected null value".into()
        };
        self.assertion(&what, message)
    }

    fn assert_type(&mut self, have: &Value, ty: &Value, message: Option<&Value>, want: bool) -> Run<Value> {
        let Value::Type(wanted) = ty else { return Err(self.null_argument()) };
        if self.is_instance(have, wanted) == want {
            return Ok(Value::Null);
        }
        let (shown, own) = (self.type_name(wanted), self.type_name(&self.type_of(have)));
        let what = if want {
            format!("Assertion Failed: Expected instance of type: {shown}, Actual: {own}")
        } else {
            format!("Assertion Failed: Not expected instance of type: {shown}")
        };
        self.assertion(&what, message)
    }

    pub(super) fn system_assert_true(&mut self, have: &Value, message: Option<&Value>) -> Run<Value> {
        if matches!(have, Value::Bool(true)) {
            return Ok(Value::Null);
        }
        self.assertion("Assertion Failed", message)
    }
}
