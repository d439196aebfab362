//! Random schedules of faults against a real local org. `FAULT_SCHEDULES=5000 cargo test -p tests --test faults random`
//! tries more of them, `FAULT_SEED=17` one again.

use crate::dice::Dice;
use crate::package::{self, Sample};
use crate::proxy::{Kind, Proxy};
use crate::wire;
use local_org::Org as LocalOrg;
use local_org::metadata::Stage;
use local_org::server::{Config, Server};
use sf_client::deploy::{
    Claimed, DeployEvent, DeployOutcome, Deployment, Fingerprint, Found, JobFile, StartError, Timing, Validated,
    Verdict, findings, follow, start,
};
use sf_client::login::{Flow, Login};
use sf_client::{ClientError, Http, HttpConfig, Org, OrgAddress, Secret, same_id};
use sf_wire::deploy::{DeployOptions, DeployReply, DeployRequest, DeployResult};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Schedules of a usual run.
const SCHEDULES: u64 = 240;
/// Schedules at the same time: most of them wait for pauses.
const WORKERS: u64 = 6;
/// Schedules in one local org before a new one is taken.
const IN_ONE_ORG: usize = 80;

pub const TIMING: Timing = Timing {
    first_pause: Duration::from_millis(2),
    longest_pause: Duration::from_millis(12),
    patience: Duration::from_secs(30),
    search: Duration::from_millis(150),
};

fn server() -> Server {
    let org = LocalOrg::new(sf_schema::Schema::standard());
    Server::start(org, Config::default()).expect("a free port on the loopback interface")
}

/// How one process ended.
enum End {
    Outcome(Box<DeployOutcome>),
    NotStarted(StartError),
    /// A later process cannot tell which deployment it was, or whether there was one.
    Unclear(Vec<String>),
    Unseen(ClientError),
}

/// One process: goes on with what the job file remembers, as `deploy` does, else starts.
async fn process(port: u16, jobs: &Path, deployment: &Deployment, events: &mut Vec<DeployEvent>) -> End {
    let http =
        HttpConfig { timeout: Duration::from_secs(1), upload_timeout: Duration::from_secs(1), ..HttpConfig::default() };
    let address = OrgAddress::parse(&format!("http://localhost:{port}")).expect("an address");
    let org = loop {
        let client_secret = Secret::new("canary-secret-of-the-app");
        let flow = Flow::ClientCredentials { client_id: "key".into(), client_secret };
        let http = Http::new(&http).expect("a client");
        match Org::connect(http, Login { address: address.clone(), flow }, 66).await {
            Ok(org) => break org.with_read_pause(Duration::from_millis(2)),
            // Nothing was sent yet: a person would run the command again.
            Err(error) => events.push(DeployEvent::Trouble(error)),
        }
    };
    let remembered = JobFile::read(jobs, "laptop").expect("a whole job file").filter(|job| !job.ended);
    let known = match remembered {
        None => None,
        Some(job) => {
            assert_eq!(job.sent, Fingerprint::from(deployment));
            match job.find(&org, &TIMING).await {
                Found::One(id) => Some(id),
                Found::None => None,
                Found::Unclear(rows) => return End::Unclear(rows.into_iter().map(|row| row.id).collect()),
            }
        }
    };
    let id = match known {
        Some(id) => id,
        None => {
            let mut job = JobFile::new(jobs, "laptop", "00D000000000001", "hash");
            match start(&org, deployment, &mut job, &TIMING, &mut |event| events.push(event)).await {
                Ok(id) => id,
                Err(error) => return End::NotStarted(error),
            }
        }
    };
    match follow(&org, &id, &TIMING, &mut |event| events.push(event)).await {
        Ok(outcome) => {
            let job = JobFile::read(jobs, "laptop").expect("a whole job file").expect("a job");
            assert_ne!(job.claims(&org, &id).await, Ok(Claimed::No), "what was found is what was sent");
            JobFile::close(jobs, &job, &id).expect("written");
            End::Outcome(Box::new(outcome))
        }
        Err(error) => End::Unseen(error),
    }
}

/// Starts a deployment past the proxy.
pub fn deploy_past(server: &Server, sample: &Sample) -> String {
    deploy_at(server.address, server.administrator_token.expose(), sample)
}

fn deploy_at(address: SocketAddr, token: &str, sample: &Sample) -> String {
    let options = DeployRequest { deploy_options: sample.options.clone() };
    let options = serde_json::to_string(&options).expect("JSON");
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n{options}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"
    );
    let body = [head.as_bytes(), &sample.zip, b"\r\n--b--\r\n"].concat();
    let path = "/services/data/v66.0/metadata/deployRequest";
    let (status, reply) = wire::direct(address, token, "POST", path, "multipart/form-data; boundary=b", &body);
    assert_eq!(status, 201);
    serde_json::from_slice::<DeployReply>(&reply).expect("a reply").id
}

/// What the org says of a deployment, past the proxy.
pub fn truth(server: &Server, id: &str) -> DeployResult {
    told(server, id).deploy_result
}

fn told(server: &Server, id: &str) -> DeployReply {
    let path = format!("/services/data/v66.0/metadata/deployRequest/{id}?includeDetails=true");
    let token = server.administrator_token.expose();
    let (status, reply) = wire::direct(server.address, token, "GET", &path, "text/plain", b"");
    assert_eq!(status, 200);
    serde_json::from_slice::<DeployReply>(&reply).expect("a reply")
}

/// A package, or one that the org has validated. Returns what somebody else would send who works on the same project.
fn deployment(server: &Server, dice: &mut Dice, seed: u64) -> (Deployment, Sample, Sample) {
    if dice.once_in(4) {
        let proven = package::proven(seed);
        let id = deploy_past(server, &proven);
        server.world.metadata.wait();
        let deployment = Deployment::Validated(Validated::from(&told(server, &id)));
        let options = DeployOptions { check_only: false, ..proven.options.clone() };
        let sample = Sample { options, ..proven };
        let double = package::double(&sample);
        return (deployment, sample, double);
    }
    let sample = package::any(dice, seed);
    let Sample { zip, options, components, .. } = sample.clone();
    let double = package::double(&sample);
    (Deployment::Package { zip: zip.into(), options, components }, sample, double)
}

/// One schedule. What went wrong, in words; and how it ended.
fn schedule(server: &Server, seed: u64) -> (Vec<String>, &'static str) {
    let mut dice = Dice::new(seed);
    let (deployment, sample, double) = deployment(server, &mut dice, seed);
    let proxy = Proxy::start(server, &seed.to_string());
    let mut twins = Vec::new();
    match dice.below(12) {
        0 => drop(deploy_past(server, &package::rival(&sample.options))),
        // Who deploys a package first ends its validation.
        1 if matches!(deployment, Deployment::Package { .. }) => twins.push(deploy_past(server, &sample)),
        _ => {}
    }
    proxy.plan(Kind::Upload, dice.some(3, Dice::uploading));
    proxy.plan(Kind::List, dice.some(5, Dice::reading));
    proxy.plan(Kind::Look, dice.some(8, Dice::reading));
    proxy.plan(Kind::Login, dice.some(2, Dice::logging_in));
    // The org works on it at its own pace, and someone may cancel it or deploy something else meanwhile.
    let stages = [Stage::Queue, Stage::Components, Stage::Finalizing, Stage::Finalized];
    let held = dice.once_in(2).then(|| stages[usize::try_from(dice.below(4)).unwrap_or(0)]);
    server.world.metadata.hold(held);
    let (release, cancels) = (1 + dice.below(4), dice.once_in(3));
    let mut rival = dice.once_in(10).then(|| package::rival(&sample.options));
    // Somebody else who works on the same project sends something of the same size at the same moment.
    let often = if matches!(deployment, Deployment::Validated(_)) { 2 } else { 4 };
    let double = dice.once_in(often).then_some(double);
    let metadata = server.world.metadata.clone();
    let (address, token) = (server.address, server.administrator_token.expose().to_owned());
    let looks = Arc::new(AtomicU64::new(0));
    proxy.on_request(move |kind, number| {
        if kind == Kind::Upload
            && number == 1
            && let Some(double) = &double
        {
            deploy_at(address, &token, double);
        }
        if kind == Kind::Look {
            let number = looks.fetch_add(1, Ordering::SeqCst) + 1;
            if number == release {
                if let Some(running) = metadata.deploy_requests().iter().find(|r| cancels && r.completed_date.is_none())
                {
                    let path = format!("/services/data/v66.0/metadata/deployRequest/{}", running.id);
                    let body = b"{\"deployResult\":{\"status\":\"Canceling\"}}";
                    wire::direct(address, &token, "PATCH", &path, "application/json", body);
                }
                metadata.hold(None);
            }
        }
    });
    let directory = tempfile::tempdir().expect("a directory");
    let mut events = Vec::new();
    // Up to two processes end before their time; the last one may finish.
    let deaths: Vec<u64> = (0..dice.below(3)).map(|_| dice.below(60)).collect();
    let mut ended = None;
    for death in deaths.into_iter().map(Some).chain([None]) {
        // A process that dies closes its connections: so does a runtime that is dropped.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let work = process(proxy.port, directory.path(), &deployment, &mut events);
        ended = match death {
            Some(millis) => {
                runtime.block_on(async { tokio::time::timeout(Duration::from_millis(millis), work).await.ok() })
            }
            None => Some(runtime.block_on(work)),
        };
        if ended.is_some() {
            break;
        }
        if let Some(rival) = rival.take() {
            deploy_past(server, &rival);
        }
    }
    server.world.metadata.hold(None);
    proxy.settle();
    server.world.metadata.wait();
    let mut wrong: Vec<String> = proxy.violations().iter().map(ToString::to_string).collect();
    let accepted: Vec<String> = proxy.accepted().into_iter().map(|upload| upload.id).collect();
    let told = judge(server, &ended.expect("the last process ends"), &accepted, &twins, &events, &mut wrong);
    let files = walkdir::WalkDir::new(directory.path()).into_iter().flatten();
    let written: String = files
        .filter_map(|entry| std::fs::read(entry.path()).ok())
        .map(|b| String::from_utf8_lossy(&b).into_owned())
        .collect();
    for canary in proxy.tokens().iter().map(|token| &token[..20]).chain(["canary-secret"]) {
        if told.1.contains(canary) || written.contains(canary) {
            wrong.push(format!("a secret was told: {}", told.1));
        }
    }
    (wrong, told.0)
}

/// Compares what was reported with what is so. Returns how it ended, and everything that was told.
fn judge(
    server: &Server,
    end: &End,
    accepted: &[String],
    twins: &[String],
    events: &[DeployEvent],
    wrong: &mut Vec<String>,
) -> (&'static str, String) {
    let mut told = format!("{events:?}");
    let is_ours = |id: &str| accepted.iter().chain(twins).any(|ours| same_id(ours, id));
    let word = match end {
        End::Outcome(outcome) => {
            let truth = truth(server, &outcome.id);
            if !is_ours(&outcome.id) {
                wrong.push(format!("followed {}, which is another deployment; accepted: {accepted:?}", outcome.id));
            }
            let all = findings(&truth, &|_| None, &|_| 0);
            let shown = findings(&outcome.result, &|_| None, &|_| 0);
            if outcome.verdict != Verdict::of(&truth) || !truth.done {
                wrong.push(format!("reported {:?}, but it is {:?}", outcome.verdict, truth.status));
            }
            if all != shown {
                wrong.push(format!("{} findings of {} were reported", shown.len(), all.len()));
            }
            for failure in &truth.details.component_failures {
                if !events.iter().any(|e| matches!(e, DeployEvent::ComponentFailed(shown) if **shown == *failure)) {
                    wrong.push(format!("a failure was not shown: {failure:?}"));
                }
            }
            for failure in &truth.details.run_test_result.failures {
                if !events.iter().any(|e| matches!(e, DeployEvent::TestFailed(shown) if **shown == *failure)) {
                    wrong.push(format!("a failed test was not shown: {failure:?}"));
                }
            }
            told.push_str(&format!("{outcome:?} {shown:?}"));
            match outcome.verdict {
                Verdict::Succeeded => "succeeded",
                Verdict::Failed => "failed",
                Verdict::Canceled => "cancelled",
                Verdict::PartlySucceeded | Verdict::StillRunning => "other",
            }
        }
        End::NotStarted(error) => {
            told.push_str(&format!("{error} {error:?}"));
            if let StartError::Refused(_) = error
                && !accepted.is_empty()
            {
                wrong.push(format!("said to be refused ({error}), but the org has {accepted:?}"));
            }
            "not started or in doubt"
        }
        End::Unclear(candidates) => {
            told.push_str(&candidates.join(" "));
            let all = accepted.iter().all(|id| candidates.iter().any(|other| same_id(id, other)));
            if !candidates.is_empty() && !all {
                wrong.push(format!("it could be {candidates:?}, but it is {accepted:?}"));
            }
            "in doubt"
        }
        End::Unseen(error) => {
            told.push_str(&format!("{error} {error:?}"));
            wrong.push(format!("gave up on a deployment that can be seen: {error}"));
            "unseen"
        }
    };
    (word, told)
}

pub fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// Runs schedules, several at the same time, and fails with those that went wrong. Returns how often each end came.
/// `ground` is made anew after a while.
pub fn schedules<G>(
    count: u64,
    ground: fn() -> G,
    schedule: fn(&G, u64) -> (Vec<String>, &'static str),
) -> BTreeMap<&'static str, usize> {
    let seeds: Vec<u64> = setting("FAULT_SEED").map_or_else(|| (0..count).collect(), |seed| vec![seed]);
    let started = Instant::now();
    let results: Vec<(u64, Vec<String>, &'static str)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let seeds = &seeds;
                scope.spawn(move || {
                    let mine: Vec<u64> = seeds.iter().copied().filter(|seed| seed % WORKERS == worker).collect();
                    let mut results = Vec::new();
                    for seeds in mine.chunks(IN_ONE_ORG) {
                        let ground = ground();
                        results.extend(seeds.iter().map(|seed| {
                            let (wrong, word) = schedule(&ground, *seed);
                            (*seed, wrong, word)
                        }));
                    }
                    results
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker ends")).collect()
    });
    let mut ends = BTreeMap::<&str, usize>::new();
    results.iter().for_each(|(_, _, word)| *ends.entry(word).or_default() += 1);
    let wrong: Vec<String> = results
        .iter()
        .filter(|(_, wrong, _)| !wrong.is_empty())
        .map(|(seed, wrong, _)| format!("FAULT_SEED={seed}: {}", wrong.join("; ")))
        .collect();
    let summary = format!("{} schedules in {:.1} s: {ends:?}", results.len(), started.elapsed().as_secs_f64());
    assert!(wrong.is_empty(), "{summary}\n{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    if let Some(path) = std::env::var_os("FAULT_SUMMARY") {
        std::fs::write(path, summary).expect("written");
    }
    ends
}

#[test]
fn every_schedule_of_faults_ends_in_the_truth() {
    let ends = schedules(setting("FAULT_SCHEDULES").unwrap_or(SCHEDULES), server, schedule);
    let all: usize = ends.values().sum();
    // Faults that leave most schedules without an end would prove little.
    if all > 100 {
        let known = ["succeeded", "failed", "cancelled"].map(|word| ends.get(word).copied().unwrap_or(0));
        assert!(known.iter().all(|count| *count > 0) && known.iter().sum::<usize>() * 2 > all, "{ends:?}");
    }
}
