//! Runs Apex tests: each method on its own copy of the data its class set up, several classes at a time.

use crate::project::Project;
use crate::{Org, Session};
use apex_eval::{Coverage, Interp, Stop};
use apex_sema::program::{Class, MethodRef};
use apex_sema::{Program, UNSUPPORTED};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Stack of a thread that runs Apex: enough for the deepest recursion Apex allows.
pub(crate) const STACK: usize = 1 << 30;

/// What stands in the place of an exception where the local org itself failed.
const INTERNAL: &str = "internal error of the local org, please report";

/// What became of a test method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It passed.
    Pass,
    /// It ended in an exception: type, message, stack.
    Fail {
        /// Type of the exception.
        exception: String,
        /// Its message.
        message: String,
        /// Where it came from.
        stack: String,
    },
    /// It needs what the local org does not have.
    Unsupported {
        /// What that is.
        what: String,
        /// Where it was needed.
        stack: String,
    },
}

impl Outcome {
    /// What a test that did not pass says, and where.
    pub fn failure(&self) -> Option<(String, &str)> {
        match self {
            Self::Pass => None,
            Self::Fail { exception, message, stack } => Some((format!("{exception}: {message}"), stack)),
            Self::Unsupported { what, stack } => Some((format!("{UNSUPPORTED}{what}"), stack)),
        }
    }

    fn unsupported(message: &str, stack: String) -> Self {
        Self::Unsupported { what: message.strip_prefix(UNSUPPORTED).unwrap_or(message).to_owned(), stack }
    }
}

/// The result of a test method.
#[derive(Debug, Clone)]
pub struct TestResult {
    /// Name of the class.
    pub class: String,
    /// Name of the method.
    pub method: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Lines of `System.debug`.
    pub log: Vec<String>,
    /// Time it took.
    pub elapsed: Duration,
}

/// Lines of a class that tests ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassCoverage {
    /// Name of the class.
    pub class: String,
    /// Path of its file.
    pub path: String,
    /// Lines with a statement that ran.
    pub covered: Vec<u32>,
    /// Lines with a statement that did not.
    pub missed: Vec<u32>,
}

impl ClassCoverage {
    /// Covered lines in percent; a class without statements counts as covered.
    pub fn percent(&self) -> u32 {
        let all = self.covered.len() + self.missed.len();
        (100 * self.covered.len()).checked_div(all).map_or(100, |percent| u32::try_from(percent).unwrap_or(0))
    }
}

/// The results of a run.
#[derive(Debug, Clone)]
pub struct Report {
    /// By class and method.
    pub results: Vec<TestResult>,
    /// By class.
    pub coverage: Vec<ClassCoverage>,
}

impl Report {
    /// Results that did not pass.
    pub fn failures(&self) -> impl Iterator<Item = &TestResult> {
        self.results.iter().filter(|r| r.outcome != Outcome::Pass)
    }
}

/// Every test method, as class and method, by name.
pub fn tests(project: &Project) -> Vec<(String, String)> {
    let classes = project.program.classes.iter().filter(|c| c.is_test && c.outer.is_none());
    let methods = classes.flat_map(|class| class.methods.iter().map(move |method| (class, method)));
    let tests = methods.filter(|(_, method)| method.is_test && method.is_static);
    let mut names: Vec<_> = tests.map(|(class, method)| (class.name.to_string(), method.name.to_string())).collect();
    names.sort();
    names
}

/// Runs every test method whose `Class.method` the filter accepts, as if it were `now`, in milliseconds since 1970.
pub fn run(project: &Project, now: i64, filter: &(dyn Fn(&str) -> bool + Sync)) -> Report {
    let org = &project.org;
    let work = Work { org: &org.for_tests(), all: org, program: &project.program, sources: &project.sources, now };
    work.run(filter, &|_| true)
}

/// Runs test methods of the classes an org has, on copies without its data (see [`Org::for_tests`]). `after` sees each
/// result and says whether to go on.
pub fn run_in(
    org: &Org,
    now: i64,
    filter: &(dyn Fn(&str) -> bool + Sync),
    after: &(dyn Fn(&TestResult) -> bool + Sync),
) -> Report {
    Work { org: &org.for_tests(), all: org, program: &org.program, sources: &org.sources, now }.run(filter, after)
}

/// The test methods of a program, as `Class.method`.
pub fn test_methods(program: &Program) -> impl Iterator<Item = String> {
    let classes = program.classes.iter().filter(|c| c.is_test && c.outer.is_none());
    classes
        .flat_map(|c| c.methods.iter().filter(|m| m.is_test && m.is_static).map(|m| format!("{}.{}", c.name, m.name)))
}

struct Work<'w> {
    /// What tests see.
    org: &'w Org,
    /// What those see that ask for all data.
    all: &'w Org,
    program: &'w Program,
    sources: &'w [apex_sema::Source],
    now: i64,
}

impl Work<'_> {
    fn run(&self, filter: &(dyn Fn(&str) -> bool + Sync), after: &(dyn Fn(&TestResult) -> bool + Sync)) -> Report {
        let program = self.program;
        let classes: Vec<&Class> = program.classes.iter().filter(|c| c.is_test && c.outer.is_none()).collect();
        let next = AtomicUsize::new(0);
        let done = Mutex::new((Vec::new(), program.classes.iter().map(|_| Vec::new()).collect::<Coverage>()));
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(classes.len().max(1));
        std::thread::scope(|scope| {
            for _ in 0..workers {
                let work = || {
                    loop {
                        let Some(class) = classes.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
                        let (results, coverage) = self.run_class(class, filter, after);
                        if let Ok(mut done) = done.lock() {
                            done.0.extend(results);
                            merge(&mut done.1, coverage);
                        }
                    }
                };
                // Without a thread of its own the test would run on a stack that is too small.
                let _ = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
            }
        });
        let (mut results, coverage) = done.into_inner().unwrap_or_default();
        results.sort_by(|a, b| (&a.class, &a.method).cmp(&(&b.class, &b.method)));
        Report { results, coverage: by_class(self, &coverage) }
    }
}

/// `@IsTest(SeeAllData=true)` (Apex Developer Guide, "Using the isTest(SeeAllData=True) Annotation").
fn sees_all(notes: &[apex_sema::program::Note]) -> bool {
    let tests = notes.iter().filter(|note| note.name.eq_ignore_ascii_case("istest"));
    tests
        .flat_map(|note| &note.args)
        .any(|(key, value)| key.eq_ignore_ascii_case("seealldata") && value.eq_ignore_ascii_case("true"))
}

fn merge(all: &mut Coverage, one: Coverage) {
    for (lines, more) in all.iter_mut().zip(one) {
        if lines.len() < more.len() {
            lines.resize(more.len(), false);
        }
        for (line, ran) in lines.iter_mut().zip(more) {
            *line |= ran;
        }
    }
}

fn by_class(project: &Work<'_>, coverage: &Coverage) -> Vec<ClassCoverage> {
    let classes = &project.program.classes;
    let mut list = Vec::new();
    for class in classes.iter().filter(|c| c.outer.is_none() && !c.is_test) {
        let mut entry = ClassCoverage {
            class: class.name.to_string(),
            path: project.sources[class.file].path.clone(),
            covered: Vec::new(),
            missed: Vec::new(),
        };
        for part in classes.iter().filter(|c| c.id == class.id || c.outer == Some(class.id)) {
            for line in &part.executable {
                let ran = coverage[part.id as usize].get(*line as usize).copied().unwrap_or(false);
                if ran { entry.covered.push(*line) } else { entry.missed.push(*line) }
            }
        }
        entry.covered.sort_unstable();
        entry.missed.sort_unstable();
        list.push(entry);
    }
    list.sort_by(|a, b| a.class.cmp(&b.class));
    list
}

impl Work<'_> {
    fn run_class(
        &self,
        class: &Class,
        filter: &(dyn Fn(&str) -> bool + Sync),
        after: &(dyn Fn(&TestResult) -> bool + Sync),
    ) -> (Vec<TestResult>, Coverage) {
        let program = self.program;
        let mut coverage: Coverage = program.classes.iter().map(|_| Vec::new()).collect();
        let chosen: Vec<u32> = (0..)
            .zip(&class.methods)
            .filter(|(_, m)| m.is_test && m.is_static && filter(&format!("{}.{}", class.name, m.name)))
            .map(|(i, _)| i)
            .collect();
        if chosen.is_empty() {
            return (Vec::new(), coverage);
        }
        let mut results = Vec::new();
        let see_all =
            |index: &u32| sees_all(&class.annotations) || sees_all(&class.methods[*index as usize].annotations);
        let (with_data, alone): (Vec<u32>, Vec<u32>) = chosen.into_iter().partition(see_all);
        for (base, chosen) in [(self.org, alone), (self.all, with_data)] {
            if !self.run_methods(base, class, chosen, after, &mut results, &mut coverage) {
                break;
            }
        }
        (results, coverage)
    }

    /// Runs methods of a class on copies of an org; whether to go on.
    fn run_methods(
        &self,
        base: &Org,
        class: &Class,
        chosen: Vec<u32>,
        after: &(dyn Fn(&TestResult) -> bool + Sync),
        results: &mut Vec<TestResult>,
        coverage: &mut Coverage,
    ) -> bool {
        if chosen.is_empty() {
            return true;
        }
        let (mut org, setup_failed) = self.set_up(base, class, coverage);
        for index in chosen {
            let begin = Instant::now();
            let (outcome, log) = match &setup_failed {
                Some(outcome) => (outcome.clone(), Vec::new()),
                None => self.run_method(&mut org, class, index, coverage),
            };
            org.store.rollback(0);
            // What was under way when the local org failed may be half done.
            if setup_failed.is_none() && matches!(&outcome, Outcome::Fail { exception, .. } if exception == INTERNAL) {
                org = self.set_up(base, class, coverage).0;
            }
            let method = class.methods[index as usize].name.to_string();
            results.push(TestResult { class: class.name.to_string(), method, outcome, log, elapsed: begin.elapsed() });
            if !results.last().is_none_or(after) {
                return false;
            }
        }
        true
    }

    /// A copy of the org with what the class sets up, and why that failed.
    fn set_up(&self, base: &Org, class: &Class, coverage: &mut Coverage) -> (Org, Option<Outcome>) {
        let mut org = base.clone();
        let mut failed = None;
        for (index, method) in (0..).zip(&class.methods) {
            if method.is_test_setup {
                let outcome = self.run_method(&mut org, class, index, coverage).0;
                if outcome != Outcome::Pass {
                    failed = Some(outcome);
                }
            }
        }
        org.store.commit();
        (org, failed)
    }

    fn run_method(&self, org: &mut Org, class: &Class, index: u32, coverage: &mut Coverage) -> (Outcome, Vec<String>) {
        let user = org.administrator.clone();
        let mut session = Session::new(org, user, self.now);
        let mut interp = Interp::new(self.program, &mut session);
        interp.set_test();
        let result = catch_unwind(AssertUnwindSafe(|| {
            let result = interp.call_static(MethodRef { class: class.id, index }, Vec::new());
            #[cfg(test)]
            tests::fail_after(&class.methods[index as usize].name);
            result
        }));
        let outcome = match result {
            Err(panic) => Outcome::Fail {
                exception: INTERNAL.into(),
                message: said(&*panic).to_owned(),
                stack: interp.where_stopped(),
            },
            Ok(Ok(_)) => Outcome::Pass,
            Ok(Err(Stop::Exception(value))) => {
                let (exception, message, stack) = interp.describe_exception(&value);
                Outcome::Fail { exception, message, stack }
            }
            Ok(Err(Stop::Limit(message))) => {
                Outcome::Fail { exception: "System.LimitException".into(), message, stack: interp.where_stopped() }
            }
            Ok(Err(Stop::Gap(message))) => Outcome::unsupported(&message, interp.where_stopped()),
            Ok(Err(Stop::NullChain)) => {
                Outcome::unsupported("a null chain left its expression", interp.where_stopped())
            }
        };
        merge(coverage, std::mem::take(&mut interp.coverage));
        drop(interp);
        (outcome, session.log)
    }
}

/// The text of a panic.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project;

    const CLASS: &str = "@IsTest private class OddTest {
        @TestSetup static void setUp() { insert new Account(Name = 'one'); }
        @IsTest static void a() { System.assertEquals(1, [SELECT COUNT() FROM Account]); }
        @IsTest static void fails_inside() { insert new Account(Name = 'two'); }
        @IsTest static void z() { System.assertEquals(1, [SELECT COUNT() FROM Account]); }
    }";

    /// Stands for a defect of the local org.
    pub(super) fn fail_after(method: &str) {
        assert!(method != "fails_inside", "the defect");
    }

    #[test]
    fn a_defect_of_the_local_org_fails_its_method_and_the_run_goes_on() {
        let project = project::load(&[], &[("OddTest.cls", CLASS)]).unwrap();
        let report = run(&project, crate::org::START, &|_| true);
        let ended: Vec<Option<String>> =
            report.results.iter().map(|r| r.outcome.failure().map(|(message, _)| message)).collect();
        let defect = "internal error of the local org, please report: the defect";
        assert_eq!(ended, [None, Some(defect.to_owned()), None]);
    }

    #[test]
    fn a_defect_during_the_set_up_fails_each_method() {
        // The set-up has the name of the method that fails.
        let text = CLASS.replace("fails_inside", "b").replace("setUp", "fails_inside");
        let project = project::load(&[], &[("OddTest.cls", &text)]).unwrap();
        let report = run(&project, crate::org::START, &|_| true);
        assert_eq!(report.failures().count(), 3, "{:?}", report.results);
    }
}
