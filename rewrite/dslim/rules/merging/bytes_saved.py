"""Whether a later RUN undoes bytes that an earlier one wrote."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from functools import cache

from dslim.facts.nested_scripts import every_invocation
from dslim.facts.paths import lies_in
from dslim.shell import Invocation, Script
from dslim.support.lazy_regex import regex
from dslim.tools import TOOLS, find

#: Commands that change what files hold, or whose they are; the number of operands before the paths.
_CHANGES = {"rm": 0, "rmdir": 0, "unlink": 0, "mv": 0, "strip": 0, "upx": 0, "chown": 1, "chmod": 1, "chgrp": 1}
_IN_A_WORD = regex(r"[\w-]")


def saves_bytes(before: Script, after: Script, near: bool = True) -> bool:
    """Whether `after` deletes, or re-owns, what `before` may have written.

    `near`: nothing runs between the two that stays a RUN of its own; an install joins its update only then.

    Without a build nobody knows what a command writes. So: a manager's cleanup after a call of the manager,
    `install` after an `update` of its own, and a path that the earlier text names or that a program in it is
    known to fill.
    """
    earlier = every_invocation(before)
    return any(_undoes(call, earlier, before.text, near) for call in every_invocation(after))


def _args(call: Invocation) -> list[str]:
    return [w.literal or w.text for w in call.argv[1:]]


def _base(call: Invocation) -> str:
    return posixpath.basename(call.name or "")


def _family(call: Invocation) -> str:
    """The family of package managers that a call's program belongs to; '' for none."""
    tool = find(_base(call))
    return tool.family if tool is not None else ""


def _undoes(call: Invocation, earlier: Sequence[Invocation], text: str, near: bool) -> bool:
    """Whether a call takes away what calls before it, whose text is `text`, may have written."""
    args, name = _args(call), _base(call)
    tool = find(name)
    if tool is not None and tool.undoes:
        # verbs that need any call of the manager before, `install` a list update
        ran = [other for other in earlier if _base(other) == name or (tool.family and _family(other) == tool.family)]
        verbs = tool.undoes & set(args)
        return bool(ran) and (bool(verbs - {"install"}) or (near and "install" in verbs and _any_updates(ran)))
    if name in _CHANGES:
        operands = [a for a in args if not a.startswith("-")][_CHANGES[name] :]
        return any(_may_be_written(a, earlier, text) for a in operands)
    if name == "find" and ("-delete" in args or "rm" in args or "chmod" in args or "chown" in args):
        folders = [a for a in args if a.startswith("/")]
        return any(_may_be_written(a, earlier, text) for a in folders[:1] or ["."])
    return name == "localepurge" and bool(earlier)


def _any_updates(calls: Sequence[Invocation]) -> bool:
    """One that only fills the package lists, and installs nothing in the same RUN, is enough."""
    return any("update" in _args(call) for call in calls)


def _may_be_written(path: str, earlier: Sequence[Invocation], text: str) -> bool:
    """Whether the earlier RUNs name the path, or run a program that fills its folder."""
    path = re.sub(r"\A(~|\$HOME|\$\{HOME\})(?=/)", "/root", path.strip("\"'"))
    lead = re.split(r"/?[*?\[{$]", path)[0].rstrip("/")
    names = {_base(call) for call in earlier}
    for folder, programs in _fillers().items():
        if lies_in(lead, folder):
            return not names.isdisjoint(programs) or _is_named(lead, text)
    if lead in ("", ".", "/"):
        return bool(earlier)
    return _is_named(lead, text)


@cache
def _fillers() -> dict[str, set[str]]:
    """Folder -> the programs that fill it."""
    found: dict[str, set[str]] = {}
    for tool in TOOLS:
        for folder in tool.temporary_folders:
            found.setdefault(folder, set()).add(tool.name)
    return found


def _is_named(path: str, text: str) -> bool:
    """Whether a text names the path, or its last part as a whole word."""
    last = posixpath.basename(path)
    at = text.find(last) if last else -1
    while at >= 0:
        if not _IN_A_WORD.match(text[at - 1 : at]) and not _IN_A_WORD.match(text, at + len(last)):
            return True
        at = text.find(last, at + 1)
    return False
