"""The reports for other programs, held against schemas and readers that others wrote, or the limits they document."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import click
import pytest
from junitparser import Error, Failure, JUnitXml

import golden
from ci_runner import obeyed_by_github, obeyed_by_others
from dslim.cli.fix import fix
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Note, Outcome
from dslim.engine.fix_loop import fix_text
from dslim.report.addresses import HOME, rule_address
from dslim.report.checkstyle import CheckstyleReport
from dslim.report.fix_regions import LineStarts, regions_by_fix
from dslim.report.formats import FORMATS, Report
from dslim.report.junit import JUnitReport
from dslim.report.markdown import MarkdownReport, markdown_text
from dslim.report.rdjson import RdjsonlReport, RdjsonReport
from dslim.report.sarif import MOST_TEXT, SarifReport
from dslim.report.text import Tally
from dslim.report.xml_text import xml_text
from dslim.rules.lookup import names_by_code
from dslim.syntax.edits import apply_edits

TEXT = "FROM debian:12\n# \u00e9\U0001f600\nRUN echo \u00e9 && pip install a\n\n"
TEXT += "RUN apt-get update && apt-get install -y b\n"
ERROR = ":2:1: error: unknown instruction 'RUNN' <&>\"\x1b[2J\u202e]]>"
EVIL = "a<&>\"'\n::error::x/Dockerfile\x1b"


def made(report: Report, *files: tuple[str, Outcome | None, str]) -> str:
    tally = Tally()
    out = report.opening(names_by_code())
    for path, done, error in files:
        if done is not None:
            tally.add(done)
        tally.failed += bool(error)
        out += report.file_entry(path, done, error)
    return out + report.closing(tally)


def outcome() -> Outcome:
    return fix_text(TEXT, Options(merge="off"))


def all_files() -> tuple[tuple[str, Outcome | None, str], ...]:
    none = fix_text("FROM a:1\n")
    done = outcome()
    return (("a/Dockerfile", done, ""), ("b", None, ERROR), ("c.j2", None, ""), ("d", none, ""), (EVIL, done, ""))


def test_the_command_line_offers_every_format() -> None:
    option = next(param for param in fix.params if param.name == "report_format")
    assert isinstance(option.type, click.Choice)
    assert sorted(option.type.choices) == sorted(["text", *FORMATS])


# What reviewdog's proto/rdf/reviewdog.proto says, by message: its fields and their types.
_RDF: dict[str, dict[str, Any]] = {
    "result": {"diagnostics": ["diagnostic"], "source": "source", "severity": str},
    "diagnostic": {
        "message": str, "location": "location", "severity": str, "source": "source", "code": "code",
        "suggestions": ["suggestion"], "original_output": str,
    },
    "location": {"path": str, "range": "range"},
    "range": {"start": "position", "end": "position"},
    "position": {"line": int, "column": int},
    "suggestion": {"range": "range", "text": str},
    "source": {"name": str, "url": str},
    "code": {"value": str, "url": str},
}  # fmt: skip


def check_rdf(value: Any, kind: Any) -> None:
    if isinstance(kind, list):
        for one in value:
            check_rdf(one, kind[0])
    elif isinstance(kind, str):
        for name, field in value.items():
            check_rdf(field, _RDF[kind][name])
    else:
        assert type(value) is kind
        assert kind is not int or value >= 1


def rdjson() -> list[Any]:
    report = json.loads(made(RdjsonReport(), *all_files()))
    check_rdf(report, "result")
    found: list[Any] = report["diagnostics"]
    return found


def test_rdjson_is_what_reviewdog_reads_and_rdjsonl_is_the_same_a_line_each() -> None:
    found = rdjson()
    assert {one["severity"] for one in found} == {"ERROR", "WARNING"}
    lines = [json.loads(line) for line in made(RdjsonlReport(), *all_files()).splitlines()]
    for line in lines:
        check_rdf(line, "diagnostic")
        assert line.pop("source")["name"] == "dslim"
    assert lines == found
    with pytest.raises(KeyError):
        check_rdf({"diagnostics": [{"line": 1}]}, "result")


def test_columns_of_rdjson_are_bytes() -> None:
    where = LineStarts(TEXT)
    assert where.position(TEXT.index("RUN")) == (3, 1)
    first = next(one for one in rdjson() if "SL205" in one.get("code", {}).get("value", ""))
    end = first["location"]["range"]["end"]
    assert (end["line"], end["column"]) == (3, len("RUN echo \u00e9 && pip install a".encode()) + 1)
    assert first["code"]["url"] == rule_address("SL205", "pip-no-cache")


def suggested(before: str, suggestion: dict[str, Any]) -> str:
    """The text with one suggestion of whole lines made, as reviewdog and GitHub do: lines stay lines."""
    lines = before.split("\n")
    first, last = (suggestion["range"][side]["line"] for side in ("start", "end"))
    ending = "\r" if lines[last - 1].endswith("\r") else ""
    return "\n".join([*lines[: first - 1], suggestion["text"] + ending, *lines[last:]])


CASES = [case for case in golden.read_cases() if case.after != case.before]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_suggestion_of_a_fix_makes_what_its_regions_make(ending: str) -> None:
    tried = 0
    for case in CASES:
        before = case.before.replace("\r\n", "\n").replace("\n", ending)
        done = fix_text(before, case.options)
        if done.error or not done.changed:
            continue
        found = json.loads(made(RdjsonReport(), ("a", done, "")))["diagnostics"]
        for one, regions in zip(found, regions_by_fix(done)):
            if not regions:
                continue
            tried += 1
            edits = [(r.a0, r.a1, done.after[r.b0 : r.b1]) for r in regions]
            wanted = done.before
            for start, end, text in reversed(edits):
                wanted = wanted[:start] + text + wanted[end:]
            assert suggested(done.before, one["suggestions"][0]) == wanted, case.name
    assert tried > 300


def test_sarif_has_all_that_code_scanning_shows() -> None:
    (run,) = json.loads(made(SarifReport(), *all_files()))["runs"]
    driver = run["tool"]["driver"]
    assert driver["version"] == driver["semanticVersion"]
    assert driver["informationUri"] == HOME
    rules = driver["rules"]
    assert len(rules) == len(names_by_code()) + 1
    assert rules.pop()["id"] == "ignore-comment"
    for rule in rules:
        assert len(rule["shortDescription"]["text"]) <= MOST_TEXT
        assert rule["shortDescription"]["text"] in rule["fullDescription"]["text"]
        assert len(rule["fullDescription"]["text"]) <= MOST_TEXT
        assert rule["name"] in rule["help"]["text"]
        assert rule["name"] in rule["help"]["markdown"]
        assert rule["helpUri"].startswith("https://")
        assert rule["defaultConfiguration"]["level"] in ("note", "warning")
        assert len(rule["properties"]["tags"]) <= 20
        assert "](" not in rule["fullDescription"]["text"] + rule["help"]["text"]


def test_sarif_has_regions_to_the_column_and_fingerprints_that_stay() -> None:
    before = json.loads(made(SarifReport(), ("a", outcome(), "")))["runs"][0]["results"]
    moved = fix_text("# new\n" + TEXT, Options(merge="off"))
    after = json.loads(made(SarifReport(), ("a", moved, "")))["runs"][0]["results"]
    pip, later = (next(one for one in found if one["ruleId"] == "SL205") for found in (before, after))
    region = pip["locations"][0]["physicalLocation"]["region"]
    end = len("RUN echo e && pip install a") + 1
    assert region == {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": end}
    assert later["locations"][0]["physicalLocation"]["region"]["startLine"] == 4
    assert pip["partialFingerprints"] == later["partialFingerprints"]
    prints = [tuple(one["partialFingerprints"].values()) for one in before]
    assert len(set(prints)) == len(prints) == 2


def test_junit_is_read_by_a_reader_that_others_wrote() -> None:
    report = JUnitXml.fromstring(made(JUnitReport(), *all_files()).encode())
    suites = {suite.name: suite for suite in report}
    assert list(suites) == ["a/Dockerfile", "b", "d", EVIL.replace("\n", "\\n").replace("\x1b", "\\x1b")]
    assert [(s.tests, s.failures, s.errors) for s in suites.values()] == [(2, 2, 0), (1, 0, 1), (1, 0, 0), (2, 2, 0)]
    for suite in suites.values():
        assert suite.tests == len(list(suite))
    (failed,) = next(iter(suites["a/Dockerfile"])).result
    assert isinstance(failed, Failure)
    assert failed.message in [finding.message for finding in outcome().applied]
    (broken,) = next(iter(suites["b"])).result
    assert isinstance(broken, Error)
    assert broken.message == "unknown instruction 'RUNN' <&>\"\\x1b[2J\\u202e]]>"
    assert len({case.name for case in suites["a/Dockerfile"]}) == 2


#: Of an element its attributes, those that must be there first: jenkinsci/xunit-plugin, junit-10.xsd.
_JUNIT = {
    "testsuites": ((), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (("name", "tests", "failures", "errors"), {"skipped"}, {"testcase"}),
    "testcase": (("name", "classname"), {"time"}, {"failure", "error"}),
    "failure": ((), {"type", "message"}, set()),
    "error": ((), {"type", "message"}, set()),
}


def test_junit_keeps_to_the_schema_of_jenkins() -> None:
    for node in ElementTree.fromstring(made(JUnitReport(), *all_files())).iter():
        required, optional, children = _JUNIT[node.tag]
        assert set(required) <= node.attrib.keys() <= {*required, *optional}
        assert {child.tag for child in node} <= children


def test_checkstyle_has_a_file_with_its_errors() -> None:
    root = ElementTree.fromstring(made(CheckstyleReport(), *all_files()))
    assert (root.tag, list(root.attrib)) == ("checkstyle", ["version"])
    shown = EVIL.replace("\n", "\\n").replace("\x1b", "\\x1b")
    assert [node.attrib["name"] for node in root] == ["a/Dockerfile", "b", shown]
    for node in root.iter("error"):
        assert node.attrib.keys() == {"line", "column", "severity", "message", "source"}
        assert int(node.attrib["line"]) >= 1 <= int(node.attrib["column"])
        assert node.attrib["severity"] in ("error", "warning")
    assert root[1][0].attrib["message"].endswith("<&>\"\\x1b[2J\\u202e]]>")


def test_markdown_is_short_and_names_every_fix() -> None:
    text = made(MarkdownReport(), *all_files())
    assert re.search(r"^## a/Dockerfile\n\n- line \d+: ", text, re.MULTILINE)
    for finding in outcome().applied:
        assert f"`{finding.id}`" in text
    assert "`dslim fix -i --only ID,...`" in text
    assert len(text) < 2000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`a_b` and c_d", "`a_b` and c\\_d"),
        ("![x](https://evil.example)", "\\!\\[x\\](https&#58;//evil.example)"),
        ("<script> @you #1", "\\<script\\> &#64;you \\#1"),
        ("one ` alone <b>", "one \\` alone \\<b\\>"),
        ("`<b>` is code", "`<b>` is code"),
        ("``", ""),
    ],
)
def test_nothing_in_markdown_is_obeyed(text: str, shown: str) -> None:
    assert markdown_text(text) == shown


@pytest.mark.parametrize("kind", [RdjsonReport, RdjsonlReport, JUnitReport, CheckstyleReport, MarkdownReport])
def test_no_runner_obeys_a_report(kind: type[Report]) -> None:
    data = made(kind(), *all_files()).encode()
    assert obeyed_by_github(data) == []
    assert obeyed_by_others(data) == []
    assert b"\x1b" not in data


def test_notes_on_ignore_comments_are_told() -> None:
    done = replace(fix_text("FROM a:1\nRUN b\n"), notes=(Note(2, "it names no rule"),))
    (one,) = json.loads(made(RdjsonReport(), ("a", done, "")))["diagnostics"]
    assert (one["severity"], one["location"]["range"]["start"]["line"]) == ("INFO", 2)
    assert 'line="2" column="1" severity="info"' in made(CheckstyleReport(), ("a", done, ""))
    assert "- line 2: note: " in made(MarkdownReport(), ("a", done, ""))


def test_xml_holds_no_character_that_xml_forbids() -> None:
    assert xml_text("a\0\x1b\ufffe\udcff<&\">'") == "a\\x00\\x1b\\ufffe\\xff&lt;&amp;&quot;&gt;&#39;"


def test_regions_of_fixes_make_the_whole() -> None:
    done = outcome()
    edits = {(r.a0, r.a1, done.after[r.b0 : r.b1]) for regions in regions_by_fix(done) for r in regions}
    from dslim.syntax.edits import Edit

    assert apply_edits(done.before, [Edit(*edit) for edit in edits]) == done.after
