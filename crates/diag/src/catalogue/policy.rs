//! Codes of the area "policy".

super::codes! {}
