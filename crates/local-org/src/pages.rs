//! The few pages for people. Each says that this is not Salesforce.

use crate::http::World;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;color:#16325c}\
.note{background:#fff3cd;border:1px solid #e0c36a;border-radius:4px;padding:.5rem .75rem}\
button{font:inherit;padding:.4rem 1rem;margin:.2rem .4rem .2rem 0}code{background:#eef;padding:0 .25rem}";

/// Text inside HTML, without control characters.
pub(crate) fn escape(text: &str) -> String {
    let printable: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    apex_eval::text::escape_html(&printable)
}

/// A page; `body` is HTML.
pub(crate) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} - local org, not Salesforce</title>\
         <style>{STYLE}</style></head><body><p class=\"note\"><strong>Local org, not Salesforce.</strong> It runs on this \
         machine only.</p><h1>{title}</h1>{body}</body></html>\n",
        title = escape(title)
    )
}

/// The page at `/`.
pub(crate) fn home(world: &World) -> String {
    let org = world.lock();
    let body = format!(
        "<p>Organization <code>{}</code>. API versions are listed at <a href=\"/services/data\"><code>/services/data</code></a>.</p>",
        escape(&org.id)
    );
    page("Local org", &body)
}
