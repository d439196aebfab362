//! Damages texts, word by word.

use proptest::prelude::RngExt;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Values at which arithmetic, lengths and encodings end.
const EDGES: &[&str] = &[
    "",
    "0",
    "-1",
    "2147483647",
    "-2147483648",
    "9223372036854775807",
    "99999999999999999999",
    "1e999",
    "0.1",
    "null",
    "''",
    "'\\",
    "\"",
    "/*",
    "//",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "é",
    "𝒳",
    "%",
    "%ff",
    "<![CDATA[",
    "<!--",
    "&#0;",
    "(",
    "{",
    "[",
    "<",
];

/// Makes damaged texts out of whole ones.
pub struct Damage {
    random: TestRng,
    seeds: Vec<Vec<String>>,
}

impl Damage {
    pub fn new(seeds: &[String], seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        Self { random, seeds: seeds.iter().map(|seed| words(seed)).collect() }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.random.random_range(0..limit.max(1))
    }

    /// A word from anywhere.
    fn word(&mut self) -> String {
        if self.below(6) == 0 {
            return EDGES[self.below(EDGES.len())].to_owned();
        }
        let seed = self.below(self.seeds.len());
        let word = self.below(self.seeds[seed].len());
        self.seeds[seed].get(word).cloned().unwrap_or_default()
    }

    /// The next text.
    pub fn next(&mut self) -> String {
        let seed = self.below(self.seeds.len());
        let mut words = self.seeds[seed].clone();
        for _ in 0..=self.below(5) {
            let at = self.below(words.len());
            let end = (at + 1 + self.below(12)).min(words.len());
            match self.below(9) {
                0 if at < end => drop(words.drain(at..end)),
                1 => {
                    let part = words[at.min(end)..end].to_vec();
                    words.splice(at..at, part);
                }
                2 if at < words.len() => words[at] = self.word(),
                3 => words.insert(at, self.word()),
                4 if at < words.len() => {
                    let other = self.below(words.len());
                    words.swap(at, other);
                }
                5 => words.truncate(at),
                6 => {
                    // The end of another text.
                    let other = self.below(self.seeds.len());
                    let from = self.below(self.seeds[other].len());
                    words.truncate(at);
                    words.extend_from_slice(&self.seeds[other][from..]);
                }
                7 => {
                    // Deep or long.
                    let (word, times) = (self.word(), 1 << self.below(12));
                    words.insert(at, word.repeat(times.min(20_000 / word.len().max(1))));
                }
                _ if at < words.len() => {
                    let mut letters: Vec<char> = words[at].chars().collect();
                    let letter = self.below(letters.len());
                    let any = char::from_u32(self.random.random_range(0..0x250)).unwrap_or('x');
                    match letters.get_mut(letter) {
                        Some(letter) => *letter = any,
                        None => letters.push(any),
                    }
                    words[at] = letters.into_iter().collect();
                }
                _ => {}
            }
        }
        words.concat()
    }
}

/// A text in words: runs of letters and digits, runs of blanks, and every other letter alone.
fn words(text: &str) -> Vec<String> {
    let kind = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 0,
        ' ' => 1,
        _ => 2,
    };
    let mut words: Vec<String> = Vec::new();
    let mut last = 2;
    for c in text.chars() {
        let kind = kind(c);
        match words.last_mut() {
            Some(word) if kind == last && kind != 2 => word.push(c),
            _ => words.push(c.into()),
        }
        last = kind;
    }
    words
}
