"""Adding a command to a RUN: to its end, so that it runs if and only if the RUN would have succeeded, or
straight after one of its commands, if that succeeded."""

from __future__ import annotations

import re

from dslim.facts.call_sites import errexit_from_start, has_errexit, may_have_errexit
from dslim.facts.run import Run
from dslim.shell import Script, Simple, leaks
from dslim.shell import tree as t
from dslim.shell.walk import walk
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Dockerfile

#: What a script may leave in its shell that would keep a command added to its end from doing its work.
_ENDS = {"exit": "exits", "exec": "replaces its shell", "trap": "sets a trap"}
_GLOB_OFF = regex(r"(^|\s)-[a-zA-Z]*[fn]|noglob|noexec|failglob")


class NoTail(Exception):
    """Nothing can be added to the end of the RUN; the message says why."""


def append(tree: Dockerfile, run: Run, command: str) -> Edit:
    """The edit that adds `command`, in the RUN's own style. Raises NoTail.

    The status of the RUN stays what it was, and `command` runs only where that is 0; `command` itself
    must succeed, whatever it finds.
    """
    script = _readable(run)
    _check_shell(run, script, command)
    for leak in leaks(script):
        if leak.kind == "exit" and leak.what.isdigit() and int(leak.what):
            continue  # the RUN fails there, with or without the command
        if leak.kind in _ENDS:
            raise NoTail(f"the RUN {_ENDS[leak.kind]} (`{leak.what}`)")
    last = script.statements[-1]
    if last.terminator == "&":
        raise NoTail("the RUN ends in a background job")
    joint = _joint(run, script, last)
    style = _style(tree, run, script, last)
    if joint == ";" and last.terminator == ";" and last.terminator_span is not None:
        at = run.source_at(last.terminator_span.end)
        return Edit(at, at, style.after_terminator(command))
    at = run.source_at(last.span.end)
    return Edit(at, at, style.joined(joint, command))


def insert_after(tree: Dockerfile, run: Run, simple: Simple, command: str) -> Edit:
    """The edit that adds `command` straight after `simple`, to run where that succeeded. Raises NoTail.

    `simple` must stand by itself or in a pure `&&` chain: whatever follows it still does, and no status changes.
    """
    script = _readable(run)
    _check_shell(run, script, command)
    for statement in script.statements:
        node = statement.node
        if node is simple:
            if statement.terminator == "&":
                break
            # `set -e; a && b; c` would go on to c although a failed: there it must be `a; b; c`
            steady = errexit_from_start(script, run.state.shell)
            if not steady and may_have_errexit(run, script):
                break
            return _after(tree, run, script, simple, ";" if steady else "&&", command)
        if isinstance(node, t.AndOr) and set(node.operators) == {"&&"} and simple in node.items[:-1]:
            return _after(tree, run, script, simple, "&&", command)
    raise NoTail("it is not part of a plain `&&` chain")


def _after(tree: Dockerfile, run: Run, script: Script, simple: Simple, joint: str, command: str) -> Edit:
    at = run.source_at(simple.span.end)
    return Edit(at, at, _style(tree, run, script, script.statements[-1]).joined(joint, command))


def _readable(run: Run) -> Script:
    script = run.script
    if not isinstance(script, Script):
        raise NoTail(f"the RUN cannot be read: {script.reason}")
    if not script.statements:
        raise NoTail("the RUN is empty")
    return script


def _check_shell(run: Run, script: Script, command: str) -> None:
    """Raises NoTail where the shell would not run `command` as it is written."""
    programs = {word for word in command.split()[:2] if word[:1] != "-"}
    if any(_GLOB_OFF.search(flag) for flag in run.state.shell[1:-1] if not flag.startswith("--")):
        raise NoTail("SHELL changes how its shell works")
    for leak in leaks(script):
        if leak.kind == "alias":
            raise NoTail("the RUN sets aliases")
        if leak.kind == "option" and _GLOB_OFF.search(leak.what):
            raise NoTail(f"the RUN changes how its shell works (`{leak.what}`)")
        if leak.kind == "function" and leak.what in programs:
            raise NoTail(f"the RUN defines a function {leak.what}")
        if leak.kind in ("variable", "export", "unset") and leak.what == "PATH":
            text = script.text[leak.span.start : leak.span.end]
            if not re.search(r"\$\{?PATH\b", text):
                raise NoTail("the RUN sets another PATH")


def _joint(run: Run, script: Script, last: t.Statement) -> str:
    """`&&` or `;`, whichever keeps the status."""
    names = {leak.what for leak in leaks(script) if leak.kind == "function"}
    plain = _is_plain(last.node, names)
    if not may_have_errexit(run, script):
        return "&&"
    if not plain:
        # `set -e; ...; { a; b; } && rm` would ignore -e inside the braces, and `; rm` after a compound
        # whose own last list may fail without ending the shell would hide the failure
        if _opens_with_errexit(script) and not _has_soft_spots(last.node, names):
            return ";"
        raise NoTail("`set -e` is on and the RUN ends in a compound command")
    sequence = len(script.statements) > 1 and _opens_with_errexit(script)
    return ";" if sequence and _is_single(last.node, names) else "&&"


def _is_single(node: t.Node, functions: set[str]) -> bool:
    """One external command: its failure ends a shell with errexit."""
    return isinstance(node, t.Simple) and _is_plain(node, functions)


def _is_plain(node: t.Node, functions: set[str]) -> bool:
    if isinstance(node, t.AndOr):
        return all(_is_plain(item, functions) for item in node.items)
    if isinstance(node, t.Pipeline):
        return all(_is_plain(member, functions) for member in node.members)
    return (
        isinstance(node, t.Simple)
        and bool(node.words)
        and node.words[0].literal not in (functions | {"eval", ".", "source", None})
    )


def _has_soft_spots(node: t.Node, functions: set[str]) -> bool:
    """Whether it may fail under errexit and not end the shell."""
    for below in walk(node):
        if isinstance(below, t.AndOr | t.Function | t.Subshell):
            return True
        if isinstance(below, t.Pipeline) and below.negated:
            return True
        if isinstance(below, t.Simple) and (
            not below.words or below.words[0].literal in functions | {"eval", ".", "source", "set", None}
        ):
            return True
    return False


def _opens_with_errexit(script: Script) -> bool:
    """The first statement turns errexit on, and nothing turns it off."""
    first = script.statements[0].node
    if not isinstance(first, t.Simple) or not first.words or first.words[0].literal != "set":
        return False
    words = [word.literal or "" for word in first.words[1:]]
    if not has_errexit(words):
        return False
    return sum(leak.kind in ("option", "source", "eval", "unknown") for leak in leaks(script)) == 1


class _Style:
    """How the RUN writes its own joints. `indent` is None for a RUN on one line."""

    def __init__(self, tree: Dockerfile, indent: str | None, leading: bool) -> None:
        self.indent = indent
        self.leading = leading
        self.newline = f" {tree.escape}{tree.newline}"

    def joined(self, joint: str, command: str) -> str:
        """What to insert after the last command."""
        blank = "" if joint == ";" else " "
        if self.indent is None:
            return f"{blank}{joint} {command}"
        if self.leading and joint != ";":
            return f"{self.newline}{self.indent}{joint} {command}"
        return f"{blank}{joint}{self.newline}{self.indent}{command}"

    def after_terminator(self, command: str) -> str:
        """What to insert after a `;` that ends the script."""
        if self.indent is None:
            return f" {command};"
        return f"{self.newline}{self.indent}{command};"


def _style(tree: Dockerfile, run: Run, script: Script, last: t.Statement) -> _Style:
    begin, end = run.outer.span.start, run.source_at(last.span.end)
    if "\n" not in tree.text[begin:end]:
        return _Style(tree, None, False)
    for at in reversed(_joints(script)):
        start, stop = run.source(at.start, at.end)
        before = tree.text[tree.text.rfind("\n", 0, start) + 1 : start]
        if not before.strip() and start > begin:
            return _Style(tree, before, True)
        line_end = tree.text.find("\n", stop, end)
        rest = tree.text[stop:line_end].strip() if line_end >= 0 else "x"
        if rest == tree.escape:
            return _Style(tree, _next_indent(tree.text, line_end + 1), False)
    line = tree.text[tree.text.rfind("\n", 0, end) + 1 : end]
    return _Style(tree, line[: len(line) - len(line.lstrip(" \t"))], True)


def _next_indent(text: str, at: int) -> str:
    """The indent of the next line that is neither blank nor a comment."""
    while True:
        found = re.compile(r"[ \t]*").match(text, at)
        stop = found.end() if found else at
        if text[stop : stop + 1] not in ("#", "\r", "\n"):
            return text[at:stop]
        at = text.index("\n", stop) + 1


def _joints(script: Script) -> list[t.Span]:
    """Where the script's own `&&`, `||` and `;` stand."""
    found: list[t.Span] = []
    for statement in script.statements:
        if isinstance(statement.node, t.AndOr):
            found += statement.node.operator_spans
        if statement.terminator == ";" and statement.terminator_span is not None:
            found.append(statement.terminator_span)
    return found
