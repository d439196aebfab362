//! Codes about the project as a deployment sees it: source files, components, the package.

super::codes! {
    PROJECT_FILE = "DEPLOY001", Error, "The project file cannot be used",
        "`sfdx-project.json` at the project root names the package directories and the API version. It is missing, is not valid JSON, or names a directory that does not exist. Correct the file; every path in it is relative to the project root and must stay inside it.";
    SOURCE_READ = "DEPLOY002", Error, "A source file cannot be read",
        "A file below a package directory could not be read, or its name is not valid Unicode. A package without it would differ from what was reviewed, so nothing is packed. Check the file's permissions, or list it in `.forceignore`.";
    SYMBOLIC_LINK = "DEPLOY003", Error, "A symbolic link lies in the source tree",
        "Links are not followed: a link could bring a file from outside the project, such as a key, into the package. Copy the file into the project, or list the link in `.forceignore`.";
    UNKNOWN_FILE = "DEPLOY004", Error, "A file belongs to no metadata type",
        "Every file below a package directory is part of a component, and this one has a name or folder that no known metadata type uses. Leaving it out silently could leave out something you meant to deploy. Correct the folder or ending, move the file out of the package directory, or list it in `.forceignore`.";
    DUPLICATE_COMPONENT = "DEPLOY005", Error, "A component is defined twice",
        "Two files define the same component. Names are compared without letter case, as the platform does. Only one of them could be deployed, and which one would depend on chance. Remove or rename one.";
    MISSING_META = "DEPLOY006", Error, "A content file has no -meta.xml file",
        "Types with content consist of the content file and an XML file beside it that carries, for example, the API version. The platform refuses the one without the other. Add the XML file, or list the content file in `.forceignore`.";
    MISSING_CONTENT = "DEPLOY007", Error, "A -meta.xml file has no content file",
        "The XML file describes a component whose content file is missing: it was deleted, renamed, or is hidden by `.forceignore`. Restore the content file, or remove both.";
    INVALID_XML = "DEPLOY008", Error, "A metadata file is not valid XML",
        "The file cannot be read as XML, so the platform could not read it either. The place is the one the XML reader stopped at; the mistake is there or shortly before. Document type declarations are refused on purpose.";
    UNEXPECTED_ROOT = "DEPLOY009", Warning, "A metadata file has an unexpected root element",
        "The root element of a metadata file is the name of its type, and this file has another one. The file may lie in the wrong folder or carry the wrong ending. The platform decides; this finding tells you before the upload.";
    NAME_MISMATCH = "DEPLOY010", Error, "The name in a file differs from the file's name",
        "The manifest is made from file names, while the platform reads `fullName` inside the file. If they differ the deployment fails because the named component is not in the package. Give the file the name of its `fullName`.";
    FORCE_IGNORE = "DEPLOY011", Error, "A line of .forceignore cannot be understood",
        "`.forceignore` has the syntax of `.gitignore`. A pattern that cannot be understood would be skipped, and files that should stay out would be deployed. Correct the pattern; write `/` between folders.";
    TOO_MANY_FILES = "DEPLOY012", Error, "The package holds too many files",
        "A deployment may hold 10,000 files, and the server counts folders as files (Metadata API developer guide, limits). Keep files out with `.forceignore`, or make package directories projects of their own, each with its `sfdx-project.json`.";
    TOO_LARGE = "DEPLOY013", Error, "The package is too large",
        "A deployment may hold about 39 MB compressed and 600 MB (629,145,600 bytes) uncompressed (Metadata API developer guide, limits). Keep files out with `.forceignore`, make large static resources smaller, or make package directories projects of their own.";
    NEAR_LIMIT = "DEPLOY014", Warning, "The package comes close to a limit",
        "The package uses more than four fifths of a limit of the Metadata API. It can be deployed now; plan to split it before it cannot.";
    DESTRUCTIVE_INVALID = "DEPLOY015", Error, "A deletion cannot be asked for like this",
        "Destructive manifests name each component with a known metadata type; wildcards are not allowed. A component that the same package deploys cannot be deleted by it.";
    STATIC_RESOURCE_TYPE = "DEPLOY016", Error, "A static resource directory is not a zip resource",
        "The files of a static resource that is a directory are packed as a zip, so its `contentType` must be `application/zip` or `application/x-zip-compressed`. Correct the content type, or replace the directory by one file.";
    NOTHING_TO_DEPLOY = "DEPLOY017", Error, "There is nothing to deploy",
        "No component is left to deploy or delete: the package directories are empty, everything is listed in `.forceignore`, or the manifest names nothing that the project holds.";
    NOT_IN_PROJECT = "DEPLOY018", Error, "The manifest names a component that the project does not hold",
        "A package whose manifest names a component without a file is refused by the platform. Run `cargo xtask generate` if the component is a generated one, or correct the manifest.";
    COMPONENT_FAILED = "DEPLOY030", Error, "The org refused a component",
        "The message is the org's own and is not in the catalogue of known messages. The component's file and, where the org names them, line and column are the place to look at. Nothing was deployed, because every deployment rolls back on errors.";
    COMPONENT_WARNING = "DEPLOY031", Warning, "The org has a remark about a component",
        "The component was deployed. The message is the org's own; with `--ignore-warnings` off, warnings make a deployment fail.";
    TEST_FAILED = "DEPLOY032", Error, "A test failed in the org",
        "The message and the stack trace are the org's own. A test that passes elsewhere and fails here usually meets automation, validation rules, required fields or data of this org.";
    COVERAGE_TOO_LOW = "DEPLOY033", Error, "Tests cover too little",
        "The deployment fails although no test did. With specified or relevant tests each class and trigger of the package needs 75 %; with local or all tests the org's average counts.";
    DEPLOYMENT_FAILED = "DEPLOY034", Error, "The deployment failed as a whole",
        "The org names no component. The message is its own; an error id in it is what Salesforce Support asks for.";
    LEFT_IN_ORG = "DEPLOY035", Warning, "The org holds what the project no longer generates",
        "A server, tool or file was removed from the specs, and the org keeps what was deployed of it: nothing is deleted without being named. Until then the endpoint answers, the app gives out tokens, and the permission set grants. Look at the plan, then name each component with `--destroy`.";
    GENERATED_REPLACED = "DEPLOY036", Error, "A generated component would not be deployed as the specs say",
        "What reviewers read is the specs and the files made from them. A file in `targets/<name>/` that takes the place of a generated component, or `replacements` in `sfdx-project.json` that change one, would put something else into the org, and no check of the specs would see it. Files in `targets/<name>/` may add components and replace your own.";
    GENERATED_LEFT_OUT = "DEPLOY037", Warning, "A generated component is not deployed",
        "`.forceignore` leaves out a file that the specs need: the org keeps what it has of it, which may grant more than the specs say.";
    REPLACEMENT_UNUSED = "DEPLOY038", Warning, "A replacement changes nothing",
        "An entry of `replacements` in `sfdx-project.json` applies, and no file that it names holds the text that it replaces. The path or the text may be mistyped: then the placeholder goes into the org. An entry whose `replaceWhenEnv` does not apply is not meant.";
}
