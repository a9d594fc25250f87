"""The report of `--format json` against its schema, and what it says of a fix against what `--only` makes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

import golden
from dslim.cli.main import main
from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import apply_fixes
from dslim.engine.look import with_look
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.fleet.cache.serialization import deserialize_result, serialize_result
from dslim.fleet.workers.task import FileResult
from dslim.report.json_report import JsonReport
from dslim.report.text import Tally
from dslim.rules.lookup import names_by_code
from dslim.syntax import DockerfileSyntaxError, encode, parse_buildable

SCHEMA: dict[str, Any] = json.loads((golden.FOLDER.parent / "docs" / "report.schema.json").read_text(encoding="utf-8"))
LATER = (
    "FROM debian:12\n# 😀 é\n"
    "RUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\n"
    "RUN apt-get update && apt-get install -y b && rm -rf /var/lib/apt/lists/*\nRUN echo é && pip install x\n"
)


def strict(schema: Any) -> Any:
    """The schema that takes no member which it does not name: users' copies take new ones."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: strict(value) for name, value in schema.items()}
    if "properties" in made and made.get("type") == "object":
        made["additionalProperties"] = False
        assert set(made["required"]) == made["properties"].keys()
    return made


CHECK = jsonschema.Draft202012Validator(strict(SCHEMA))


def report(*files: tuple[str, Facts]) -> Any:
    form, tally = JsonReport(), Tally()
    out = form.opening(names_by_code())
    for path, facts in files:
        done = with_look(apply_fixes(facts), Facts(facts.tree, facts.options, facts.context))
        tally.add(done)
        kept = deserialize_result(serialize_result(FileResult(done)), done.before).outcome
        out += form.file_entry(path, kept, "")
    return json.loads(out + form.closing(tally))


def facts_of(case: golden.Case, unsafe: bool) -> Facts:
    context = open_context(str(case.context)) if case.context else None
    return Facts(parse_buildable(case.before), replace(case.options, rules=None, unsafe=unsafe), context)


def made(text: str, edits: Iterable[dict[str, Any]]) -> str:
    """A text after the edits of one finding: a reading of lines and columns of its own."""
    lines = [line + "\n" for line in text.split("\n")]

    def offset(place: dict[str, int]) -> int:
        assert 1 <= place["column"] <= len(lines[place["line"] - 1])
        return sum(map(len, lines[: place["line"] - 1])) + place["column"] - 1

    out, at = "", 0
    for edit in edits:
        start, end = offset(edit["start"]), offset(edit["end"])
        assert at <= start <= end
        out, at = out + text[at:start] + edit["text"], end
    return out + text[at:]


def test_the_schema_is_one_and_notices_what_is_wrong() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    good = report(("a", Facts(parse_buildable(LATER), Options())))
    CHECK.validate(good)
    changes: list[dict[str, Any]] = [{"version": 2}, {"files": [{}]}, {"more": 1}, {"rules": {"SL999": {}}}]
    for change in changes:
        assert not CHECK.is_valid({**good, **change})


CASES = golden.read_cases()


@pytest.mark.parametrize("part", range(8))
def test_golden_cases_are_reported_as_the_schema_says_and_edits_are_those_of_only(part: int) -> None:
    tried = required = 0
    for case in CASES[part::8]:
        try:
            facts = facts_of(case, unsafe=False)
        except DockerfileSyntaxError:
            continue
        said = report((case.name, facts))
        CHECK.validate(said)
        (file,) = said["files"]
        assert file["sha256"] == sha256(encode(case.before)).hexdigest()
        assert {f["rule"] for f in [*file["fixes"], *file["offered"], *file["not_fixed"]]} == said["rules"].keys()
        for found in [*file["fixes"], *file["offered"]]:
            wanted = {found["id"], *found["requires"]}
            if found["safety"] == "advice":
                assert found["edits"] is None
                continue
            done = apply_fixes(facts_of(case, unsafe=True), lambda one: one.id in wanted)  # noqa: B023
            assert found["id"] in [one.id for one in done.applied], (case.name, found)
            assert (found["edits"] is None) == bool(found["requires"]), (case.name, found)
            if found["edits"] is not None:
                assert made(case.before, found["edits"]) == done.after, (case.name, found)
            tried += 1
            required += bool(found["requires"])
    assert tried > 20


def test_a_fix_that_needs_another_says_so() -> None:
    (file,) = report(("a", Facts(parse_buildable(LATER), Options(merge="all"))))["files"]
    later = [found for found in file["fixes"] if found["requires"]]
    assert later
    assert all(found["edits"] is None for found in later)


def test_columns_are_characters_of_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_bytes(LATER.replace("\n", "\r\n").encode())
    done = CliRunner().invoke(main, ["fix", "--format", "json", "--no-cache", str(file)])
    said = json.loads(done.stdout)
    CHECK.validate(said)
    assert said["files"][0]["sha256"] == sha256(file.read_bytes()).hexdigest()
    pip = next(found for found in said["files"][0]["fixes"] if found["rule"] == "SL205")
    end = len("RUN echo é && pip install x") + 1
    assert pip["range"] == {"start": {"line": 5, "column": 1}, "end": {"line": 5, "column": end}}
    assert said["rules"]["SL205"]["text"] == CliRunner().invoke(main, pip["explain"].split()[1:]).stdout


def test_errors_and_templates_are_as_the_schema_says(tmp_path: Path) -> None:
    for name, text in {"Dockerfile": "FROM\n", "a.Dockerfile": "{% if x %}\nFROM a\n{% endif %}\n"}.items():
        (tmp_path / name).write_text(text)
    done = CliRunner().invoke(main, ["fix", "--format", "json", str(tmp_path)])
    said = json.loads(done.stdout)
    CHECK.validate(said)
    assert sorted(map(len, said["files"])) == [2, 2]


def test_the_cache_tells_what_a_run_without_it_tells(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(LATER)
    words = ["fix", str(tmp_path), "--cache-dir", str(tmp_path / "kept")]
    CliRunner().invoke(main, words)  # a diff: its entry has no edits
    first, again = (CliRunner().invoke(main, [*words, "--format", "json"]).stdout for _ in range(2))
    alone = CliRunner().invoke(main, [*words, "--format", "json", "--no-cache"]).stdout
    assert first == again == alone
    assert '"edits": [' in first


def test_the_example_in_the_documents_is_what_is_written() -> None:
    page = (golden.FOLDER.parent / "docs" / "review.md").read_text(encoding="utf-8")
    shown = json.loads(page.partition("### JSON")[2].partition("```json\n")[2].partition("```")[0])
    text = "FROM debian:12\n\n\nRUN pip install x\n"
    (file,) = report(("a", Facts(parse_buildable(text), Options(rules=frozenset({"SL205"})))))["files"]
    assert file["fixes"] == [shown]
