//! `System.Crypto` digests, and `System.UUID`.

use super::args::fields;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

pub(super) const MEMBERS: Members = &[
    ("generateDigest/2", |cx, _, a| {
        let name = cx.arg_text(&a[0])?;
        let data = cx.arg_blob(&a[1])?;
        match digest(&name, &data) {
            Some(bytes) => Ok(Value::Blob(bytes.into())),
            None => Err(cx.throw("System.NoSuchElementException", &format!("No such algorithm: {name}"))),
        }
    }),
    ("generateMac/3", |cx, _, a| Ok(Value::Blob(cx.mac(&a[0], &a[1], &a[2])?.into()))),
    ("verifyHmac/4", |cx, _, a| {
        let expected = cx.mac(&a[0], &a[1], &a[2])?;
        Ok(Value::Bool(expected == *cx.arg_blob(&a[3])?))
    }),
    ("generateAesKey/1", |cx, _, a| {
        let bits = cx.arg_int(&a[0])?;
        if !matches!(bits, 128 | 192 | 256) {
            let message = format!("Invalid key size: {bits}. Use 128, 192 or 256");
            return Err(cx.throw("System.InvalidParameterValueException", &message));
        }
        let mut key = vec![0; usize::try_from(bits / 8).unwrap_or(0)];
        cx.host.random(&mut key);
        Ok(Value::Blob(key.into()))
    }),
    ("getRandomInteger/0", |cx, _, _| {
        let mut bytes = [0; 4];
        cx.host.random(&mut bytes);
        Ok(Value::Int(i32::from_le_bytes(bytes)))
    }),
    ("getRandomLong/0", |cx, _, _| {
        let mut bytes = [0; 8];
        cx.host.random(&mut bytes);
        Ok(Value::Long(i64::from_le_bytes(bytes)))
    }),
];

pub(super) const UUID: Members = &[
    ("randomUUID/0", |cx, _, _| {
        let mut b = [0u8; 16];
        cx.host.random(&mut b);
        b[6] = b[6] & 0x0f | 0x40;
        b[8] = b[8] & 0x3f | 0x80;
        let hex = hex::encode(b);
        let text = format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
        Ok(fields("System.UUID", [("text", Value::str(text))]))
    }),
    ("fromString/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?.to_lowercase();
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        let is_uuid = lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
        if !is_uuid {
            return Err(cx.throw("System.IllegalArgumentException", &format!("Invalid UUID string: {text}")));
        }
        Ok(fields("System.UUID", [("text", Value::str(text))]))
    }),
    ("toString/0", |_, me, _| Ok(super::args::field(me, "text"))),
    ("hashCode/0", |cx, me, _| Ok(Value::Int(cx.hash(&super::args::field(me, "text"))?))),
    ("equals/1", |cx, me, a| {
        let same = cx.same(&super::args::field(me, "text"), &super::args::field(&a[0], "text"))?;
        Ok(Value::Bool(same && !a[0].is_null()))
    }),
];

impl Interp<'_, '_> {
    fn mac(&self, name: &Value, data: &Value, key: &Value) -> Run<Vec<u8>> {
        let name = self.arg_text(name)?;
        let (data, key) = (self.arg_blob(data)?, self.arg_blob(key)?);
        let plain = name.to_ascii_lowercase().replace("hmac", "").replace("sha", "sha-").replace("sha--", "sha-");
        let missing = || self.throw("System.NoSuchElementException", &format!("No such algorithm: {name}"));
        hmac(&plain, &key, &data).ok_or_else(missing)
    }
}

fn digest(name: &str, data: &[u8]) -> Option<Vec<u8>> {
    Some(match &*name.to_ascii_lowercase() {
        "md5" => Md5::digest(data).to_vec(),
        "sha1" | "sha-1" => Sha1::digest(data).to_vec(),
        "sha256" | "sha-256" => Sha256::digest(data).to_vec(),
        "sha512" | "sha-512" => Sha512::digest(data).to_vec(),
        _ => return None,
    })
}

/// RFC 2104.
fn hmac(name: &str, key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let block = if name.ends_with("512") { 128 } else { 64 };
    let mut padded = if key.len() > block { digest(name, key)? } else { key.to_vec() };
    padded.resize(block, 0);
    let mix = |with: u8| padded.iter().map(|b| b ^ with).collect::<Vec<u8>>();
    let inner = digest(name, &[&mix(0x36)[..], data].concat())?;
    digest(name, &[&mix(0x5c)[..], &inner].concat())
}
