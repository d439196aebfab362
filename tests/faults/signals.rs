//! Ctrl-C at the real program.
#![cfg(unix)]

use crate::project::{Printed, Running, World, until};
use crate::proxy::{Fault, Kind};
use local_org::metadata::Stage;
use std::process::Command;
use std::time::Duration;

fn press(running: &Running) {
    send(running, "-INT");
}

fn send(running: &Running, signal: &str) {
    let id = running.child.id().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().expect("kill runs").success());
}

/// A deployment that the org holds and the program follows.
fn followed() -> (World, Running) {
    let world = World::new();
    world.server.world.metadata.hold(Some(Stage::Components));
    let running = world.start(world.project.path(), &["deploy"]);
    world.wait_for("InProgress");
    until(|| world.proxy.count(Kind::Look) > 1);
    (world, running)
}

/// Whether this process, and so what it starts, ignores a hangup. The lowest bit is the first signal.
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// The command has ended and says how to go on; the deployment goes on.
fn assert_left_alone(world: &World, left: &Printed) {
    assert_eq!(left.code, 8, "{left:?}");
    let all = world.deployments();
    assert_eq!((all.len(), all[0].1.as_str()), (1, "InProgress"));
    let line = format!("cargo xtask resume --target laptop --id {}", all[0].0);
    assert!(format!("{}{}", left.out, left.err).contains(&line), "{left:?}");
}

#[test]
fn once_leaves_the_deployment_alone_and_says_how_to_go_on() {
    // users-ask.md section 4: stop watching without stopping the deployment.
    let (world, running) = followed();
    press(&running);
    let left = world.end(running);
    assert_left_alone(&world, &left);
    world.server.world.metadata.hold(None);
    let resumed = world.run(&["resume"]);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert_eq!(world.deployments().len(), 1);
}

#[test]
fn a_deployment_that_ends_right_then_is_reported_and_nothing_comes_after_it() {
    let world = World::with_example();
    world.server.world.metadata.hold(Some(Stage::Finalizing));
    let running = world.start(world.project.path(), &["deploy", "--test-level", "NoTestRun"]);
    world.wait_for("InProgress");
    let looks = world.proxy.count(Kind::Look);
    until(|| world.proxy.count(Kind::Look) > looks + 1);
    press(&running);
    std::thread::sleep(Duration::from_millis(400));
    world.server.world.metadata.hold(None);
    let left = world.end(running);
    assert_eq!(left.code, 8, "{left:?}");
    for part in ["left by Ctrl-C", "not done: users, policies, credentials; to go on: cargo xtask deploy"] {
        assert!(left.err.contains(part), "{part}: {}", left.err);
    }
    assert_eq!(world.proxy.count(Kind::NewUser), 0);
    assert_eq!(world.deployments().len(), 1);
    let again = world.run(&["deploy", "--test-level", "NoTestRun"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("has deployed this package already"), "{}", again.err);
}

#[test]
fn a_job_that_is_told_to_end_says_how_to_go_on_and_leaves_the_deployment_alone() {
    // A terminal that is closed, or a connection to it that is lost, tells it too; not under `nohup`, though.
    for signal in ["-TERM", "-HUP"].into_iter().filter(|signal| *signal != "-HUP" || !hangup_is_ignored()) {
        let (world, running) = followed();
        send(&running, signal);
        let left = world.end(running);
        assert_left_alone(&world, &left);
    }
}

/// Whoever starts it with `nohup` and closes the terminal finds it followed to its end.
#[test]
fn under_nohup_a_hangup_changes_nothing() {
    let world = World::new();
    world.server.world.metadata.hold(Some(Stage::Components));
    let running = world.start_under_nohup(world.project.path(), &["deploy"]);
    world.wait_for("InProgress");
    until(|| world.proxy.count(Kind::Look) > 1);
    send(&running, "-HUP");
    let looks = world.proxy.count(Kind::Look);
    until(|| world.proxy.count(Kind::Look) > looks + 1);
    world.server.world.metadata.hold(None);
    let ended = world.end(running);
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn twice_cancels_even_if_a_reply_is_lost() {
    let (world, running) = followed();
    world.proxy.plan(Kind::Cancel, [Fault::Reset, Fault::LoseReply]);
    press(&running);
    std::thread::sleep(Duration::from_millis(400));
    press(&running);
    let ended = world.end(running);
    assert_eq!(ended.code, 9, "{ended:?}");
    assert_eq!(world.deployments()[0].1, "Canceled");
}

#[test]
fn during_the_upload_nothing_is_lost() {
    let world = World::new();
    world.proxy.plan(Kind::Upload, [Fault::HangReply]);
    let running = world.start(world.project.path(), &["deploy"]);
    world.proxy.wait_stalled();
    press(&running);
    std::thread::sleep(Duration::from_millis(400));
    press(&running);
    let left = world.end(running);
    assert_eq!(left.code, 8, "{left:?}");
    assert!(left.err.contains("cargo xtask resume --target laptop"), "{}", left.err);
    let resumed = world.run(&["resume"]);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert_eq!(world.deployments().len(), 1);
}

#[test]
fn nothing_comes_after_a_deployment_that_ends_while_a_person_leaves() {
    let world = World::with_example();
    let metadata = world.server.world.metadata.clone();
    world.proxy.on_request(move |kind, _| {
        if kind == Kind::Upload {
            metadata.hold(Some(Stage::Finalized));
        }
    });
    let command = ["deploy", "--test-level", "NoTestRun"];
    let running = world.start(world.project.path(), &command);
    until(|| world.deployments().iter().any(|(_, status)| status == "Finalizing"));
    let looks = world.proxy.count(Kind::Look);
    until(|| world.proxy.count(Kind::Look) > looks);
    press(&running);
    std::thread::sleep(Duration::from_millis(400));
    world.server.world.metadata.hold(None);
    let left = world.end(running);
    assert_eq!(left.code, 8, "{left:?}");
    assert!(left.err.contains("left by Ctrl-C") && left.err.contains("not done: users"), "{}", left.err);
    assert_eq!((world.proxy.count(Kind::NewUser), world.deployments().len()), (0, 1));
}
