//! Plain lines, JSON lines, quiet.

use super::*;
use crate::view::{json::JsonLines, plain::Plain, quiet::Quiet};

#[test]
fn a_long_deployment_is_at_most_200_plain_lines() {
    let (recorder, hand) = (Recorder::default(), Hand::default());
    play(&mut Plain::new(Box::new(recorder.clone()), hand.clock()), &hand, &long_deployment(), &failed_run(500));
    let lines = recorder.lines();
    assert!(lines.len() <= 200, "{} lines", lines.len());
    assert!(lines.len() >= 100, "{} lines are too few to be the whole story", lines.len());
    let text = lines.join("\n");
    assert!(text.contains("[00:02] deployment 0Af000000000001 was started"), "{text}");
    assert!(text.contains("] components: over after"), "{text}");
    assert!(text.contains("] tests: "), "{text}");
    assert!(text.contains("more findings: `--report FILE` writes all of them"), "{text}");
    assert!(text.contains("more lines of this kind are counted"), "{text}");
    assert!(text.contains("to go on: cargo xtask report --target sandbox"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn lines_come_on_change_only() {
    let (recorder, hand) = (Recorder::default(), Hand::default());
    let mut view = Plain::new(Box::new(recorder.clone()), hand.clock());
    let result =
        DeployResult { status: DeployStatus::InProgress, number_components_total: 9, ..DeployResult::default() };
    for second in 0..100 {
        hand.set(f64::from(second));
        view.event(&DeployEvent::Progress(Box::new(result.clone())));
    }
    assert_eq!(recorder.lines(), ["[00:00] components: 0 of 9"]);
}

#[test]
fn a_second_deployment_begins_anew() {
    let (recorder, hand) = (Recorder::default(), Hand::default());
    let mut view = Plain::new(Box::new(recorder.clone()), hand.clock());
    let over = DeployResult { status: DeployStatus::Succeeded, done: true, success: true, ..DeployResult::default() };
    let events = [
        (0.0, DeployEvent::Progress(Box::new(over))),
        (5.0, DeployEvent::Stage { name: "policies".into(), number: 2, of: 2 }),
        (9.0, DeployEvent::Sending { bytes: 10, attempt: 1 }),
    ];
    for (at, event) in events {
        hand.set(at);
        view.event(&event);
    }
    assert_eq!(recorder.lines(), ["[00:05] step 2 of 2: policies", "[00:09] sending the package, 10 bytes"]);
}

#[test]
fn a_small_failure_is_shown_whole() {
    let (recorder, hand) = (Recorder::default(), Hand::default());
    play(&mut Plain::new(Box::new(recorder.clone()), hand.clock()), &hand, &[], &failed_run(2));
    let printed = recorder.printed();
    let expected = "C0.cls:1:1: error[DEPLOY030]: ApexClass C0: bad\n    fix: repair it\n\
                    C1.cls:1:1: error[DEPLOY030]: ApexClass C1: bad\n    fix: as above, see `cargo xtask explain DEPLOY030`\n";
    assert_eq!(printed.data, expected);
    assert_eq!(printed.notes[0], "deployment 0Af000000000001 failed (20 min 01 s)");
}

#[test]
fn remarks_do_not_hide_what_a_deployment_waits_for() {
    use sf_client::deploy::{Ahead, StageOutcome};
    let (recorder, hand) = (Recorder::default(), Hand::default());
    let mut view = Plain::new(Box::new(recorder.clone()), hand.clock());
    for user in 0..40 {
        view.event(&DeployEvent::Remark(format!("created the user {user}")));
    }
    let row = sf_wire::tooling::DeployRequestRow { id: "0Af9".into(), ..Default::default() };
    view.event(&DeployEvent::Queued { behind: vec![Ahead { row, user: None }] });
    let (name, detail) = ("users".to_owned(), Some("no licence".to_owned()));
    view.event(&DeployEvent::StageEnded { name, outcome: StageOutcome::Failed, detail });
    let text = recorder.lines().join("\n");
    assert!(text.contains("waiting for 0Af9") && text.contains("users: failed: no licence"), "{text}");
    assert!(!text.contains("user 39"), "{text}");
}

#[test]
fn what_goes_on_is_not_called_over() {
    let (recorder, hand) = (Recorder::default(), Hand::default());
    let mut view = Plain::new(Box::new(recorder.clone()), hand.clock());
    let state =
        DeployResult { status: DeployStatus::InProgress, number_components_total: 9, ..DeployResult::default() };
    let run = Run { verdict: Verdict::Running, summary: "it goes on".into(), ..Run::default() };
    play(&mut view, &hand, &[(1.0, DeployEvent::Progress(Box::new(state)))], &run);
    assert!(!recorder.lines().iter().any(|line| line.contains("over after")), "{:?}", recorder.lines());
}

#[test]
fn a_component_without_a_name_is_called_after_its_file() {
    let message = DeployMessage {
        component_type: "LightningComponentBundle".into(),
        full_name: "null".into(),
        file_name: "lwc/foo/foo.js".into(),
        problem: Some("LWC1011: bad".into()),
        ..DeployMessage::default()
    };
    let event = DeployEvent::ComponentFailed(Box::new(message));
    let (recorder, hand) = (Recorder::default(), Hand::default());
    Plain::new(Box::new(recorder.clone()), hand.clock()).event(&event);
    assert_eq!(recorder.lines(), ["[00:00] failed: LightningComponentBundle foo: LWC1011: bad"]);
    let recorder = Recorder::default();
    JsonLines::new(Box::new(recorder.clone()), hand.clock()).event(&event);
    assert!(recorder.printed().data.contains("\"name\":\"foo\""), "{}", recorder.printed().data);
}

#[test]
fn quiet_is_at_most_20_lines_with_the_id() {
    let (recorder, hand) = (Recorder::default(), Hand::default());
    let mut events = long_deployment();
    events.extend(vec![(1.0, DeployEvent::Adopted { id: "0Af2".into() }); 30]);
    events.extend(vec![(1.0, DeployEvent::Remark("remark".into())); 30]);
    play(&mut Quiet::new(Box::new(recorder.clone())), &hand, &events, &failed_run(500));
    let lines = recorder.lines();
    // Up to seven more come from the command: the org, its plan, receipts, reports.
    assert!(lines.len() <= 13, "{lines:#?}");
    let text = lines.join("\n");
    assert!(text.contains("deployment 0Af000000000001 was started"), "{text}");
    assert!(text.contains("remark"), "{text}");
    assert!(text.contains("C0.cls:1:1: error[DEPLOY030]: ApexClass C0: bad"), "{text}");
    assert!(text.contains(" more findings: --report FILE writes all of them"), "{text}");
    assert!(text.contains("deployment 0Af000000000001 failed"), "{text}");
}

#[test]
fn quiet_says_what_nobody_may_miss_however_much_was_said_before() {
    let recorder = Recorder::default();
    let mut quiet = Quiet::new(Box::new(recorder.clone()));
    (0..30).for_each(|_| quiet.event(&DeployEvent::Remark("remark".into())));
    quiet.say("Agent gains ViewAllData");
    assert_eq!(recorder.lines(), ["remark", "remark", "remark", "Agent gains ViewAllData"]);
}

#[test]
fn quiet_says_little_about_a_success() {
    let (recorder, hand) = (Recorder::default(), Hand::default());
    let run = Run { verdict: Verdict::Passed, summary: "done".into(), ..Run::default() };
    let events =
        [(0.0, DeployEvent::Sending { bytes: 9, attempt: 1 }), (0.1, DeployEvent::Started { id: "0Af1".into() })];
    play(&mut Quiet::new(Box::new(recorder.clone())), &hand, &events, &run);
    assert_eq!(recorder.lines(), ["deployment 0Af1 was started", "done"]);
}

#[test]
fn json_lines_follow_their_schema() {
    let (recorder, hand) = (Recorder::default(), Hand::default());
    let mut events = long_deployment();
    events.truncate(60);
    events.extend(every_event().into_iter().map(|event| (1.0, event)));
    play(&mut JsonLines::new(Box::new(recorder.clone()), hand.clock()), &hand, &events, &failed_run(3));
    let schema = crate::view::json::schema();
    let validator = jsonschema::validator_for(schema.as_value()).unwrap();
    let printed = recorder.printed();
    assert!(printed.notes.is_empty());
    let lines: Vec<serde_json::Value> = printed.data.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), events.len() + 1);
    assert!(lines.iter().any(|line| line["text"] == "##[error]") && !printed.data.contains("##["));
    for line in &lines {
        let errors: Vec<_> = validator.iter_errors(line).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:?}");
    }
    let last = lines.last().unwrap();
    assert_eq!((&last["event"], &last["verdict"], &last["errors"]), (&"ended".into(), &"failed".into(), &3.into()));
    assert!(!validator.is_valid(&serde_json::json!({"version": 1, "elapsedMillis": 1, "event": "unheard"})));
}

#[test]
fn the_schema_of_events_is_published() {
    crate::report::schema_file("events.schema.json", &crate::view::json::schema());
}

/// One of each.
pub fn every_event() -> Vec<DeployEvent> {
    use sf_client::deploy::{Ahead, StageOutcome};
    use sf_wire::{deploy::CoverageWarning, tooling::DeployRequestRow};
    let error = || ClientError::Setting("s\u{1b}[1m".into());
    let id = || "0Af1".to_owned();
    vec![
        DeployEvent::Sending { bytes: 0, attempt: 1 },
        DeployEvent::NotSent(error()),
        DeployEvent::Searching(error()),
        DeployEvent::Started { id: id() },
        DeployEvent::Adopted { id: id() },
        DeployEvent::NotJournaled { id: id(), reason: "r".into() },
        DeployEvent::Queued {
            behind: vec![Ahead { row: DeployRequestRow { id: id(), ..DeployRequestRow::default() }, user: None }; 5],
        },
        DeployEvent::Progress(Box::new(DeployResult { status: DeployStatus::InProgress, ..DeployResult::default() })),
        DeployEvent::ComponentFailed(Box::default()),
        DeployEvent::TestFailed(Box::default()),
        DeployEvent::CoverageTooLow(CoverageWarning::default()),
        DeployEvent::Trouble(error()),
        DeployEvent::Retrying { attempt: 2, pause: Duration::from_secs(30), reason: "r".into() },
        DeployEvent::Canceling { id: id() },
        DeployEvent::Stage { name: "n".into(), number: 1, of: 2 },
        DeployEvent::StageEnded { name: "n".into(), outcome: StageOutcome::Unchanged, detail: None },
        DeployEvent::Remark("r\n\u{202e}".into()),
        DeployEvent::Remark("##[error]".into()),
    ]
}

#[test]
fn every_event_is_one_line_of_words() {
    for event in every_event() {
        let (recorder, hand) = (Recorder::default(), Hand::default());
        Plain::new(Box::new(recorder.clone()), hand.clock()).event(&event);
        let lines = recorder.lines();
        assert_eq!(lines.len(), 1, "{event:?}: {lines:?}");
    }
}

#[test]
fn auto_looks_at_terminal_and_ci() {
    let auto = |terminal, ci, term| Progress::Auto.resolve(terminal, ci, term);
    assert_eq!(auto(true, false, Some("xterm")), Progress::Terminal);
    assert_eq!(auto(true, false, None), Progress::Terminal);
    assert_eq!(auto(true, true, Some("xterm")), Progress::Plain);
    assert_eq!(auto(true, false, Some("dumb")), Progress::Plain);
    assert_eq!(auto(false, false, Some("xterm")), Progress::Plain);
    assert_eq!(Progress::Terminal.resolve(false, false, None), Progress::Plain);
    assert_eq!(Progress::Quiet.resolve(true, false, None), Progress::Quiet);
}
