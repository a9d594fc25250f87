"""Says which changes of the shell's state, and of errexit, later scripts in the same shell cannot observe."""

from __future__ import annotations

from collections.abc import Sequence

from dslim.shell import tree as t
from dslim.shell.shell_state import StateChange, state_changes
from dslim.shell.walk import commands, walk
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_each
from dslim.tools import find, folders_emptied

#: How a variable of a script's own is called.
_OF_SCRIPT = regex(r"[a-z][a-z0-9_]*")
_EXPANDS = regex(r"[$`~]")
_ONLY_PRINT = frozenset({"-x", "-o xtrace"})
_MAY_RUN_ANYTHING = frozenset({"eval", "source", "unknown", "alias", "function", "trap"})
_COMPOUNDS = (
    t.Group, t.Subshell, t.If, t.Loop, t.For, t.Select, t.CFor, t.Case, t.Function, t.CommandSub, t.ProcessSub,
)  # fmt: skip


def is_unobserved(later: Sequence[t.Script], change: StateChange) -> bool:
    """Whether none of the scripts that come later in the same shell observes a change of its state.

    xtrace: nothing catches what it prints. pipefail: there is no pipe. A directory, and a variable of the script's own,
    where all that is left to do is to empty caches by absolute paths. Anything else is taken to be observed; a
    directory too where each script begins with `cd /elsewhere`, since programs see OLDPWD.
    """
    if change.kind == "cd" or (change.kind == "variable" and _is_of_the_script(change.what)):
        return all(_only_empties(script, change.kind == "cd") for script in later)
    if change.kind != "option" or any(_runs_unknown_commands(script) for script in later):
        return False
    if change.what in _ONLY_PRINT:
        return not any(_has_compound(script) for script in later)
    if change.what == "-o pipefail":
        return not any(_has_pipe(script) for script in later)
    return False


def _is_of_the_script(name: str) -> bool:
    """Whether a variable has the name of one that a script makes for itself: small letters, and none of a proxy."""
    return _OF_SCRIPT.fullmatch(name) is not None and not name.endswith("_proxy")


@once_each
def _only_empties(script: t.Script, elsewhere: bool) -> bool:
    """Whether a script is a chain of `rm` with absolute paths and of cleanups of package managers, wherever it runs.

    `elsewhere`: in another directory, which may be gone by then: yum and dnf fail there.
    """
    nodes = [statement.node for statement in script.statements]
    items = [item for node in nodes for item in (node.items if isinstance(node, t.AndOr) else (node,))]
    chained = all(set(node.operators) == {"&&"} for node in nodes if isinstance(node, t.AndOr))
    return chained and all(isinstance(item, t.Simple) and _empties(item, elsewhere) for item in items)


def _empties(simple: t.Simple, elsewhere: bool) -> bool:
    name, *args = [word.text for word in simple.words] or [""]
    if simple.assignments or simple.redirects or _EXPANDS.search(" ".join(args)):
        return False
    if name == "rm":
        return all(arg.startswith(("/", "-")) for arg in args)
    tool = find(name)
    is_at_ease = not elsewhere or (tool is not None and tool.family == "apt")
    return is_at_ease and folders_emptied(name, args) is not None


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
