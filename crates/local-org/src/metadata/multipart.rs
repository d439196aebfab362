//! Bodies of `multipart/form-data` (RFC 7578), as far as deployments use them.

/// A part: the name of its field, its content type, its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part<'b> {
    pub name: String,
    pub content_type: String,
    pub content: &'b [u8],
}

/// The boundary out of a `Content-Type`.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let value = parameters.split(';').find_map(|p| {
        let (name, value) = p.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"').to_string())
    })?;
    (!value.is_empty()).then_some(value)
}

/// The parts of a body. `None`: it is not what the boundary promises.
pub(super) fn parts<'b>(body: &'b [u8], boundary: &str) -> Option<Vec<Part<'b>>> {
    let delimiter = format!("--{boundary}").into_bytes();
    let mut rest = &body[find(body, &delimiter)? + delimiter.len()..];
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
        let mut end = [b"\r\n".as_slice(), &delimiter].concat();
        let length = match find(rest, &end) {
            Some(length) => length,
            None => {
                end = [b"\n".as_slice(), &delimiter].concat();
                find(rest, &end)?
            }
        };
        parts.push(part(&rest[..length])?);
        rest = &rest[length + end.len()..];
    }
    Some(parts)
}

fn part(text: &[u8]) -> Option<Part<'_>> {
    let (head, content) = match find(text, b"\r\n\r\n") {
        Some(at) => (&text[..at], &text[at + 4..]),
        None => find(text, b"\n\n").map(|at| (&text[..at], &text[at + 2..]))?,
    };
    let head = String::from_utf8_lossy(head);
    let header = |wanted: &str| {
        let found = head.lines().filter_map(|l| l.split_once(':')).find(|(n, _)| n.trim().eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim().to_string()).unwrap_or_default()
    };
    let disposition = header("content-disposition");
    let name = disposition.split(';').filter_map(|p| p.trim().strip_prefix("name=")).next().unwrap_or_default();
    Some(Part { name: name.trim_matches('"').to_string(), content_type: header("content-type"), content })
}

/// Where `needle` first is. Zips are long, so the search looks for its first byte quickly.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = haystack.get(from..)?.iter().position(|b| *b == first) {
        if haystack[from + at..].starts_with(needle) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_in_any_order_and_keep_their_bytes() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"package.xml\"\r\nContent-Type: application/zip\r\n\r\nPK\r\n--\x00\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"entity_content\"\r\n\r\n{}\r\n--x--\r\n";
        let found = parts(body, "x").unwrap();
        assert_eq!((found[0].name.as_str(), found[0].content), ("file", b"PK\r\n--\x00\r\n".as_slice()));
        assert_eq!((found[1].name.as_str(), found[1].content), ("entity_content", b"{}".as_slice()));
        assert_eq!(boundary("multipart/form-data; boundary=\"x\"").as_deref(), Some("x"));
        for wrong in ["application/json", "multipart/form-data", "multipart/form-data; boundary="] {
            assert_eq!(boundary(wrong), None);
        }
        for broken in [b"".as_slice(), b"--x", b"--x\r\n", b"--x\r\nabc", b"--xyz--"] {
            assert_eq!(parts(broken, "x").filter(|p| !p.is_empty()), None);
        }
    }
}
