//! Ids: key prefix, a fixed instance part, a number in base 62, and the three characters that guard letter case.

use std::sync::Arc;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The Id number `n` of an object.
pub(crate) fn make(prefix: &str, mut n: u64) -> Arc<str> {
    let mut tail = [b'0'; 9];
    for place in tail.iter_mut().rev() {
        *place = DIGITS[usize::try_from(n % 62).unwrap_or(0)];
        n /= 62;
    }
    let short = format!("{prefix}Lo0{}", String::from_utf8_lossy(&tail));
    apex_eval::text::full_id(&short).unwrap_or(short).into()
}

#[cfg(test)]
mod tests {
    use super::make;

    #[test]
    fn ids_have_eighteen_characters_and_differ() {
        assert_eq!(make("001", 1).len(), 18);
        assert_ne!(make("001", 1), make("001", 62));
        assert!(make("001", 1).starts_with("001"));
    }
}
