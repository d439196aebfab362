//! Codes of the area "schema".

super::codes! {}
