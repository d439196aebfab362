//! Codes of the area "apex".

super::codes! {}
