"""Cleanups that the same command follows later in their RUN: merging RUNs that each clean up leads there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.call import Call
from dslim.facts.call_sites import Site, is_sure
from dslim.facts.paths import Overlap, word_overlap
from dslim.facts.run import Run
from dslim.run_edits.drop_command import drop_command
from dslim.shell import Script
from dslim.syntax.edits import Edit, overlaps


class Repeated(NamedTuple):
    """A cleanup that is repeated; `until`: the next call that uses the cache, where there is none the repetition."""

    site: Site
    between: Sequence[Site]
    until: Site


def repeated(
    run: Run, script: Script, found: Sequence[Site], cleans: Callable[[Call], bool], uses: Callable[[Call], bool]
) -> list[Repeated]:
    """The cleanups among some calls that the same command, sure to run, follows; in one way back through the RUN."""
    # what a `sh -c '...'` does beside its cleanup stays
    cleanups = {at for at, site in enumerate(found) if cleans(site.call) and site.found.script is None}
    if len(cleanups) < 2:
        return []  # nearly always: to ask `uses` of every call would be 1 % of a run
    going: list[Repeated] = []
    again: dict[str, int] = {}
    following: int | None = None
    for at in range(len(found) - 1, -1, -1):
        site = found[at]
        if at in cleanups:
            text = script.text[slice(*site.simple.span)]
            if text in again:
                until = again[text] if following is None else following
                going.append(Repeated(site, found[at + 1 : until], found[until]))
            if is_sure(run, site):
                again[text] = at
        if uses(site.call):
            following = at
    return going[::-1]


def removes_only(call: Call, folders: Sequence[str], home: str | None) -> bool:
    """Whether it is an `rm` of what lies in some folders, and of nothing else, which may be in somebody's way."""
    paths = [text for text in call.texts if not text.startswith("-")]
    return call.name == "rm" and all(any(word_overlap(p, f, home) is Overlap.IN for f in folders) for p in paths)


def without(facts: Facts, run: Run, going: Iterable[Repeated]) -> tuple[Edit, ...]:
    """The edits that take some out, those left that cannot go."""
    edits: list[Edit] = []
    for one in going:
        cut = drop_command(facts, run, one.site.simple)
        if isinstance(cut, tuple):
            # the first two of a chain touch; they come in order, so that only the last is near
            edits += [edit for edit in cut if not overlaps(edit, edits[-1:])]
    return tuple(edits)
