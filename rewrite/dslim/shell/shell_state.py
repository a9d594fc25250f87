"""Lists what a script changes in the state of its own shell, which whatever runs next in that shell would find.

Conservative: what a function's body may leave counts as soon as the function is defined, and a command whose
name is not a literal word counts as 'unknown'. Subshells, substitutions, background jobs and the members of a
pipeline keep what they do to themselves (bash's `lastpipe` needs a `shopt`, which is a change of its own).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dslim.shell import tree as t
from dslim.shell.builtins import ONLY_PRINT, SPECIAL_BUILTINS, STATE_CHANGES
from dslim.shell.tree import Node, Span
from dslim.shell.walk import walk_own_shell
from dslim.support.lazy_regex import regex
from dslim.support.memo import once

_ARITHMETIC_SET = regex(r"\+\+|--|(?<![=<>!])=(?!=)|<<=|>>=")
_EQUAL = frozenset({"=", "==", "!=", "=~", "<=", ">="})
_NODES_THAT_CHANGE = frozenset(
    {t.Simple, t.Statement, t.Function, t.For, t.Select, t.CFor, t.Arith, t.Param, t.DoubleBracket}
)


class StateChange(NamedTuple):
    """One thing that a shell keeps, or loses, when the script has run.

    kind: 'cd', 'variable', 'export', 'unset', 'umask', 'ulimit', 'alias', 'function', 'hash', 'option',
    'positional', 'trap', 'redirect' (`exec >f`), 'exec', 'exit', 'source', 'eval', 'job', 'background' or
    'unknown'. what: the variable, function or command. span: in the text of the script.
    """

    kind: str
    what: str
    span: Span


def state_changes(node: Node) -> tuple[StateChange, ...]:
    """All that the shell running the node keeps or loses by it, in the order of the tree."""
    return _changes_of_script(node) if isinstance(node, t.Script) else _changes(node)


@once
def _changes_of_script(script: t.Script) -> tuple[StateChange, ...]:
    return _changes(script)


def _changes(node: Node) -> tuple[StateChange, ...]:
    nodes = [below for below in walk_own_shell(node) if type(below) in _NODES_THAT_CHANGE]
    functions = {below.name for below in nodes if isinstance(below, t.Function)}
    return tuple(change for below in nodes for change in _changes_by(below, functions))


def _changes_by(node: Node, functions: set[str]) -> Iterator[StateChange]:
    """What this node itself does, without the nodes below it."""
    match node:
        case t.Simple():
            yield from _changes_by_command(node, functions)
        case t.Statement(terminator="&"):
            yield StateChange("background", "&", node.span)
        case t.Function():
            yield StateChange("function", node.name, node.span)
        case t.For() | t.Select():
            yield StateChange("variable", node.name, node.span)
        case t.CFor():
            yield StateChange("variable", node.header.text, node.span)
        case t.Arith() if _ARITHMETIC_SET.search(node.text):
            yield StateChange("variable", node.text.strip(), node.span)
        case t.Param(op="=" | ":="):
            yield StateChange("variable", node.name, node.span)
        case t.Param() if _ARITHMETIC_SET.search(_evaluated_text(node)):
            yield StateChange("variable", node.name, node.span)
        case t.DoubleBracket() if any(word.text == "=~" for word in node.words):
            yield StateChange("variable", "BASH_REMATCH", node.span)
        case t.DoubleBracket() if _assigns_in_a_test(node):
            yield StateChange("variable", "", node.span)
        case _:
            pass


def _evaluated_text(node: t.Param) -> str:
    """What bash evaluates of `${a[i++]}` and `${a:i=1}`."""
    offset = node.arg.text if node.op.startswith(":") and len(node.op) == 1 and node.arg else ""
    return (node.subscript or "") + offset


def _assigns_in_a_test(node: t.DoubleBracket) -> bool:
    """`[[ 5 -eq i=5 ]]` assigns."""
    texts = [word.text for word in node.words]
    asks = any(text in ("-eq", "-ne", "-lt", "-le", "-gt", "-ge") for text in texts)
    return asks and any(_ARITHMETIC_SET.search(t) for t in texts if not t.startswith("-") and t not in _EQUAL)


def _changes_by_command(node: t.Simple, functions: set[str]) -> Iterator[StateChange]:
    words = node.words
    kept = not words or words[0].literal in SPECIAL_BUILTINS or words[0].literal in functions
    if kept or words[0].literal is None:
        for assignment in node.assignments:
            yield StateChange("variable", assignment.name, assignment.span)
    while words and words[0].literal in ("command", "builtin"):
        words = words[1:]
        while words and words[0].literal in ("-p", "--"):
            words = words[1:]
        if words and words[0].literal in ("-v", "-V"):
            return
    if not words:
        return
    name = words[0].literal
    if name is None:
        yield StateChange("unknown", words[0].text, words[0].span)
    elif name == "printf" and len(words) > 1 and (words[1].literal or "").startswith("-v"):
        yield StateChange("variable", " ".join(word.text for word in words[1:3]), node.span)
    elif name in STATE_CHANGES:
        yield from _changes_by_builtin(name, words, node)


def _changes_by_builtin(name: str, words: tuple[t.Word, ...], node: t.Simple) -> Iterator[StateChange]:
    arguments = [word.literal for word in words[1:]]
    kind = STATE_CHANGES[name]
    if name in ONLY_PRINT and arguments in ([], ["-p"]):
        return
    if name == "ulimit" and all(argument and argument.startswith("-") for argument in arguments):
        return
    if name == "exec" and not arguments:
        kind = "redirect"
        if not node.redirects:
            return
    if name == "set" and "--" not in arguments and any(not _is_option(argument) for argument in arguments):
        # `set -o pipefail` has its operand; `set a b` sets positionals.
        kind = "option" if _is_option(arguments[0]) else "positional"
    elif name == "set" and "--" in arguments:
        kind = "positional"
    for what in _what_changes(kind, words[1:]):
        yield StateChange(kind, what or name, node.span)


def _is_option(argument: str | None) -> bool:
    return argument is not None and argument[:1] in ("-", "+")


def _what_changes(kind: str, words: tuple[t.Word, ...]) -> list[str]:
    """The variables that a declaration names, else the arguments as written."""
    if kind in ("variable", "export", "unset"):
        names = [word.text.partition("=")[0] for word in words if not word.text.startswith("-")]
        return names or [""]
    return [" ".join(word.text for word in words)]
