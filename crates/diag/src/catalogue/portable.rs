//! Codes about what MCP clients and model vendors accept.

super::codes! {
    TOOL_NAME = "PORT001", Error, "A tool name is not portable",
        "Clients and model vendors accept different alphabets; all accept a lower-case letter followed by lower-case letters, digits and `_`, at most 40 characters.";
    COMBINED_NAME = "PORT002", Error, "Server and tool name together are too long",
        "Clients show a tool as `mcp__<server>__<tool>`; some refuse more than 60 characters. Shorten one of the names.";
    DESCRIPTION_LENGTH = "PORT003", Error, "A description is missing or too long for some clients",
        "Every tool and parameter needs a description; some vendors refuse more than 1,024 characters, and long ones crowd the model's context. The text that the generator adds (fields read and changed) counts.";
    SCHEMA_DEPTH = "PORT004", Error, "Parameters are nested too deeply",
        "Some vendors refuse deep schemas; five levels are accepted everywhere. Flatten the parameters.";
    PATTERN = "PORT005", Error, "A pattern is not portable",
        "The pattern is checked by Java (in Apex), and read by JavaScript and Python clients. Only what all of them understand alike is accepted: no look-behind, no possessive quantifiers, no named groups, no inline flags, no nested unbounded repetition.";
    ENUM_SIZE = "PORT006", Error, "An enumeration is too large for some clients",
        "More than 100 values bloat every conversation, and some vendors refuse large enumerations. Use a `string` parameter with a pattern, or a narrower list.";
    TOO_MANY_TOOLS = "PORT007", Error, "A server has more tools than its clients handle well",
        "Models choose badly among many tools, and clients have limits (Cursor about 40, others 80 to 128 for all servers together). More than 40 is an error, more than 20 a warning. Split the server by persona.";
    KEYWORD = "PORT008", Error, "The schema of a hand-written tool is not portable",
        "Some clients and model vendors refuse a tool, or every tool of its server, for composition (`oneOf`, `anyOf`, `allOf`), references, several types of one argument, or names beyond letters, digits and `_`. Read in the class where the schema is written out; what is put together at run time is not read.";
}
