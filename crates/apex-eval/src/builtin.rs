//! The platform's classes, one file each. Every table lists what is implemented; see `native.rs` for the keys.

pub(crate) mod address;
pub(crate) mod args;
mod assert;
mod blob;
mod boolean;
pub(crate) mod collection;
mod crypto;
mod custom_metadata;
mod database;
mod date;
mod datetime;
mod decimal;
mod describe;
mod dml_options;
mod double;
mod encoding_util;
mod event_bus;
mod exception;
mod field_set;
mod formula;
mod http;
mod id;
mod integer;
mod json;
mod label;
mod limits;
mod list;
mod long;
mod map;
mod math;
mod org_limits;
pub mod pattern;
mod query_locator;
mod record_type;
mod request;
pub(crate) mod rest;
mod results;
pub(crate) mod savepoint;
mod schema;
mod security;
mod set;
mod sobject;
mod string;
mod string_more;
mod string_search;
mod stub;
mod system;
mod test;
mod time;
mod time_zone;
mod trigger;
mod type_;
mod url;
mod user_info;

use crate::native::Members;
pub(crate) use results::getters;

/// Every implemented class with its members.
pub(crate) const CLASSES: &[(&str, Members)] = &[
    ("System.Address", address::MEMBERS),
    ("System.Assert", assert::MEMBERS),
    ("System.AsyncOptions", system::ASYNC_OPTIONS),
    ("System.Blob", blob::MEMBERS),
    ("System.Boolean", boolean::MEMBERS),
    ("System.Crypto", crypto::MEMBERS),
    ("System.Database", database::MEMBERS),
    ("System.Database", savepoint::MEMBERS),
    ("System.Date", date::MEMBERS),
    ("System.Datetime", datetime::MEMBERS),
    ("System.Decimal", decimal::MEMBERS),
    ("System.Double", double::MEMBERS),
    ("System.EncodingUtil", encoding_util::MEMBERS),
    ("System.Exception", exception::MEMBERS),
    ("System.QueryException", exception::QUERY),
    ("System.NoAccessException", exception::QUERY),
    ("System.EventBus", event_bus::MEMBERS),
    ("System.FeatureManagement", user_info::FEATURES),
    ("System.Formula", formula::MEMBERS),
    ("System.FormulaRecalcResult", formula::RESULT),
    ("System.Http", http::HTTP),
    ("System.HttpRequest", http::REQUEST),
    ("System.HttpResponse", http::RESPONSE),
    ("System.Id", id::MEMBERS),
    ("System.Integer", integer::MEMBERS),
    ("System.Iterator", collection::ITERATOR),
    ("System.JSON", json::MEMBERS),
    ("System.JSONGenerator", json::GENERATOR),
    ("System.JSONParser", json::PARSER),
    ("System.Label", label::MEMBERS),
    ("System.Limits", limits::MEMBERS),
    ("System.OrgLimit", org_limits::LIMIT),
    ("System.OrgLimits", org_limits::MEMBERS),
    ("System.List", list::MEMBERS),
    ("System.Long", long::MEMBERS),
    ("System.Map", map::MEMBERS),
    ("System.Matcher", pattern::MATCHER),
    ("System.Math", math::MEMBERS),
    ("System.Pattern", pattern::MEMBERS),
    ("System.Request", request::MEMBERS),
    ("System.QueueableContext", system::QUEUEABLE),
    ("System.RestContext", rest::CONTEXT),
    ("System.RestRequest", rest::REQUEST),
    ("System.RestResponse", rest::RESPONSE),
    ("System.AccessLevel", rest::ACCESS_LEVEL),
    ("System.Schema", schema::MEMBERS),
    ("System.Security", security::MEMBERS),
    ("System.SObjectAccessDecision", security::DECISION),
    ("System.Set", set::MEMBERS),
    ("System.SObject", custom_metadata::MEMBERS),
    ("System.SObject", formula::OF_RECORD),
    ("System.SObject", sobject::MEMBERS),
    ("System.String", string::MEMBERS),
    ("System.String", string_search::MEMBERS),
    ("System.String", string_more::MEMBERS),
    ("System.System", system::MEMBERS),
    ("System.Test", test::MEMBERS),
    ("System.Test", stub::MEMBERS),
    ("System.Time", time::MEMBERS),
    ("System.TimeZone", time_zone::MEMBERS),
    ("System.Trigger", trigger::MEMBERS),
    ("System.Type", type_::MEMBERS),
    ("System.Url", url::MEMBERS),
    ("System.UserInfo", user_info::MEMBERS),
    ("System.UUID", crypto::UUID),
    ("Database.DeleteResult", results::MEMBERS),
    ("Database.DMLOptions", dml_options::MEMBERS),
    ("Database.DMLOptions.AssignmentRuleHeader", dml_options::ASSIGNMENT),
    ("Database.DMLOptions.DuplicateRuleHeader", dml_options::DUPLICATES),
    ("Database.EmptyRecycleBinResult", results::EMPTIED),
    ("Database.Error", results::ERROR),
    ("Database.MergeResult", results::MERGE),
    ("Database.QueryLocator", query_locator::MEMBERS),
    ("Database.QueryLocatorIterator", query_locator::ITERATOR),
    ("Database.SaveResult", results::MEMBERS),
    ("Database.UndeleteResult", results::MEMBERS),
    ("Database.UpsertResult", results::MEMBERS),
    ("EventBus.TestBroker", event_bus::BROKER),
    ("Schema.ChildRelationship", describe::CHILD),
    ("Schema.DescribeFieldResult", describe::FIELD),
    ("Schema.DescribeSObjectResult", describe::OBJECT),
    ("Schema.DescribeSObjectResult", record_type::OF_OBJECT),
    ("Schema.DescribeSObjectResult", field_set::OF_OBJECT),
    ("Schema.FieldSet", field_set::MEMBERS),
    ("Schema.FieldSetMember", field_set::FIELD),
    ("Schema.PicklistEntry", describe::PICKLIST),
    ("Schema.RecordTypeInfo", record_type::MEMBERS),
    ("Schema.SObjectField", schema::FIELD_TOKEN),
    ("Schema.SObjectType", schema::OBJECT_TOKEN),
    ("Schema.SObjectTypeFieldSets", field_set::SETS),
    ("Schema.SObjectTypeFields", describe::FIELDS),
];

/// The text of platform objects that have one of their own.
pub(crate) fn native_text(value: &crate::value::Value) -> Option<std::rc::Rc<str>> {
    let crate::value::Value::Native(native) = value else { return None };
    let key = match &*apex_sema::platform::platform().get(native.ty).full_name() {
        "System.UUID" | "System.Url" => "text",
        "System.TimeZone" => "id",
        _ => return None,
    };
    args::field(value, key).as_str().map(Into::into)
}
