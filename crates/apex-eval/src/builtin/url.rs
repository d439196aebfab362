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
    ("new/3", |cx, _, a| {
        let (scheme, host, file) = (cx.arg_text(&a[0])?, cx.arg_text(&a[1])?, cx.arg_text(&a[2])?);
        Ok(fields("System.Url", [("text", string(format!("{scheme}://{host}{file}")))]))
    }),
    ("new/4", |cx, _, a| {
        let (scheme, host, file) = (cx.arg_text(&a[0])?, cx.arg_text(&a[1])?, cx.arg_text(&a[3])?);
        let port = cx.arg_int(&a[2])?;
        Ok(fields("System.Url", [("text", string(format!("{scheme}://{host}:{port}{file}")))]))
    }),
    ("getPort/0", |cx, me, _| {
        let text = cx.arg_text(&field(me, "text"))?;
        let port = authority(&text).and_then(|a| a.rsplit_once(':')).and_then(|(_, port)| port.parse().ok());
        Ok(Value::Int(port.unwrap_or(-1)))
    }),
    ("getDefaultPort/0", |cx, me, _| {
        let text = cx.arg_text(&field(me, "text"))?;
        Ok(Value::Int(match text.split_once("://").map(|(scheme, _)| scheme) {
            Some("https") => 443,
            Some("http") => 80,
            Some("ftp") => 21,
            _ => -1,
        }))
    }),
    ("getUserInfo/0", |cx, me, _| cx.url_part(me, |u| authority(u)?.split_once('@').map(|(user, _)| user))),
    ("sameFile/1", |cx, me, a| {
        let (x, y) = (cx.arg_text(&field(me, "text"))?, cx.arg_text(&field(&a[0], "text"))?);
        let plain = |text: &str| text.split('#').next().unwrap_or(text).to_owned();
        Ok(Value::Bool(plain(&x) == plain(&y)))
    }),
    ("getOrgDomainUrl/0", |cx, _, _| Ok(cx.org_url())),
    ("getSalesforceBaseUrl/0", |cx, _, _| Ok(cx.org_url())),
    ("toExternalForm/0", |_, me, _| Ok(field(me, "text"))),
    ("toString/0", |_, me, _| Ok(field(me, "text"))),
    ("getProtocol/0", |cx, me, _| cx.url_part(me, |u| u.split_once("://").map(|(p, _)| p))),
    ("getHost/0", |cx, me, _| cx.url_part(me, host)),
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

/// Without the user before it and the port behind it. An IPv6 address keeps its brackets.
fn host(url: &str) -> Option<&str> {
    let authority = authority(url)?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let end = match host.find(']') {
        Some(end) if host.starts_with('[') => end + 1,
        _ => host.find(':').unwrap_or(host.len()),
    };
    Some(&host[..end])
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
