//! `System.Address`: the value of a compound address field.

use super::args::{field, fields};
use crate::convert::to_value;
use crate::host::Row;
use crate::native::Members;
use crate::value::Value;

/// Names the rows that are the value of an address field; the sObject of that name is another thing.
pub const ADDRESS: &str = "System.Address";

/// The parts of an address, as its properties name them (Apex Reference, "Address Class").
pub const ADDRESS_PARTS: [&str; 10] = [
    "city",
    "country",
    "countryCode",
    "geocodeAccuracy",
    "latitude",
    "longitude",
    "postalCode",
    "state",
    "stateCode",
    "street",
];

pub(super) const MEMBERS: Members = &[
    (".city", |_, me, _| Ok(field(me, "city"))),
    (".country", |_, me, _| Ok(field(me, "country"))),
    (".countryCode", |_, me, _| Ok(field(me, "countryCode"))),
    (".geocodeAccuracy", |_, me, _| Ok(field(me, "geocodeAccuracy"))),
    (".postalCode", |_, me, _| Ok(field(me, "postalCode"))),
    (".state", |_, me, _| Ok(field(me, "state"))),
    (".stateCode", |_, me, _| Ok(field(me, "stateCode"))),
    (".street", |_, me, _| Ok(field(me, "street"))),
    ("getCity/0", |_, me, _| Ok(field(me, "city"))),
    ("getCountry/0", |_, me, _| Ok(field(me, "country"))),
    ("getCountryCode/0", |_, me, _| Ok(field(me, "countryCode"))),
    ("getGeocodeAccuracy/0", |_, me, _| Ok(field(me, "geocodeAccuracy"))),
    ("getLatitude/0", |_, me, _| Ok(double(&field(me, "latitude")))),
    ("getLongitude/0", |_, me, _| Ok(double(&field(me, "longitude")))),
    ("getPostalCode/0", |_, me, _| Ok(field(me, "postalCode"))),
    ("getState/0", |_, me, _| Ok(field(me, "state"))),
    ("getStateCode/0", |_, me, _| Ok(field(me, "stateCode"))),
    ("getStreet/0", |_, me, _| Ok(field(me, "street"))),
];

fn double(value: &Value) -> Value {
    value.as_double().map_or(Value::Null, Value::Double)
}

/// The object that a row of parts stands for.
pub(crate) fn of_row(row: &Row) -> Value {
    fields(ADDRESS, ADDRESS_PARTS.map(|part| (part, row.get(part).map_or(Value::Null, to_value))))
}
