"""The report of `--format sarif`: SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), with the fixes inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import dslim
from dslim.diagnostics.findings import Safety
from dslim.report.addresses import HOME, rule_address
from dslim.report.fix_regions import LineStarts, regions_by_fix
from dslim.report.formats import IgnoreFileChange, line_and_reason
from dslim.report.repository_path import repository_path
from dslim.report.rule_texts import explain_in_markdown, explain_rule, wrap_paragraphs
from dslim.rules.lookup import rule_named
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Finding, Rule
    from dslim.diagnostics.outcome import Outcome
    from dslim.report.text import Tally

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: Characters of a description that GitHub's code scanning takes
#: (docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
MOST_TEXT = 1024


#: What notes on ignore comments are listed under, beside the rules.
IGNORE_COMMENT = "ignore-comment"


class SarifReport:
    """Makes the report: one run, a result for each fix, a notification for each file that could not be read.

    `with_advice`: advice is a result too, of level `note`.
    """

    def __init__(self, with_advice: bool = False) -> None:
        self.with_advice = with_advice
        self.comma = ""
        self.errors: list[dict[str, Any]] = []
        self.ignore_files: list[dict[str, Any]] = []

    def opening(self, names: Mapping[str, str]) -> str:
        """The opening, with the rules."""
        rules = [_rule_data(rule_named(code).rule) for code in names]
        description = "A note on an ignore comment that names no rule, or keeps nothing off"
        rules.append({"id": IGNORE_COMMENT, "name": IGNORE_COMMENT, "shortDescription": {"text": description}})
        driver = {
            "name": "dslim",
            "version": dslim.__version__,
            "semanticVersion": dslim.__version__,
            "informationUri": HOME,
            "rules": rules,
        }
        return (
            f'{{"$schema": {json_text(SCHEMA)}, "version": "2.1.0", "runs": [{{"tool": {{"driver": '
            f'{json_text(driver)}}}, "columnKind": "unicodeCodePoints", "results": ['
        )

    def file_entry(self, path: str, outcome: Outcome | None, error: str) -> str:
        """One result for each fix of a file; its error is kept for the end."""
        if error:
            line, reason = line_and_reason(error)
            where = {"physicalLocation": {"artifactLocation": _artifact_location(path), "region": {"startLine": line}}}
            self.errors.append(
                {"level": "error", "message": {"text": _without_links(reason)}, "locations": [where]}
            )
        out = ""
        results = [*_results_of(path, outcome)] if outcome is not None else []
        results += _advice_of(path, outcome) if outcome is not None and self.with_advice else []
        for result in results:
            comma, self.comma = self.comma, ","
            out += f"{comma}\n{json_text(result)}"
        return out

    def add_ignore_file(self, change: IgnoreFileChange) -> None:
        """A result of SL405 for an ignore file that --unsafe-fixes changes or makes, with the fix."""
        region = LineStarts(change.before or "").region(change.at, change.at)
        where = _artifact_location(change.path)
        replaced = {"deletedRegion": region, "insertedContent": {"text": change.text}}
        names = ", ".join(f"`{name}`" for name in change.names)
        self.ignore_files.append({
            "ruleId": "SL405",
            "level": "note",
            "message": {"text": _without_links(f"{names} would be left out of the build context")},
            "locations": [{"physicalLocation": {"artifactLocation": where, "region": {"startLine": 1}}}],
            "fixes": [{"artifactChanges": [{"artifactLocation": where, "replacements": [replaced]}]}],
        })  # fmt: skip

    def closing(self, tally: Tally) -> str:
        """The ignore files, and the end, with what could not be read."""
        invocation = {"executionSuccessful": not tally.failed, "toolExecutionNotifications": self.errors}
        commas = [self.comma, *"," * len(self.ignore_files)]
        more = "".join(f"{comma}\n{json_text(result)}" for comma, result in zip(commas, self.ignore_files))
        return f'{more}\n], "invocations": [{json_text(invocation)}]}}]}}\n'


def _rule_data(rule: Rule) -> dict[str, Any]:
    level = "warning" if rule.safety is Safety.SAFE else "note"
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _without_links(rule.summary)[:MOST_TEXT]},
        "fullDescription": {"text": _without_links(_beginning(rule))},
        "help": {"text": _without_links(explain_rule(rule)), "markdown": explain_in_markdown(rule)},
        "helpUri": rule_address(rule.code, rule.name),
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["dockerfile", "image-size"]},
    }


def _beginning(rule: Rule) -> str:
    """As many whole paragraphs of the details as GitHub shows, or the summary."""
    text = rule.summary + "."
    for paragraph in wrap_paragraphs(rule.details).split("\n\n"):
        more = f"{text}\n\n{paragraph}"
        if len(more) > MOST_TEXT:
            break
        text = more
    return text


def _region_of(finding: Finding, text: str, lines: LineStarts) -> dict[str, int]:
    """The place of a finding without the line end behind it."""
    start, end = finding.place
    if end <= start:
        return {"startLine": finding.line}
    return lines.region(start, start + len(text[start:end].rstrip("\r\n")))


def _results_of(path: str, outcome: Outcome) -> Iterator[dict[str, Any]]:
    lines = LineStarts(outcome.before)
    for finding, regions in zip(outcome.applied, regions_by_fix(outcome)):
        replaced = [
            {
                "deletedRegion": lines.region(region.a0, region.a1),
                "insertedContent": {"text": outcome.after[region.b0 : region.b1]},
            }
            for region in regions
        ]
        result = _result_of(path, finding, _region_of(finding, outcome.before, lines), "warning")
        if replaced:
            result["fixes"] = [
                {"artifactChanges": [{"artifactLocation": _artifact_location(path), "replacements": replaced}]}
            ]
        yield result
    for note in outcome.notes:
        where = {"artifactLocation": _artifact_location(path), "region": {"startLine": note.line}}
        yield {
            "ruleId": IGNORE_COMMENT,
            "level": "note",
            "message": {"text": _without_links(note.message)},
            "locations": [{"physicalLocation": where}],
        }


def _advice_of(path: str, outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Advice that no fix takes care of."""
    lines = LineStarts(outcome.before)
    for finding in outcome.offered:
        if finding.fix is None:
            yield _result_of(path, finding, _region_of(finding, outcome.before, lines), "note")


def _result_of(path: str, finding: Finding, region: dict[str, int], level: str) -> dict[str, Any]:
    where = {"artifactLocation": _artifact_location(path), "region": region}
    return {
        "ruleId": finding.rule,
        "level": level,
        "message": {"text": _without_links(finding.message)},
        "locations": [{"physicalLocation": where}],
        "partialFingerprints": {"dslimFindingId/v1": finding.id},  # stays when lines move
    }


def _without_links(message: str) -> str:
    """A message in which no quoted words are a link (section 3.11.6): `[text](address)` would be one."""
    return message.replace("](", "] (")


def _artifact_location(path: str) -> dict[str, str]:
    return {"uri": quote(repository_path(path).encode("utf-8", "surrogateescape"), safe="/")}
