//! The kinds of Salesforce metadata: files, XML, deploy package.
