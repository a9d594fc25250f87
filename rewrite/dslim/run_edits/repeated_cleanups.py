"""Cleanups that the same RUN repeats later: merging RUNs that each clean up leads there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from dslim.facts.call_sites import CallSite, is_sure
from dslim.facts.paths import Overlap, word_overlap
from dslim.facts.run import Run
from dslim.run_edits.remove_commands import remove_command
from dslim.shell import Script
from dslim.shell.invocations import Invocation
from dslim.syntax.edits import Edit, overlaps
from dslim.syntax.nodes import Dockerfile


class RepeatedCleanup(NamedTuple):
    """A cleanup that is repeated later; `between`: the calls up to `until`, the next one that uses the cache.

    Where none does, `until` is the repetition.
    """

    site: CallSite
    between: Sequence[CallSite]
    until: CallSite


def find_repeated_cleanups(
    run: Run,
    script: Script,
    found: Sequence[CallSite],
    cleans: Callable[[Invocation], bool],
    uses: Callable[[Invocation], bool],
) -> list[RepeatedCleanup]:
    """The cleanups among some calls of a RUN which the same command, sure to run, follows.

    `cleans` and `uses`: whether a call empties the cache, and whether it needs what is in it.
    """
    # what a `sh -c '...'` does beside its cleanup stays
    cleanups = {at for at, site in enumerate(found) if cleans(site.call) and site.call.script is None}
    if len(cleanups) < 2:
        return []  # nearly always: to ask `uses` of every call would be 1 % of a run
    repeated: list[RepeatedCleanup] = []
    later: dict[str, int] = {}  # by its text, the next command that is sure to run
    following: int | None = None
    for at in range(len(found) - 1, -1, -1):
        site = found[at]
        if at in cleanups:
            text = script.text[slice(*site.simple.span)]
            if text in later:
                until = later[text] if following is None else following
                repeated.append(RepeatedCleanup(site, found[at + 1 : until], found[until]))
            if is_sure(run, site):
                later[text] = at
        if uses(site.call):
            following = at
    return repeated[::-1]


def removes_only_below(call: Invocation, folders: Sequence[str], home: str | None) -> bool:
    """Whether it is an `rm` of what lies in some folders, and of nothing else, which may be in somebody's way."""
    paths = [text for text in call.texts if not text.startswith("-")]
    return call.name == "rm" and all(any(word_overlap(p, f, home) is Overlap.IN for f in folders) for p in paths)


def remove_repeated_cleanups(tree: Dockerfile, run: Run, repeated: Iterable[RepeatedCleanup]) -> tuple[Edit, ...]:
    """The edits that take out those of some repeated cleanups that can go."""
    edits: list[Edit] = []
    for cleanup in repeated:
        removed = remove_command(tree, run, cleanup.site.simple)
        if isinstance(removed, tuple):
            # the first two of a chain touch; they come in order, so that only the last is near
            edits += [edit for edit in removed if not overlaps(edit, edits[-1:])]
    return tuple(edits)
