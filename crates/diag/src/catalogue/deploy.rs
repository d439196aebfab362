//! Codes of the area "deploy".

super::codes! {}
