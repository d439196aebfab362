//! Codes of the area "files".

super::codes! {}
