//! The functions, with what they take and give. Help, "Formula Operators and Functions A–Z".

mod date;
mod logic;
mod number;
mod text;

use crate::eval::{Fault, Record};
use crate::{Kind, Value};

/// A set of kinds that a parameter takes.
pub(crate) type Kinds = &'static [Kind];

const TEXT: Kinds = &[Kind::Text];
const NUMBER: Kinds = &[Kind::Number];
const BOOLEAN: Kinds = &[Kind::Boolean];
const DATE: Kinds = &[Kind::Date];
const TIME: Kinds = &[Kind::Time];
const DATETIME: Kinds = &[Kind::DateTime];
const DAY: Kinds = &[Kind::Date, Kind::DateTime];
const PICKLIST: Kinds = &[Kind::Picklist];
const MULTI: Kinds = &[Kind::MultiPicklist];
const ANY: Kinds = &[
    Kind::Text,
    Kind::Number,
    Kind::Boolean,
    Kind::Date,
    Kind::DateTime,
    Kind::Time,
    Kind::Picklist,
    Kind::MultiPicklist,
];
/// Kinds that can stand anywhere.
const VALUE: Kinds = &[Kind::Text, Kind::Number, Kind::Boolean, Kind::Date, Kind::DateTime, Kind::Time];

/// How many arguments a function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// As many as there are parameters, less the last ones that may be left out.
    Optional(usize),
    /// At least one; the last parameter repeats.
    Many,
}

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gives {
    This(Kind),
    /// The common kind of the arguments from this one on, which must fit each other.
    CommonFrom(usize),
    /// The kind of the first argument.
    First,
    /// The rules of `CASE`.
    Case,
}

/// Works out plain arguments.
pub(crate) type Plain = fn(&dyn Record, &[Value]) -> Result<Value, Fault>;

/// How a function is worked out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Run {
    Plain(Plain),
    /// Arguments are worked out as far as needed.
    Lazy(Lazy),
    /// The argument is a field, not its value.
    OfField(OfField),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the function of its name")]
pub(crate) enum Lazy {
    If,
    And,
    Or,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the function of its name")]
pub(crate) enum OfField {
    IsChanged,
    PriorValue,
}

/// A function.
#[derive(Debug)]
pub(crate) struct Function {
    pub name: &'static str,
    pub takes: &'static [Kinds],
    pub count: Count,
    pub gives: Gives,
    /// Whether it may not stand in formula fields.
    pub rules_only: bool,
    pub run: Run,
}

/// A function with a fixed result and all parameters needed.
const fn plain(name: &'static str, takes: &'static [Kinds], gives: Kind, run: Plain) -> Function {
    Function {
        name,
        takes,
        count: Count::Optional(0),
        gives: Gives::This(gives),
        rules_only: false,
        run: Run::Plain(run),
    }
}

/// The same with parameters that may be left out at the end.
const fn optional(function: Function, count: usize) -> Function {
    Function { count: Count::Optional(count), ..function }
}

/// The functions of Salesforce that are not here.
const ELSEWHERE: &[&str] = &[
    "ACOS",
    "ASIN",
    "ATAN",
    "ATAN2",
    "COS",
    "CURRENCYRATE",
    "DISTANCE",
    "FORMATDURATION",
    "GEOLOCATION",
    "GETRECORDIDS",
    "GETSESSIONID",
    "HTMLENCODE",
    "IMAGEPROXYURL",
    "INCLUDE",
    "ISCLONE",
    "JSENCODE",
    "JSINHTMLENCODE",
    "JUNCTIONIDLIST",
    "LINKTO",
    "PARENTGROUPVAL",
    "PREDICT",
    "PREVGROUPVAL",
    "REQUIRESCRIPT",
    "SIN",
    "TAN",
    "URLENCODE",
    "URLFOR",
    "VLOOKUP",
];

/// The function of a name in any letter case, or what is wrong.
pub(crate) fn find(name: &str) -> Result<&'static Function, String> {
    let all = [logic::FUNCTIONS, number::FUNCTIONS, text::FUNCTIONS, date::FUNCTIONS];
    let found = all.into_iter().flatten().find(|f| f.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| match ELSEWHERE.iter().find(|other| other.eq_ignore_ascii_case(name)) {
        Some(other) => format!("not supported by the local org: the formula function {other}"),
        None => format!("Unknown function {name}. Check spelling."),
    })
}
