//! Codes of the area "portable".

super::codes! {}
