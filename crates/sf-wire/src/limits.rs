//! `GET /services/data/vXX.0/limits`.

use crate::lenient;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Limits by name, for example `DailyApiRequests`.
pub type Limits = BTreeMap<String, Limit>;

/// One limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Limit {
    /// How much there is.
    #[serde(deserialize_with = "lenient::number")]
    pub max: i64,
    /// How much is left.
    #[serde(deserialize_with = "lenient::number")]
    pub remaining: i64,
}

/// Used and available calls from the header `Sforce-Limit-Info: api-usage=18/15000`.
pub fn api_usage(header: &str) -> Option<(u64, u64)> {
    let usage = header.split([',', ';']).find_map(|part| part.trim().strip_prefix("api-usage="))?;
    let (used, available) = usage.split_once('/')?;
    Some((used.trim().parse().ok()?, available.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_limits_and_the_usage_header() {
        let limits: Limits =
            serde_json::from_str(r#"{"DailyApiRequests":{"Max":15000,"Remaining":14998,"Ant":{"Max":0}}}"#).unwrap();
        assert_eq!(limits["DailyApiRequests"], Limit { max: 15_000, remaining: 14_998 });
        assert_eq!(api_usage("api-usage=10018/100000"), Some((10_018, 100_000)));
        assert_eq!(api_usage("per-app-api-usage=17/250(appName=x), api-usage=1/2"), Some((1, 2)));
        assert_eq!(api_usage("nonsense"), None);
    }
}
