//! sObjects whose records pile up for as long as an org lives, so that a query without a bound in time ends in a time-out
//! one day.

/// Why the records of an sObject pile up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth {
    /// The reason, to be read after a colon.
    pub reason: &'static str,
    /// The field that dates each record.
    pub dated_by: &'static str,
}

const CREATED: &str = "CreatedDate";

/// Groups of sObjects, the reason, and the field that dates their records.
#[rustfmt::skip]
const GROWING: &[(&[&str], &str, &str)] = &[
    (&["Event", "EventRelation", "OpenActivity", "Task", "TaskRelation"], "activities are added every day, and archived at best", CREATED),
    (&["EmailMessage", "EmailMessageRelation", "EmailStatus"], "every mail of a team is kept", CREATED),
    (&["Case", "CaseComment", "CaseMilestone"], "cases and their comments are kept after they are closed", CREATED),
    (&["LiveChatTranscript", "MessagingSession", "VoiceCall"], "every conversation is kept", CREATED),
    (&["FeedComment", "FeedItem"], "feeds are written by people and by tracked changes", CREATED),
    (&["Attachment", "ContentDocument", "ContentVersion", "Note"], "files and notes are added and hardly ever deleted", CREATED),
    (&["CampaignMember", "Lead"], "campaigns and forms add them in bulk", CREATED),
    (&["ProcessInstance", "ProcessInstanceStep"], "every approval is kept", CREATED),
    (&["TopicAssignment"], "every post and record can carry several", CREATED),
    (&["AsyncApexJob", "SetupAuditTrail"], "the platform logs every one", CREATED),
    (&["LoginHistory"], "the platform logs every log-in", "LoginTime"),
];

/// Whether the records of the sObject with this API name pile up.
pub fn growth(object: &str) -> Option<Growth> {
    let row = GROWING.iter().find(|(names, ..)| names.contains(&object));
    if let Some((_, reason, dated_by)) = row {
        return Some(Growth { reason, dated_by });
    }
    let ends = |suffix: &str| object.to_ascii_lowercase().ends_with(suffix);
    // `AccountHistory`, `Visit__History`, `OpportunityFieldHistory`; `AccountFeed`, `Visit__Feed`.
    if ends("history") {
        return Some(Growth { reason: "every change of a tracked field adds a record", dated_by: CREATED });
    }
    let feed = Growth { reason: "feeds are written by people and by tracked changes", dated_by: CREATED };
    ends("feed").then_some(feed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FieldType, Schema};

    #[test]
    fn every_query_can_be_bounded_by_the_field_that_dates_the_records() {
        let schema = Schema::standard();
        let mut found = 0;
        for object in schema.names().into_iter().filter_map(|name| schema.object(name)).filter(|o| o.queryable) {
            let Some(growth) = growth(&object.name) else { continue };
            let field = object.field(growth.dated_by).unwrap_or_else(|| panic!("{}.{}", object.name, growth.dated_by));
            assert!(field.filterable && field.data_type == FieldType::DateTime, "{}.{}", object.name, field.name);
            found += 1;
        }
        assert!(found > 25, "{found}");
    }

    #[test]
    fn histories_and_feeds_are_told_by_their_names() {
        for name in ["Task", "AccountHistory", "Visit__History", "Visit__Feed", "OpportunityFieldHistory"] {
            assert!(growth(name).is_some(), "{name}");
        }
        for name in ["Account", "Contact", "Feed__c", "History__c", "LeadStatus", "ContentDocumentLink"] {
            assert_eq!(growth(name), None, "{name}");
        }
    }
}
