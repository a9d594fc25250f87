"""A rule to test the tool with: what it does to a RUN is what the RUN says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.facts import Facts
from dslim.rules import ListedRule
from dslim.syntax.edits import Edit


def check(facts: Facts) -> Iterator[Finding]:
    """`RUN bloat` becomes `RUN slim`; others are refused, unsafe, advice, or defects of the rule."""
    for node in facts.tree.instructions:
        span = node.args_span
        if node.args == "bloat":
            yield Finding("bloat is large", span, Fix((Edit(*span, "slim"),), Safety.SAFE))
        elif node.args == "keep":
            yield Finding("bloat is large", span, why_not="somebody needs it")
        elif node.args == "risky":
            yield Finding("may be large", span, Fix((Edit(*span, "brave"),), Safety.UNSAFE))
        elif node.args == "crash":
            raise ZeroDivisionError("a defect")
        elif node.args == "lie":
            yield Finding("lies", span, Fix((Edit(*span, "x\n# new"),), Safety.SAFE))


TOY = Rule(
    "`RUN bloat` becomes `RUN slim`",
    Safety.SAFE,
    check,
    ("FROM a\nRUN bloat\n", "FROM a\nRUN slim\n"),
    "Only for tests.",
    ("https://example.org/toy",),
)


def as_listed(rule: Rule, code: str = "SL901", name: str = "toy-bloat") -> ListedRule:
    """A rule that is in no module of its own, as the engine takes it: `monkeypatch.setattr(engine, "TABLE", ...)`."""
    listed = ListedRule(code, f"toys.{name.replace('-', '_')}")
    vars(listed)["rule"] = replace(rule, code=code, name=name)
    return listed


TOYS = (as_listed(TOY),)
