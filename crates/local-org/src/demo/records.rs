//! The records, by object, each after those it refers to. Companies are made up; contacts have roles instead of names.

use Value::{Amount, Count, Day, Of, Profile, Text};

/// A value of a field.
#[derive(Debug)]
pub(super) enum Value {
    Text(&'static str),
    Amount(i64),
    Count(i32),
    /// So many days from today.
    Day(i64),
    /// The record with this key.
    Of(&'static str),
    /// The profile of this name.
    Profile(&'static str),
}

/// A record.
#[derive(Debug)]
pub(super) struct Line {
    pub key: &'static str,
    pub fields: &'static [(&'static str, Value)],
}

const fn line(key: &'static str, fields: &'static [(&'static str, Value)]) -> Line {
    Line { key, fields }
}

/// Account number of the first account, by which the data is recognised.
pub(super) const MARK: &str = "DEMO-01";

/// All records.
pub(super) const ALL: &[(&str, &[Line])] = &[
    ("User", USERS),
    ("Account", ACCOUNTS),
    ("Contact", CONTACTS),
    ("Opportunity", OPPORTUNITIES),
    ("Case", CASES),
    ("CaseComment", COMMENTS),
    ("Task", TASKS),
    ("Call_Note__c", CALL_NOTES),
    ("Email_Draft__c", EMAIL_DRAFTS),
];

const USERS: &[Line] = &[
    line(
        "u1",
        &[
            ("LastName", Text("Integration Agent")),
            ("Username", Text("agent@local.example.com")),
            ("Email", Text("agent@local.example.com")),
            ("Alias", Text("agent")),
            ("ProfileId", Profile("Minimum Access - API Only Integrations")),
            ("TimeZoneSidKey", Text("GMT")),
            ("LocaleSidKey", Text("en_US")),
            ("LanguageLocaleKey", Text("en_US")),
            ("EmailEncodingKey", Text("UTF-8")),
        ],
    ),
    line(
        "u2",
        &[
            ("LastName", Text("Sales User")),
            ("Username", Text("sales@local.example.com")),
            ("Email", Text("sales@local.example.com")),
            ("Alias", Text("sales")),
            ("ProfileId", Profile("Standard User")),
            ("TimeZoneSidKey", Text("GMT")),
            ("LocaleSidKey", Text("en_US")),
            ("LanguageLocaleKey", Text("en_US")),
            ("EmailEncodingKey", Text("UTF-8")),
        ],
    ),
    line(
        "u3",
        &[
            ("LastName", Text("Service User")),
            ("Username", Text("service@local.example.com")),
            ("Email", Text("service@local.example.com")),
            ("Alias", Text("service")),
            ("ProfileId", Profile("Standard User")),
            ("TimeZoneSidKey", Text("GMT")),
            ("LocaleSidKey", Text("en_US")),
            ("LanguageLocaleKey", Text("en_US")),
            ("EmailEncodingKey", Text("UTF-8")),
        ],
    ),
];

const ACCOUNTS: &[Line] = &[
    line(
        "a1",
        &[
            ("Name", Text("Harbour Bakery")),
            ("AccountNumber", Text("DEMO-01")),
            ("Industry", Text("Food & Beverage")),
            ("BillingCity", Text("Rotterdam")),
            ("NumberOfEmployees", Count(42)),
            ("AnnualRevenue", Amount(1_800_000)),
            ("Type", Text("Customer - Direct")),
            ("Phone", Text("+1 555 0100 01")),
        ],
    ),
    line(
        "a2",
        &[
            ("Name", Text("Northern Windworks")),
            ("AccountNumber", Text("DEMO-02")),
            ("Industry", Text("Energy")),
            ("BillingCity", Text("Aarhus")),
            ("NumberOfEmployees", Count(310)),
            ("AnnualRevenue", Amount(64_000_000)),
            ("Type", Text("Customer - Direct")),
            ("Phone", Text("+1 555 0100 02")),
        ],
    ),
    line(
        "a3",
        &[
            ("Name", Text("Blue Ridge Logistics")),
            ("AccountNumber", Text("DEMO-03")),
            ("Industry", Text("Transportation")),
            ("BillingCity", Text("Denver")),
            ("NumberOfEmployees", Count(120)),
            ("AnnualRevenue", Amount(22_500_000)),
            ("Type", Text("Prospect")),
            ("Phone", Text("+1 555 0100 03")),
        ],
    ),
    line(
        "a4",
        &[
            ("Name", Text("Cedar Clinic Group")),
            ("AccountNumber", Text("DEMO-04")),
            ("Industry", Text("Healthcare")),
            ("BillingCity", Text("Toronto")),
            ("NumberOfEmployees", Count(480)),
            ("AnnualRevenue", Amount(51_000_000)),
            ("Type", Text("Customer - Direct")),
            ("Phone", Text("+1 555 0100 04")),
        ],
    ),
    line(
        "a5",
        &[
            ("Name", Text("Lakeside Schools")),
            ("AccountNumber", Text("DEMO-05")),
            ("Industry", Text("Education")),
            ("BillingCity", Text("Geneva")),
            ("NumberOfEmployees", Count(95)),
            ("AnnualRevenue", Amount(7_400_000)),
            ("Type", Text("Customer - Direct")),
            ("Phone", Text("+1 555 0100 05")),
        ],
    ),
    line(
        "a6",
        &[
            ("Name", Text("Tidewater Insurance")),
            ("AccountNumber", Text("DEMO-06")),
            ("Industry", Text("Insurance")),
            ("BillingCity", Text("Norfolk")),
            ("NumberOfEmployees", Count(260)),
            ("AnnualRevenue", Amount(38_000_000)),
            ("Type", Text("Prospect")),
            ("Phone", Text("+1 555 0100 06")),
        ],
    ),
    line(
        "a7",
        &[
            ("Name", Text("Alpine Instruments")),
            ("AccountNumber", Text("DEMO-07")),
            ("Industry", Text("Electronics")),
            ("BillingCity", Text("Innsbruck")),
            ("NumberOfEmployees", Count(75)),
            ("AnnualRevenue", Amount(12_300_000)),
            ("Type", Text("Customer - Direct")),
            ("Phone", Text("+1 555 0100 07")),
        ],
    ),
    line(
        "a8",
        &[
            ("Name", Text("Granite Bank")),
            ("AccountNumber", Text("DEMO-08")),
            ("Industry", Text("Banking")),
            ("BillingCity", Text("Edinburgh")),
            ("NumberOfEmployees", Count(640)),
            ("AnnualRevenue", Amount(91_000_000)),
            ("Type", Text("Customer - Direct")),
            ("Phone", Text("+1 555 0100 08")),
        ],
    ),
    line(
        "a9",
        &[
            ("Name", Text("Orchard Foods")),
            ("AccountNumber", Text("DEMO-09")),
            ("Industry", Text("Food & Beverage")),
            ("BillingCity", Text("Valencia")),
            ("NumberOfEmployees", Count(150)),
            ("AnnualRevenue", Amount(18_700_000)),
            ("Type", Text("Prospect")),
            ("Phone", Text("+1 555 0100 09")),
        ],
    ),
    line(
        "a10",
        &[
            ("Name", Text("Signal Telecom")),
            ("AccountNumber", Text("DEMO-10")),
            ("Industry", Text("Telecommunications")),
            ("BillingCity", Text("Tallinn")),
            ("NumberOfEmployees", Count(210)),
            ("AnnualRevenue", Amount(33_000_000)),
            ("Type", Text("Customer - Direct")),
            ("Phone", Text("+1 555 0100 10")),
        ],
    ),
];

const CONTACTS: &[Line] = &[
    line(
        "c1",
        &[
            ("LastName", Text("Purchasing Desk")),
            ("AccountId", Of("a1")),
            ("Title", Text("Head of Purchasing")),
            ("Email", Text("purchasing@harbour-bakery.example.com")),
            ("Department", Text("Purchasing")),
        ],
    ),
    line(
        "c2",
        &[
            ("LastName", Text("Operations Desk")),
            ("AccountId", Of("a1")),
            ("Title", Text("Head of Operations")),
            ("Email", Text("operations@harbour-bakery.example.com")),
            ("Department", Text("Operations")),
        ],
    ),
    line(
        "c3",
        &[
            ("LastName", Text("Purchasing Desk")),
            ("AccountId", Of("a2")),
            ("Title", Text("Head of Purchasing")),
            ("Email", Text("purchasing@northern-windworks.example.com")),
            ("Department", Text("Purchasing")),
        ],
    ),
    line(
        "c4",
        &[
            ("LastName", Text("Operations Desk")),
            ("AccountId", Of("a2")),
            ("Title", Text("Head of Operations")),
            ("Email", Text("operations@northern-windworks.example.com")),
            ("Department", Text("Operations")),
        ],
    ),
    line(
        "c5",
        &[
            ("LastName", Text("IT Service Desk")),
            ("AccountId", Of("a2")),
            ("Title", Text("Head of IT Service")),
            ("Email", Text("it-service@northern-windworks.example.com")),
            ("Department", Text("IT Service")),
        ],
    ),
    line(
        "c6",
        &[
            ("LastName", Text("Purchasing Desk")),
            ("AccountId", Of("a3")),
            ("Title", Text("Head of Purchasing")),
            ("Email", Text("purchasing@blue-ridge-logistics.example.com")),
            ("Department", Text("Purchasing")),
        ],
    ),
    line(
        "c7",
        &[
            ("LastName", Text("Operations Desk")),
            ("AccountId", Of("a3")),
            ("Title", Text("Head of Operations")),
            ("Email", Text("operations@blue-ridge-logistics.example.com")),
            ("Department", Text("Operations")),
        ],
    ),
    line(
        "c8",
        &[
            ("LastName", Text("Purchasing Desk")),
            ("AccountId", Of("a4")),
            ("Title", Text("Head of Purchasing")),
            ("Email", Text("purchasing@cedar-clinic-group.example.com")),
            ("Department", Text("Purchasing")),
        ],
    ),
    line(
        "c9",
        &[
            ("LastName", Text("Operations Desk")),
            ("AccountId", Of("a4")),
            ("Title", Text("Head of Operations")),
            ("Email", Text("operations@cedar-clinic-group.example.com")),
            ("Department", Text("Operations")),
        ],
    ),
    line(
        "c10",
        &[
            ("LastName", Text("IT Service Desk")),
            ("AccountId", Of("a4")),
            ("Title", Text("Head of IT Service")),
            ("Email", Text("it-service@cedar-clinic-group.example.com")),
            ("Department", Text("IT Service")),
        ],
    ),
    line(
        "c11",
        &[
            ("LastName", Text("Purchasing Desk")),
            ("AccountId", Of("a5")),
            ("Title", Text("Head of Purchasing")),
            ("Email", Text("purchasing@lakeside-schools.example.com")),
            ("Department", Text("Purchasing")),
        ],
    ),
    line(
        "c12",
        &[
            ("LastName", Text("Operations Desk")),
            ("AccountId", Of("a5")),
            ("Title", Text("Head of Operations")),
            ("Email", Text("operations@lakeside-schools.example.com")),
            ("Department", Text("Operations")),
        ],
    ),
    line(
        "c13",
        &[
            ("LastName", Text("Purchasing Desk")),
            ("AccountId", Of("a6")),
            ("Title", Text("Head of Purchasing")),
            ("Email", Text("purchasing@tidewater-insurance.example.com")),
            ("Department", Text("Purchasing")),
        ],
    ),
    line(
        "c14",
        &[
            ("LastName", Text("Operations Desk")),
            ("AccountId", Of("a6")),
            ("Title", Text("Head of Operations")),
            ("Email", Text("operations@tidewater-insurance.example.com")),
            ("Department", Text("Operations")),
        ],
    ),
    line(
        "c15",
        &[
            ("LastName", Text("IT Service Desk")),
            ("AccountId", Of("a6")),
            ("Title", Text("Head of IT Service")),
            ("Email", Text("it-service@tidewater-insurance.example.com")),
            ("Department", Text("IT Service")),
        ],
    ),
    line(
        "c16",
        &[
            ("LastName", Text("Purchasing Desk")),
            ("AccountId", Of("a7")),
            ("Title", Text("Head of Purchasing")),
            ("Email", Text("purchasing@alpine-instruments.example.com")),
            ("Department", Text("Purchasing")),
        ],
    ),
    line(
        "c17",
        &[
            ("LastName", Text("Operations Desk")),
            ("AccountId", Of("a7")),
            ("Title", Text("Head of Operations")),
            ("Email", Text("operations@alpine-instruments.example.com")),
            ("Department", Text("Operations")),
        ],
    ),
    line(
        "c18",
        &[
            ("LastName", Text("Purchasing Desk")),
            ("AccountId", Of("a8")),
            ("Title", Text("Head of Purchasing")),
            ("Email", Text("purchasing@granite-bank.example.com")),
            ("Department", Text("Purchasing")),
        ],
    ),
    line(
        "c19",
        &[
            ("LastName", Text("Operations Desk")),
            ("AccountId", Of("a8")),
            ("Title", Text("Head of Operations")),
            ("Email", Text("operations@granite-bank.example.com")),
            ("Department", Text("Operations")),
        ],
    ),
    line(
        "c20",
        &[
            ("LastName", Text("IT Service Desk")),
            ("AccountId", Of("a8")),
            ("Title", Text("Head of IT Service")),
            ("Email", Text("it-service@granite-bank.example.com")),
            ("Department", Text("IT Service")),
        ],
    ),
    line(
        "c21",
        &[
            ("LastName", Text("Purchasing Desk")),
            ("AccountId", Of("a9")),
            ("Title", Text("Head of Purchasing")),
            ("Email", Text("purchasing@orchard-foods.example.com")),
            ("Department", Text("Purchasing")),
        ],
    ),
    line(
        "c22",
        &[
            ("LastName", Text("Operations Desk")),
            ("AccountId", Of("a9")),
            ("Title", Text("Head of Operations")),
            ("Email", Text("operations@orchard-foods.example.com")),
            ("Department", Text("Operations")),
        ],
    ),
    line(
        "c23",
        &[
            ("LastName", Text("Purchasing Desk")),
            ("AccountId", Of("a10")),
            ("Title", Text("Head of Purchasing")),
            ("Email", Text("purchasing@signal-telecom.example.com")),
            ("Department", Text("Purchasing")),
        ],
    ),
    line(
        "c24",
        &[
            ("LastName", Text("Operations Desk")),
            ("AccountId", Of("a10")),
            ("Title", Text("Head of Operations")),
            ("Email", Text("operations@signal-telecom.example.com")),
            ("Department", Text("Operations")),
        ],
    ),
    line(
        "c25",
        &[
            ("LastName", Text("IT Service Desk")),
            ("AccountId", Of("a10")),
            ("Title", Text("Head of IT Service")),
            ("Email", Text("it-service@signal-telecom.example.com")),
            ("Department", Text("IT Service")),
        ],
    ),
];

const OPPORTUNITIES: &[Line] = &[
    line(
        "o1",
        &[
            ("Name", Text("Granite Bank - expansion 1")),
            ("AccountId", Of("a8")),
            ("StageName", Text("Proposal/Price Quote")),
            ("CloseDate", Day(14)),
            ("Amount", Amount(42_000)),
            ("NextStep", Text("Call back")),
        ],
    ),
    line(
        "o2",
        &[
            ("Name", Text("Lakeside Schools - pilot 2")),
            ("AccountId", Of("a5")),
            ("StageName", Text("Closed Lost")),
            ("CloseDate", Day(-22)),
            ("Amount", Amount(79_000)),
            ("NextStep", Text("Agree terms")),
        ],
    ),
    line(
        "o3",
        &[
            ("Name", Text("Northern Windworks - new site 3")),
            ("AccountId", Of("a2")),
            ("StageName", Text("Needs Analysis")),
            ("CloseDate", Day(40)),
            ("Amount", Amount(26_000)),
            ("NextStep", Text("Plan workshop")),
        ],
    ),
    line(
        "o4",
        &[
            ("Name", Text("Orchard Foods - renewal 4")),
            ("AccountId", Of("a9")),
            ("StageName", Text("Closed Won")),
            ("CloseDate", Day(-44)),
            ("Amount", Amount(63_000)),
            ("NextStep", Text("Send proposal")),
        ],
    ),
    line(
        "o5",
        &[
            ("Name", Text("Tidewater Insurance - expansion 5")),
            ("AccountId", Of("a6")),
            ("StageName", Text("Qualification")),
            ("CloseDate", Day(-20)),
            ("Amount", Amount(10_000)),
            ("NextStep", Text("Call back")),
        ],
    ),
    line(
        "o6",
        &[
            ("Name", Text("Blue Ridge Logistics - pilot 6")),
            ("AccountId", Of("a3")),
            ("StageName", Text("Negotiation/Review")),
            ("CloseDate", Day(79)),
            ("Amount", Amount(47_000)),
            ("NextStep", Text("Agree terms")),
        ],
    ),
    line(
        "o7",
        &[
            ("Name", Text("Signal Telecom - new site 7")),
            ("AccountId", Of("a10")),
            ("StageName", Text("Prospecting")),
            ("CloseDate", Day(92)),
            ("Amount", Amount(84_000)),
            ("NextStep", Text("Plan workshop")),
        ],
    ),
    line(
        "o8",
        &[
            ("Name", Text("Alpine Instruments - renewal 8")),
            ("AccountId", Of("a7")),
            ("StageName", Text("Proposal/Price Quote")),
            ("CloseDate", Day(105)),
            ("Amount", Amount(31_000)),
            ("NextStep", Text("Send proposal")),
        ],
    ),
    line(
        "o9",
        &[
            ("Name", Text("Cedar Clinic Group - expansion 9")),
            ("AccountId", Of("a4")),
            ("StageName", Text("Closed Lost")),
            ("CloseDate", Day(-9)),
            ("Amount", Amount(68_000)),
            ("NextStep", Text("Call back")),
        ],
    ),
    line(
        "o10",
        &[
            ("Name", Text("Harbour Bakery - pilot 10")),
            ("AccountId", Of("a1")),
            ("StageName", Text("Needs Analysis")),
            ("CloseDate", Day(11)),
            ("Amount", Amount(15_000)),
            ("NextStep", Text("Agree terms")),
        ],
    ),
    line(
        "o11",
        &[
            ("Name", Text("Granite Bank - new site 11")),
            ("AccountId", Of("a8")),
            ("StageName", Text("Closed Won")),
            ("CloseDate", Day(-31)),
            ("Amount", Amount(52_000)),
            ("NextStep", Text("Plan workshop")),
        ],
    ),
    line(
        "o12",
        &[
            ("Name", Text("Lakeside Schools - renewal 12")),
            ("AccountId", Of("a5")),
            ("StageName", Text("Qualification")),
            ("CloseDate", Day(-11)),
            ("Amount", Amount(89_000)),
            ("NextStep", Text("Send proposal")),
        ],
    ),
    line(
        "o13",
        &[
            ("Name", Text("Northern Windworks - expansion 13")),
            ("AccountId", Of("a2")),
            ("StageName", Text("Negotiation/Review")),
            ("CloseDate", Day(50)),
            ("Amount", Amount(36_000)),
            ("NextStep", Text("Call back")),
        ],
    ),
    line(
        "o14",
        &[
            ("Name", Text("Orchard Foods - pilot 14")),
            ("AccountId", Of("a9")),
            ("StageName", Text("Prospecting")),
            ("CloseDate", Day(63)),
            ("Amount", Amount(73_000)),
            ("NextStep", Text("Agree terms")),
        ],
    ),
    line(
        "o15",
        &[
            ("Name", Text("Tidewater Insurance - new site 15")),
            ("AccountId", Of("a6")),
            ("StageName", Text("Proposal/Price Quote")),
            ("CloseDate", Day(76)),
            ("Amount", Amount(20_000)),
            ("NextStep", Text("Plan workshop")),
        ],
    ),
    line(
        "o16",
        &[
            ("Name", Text("Blue Ridge Logistics - renewal 16")),
            ("AccountId", Of("a3")),
            ("StageName", Text("Closed Lost")),
            ("CloseDate", Day(-86)),
            ("Amount", Amount(57_000)),
            ("NextStep", Text("Send proposal")),
        ],
    ),
    line(
        "o17",
        &[
            ("Name", Text("Signal Telecom - expansion 17")),
            ("AccountId", Of("a10")),
            ("StageName", Text("Needs Analysis")),
            ("CloseDate", Day(102)),
            ("Amount", Amount(94_000)),
            ("NextStep", Text("Call back")),
        ],
    ),
    line(
        "o18",
        &[
            ("Name", Text("Alpine Instruments - pilot 18")),
            ("AccountId", Of("a7")),
            ("StageName", Text("Closed Won")),
            ("CloseDate", Day(-18)),
            ("Amount", Amount(41_000)),
            ("NextStep", Text("Agree terms")),
        ],
    ),
    line(
        "o19",
        &[
            ("Name", Text("Cedar Clinic Group - new site 19")),
            ("AccountId", Of("a4")),
            ("StageName", Text("Qualification")),
            ("CloseDate", Day(8)),
            ("Amount", Amount(78_000)),
            ("NextStep", Text("Plan workshop")),
        ],
    ),
    line(
        "o20",
        &[
            ("Name", Text("Harbour Bakery - renewal 20")),
            ("AccountId", Of("a1")),
            ("StageName", Text("Negotiation/Review")),
            ("CloseDate", Day(21)),
            ("Amount", Amount(25_000)),
            ("NextStep", Text("Send proposal")),
        ],
    ),
    line(
        "o21",
        &[
            ("Name", Text("Granite Bank - expansion 21")),
            ("AccountId", Of("a8")),
            ("StageName", Text("Prospecting")),
            ("CloseDate", Day(34)),
            ("Amount", Amount(62_000)),
            ("NextStep", Text("Call back")),
        ],
    ),
    line(
        "o22",
        &[
            ("Name", Text("Lakeside Schools - pilot 22")),
            ("AccountId", Of("a5")),
            ("StageName", Text("Proposal/Price Quote")),
            ("CloseDate", Day(47)),
            ("Amount", Amount(9_000)),
            ("NextStep", Text("Agree terms")),
        ],
    ),
    line(
        "o23",
        &[
            ("Name", Text("Northern Windworks - new site 23")),
            ("AccountId", Of("a2")),
            ("StageName", Text("Closed Lost")),
            ("CloseDate", Day(-73)),
            ("Amount", Amount(46_000)),
            ("NextStep", Text("Plan workshop")),
        ],
    ),
    line(
        "o24",
        &[
            ("Name", Text("Orchard Foods - renewal 24")),
            ("AccountId", Of("a9")),
            ("StageName", Text("Needs Analysis")),
            ("CloseDate", Day(73)),
            ("Amount", Amount(83_000)),
            ("NextStep", Text("Send proposal")),
        ],
    ),
];

const CASES: &[Line] = &[
    line(
        "k1",
        &[
            ("Subject", Text("Login page is slow")),
            ("AccountId", Of("a4")),
            ("Status", Text("Working")),
            ("Priority", Text("Medium")),
            ("Origin", Text("Phone")),
            ("Description", Text("The customer reports: login page is slow. Seen 1 times.")),
        ],
    ),
    line(
        "k2",
        &[
            ("Subject", Text("Delivery arrived incomplete")),
            ("AccountId", Of("a7")),
            ("Status", Text("Escalated")),
            ("Priority", Text("Low")),
            ("Origin", Text("Email")),
            ("Description", Text("The customer reports: delivery arrived incomplete. Seen 2 times.")),
        ],
    ),
    line(
        "k3",
        &[
            ("Subject", Text("Question about the contract term")),
            ("AccountId", Of("a10")),
            ("Status", Text("Closed")),
            ("Priority", Text("High")),
            ("Origin", Text("Web")),
            ("Description", Text("The customer reports: question about the contract term. Seen 3 times.")),
        ],
    ),
    line(
        "k4",
        &[
            ("Subject", Text("Export fails with an error")),
            ("AccountId", Of("a3")),
            ("Status", Text("New")),
            ("Priority", Text("Medium")),
            ("Origin", Text("Phone")),
            ("Description", Text("The customer reports: export fails with an error. Seen 4 times.")),
        ],
    ),
    line(
        "k5",
        &[
            ("Subject", Text("Please add a second user")),
            ("AccountId", Of("a6")),
            ("Status", Text("Working")),
            ("Priority", Text("Low")),
            ("Origin", Text("Email")),
            ("Description", Text("The customer reports: please add a second user. Seen 5 times.")),
        ],
    ),
    line(
        "k6",
        &[
            ("Subject", Text("Device does not start")),
            ("AccountId", Of("a9")),
            ("Status", Text("Escalated")),
            ("Priority", Text("High")),
            ("Origin", Text("Web")),
            ("Description", Text("The customer reports: device does not start. Seen 6 times.")),
        ],
    ),
    line(
        "k7",
        &[
            ("Subject", Text("Refund has not arrived")),
            ("AccountId", Of("a2")),
            ("Status", Text("Closed")),
            ("Priority", Text("Medium")),
            ("Origin", Text("Phone")),
            ("Description", Text("The customer reports: refund has not arrived. Seen 7 times.")),
        ],
    ),
    line(
        "k8",
        &[
            ("Subject", Text("Invoice shows the wrong address")),
            ("AccountId", Of("a5")),
            ("Status", Text("New")),
            ("Priority", Text("Low")),
            ("Origin", Text("Email")),
            ("Description", Text("The customer reports: invoice shows the wrong address. Seen 8 times.")),
        ],
    ),
    line(
        "k9",
        &[
            ("Subject", Text("Login page is slow")),
            ("AccountId", Of("a8")),
            ("Status", Text("Working")),
            ("Priority", Text("High")),
            ("Origin", Text("Web")),
            ("Description", Text("The customer reports: login page is slow. Seen 9 times.")),
        ],
    ),
    line(
        "k10",
        &[
            ("Subject", Text("Delivery arrived incomplete")),
            ("AccountId", Of("a1")),
            ("Status", Text("Escalated")),
            ("Priority", Text("Medium")),
            ("Origin", Text("Phone")),
            ("Description", Text("The customer reports: delivery arrived incomplete. Seen 10 times.")),
        ],
    ),
    line(
        "k11",
        &[
            ("Subject", Text("Question about the contract term")),
            ("AccountId", Of("a4")),
            ("Status", Text("Closed")),
            ("Priority", Text("Low")),
            ("Origin", Text("Email")),
            ("Description", Text("The customer reports: question about the contract term. Seen 11 times.")),
        ],
    ),
    line(
        "k12",
        &[
            ("Subject", Text("Export fails with an error")),
            ("AccountId", Of("a7")),
            ("Status", Text("New")),
            ("Priority", Text("High")),
            ("Origin", Text("Web")),
            ("Description", Text("The customer reports: export fails with an error. Seen 12 times.")),
        ],
    ),
    line(
        "k13",
        &[
            ("Subject", Text("Please add a second user")),
            ("AccountId", Of("a10")),
            ("Status", Text("Working")),
            ("Priority", Text("Medium")),
            ("Origin", Text("Phone")),
            ("Description", Text("The customer reports: please add a second user. Seen 13 times.")),
        ],
    ),
    line(
        "k14",
        &[
            ("Subject", Text("Device does not start")),
            ("AccountId", Of("a3")),
            ("Status", Text("Escalated")),
            ("Priority", Text("Low")),
            ("Origin", Text("Email")),
            ("Description", Text("The customer reports: device does not start. Seen 14 times.")),
        ],
    ),
    line(
        "k15",
        &[
            ("Subject", Text("Refund has not arrived")),
            ("AccountId", Of("a6")),
            ("Status", Text("Closed")),
            ("Priority", Text("High")),
            ("Origin", Text("Web")),
            ("Description", Text("The customer reports: refund has not arrived. Seen 15 times.")),
        ],
    ),
    line(
        "k16",
        &[
            ("Subject", Text("Invoice shows the wrong address")),
            ("AccountId", Of("a9")),
            ("Status", Text("New")),
            ("Priority", Text("Medium")),
            ("Origin", Text("Phone")),
            ("Description", Text("The customer reports: invoice shows the wrong address. Seen 16 times.")),
        ],
    ),
    line(
        "k17",
        &[
            ("Subject", Text("Login page is slow")),
            ("AccountId", Of("a2")),
            ("Status", Text("Working")),
            ("Priority", Text("Low")),
            ("Origin", Text("Email")),
            ("Description", Text("The customer reports: login page is slow. Seen 17 times.")),
        ],
    ),
    line(
        "k18",
        &[
            ("Subject", Text("Delivery arrived incomplete")),
            ("AccountId", Of("a5")),
            ("Status", Text("Escalated")),
            ("Priority", Text("High")),
            ("Origin", Text("Web")),
            ("Description", Text("The customer reports: delivery arrived incomplete. Seen 18 times.")),
        ],
    ),
];

const COMMENTS: &[Line] = &[
    line("m1", &[("ParentId", Of("k1")), ("CommentBody", Text("Asked the customer for details of case 1."))]),
    line("m2", &[("ParentId", Of("k2")), ("CommentBody", Text("Asked the customer for details of case 2."))]),
    line("m3", &[("ParentId", Of("k3")), ("CommentBody", Text("Asked the customer for details of case 3."))]),
    line("m4", &[("ParentId", Of("k4")), ("CommentBody", Text("Asked the customer for details of case 4."))]),
    line("m5", &[("ParentId", Of("k5")), ("CommentBody", Text("Asked the customer for details of case 5."))]),
    line("m6", &[("ParentId", Of("k6")), ("CommentBody", Text("Asked the customer for details of case 6."))]),
    line("m7", &[("ParentId", Of("k7")), ("CommentBody", Text("Asked the customer for details of case 7."))]),
    line("m8", &[("ParentId", Of("k8")), ("CommentBody", Text("Asked the customer for details of case 8."))]),
];

const TASKS: &[Line] = &[
    line(
        "t1",
        &[
            ("Subject", Text("Send documents")),
            ("Status", Text("Not Started")),
            ("Priority", Text("Normal")),
            ("ActivityDate", Day(1)),
            ("WhatId", Of("o1")),
        ],
    ),
    line(
        "t2",
        &[
            ("Subject", Text("Follow up")),
            ("Status", Text("Completed")),
            ("Priority", Text("High")),
            ("ActivityDate", Day(-2)),
            ("WhatId", Of("o2")),
        ],
    ),
    line(
        "t3",
        &[
            ("Subject", Text("Prepare meeting")),
            ("Status", Text("Not Started")),
            ("Priority", Text("Normal")),
            ("ActivityDate", Day(3)),
            ("WhatId", Of("o3")),
        ],
    ),
    line(
        "t4",
        &[
            ("Subject", Text("Call")),
            ("Status", Text("Completed")),
            ("Priority", Text("High")),
            ("ActivityDate", Day(-4)),
            ("WhatId", Of("o4")),
        ],
    ),
    line(
        "t5",
        &[
            ("Subject", Text("Send documents")),
            ("Status", Text("Not Started")),
            ("Priority", Text("Normal")),
            ("ActivityDate", Day(5)),
            ("WhatId", Of("o5")),
        ],
    ),
    line(
        "t6",
        &[
            ("Subject", Text("Follow up")),
            ("Status", Text("Completed")),
            ("Priority", Text("High")),
            ("ActivityDate", Day(-6)),
            ("WhatId", Of("o6")),
        ],
    ),
    line(
        "t7",
        &[
            ("Subject", Text("Prepare meeting")),
            ("Status", Text("Not Started")),
            ("Priority", Text("Normal")),
            ("ActivityDate", Day(7)),
            ("WhatId", Of("o7")),
        ],
    ),
    line(
        "t8",
        &[
            ("Subject", Text("Call")),
            ("Status", Text("Completed")),
            ("Priority", Text("High")),
            ("ActivityDate", Day(-8)),
            ("WhatId", Of("o8")),
        ],
    ),
    line(
        "t9",
        &[
            ("Subject", Text("Send documents")),
            ("Status", Text("Not Started")),
            ("Priority", Text("Normal")),
            ("ActivityDate", Day(9)),
            ("WhatId", Of("o9")),
        ],
    ),
    line(
        "t10",
        &[
            ("Subject", Text("Follow up")),
            ("Status", Text("Completed")),
            ("Priority", Text("High")),
            ("ActivityDate", Day(-10)),
            ("WhatId", Of("o10")),
        ],
    ),
    line(
        "t11",
        &[
            ("Subject", Text("Prepare meeting")),
            ("Status", Text("Not Started")),
            ("Priority", Text("Normal")),
            ("ActivityDate", Day(11)),
            ("WhatId", Of("o11")),
        ],
    ),
    line(
        "t12",
        &[
            ("Subject", Text("Call")),
            ("Status", Text("Completed")),
            ("Priority", Text("High")),
            ("ActivityDate", Day(-12)),
            ("WhatId", Of("o12")),
        ],
    ),
    line(
        "t13",
        &[
            ("Subject", Text("Send documents")),
            ("Status", Text("Not Started")),
            ("Priority", Text("Normal")),
            ("ActivityDate", Day(13)),
            ("WhatId", Of("o13")),
        ],
    ),
    line(
        "t14",
        &[
            ("Subject", Text("Follow up")),
            ("Status", Text("Completed")),
            ("Priority", Text("High")),
            ("ActivityDate", Day(-14)),
            ("WhatId", Of("o14")),
        ],
    ),
];

const CALL_NOTES: &[Line] = &[
    line(
        "n1",
        &[
            ("Opportunity__c", Of("o1")),
            ("Call_Id__c", Text("demo-call-1")),
            ("Champion__c", Text("Purchasing Desk")),
            ("Decision_Date__c", Day(10)),
            ("Summary__c", Text("Talked about scope and price, call 1. Decision expected soon.")),
        ],
    ),
    line(
        "n2",
        &[
            ("Opportunity__c", Of("o2")),
            ("Call_Id__c", Text("demo-call-2")),
            ("Champion__c", Text("Purchasing Desk")),
            ("Decision_Date__c", Day(20)),
            ("Summary__c", Text("Talked about scope and price, call 2. Decision expected soon.")),
        ],
    ),
    line(
        "n3",
        &[
            ("Opportunity__c", Of("o3")),
            ("Call_Id__c", Text("demo-call-3")),
            ("Champion__c", Text("Purchasing Desk")),
            ("Decision_Date__c", Day(30)),
            ("Summary__c", Text("Talked about scope and price, call 3. Decision expected soon.")),
        ],
    ),
    line(
        "n4",
        &[
            ("Opportunity__c", Of("o4")),
            ("Call_Id__c", Text("demo-call-4")),
            ("Champion__c", Text("Purchasing Desk")),
            ("Decision_Date__c", Day(40)),
            ("Summary__c", Text("Talked about scope and price, call 4. Decision expected soon.")),
        ],
    ),
    line(
        "n5",
        &[
            ("Opportunity__c", Of("o5")),
            ("Call_Id__c", Text("demo-call-5")),
            ("Champion__c", Text("Purchasing Desk")),
            ("Decision_Date__c", Day(50)),
            ("Summary__c", Text("Talked about scope and price, call 5. Decision expected soon.")),
        ],
    ),
    line(
        "n6",
        &[
            ("Opportunity__c", Of("o6")),
            ("Call_Id__c", Text("demo-call-6")),
            ("Champion__c", Text("Purchasing Desk")),
            ("Decision_Date__c", Day(60)),
            ("Summary__c", Text("Talked about scope and price, call 6. Decision expected soon.")),
        ],
    ),
];

const EMAIL_DRAFTS: &[Line] = &[
    line(
        "e1",
        &[
            ("Contact__c", Of("c1")),
            ("Subject__c", Text("Thank you for the call")),
            ("Body__c", Text("As agreed, you find the next steps below.")),
            ("Status__c", Text("Draft")),
        ],
    ),
    line(
        "e2",
        &[
            ("Contact__c", Of("c2")),
            ("Subject__c", Text("Thank you for the call")),
            ("Body__c", Text("As agreed, you find the next steps below.")),
            ("Status__c", Text("Draft")),
        ],
    ),
    line(
        "e3",
        &[
            ("Contact__c", Of("c3")),
            ("Subject__c", Text("Thank you for the call")),
            ("Body__c", Text("As agreed, you find the next steps below.")),
            ("Status__c", Text("Draft")),
        ],
    ),
];
