"""Each report for machines by itself: one fix, one error and one template, as its format wants them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Note, Outcome
from dslim.engine.fix_loop import fix_text
from dslim.report.formats import Report
from dslim.report.github import GitHubReport
from dslim.report.gitlab import GitLabReport
from dslim.report.json_report import JsonReport
from dslim.report.sarif import SCHEMA, SarifReport
from dslim.report.text import Tally

TEXT = "FROM a\n\nRUN a >/x\nRUN chmod 600 /x\n"
NAMES = {"SL101": "merge-runs"}
ERROR = ":2:1: error: unknown instruction 'RUNN'"


def outcome() -> Outcome:
    return fix_text(TEXT, Options(merge="all"))


def made(report: Report, *files: tuple[str, Outcome | None, str]) -> str:
    tally = Tally()
    out = report.opening(NAMES)
    for path, done, error in files:
        if done is not None:
            tally.add(done)
        tally.failed += bool(error)
        out += report.file_entry(path, done, error)
    return out + report.closing(tally)


ALL: tuple[tuple[str, Outcome | None, str], ...] = (("a", outcome(), ""), ("b", None, ERROR), ("c.j2", None, ""))


def test_github_has_a_line_for_each_fix_and_error_and_escapes_what_it_quotes() -> None:
    fix, error, end = made(GitHubReport(), *ALL).split("\n")
    assert fix.startswith("::warning file=a,line=3,title=SL101 merge-runs::")
    assert error == "::error file=b,line=2,title=dslim::unknown instruction 'RUNN'"
    assert end == ""
    odd = made(GitHubReport(), ("a,b:c%\n", None, ": error: 50%\n::error::x"))
    assert odd == "::error file=a%2Cb%3Ac%25%0A,line=1,title=dslim::50%25%0A::error::x\n"


def test_a_note_on_an_ignore_comment_is_less_than_a_fix() -> None:
    done = replace(outcome(), steps=(), notes=(Note(2, "no rule is called `x`"),))
    assert made(GitHubReport(), ("a", done, "")) == "::notice file=a,line=2,title=dslim::no rule is called `x`\n"
    [issue] = json.loads(made(GitLabReport(), ("a", done, "")))
    assert (issue["severity"], issue["location"]["lines"]) == ("info", {"begin": 2})
    [result] = json.loads(made(SarifReport(), ("a", done, "")))["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("ignore-comment", "note")
    [file] = json.loads(made(JsonReport(), ("a", done, "")))["files"]
    assert file["notes"] == [{"line": 2, "message": "no rule is called `x`"}]


def test_gitlab_has_an_issue_for_each_and_tells_equal_ones_apart() -> None:
    fix, error = json.loads(made(GitLabReport(), *ALL))
    assert (fix["check_name"], fix["severity"], fix["location"]) == (
        "merge-runs", "minor", {"path": "a", "lines": {"begin": 3}},
    )  # fmt: skip
    assert (error["severity"], error["location"]["lines"]) == ("critical", {"begin": 2})
    twice = json.loads(made(GitLabReport(), ALL[1], ALL[1]))
    assert len({issue["fingerprint"] for issue in twice}) == 2


def test_a_gitlab_issue_stays_itself_when_its_line_moves() -> None:
    moved = fix_text("# a\n" + TEXT, Options(merge="all"))
    before, after = (json.loads(made(GitLabReport(), ("a", done, "")))[0] for done in (outcome(), moved))
    assert before["location"] != after["location"]
    assert before["fingerprint"] == after["fingerprint"]


def test_json_has_every_file_and_its_replacements_make_the_new_text() -> None:
    said = json.loads(made(JsonReport(), *ALL))
    one, two, three = said["files"]
    assert (one["changed"], one["fixes"][0]["rule"], one["fixes"][0]["name"]) == (True, "SL101", "merge-runs")
    text = TEXT
    for part in reversed(one["replacements"]):
        text = text[: part["start"]] + part["text"] + text[part["end"] :]
    assert text == outcome().after != TEXT
    assert two == {"path": "b", "error": {"line": 2, "message": "unknown instruction 'RUNN'"}}
    assert three == {"path": "c.j2", "template": True}
    assert said["summary"] == {"read": 1, "changed": 1, "failed": 1, "fixes": 1, "unsafe": 0, "refused": {}}


def test_sarif_has_results_with_their_fixes_and_errors_at_the_end() -> None:
    said = json.loads(made(SarifReport(), *ALL))
    (run,) = said["runs"]
    assert (said["$schema"], said["version"]) == (SCHEMA, "2.1.0")
    assert [(rule["id"], rule["name"]) for rule in run["tool"]["driver"]["rules"]] == [
        ("SL101", "merge-runs"), ("ignore-comment", "ignore-comment"),
    ]  # fmt: skip
    (result,) = run["results"]
    assert result["ruleId"] == "SL101"
    (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert applied(replacement) == outcome().after
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "unknown instruction 'RUNN'"


def applied(replacement: Any) -> str:
    """The text with one replacement of SARIF made: lines and columns from 1, the end not inside."""
    region, lines = replacement["deletedRegion"], TEXT.splitlines(keepends=True)
    start, end = (
        sum(map(len, lines[: region[f"{side}Line"] - 1])) + region[f"{side}Column"] - 1 for side in ("start", "end")
    )
    return TEXT[:start] + str(replacement["insertedContent"]["text"]) + TEXT[end:]


@pytest.mark.parametrize("kind", [JsonReport, SarifReport, GitLabReport])
def test_a_run_over_no_file_is_a_whole_document(kind: type[Report]) -> None:
    json.loads(made(kind()))
