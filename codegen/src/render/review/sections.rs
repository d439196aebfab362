//! The sections of a review document.

use super::data::{Dependency, Document, FieldFacts, ParameterFacts, Review, ReviewerFacts, ToolFacts};
use super::document::{list, number};
use crate::model::ExpectedCalls;
use crate::render::markdown::{code, escape, table};
use std::collections::BTreeSet;
use std::fmt::Write;

const NONE: &str = "–";
/// Whose the fields of the sObject `Name` are ("Name", Object Reference).
const BEHIND_ANY: &str = "These are fields of the record behind a lookup that can point to several objects. All but the name and \
                          the type are those of a user, and no field permission holds for them.\n\n";

/// Names of tools, or a dash.
fn tools_or_dash(names: &BTreeSet<String>) -> String {
    if names.is_empty() { NONE.to_owned() } else { list(names) }
}

/// Texts, one below the other within a cell.
fn lines(texts: &[String], nothing: &str) -> String {
    if texts.is_empty() {
        return nothing.to_owned();
    }
    texts.iter().map(|text| escape(text)).collect::<Vec<_>>().join("<br>")
}

/// Which tools do what with which objects.
pub(super) fn objects(review: &Review) -> String {
    let along = review.deleted_along();
    let rows = review.objects.iter().map(|object| {
        let cell = |name| object.operations.get(name).map_or_else(|| NONE.to_owned(), tools_or_dash);
        let deleting = object.operations.get("delete").map(list).into_iter();
        let deleting: Vec<String> = deleting.chain(along.get(object.object.as_str()).map(goes_along)).collect();
        let delete = if deleting.is_empty() { NONE.to_owned() } else { deleting.join("; ") };
        vec![format!("**{}**", code(&object.object)), cell("read"), cell("create"), cell("edit"), delete]
    });
    let listed = |name: &str| review.objects.iter().any(|object| object.object == name);
    let only_along = along.iter().filter(|(object, _)| !listed(object)).map(|(object, tools)| {
        let none = || NONE.to_owned();
        vec![format!("**{}**", code(object)), none(), none(), none(), goes_along(tools)]
    });
    format!(
        "Which tools do what. An object that is not listed is out of reach, but for what a lookup to records of any \
         object points to, which *Look at this first* names.\n\n{}",
        table(&["Object", "Read", "Create", "Change", "Delete"], rows.chain(only_along))
    )
}

/// The tools that delete records of an object along with another.
fn goes_along(tools: &BTreeSet<&str>) -> String {
    format!("along with another record: {}", list(tools))
}

/// Which fields leave the org, are used in conditions, and are set.
pub(super) fn fields(review: &Review) -> String {
    let mut out =
        "A generated tool returns the fields under *leaves the org*, and never another one, whatever the running \
                   user may see. Record Id and URL are always returned.\n"
            .to_owned();
    if review.tools.iter().any(|tool| tool.handler.is_some()) || !review.hand_written.is_empty() {
        out.push_str("For hand-written code the table says what its spec declares.\n");
    }
    for object in review.objects.iter().filter(|object| !object.fields.is_empty()) {
        let rows = object.fields.iter().map(field_row);
        let about = if object.object == "Name" { BEHIND_ANY } else { "" };
        let head = ["Field", "Leaves the org", "Used inside a query", "Set", "Personal data"];
        let _ =
            write!(out, "\n### {} ({})\n\n{about}{}", escape(&object.label), code(&object.object), table(&head, rows));
    }
    out
}

fn field_row(field: &FieldFacts) -> Vec<String> {
    let made_of = match field.made_of.is_empty() {
        true => String::new(),
        false => format!("<br>made of {}", list(&field.made_of)),
    };
    vec![
        format!("{}{made_of}", code(&field.field)),
        tools_or_dash(&field.returned_by),
        tools_or_dash(&field.used_by),
        tools_or_dash(&field.set_by),
        field.personal.as_deref().map_or_else(|| NONE.to_owned(), escape),
    ]
}

/// Which records.
pub(super) fn records(review: &Review) -> String {
    let rows = review.records.iter().map(|rule| {
        let object = match &rule.part {
            Some(part) => format!("{} as {}", code(&rule.object), code(part)),
            None => code(&rule.object),
        };
        let order = match rule.ordered_by.is_empty() {
            true => String::new(),
            false => format!("<br>ordered by {}", escape(&rule.ordered_by.join("; then "))),
        };
        let which = format!("{}{order}", escape(&rule.selection));
        vec![code(&rule.tool), object, which, lines(&rule.always, NONE), lines(&rule.by_argument, NONE)]
    });
    let along = review.tools.iter().filter(|tool| !tool.deletes_along.is_empty()).map(|tool| {
        let which = "what belongs to the deleted record, whatever rights the running user has there".to_owned();
        vec![code(&tool.name), list(&tool.deletes_along), which, NONE.to_owned(), NONE.to_owned()]
    });
    format!(
        "Sharing decides first: no tool reaches a record that the running user may not see. *Always* holds for every \
         call; no argument removes it.\n\n{}",
        table(&["Tool", "Object", "Which records", "Always", "Chosen by argument"], rows.chain(along))
    )
}

/// What tools write.
pub(super) fn changes(review: &Review) -> String {
    let set = review.records.iter().flat_map(|rule| rule.sets.iter().map(move |set| (rule, set)));
    let rows: Vec<Vec<String>> =
        set.map(|(rule, set)| vec![code(&rule.tool), code(&rule.object), code(&set.field), escape(&set.to)]).collect();
    let by_hand = review.tools.iter().filter(|tool| tool.handler.is_some()).map(|tool| (&tool.name, tool.effect));
    let by_hand = by_hand.chain(review.hand_written.iter().map(|tool| (&tool.name, tool.effect)));
    let by_hand: Vec<&String> = by_hand.filter(|(_, effect)| *effect != "reads").map(|(name, _)| name).collect();
    let mut out = match rows.is_empty() {
        true => "No generated tool sets a field.\n".to_owned(),
        false => format!(
            "What the generated tools write, and nothing else; triggers and flows of the org may add to it.\n\n{}",
            table(&["Tool", "Object", "Field", "Is set to"], rows)
        ),
    };
    if !by_hand.is_empty() {
        let _ = writeln!(out, "\nWhat {} writes, only hand-written code says.", list(by_hand));
    }
    out
}

/// The decisions about personal data.
pub(super) fn personal_data(review: &Review) -> String {
    if review.personal_data.is_empty() {
        return "No field that counts as personal, financial or health data leaves the org. Names of people do not \
                count.\n"
            .to_owned();
    }
    let rows = review.personal_data.iter().map(|decision| {
        let optional = |text: &Option<String>| text.as_deref().map_or_else(|| NONE.to_owned(), escape);
        let (field, tool) = (code(&decision.field), code(&decision.tool));
        vec![
            field,
            tool,
            decision.leaves_as.to_owned(),
            optional(&decision.justification),
            optional(&decision.reference),
        ]
    });
    format!(
        "Fields that count as personal, financial or health data, by their classification, type or name.\n\n{}",
        table(&["Field", "Tool", "What leaves the org", "Justification", "Recorded at"], rows)
    )
}

/// What is left out, and why.
pub(super) fn excluded(review: &Review) -> String {
    let listed = |object: &&String| review.objects.iter().any(|touched| touched.object == **object);
    let beside: Vec<&String> = review.grants.object_permissions.keys().filter(|object| !listed(object)).collect();
    let but = match beside.is_empty() {
        true => String::new(),
        false => format!(
            ", but for {}, which the platform asks for (see [Permissions](#permissions)): no tool returns anything of it",
            list(beside)
        ),
    };
    let everything = format!(
        "Whatever no table above lists is denied: the tools do not ask for it, and the permission set does not grant \
         it{but}.\n"
    );
    if review.excluded.is_empty() {
        return everything;
    }
    let granted = |object: &String| review.granted_all_the_same(object);
    let any = review.excluded.keys().any(|object| granted(object).is_some());
    let rows = review.excluded.iter().map(|(object, reason)| {
        let all_the_same = granted(object).map_or_else(|| "nothing".to_owned(), |why| format!("**{}**", escape(&why)));
        let row = vec![code(object), escape(reason), all_the_same];
        if any { row } else { row[..2].to_vec() }
    });
    let head = ["Object", "Why it is left out", "Granted all the same"];
    format!("{everything}\n{}", table(if any { &head } else { &head[..2] }, rows))
}

/// The tools with their parameters.
pub(super) fn tools(review: &Review) -> String {
    let rows = review.tools.iter().map(|tool| {
        let hints = &tool.annotations;
        let all = [
            (hints.read_only_hint, "read-only"),
            (hints.destructive_hint, "destructive"),
            (hints.idempotent_hint, "idempotent"),
            (hints.open_world_hint, "open world"),
        ];
        let hints: Vec<&str> = all.into_iter().filter(|(set, _)| *set).map(|(_, name)| name).collect();
        vec![
            code(&tool.name),
            escape(&tool.summary),
            format!("{} ({})", tool.effect, code(tool.operation)),
            number(tool.max_rows),
            hints.join(", "),
        ]
    });
    let mut out = table(&["Tool", "What it is for", "Does", "Most rows", "Hints for clients"], rows);
    for tool in &review.tools {
        let _ = write!(out, "\n### {}\n\n{}{}", code(&tool.name), tool_details(tool), results(review, tool));
    }
    out
}

fn tool_details(tool: &ToolFacts) -> String {
    let mut out = format!(
        "{}. Callable with the custom permission {}; class {}.",
        escape(&tool.title),
        code(&tool.permission),
        code(&tool.class)
    );
    if !tool.aliases.is_empty() {
        let _ = write!(out, " Also called {}.", list(&tool.aliases));
    }
    if let Some(why) = &tool.justification {
        let _ = write!(out, " Justification: {}", escape(why));
    }
    out.push('\n');
    if !tool.parameters.is_empty() {
        let rows = tool.parameters.iter().map(parameter_row);
        let _ = write!(out, "\n{}", table(&["Parameter", "Required", "Rule", "Meaning"], rows));
    }
    if !tool.authorized.is_empty() {
        let values: Vec<String> =
            tool.authorized.iter().map(|(name, source)| format!("{} is {}", code(name), escape(source))).collect();
        let _ = writeln!(out, "\nSet by the server, neither seen nor chosen by the model: {}.", values.join("; "));
    }
    out
}

/// What a tool returns, key by key.
fn results(review: &Review, tool: &ToolFacts) -> String {
    let mut out = String::new();
    for rule in review.records.iter().filter(|rule| rule.tool == tool.name && !rule.returns.is_empty()) {
        let values: Vec<String> = rule
            .returns
            .iter()
            .map(|value| match value.key == value.is {
                true => code(&value.key),
                false => format!("{} ({})", code(&value.key), escape(&value.is)),
            })
            .collect();
        let part = rule.part.as_ref().map(|part| format!(" as {}", code(part))).unwrap_or_default();
        let _ = writeln!(out, "\nReturns of {}{part}: {}.", code(&rule.object), values.join(", "));
    }
    if !tool.returns.is_empty() {
        let _ = write!(
            out,
            "\nThe handler may return this; anything else is dropped.\n\n{}",
            table(&["Result", "Always there", "Rule", "Meaning"], tool.returns.iter().map(parameter_row))
        );
    }
    out
}

fn parameter_row(parameter: &ParameterFacts) -> Vec<String> {
    let required = if parameter.required { "yes" } else { "no" };
    vec![code(&parameter.name), required.to_owned(), escape(&parameter.rule), escape(&parameter.description)]
}

/// What the permission sets grant, and why more than the tools use.
pub(super) fn permissions(review: &Review) -> String {
    let grants = &review.grants;
    let rows = grants.object_permissions.iter().map(|(object, operations)| {
        let fields = |wanted: &str| {
            let prefix = format!("{object}.");
            let of_object = grants
                .field_permissions
                .iter()
                .filter(|(field, right)| field.starts_with(&prefix) && **right == wanted);
            let names: Vec<&str> = of_object.map(|(field, _)| &field[prefix.len()..]).collect();
            if names.is_empty() { NONE.to_owned() } else { list(&names) }
        };
        let operations = operations.join(", ");
        vec![code(object), operations, fields("read"), fields("edit")]
    });
    let mut out = format!(
        "{} grants this and nothing else; profiles grant nothing, and *view all* and *modify all* are never granted. \
         Fields that need no grant (required, owner, system fields) are readable with the record.\n\n{}",
        code(&grants.permission_set),
        table(&["Object", "Operations", "Fields to read", "Fields to change"], rows)
    );
    let elsewhere: Vec<&String> = grants
        .field_permissions
        .keys()
        .filter(|field| !grants.object_permissions.keys().any(|object| field.starts_with(&format!("{object}."))))
        .collect();
    let named = [
        ("Fields of objects without object permissions", list(elsewhere)),
        ("User permissions", list(&grants.user_permissions)),
        ("Custom permissions", list(&grants.custom_permissions)),
        ("Custom metadata types", list(&grants.custom_metadata_types)),
        ("Custom settings", list(&grants.custom_settings)),
        ("Record types that records may get", list(&grants.record_types)),
        ("Apex classes", list(&grants.apex_classes)),
    ];
    for (what, names) in named.iter().filter(|(_, names)| !names.is_empty()) {
        let _ = write!(out, "\n- {what}: {names}");
    }
    out.push('\n');
    for (object, decided) in &grants.without_object_permissions {
        let _ = writeln!(out, "- {} has no object permissions: {}.", code(object), escape(decided));
    }
    for (whole, parts) in &grants.wholes {
        let _ =
            writeln!(out, "- {} is granted as a whole: the platform has no grant for {}.", code(whole), list(parts));
    }
    if !grants.shared_with.is_empty() {
        let pairs: Vec<String> =
            grants.shared_with.iter().map(|(own, other)| format!("{} with {}", code(own), code(other))).collect();
        let _ = writeln!(
            out,
            "- Tasks and events are both activities: in an org a field permission of one may hold for the field of the same \
             name of the other ({}). No org has confirmed this yet.",
            pairs.join(", ")
        );
    }
    out.push_str(&dependencies(
        "Granted because something else depends on it",
        &grants.dependencies,
        "No tool uses these by itself; the platform refuses the rest without them.",
    ));
    out.push_str(&dependencies(
        "Not granted, although an assumption asks for it",
        &grants.withheld,
        "No documentation and no org confirms these rules, so they widen nothing. If an org refuses the permission set for \
         one of them, it says so, and the project can state that it is required.",
    ));
    out
}

fn dependencies(title: &str, all: &[Dependency], about: &str) -> String {
    if all.is_empty() {
        return String::new();
    }
    let rows = all.iter().map(|dependency| {
        let confirmed = match dependency {
            Dependency { confirmed: true, .. } => "yes",
            Dependency { stated: true, .. } => "by the project",
            _ => "assumed",
        };
        vec![escape(&dependency.grant), escape(&dependency.because), confirmed.to_owned(), escape(&dependency.source)]
    });
    format!("\n### {title}\n\n{about}\n\n{}", table(&["Grant", "Because of", "Confirmed", "Source"], rows))
}

/// What people approve.
pub(super) fn approvals(review: &Review) -> String {
    if review.approvals.is_empty() {
        return "None is asked for.\n".to_owned();
    }
    let rows = review
        .approvals
        .iter()
        .map(|approval| vec![list(&approval.tools), escape(&approval.approver), escape(&approval.policy)]);
    format!(
        "Recorded; not enforced by the generated code. It is up to the client, or the people named, to keep them.\n\n{}",
        table(&["Tools", "Who approves", "How"], rows)
    )
}

/// The audit policy in one line.
pub(super) fn audit_line(review: &Review) -> String {
    review.audit.as_ref().map_or_else(
        || "none".to_owned(),
        |audit| {
            let unit = if audit.retention_days == 1 { "day" } else { "days" };
            format!("{}, kept for {} {unit}", audit.sink, number(audit.retention_days))
        },
    )
}

/// How calls are audited.
pub(super) fn audit(review: &Review) -> String {
    let Some(audit) = &review.audit else {
        return "Calls are not audited. A server whose tools write must have a policy.\n".to_owned();
    };
    let note = audit.note.as_deref().map(|note| format!(" {}", escape(note))).unwrap_or_default();
    format!(
        "Each call can be found in: {}.{note}\n\nField history and record owner show the running user only, not the \
         agent behind it.\n",
        audit_line(review)
    )
}

/// Governor limits of a call, and API requests of a day.
pub(super) fn limits(review: &Review) -> String {
    let limits = &review.limits;
    let keys = ["queries", "queryRows", "searches", "dmlStatements", "dmlRows", "callouts", "heapBytes"];
    let of = |tool: &ToolFacts| -> Vec<String> {
        keys.iter().map(|key| tool.worst_case.get(key).map_or_else(String::new, |u| number(u.used))).collect()
    };
    let limit_row = review.tools.first().map(|tool| {
        let each = keys.iter().map(|key| tool.worst_case.get(key).map_or_else(String::new, |u| number(u.limit)));
        std::iter::once("*limit*".to_owned()).chain(each).chain([String::new()]).collect()
    });
    let rows = review.tools.iter().map(|tool| {
        let requests = number(limits.requests_per_call);
        std::iter::once(code(&tool.name)).chain(of(tool)).chain([requests]).collect()
    });
    let head = ["Tool", "SOQL queries", "Rows", "SOSL", "DML", "DML rows", "Callouts", "Heap", "API requests"];
    let bulk = if u64::from(limits.calls_per_hour) * u64::from(limits.agents) > 1000 {
        " That is more than 1,000 calls an hour: combine calls, or move bulk work to another interface."
    } else {
        ""
    };
    let messages = limits.messages_per_hour.map_or_else(String::new, |messages| {
        let each = ExpectedCalls::CALLS_PER_MESSAGE;
        format!(" The calls are {each} for each of {} messages an hour.", number(messages))
    });
    let scaling = limits.scaling.iter().map(|more| {
        let share = format!("{} %", more.share_percent);
        vec![number(more.agents), number(more.requests_per_day), share, more.verdict.to_owned()]
    });
    format!(
        "Worst case of one call; a limit is that of one synchronous Apex transaction. Heap is in bytes, with every text of \
         every record at its greatest length.\n\n{}\n{} calls an hour of {}, day \
         and night, are {} API requests a day: {} % of the org's {}, which people and other systems share: **{}**.{bulk} \
         Each connection of a client takes about {} requests more.{messages}\n\nWith more agents, of this server alone:\n\n{}",
        table(&head, rows.chain(limit_row)),
        number(limits.calls_per_hour),
        super::document::count(limits.agents as usize, "agent"),
        number(limits.requests_per_day),
        limits.share_percent,
        number(limits.daily_api_limit),
        limits.verdict,
        limits.requests_per_connection,
        table(&["Agents", "API requests a day", "Share", "Verdict"], scaling)
    )
}

/// Code that no spec describes.
pub(super) fn hand_written(review: &Review) -> String {
    let handlers: Vec<&ToolFacts> = review.tools.iter().filter(|tool| tool.handler.is_some()).collect();
    if handlers.is_empty() && review.hand_written.is_empty() {
        return "None: every tool is generated from its spec.\n".to_owned();
    }
    let mut parts = Vec::new();
    if !handlers.is_empty() {
        let rows = handlers.into_iter().map(|tool| {
            vec![code(&tool.name), code(tool.handler.as_deref().unwrap_or_default()), tool.effect.to_owned()]
        });
        parts.push(format!(
            "The spec declares what the class touches, and the permission set grants no more. That the class runs in \
             user mode, and what it returns, only its code says. Reviewed by: {}.\n\n{}",
            reviewed(review.reviewer.as_ref()),
            table(&["Tool", "Class", "Effect"], rows)
        ));
    }
    if !review.hand_written.is_empty() {
        let rows = review.hand_written.iter().map(|tool| {
            vec![
                code(&tool.name),
                code(&tool.class),
                format!("{}. {}", escape(&tool.title), escape(&tool.summary)),
                tool.effect.to_owned(),
                tools_or_dash(&tool.objects),
                code(&tool.permission),
                escape(&tool.justification),
                reviewed(tool.reviewer.as_ref()),
            ]
        });
        let head =
            ["Tool", "Class", "What it is for", "Effect", "Objects", "Custom permission", "Why by hand", "Reviewed by"];
        parts.push(format!(
            "**For these tools no list of fields, no condition and no limit on rows is enforced.** The class alone says \
             which records it reads, which fields it returns and what it changes. The endpoint shows clients the name, title and \
             description of the spec, asks for the custom permission before it shows or calls them, undoes what a failed \
             call wrote, fails a call that is declared to read and changes something, and hides the text of exceptions. \
             Effect and objects are declared, and the permission set grants the objects \
             and fields above: a class that leaves user mode is not held back by it.\n\n{}",
            table(&head, rows)
        ));
    }
    parts.join("\n")
}

fn reviewed(reviewer: Option<&ReviewerFacts>) -> String {
    reviewer.map_or_else(|| "**nobody named**".to_owned(), |r| format!("{} on {}", escape(&r.name), escape(&r.date)))
}

/// Spec files, versions, hash.
pub(super) fn provenance(document: &Document) -> String {
    let review = &document.review;
    let rows = [
        ("Project", escape(&review.project)),
        ("Specs", list(&review.spec_files)),
        ("Spec language", format!("version {}", review.spec_version)),
        ("Generator", code(&document.generator)),
        ("Content hash", code(&document.content_hash)),
    ];
    format!(
        "{}\nThe hash is the SHA-256 of the field `review` of the JSON file beside this one: \
         `jq -cjS .review {}.json | sha256sum`. It does not depend on the generator's version.\n",
        table(&["", ""], rows.into_iter().map(|(name, value)| vec![format!("**{name}**"), value])),
        review.server.name
    )
}
