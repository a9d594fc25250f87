"""One chown, chgrp or chmod of a RUN, as it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from dslim.facts import Facts
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.rules.ownership.owners import Owner
from dslim.shell import Simple
from dslim.syntax.nodes import Span, Stage

if TYPE_CHECKING:
    from weakref import ref

    from dslim.rules.ownership.assumptions import Assumptions, Kind

#: What a change changes of files.
Attribute: TypeAlias = Literal["owner", "mode"]
CHOWN = frozenset({"chown", "chgrp"})
CHMOD = frozenset({"chmod"})
#: Where paths that are known by their words alone are taken to lie while they are compared, see chmod_by_words.py.
SOMEWHERE = "/?"


class Target(NamedTuple):
    """A path that is changed: as written, and absolute (None: not known). `glob_folder`: where a wildcard looks."""

    text: str
    path: str | None
    glob_folder: str | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Change:
    """One chown, chgrp or chmod: what it changes, and to which owner or mode.

    `tool`: chown, chgrp or chmod. `command`: what stands before its options (`sudo chown`). `spec`: the owner or
    mode as written. `owner` is None for a chmod, `mode` for the others, and both where they are not known.
    `guarded`: a `find` that changes only what has another owner. `certain`: it has succeeded whenever the RUN has.
    `unread`: why it is not read; None where it is. `by_words`: its paths are not known and only stand for the words
    that name them, see chmod_by_words.py, which has seen to what lies between. `facts_ref`: the facts remember their
    changes, which hold them weakly: a circle would stay in memory until the garbage collector comes. `assumptions`:
    None where nothing may be taken for granted; else what was is noted there.
    """

    facts_ref: ref[Facts]
    stage: Stage
    run: Run
    simple: Simple
    tool: str
    command: str
    spec: str
    targets: tuple[Target, ...]
    certain: bool
    owner: Owner | None = None
    mode: str | None = None
    recursive: bool = False
    guarded: bool = False
    by_words: bool = False
    unread: str | None = None
    assumptions: Assumptions | None = None

    def may_assume(self, condition: str) -> bool:
        """Whether something may be taken for granted that nothing shows; it is noted as a condition of the fix."""
        if self.assumptions is None:
            return False
        self.assumptions.add(condition)
        return True

    def may_assume_of(self, name: str, kind: Kind) -> bool:
        """Whether something may be taken for granted of a file that cannot be looked at; it is noted."""
        if self.assumptions is None:
            return False
        self.assumptions.add_of(name, kind)
        return True

    @property
    def facts(self) -> Facts:
        """The facts of its file, which whoever asks must hold."""
        facts = self.facts_ref()
        assert facts is not None
        return facts

    @property
    def point(self) -> Point:
        """The place before its RUN."""
        return Point(self.facts, self.stage, self.run.index)

    @property
    def attribute(self) -> Attribute:
        """Which it changes: the owner or the mode."""
        return "mode" if self.tool == "chmod" else "owner"

    @property
    def start(self) -> int:
        """Where it stands in its script."""
        return self.simple.span.start

    @property
    def span(self) -> Span:
        """Where it stands in the file."""
        return self.run.source(self.simple.span.start, self.simple.span.end)

    @property
    def order(self) -> tuple[int, int]:
        """What sorts the changes of a stage as they run."""
        return self.run.index, self.start

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Its targets that are known, each once."""
        return tuple(dict.fromkeys(t.path for t in self.targets if t.path))

    @cached_property
    def path_set(self) -> frozenset[str]:
        """Its targets that are known, as a set to look a path up in."""
        return frozenset(self.paths)

    @property
    def by_sudo(self) -> bool:
        """Whether sudo runs it."""
        return self.command.startswith("sudo ")
