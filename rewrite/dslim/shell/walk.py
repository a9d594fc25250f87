"""Visits the tree of a shell script: every node below one, every command, and whether its own shell runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from dslim.shell import tree as t
from dslim.shell.tree import Node
from dslim.support.memo import once

if TYPE_CHECKING:
    from typing import Any

    Children = Callable[[Any], tuple[Node, ...]]


class Where:
    """How far a command is from the current shell, as bits; HERE is the shell itself, and sure to be it.

    LAST is the last member of a pipeline: the current shell in zsh, ksh and bash's lastpipe, else a subshell.
    Numbers, since enum.Flag takes 0.2 ms to define and 0.3 µs for each `|`.
    """

    HERE = 0
    SUBSHELL = 1
    SUBSTITUTION = 2
    PIPELINE = 4
    LAST = 8
    BACKGROUND = 16
    FUNCTION = 32


def _optional(*nodes: Node | None) -> tuple[Node, ...]:
    return tuple(node for node in nodes if node is not None)


def _in_order(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sorted(nodes, key=lambda node: node.span))


def _of_simple(node: t.Simple) -> tuple[Node, ...]:
    found = node.assignments + tuple([word for word in node.words if word.literal is None])
    return _in_order(found + node.redirects) if node.redirects else found


_CHILDREN: dict[type, Children] = {
    t.Script: lambda n: n.statements,
    t.Statement: lambda n: (n.node,),
    t.AndOr: lambda n: n.items,
    t.Pipeline: lambda n: n.members,
    t.Simple: _of_simple,
    t.Group: lambda n: n.body + n.redirects,
    t.Subshell: lambda n: n.body + n.redirects,
    t.If: lambda n: n.branches + (n.orelse or ()) + n.redirects,
    t.Branch: lambda n: n.condition + n.body,
    t.Loop: lambda n: n.condition + n.body + n.redirects,
    t.For: lambda n: (n.words or ()) + n.body + n.redirects,
    t.Select: lambda n: (n.words or ()) + n.body + n.redirects,
    t.CFor: lambda n: (n.header, *n.body, *n.redirects),
    t.Case: lambda n: (n.subject, *n.clauses, *n.redirects),
    t.Clause: lambda n: n.patterns + n.body,
    t.Function: lambda n: (n.body,),
    t.DoubleBracket: lambda n: n.words + n.redirects,
    t.Arithmetic: lambda n: (n.expression, *n.redirects),
    t.Redirect: lambda n: _optional(n.target, n.heredoc),
    t.Heredoc: lambda n: n.parts,
    t.Assignment: lambda n: _optional(n.value),
    t.ArrayValue: lambda n: n.words,
    t.Word: lambda n: n.parts if n.literal is None else (),
    t.DoubleQuoted: lambda n: n.parts,
    t.Param: lambda n: _optional(n.arg),
    t.CommandSub: lambda n: n.body,
    t.ProcessSub: lambda n: n.body,
    t.Arith: lambda n: n.parts,
    t.Literal: lambda n: (),
    t.SingleQuoted: lambda n: (),
    t.AnsiQuoted: lambda n: (),
}


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the text (a heredoc stands with its redirect).

    Nothing happens in a literal word: it has no nodes below, and is itself none below its command.
    """
    return _CHILDREN[type(node)](node)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, those inside words and heredocs included, but for literal words; parents first."""
    return chain((node,), _below(node)) if isinstance(node, t.Script) else _walk(node)


@once
def _below(script: t.Script) -> tuple[Node, ...]:
    # without the script itself: what it remembers must not hold it, or only the collector frees it
    return tuple(_walk(script))[1:]


def _walk(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        if below := _CHILDREN[type(node)](node):  # most have none
            stack.extend(below[::-1])


def walk_own_shell(node: Node) -> Iterator[Node]:
    """Walks what the shell that runs `node` does itself.

    Nothing inside a subshell, a substitution, a background statement or a pipeline. Functions' bodies are in.
    """
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        if below := _HERE[type(node)](node):
            stack.extend(below[::-1])


_HERE: dict[type, Children] = {
    **_CHILDREN,
    t.Subshell: lambda n: n.redirects,
    t.CommandSub: lambda n: (),
    t.ProcessSub: lambda n: (),
    t.Pipeline: lambda n: n.members if len(n.members) == 1 else (),
    t.Statement: lambda n: () if n.terminator == "&" else (n.node,),
}


def commands(node: Node) -> Iterator[t.Simple]:
    """Every simple command at or below the node, wherever it runs."""
    return iter(_commands(node)) if isinstance(node, t.Script) else _simple(_walk(node))


@once
def _commands(script: t.Script) -> tuple[t.Simple, ...]:
    return tuple(_simple(walk(script)))


def _simple(nodes: Iterator[Node]) -> Iterator[t.Simple]:
    return (found for found in nodes if type(found) is t.Simple)


def walk_with_place(node: Node, where: int = Where.HERE) -> Iterator[tuple[Node, int]]:
    """Like walk, with the place of each node relative to the shell that runs `node`."""
    stack = [(node, where)]
    while stack:
        node, where = stack.pop()
        yield node, where
        kind = type(node)
        below = _CHILDREN[kind](node)
        if not below:
            continue
        if kind is t.Pipeline and len(below) > 1:
            inner = [(child, where | Where.PIPELINE) for child in below]
            inner[-1] = (below[-1], where | Where.LAST)
        else:
            inner = [
                (child, where | step if (step := _step(node, kind, child)) else where) for child in below
            ]
        stack.extend(reversed(inner))


def commands_with_place(node: Node) -> Iterator[tuple[t.Simple, int]]:
    """Every simple command at or below the node, with its place."""
    return ((found, where) for found, where in walk_with_place(node) if type(found) is t.Simple)


def _step(node: Any, kind: type, child: Node) -> int | None:
    if kind is t.CommandSub or kind is t.ProcessSub:
        return Where.SUBSTITUTION
    if kind is t.Subshell and type(child) is not t.Redirect:
        return Where.SUBSHELL
    if kind is t.Statement and node.terminator == "&":
        return Where.BACKGROUND
    if kind is t.Function:
        return Where.FUNCTION
    return None
