"""docs/messages.md: every message that `dslim fix -v --why-not` prints, with an example, from the golden cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import golden
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.rules import TABLE
from golden import Case
from rule_pages import escaped

PAGE = Path(__file__).parent.parent / "docs" / "messages.md"
#: What a message says of one Dockerfile alone; two that differ in nothing else are of one kind.
_DETAILS = re.compile(
    r"`[^`]*`|https?://\S+|[\w./*~${}-]*[/$][\w./*~${}:-]*|\$\w+|\b[\w.-]+\.[a-z]\w*\b|\b[A-Z][A-Z_]+\b|\d+"
)
#: What a reason may begin with: which instruction it is about.
_ABOUT = re.compile(
    r"\A((neither COPY|none of the \d+ COPYs) gets --chown; )?"
    r"(the [A-Z]+ on line \d+ (does not|gets no --chown), since "
    r"|the chown (cannot move into|is needed for what) the [A-Z]+ on line \d+( copied)?, since "
    r"|(in )?[^,;`]{1,40} of the build context,? )?"
)
#: (what a finding is about or the reason why it was left, the words without details).
Kind = tuple[str, str]


def page() -> str:
    """The page: a section a rule, then the reasons that all rules share."""
    found = messages()
    parts = [
        "# Messages\n\nWhat `dslim fix -v --why-not` prints, with an example of each from the golden cases. A line"
        " begins with the file, the line and the kind: `fixed`; `unsafe`, which `--unsafe-fixes` makes; `advice`; or"
        " `left`, followed by the reason. Lines are those of the file before the fixes. `make docs` writes this page."
    ]
    for entry in TABLE:
        if entry.code in found:
            parts.append(f"## {entry.code} {entry.name}\n\n{_rows(found[entry.code])}")
    parts.append(f"## Why something is left\n\n{_rows(found[''])}")
    return "\n\n".join(parts) + "\n"


def _rows(kinds: dict[Kind, tuple[str, str]]) -> str:
    return "\n".join(f"- {escaped(text)} ([case](../golden/{name}))" for text, name in kinds.values())


@cache
def messages() -> dict[str, dict[Kind, tuple[str, str]]]:
    """By code of a rule, or by '' for reasons: kind of message -> its words in the first golden case, and that case."""
    found: dict[str, dict[Kind, tuple[str, str]]] = {}
    for case in golden.read_cases():
        for outcome in (_fix(case), *_fixed_otherwise(case)):
            for code, kind, text in told(outcome):
                found.setdefault(code, {}).setdefault(kind, (text, case.name))
    return {code: dict(sorted(rows.items())) for code, rows in found.items()}


def told(outcome: Outcome) -> Iterator[tuple[str, Kind, str]]:
    """(code, kind, words) of each message of a run; reasons have no code."""
    for finding in (*outcome.applied, *outcome.offered, *outcome.refused):
        yield finding.rule, kind_of("message", finding.message), finding.message
        if finding.why_not:
            yield "", kind_of("reason", finding.why_not), finding.why_not


def kind_of(what: str, text: str) -> Kind:
    """The kind of a message: its words without names, paths and numbers, and without what it is about."""
    return what, re.sub(r"\W+", " ", _DETAILS.sub("", _ABOUT.sub("", text))).strip()


def _fix(case: Case) -> Outcome:
    context = open_context(str(case.context)) if case.context else None
    return fix_text(case.before, replace(case.options, rules=None), context, case.name)


def _fixed_otherwise(case: Case) -> Iterator[Outcome]:
    """A case under other options than its own, and without its build context: other messages come then."""
    for options in (Options(), Options(unsafe=True, merge="all"), Options(cache="mount", unsafe=True)):
        yield fix_text(case.before, options, None, case.name)
