//! Codes about generated files on disk: what may be written, overwritten and removed.

super::codes! {
    EDITED_BY_HAND = "FILE001", Error, "A generated file was edited by hand",
        "The file no longer has the content that `specs/generated.lock` records, so somebody changed it. It is neither overwritten nor removed, and the run changes no file at all. Put the change into the spec that the hint names, or move the file out of the generated directories to keep it; then `cargo xtask generate --overwrite PATH` replaces or removes the generated one.";
    NOT_GENERATED = "FILE002", Error, "A file that was not generated stands in the way",
        "The generator wants to write here, but the file on disk is not in `specs/generated.lock`, so it belongs to a person. Move it or rename the spec; if it may go, `cargo xtask generate --overwrite PATH` replaces it. A file with exactly the generated content is adopted without a word.";
    PATH_NOT_ALLOWED = "FILE003", Error, "A path cannot be used for a generated file",
        "Generated files stay inside the project and must exist on Linux, macOS and Windows alike. A path is relative, has `/` between its parts, no `.` or `..`, only printable ASCII without `< > : \" | ? * \\`, no part that ends with a dot or a space, no device name of Windows such as `aux` or `con`, and nothing in `.git`. Change the name in the spec it comes from.";
    PATH_COLLISION = "FILE004", Error, "Two generated files would have the same path",
        "Windows and macOS do not tell `Tool.cls` from `tool.cls`, and Salesforce does not either: one file would silently replace the other. The same holds for a file and a directory of one name. Rename one of the specs.";
    LOCK_UNREADABLE = "FILE005", Error, "The lock file cannot be understood",
        "`specs/generated.lock` says which files were generated and with which content; without it nothing can be overwritten or removed safely. Restore it from version control, or use the newer version of this tool that wrote it. Conflict markers of a merge are no problem: keep both sides and run `cargo xtask generate`.";
    READ_FAILED = "FILE006", Error, "A file or directory cannot be read",
        "To compare a generated file with the one on disk, the tool must read it. Check the permissions, and that no directory has the name of a file or the other way round.";
    WRITE_FAILED = "FILE007", Error, "A file cannot be written or removed",
        "The disk is full, the directory is read-only, or another program holds the file open. Each file is replaced as a whole, so every file is now either as before or as generated. Repair the cause and run `cargo xtask generate` again: it continues where it stopped.";
    SYMBOLIC_LINK = "FILE008", Error, "The path of a generated file leads through a symbolic link",
        "A link below the project could point anywhere, so a write through it could change a file outside the project. Replace the link with a real directory or file. The project directory itself may be reached through a link.";
    STALE = "FILE009", Error, "A generated file is not what the specs say",
        "`cargo xtask generate --check` compares every generated file with what the specs give now, and changes nothing. Run `cargo xtask generate` and commit the result together with the specs.";
    ALREADY_EXISTS = "FILE010", Error, "The file to create exists already",
        "`cargo xtask new` only creates files; it never changes what a person wrote. Choose another name, or remove the file first.";
    PROJECT_FILE = "FILE011", Error, "sfdx-project.json cannot be used",
        "The file must be a JSON object whose `packageDirectories` is a list of objects with a `path`; comments are allowed and kept. Nothing was changed. Repair the file, or add the package directory `force-app` by hand.";
    COMPONENT_TAKEN = "FILE012", Error, "A component of the project has the name of a generated one",
        "Salesforce knows a component by its type and name, whatever file it stands in, and ignores letter case: a deployment would silently replace one of the two. Rename your component or the spec, or choose another `prefix` in the project spec.";
    IDENTITY_LOST = "FILE013", Warning, "Permission sets or OAuth apps are no longer generated",
        "A server was removed or renamed, or the project's `prefix` changed. The old components enter the destructive manifest; an org that deploys it deletes the permission sets with their assignments and the apps with their consumer keys and secrets, and clients that use them stop working. Deploy and assign the new ones first, or restore the old name.";
    NAMESPACE = "FILE014", Warning, "The namespace of sfdx-project.json is not applied",
        "Generated names, endpoint paths and client configurations assume no namespace. An org with a namespace (a packaging or namespaced scratch org) serves Apex REST below `/services/apexrest/<namespace>/`, so the generated client configurations do not reach it: copy one to a place of your own and write this path into the copy. Orgs without the namespace are not affected. Set `namespace` to an empty text if no org needs it.";
}
