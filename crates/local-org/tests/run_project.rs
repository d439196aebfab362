//! Runs the tests of directories named by the environment; for work on the runtime.

use local_org::START;
use local_org::runner::{Outcome, run};
use std::fmt::Write as _;
use std::path::PathBuf;

#[test]
fn directories_from_environment() {
    let Ok(dirs) = std::env::var("APEX_DIRS") else { return };
    let dirs: Vec<PathBuf> = dirs.split(':').map(PathBuf::from).collect();
    let project = match local_org::project::load(&dirs, &[]) {
        Ok(project) => project,
        Err(error) => panic!("{error}"),
    };
    let filter = std::env::var("APEX_FILTER").unwrap_or_default();
    let started = std::time::Instant::now();
    let report = run(&project, START, &|name| name.contains(&filter));
    let elapsed = started.elapsed();
    let mut shown = String::new();
    for result in report.failures() {
        match &result.outcome {
            Outcome::Fail { exception, message, stack } => {
                let _ = writeln!(
                    shown,
                    "{}.{}: {exception}: {message}\n{stack}\n{:?}",
                    result.class, result.method, result.log
                );
            }
            other => {
                let _ = writeln!(shown, "{}.{}: {other:?}", result.class, result.method);
            }
        }
    }
    for class in &report.coverage {
        let _ = writeln!(shown, "{:>3}% {} missed {:?}", class.percent(), class.class, class.missed);
    }
    let failed = report.failures().count();
    panic!("{failed} of {} failed in {elapsed:?}\n{shown}", report.results.len());
}
