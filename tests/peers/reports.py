"""Holds reports that `--report DIRECTORY/` wrote against the schemas of their formats. See README.md."""

import argparse
import json
import sys
from pathlib import Path

import jsonschema
from lxml import etree

# GitLab documentation, "Code Quality report format": what an entry has to hold.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/.]"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}


def xml(path, schema):
    tree = etree.parse(path)
    # GitLab reads `file` of a test case, and tools of editors `line`; the schema of Jenkins knows neither.
    for case in tree.iter("testcase"):
        for name in ("file", "line"):
            case.attrib.pop(name, None)
    tree = etree.ElementTree(etree.fromstring(etree.tostring(tree)))
    return [] if schema.validate(tree) else [str(error) for error in schema.error_log]


def js(path, schema):
    errors = jsonschema.Draft7Validator(schema).iter_errors(json.loads(path.read_text()))
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in errors]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ("sarif", "junit", "cobertura"):
        arguments.add_argument(f"--{name}", required=True, type=Path)
    arguments.add_argument("reports", nargs="+", type=Path)
    given = arguments.parse_args()
    checks = {
        "junit.xml": (xml, etree.XMLSchema(etree.parse(given.junit))),
        "cobertura.xml": (xml, etree.DTD(str(given.cobertura))),
        "findings.sarif": (js, json.loads(given.sarif.read_text())),
        "gl-code-quality-report.json": (js, CODE_QUALITY),
    }
    failed = False
    for directory in given.reports:
        for name, (check, schema) in checks.items():
            errors = check(directory / name, schema)
            failed = failed or bool(errors)
            print(f"{directory / name}: {'; '.join(errors) or 'valid'}")
    sys.exit(failed)


main()
