"""Whether a cleanup that follows an install runs in the environment that the install had."""

from __future__ import annotations

import re

from dslim.facts.call_sites import CallSite
from dslim.facts.run import Run
from dslim.facts.working_directory import DIRECTORY_CHANGES
from dslim.run_edits.append_command import CannotAppend
from dslim.shell import Script, Simple, Word, commands
from dslim.shell import tree as t
from dslim.shell.walk import walk
from dslim.support.lazy_regex import regex

#: Variables that choose folders or files of settings: which folder the cache is in is not known then.
_CHOOSES = regex(r"(?i)(^|_)(home|cache|dir|store|prefix|root|path|folder)|config|rc$")
#: A value that is the same whenever it is read: text without quotes inside, and variables.
_VARIABLE = regex(r"\$(?:\{(\w+)\}|(\w+))")
#: Built-ins that change what a later command finds in its environment.
_SETTERS = frozenset("unset export declare typeset readonly eval . source".split())


def prefix_of_call(run: Run, site: CallSite, command: str, unread: str = "") -> str:
    """What stands before the program in a call, to be written before a cleanup too; '' for nothing.

    `unread`: a pattern of the variables that the cleanup does not read. Raises CannotAppend where a value may be
    another when it is written again.
    """
    simple, called = site.simple, site.call.written
    for name, _ in site.call.env:
        if _CHOOSES.search(name):
            raise CannotAppend(f"{name} before the command may choose where `{called}` keeps its files")
    kept = [item for item in simple.assignments if not (unread and re.fullmatch(unread, item.name))]
    end = simple.assignments[-1].span.end if simple.assignments else simple.span.start
    rest = run.node.args[: simple.span.start] + run.node.args[end:]
    for item in kept:
        if item.subscript is not None or item.op != "=" or not _is_stable(rest, item.value):
            raise CannotAppend(
                f"`{command}` would lack the {item.name} that is set for `{called}` alone:"
                f" put an `export {item.name}=...` before it, or write the cleanup by hand"
            )
    before = simple.words[: simple.words.index(site.call.argv[0])]
    if any(word.literal is None for word in before):
        raise CannotAppend(f"what stands before `{called}` is known only when it runs")
    parts = [f"{item.name}={item.value.text if isinstance(item.value, Word) else ''}" for item in kept]
    return "".join(f"{part} " for part in (*parts, *(word.text for word in before)))


def _is_stable(script: str, value: Word | t.ArrayValue | None) -> bool:
    """Whether a value, written again later in a RUN, is the same; `script`: the text of the RUN without the call's."""
    if value is None:
        return True
    if not isinstance(value, Word):
        return False
    if value.literal is not None:
        return "\n" not in value.text
    rest = _VARIABLE.sub("", value.text)
    names = [found[1] or found[2] for found in _VARIABLE.finditer(value.text)]
    changed = any(f"{name}=" in script or f"for {name}" in script or "read" in script for name in names)
    return not changed and re.fullmatch(r'[\w./:@%,+=-]*|"[\w./:@%,+= -]*"', rest) is not None


def lost_at_end(script: Script, site: CallSite, in_project: bool) -> str | None:
    """Why a call at the end of the RUN would have another environment than that of `site`; None where it has the same.

    `in_project`: the program reads settings in the working directory.
    """
    start = site.simple.span.start
    inner = next((n for n in walk(script) if isinstance(n, t.Subshell) and _lies_in(site.simple, n.span)), None)
    for other in commands(script):
        own = inner is not None and _lies_in(other, inner.span)
        if other.span.start > start or own:
            name = other.words[0].literal if other.words else None
            if name in _SETTERS or (not other.words and other.assignments):
                return f"the variables that `{site.call.written}` had may have changed by the end of the RUN"
            if in_project and name in DIRECTORY_CHANGES:
                return f"the RUN changes the folder after `{site.call.written}`, and other settings may hold there"
    return None


def _lies_in(simple: Simple, span: t.Span) -> bool:
    return span.start <= simple.span.start and simple.span.end <= span.end
