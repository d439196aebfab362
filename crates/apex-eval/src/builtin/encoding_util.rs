//! `System.EncodingUtil`.

use crate::native::Members;
use crate::value::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt::Write as _;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) const MEMBERS: Members = &[
    ("base64Encode/1", |cx, _, a| Ok(Value::str(STANDARD.encode(cx.arg_blob(&a[0])?)))),
    ("base64Decode/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        match LENIENT.decode(text.trim().as_bytes()) {
            Ok(bytes) => Ok(Value::Blob(bytes.into())),
            Err(_) => Err(cx.throw("System.StringException", "Invalid base64 string")),
        }
    }),
    ("convertToHex/1", |cx, _, a| Ok(Value::str(hex::encode(&*cx.arg_blob(&a[0])?)))),
    ("convertFromHex/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        let bytes: Option<Vec<u8>> = (text.len().is_multiple_of(2) && text.is_ascii())
            .then(|| (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect())
            .flatten();
        match bytes {
            Some(bytes) => Ok(Value::Blob(bytes.into())),
            None => Err(cx.throw("System.StringException", "Invalid hex string")),
        }
    }),
    ("urlEncode/2", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        let mut out = String::new();
        for byte in text.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => out.push(byte.into()),
                b' ' => out.push('+'),
                _ => {
                    let _ = write!(out, "%{byte:02X}");
                }
            }
        }
        Ok(Value::str(out))
    }),
    ("urlDecode/2", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        let bytes = text.as_bytes();
        let mut out = Vec::new();
        let mut i = 0;
        while i < bytes.len() {
            let hex = text.get(i + 1..i + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
            match (bytes[i], hex) {
                (b'+', _) => out.push(b' '),
                (b'%', Some(byte)) => {
                    out.push(byte);
                    i += 2;
                }
                (b'%', None) => {
                    return Err(
                        cx.throw("System.IllegalArgumentException", "Illegal hex characters in escape (%) pattern")
                    );
                }
                (byte, _) => out.push(byte),
            }
            i += 1;
        }
        Ok(Value::str(String::from_utf8_lossy(&out).into_owned()))
    }),
];
