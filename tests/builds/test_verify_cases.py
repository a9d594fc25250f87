"""Golden Dockerfiles, fixed by every safe rule and built both ways: the images must be the same.

A case is a file in verify_cases/, its context the folder there; its last line names rules that must have
fixed it, or says `nothing` where nothing may. `cache-mount`, `unsafe` and `merge-auto` there stand for the options; all
RUNs that may be one are merged without the last.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from builder import TestBuilder
from builder.plugin import VERDICT
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.rules import RULES
from dslim.syntax import decode
from dslim.verify.report.json_data import verdict_data
from dslim.verify.report.text import verdict_lines
from dslim.verify.verdict import FileChange, compare_builds

HERE = Path(__file__).parents[1] / "verify_cases"
CASES = sorted(path.name.removesuffix(".Dockerfile") for path in HERE.glob("*.Dockerfile"))
KNOWN = {rule.code for rule in RULES}


def fixed(name: str) -> Outcome:
    text = decode((HERE / f"{name}.Dockerfile").read_bytes())
    told = text.splitlines()[-1]
    options = Options(
        cache="mount" if "cache-mount" in told else "clean",
        unsafe="unsafe" in told,
        merge="auto" if "merge-auto" in told else "all",  # all: what may be merged is built as merged
    )
    outcome = fix_text(text, options, open_context(str(HERE / "context")), name)
    assert outcome.error is None
    return outcome


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("name", CASES)
def test_the_rules_that_a_case_is_about_fix_it(name: str) -> None:
    outcome = fixed(name)
    expected = set(re.findall(r"SL\d{3}", outcome.before.splitlines()[-1]))
    applied = {finding.rule for finding in outcome.applied}
    assert expected & KNOWN <= applied, [f.why_not for f in outcome.refused]
    assert expected or not applied


@pytest.mark.builder
@pytest.mark.parametrize("name", CASES)
def test_the_fixed_file_builds_the_same_image(
    builder: TestBuilder, name: str, record_property: Callable[[str, object], None]
) -> None:
    outcome = fixed(name)
    builder.need(*set(re.findall(r"FROM (python|node):stand-in", outcome.before)))
    if not outcome.changed:
        builder.try_build(outcome.before, HERE / "context")  # the case itself is sound
        return
    with builder.session(HERE / "context", HERE / f"{name}.Dockerfile") as session:
        verdict = compare_builds(session, FileChange(outcome.before, outcome.after, outcome.steps))
    record_property(VERDICT, verdict_data(name, verdict, {}))
    assert verdict.is_same, "\n".join(verdict_lines(name, verdict))
