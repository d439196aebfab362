//! The Apex base classes and serving core, as files.
//!
//! Generated tools extend and use the classes of [`core`]. Projects that do not install the framework package also get
//! [`bundled`]; [`hand_owned_seed`] is written once and then belongs to the project's people.

/// One Apex class as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApexFile {
    /// Name of the class, which is the file's name without its extension.
    pub name: &'static str,
    /// The whole source, with LF line ends.
    pub body: &'static str,
    /// Whether the class is annotated `@IsTest`.
    pub is_test: bool,
}

macro_rules! apex_files {
    ($folder:literal: $($name:literal)*; tests: $($test:literal)*) => {
        &[
            $(ApexFile { name: $name, body: include_str!(concat!("../apex/", $folder, "/", $name, ".cls")), is_test: false },)*
            $(ApexFile { name: $test, body: include_str!(concat!("../apex/", $folder, "/", $test, ".cls")), is_test: true },)*
        ]
    };
}

/// The classes that every generated project holds: base class, argument check, query builder, serving core, their tests.
pub fn core() -> &'static [ApexFile] {
    apex_files!("core":
        "McpAggregateQuery"
        "McpArgumentCheck"
        "McpArguments"
        "McpBase64Url"
        "McpBudget"
        "McpConditions"
        "McpCursor"
        "McpDays"
        "McpEnvironment"
        "McpErrorCode"
        "McpFailure"
        "McpFieldPath"
        "McpFilter"
        "McpGuardedTool"
        "McpHttpExchange"
        "McpKeyset"
        "McpOutputShape"
        "McpPage"
        "McpPermission"
        "McpPlainTool"
        "McpProjection"
        "McpProperty"
        "McpProtocol"
        "McpQuery"
        "McpResultLimit"
        "McpRpcException"
        "McpRpcMessage"
        "McpScalar"
        "McpServerInfo"
        "McpServingCore"
        "McpText"
        "McpTextLimit"
        "McpToolCatalog"
        "McpToolException"
        "McpToolHandler"
        "McpToolOutput"
        "McpUndo"
        "McpValueType";
        tests:
        "McpAggregateQueryTest"
        "McpArgumentCheckTest"
        "McpEnvironmentTest"
        "McpFailureTest"
        "McpGuardedToolTest"
        "McpPlainToolTest"
        "McpPropertyTest"
        "McpProtocolTest"
        "McpQueryTest"
        "McpServingCoreTest"
        "McpTestFactory"
        "McpTestTools"
        "McpTestValues"
        "McpTextLimitTest"
        "McpTextTest"
        "McpToolCatalogTest"
        "McpToolOutputTest"
    )
}

/// Our own base classes with the signatures of the framework package, for projects that do not install it.
pub fn bundled() -> &'static [ApexFile] {
    apex_files!("bundled":
        "JsonRpcResultBase"
        "McpInvalidParamsException"
        "McpTextContent"
        "McpToolAnnotations"
        "McpToolDefinition"
        "McpToolResult";
        tests:
    )
}

/// Classes that are written once and never again: the hook that completes test data for an org.
pub fn hand_owned_seed() -> &'static [ApexFile] {
    apex_files!("seed": ; tests: "McpTestData")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn all() -> impl Iterator<Item = &'static ApexFile> {
        core().iter().chain(bundled()).chain(hand_owned_seed())
    }

    #[test]
    fn every_file_on_disk_is_listed() {
        for (folder, files) in [("core", core()), ("bundled", bundled()), ("seed", hand_owned_seed())] {
            let on_disk: BTreeSet<String> = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("apex")
                .join(folder)
                .read_dir()
                .expect("the folder is part of the crate")
                .map(|entry| entry.expect("readable").file_name().to_string_lossy().replace(".cls", ""))
                .collect();
            let listed: BTreeSet<String> = files.iter().map(|file| file.name.to_owned()).collect();
            assert_eq!(on_disk, listed, "framework/apex/{folder} and its list in src/lib.rs differ");
        }
    }

    #[test]
    fn names_are_unique_and_fit_salesforce() {
        let mut seen = BTreeSet::new();
        for file in all() {
            assert!(file.name.len() <= 40, "{} is longer than 40 characters", file.name);
            assert!(seen.insert(file.name.to_lowercase()), "{} is listed twice", file.name);
        }
    }

    #[test]
    fn each_file_declares_its_class() {
        for file in all() {
            let declared =
                ["class", "interface", "enum"].iter().any(|kind| file.body.contains(&format!("{kind} {} ", file.name)));
            assert!(declared, "{} does not declare a type of its name", file.name);
            assert_eq!(file.body.contains("@IsTest\npublic") || file.body.contains("@IsTest\nprivate"), file.is_test);
        }
    }

    #[test]
    fn each_class_says_whose_sharing_it_runs_with() {
        for file in all().filter(|file| file.body.contains(&format!("class {} ", file.name))) {
            assert!(file.body.contains(" sharing class "), "{} has no sharing keyword", file.name);
            assert!(!file.body.contains("without sharing"), "{} runs without sharing", file.name);
        }
    }
}
