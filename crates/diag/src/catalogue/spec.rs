//! Codes about the shape of spec files: YAML, keys, types, references between specs.

super::codes! {
    YAML_SYNTAX = "SPEC001", Error, "The file is not valid YAML",
        "The YAML parser stopped at the place shown. Indentation with tabs, an unclosed quote and a colon inside an unquoted text are the usual causes. Quote the text or mend the indentation, then run `cargo xtask check` again.";
    UNKNOWN_KEY = "SPEC002", Error, "A key is not known here",
        "Specs are strict: a key that nobody reads would look like a rule that nobody enforces. Use the nearest known key that the hint names, or remove the key. `docs/spec.md` lists every key.";
    WRONG_TYPE = "SPEC003", Error, "A value has the wrong type",
        "The key expects another kind of value, for example a list instead of a text. YAML reads unquoted `yes`, `1.0` and `2024-01-01` as something other than text: put quotes around a text that looks like a number.";
    MISSING_KEY = "SPEC004", Error, "A required key is missing",
        "Every spec needs this key: without it the generator would have to guess, and a guess is not a reviewed decision. Add the key; `docs/spec.md` shows its type and an example.";
    NOT_ALLOWED = "SPEC005", Error, "A value is not one of the allowed values",
        "The key takes one of a fixed set of values. The hint names the nearest one.";
    DUPLICATE_KEY = "SPEC006", Error, "A key is written twice in one mapping",
        "YAML parsers disagree on which of two equal keys wins, so a reviewer could read one value and the tool use the other. Remove one of them.";
    ALIAS = "SPEC007", Error, "Anchors and aliases are not allowed in specs",
        "An alias lets a value be defined far from where a reviewer reads it, and nested aliases can blow up memory. Write the value out, or move what is shared into a spec of kind `scope`.";
    READ_FAILED = "SPEC008", Error, "A spec file cannot be read",
        "The file exists but its bytes could not be read as UTF-8 text. Save it as UTF-8 and check its permissions.";
}
