//! What goes wrong, from a seed.

use crate::proxy::Fault;
use std::time::Duration;

/// Numbers that look random and are the same in every run (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }

    /// Once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn millis(&mut self, most: u64) -> Duration {
        Duration::from_millis(1 + self.below(most))
    }

    /// A page of a load balancer, or an error that repeats the token, at times cut off in the middle by whoever prints it.
    fn page(&mut self) -> (&'static str, String) {
        match self.below(6) {
            0 => ("text/html", "<!DOCTYPE html><html><body>CANARY is down for maintenance</body></html>".into()),
            1 => ("text/html", "\n <html>502</html>".into()),
            2 => ("application/json", "[{\"errorCode\":\"SERVER_UNAVAILABLE\",\"message\":\"CANARY\"}]".into()),
            3 => ("text/plain", format!("{}CANARY", "x ".repeat(usize::try_from(self.below(170)).unwrap_or(0)))),
            4 => ("application/json", "{\"id\": \"0Af".into()),
            _ => ("text/plain", String::new()),
        }
    }

    fn status(&mut self) -> u16 {
        [420, 500, 502, 503, 504][usize::try_from(self.below(5)).unwrap_or(0)]
    }

    fn refusal(&mut self) -> Fault {
        let (mime, body) = self.page();
        // A page in place of data often comes with a status of success.
        let status = if mime == "text/html" && self.once_in(2) { 200 } else { self.status() };
        Fault::Refuse(status, mime, body)
    }

    /// Trouble with a call that only reads.
    pub fn reading(&mut self) -> Fault {
        match self.below(9) {
            0 => Fault::Reset,
            1 => Fault::LoseReply,
            2 => Fault::HalfReply,
            3 => Fault::Expire,
            4 => Fault::Delay(self.millis(10)),
            5 => Fault::None,
            6 if self.once_in(8) => Fault::Hang,
            _ => self.refusal(),
        }
    }

    /// Trouble with an upload.
    pub fn uploading(&mut self) -> Fault {
        match self.below(12) {
            0 => Fault::Reset,
            1 => Fault::CutUpload,
            2 | 3 => Fault::LoseReply,
            4 => Fault::HalfReply,
            5 | 6 => {
                let (mime, body) = self.page();
                Fault::ReplyInstead(self.status(), mime, body)
            }
            7 => Fault::ReplyInstead(200, "text/html", "<html>CANARY</html>".into()),
            8 => Fault::Late(self.millis(25)),
            9 => Fault::Expire,
            10 if self.once_in(3) => Fault::Twice,
            10 => Fault::Refuse(429, "application/json", "[{\"errorCode\":\"LIMIT\",\"message\":\"CANARY\"}]".into()),
            _ => self.refusal(),
        }
    }

    /// Trouble with a login.
    pub fn logging_in(&mut self) -> Fault {
        match self.below(4) {
            0 => Fault::Reset,
            1 => Fault::LoseReply,
            2 => Fault::Refuse(
                503,
                "application/json",
                "{\"error\":\"unavailable\",\"error_description\":\"canary-secret-of-the-app\"}".into(),
            ),
            _ => Fault::Refuse(502, "text/html", "<html>canary-secret-of-the-app</html>".into()),
        }
    }

    /// Up to `most` of something.
    pub fn some(&mut self, most: u64, one: fn(&mut Self) -> Fault) -> Vec<Fault> {
        (0..self.below(most + 1)).map(|_| one(self)).collect()
    }
}
