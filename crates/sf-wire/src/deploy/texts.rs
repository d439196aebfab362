//! What a deployment's result says in free text, where an org may repeat what is in the components.

use super::DeployResult;

impl DeployResult {
    /// Gives every free text to `change`: errors, problems, messages and stacks of tests, warnings about coverage, what
    /// extensions and notifications say. Names stay.
    pub fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        let tests = &mut self.details.run_test_result;
        let components = self.details.component_failures.iter_mut().chain(&mut self.details.component_successes);
        let failures = tests.failures.iter_mut();
        let (messages, stacks): (Vec<_>, Vec<_>) = failures.map(|f| (&mut f.message, &mut f.stack_trace)).unzip();
        let warnings = tests.code_coverage_warnings.iter_mut().chain(&mut tests.flow_coverage_warnings);
        let texts = messages.into_iter().chain(warnings.map(|warning| &mut warning.message));
        let texts = texts.chain(self.notifications.iter_mut().map(|notification| &mut notification.message_text));
        let maybe = components.map(|component| &mut component.problem).chain(stacks);
        let maybe = maybe.chain(self.deploy_extension_results.iter_mut().map(|extension| &mut extension.message));
        let maybe = maybe.chain([&mut self.error_message, &mut self.state_detail]);
        texts.chain(maybe.flatten()).for_each(change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_free_text_is_reached_and_no_name() {
        let text = r#"{"errorMessage": "canary 1", "stateDetail": "canary 2",
            "deployExtensionResults": [{"message": "canary 9", "status": "Failed", "type": "name"}],
            "notifications": [{"messageCode": "name", "messageText": "canary 10"}], "details": {
            "componentFailures": [{"fullName": "name", "problem": "canary 3"}],
            "componentSuccesses": [{"fullName": "name", "problem": "canary 4"}],
            "runTestResult": {"failures": [{"name": "name", "methodName": "name", "message": "canary 5", "stackTrace": "canary 6"}],
                "codeCoverageWarnings": [{"name": "name", "message": "canary 7"}],
                "flowCoverageWarnings": [{"flowName": "name", "message": "canary 8"}]}}}"#;
        let mut result: DeployResult = serde_json::from_str(text).expect("a result");
        let mut seen = 0;
        result.each_text(&mut |text| {
            assert!(text.starts_with("canary"), "{text}");
            "x".clone_into(text);
            seen += 1;
        });
        assert_eq!(seen, 10);
        assert!(!format!("{result:?}").contains("canary"));
    }
}
