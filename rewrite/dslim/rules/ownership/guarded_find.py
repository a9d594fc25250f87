"""A `find` that gives an owner only to what has another: it stores no file that is right already.

`find DIR \\( ! -user U -o ! -group G \\) -exec chown -h U:G {} +`: what dslim writes in the place of a `chown -R`,
and reads again as the chown that it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dslim.rules.ownership.change import Change
from dslim.rules.ownership.change_edits import shell_word
from dslim.rules.ownership.owners import Owner
from dslim.shell import Invocation, Word
from dslim.support.lazy_regex import regex

_CHOWN = regex(r" -exec chown -h (\S+) \{\} \+\Z")
_TESTS = regex(r"! -user (\S+)|! -group (\S+)|\\\( ! -user (\S+) -o ! -group (\S+) \\\)")


class Guard(NamedTuple):
    """What a guarded find is given: folders, and user and group as written ('' for none)."""

    folders: list[Word]
    user: str
    group: str

    @property
    def owner(self) -> Owner:
        """The owner that it gives."""
        return Owner(self.user.strip('"') or None, self.group.strip('"') or None)


def read_guard(call: Invocation) -> Guard | None:
    """What a call of `find` is given, if it is a guarded one."""
    texts = [w.text for w in call.argv[1:]]
    tail = _CHOWN.search(" " + " ".join(texts))
    first = next((i for i, text in enumerate(texts) if text in ("!", "\\(")), 0)
    if not tail or not first or any(text.startswith("-") for text in texts[:first]):
        return None
    match = _TESTS.fullmatch(" ".join(texts[first : len(texts) - 6]))
    if not match:
        return None
    user, group = match[1] or match[3] or "", match[2] or match[4] or ""
    spec = f"{user}:{group}" if group else user
    same = spec.replace('"', "") == tail[1].replace('"', "")
    return Guard(list(call.argv[1 : first + 1]), user, group) if same else None


def gives_same_owner(texts: tuple[str, ...], owner: Owner) -> bool:
    """Whether arguments of `find` give the very same owner to what has another."""
    tail = ("-exec", "chown", "-h", f"{owner.user}:{owner.group}", "{}", "+")
    tests = [t for t in texts if re.match(r"-[a-z]", t)]
    return texts[-6:] == tail and set(tests) <= {"-user", "-group", "-o", "-exec", "-h"}


def is_guard(texts: tuple[str, ...]) -> bool:
    """Whether arguments of `find` give an owner to what has another, and do nothing else."""
    tests = {t for t in texts if re.match(r"-[a-z]", t)}
    return _CHOWN.search(" " + " ".join(texts)) is not None and tests <= {"-user", "-group", "-o", "-exec", "-h"}


def guarded(change: Change, owner: Owner) -> str:
    """A guarded find in the words of a change: its paths, its quotes, its sudo."""
    sudo = "sudo " if change.by_sudo else ""
    mark = '"' if change.spec.startswith('"') else ""
    return sudo + _find(" ".join(t.text for t in change.targets), owner, mark)


def guarded_path(path: str, owner: Owner) -> str:
    """A guarded find for literal names and one path."""
    return _find(shell_word(path), owner, "")


def _find(paths: str, owner: Owner, mark: str) -> str:
    parts = (("user", owner.user), ("group", owner.group))
    tests = " -o ".join(f"! -{kind} {mark}{name}{mark}" for kind, name in parts if name)
    if owner.user and owner.group:
        tests = f"\\( {tests} \\)"
    spec = f"{mark}{owner.user or ''}{':' + owner.group if owner.group else ''}{mark}"
    return f"find {paths} {tests} -exec chown -h {spec} {{}} +"
