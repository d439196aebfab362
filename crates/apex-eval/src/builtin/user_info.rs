//! `System.UserInfo` and `System.FeatureManagement`.

use crate::convert::to_value;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[
    ("getUserId/0", |cx, _, _| cx.user_text("Id")),
    ("getUserName/0", |cx, _, _| cx.user_text("Username")),
    ("getUserEmail/0", |cx, _, _| cx.user_text("Email")),
    ("getName/0", |cx, _, _| cx.user_text("Name")),
    ("getFirstName/0", |cx, _, _| cx.user_text("FirstName")),
    ("getLastName/0", |cx, _, _| cx.user_text("LastName")),
    ("getProfileId/0", |cx, _, _| cx.user_text("ProfileId")),
    ("getUserRoleId/0", |cx, _, _| cx.user_text("UserRoleId")),
    ("getUserType/0", |cx, _, _| cx.user_text("UserType")),
    ("getLanguage/0", |cx, _, _| cx.user_text("LanguageLocaleKey")),
    ("getLocale/0", |cx, _, _| cx.user_text("LocaleSidKey")),
    ("getOrganizationId/0", |cx, _, _| Ok(as_text(to_value(&cx.host.organization("Id"))))),
    ("getOrganizationName/0", |cx, _, _| Ok(as_text(to_value(&cx.host.organization("Name"))))),
    ("getTimeZone/0", |cx, _, _| {
        Ok(super::time_zone::zone(match cx.host.user("TimeZoneSidKey") {
            crate::host::Datum::Str(ref id) => id,
            _ => "GMT",
        }))
    }),
    ("getUiTheme/0", |_, _, _| Ok(Value::str("Theme4d"))),
    ("getUiThemeDisplayed/0", |_, _, _| Ok(Value::str("Theme4d"))),
    ("getDefaultCurrency/0", |_, _, _| Ok(Value::str("USD"))),
    ("isMultiCurrencyOrganization/0", |_, _, _| Ok(Value::Bool(false))),
];

pub(super) const FEATURES: Members = &[("checkPermission/1", |cx, _, a| {
    let name = cx.arg_text(&a[0])?;
    Ok(Value::Bool(cx.host.has_custom_permission(&name)))
})];

/// An Id as the String these methods return.
fn as_text(value: Value) -> Value {
    match value {
        Value::Id(id) => Value::Str(id),
        other => other,
    }
}

impl Interp<'_, '_> {
    fn user_text(&self, field: &str) -> Run<Value> {
        Ok(as_text(to_value(&self.host.user(field))))
    }
}
