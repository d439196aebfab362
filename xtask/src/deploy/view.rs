//! How a running deployment is shown.

use crate::printer::Printer;
use sf_client::deploy::DeployEvent;
use sf_wire::deploy::{DeployResult, DeployStatus};

/// Shows what happens while it happens.
pub trait View: Send {
    /// Something happened in the deployment.
    fn event(&mut self, event: &DeployEvent);

    /// Something else that a person should know now.
    fn note(&mut self, text: &str);
}

/// A line for each change, on standard error.
pub struct Plain<'a> {
    printer: &'a mut Printer,
    last: String,
    troubles: u32,
}

/// Looks that fail one after the other before it is said again.
const SAY_TROUBLE_EVERY: u32 = 20;

impl<'a> Plain<'a> {
    /// Lines go to `printer`.
    pub fn new(printer: &'a mut Printer) -> Self {
        Self { printer, last: String::new(), troubles: 0 }
    }

    fn change(&mut self, line: String) {
        if line != self.last {
            self.printer.note(&line);
            self.last = line;
        }
    }
}

impl View for Plain<'_> {
    fn event(&mut self, event: &DeployEvent) {
        if !matches!(event, DeployEvent::Trouble(_)) {
            self.troubles = 0;
        }
        match event {
            DeployEvent::Sending { bytes: 0, .. } => self.note("asking for the validated deployment"),
            DeployEvent::Sending { bytes, attempt: 1 } => self.note(&format!("sending {}", size(*bytes))),
            DeployEvent::Sending { bytes, attempt } => {
                self.note(&format!("sending {} again, attempt {attempt}", size(*bytes)));
            }
            DeployEvent::NotSent(error) => self.note(&format!("not sent: {error}")),
            DeployEvent::Searching(error) => {
                self.note(&format!("the reply was lost ({error}); looking for the deployment in the org"));
            }
            DeployEvent::Started { id } => self.note(&format!("deployment {id}")),
            DeployEvent::Adopted { id } => self.note(&format!("the org has it: deployment {id}")),
            DeployEvent::NotJournaled { id, reason } => {
                self.note(&format!("keep the id {id}: it could not be written down ({reason})"));
            }
            DeployEvent::Queued { behind } => {
                let ids: Vec<&str> = behind.iter().map(|row| row.id.as_str()).collect();
                self.change(format!("queued behind {}", ids.join(", ")));
            }
            DeployEvent::Progress(result) => self.change(progress(result)),
            DeployEvent::ComponentFailed(failure) => self.note(&format!(
                "failed: {} {}: {}",
                failure.component_type,
                failure.full_name,
                failure.problem.as_deref().unwrap_or("no reason given")
            )),
            DeployEvent::TestFailed(failure) => {
                let method = failure.method_name.as_deref().unwrap_or("(class)");
                self.note(&format!("test failed: {}.{method}: {}", failure.name, failure.message));
            }
            DeployEvent::CoverageTooLow(warning) => {
                self.note(&format!("coverage: {}: {}", warning.name.as_deref().unwrap_or("org"), warning.message));
            }
            DeployEvent::Trouble(error) => {
                if self.troubles % SAY_TROUBLE_EVERY == 0 {
                    self.note(&format!("cannot see the deployment for the moment, it goes on: {error}"));
                }
                self.troubles += 1;
            }
        }
    }

    fn note(&mut self, text: &str) {
        self.printer.note(text);
    }
}

fn size(bytes: u64) -> String {
    if bytes < 10_000 { format!("{bytes} bytes") } else { format!("{} kB", bytes / 1_000) }
}

fn progress(result: &DeployResult) -> String {
    let mut line = match result.status {
        DeployStatus::Pending => "waiting for its turn".to_owned(),
        _ => result.status.to_string(),
    };
    if result.number_components_total > 0 {
        line.push_str(&format!(
            ", components {}/{}",
            result.number_components_deployed, result.number_components_total
        ));
    }
    if result.number_tests_total > 0 {
        line.push_str(&format!(", tests {}/{}", result.number_tests_completed, result.number_tests_total));
    }
    if result.number_component_errors + result.number_test_errors > 0 {
        line.push_str(&format!(", {} errors", result.number_component_errors + result.number_test_errors));
    }
    line
}
