"""A rule to test the tool with: what it does to a RUN is what the RUN says."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.facts import Facts
from dslim.rules import Entry
from dslim.syntax.edits import Edit


def check(facts: Facts) -> Iterator[Finding]:
    """`RUN bloat` becomes `RUN slim`; others are refused, unsafe, advice, or defects of the rule."""
    for node in facts.tree.instructions:
        span = node.args_span
        if node.args == "bloat":
            yield Finding("SL901", "bloat is large", span, Fix((Edit(*span, "slim"),), Safety.SAFE))
        elif node.args == "keep":
            yield Finding("SL901", "bloat is large", span, why_not="somebody needs it")
        elif node.args == "risky":
            yield Finding("SL901", "may be large", span, Fix((Edit(*span, "brave"),), Safety.UNSAFE))
        elif node.args == "crash":
            raise ZeroDivisionError("a defect")
        elif node.args == "lie":
            yield Finding("SL901", "lies", span, Fix((Edit(*span, "x\n# new"),), Safety.SAFE))


TOY = Rule(
    "SL901",
    "toy-bloat",
    "`RUN bloat` becomes `RUN slim`",
    Safety.SAFE,
    check,
    ("FROM a\nRUN bloat\n", "FROM a\nRUN slim\n"),
    "Only for tests.",
    ("https://example.org/toy",),
)


class Given(Entry):
    """A rule that is in no module of its own, as the engine takes it: `monkeypatch.setattr(engine, "TABLE", ...)`."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.code, rule.name, "")
        self._rule = rule

    @property
    def rule(self) -> Rule:
        assert self._rule is not None
        return self._rule


TOYS = (Given(TOY),)
