//! Model, permission set and review document say the same, and none of them says more than it should.

mod case;

use codegen::model::{Access, Model};
use codegen::render::{grants, permission_set, review};
use pulldown_cmark::{Event, Options, Parser, Tag};
use sf_metadata::Metadata;
use sf_metadata::types::{ObjectPermission, PermissionSet};
use sf_schema::grants::{Grant, field_grantable};
use sf_schema::{FieldType, Schema};
use std::collections::{BTreeMap, BTreeSet};

fn permission_set(model: &Model, schema: &Schema, name: &str) -> PermissionSet {
    let files = permission_set::render(model, schema);
    let file = files.iter().find(|f| f.path.ends_with(&format!("/{name}.permissionset-meta.xml"))).expect("the set");
    PermissionSet::from_xml(std::str::from_utf8(&file.bytes).expect("UTF-8")).expect("a permission set")
}

/// Object → operations, in the words of the review document.
fn operations(permission: &ObjectPermission) -> (String, Vec<&'static str>) {
    let all = [
        (permission.allow_read, "read"),
        (permission.allow_create, "create"),
        (permission.allow_edit, "edit"),
        (permission.allow_delete, "delete"),
    ];
    (permission.object.clone(), all.into_iter().filter(|(may, _)| *may).map(|(_, name)| name).collect())
}

/// Nothing that reaches past sharing or field security, and nothing the platform refuses.
fn is_within_bounds(set: &PermissionSet, schema: &Schema) {
    for permission in set.object_permissions.iter() {
        let name = &permission.object;
        assert!(!permission.view_all_records && !permission.modify_all_records, "{name}");
        assert_eq!(permission.view_all_fields, Some(false), "{name}");
        let mut closed = permission.clone();
        closed.close();
        assert_eq!(closed, *permission, "{name} lacks what it depends on");
    }
    for permission in set.field_permissions.iter() {
        let (object_name, field_name) = permission.field.split_once('.').expect("object and field");
        let object = schema.object(object_name).expect("the object");
        let field = object.field(field_name).expect("the field");
        assert!(permission.readable, "{}", permission.field);
        assert!(!field.is_master_detail(), "{}", permission.field);
        assert!(!(field.custom && field.required_on_create && field.data_type != FieldType::Boolean), "{}", field.name);
        if permission.editable && !matches!(field.data_type, FieldType::Address | FieldType::Location) {
            assert!(!field.calculated && !field.auto_number, "{}", permission.field);
            assert_eq!(field_grantable(object, field, true).grant, Grant::Needed, "{}", permission.field);
        }
    }
}

#[test]
fn model_permission_set_and_review_say_the_same() {
    let default = case::default_inputs();
    let mut servers = 0;
    for (path, text) in case::all() {
        let mut inputs = default.clone();
        inputs.extend(case::parse(&text).inputs);
        let (Some(model), schema, _) = case::lower(&inputs) else { continue };
        let (files, _) = case::render(&inputs);
        for server in &model.servers {
            servers += 1;
            let set = permission_set(&model, &schema, &server.permission_set);
            is_within_bounds(&set, &schema);
            let document: serde_json::Value =
                serde_json::from_str(&files[&format!("docs/review/{}.json", server.name)]).expect("JSON");
            let grants = &document["review"]["grants"];
            let objects: BTreeMap<_, _> = set.object_permissions.iter().map(operations).collect();
            assert_eq!(grants["objectPermissions"], serde_json::json!(objects), "{}", path.display());
            let access = model.access_of(server);
            assert_eq!(entries(&access, &schema), set.field_permissions.iter().map(|p| p.field.clone()).collect());
            let right = |editable: bool| if editable { "edit" } else { "read" };
            let fields: BTreeMap<_, _> =
                set.field_permissions.iter().map(|p| (p.field.clone(), right(p.editable))).collect();
            assert_eq!(grants["fieldPermissions"], serde_json::json!(fields), "{}", path.display());
            let by_hand = server.hand_written.iter().map(|tool| &tool.permission);
            let tools: BTreeSet<&String> = model.tools_of(server).map(|tool| &tool.permission).chain(by_hand).collect();
            assert_eq!(grants["customPermissions"], serde_json::json!(tools), "{}", path.display());
            let shown: Vec<String> = document["review"]["objects"]
                .as_array()
                .expect("objects")
                .iter()
                .flat_map(|object| {
                    let fields = object["fields"].as_array().expect("fields").iter();
                    fields.map(|field| {
                        format!("{}.{}", object["object"].as_str().unwrap(), field["field"].as_str().unwrap())
                    })
                })
                .collect();
            let touched =
                access.objects.iter().flat_map(|(o, a)| a.fields().into_iter().map(move |f| format!("{o}.{f}")));
            assert_eq!(shown, touched.collect::<Vec<_>>(), "{}", path.display());
        }
    }
    assert!(servers > 0);
}

/// The field permissions that the fields in use need.
fn entries(access: &Access, schema: &Schema) -> BTreeSet<String> {
    let fields = access.objects.iter().flat_map(|(object, touched)| {
        touched.fields().into_iter().map(move |field| (object, field, touched.set.contains(field)))
    });
    fields
        .filter_map(|(object, field, set)| {
            let object = schema.object(object)?;
            field_grantable(object, object.field(field)?, set).entry
        })
        .collect()
}

/// Every object of the catalogue with all its fields, read only and read-write.
#[test]
fn no_object_is_granted_more_than_sharing_and_field_security_allow() {
    let (model, schema, _) = case::lower(&case::default_inputs());
    let mut model = model.expect("the default specs are valid");
    let name = model.servers[0].permission_set.clone();
    let mut granted = 0;
    for object_name in schema.names() {
        let object = schema.object(object_name).expect("the object");
        for write in [false, true] {
            let mut access = Access::default();
            let entry = access.object(&object.name);
            entry.read = true;
            entry.create = write && object.createable;
            entry.edit = write && object.updateable;
            entry.delete = write && object.deletable;
            for field in object.fields() {
                entry.returned.insert(field.name.clone());
                if write {
                    entry.set.insert(field.name.clone());
                }
            }
            model.tools[0].access = access;
            let set = permission_set(&model, &schema, &name);
            is_within_bounds(&set, &schema);
            if !write {
                assert!(set.field_permissions.iter().all(|p| !p.editable), "{object_name}");
                // Activities are seen with that permission only.
                assert!(set.user_permissions.iter().all(|p| p.name == "ActivitiesAccess"), "{object_name}");
                let changes = |p: &ObjectPermission| p.allow_create || p.allow_edit || p.allow_delete;
                assert!(!set.object_permissions.iter().any(changes), "{object_name}");
            }
            granted += set.field_permissions.len();
        }
    }
    assert!(granted > 1000, "only {granted} fields were granted: the test tests nothing");
}

/// Documents hold no markup but ours, whatever the specs say.
#[test]
fn documents_hold_no_markup_of_specs() {
    let default = case::default_inputs();
    let mut documents = 0;
    for (path, text) in case::all() {
        let mut inputs = default.clone();
        inputs.extend(case::parse(&text).inputs);
        let (files, _) = case::render(&inputs);
        for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".md")) {
            documents += 1;
            for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
                let fine = match &event {
                    Event::Html(_) | Event::Start(Tag::HtmlBlock | Tag::Image { .. }) => false,
                    Event::InlineHtml(html) => ["<br>", "<span>", "</span>"].contains(&&**html),
                    Event::Start(Tag::Link { dest_url, .. }) => dest_url.starts_with('#'),
                    _ => true,
                };
                assert!(fine, "{} {name}: {event:?}", path.display());
            }
        }
    }
    assert!(documents > 0);
}

/// What no permission set can grant is an error at the place that asks for it, and is not written.
#[test]
fn what_the_platform_refuses_is_reported() {
    let (model, schema, _) = case::lower(&case::default_inputs());
    let mut model = model.expect("the default specs are valid");
    model.tools[0].access.object("Case").set.extend(["CreatedDate".to_owned(), "ClosedDate".to_owned()]);
    let found = diag::render::text(&grants::check(&model, &schema));
    assert_eq!(found.matches("error[EXP007]").count(), 2, "{found}");
    assert!(found.starts_with("specs/tools/tool.yaml:"), "{found}");
    let set = permission_set(&model, &schema, &model.servers[0].permission_set.clone());
    let editable: Vec<&String> = set.field_permissions.iter().filter(|p| p.editable).map(|p| &p.field).collect();
    assert!(editable.is_empty(), "{editable:?}");
}

#[test]
fn the_content_hash_depends_on_the_content_alone() {
    let (model, schema, _) = case::lower(&case::default_inputs());
    let mut model = model.expect("the default specs are valid");
    let hash = |model: &Model| review::document(review::collect(model, &schema, &model.servers[0])).content_hash;
    let before = hash(&model);
    assert_eq!(before, hash(&model));
    assert_eq!(before.len(), 64);
    model.servers[0].owner.push('x');
    assert_ne!(before, hash(&model));
}
