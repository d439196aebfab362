//! Codes of the area "apex".

super::codes! {
    APEX_SYNTAX = "APEX001", Error, "The text is not Apex",
        "The parser stopped at this place. The message has the wording of Salesforce's own front end. Only the first error of a file is \
         shown, as the ones behind it usually follow from it. Repair the text; for a generated file, repair its spec or report a bug.";
    APEX_COMPILE = "APEX002", Error, "Salesforce would refuse to compile this",
        "A name, a type, a signature, a modifier or the flow of the code is wrong by the rules of Apex. The message has the wording of \
         Salesforce's deploy errors where that wording is known.";
    APEX_UNSUPPORTED = "APEX003", Error, "The local org cannot run this",
        "Salesforce knows this class, method, feature or type of metadata; the local org does not implement it and says so instead of \
         guessing. Nothing is wrong with it. Test that part against a sandbox, or write code another way. `cargo xtask deploy \
         --target local --ignore-warnings` and `cargo xtask up --ignore-warnings` deploy it all the same: Apex that gets to such a place \
         ends there; metadata is kept without effect, so that a flow never runs and a formula stays blank.";
    LOCAL_TEST_FAILED = "APEX020", Error, "A test failed in the local org",
        "The message and the stack have the form that Salesforce gives them. Repair the code or the test. If the test passes in an org, \
         the local org differs from Salesforce: report it with the test.";
    LOCAL_COVERAGE = "APEX021", Warning, "Tests cover too little of a class",
        "With specified or relevant tests Salesforce asks for 75 % of the lines of each class and trigger that is deployed. \
         `cargo xtask test --coverage` lists the lines that no test ran.";
    GENERATED = "APEX004", Error, "A generated class does not compile",
        "Every generated class is compiled before anything is written. One that Salesforce would refuse is a defect of the generator, not of \
         your spec; nothing is written. Report it with the spec that the finding names; until it is mended, write that part of the spec \
         another way.";
    NOT_PROVEN = "APEX006", Note, "The generated tests never see a tool work on a record",
        "A test makes the records that its tool reads or changes. Some cannot be made: the platform writes them, Apex may not, the \
         settings of the org decide what they need, or no record meets all conditions of the tool. The test class says so, too. Such a \
         class may stay below the 75 % of its lines that a deployment with specified tests asks for. Call the tool in a sandbox before \
         you rely on it, or write a test of your own that makes the record; where conditions contradict each other, mend the spec.";
    OWN_CLASS = "APEX005", Warning, "A generated class does not fit a class of yours",
        "A generated class uses a class that people own, such as the handler of a `custom` tool, and that class no longer has what it uses: \
         it was renamed, or a parameter of the tool changed. Change your class; the project deploys only when both fit.";
}
