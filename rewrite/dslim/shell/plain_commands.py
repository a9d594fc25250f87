"""Recognises plain commands: programs and harmless built-ins that leave their shell as it was."""

from __future__ import annotations

from dslim.shell import tree as t
from dslim.shell.builtins import BUILTINS, HARMLESS_BUILTINS
from dslim.shell.shell_state import state_changes

#: Not plain, although no built-in of every shell: keywords that look like commands.
_NEVER = frozenset({"time", "coproc", "command", "builtin", "."})


def is_plain(node: t.Node) -> bool:
    """Whether a node is a plain command, or a pipeline of plain commands, not negated.

    Its status decides nothing but `&&` after it, and nothing of it stays in the shell.
    """
    if isinstance(node, t.Pipeline):
        plain = all(isinstance(member, t.Simple) and is_plain(member) for member in node.members)
        return plain and not node.negated and not node.timed
    if not isinstance(node, t.Simple) or not node.words:
        return False
    name = node.words[0].literal
    if not name or name in _NEVER or (name in BUILTINS and name not in HARMLESS_BUILTINS):
        return False
    return not state_changes(node)


def is_chain(node: t.Node) -> bool:
    """One plain command, or several joined by `&&` alone."""
    return all(map(is_plain, _chained(node)))


def is_chain_with_cd(node: t.Node) -> bool:
    """Plain commands and `cd` joined by `&&` alone: with errexit on or off, they fail alike."""
    return all(is_plain(item) or _is_cd(item) for item in _chained(node))


def _chained(node: t.Node) -> tuple[t.Node, ...]:
    """The commands that `&&` alone joins; a node of another kind by itself."""
    return node.items if isinstance(node, t.AndOr) and set(node.operators) == {"&&"} else (node,)


def _is_cd(node: t.Node) -> bool:
    if not isinstance(node, t.Simple) or not node.words or node.words[0].literal != "cd":
        return False
    return all(change.kind == "cd" for change in state_changes(node))


def is_and_or(node: t.Node) -> bool:
    """Plain commands joined by `&&` and `||`."""
    return all(is_plain(i) for i in node.items) if isinstance(node, t.AndOr) else is_plain(node)
