use super::*;
use std::collections::BTreeSet;

#[test]
fn names_are_unique_and_children_are_not_kinds() {
    let mut seen = BTreeSet::new();
    for kind in all() {
        assert!(seen.insert(kind.name), "{} has two rows", kind.name);
        for child in kind.children() {
            assert!(seen.insert(child.name), "{} has two rows", child.name);
        }
    }
    assert!(seen.len() > 500, "the table lost rows");
}

#[test]
fn every_source_path_leads_back_to_its_component() {
    for kind in all() {
        let member = match kind.layout {
            Layout::XmlInFolder(_) | Layout::ContentInFolder(_) | Layout::Document => "Folder/Sub/Name",
            Layout::InModel(below) if !below.is_empty() => "Model.Name",
            Layout::Bundle if kind.bundle_depth() == 2 => "site/Name",
            _ => "Name",
        };
        let path = format!("force-app/main/default/{}", kind.source_path(member));
        let (path, part) =
            if kind.layout == Layout::Bundle { (format!("{path}/x.js"), Part::Content) } else { (path, Part::Xml) };
        let found = locate(&path).unwrap_or_else(|| panic!("{path} is not located"));
        // Mail folders have two types; everything else is told apart by folder and suffix.
        assert_eq!((found.kind.name, found.member.as_str(), found.part), (kind.name, member, part), "{path}");
        if let Some(content) = kind.content_path(member) {
            let found = locate(&content).unwrap_or_else(|| panic!("{content} is not located"));
            assert_eq!((found.kind.name, found.member.as_str(), found.part), (kind.name, member, Part::Content));
        }
    }
}

#[test]
fn every_package_path_leads_back_to_its_component() {
    for kind in all().filter(|k| k.name != "EmailTemplateFolder") {
        let member = match kind.layout {
            Layout::Document => "Folder/name",
            Layout::InModel(below) if !below.is_empty() => "Model.Name",
            Layout::Bundle if kind.bundle_depth() == 2 => "site/Name",
            _ => "Name",
        };
        let path = match kind.layout {
            Layout::Bundle => format!("{}/x.js", kind.package_path(member)),
            Layout::Document => format!("{}/{member}.png", kind.folder),
            _ => kind.package_path(member),
        };
        let found = locate_in_package(&path).unwrap_or_else(|| panic!("{path} is not located"));
        assert_eq!((found.kind.name, found.member.as_str()), (kind.name, member), "{path}");
    }
}

#[test]
fn children_of_objects_are_located() {
    let (object, field) = find_child("CustomField").unwrap();
    let path = object.child_source_path(field, "Order__c.Total__c");
    assert_eq!(path, "objects/Order__c/fields/Total__c.field-meta.xml");
    let found = locate(&format!("force-app/{path}")).unwrap();
    assert_eq!((found.kind.name, found.member.as_str()), ("CustomObject", "Order__c"));
    assert_eq!(found.part, Part::Child(field, "Total__c".to_owned()));

    let bot = locate("a/bots/Helper/v1.botVersion-meta.xml").unwrap();
    assert!(matches!(bot.part, Part::Child(child, ref name) if child.name == "BotVersion" && name == "v1"));
}

#[test]
fn odd_places_and_names() {
    let cases: &[(&str, Option<(&str, &str)>)] = &[
        ("x/classes/deep/down/Foo.cls", Some(("ApexClass", "Foo"))),
        ("x/feature/Foo.cls-meta.xml", Some(("ApexClass", "Foo"))),
        ("x/customMetadata/Setting.Row.One.md-meta.xml", Some(("CustomMetadata", "Setting.Row.One"))),
        ("x/layouts/Account-A %28B%29.layout-meta.xml", Some(("Layout", "Account-A %28B%29"))),
        ("x/sites/Main.site-meta.xml", Some(("CustomSite", "Main"))),
        ("x/siteDotComSites/Main.site", Some(("SiteDotCom", "Main"))),
        ("x/restrictionRules/A.rule-meta.xml", Some(("RestrictionRule", "A"))),
        ("x/elsewhere/A.rule-meta.xml", None),
        ("x/lwc/card/__tests__/card.test.js", Some(("LightningComponentBundle", "card"))),
        ("x/lwc/jsconfig.json", None),
        ("x/experiences/Main.site-meta.xml", Some(("ExperienceBundle", "Main"))),
        ("x/experiences/Main/views/home.json", Some(("ExperienceBundle", "Main"))),
        (
            "x/digitalExperiences/site/Main1/sfdc_cms__view/home/content.json",
            Some(("DigitalExperienceBundle", "site/Main1")),
        ),
        ("x/digitalExperiences/site/notes.txt", None),
        ("x/decisionTables/A.decisionTable-meta.xml", Some(("DecisionTable", "A"))),
        ("x/featureParameters/A.featureParameterDate-meta.xml", Some(("FeatureParameterDate", "A"))),
        ("x/staticresources/app/js/objects/fields/x.js", Some(("StaticResource", "app"))),
        ("x/staticresources/logo.png", Some(("StaticResource", "logo"))),
        ("x/main/default/staticresources/app/lwc/card/main/default/aura/x.js", Some(("StaticResource", "app"))),
        ("documents/experiences/main/default/lwc/card/card.js", Some(("LightningComponentBundle", "card"))),
        ("x/main/default/lwc/billing/lwc/card/card.js", Some(("LightningComponentBundle", "card"))),
        ("x/uiBundles/app/src/lwc/x.js", Some(("UIBundle", "app"))),
        ("x/settings/Case.settings-meta.xml", Some(("Settings", "Case"))),
        ("x/elsewhere/Case.settings-meta.xml", Some(("Settings", "Case"))),
        ("x/integrationHub/A.settings-meta.xml", Some(("IntegrationHubSettings", "A"))),
        ("x/objects/sales/Foo__c/Foo__c.object-meta.xml", Some(("CustomObject", "Foo__c"))),
        ("x/objects/sales/Foo__c/listViews/All.listView-meta.xml", Some(("CustomObject", "Foo__c"))),
        ("x/objects/Foo__c/fields/money/A__c.field-meta.xml", Some(("CustomObject", "Foo__c"))),
        ("x/objects/Foo__c/A__c.field-meta.xml", Some(("CustomObject", "Foo__c"))),
        ("x/objects/Foo__c/money/A__c.field-meta.xml", None),
        ("x/bots/service/Helper/v1.botVersion-meta.xml", Some(("Bot", "Helper"))),
        ("x/reports/Sales/Q1/Won.report-meta.xml", Some(("Report", "Sales/Q1/Won"))),
        ("x/reports/Sales/Q1.reportFolder-meta.xml", Some(("ReportFolder", "Sales/Q1"))),
        ("x/territory2Models/Sales/Sales.territory2Model-meta.xml", Some(("Territory2Model", "Sales"))),
        ("x/territory2Models/Sales/territories/East.territory2-meta.xml", Some(("Territory2", "Sales.East"))),
        ("x/territory2Models/Sales/rules/Big.territory2Rule-meta.xml", Some(("Territory2Rule", "Sales.Big"))),
        ("x/territory2Models/Sales/East.territory2-meta.xml", None),
        ("x/svcCatalogCategories/A.category-meta.xml", Some(("SvcCatalogCategory", "A"))),
        ("README.md", None),
        ("x/classes/notes.txt", None),
        ("x/permissionsets/A.permissionset", None),
        ("", None),
    ];
    for (path, expected) in cases {
        let found = locate(path);
        assert_eq!(found.as_ref().map(|f| (f.kind.name, f.member.as_str())), *expected, "{path}");
    }
}

#[test]
fn below_a_package_directory_the_outermost_folder_of_a_type_decides() {
    let cases = [
        ("x", "x/staticresources/app/experiences/tour/step1.json", "StaticResource", "app"),
        ("x", "x/experiences/Main/lwc/card.js", "ExperienceBundle", "Main"),
        ("lwc", "lwc/staticresources/app/x.js", "StaticResource", "app"),
        ("src/lwc", "src/lwc/card/card.js", "LightningComponentBundle", "card"),
        ("", "staticresources/app/lwc/card/card.js", "StaticResource", "app"),
    ];
    for (directory, path, kind, member) in cases {
        let found = locate_below(directory, path).unwrap_or_else(|| panic!("{path} is not located"));
        assert_eq!((found.kind.name, found.member.as_str()), (kind, member), "{path}");
    }
}

#[test]
fn parts_of_sites_are_told_from_the_site() {
    let part = |path: &str| Some(digital_experience(&locate(path)?, path)?.to_string());
    let site = "x/digitalExperiences/site/Main";
    let home = Some("DigitalExperience:site/Main.sfdc_cms__view/home".to_owned());
    assert_eq!(part(&format!("{site}/sfdc_cms__view/home/content.json")), home);
    assert_eq!(part(&format!("{site}/sfdc_cms__view/home/mobile/mobile.json")), home);
    assert_eq!(part(&format!("{site}/Main.digitalExperience-meta.xml")), None);
    assert_eq!(part("x/experiences/Main/views/home/a.json"), None);
    assert!(is_known(DIGITAL_EXPERIENCE));
}

#[test]
fn manifests_may_name_addressable_children_only() {
    assert!(is_known("CustomField") && is_known("PermissionSet") && is_known("WorkflowRule"));
    assert!(!is_known("CustomFieldTranslation") && !is_known("Nonsense"));
}
