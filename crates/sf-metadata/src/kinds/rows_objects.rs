//! Objects, fields, records of custom metadata types, and data quality.

use super::{Child, Kind, Layout, child, part, xml};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "CustomObject",
        folder: "objects",
        suffix: "object",
        layout: Layout::Decomposed(&[
            child("BusinessProcess", "businessProcesses", "businessProcess"),
            child("CompactLayout", "compactLayouts", "compactLayout"),
            child("CustomField", "fields", "field"),
            child("FieldSet", "fieldSets", "fieldSet"),
            child("Index", "indexes", "index"),
            child("ListView", "listViews", "listView"),
            child("RecordType", "recordTypes", "recordType"),
            child("SharingReason", "sharingReasons", "sharingReason"),
            child("ValidationRule", "validationRules", "validationRule"),
            child("WebLink", "webLinks", "webLink"),
        ]),
    },
    Kind {
        name: "CustomObjectTranslation",
        folder: "objectTranslations",
        suffix: "objectTranslation",
        layout: Layout::Decomposed(&[Child {
            name: "CustomFieldTranslation",
            element: "fields",
            folder: "",
            suffix: "fieldTranslation",
            key: "name",
            addressable: false,
        }]),
    },
    xml("CustomMetadata", "customMetadata", "md"),
    xml("CustomIndex", "customindex", "indx"),
    xml("GlobalValueSet", "globalValueSets", "globalValueSet"),
    xml("GlobalValueSetTranslation", "globalValueSetTranslations", "globalValueSetTranslation"),
    xml("StandardValueSet", "standardValueSets", "standardValueSet"),
    xml("StandardValueSetTranslation", "standardValueSetTranslations", "standardValueSetTranslation"),
    xml("Translations", "translations", "translation"),
    Kind {
        name: "CustomLabels",
        folder: "labels",
        suffix: "labels",
        layout: Layout::WithParts(&[part("CustomLabel", "labels")]),
    },
    xml("DuplicateRule", "duplicateRules", "duplicateRule"),
    Kind {
        name: "MatchingRules",
        folder: "matchingRules",
        suffix: "matchingRule",
        layout: Layout::WithParts(&[part("MatchingRule", "matchingRules")]),
    },
    xml("DataCategoryGroup", "datacategorygroups", "datacategorygroup"),
    xml("TopicsForObjects", "topicsForObjects", "topicsForObjects"),
    xml("CaseSubjectParticle", "CaseSubjectParticles", "CaseSubjectParticle"),
    xml("CleanDataService", "cleanDataServices", "cleanDataService"),
    xml("LeadConvertSettings", "LeadConvertSettings", "LeadConvertSetting"),
    xml("ForecastingType", "forecastingTypes", "forecastingType"),
    xml("AnalyticSnapshot", "analyticSnapshots", "snapshot"),
];
