//! Turns specs into the files of a Salesforce DX project.
