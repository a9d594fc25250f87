"""What there is to say of a file, with nothing fixed."""

from __future__ import annotations

import pytest

import dslim.engine.look as engine
from dslim.diagnostics.findings import Finding
from dslim.diagnostics.options import Options
from dslim.engine.look import Look
from dslim.facts import Facts
from dslim.syntax import parse
from toy import TOYS

TEXT = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN npm ci && npm cache clean --force && npm i\n"


def looked(text: str, later: bool = True, **options: object) -> Look:
    return engine.look(Facts(parse(text), Options(**options)), later)  # type: ignore[arg-type]


def test_what_is_found_stands_in_the_order_of_the_file() -> None:
    found = looked(TEXT)
    assert [f.line for f in found.findings] == sorted(f.line for f in found.findings)
    assert found.tree.text == TEXT
    assert all(found.by_id()[f.id] is f for f in found.findings)


def test_refusals_and_advice_are_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "TABLE", TOYS)
    found = looked("FROM a\nRUN keep\nRUN risky\nRUN bloat\nRUN lie\n", later=False)
    rows = [(f.line, bool(f.edits), f.fix is not None and f.fix.safety.value, f.why_not) for f in found.findings]
    assert rows[:3] == [
        (2, False, False, "somebody needs it"),
        (3, True, "unsafe", None),
        (4, True, "safe", None),
    ]


def test_a_fix_that_does_not_parse_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from dslim.diagnostics.findings import Fix, Safety
    from dslim.syntax.edits import Edit
    from toy import TOY, as_listed

    broken = Finding("m", TEXT_SPAN, Fix((Edit(0, 4, "FORM"),), Safety.SAFE))
    monkeypatch.setattr(engine, "TABLE", (as_listed(replace(TOY, check=lambda facts: iter([broken]))),))
    (found,) = looked("FROM a\n", later=False).findings
    assert found.fix is None
    assert "does not parse" in (found.why_not or "")


TEXT_SPAN = parse("FROM a\n").instructions[0].span


def test_a_fix_that_appears_after_others_names_them_and_is_left_out_where_it_is_not_wanted() -> None:
    text = "FROM debian:12\n" + "RUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\n" * 2
    rules = ["merge-runs", "apt-lists"]
    found = looked(text, rules=rules, merge="all")
    later = [f for f in found.findings if f.requires]
    assert [f.rule for f in found.findings if f.edits] == ["SL101"]
    assert {f.rule for f in later} == {"SL201"}
    assert all(f.edits == () for f in later)
    assert min((f.requires for f in later), key=len) == (found.findings[0].id,)
    without = looked(text, False, rules=rules, merge="all")
    assert {f.id for f in without.findings} == {f.id for f in found.findings if not f.requires}
