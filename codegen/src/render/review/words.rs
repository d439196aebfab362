//! Model values in words, as plain text.

use super::data::ReviewerFacts;
use crate::model::{
    Authorized, AuthorizedValue, Condition, Literal, Operand, Output, Parameter, ParameterKind, Reviewer,
};
use crate::spec::{AppKind, AuditSink, AuthorizedSource, Flow, Format, Mask, Operator, OrgClass};
use sf_schema::ObjectPermission;

/// Who reviewed hand-written code.
pub fn reviewer(reviewer: &Reviewer) -> ReviewerFacts {
    ReviewerFacts { name: reviewer.name.clone(), date: reviewer.date.clone() }
}

/// The flow, as specs name it.
pub fn flow(flow: Flow) -> &'static str {
    match flow {
        Flow::ClientCredentials => "clientCredentials",
        Flow::AuthorizationCode => "authorizationCode",
        Flow::JwtBearer => "jwtBearer",
    }
}

/// As whom tools run.
pub fn identity(flow: Flow) -> &'static str {
    match flow {
        Flow::ClientCredentials => "one integration user for all calls",
        Flow::AuthorizationCode => "the person who logged in; the person's own sharing and field access apply",
        Flow::JwtBearer => "the user whom the signed assertion names",
    }
}

/// The kind of app, as specs name it.
pub fn app(app: AppKind) -> &'static str {
    match app {
        AppKind::ExternalClientApp => "externalClientApp",
        AppKind::ConnectedApp => "connectedApp",
    }
}

/// The kind of org.
pub fn org_class(class: OrgClass) -> &'static str {
    match class {
        OrgClass::Sandbox => "sandbox",
        OrgClass::Scratch => "scratch org",
        OrgClass::Developer => "developer edition",
        OrgClass::Production => "production",
        OrgClass::Local => "local org",
    }
}

/// Where calls are recorded.
pub fn sink(sink: AuditSink) -> &'static str {
    match sink {
        AuditSink::EventMonitoring => "Salesforce Event Monitoring",
        AuditSink::DebugLog => "Apex debug logs",
        AuditSink::Siem => "an external system that reads the event log files",
    }
}

/// What leaves the org of a value.
pub fn mask(mask: Option<Mask>) -> &'static str {
    match mask {
        None => "the value",
        Some(Mask::Last4) => "the last four characters",
        Some(Mask::Email) => "the first letter and the domain",
        Some(Mask::Redact) => "whether there is a value",
    }
}

/// What leaves the org of a field that a tool only finds records by.
pub const FOUND: &str = "no value; which records are found tells of it";

/// What decides about access to an object without object permissions.
pub fn decided_by(permission: &ObjectPermission) -> String {
    match permission {
        ObjectPermission::InheritedFrom(parent) => format!("access follows {parent}"),
        ObjectPermission::UserPermission => {
            "user permissions decide who reads and who writes, and sharing which records".to_owned()
        }
        ObjectPermission::CustomMetadataType => "it is granted as a custom metadata type".to_owned(),
        ObjectPermission::CustomSetting => "it is granted as a custom setting".to_owned(),
        ObjectPermission::Grantable | ObjectPermission::None => "sharing and licences decide who reads it".to_owned(),
    }
}

/// Where an authorized value comes from.
pub fn authorized(value: &Authorized) -> String {
    match &value.value {
        AuthorizedValue::Text(text) => format!("the fixed text \"{text}\""),
        AuthorizedValue::Source(source) => source_words(*source).to_owned(),
    }
}

fn source_words(source: AuthorizedSource) -> &'static str {
    match source {
        AuthorizedSource::UserId => "the Id of the running user",
        AuthorizedSource::UserName => "the user name of the running user",
        AuthorizedSource::UserEmail => "the e-mail address of the running user",
        AuthorizedSource::UserProfileId => "the profile of the running user",
        AuthorizedSource::UserRoleId => "the role of the running user",
        AuthorizedSource::OrganizationId => "the Id of the org",
        AuthorizedSource::Today => "today's date",
        AuthorizedSource::Now => "the moment of the call",
    }
}

/// A condition: `StageName is "Negotiation"`.
pub fn condition(condition: &Condition, authorized_values: &[Authorized]) -> String {
    let path = &condition.path;
    let value = operand(&condition.operand, authorized_values);
    let text = match condition.op {
        Operator::Eq => format!("{path} is {value}"),
        Operator::Ne => format!("{path} is not {value}"),
        Operator::Lt => format!("{path} is less than {value}"),
        Operator::Le => format!("{path} is at most {value}"),
        Operator::Gt => format!("{path} is greater than {value}"),
        Operator::Ge => format!("{path} is at least {value}"),
        Operator::In => format!("{path} is one of {value}"),
        Operator::NotIn => format!("{path} is none of {value}"),
        Operator::Contains => format!("{path} contains {value}"),
        Operator::StartsWith => format!("{path} starts with {value}"),
        Operator::Includes => format!("{path} includes one of {value}"),
        Operator::Excludes => format!("{path} includes none of {value}"),
        Operator::IsNull => format!("{path} is empty"),
        Operator::NotNull => format!("{path} is not empty"),
        Operator::WithinLastDays => format!("{path} lies within the last {value} days"),
        Operator::OlderThanDays => format!("{path} lies more than {value} days back"),
        Operator::WithinNextDays => format!("{path} lies within the next {value} days"),
    };
    if condition.is_optional() { format!("{text} (where that argument is given)") } else { text }
}

/// What a result holds of a field: `Account.Name`, `Email: the first letter and the domain`.
pub fn output(output: &Output) -> String {
    match output.mask {
        None => output.path.to_string(),
        Some(_) => format!("{}: {}", output.path, mask(output.mask)),
    }
}

/// What a field is set to: `"Closed"`, `the argument reason (where it is given)`.
pub fn value(value: &Operand, authorized_values: &[Authorized]) -> String {
    let text = operand(value, authorized_values);
    match value {
        Operand::Parameter { always: false, .. } => format!("{text} (where it is given)"),
        _ => text,
    }
}

fn operand(operand: &Operand, authorized_values: &[Authorized]) -> String {
    match operand {
        Operand::Parameter { name, .. } => format!("the argument {name}"),
        Operand::Authorized(name) => {
            authorized_values.iter().find(|value| value.name == *name).map_or_else(|| name.clone(), authorized)
        }
        Operand::Constant(value) => literal(value),
        Operand::Constants(values) => values.iter().map(literal).collect::<Vec<_>>().join(", "),
        Operand::RunningUser => "the running user".to_owned(),
        Operand::None => String::new(),
    }
}

/// A constant.
pub fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(text) => format!("\"{text}\""),
        Literal::Integer(number) => number.to_string(),
        Literal::Number(digits) => digits.clone(),
        Literal::Boolean(truth) => truth.to_string(),
        Literal::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
        Literal::Datetime(year, month, day, hour, minute, second) => {
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
        }
        Literal::Id(id) => id.clone(),
    }
}

/// Type and rules of a parameter.
pub fn parameter(parameter: &Parameter) -> String {
    let rule = kind(&parameter.kind);
    match &parameter.default {
        Some(default) => format!("{rule}; default {}", literal(default)),
        None => rule,
    }
}

fn kind(kind: &ParameterKind) -> String {
    match kind {
        ParameterKind::Text { min, max, pattern, format } => {
            let mut text = format!("text of {min} to {max} characters");
            text.push_str(match format {
                Some(Format::Email) => ", an e-mail address",
                Some(Format::Url) => ", an https URL",
                Some(Format::Phone) => ", a phone number",
                None => "",
            });
            if let Some(pattern) = pattern {
                text.push_str(&format!(", matching {pattern}"));
            }
            text
        }
        ParameterKind::Integer { min, max } => {
            range("whole number", min.map(|n| n.to_string()), max.map(|n| n.to_string()))
        }
        ParameterKind::Number { min, max } => range("number", min.clone(), max.clone()),
        ParameterKind::Boolean => "true or false".to_owned(),
        ParameterKind::Date => "date".to_owned(),
        ParameterKind::Datetime => "date and time".to_owned(),
        ParameterKind::Id { objects } => format!("record Id of {}", objects.join(" or ")),
        ParameterKind::Choice { values } => {
            let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
            format!("one of {}", values.join(", "))
        }
        ParameterKind::List { item, min, max } => format!("list of {min} to {max}: {}", self::kind(item)),
        ParameterKind::Object { properties } => {
            let part = |p: &Parameter| {
                let required = if p.required { ", required" } else { "" };
                format!("{}{required}: {} ({})", p.name, parameter(p), p.description)
            };
            format!("group of {}", properties.iter().map(part).collect::<Vec<_>>().join("; "))
        }
    }
}

fn range(what: &str, min: Option<String>, max: Option<String>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{what} from {min} to {max}"),
        (Some(min), None) => format!("{what}, at least {min}"),
        (None, Some(max)) => format!("{what}, at most {max}"),
        (None, None) => what.to_owned(),
    }
}
