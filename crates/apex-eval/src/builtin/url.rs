//! `System.Url`.

use super::args::{field, fields, optional, string};
use crate::host::Datum;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[
    ("new(String)", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        if !text.contains("://") {
            return Err(cx.throw("System.IllegalArgumentException", &format!("no protocol: {text}")));
        }
        Ok(fields("System.Url", [("text", Value::Str(text))]))
    }),
    ("getOrgDomainUrl/0", |cx, _, _| Ok(cx.org_url())),
    ("getSalesforceBaseUrl/0", |cx, _, _| Ok(cx.org_url())),
    ("toExternalForm/0", |_, me, _| Ok(field(me, "text"))),
    ("toString/0", |_, me, _| Ok(field(me, "text"))),
    ("getProtocol/0", |cx, me, _| cx.url_part(me, |u| u.split_once("://").map(|(p, _)| p))),
    ("getHost/0", |cx, me, _| cx.url_part(me, |u| authority(u).map(|a| a.split(':').next().unwrap_or(a)))),
    ("getAuthority/0", |cx, me, _| cx.url_part(me, authority)),
    ("getPath/0", |cx, me, _| cx.url_part(me, |u| path(u).map(|p| p.split(['?', '#']).next().unwrap_or("")))),
    ("getQuery/0", |cx, me, _| {
        cx.url_part(me, |u| path(u)?.split_once('?').map(|(_, q)| q.split('#').next().unwrap_or(q)))
    }),
    ("getRef/0", |cx, me, _| cx.url_part(me, |u| u.split_once('#').map(|(_, r)| r))),
    ("getFile/0", |cx, me, _| cx.url_part(me, |u| path(u).map(|p| p.split('#').next().unwrap_or("")))),
];

fn authority(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    Some(rest.split(['/', '?', '#']).next().unwrap_or(rest))
}

fn path(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    Some(rest.find(['/', '?', '#']).map_or("", |i| &rest[i..]))
}

impl Interp<'_, '_> {
    fn org_url(&self) -> Value {
        let text = match self.host.organization("Url") {
            Datum::Str(text) => string(text),
            _ => string("https://local.my.salesforce.com"),
        };
        fields("System.Url", [("text", text)])
    }

    fn url_part(&self, me: &Value, cut: fn(&str) -> Option<&str>) -> Run<Value> {
        let text = self.arg_text(&field(me, "text"))?;
        Ok(optional(cut(&text)))
    }
}
