//! Codes about the shape of spec files: YAML, keys, types, references between specs.

super::codes! {
    YAML_SYNTAX = "SPEC001", Error, "The file is not valid YAML",
        "The YAML parser stopped at the place shown. Indentation with tabs, an unclosed quote and a colon inside an unquoted text are the usual causes. Quote the text or mend the indentation, then run `cargo xtask check` again.";
    UNKNOWN_KEY = "SPEC002", Error, "A key is not known here",
        "Specs are strict: a key that nobody reads would look like a rule that nobody enforces. Use the nearest known key that the hint names, or remove the key. `cargo xtask schema --reference` writes the list of all keys to `docs/spec.md`.";
    WRONG_TYPE = "SPEC003", Error, "A value has the wrong type",
        "The key expects another kind of value, for example a list instead of a text. Specs are YAML 1.2: an unquoted `1.0` is a number, `true` a truth value and `null` nothing, so put quotes around a text that looks like one of them. `yes`, `no` and dates are texts, quoted or not; where a truth value belongs, write `true` or `false`.";
    MISSING_KEY = "SPEC004", Error, "A required key is missing",
        "Every spec needs this key: without it the generator would have to guess, and a guess is not a reviewed decision. Add the key; `cargo xtask schema --reference` writes its type and an example to `docs/spec.md`.";
    NOT_ALLOWED = "SPEC005", Error, "A value is not one of the allowed values",
        "The key takes one of a fixed set of values. The hint names the nearest one.";
    DUPLICATE_KEY = "SPEC006", Error, "A key is written twice in one mapping",
        "YAML parsers disagree on which of two equal keys wins, so a reviewer could read one value and the tool use the other. Remove one of them.";
    ALIAS = "SPEC007", Error, "Anchors and aliases are not allowed in specs",
        "An alias lets a value be defined far from where a reviewer reads it, and nested aliases can blow up memory. Write the value out, or move what is shared into a spec of kind `scope`.";
    READ_FAILED = "SPEC008", Error, "A spec file cannot be read",
        "The file exists but its bytes could not be read as UTF-8 text. Save it as UTF-8 and check its permissions.";
    BAD_NAME = "SPEC009", Error, "A name does not follow its rule",
        "Names become Apex class names, API names, URLs and client tool names, each with its own alphabet. The message states the rule for this name. Rename it in the spec; nothing else refers to the old name until the next `generate`.";
    DUPLICATE_NAME = "SPEC010", Error, "Two specs have the same name",
        "A tool, server, scope, parameter or result key is referred to by its name, so the name must be unique (aliases of tools count as names). Rename one of the two places shown.";
    UNKNOWN_REFERENCE = "SPEC011", Error, "A name refers to nothing",
        "The spec names a tool, scope, parameter or authorized value that no spec defines. The hint shows the nearest defined name.";
    PROJECT_COUNT = "SPEC012", Error, "There must be exactly one project spec",
        "One file of `kind: project` holds the API version, the naming prefix and the framework mode. `cargo xtask new project` writes a commented one.";
    EXCLUSIVE_KEYS = "SPEC013", Error, "Keys exclude each other, or one of several is needed",
        "Some values can be given in more than one way, and exactly one way must be used: a condition compares with a parameter, an authorized value or a constant, never with two of them.";
    KEY_NOT_FOR_TYPE = "SPEC014", Error, "A key does not apply to this type of parameter",
        "A rule that cannot be enforced for the type would only look like protection: `maxLength` belongs to `string`, `min` and `max` to numbers, `values` to `enum`. Remove the key or change the type.";
    BAD_VALUE = "SPEC015", Error, "A value is not usable",
        "The value has the right type but cannot mean anything here; the message says what is expected.";
    UNUSED_PARAMETER = "SPEC016", Error, "A parameter is declared but nothing uses it",
        "The model would be asked for a value that changes nothing, and a reviewer would believe in a filter that does not exist. Use the parameter in the operation or remove it.";
    UNUSED_SPEC = "SPEC017", Warning, "A spec is used by nothing",
        "The tool is on no server, or the scope is named by no tool. It is checked, but nothing is generated for such a tool: no agent could reach it, no permission set would let anybody use it, and its tests would cover too little for an org to take it. Add it to a server, or remove the file.";
    NAME_COLLISION = "SPEC018", Error, "Two generated names are the same",
        "Apex class names have at most 40 characters and ignore letter case; after shortening, two names became equal. Rename one of the tools or choose a shorter prefix.";
    OUT_OF_SCOPE = "SPEC019", Error, "This kind of spec is out of scope",
        "The generator builds MCP tools on Apex REST. It does not build native Agentforce agents, Flows or ETL pipelines, and does not pretend to. For an Agentforce agent use Agentforce DX; for hosted MCP servers see Setup, API Catalog; for bulk data movement use the Bulk API with an ETL tool.";
    PLACEHOLDER = "SPEC020", Warning, "A text is still to be written",
        "`cargo xtask new` starts specs with texts that begin with `EDIT:`, where only a person knows what belongs there: what a tool is for, who answers for it, why a field may leave the org. They are shown to models and reviewers as they are. Replace each of them.";
    HIDDEN_CHARACTER = "SPEC021", Error, "A character that a reviewer does not see",
        "Control, invisible and direction-changing characters, and line ends that only some viewers know (a lone carriage return, U+0085, U+2028, U+2029), make a reviewer read another file than the generator does: a line of a comment may be a key, or a key a comment. They are refused everywhere in a spec file, comments included; only line feeds, carriage returns before them and tabs may stand there. Delete the character; where a value needs it, write it as an escape in double quotes, such as `\"\\u200B\"`.";
    HAND_WRITTEN_CLASS = "SPEC030", Error, "The class cannot be served as a hand-written tool",
        "The endpoint makes an instance of the class and registers it: it must be a class of the project's people that extends `McpToolDefinition` (itself, or through `McpGuardedTool` or another class), is not abstract and no test, has a constructor without parameters, and sets the name that the spec says.";
}
