"""Says which changes of the shell's state, and of errexit, later scripts in the same shell cannot observe."""

from __future__ import annotations

from collections.abc import Sequence

from dslim.shell import tree as t
from dslim.shell.shell_state import StateChange, state_changes
from dslim.shell.walk import commands, walk
from dslim.support.memo import once

_ONLY_PRINT = frozenset({"-x", "-o xtrace"})
_MAY_RUN_ANYTHING = frozenset({"eval", "source", "unknown", "alias", "function", "trap"})
_COMPOUNDS = (
    t.Group, t.Subshell, t.If, t.Loop, t.For, t.Select, t.CFor, t.Case, t.Function, t.CommandSub, t.ProcessSub,
)  # fmt: skip


def is_unobserved(later: Sequence[t.Script], change: StateChange) -> bool:
    """Whether none of the scripts that come later in the same shell observes a change of its state.

    xtrace: nothing catches what it prints. pipefail: there is no pipe. Anything else is taken to be observed; a
    directory too where each script begins with `cd /elsewhere`, since programs see OLDPWD.
    """
    if change.kind != "option" or any(_runs_unknown_commands(script) for script in later):
        return False
    if change.what in _ONLY_PRINT:
        return not any(_has_compound(script) for script in later)
    if change.what == "-o pipefail":
        return not any(_has_pipe(script) for script in later)
    return False


# once a script: each is one of those that come later for all scripts before it


@once
def _runs_unknown_commands(script: t.Script) -> bool:
    return any(change.kind in _MAY_RUN_ANYTHING for change in state_changes(script))


@once
def _has_compound(script: t.Script) -> bool:
    return any(isinstance(node, _COMPOUNDS) for node in walk(script))


@once
def _has_pipe(script: t.Script) -> bool:
    return any(isinstance(node, t.Pipeline) and len(node.members) > 1 for node in walk(script))


def observes_errexit(node: t.Node) -> bool:
    """Whether plain commands observe the errexit around them: with another they would do something else.

    dash, and bash as sh, run a substitution under the errexit of its shell, whatever `&&` stands beside it;
    a substitution of one list of simple commands does not care. `$-` shows it.
    """
    for below in walk(node):
        if isinstance(below, t.Param) and below.name in ("-", "SHELLOPTS"):
            return True
        if isinstance(below, t.CommandSub | t.ProcessSub) and not _is_one_list(below):
            return True
    return False


def _is_one_list(node: t.CommandSub | t.ProcessSub) -> bool:
    if len(node.body) > 1 or any(s.terminator == "&" for s in node.body):
        return False
    items = [i for s in node.body for i in (s.node.items if isinstance(s.node, t.AndOr) else (s.node,))]
    members = [m for i in items for m in (i.members if isinstance(i, t.Pipeline) else (i,))]
    names = {s.words[0].literal for s in commands(node) if s.words}
    return all(isinstance(m, t.Simple) for m in members) and not names & {"eval", ".", "source", "set", None}
