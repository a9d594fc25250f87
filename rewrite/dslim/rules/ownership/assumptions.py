"""What a fix for --unsafe-fixes takes for granted, where the files that dslim sees do not show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from dslim.rules.ownership.change import Change
from dslim.rules.ownership.owners import Owner

#: More conditions than this are no offer that one can check at a glance.
MAX_CONDITIONS = 3
#: Of programs that dslim does not know, between a COPY and the change of what it brought.
NOTHING_BETWEEN = "no command in between looks at or changes what was copied"
_Plan = TypeVar("_Plan")


def owner_is_there(owner: Owner) -> str:
    """The condition that user and group of a chown exist where the COPY stands: an unknown one it takes for root."""
    return f"{owner.as_flag} is known before the COPY"


@dataclass
class Assumptions:
    """The conditions, each the end of a sentence that begins with `if`, under which a plan holds."""

    conditions: list[str] = field(default_factory=list)

    def add(self, condition: str) -> None:
        """Note a condition once, and of two that begin alike (`x is a file`, `x is a file of mode 6`) the longer."""
        if any(known.startswith(condition) for known in self.conditions):
            return
        self.conditions = [known for known in self.conditions if not condition.startswith(known)]
        self.conditions.append(condition)


def plan_by_assuming(change: Change, make_plan: Callable[[Change], _Plan]) -> tuple[_Plan, tuple[str, ...]] | None:
    """A plan for a change that takes for granted what cannot be seen, with its conditions.

    None where it needs more than MAX_CONDITIONS, or none.
    """
    assumptions = Assumptions()
    plan = make_plan(replace(change, assumptions=assumptions))
    conditions = tuple(assumptions.conditions)
    return (plan, conditions) if 0 < len(conditions) <= MAX_CONDITIONS else None


def if_all(conditions: tuple[str, ...]) -> str:
    """The end of a message that says under which conditions a fix is right; empty where there are none."""
    *first, last = conditions or ("",)
    return f", if {', '.join(first)}{' and ' if first else ''}{last}" if conditions else ""
