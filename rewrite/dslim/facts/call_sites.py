"""What a RUN calls, and which calls are sure to have succeeded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dslim.facts.run import Run
from dslim.shell import Invocation, Script, Simple, commands, unwrap
from dslim.shell import tree as t
from dslim.shell.errexit import is_on_from_start
from dslim.support.memo import once, once_each


class CallSite(NamedTuple):
    """An invocation and where it stands; `call.script` is None where its words are words of the RUN itself."""

    call: Invocation
    simple: Simple


@once
def call_sites(script: Script) -> tuple[CallSite, ...]:
    """Every call of a script, in the order of the text, those inside `sh -c '...'` included."""
    return tuple(CallSite(call, simple) for simple in commands(script) for call in unwrap(simple))


def is_sure(run: Run, site: CallSite) -> bool:
    """Whether a call of the RUN has succeeded whenever the RUN succeeds; one inside `sh -c 'a; true'` need not have."""
    if site.call.script is not None or not isinstance(run.script, Script):
        return False
    return site.simple.span.start in _sure_starts(run.script, run.state.shell)


def sure_call_sites(run: Run) -> tuple[CallSite, ...]:
    """The calls that have succeeded whenever the RUN succeeds; none of a RUN that cannot be read."""
    return _sure_call_sites(run.script, run.state.shell) if isinstance(run.script, Script) else ()


@once_each
def _sure_call_sites(script: Script, shell: tuple[str, ...]) -> tuple[CallSite, ...]:
    starts = _sure_starts(script, shell)
    found = (site for site in call_sites(script) if site.call.script is None)
    return tuple(site for site in found if site.simple.span.start in starts)


@once_each
def _sure_starts(script: Script, shell: tuple[str, ...]) -> frozenset[int]:
    """Where the simple commands start that are sure; beside the script it hangs on how the shell is called."""
    return frozenset(_sure(script.statements, is_on_from_start(script, shell)))


def _sure(body: tuple[t.Statement, ...], is_errexit: bool) -> Iterator[int]:
    for i, statement in enumerate(body):
        if statement.terminator == "&":
            continue
        node, last = statement.node, i == len(body) - 1
        if isinstance(node, t.AndOr):
            # `set -e; a && b; c` goes on to c where a failed, b never ran: only the last chain is sure
            for item in _last_chain(node) if last else ():
                yield from _item(item)
        elif last or is_errexit:
            yield from _item(node)


def _last_chain(node: t.AndOr) -> tuple[t.Node, ...]:
    """The items that have succeeded where all has: of `a || b && c && d` those after b, which may not have run."""
    before = len(node.operators) - 1 - node.operators[::-1].index("||") if "||" in node.operators else -2
    return node.items[before + 2 :]


def _item(node: t.Node) -> Iterator[int]:
    """A group that succeeds has succeeded in what its last statement chains."""
    if isinstance(node, Simple):
        yield node.span.start
    elif isinstance(node, t.Group | t.Subshell):
        yield from _sure(node.body, False)
