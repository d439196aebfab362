//! Any input ends in a result or a refusal: no panic, no hang, no flood of memory. Inputs are damaged copies of whole
//! ones and the same in every run. `FUZZ_SECONDS=120 cargo test -p local-org --test fuzz request` tries more,
//! `FUZZ_SEED=2` others. An input that ended the whole process is left in `target/tmp`.

mod damage;
mod seeds;
mod targets;

use damage::Damage;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The longest that one input may take, in a build without optimisation and on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// The most memory that the process may have used in the end.
const MEMORY: u64 = 3 << 30;
/// Programs that run into limits and take their time.
const SLOW: &[&str] = &["limits/limits.apex", "limits/hostile_programs.apex", "async/jobs.apex"];

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// Feeds `inputs` damaged texts, or as many as fit into the time that was asked for.
fn feed(name: &str, seeds: &[String], inputs: usize, target: fn(&str)) {
    assert!(seeds.len() > 10, "{} seeds", seeds.len());
    let mut damage = Damage::new(seeds, setting("FUZZ_SEED").unwrap_or(1));
    let seconds = setting("FUZZ_SECONDS").map(Duration::from_secs);
    let (begin, mut done) = (Instant::now(), 0);
    let more = |done| seconds.map_or(done < inputs, |seconds| begin.elapsed() < seconds);
    let mut texts = seeds.iter().cloned().chain(std::iter::repeat_with(move || damage.next()));
    watched(name, target, || {
        let text = more(done).then(|| texts.next()).flatten();
        done += usize::from(text.is_some());
        text
    });
    let peak = peak_memory();
    assert!(peak.is_none_or(|peak| peak < MEMORY), "{peak:?} bytes were in use");
    if let Some(path) = std::env::var_os("FUZZ_SUMMARY") {
        let rate = done as f64 / begin.elapsed().as_secs_f64();
        let line = format!("{name}: {done} inputs, {rate:.0} a second, {} MB\n", peak.unwrap_or(0) >> 20);
        let mut file = std::fs::File::options().create(true).append(true).open(path).expect("the summary");
        std::io::Write::write_all(&mut file, line.as_bytes()).expect("written");
    }
}

/// Runs the target on a thread of its own, which may panic, hang or end the process: the input is known in each case.
fn watched(name: &str, target: fn(&str), mut next: impl FnMut() -> Option<String>) {
    let left = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.input"));
    let (give, take) = mpsc::sync_channel::<String>(1);
    let (told, ended) = mpsc::channel();
    let worker = std::thread::spawn(move || {
        for text in take {
            target(&text);
            if told.send(()).is_err() {
                return;
            }
        }
    });
    while let Some(text) = next() {
        std::fs::write(&left, &text).expect("written");
        give.send(text.clone()).expect("the worker takes it");
        match ended.recv_timeout(PATIENCE) {
            Ok(()) => {}
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("{name} hangs on {text:?}"),
            Err(mpsc::RecvTimeoutError::Disconnected) => panic!("{name} panics on {text:?}"),
        }
    }
    drop(give);
    worker.join().expect("the worker ends");
    let _ = std::fs::remove_file(left);
}

/// The most memory that this process has had, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
}

#[test]
fn parse() {
    let seeds: Vec<String> = seeds::programs(&[]).into_iter().chain(seeds::classes()).collect();
    feed("parse", &seeds, 2_000, targets::parse);
}

#[test]
fn check() {
    feed("check", &seeds::classes(), 600, targets::check);
}

#[test]
fn run() {
    feed("run", &seeds::programs(SLOW), 600, targets::run);
}

#[test]
fn request() {
    feed("request", &seeds::requests(), 1_000, |text| targets::request(text.as_bytes()));
}

#[test]
fn component() {
    feed("component", &seeds::components(), 400, targets::component);
}

#[test]
fn programs_with_one_word_taken_away_or_doubled() {
    let mut damaged = Vec::new();
    for (n, program) in seeds::programs(SLOW).iter().enumerate() {
        let words: Vec<&str> = program.split_inclusive([' ', '\n']).collect();
        // Every seventh word of a program, another seventh in the next.
        for at in (n % 7..words.len()).step_by(7) {
            let mut fewer = words.clone();
            fewer.remove(at);
            let mut more = words.clone();
            more.insert(at, words[at]);
            damaged.extend([fewer.concat(), more.concat()]);
        }
    }
    assert!(damaged.len() > 100, "no programs");
    let mut damaged = damaged.into_iter();
    watched("words", targets::run, || damaged.next());
}
