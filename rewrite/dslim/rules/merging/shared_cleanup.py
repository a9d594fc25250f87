"""Tells RUNs that empty the same cache, each at its end: as one RUN they fill it once and empty it once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites
from dslim.rules.merging.joins_that_save import updates_lists
from dslim.run_edits.comments_between import items_between
from dslim.run_edits.repeated_cleanups import does_as_much
from dslim.run_edits.run_script import RunScript
from dslim.shell.invocations import Invocation
from dslim.shell.tree import AndOr
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Comment, Instruction
from dslim.tools import Cleanup, find

_DEEP = regex(r"-[a-zA-Z]*[rR]")


def shared_cleanup(first: RunScript, second: RunScript) -> str:
    """The command that empties, at the end of two RUNs, the same cache; '' where they do not end alike.

    The second may do nothing else. Not where each fetches package lists: the second does so since it wants them new.
    """
    a, b = _last_call(first), _only_call(second) or _last_call(second)
    if a is None or b is None or not does_as_much(b.call, a.call) or not _empties_a_cache(a.call):
        return ""
    if updates_lists(first) and updates_lists(second):
        return ""
    return second.script.text[slice(*b.simple.span)]


def is_next_to(facts: Facts, first: RunScript, second: RunScript) -> bool:
    """Whether a RUN that shares its cleanup with the next stands close enough to it: on the lines above.

    Blank lines may stand between where it only fetches what the next one would have to fetch again.
    """
    items = items_between(facts.tree, first.run, second.run)
    if any(isinstance(item, Comment | Instruction) for item in items):
        return False
    return not items or _only_prepares(first)


def _last_call(script: RunScript) -> CallSite | None:
    """The call that is the last item of a RUN's one `&&` chain."""
    node = script.last_command
    if len(script.statements) != 1 or not isinstance(node, AndOr) or set(node.operators) != {"&&"}:
        return None
    last = call_sites(script.script)[-1:]
    return last[0] if last and last[0].call.script is None and last[0].simple is node.items[-1] else None


def _only_call(script: RunScript) -> CallSite | None:
    """The call of a RUN that is one simple command."""
    found = call_sites(script.script)
    is_alone = len(script.statements) == len(found) == 1 and found[0].simple is script.last_command
    return found[0] if is_alone and found[0].call.script is None else None


def _empties_a_cache(call: Invocation) -> bool:
    if call.name == "rm":
        return any(_DEEP.match(text) for text in call.texts)
    return any(row.cleans is not None and row.cleans.match(call) for row in _rows(call))


def _only_prepares(script: RunScript) -> bool:
    """Whether what a RUN leaves in the cache is all metadata: it installs nothing."""
    found = [(site.call, row) for site in call_sites(script.script)[:-1] for row in _rows(site.call)]
    return bool(found) and all(row.prepares is not None and row.prepares.match(call) for call, row in found)


def _rows(call: Invocation) -> Sequence[Cleanup]:
    tool = find(call.program)
    return tool.cleanup if tool is not None else ()


def shared_cleanups(scripts: Sequence[RunScript]) -> Iterator[str]:
    """The cleanups that a row of RUNs shares, each with the next."""
    for first, second in zip(scripts, scripts[1:]):
        if cleanup := shared_cleanup(first, second):
            yield cleanup
