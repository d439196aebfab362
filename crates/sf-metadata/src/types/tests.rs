use super::*;
use crate::{ApiVersion, xml::Element};
use std::fmt::Debug;

/// Every list holds at least one entry and every option is set, so that order and names of all elements are seen.
fn full_permission_set() -> PermissionSet {
    let mut object = ObjectPermission { allow_delete: true, ..ObjectPermission::read("Case") };
    object.close();
    PermissionSet {
        agent_accesses: Group::from_iter([AgentAccess::granted("Helper")]),
        application_visibilities: Group::from_iter([ApplicationVisibility::granted("Sales")]),
        class_accesses: Group::from_iter([ClassAccess::granted("B"), ClassAccess::granted("A")]),
        custom_metadata_type_accesses: Group::from_iter([NamedAccess::granted("S__mdt")]),
        custom_permissions: Group::from_iter([NamedAccess::granted("Run")]),
        custom_setting_accesses: Group::from_iter([NamedAccess::granted("S__c")]),
        description: Some("What & why".into()),
        email_routing_address_accesses: Group::from_iter([NamedAccess::granted("Support")]),
        external_credential_principal_accesses: Group::from_iter([ExternalCredentialPrincipalAccess::granted("E-P")]),
        external_data_source_accesses: Group::from_iter([ExternalDataSourceAccess::granted("D")]),
        field_permissions: Group::from_iter([
            FieldPermission::edit("Case.Subject"),
            FieldPermission::read("Case.Origin"),
        ]),
        flow_accesses: Group::from_iter([FlowAccess::granted("F")]),
        gen_computing_summary_def_accesses: Group::from_iter([SummaryDefinitionAccess::granted("G")]),
        has_activation_required: false,
        label: "Agent".into(),
        license: Some("Salesforce".into()),
        object_permissions: Group::from_iter([object]),
        page_accesses: Group::from_iter([PageAccess::granted("P")]),
        record_type_visibilities: Group::from_iter([RecordTypeVisibility::granted("Case.R")]),
        service_presence_status_accesses: Group::from_iter([ServicePresenceStatusAccess::granted("Online")]),
        tab_settings: Group::from_iter([TabSetting {
            tab: "standard-Case".into(),
            visibility: TabVisibility::Visible,
        }]),
        user_permissions: Group::from_iter([NamedAccess::granted("ApiEnabled")]),
    }
}

fn full_field() -> CustomField {
    CustomField {
        default_value: Some("x".into()),
        delete_constraint: Some(DeleteConstraint::Restrict),
        description: Some("d".into()),
        display_format: Some("{0}".into()),
        external_id: Some(true),
        field_manageability: Some(FieldManageability::Locked),
        formula: Some("Name & \"/\"".into()),
        inline_help_text: Some("h".into()),
        length: Some(80),
        precision: Some(5),
        reference_to: Some("Account".into()),
        relationship_label: Some("Orders".into()),
        relationship_name: Some("Orders".into()),
        relationship_order: Some(0),
        reparentable_master_detail: Some(false),
        required: Some(true),
        scale: Some(2),
        security_classification: Some("Internal".into()),
        unique: Some(false),
        value_set: Some(ValueSet {
            controlling_field: Some("C__c".into()),
            restricted: Some(true),
            value_set_definition: Some(ValueSetDefinition {
                sorted: false,
                value: vec![CustomValue { full_name: "A".into(), default: false, label: Some("a".into()) }],
            }),
            value_set_name: None,
        }),
        visible_lines: Some(3),
        write_requires_master_read: Some(true),
        ..CustomField::new("F__c", "F", FieldType::Picklist)
    }
}

fn full_object() -> CustomObject {
    CustomObject {
        deployment_status: Some(DeploymentStatus::Deployed),
        description: Some("d".into()),
        enable_activities: Some(false),
        enable_bulk_api: Some(true),
        enable_history: Some(true),
        enable_reports: Some(true),
        enable_search: Some(true),
        enable_sharing: Some(true),
        enable_streaming_api: Some(true),
        event_type: Some(EventType::HighVolume),
        external_sharing_model: Some(SharingModel::Private),
        label: Some("Order".into()),
        name_field: Some(CustomField {
            display_format: Some("O-{0000}".into()),
            ..CustomField::unnamed("Number", FieldType::AutoNumber)
        }),
        plural_label: Some("Orders".into()),
        publish_behavior: Some(PublishBehavior::PublishAfterCommit),
        sharing_model: Some(SharingModel::Private),
        visibility: Some(Visibility::Public),
    }
}

fn full_connected_app() -> ConnectedApp {
    let on = Some(true);
    ConnectedApp {
        contact_email: "crm@example.com".into(),
        description: Some("d".into()),
        label: "App".into(),
        oauth_config: Some(ConnectedAppOauthConfig {
            callback_url: "http://localhost:1/a\nhttp://localhost:2/b".into(),
            certificate: Some("MIIB".into()),
            is_admin_approved: on,
            is_client_credential_enabled: on,
            is_code_credential_enabled: on,
            is_code_credential_post_only: on,
            is_consumer_secret_optional: on,
            is_introspect_all_tokens: on,
            is_named_user_jwt_enabled: on,
            is_pkce_required: on,
            is_refresh_token_rotation_enabled: on,
            is_secret_required_for_refresh_token: on,
            is_secret_required_for_token_exchange: on,
            is_token_exchange_enabled: on,
            oauth_client_credential_user: Some("u@example.com".into()),
            scopes: vec![OauthScope::Api, OauthScope::RefreshToken],
        }),
        oauth_policy: Some(ConnectedAppOauthPolicy {
            ip_relaxation: "ENFORCE".into(),
            refresh_token_policy: "specific_lifetime:30:DAYS".into(),
        }),
        permission_set_name: vec!["Agent".into(), "Other".into()],
    }
}

fn full_policies() -> ExtlClntAppOauthConfigurablePolicies {
    ExtlClntAppOauthConfigurablePolicies {
        client_credentials_flow_user: Some("u@example.com".into()),
        comma_separated_permission_set: Some("Agent".into()),
        external_client_application: "App".into(),
        label: "App policy".into(),
        refresh_token_policy_type: RefreshTokenPolicy::SpecificLifetime,
        refresh_token_validity_period: Some(30),
        refresh_token_validity_unit: Some(ValidityUnit::Days),
        required_session_level: SessionLevel::HighAssurance,
        session_timeout_in_minutes: Some(15),
        ..Default::default()
    }
}

fn manifest() -> Manifest {
    let mut manifest = Manifest::new(ApiVersion::DEFAULT);
    for (kind, member) in [("PermissionSet", "B"), ("ApexClass", "Z"), ("PermissionSet", "A"), ("PermissionSet", "B")] {
        manifest.insert(kind, member);
    }
    manifest
}

/// Every typed value with its file text.
fn all_files() -> Vec<(String, String)> {
    fn file<T: Metadata>(value: &T) -> (String, String) {
        (T::source_path("Sample"), value.to_xml())
    }
    let app = || "App".to_owned();
    vec![
        file(&ApexClass::active(ApiVersion::DEFAULT)),
        file(&full_permission_set()),
        file(&CustomPermission { description: Some("d".into()), is_licensed: false, label: "Run".into() }),
        file(&full_connected_app()),
        file(&ExternalClientApplication {
            contact_email: Some("a@b.c".into()),
            label: "App".into(),
            ..Default::default()
        }),
        file(&ExtlClntAppOauthSettings {
            comma_separated_oauth_scopes: OauthScope::comma_separated([OauthScope::RefreshToken, OauthScope::Api]),
            external_client_application: app(),
            is_first_party_app_enabled: Some(false),
            label: "App OAuth".into(),
        }),
        file(&ExtlClntAppGlobalOauthSettings {
            callback_url: "http://localhost:1/a".into(),
            certificate: Some("MIIB".into()),
            external_client_application: app(),
            is_pkce_required: true,
            label: "App global".into(),
            ..Default::default()
        }),
        file(&full_policies()),
        file(&ExtlClntAppConfigurablePolicies {
            external_client_application: app(),
            is_enabled: true,
            is_oauth_plugin_enabled: true,
            label: "App policies".into(),
            ..Default::default()
        }),
        file(&full_object()),
        (CustomField::source_path("Sample.F__c"), full_field().to_xml()),
        ("package.xml".to_owned(), manifest().to_xml()),
    ]
}

/// Asserts at every depth: `fullName` first, then names in order, equal names together.
fn assert_wsdl_order(path: &str, element: &Element) {
    let names: Vec<_> = element.children.iter().map(|c| (c.name != "fullName", c.name.as_str())).collect();
    assert!(names.is_sorted(), "{path}: <{}> holds {names:?}", element.name);
    element.children.iter().for_each(|child| assert_wsdl_order(path, child));
}

#[test]
fn elements_stand_in_wsdl_order() {
    for (path, text) in all_files() {
        assert_wsdl_order(&path, &Element::parse(&text).unwrap());
        assert!(text.ends_with(">\n") && !text.contains('\r'), "{path}");
    }
}

#[test]
fn typed_files_and_the_element_tree_are_written_alike() {
    for (path, text) in all_files() {
        assert_eq!(Element::parse(&text).unwrap().to_xml(), text, "{path}");
    }
}

#[test]
fn what_is_written_reads_back() {
    fn check<T: Metadata + PartialEq + Debug>(value: &T) {
        assert_eq!(&T::from_xml(&value.to_xml()).unwrap(), value);
    }
    check(&ApexClass::active(ApiVersion::new(68)));
    check(&full_permission_set());
    check(&PermissionSet { label: "Empty".into(), ..Default::default() });
    check(&full_connected_app());
    check(&full_policies());
    check(&full_object());
    check(&full_field());
    for value in [manifest(), Manifest::new(ApiVersion::DEFAULT)] {
        assert_eq!(Manifest::from_xml(&value.to_xml()).unwrap(), value);
    }
}

#[test]
fn a_permission_set_is_sorted_and_holds_each_key_once() {
    let mut set = PermissionSet { label: "S".into(), ..Default::default() };
    for grant in [FieldPermission::edit("B.X"), FieldPermission::read("A.X"), FieldPermission::read("B.X")] {
        set.field_permissions.insert(grant);
    }
    let text = set.to_xml();
    assert!(text.find("A.X").unwrap() < text.find("B.X").unwrap());
    assert_eq!(text.matches("B.X").count(), 1);
    assert!(set.field_permissions.get("B.X").unwrap().editable, "the union of both grants");
    assert!(!set.field_permissions.get("A.X").unwrap().editable);
}

#[test]
fn object_rights_bring_the_rights_they_depend_on() {
    let mut delete = ObjectPermission { object: "X".into(), allow_delete: true, ..Default::default() };
    delete.close();
    assert!(delete.allow_read && delete.allow_edit && !delete.allow_create && !delete.view_all_records);
    let mut create = ObjectPermission { object: "X".into(), allow_create: true, ..Default::default() };
    create.close();
    assert!(create.allow_read && !create.allow_edit);
    let mut none = ObjectPermission { object: "X".into(), ..Default::default() };
    none.close();
    assert!(!none.allow_read);
}

#[test]
fn a_manifest_is_sorted_unique_and_versioned() {
    let text = manifest().to_xml();
    let expected = "<types>\n        <members>Z</members>\n        <name>ApexClass</name>\n    </types>\n    <types>\n        <members>A</members>\n        <members>B</members>\n        <name>PermissionSet</name>\n    </types>\n    <version>66.0</version>\n";
    assert!(text.contains(expected), "{text}");
    assert!(Manifest::new(ApiVersion::DEFAULT).to_xml().contains("<version>66.0</version>"));
}

#[test]
fn destructive_manifests_refuse_wildcards() {
    let mut manifest = manifest();
    assert_eq!(manifest.check_destructive(), Ok(()));
    manifest.insert("ApexClass", "*");
    assert_eq!(manifest.check_destructive(), Err(ManifestError::Wildcard("ApexClass".into())));
}

#[test]
fn values_of_the_wrong_type_are_refused() {
    let text = "<ApexClass><apiVersion>v66</apiVersion><status>Active</status></ApexClass>";
    assert!(ApexClass::from_xml(text).unwrap_err().message.contains("not a Salesforce API version"));
    let text = "<ApexClass><apiVersion>66.0</apiVersion><status>Maybe</status></ApexClass>";
    assert!(ApexClass::from_xml(text).is_err());
}

#[test]
fn scopes_have_the_names_of_each_place() {
    assert_eq!(OauthScope::comma_separated([OauthScope::MCP, OauthScope::Api, OauthScope::Api]), "Api, MCP");
    assert_eq!(OauthScope::SFAP.external_client_app_name(), "SFApiPlatform");
    assert_eq!(OauthScope::SFAP.connected_app_name(), "SFAP");
    assert_eq!(OauthScope::MCP.protocol_name(), Some("mcp_api"));
}

#[test]
fn no_typed_file_can_hold_a_secret() {
    for (path, text) in all_files() {
        for word in ["consumerKey", "consumerSecret", "oauthLink", "orgScopedExternalApp"] {
            assert!(!text.contains(&format!("<{word}>")), "{path} holds {word}");
        }
    }
}

/// Writes every sample to the directory named by `SF_METADATA_SAMPLES`, for checking with an outside schema validator.
#[test]
fn samples_for_outside_validation() {
    let Some(directory) = std::env::var_os("SF_METADATA_SAMPLES") else { return };
    for (path, text) in all_files() {
        let target = std::path::Path::new(&directory).join(path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, text).unwrap();
    }
}
