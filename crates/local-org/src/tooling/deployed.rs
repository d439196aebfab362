//! Rows about what is deployed: classes, deployments, objects and fields.

use super::tables::{RowBuilder, TRIGGER_EVENTS, Tables, id_of};
use crate::Org;
use crate::metadata::Component;
use crate::rest::Call;
use crate::security::Sharing;
use apex_eval::Datum;
use apex_syntax::ast::Unit;

/// The name of the class in a source file.
pub(crate) fn class_name(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.strip_suffix(".cls").unwrap_or(file)
}

/// The Id of a class: its component's, or one made of its name where it was loaded without a deployment.
pub(crate) fn class_id(org: &Org, name: &str) -> String {
    org.components.get("ApexClass", name).map_or_else(|| id_of("01p", name), |component| component.id.to_string())
}

/// `ApexClass` and `ApexTrigger`
pub(super) fn code(org: &Org, tables: &mut Tables) {
    for source in org.sources.iter().filter(|source| !source.path.ends_with(".trigger")) {
        let name = class_name(&source.path);
        let component = org.components.get("ApexClass", name);
        row(&class_id(org, name), name, &source.text, component).into(tables, "ApexClass");
    }
    for (id, component) in org.components.of_kind("ApexTrigger") {
        let mut row = row(&component.id, &id.member, component.text(), Some(component));
        if let Ok(Unit::Trigger(trigger)) = apex_syntax::parse_unit(component.text()) {
            row = row.text("TableEnumOrId", &trigger.object.text);
            for (event, column) in TRIGGER_EVENTS {
                row = row.yes(column, trigger.events.iter().any(|text| text.eq_ignore_ascii_case(event)));
            }
        }
        row.into(tables, "ApexTrigger");
    }
}

/// What classes and triggers have in common.
fn row(id: &str, name: &str, body: &str, component: Option<&Component>) -> RowBuilder {
    let meta = |element: &str| {
        let (_, rest) = component?.meta()?.split_once(&format!("<{element}>"))?;
        Some(rest.split_once('<')?.0.trim().to_owned())
    };
    let version = meta("apiVersion").and_then(|version| version.parse().ok());
    RowBuilder::new(id)
        .text("Name", name)
        .text("Body", body)
        .text("Status", &meta("status").unwrap_or_else(|| "Active".to_owned()))
        .set("ApiVersion", version.map_or(Datum::Null, Datum::Decimal))
        .yes("IsValid", true)
        .int("LengthWithoutComments", body.len())
        .text("ManageableState", "unmanaged")
        .time("CreatedDate", component.map(|c| c.created))
        .time("LastModifiedDate", component.map(|c| c.modified))
        .text("CreatedById", component.map_or("", |c| &c.created_by))
        .text("LastModifiedById", component.map_or("", |c| &c.modified_by))
}

/// `DeployRequest`
pub(super) fn deployments(call: &Call<'_>, tables: &mut Tables) {
    let time = |text: &Option<String>| {
        text.as_deref().and_then(|t| t.parse::<jiff::Timestamp>().ok()).map(|t| t.as_millisecond())
    };
    for row in call.world.metadata.deploy_requests() {
        let status = serde_json::to_value(&row.status).ok();
        let status = status.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
        let total = row.number_components_total.and_then(|n| i32::try_from(n).ok());
        RowBuilder::new(&row.id)
            .text("Status", status)
            .yes("CheckOnly", row.check_only)
            .text("CreatedById", row.created_by_id.as_deref().unwrap_or_default())
            .time("CreatedDate", time(&row.created_date))
            .time("StartDate", time(&row.start_date))
            .time("CompletedDate", time(&row.completed_date))
            .set("NumberComponentsTotal", total.map_or(Datum::Null, Datum::Int))
            .into(tables, "DeployRequest");
    }
}

/// `EntityDefinition`, and `FieldDefinition` if it is asked for.
pub(super) fn definitions(org: &Org, tables: &mut Tables, with_fields: bool) {
    let mut names = org.catalog.names();
    names.sort();
    for object in names.iter().filter_map(|name| org.catalog.object(name)) {
        let entity = id_of("4ie", &object.name);
        let sharing = Sharing::of(&org.schema, &object.name).unwrap_or(Sharing::ReadWrite);
        RowBuilder::new(&entity)
            .text("DurableId", &object.name)
            .text("QualifiedApiName", &object.name)
            .text("DeveloperName", object.name.trim_end_matches("__c"))
            .text("Label", &object.label)
            .text("PluralLabel", &object.label_plural)
            .text("KeyPrefix", object.key_prefix.as_deref().unwrap_or_default())
            .yes("IsCustomizable", object.createable)
            .yes("IsQueryable", object.queryable)
            .text("InternalSharingModel", sharing.name())
            .into(tables, "EntityDefinition");
        for field in object.fields.values().filter(|_| with_fields) {
            let durable = format!("{}.{}", object.name, field.name);
            RowBuilder::new(&id_of("4if", &durable))
                .text("DurableId", &durable)
                .text("QualifiedApiName", &field.name)
                .text("DeveloperName", field.name.trim_end_matches("__c"))
                .text("Label", &field.label)
                .text("DataType", &format!("{:?}", field.kind))
                .id("EntityDefinitionId", &entity)
                .int("Length", field.length as usize)
                .yes("IsNillable", field.nillable)
                .yes("IsIndexed", field.unique || field.external_id)
                .into(tables, "FieldDefinition");
        }
    }
}
