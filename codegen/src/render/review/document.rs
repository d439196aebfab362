//! Review → Markdown: what a security reviewer reads in five minutes, the summary first.

use super::data::{Dependency, Document, LimitFacts, ObjectFacts, PersonalData, Review};
use super::{sections, words};
use crate::check::security_objects::decides;
use crate::render::markdown::{code, escape, table};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The document.
pub(super) fn text(document: &Document) -> String {
    let review = &document.review;
    let mut out = format!("# Security review: {}\n\n", escape(&review.server.title));
    let _ = writeln!(out, "{}\n", headline(review));
    out.push_str(&summary(review));
    let points: Vec<String> = points(review).into_iter().map(|point| format!("- {point}\n")).collect();
    let _ = write!(out, "\n**Look at this first**\n\n{}", points.concat());
    for (title, body) in [
        ("Objects", sections::objects(review)),
        ("Fields", sections::fields(review)),
        ("Records", sections::records(review)),
        ("Changes", sections::changes(review)),
        ("Personal data", sections::personal_data(review)),
        ("Left out on purpose", sections::excluded(review)),
        ("Tools", sections::tools(review)),
        ("Permissions", sections::permissions(review)),
        ("Approvals", sections::approvals(review)),
        ("Audit", sections::audit(review)),
        ("Limits", sections::limits(review)),
        ("Hand-written code", sections::hand_written(review)),
        ("Where this comes from", sections::provenance(document)),
    ] {
        let _ = write!(out, "\n## {title}\n\n{body}");
    }
    out
}

fn headline(review: &Review) -> String {
    let server = &review.server;
    let verb = if writing(review).is_empty() { "reads only" } else { "reads and changes records" };
    format!(
        "The MCP server {} {verb}: {} on {}. {}",
        code(&server.name),
        count(review.tools.len() + review.hand_written.len(), "tool"),
        count(review.objects.len(), "object"),
        escape(&server.description)
    )
}

fn summary(review: &Review) -> String {
    let (server, login) = (&review.server, &review.login);
    let mut rows = vec![
        ("Purpose", escape(&server.purpose)),
        ("Owner", escape(&server.owner)),
        ("Tools run as", escape(login.identity)),
        ("May call it", format!("holders of the permission set {}", code(&review.grants.permission_set))),
        ("Log-in", log_in(review)),
        ("MCP clients", list(&login.clients)),
        ("Endpoint", code(&server.endpoint)),
        ("Version for clients", escape(&server.version)),
        ("Contact in the app", escape(&login.contact_email)),
        (
            "Web origins",
            if server.allowed_origins.is_empty() { "none".to_owned() } else { list(&server.allowed_origins) },
        ),
        ("Production rules", if server.production { "on" } else { "off" }.to_owned()),
        ("Audit", sections::audit_line(review)),
        ("API requests a day", volume(&review.limits)),
    ];
    if let Some(run_as) = &login.run_as {
        let sets = run_as.permission_sets.iter().map(|set| code(set));
        let own = [review.grants.user_permission_set.as_ref(), Some(&review.grants.permission_set)];
        let all: Vec<String> = own.into_iter().flatten().map(|set| code(set)).chain(sets).collect();
        let user = format!(
            "profile {}; permission sets {}; user permissions {}",
            code(&run_as.profile),
            all.join(", "),
            list(&run_as.user_permissions)
        );
        rows.insert(3, ("Integration user", user));
    }
    let mut out = table(&["", ""], rows.into_iter().map(|(name, value)| vec![format!("**{name}**"), value]));
    if !review.targets.is_empty() {
        let rows = review.targets.iter().map(|target| {
            let user = target.run_as.as_deref().map_or_else(|| "–".to_owned(), code);
            vec![code(&target.name), target.class.to_owned(), code(&target.host), user, code(&target.client_server)]
        });
        let _ = write!(out, "\n{}", table(&["Org", "Kind", "Host", "Integration user", "Name in clients"], rows));
    }
    out
}

fn log_in(review: &Review) -> String {
    let login = &review.login;
    let app = match login.app {
        "connectedApp" => "connected app",
        _ => "external client app",
    };
    let mut text = format!(
        "OAuth {} through the {app} {}, scopes {}",
        code(login.flow),
        code(&login.app_name),
        list(&login.scopes)
    );
    if let Some(days) = login.refresh_token_days {
        let _ = write!(text, "; PKCE; refresh tokens rotate and end after {days} days");
    }
    text.push_str("; pre-authorized users only; login IP ranges enforced");
    if let Some(why) = &login.scope_justification {
        let _ = write!(text, ". Further scopes because: {}", escape(why));
    }
    text
}

fn volume(limits: &LimitFacts) -> String {
    let share = format!(
        "{} expected at most, {} % of the org's {}; all servers of the project together {} %",
        number(limits.requests_per_day),
        limits.share_percent,
        number(limits.daily_api_limit),
        limits.all_servers_share_percent
    );
    format!("{share}: **{}**", limits.verdict)
}

/// What a reviewer would be sorry to have missed.
fn points(review: &Review) -> Vec<String> {
    let mut points = Vec::new();
    let further = review.login.run_as.iter().flat_map(|run_as| &run_as.further_rights);
    let further: Vec<String> = further
        .map(|right| format!("the {} {} ({})", right.kind, code(&right.name), escape(&right.justification)))
        .collect();
    if !further.is_empty() {
        points.push(format!(
            "The integration user may do more than the tools need, in every call; no table below shows what: {}.",
            further.join("; ")
        ));
    }
    if !review.login.further_scopes.is_empty() {
        let why = review.login.scope_justification.as_deref().map(escape).unwrap_or_default();
        points.push(format!(
            "A token may do more than the tools need: scopes {} ({why}).",
            list(&review.login.further_scopes)
        ));
    }
    let stated = stated(review);
    if !stated.is_empty() {
        points.push(format!("Granted only because an override of the project says so: {}.", stated.join("; ")));
    }
    let writing = writing(review);
    if writing.is_empty() {
        points.push("No tool changes data.".to_owned());
    } else {
        points.push(format!("{} may change data: {}.", count(writing.len(), "tool"), list(&writing)));
    }
    if !review.hand_written.is_empty() {
        let names: Vec<&String> = review.hand_written.iter().map(|tool| &tool.name).collect();
        points.push(format!(
            "**No list of fields is enforced for {}**: hand-written classes serve {}; see [Hand-written \
             code](#hand-written-code).",
            list(names.iter().copied()),
            if names.len() == 1 { "it" } else { "them" }
        ));
    }
    let deleting = review.tools.iter().filter(|tool| tool.effect == "deletes").map(|tool| tool.name.clone());
    let deleting: Vec<String> = deleting.collect();
    if !deleting.is_empty() {
        points.push(format!("{} deletes records: {}.", count(deleting.len(), "tool"), list(&deleting)));
    }
    for tool in review.tools.iter().filter(|tool| !tool.deletes_along.is_empty()) {
        points.push(format!(
            "**{} deletes more than its record**: what belongs to it goes along, whatever rights the running user has there, \
             of {}.",
            code(&tool.name),
            list(&tool.deletes_along)
        ));
    }
    for tool in &review.tools {
        points.extend(tool.beyond.iter().map(|what| {
            let what =
                what.split('`').enumerate().map(|(i, part)| if i % 2 == 0 { part.to_owned() } else { code(part) });
            format!("{} {}.", code(&tool.name), what.collect::<String>())
        }));
    }
    for ((tool, field), fences) in review.moved() {
        let restricted =
            fences.iter().map(|moved| format!("{} ({})", code(&moved.restricted), escape(&moved.condition)));
        points.push(format!(
            "**{} sets {}**, by which the records of other tools are restricted: {}. Whoever may call both can let a record in.",
            code(tool),
            code(field),
            restricted.collect::<Vec<_>>().join(", ")
        ));
    }
    for (lookup, objects) in review.any_parent() {
        let tools = review.tools.iter().filter(|tool| tool.any_parent.contains_key(lookup)).map(|tool| &tool.name);
        let by_hand = review.hand_written.iter().filter(|tool| tool.any_parent.contains_key(lookup));
        points.push(format!(
            "{} read what {} points to, whichever object that is, listed below as `Name`: {}.",
            list(tools.chain(by_hand.map(|tool| &tool.name))),
            code(lookup),
            list(objects)
        ));
    }
    let deciding: Vec<String> = review.objects.iter().filter_map(deciding).collect();
    if !deciding.is_empty() {
        points.push(format!("**Changes who may do what, or how they log in**: {}.", deciding.join("; ")));
    }
    let (found_by, leaving): (Vec<&PersonalData>, Vec<&PersonalData>) =
        review.personal_data.iter().partition(|decision| decision.leaves_as == words::FOUND);
    let personal: BTreeSet<&String> = leaving.iter().map(|decision| &decision.field).collect();
    if !personal.is_empty() {
        let names: Vec<String> = personal.into_iter().cloned().collect();
        points.push(format!("Personal data leaves the org, decided field by field: {}.", list(&names)));
    }
    let by_hand = |name: &String| {
        review.tools.iter().any(|tool| tool.name == *name && tool.handler.is_some())
            || review.hand_written.iter().any(|tool| tool.name == *name)
    };
    let open: Vec<String> = review
        .records
        .iter()
        .filter(|rule| !rule.single && rule.part.is_none() && !by_hand(&rule.tool))
        .filter(|rule| rule.always.is_empty() && rule.by_argument.is_empty())
        .map(|rule| rule.tool.clone())
        .collect();
    if !open.is_empty() {
        points.push(format!("Reads records without any condition but sharing: {}.", list(&open)));
    }
    let unusual: Vec<String> = review
        .tools
        .iter()
        .filter_map(|tool| {
            let (what, why) = (tool.unusual.as_ref()?, tool.justification.as_ref()?);
            Some(format!("{} {} ({})", code(&tool.name), escape(what), escape(why)))
        })
        .collect();
    if !unusual.is_empty() {
        points.push(format!("Broad or powerful: {}.", unusual.join("; ")));
    }
    if let Some(script) = &review.login.script {
        points.push(format!(
            "MCP clients start {} on the machine of each user, not the package from npm: review what stands there.",
            code(script)
        ));
    }
    let searching: Vec<String> = review
        .tools
        .iter()
        .filter_map(|tool| {
            let fields: Vec<&String> = found_by.iter().filter(|d| d.tool == tool.name).map(|d| &d.field).collect();
            let fields = Some(list(fields)).filter(|fields| !fields.is_empty());
            let what: Vec<String> = tool.searched.map(str::to_owned).into_iter().chain(fields).collect();
            (!what.is_empty()).then(|| format!("{} ({})", code(&tool.name), what.join(": ")))
        })
        .collect();
    if !searching.is_empty() {
        points.push(format!(
            "Finds records by what stands in fields, so that a match tells of a field: {}. Field-level security keeps a \
             search from what the running user may not read, but for custom fields beyond the hundredth of an object.",
            searching.join("; ")
        ));
    }
    let telling = review.tools.iter().filter(|tool| !tool.tells_of.is_empty());
    let telling: Vec<String> = telling.map(|tool| format!("{} ({})", code(&tool.name), list(&tool.tells_of))).collect();
    if !telling.is_empty() {
        points.push(format!(
            "By comparing and ordering a model can find out what stands in fields that are not returned: {}.",
            telling.join("; ")
        ));
    }
    if review.tools.iter().any(|tool| tool.handler.is_some()) {
        points.push("Hand-written code takes part; see [Hand-written code](#hand-written-code).".to_owned());
    }
    if let Some(scope) = review.login.scopes.iter().find(|scope| BEYOND_TOOLS.contains(&scope.as_str())) {
        points.push(format!(
            "A token with the scope {} also opens the other APIs of the org, as the same user. Object and field permissions \
             and sharing hold there; the tools' lists of fields, masks, fixed conditions and row limits do not.",
            code(scope)
        ));
    }
    if !review.approvals.is_empty() {
        points.push("Approvals are recorded here; the generated code does not enforce them.".to_owned());
    }
    if review.limits.verdict != "pass" {
        points.push(format!("The expected calls are much for one org: {}.", volume(&review.limits)));
    }
    points
}

/// The tools that write an object that decides over rights or log-ins.
fn deciding(object: &ObjectFacts) -> Option<String> {
    let writing = object.operations.iter().filter(|(operation, _)| **operation != "read");
    let tools: BTreeSet<&String> = writing.flat_map(|(_, tools)| tools).collect();
    (decides(&object.object) && !tools.is_empty()).then(|| format!("{} by {}", code(&object.object), list(tools)))
}

/// Grants that rest on nothing but overrides of the project.
fn stated(review: &Review) -> Vec<String> {
    let all = &review.grants.dependencies;
    let only = |d: &&Dependency| d.stated && !all.iter().any(|other| other.grant == d.grant && other.confirmed);
    let word =
        |d: &Dependency| format!("{}, because of {} ({})", escape(&d.grant), escape(&d.because), escape(&d.source));
    all.iter().filter(only).map(word).collect()
}

/// OAuth scopes that open more than the endpoint of the tools (Salesforce Help, OAuth Tokens and Scopes).
const BEYOND_TOOLS: [&str; 3] = ["Api", "Full", "Web"];

fn writing(review: &Review) -> Vec<String> {
    let generated = review.tools.iter().map(|tool| (tool.effect, &tool.name));
    let by_hand = review.hand_written.iter().map(|tool| (tool.effect, &tool.name));
    generated.chain(by_hand).filter(|(effect, _)| *effect != "reads").map(|(_, name)| name.clone()).collect()
}

/// `1 tool`, `2 tools`.
pub(super) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Names as code, joined by commas.
pub(super) fn list<'n, S: AsRef<str> + 'n>(names: impl IntoIterator<Item = &'n S>) -> String {
    names.into_iter().map(|name| code(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Digits in groups of three.
pub(super) fn number(n: impl Into<u64>) -> String {
    let digits = n.into().to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_have_groups() {
        let cases: [(u64, &str); 4] = [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        for (n, text) in cases {
            assert_eq!(number(n), text);
        }
    }
}
