"""What a fix for --unsafe-fixes takes for granted, where the files that dslim sees do not show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from dslim.rules.ownership.change import Change
from dslim.rules.ownership.owners import Owner

#: More conditions than this are no offer that one can check at a glance.
MAX_CONDITIONS = 3
#: Of programs that dslim does not know, between a COPY and the change of what it brought.
NOTHING_BETWEEN = "no command in between looks at or changes the copied files"
_Plan = TypeVar("_Plan")
#: Of more files than this a condition names the first and the number of the others.
_MAX_NAMED = 4


class Kind(NamedTuple):
    """What may be taken for granted of a file, as it is written of one and of several."""

    of_one: str
    of_several: str


IS_FILE = Kind("is a file", "are files")
IS_USUAL_FILE = Kind("is a file of mode 644 or 755", "are files of mode 644 or 755")
IS_USUAL_ELSEWHERE = Kind(
    "has the mode 644 or 755 where the image is built", "have the mode 644 or 755 where the image is built"
)
IS_FOR_ALL = Kind("may be read by all users, too", "may be read by all users, too")
IS_NO_ARCHIVE = Kind("is not an archive", "are not archives")
IS_NOT_SETUID = Kind("is not a setuid file", "are not setuid files")
#: What is asked only of files that the build context does not hold.
_OF_MISSING = frozenset({IS_NO_ARCHIVE, IS_NOT_SETUID})


def owner_is_there(owner: Owner) -> str:
    """The condition that user and group of a chown exist where the COPY stands: an unknown one it takes for root."""
    return f"the user and group {owner.as_flag} exist before the COPY"


@dataclass
class Assumptions:
    """The conditions, each the end of a sentence, under which a plan holds."""

    others: list[str] = field(default_factory=list)
    kinds: dict[Kind, dict[str, None]] = field(default_factory=dict)
    #: By the number of a COPY, the files that it is taken to bring: each path of a chmod asks again.
    files_of_copies: dict[int, dict[str, str]] = field(default_factory=dict)

    def add(self, condition: str) -> None:
        """Note a condition once."""
        if condition not in self.others:
            self.others.append(condition)

    def add_of(self, name: str, kind: Kind) -> None:
        """Note what is taken for granted of a file; those of one kind make one condition."""
        self.kinds.setdefault(kind, {})[name] = None

    @property
    def conditions(self) -> list[str]:
        """All of them, one a kind."""
        return [*(_condition(names, [kind]) for kind, names in self._kinds().items()), *self.others]

    @property
    def shown(self) -> list[str]:
        """All of them as a message gives them: what is taken for granted of the same files is one."""
        by_names: dict[tuple[str, ...], list[Kind]] = {}
        for kind, names in self._kinds().items():
            by_names.setdefault(tuple(names), []).append(kind)
        return [*(_condition(list(names), kinds) for names, kinds in by_names.items()), *self.others]

    def _kinds(self) -> dict[Kind, list[str]]:
        """The files by what is taken for granted of them; a file of a known mode is a file."""
        usual = self.kinds.get(IS_USUAL_FILE, {})
        found = {
            kind: [name for name in names if kind != IS_FILE or name not in usual] for kind, names in self.kinds.items()
        }
        return {kind: names for kind, names in found.items() if names}


def _condition(names: list[str], kinds: list[Kind]) -> str:
    is_missing = not _OF_MISSING.isdisjoint(kinds)
    if len(names) == 1:
        unseen = ", which was not found in the build context," if is_missing else ""
        return f"{names[0]}{unseen} {' and '.join(kind.of_one for kind in kinds)}"
    shown = names if len(names) <= _MAX_NAMED else [*names[: _MAX_NAMED - 1], f"{len(names) - _MAX_NAMED + 1} more"]
    unseen = ", which were not found in the build context," if is_missing else ""
    return f"{', '.join(shown[:-1])} and {shown[-1]}{unseen} {' and '.join(kind.of_several for kind in kinds)}"


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
    return f"; the fix is right if {', '.join(first)}{' and ' if first else ''}{last}" if conditions else ""
