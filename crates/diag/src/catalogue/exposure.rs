//! Codes of the area "exposure".

super::codes! {}
