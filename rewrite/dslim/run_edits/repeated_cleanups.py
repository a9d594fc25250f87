"""Cleanups that the same RUN repeats later: merging RUNs that each clean up leads there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from dslim.facts.call_sites import CallSite, is_sure
from dslim.facts.paths import Overlap, word_overlap
from dslim.facts.run import Run
from dslim.run_edits.remove_commands import CannotRemove, remove_cleanups, remove_command
from dslim.shell import Script
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit, overlaps
from dslim.syntax.nodes import Dockerfile

#: Later cleanups of one RUN that are compared with an earlier one, the nearest of each text.
_COMPARED = 20
_BUNDLE = regex(r"-[a-zA-Z]+\Z")
#: What stands before a cleanup on a line that begins with cleanups.
_CLEANS_ALONE = regex(r"[ \t]*(&&[ \t]*)?((sudo )?apt(-get)? (-\w+ )*(auto|dist-?)?clean( -\w+)*[ \t]*&&[ \t]*)*")
#: What asks nobody, or prints less, whichever program it is given to.
_QUIET = frozenset({"-y", "--yes", "--assume-yes", "-q", "--quiet", "--assumeyes", "--non-interactive", "-n"})
#: The short names of options that `conda clean` and its likes have two names for.
_SHORT = {"--all": "-a", "--force-pkgs-dirs": "-f", "--tarballs": "-t", "--packages": "-p", "--index-cache": "-i"}
#: With one of these, or `all` as an operand, a cleanup leaves nothing.
_WHOLE = frozenset({"-a", "all"})


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
    """The cleanups among some calls of a RUN which one that does as much, and is sure to run, follows.

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
            again = next((k for k in list(later.values())[:_COMPARED] if does_as_much(found[k].call, site.call)), None)
            if again is not None:
                until = again if following is None else following
                repeated.append(RepeatedCleanup(site, found[at + 1 : until], found[until]))
            if is_sure(run, site):
                text = script.text[slice(*site.simple.span)]
                later.pop(text, None)
                later = {text: at, **later} if len(later) < _COMPARED else {text: at}
        if uses(site.call):
            following = at
    return repeated[::-1]


def does_as_much(later: Invocation, earlier: Invocation) -> bool:
    """Whether a cleanup takes away all that another one does: the same, or more, however its options are written."""
    if (later.program, later.wrappers, later.user, later.env) != (
        earlier.program, earlier.wrappers, earlier.user, earlier.env,
    ):  # fmt: skip
        return False
    options, more = _options(earlier), _options(later)
    if earlier.name == "rm":
        return set(_operands(earlier)) <= set(_operands(later)) and options <= more
    whole = not _WHOLE.isdisjoint(more | set(_operands(later)))
    same = _operands(earlier) == _operands(later)
    return (same or (whole and _operands(earlier)[:1] == _operands(later)[:1])) and (whole or options <= more)


def _operands(call: Invocation) -> list[str]:
    return [text for text in call.texts if not text.startswith("-")]


def _options(call: Invocation) -> frozenset[str]:
    """The options of a call, a bundle of letters as letters, without those that only ask and print less."""
    found: set[str] = set()
    for text in call.texts:
        if _BUNDLE.match(text):
            found |= {f"-{letter}" for letter in text[1:]}
        elif text.startswith("-"):
            found.add(_SHORT.get(text, text))
    return frozenset(found - _QUIET)


def removes_only_below(call: Invocation, folders: Sequence[str], home: str | None) -> bool:
    """Whether it is an `rm` of what lies in some folders, and of nothing else, which may be in somebody's way."""
    paths = [text for text in call.texts if not text.startswith("-")]
    return call.name == "rm" and all(any(word_overlap(p, f, home) is Overlap.IN for f in folders) for p in paths)


def remove_repeated_cleanups(tree: Dockerfile, run: Run, repeated: Iterable[RepeatedCleanup]) -> tuple[Edit, ...]:
    """The edits that take out those of some repeated cleanups that can go, and that no comment tells of."""
    sites = (cleanup.site for cleanup in repeated)
    return remove_sites(tree, run, [site for site in sites if not _has_comment_of_its_own(tree, run, site)])


def remove_sites(tree: Dockerfile, run: Run, sites: Iterable[CallSite]) -> tuple[Edit, ...]:
    """The edits that take out those of some calls, of which each succeeds or need not run, that can go."""
    edits: list[Edit] = []
    for site in sites:
        # the first two of a chain touch; they come in order, so that only the last is near
        edits += [edit for edit in _without(tree, run, site) if not overlaps(edit, edits[-1:])]
    return tuple(edits)


def _has_comment_of_its_own(tree: Dockerfile, run: Run, site: CallSite) -> bool:
    """Whether a comment line stands above the line that a cleanup begins, alone or after other cleanups."""
    at = run.source(site.simple.span.start, site.simple.span.start).start
    line_start = tree.text.rfind("\n", 0, at) + 1
    above = tree.text[tree.text.rfind("\n", 0, max(line_start - 1, 0)) + 1 : line_start]
    if line_start <= run.outer.span.start or not above.lstrip().startswith("#"):
        return False
    return _CLEANS_ALONE.fullmatch(tree.text[line_start:at]) is not None


def _without(tree: Dockerfile, run: Run, site: CallSite) -> Sequence[Edit]:
    removed = remove_command(tree, run, site.simple)
    if isinstance(removed, tuple) or not isinstance(run.script, Script) or run.script.comments:
        return removed if isinstance(removed, tuple) else ()
    try:
        return remove_cleanups(run, run.script, [site.simple])
    except CannotRemove:
        return ()
