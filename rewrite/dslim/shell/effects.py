"""What a piece of shell leaves behind in the shell that runs it.

The tables hold for dash, bash and busybox ash. Sources: POSIX.1-2017 XCU 2.14 (special built-ins), the
manuals of dash(1) and bash(1), and busybox's shell/ash.c (`builtintab`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dslim.shell.tree import (
    AndOr,
    Compound,
    Node,
    Part,
    Pipeline,
    Script,
    Simple,
    Statement,
    Word,
    children,
    flat_parts,
    own_words,
)

#: Built-ins after which the shell is as it was.
HARMLESS = frozenset({"echo", "printf", "test", "[", "true", "false", ":", "pwd", "kill", "type", "wait", "times"})

#: Built-ins that change the shell, by what they change.
LEAKY = {
    "cd": "working directory", "pushd": "working directory", "popd": "working directory", "dirs": "working directory",
    "export": "variable", "readonly": "variable", "read": "variable", "getopts": "variable", "local": "variable",
    "declare": "variable", "typeset": "variable", "let": "variable", "unset": "variable", "mapfile": "variable",
    "readarray": "variable", "shift": "positional parameters",
    "umask": "umask", "ulimit": "limits", "alias": "alias", "unalias": "alias", "hash": "remembered paths",
    "set": "options", "shopt": "options", "enable": "options", "trap": "trap",
    "exec": "exec", "exit": "exit", "return": "exit", "break": "exit", "continue": "exit", "logout": "exit",
    ".": "sourced file", "source": "sourced file", "eval": "eval", "command": "command", "builtin": "command",
    "disown": "jobs", "bg": "jobs", "fg": "jobs", "jobs": "jobs", "suspend": "jobs", "bind": "options",
    "complete": "options", "compgen": "options", "fc": "history", "history": "history", "help": "history",
    "caller": "history", "newgrp": "exec",
}  # fmt: skip

#: POSIX special built-ins: an assignment in front of one stays.
SPECIAL = frozenset(
    {".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
     "times", "trap", "unset"}
)  # fmt: skip

_ARITH_ASSIGN = re.compile(r"\+\+|--|(?<![=!<>])=(?!=)")


class Leak(NamedTuple):
    """Something a body's own shell keeps: what kind of thing, and the text that does it."""

    kind: str
    text: str


def leaks(root: Script | Statement | Node) -> tuple[Leak, ...]:
    """All that stays in the shell after `root` ran, or that ends it."""
    return tuple(_leaks(root))


def _leaks(root: Script | Statement | Node) -> Iterator[Leak]:
    if isinstance(root, Script):
        for statement in root.statements:
            yield from _leaks(statement)
    elif isinstance(root, Statement):
        if root.terminator != "&":  # a background command has a shell of its own
            yield from _leaks(root.node)
    elif isinstance(root, Simple):
        yield from _simple_leaks(root)
    elif isinstance(root, Pipeline) and len(root.members) > 1:
        return  # each member has a shell of its own
    elif isinstance(root, Compound):
        yield from _compound_leaks(root)
    elif isinstance(root, (Pipeline, AndOr)):
        for child in children(root):
            yield from _leaks(child)


def _compound_leaks(node: Compound) -> Iterator[Leak]:
    yield from _word_leaks(node)
    if node.kind == "subshell":
        return
    if node.kind == "function":
        yield Leak("function", node.name)
        return
    if node.kind in ("for", "select", "cfor"):
        yield Leak("variable", node.name or "for ((")
    if node.kind == "arithmetic" and _ARITH_ASSIGN.search(node.words[0].text):
        yield Leak("variable", "((")
    if node.kind == "double-bracket" and any(w.text == "=~" for w in node.words):
        yield Leak("variable", "BASH_REMATCH")
    for body in node.bodies:
        for statement in body:
            yield from _leaks(statement)


def _simple_leaks(node: Simple) -> Iterator[Leak]:
    yield from _word_leaks(node)
    if not node.words:
        for assignment in node.assignments:
            yield Leak("variable", assignment.name)
        return
    name = node.name
    if name is None:
        yield Leak("unknown command", node.words[0].text)
        return
    if node.assignments and name in SPECIAL:
        yield Leak("variable", node.assignments[0].name)
    if name == "printf" and len(node.words) > 1 and node.words[1].text.startswith("-v"):
        yield Leak("variable", "printf -v")
    if name == "command" and len(node.words) > 1 and node.words[1].text in ("-v", "-V"):
        return
    if name in LEAKY:
        yield Leak(LEAKY[name], node.words[0].text)


def _word_leaks(node: Node) -> Iterator[Leak]:
    for word in own_words(node):
        yield from assigned_by(word)


def assigned_by(word: Word) -> Iterator[Leak]:
    """Variables that expanding a word sets: `${x:=y}`, `$((x=1))`."""
    if "$" not in word.text:
        return
    for part in flat_parts(word.parts):
        if part.kind == "param" and part.op in (":=", "="):
            yield Leak("variable", part.name)
        elif part.kind == "arith" and _ARITH_ASSIGN.search(part.value):
            yield Leak("variable", part.text)
        elif part.kind == "param" and part.op == "special" and _odd(part):
            yield Leak("unknown expansion", part.text)


def _odd(part: Part) -> bool:
    return not re.fullmatch(r"[#!]?[A-Za-z_0-9@*#?$!-]+", part.name)


def is_plain(node: Node) -> bool:
    """A plain command or pipeline: runs programs or harmless built-ins, and changes nothing of its shell."""
    if isinstance(node, Pipeline):
        return not node.negated and all(isinstance(m, Simple) and _plain_member(m) for m in node.members)
    return isinstance(node, Simple) and not any(_simple_leaks(node)) and _plain_member(node)


def _plain_member(node: Simple) -> bool:
    name = node.name
    if name is None or not name or name in LEAKY or name == "time":
        return False
    return not any(a.array for a in node.assignments) and not any(_simple_leaks(node))
