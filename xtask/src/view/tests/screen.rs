//! What a person sees on a terminal.

use super::*;
use crate::view::terminal::Terminal;
use indicatif::{InMemoryTerm, ProgressDrawTarget};

fn view(term: &InMemoryTerm, wide: bool, recorder: &Recorder, hand: &Hand) -> Terminal {
    let target = ProgressDrawTarget::term_like_with_hz(Box::new(term.clone()), 255);
    Terminal::on(Box::new(recorder.clone()), hand.clock(), target, wide, false)
}

fn progress(components: u64, tests: u64) -> DeployEvent {
    DeployEvent::Progress(Box::new(DeployResult {
        status: DeployStatus::InProgress,
        number_components_deployed: components,
        number_components_total: 40,
        number_tests_completed: tests,
        number_tests_total: 20,
        state_detail: (tests > 0).then(|| "Running Test: A\u{1b}[2JTest".to_owned()),
        ..DeployResult::default()
    }))
}

fn events() -> Vec<(f64, DeployEvent)> {
    let failure = DeployMessage {
        component_type: "ApexClass".into(),
        full_name: "A".into(),
        problem: Some("x\u{1b}]0;title\u{7}".into()),
        ..DeployMessage::default()
    };
    vec![
        (0.0, DeployEvent::Sending { bytes: 1_200_000, attempt: 1 }),
        (2.0, DeployEvent::Started { id: "0Af1".into() }),
        (5.0, progress(10, 0)),
        (6.0, DeployEvent::ComponentFailed(Box::new(failure))),
        (15.0, progress(40, 5)),
    ]
}

#[test]
fn what_is_over_stays_and_what_happens_changes_in_place() {
    let (term, recorder, hand) = (InMemoryTerm::new(20, 100), Recorder::default(), Hand::default());
    let mut view = view(&term, true, &recorder, &hand);
    for (at, event) in events() {
        hand.set(at);
        view.event(&event);
    }
    let screen = term.contents();
    let lines: Vec<&str> = screen.lines().map(str::trim_end).collect();
    let expected = [
        "· sending the package, 1.2 MB",
        "✓ send  2.0 s",
        "· deployment 0Af1 was started",
        "✓ queue  3.0 s",
        "✗ failed: ApexClass A: x\\u{1b}]0;title\\u{7}",
        "✓ components: 40 of 40  10 s",
    ];
    assert_eq!(lines[..6], expected, "{screen}");
    assert!(lines[6].contains("tests █████░░░░░░░░░░░░░░░ 5 of 20 · Running Test: A\\u{1b}[2JTest"), "{screen}");
    assert_eq!(lines.len(), 7);
}

#[test]
fn the_end_clears_the_moving_line() {
    let (term, recorder, hand) = (InMemoryTerm::new(20, 100), Recorder::default(), Hand::default());
    let mut view = view(&term, true, &recorder, &hand);
    play(&mut view, &hand, &events(), &failed_run(1));
    assert!(!term.contents().contains("Running Test"), "{}", term.contents());
    let printed = recorder.printed();
    assert!(printed.data.contains("error[DEPLOY030]: ApexClass C0: bad"));
    assert_eq!(
        printed.notes,
        ["deployment 0Af000000000001 failed (20 min 01 s)", "to go on: cargo xtask report --target sandbox"]
    );
}

#[test]
fn a_narrow_terminal_gets_one_moving_line() {
    let (term, recorder, hand) = (InMemoryTerm::new(60, 24), Recorder::default(), Hand::default());
    let mut view = view(&term, false, &recorder, &hand);
    for (at, event) in events() {
        hand.set(at);
        view.event(&event);
    }
    for tests in 6..20 {
        view.event(&progress(40, tests));
    }
    let screen = term.contents();
    // The moving line is cut, not wrapped: each redraw would leave a line behind otherwise.
    assert_eq!(screen.lines().filter(|line| line.contains("tests")).count(), 1, "{screen}");
    assert!(screen.lines().last().unwrap().contains("tests 19 of"), "{screen}");
    assert!(screen.lines().all(|line| line.chars().count() <= 24), "{screen}");
}

#[test]
fn a_step_without_a_deployment_is_seen() {
    let (term, recorder, hand) = (InMemoryTerm::new(20, 100), Recorder::default(), Hand::default());
    let mut view = view(&term, true, &recorder, &hand);
    view.event(&DeployEvent::Stage { name: "package".into(), number: 1, of: 3 });
    let screen = term.contents();
    let moving = screen.lines().last().unwrap();
    assert!(moving.contains("step 1 of 3: package") && !moving.starts_with('·'), "{screen}");
}

#[test]
fn a_lost_connection_is_seen_and_forgotten() {
    let (term, recorder, hand) = (InMemoryTerm::new(20, 100), Recorder::default(), Hand::default());
    let mut view = view(&term, true, &recorder, &hand);
    view.event(&progress(10, 0));
    view.event(&DeployEvent::Trouble(ClientError::Setting("reset".into())));
    assert!(term.contents().contains("no connection, trying again"), "{}", term.contents());
    view.event(&progress(11, 0));
    assert!(!term.contents().contains("no connection"), "{}", term.contents());
}
