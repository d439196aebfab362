//! Codes of the area "apex".

super::codes! {
    APEX_SYNTAX = "APEX001", Error, "The text is not Apex",
        "The parser stopped at this place. The message has the wording of Salesforce's own front end. Only the first error of a file is \
         shown, as the ones behind it usually follow from it. Repair the text; for a generated file, repair its spec or report a bug.";
    APEX_COMPILE = "APEX002", Error, "Salesforce would refuse to compile this",
        "A name, a type, a signature, a modifier or the flow of the code is wrong by the rules of Apex. The message has the wording of \
         Salesforce's deploy errors where that wording is known.";
    APEX_UNSUPPORTED = "APEX003", Error, "The local org cannot run this",
        "Salesforce knows this class, method or feature; the local org does not implement it and says so instead of guessing. Nothing is \
         wrong with the code. Use another way to write it, or test that part against a sandbox.";
    LOCAL_TEST_FAILED = "APEX020", Error, "A test failed in the local org",
        "The message and the stack have the form that Salesforce gives them. Repair the code or the test. If the test passes in an org, \
         the local org differs from Salesforce: report it with the test.";
    LOCAL_COVERAGE = "APEX021", Warning, "Tests cover too little of a class",
        "With specified or relevant tests Salesforce asks for 75 % of the lines of each class and trigger that is deployed. \
         `cargo xtask test --coverage` lists the lines that no test ran.";
}
