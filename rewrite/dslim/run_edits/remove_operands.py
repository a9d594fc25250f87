"""Taking folders that lie on a mount out of the words of a cleanup: it has nothing to do there any more."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import NamedTuple

from dslim.facts.call_sites import CallSite
from dslim.facts.paths import Overlap, normal_path, word_overlap
from dslim.facts.run import Run
from dslim.run_edits.remove_commands import CannotRemove, remove_word
from dslim.shell import Word
from dslim.syntax.edits import Edit
from dslim.tools import names_where

#: What takes a folder away, or what lies in it; rmdir takes an empty one.
_REMOVERS = names_where(lambda tool: tool.removes_files) | {"rmdir"}
_REMOVE_NOTHING = names_where(lambda tool: tool.removes_nothing)


class MountedFolders(NamedTuple):
    """Folders (or files) that are mounted while a RUN runs.

    `home` as in facts/paths.py. `exist`: they are sure to be there, so that a plain `rm` always succeeded. `wildcards`:
    with their folder, those that stand for the first of them and for nothing else.
    """

    paths: Sequence[str]
    home: str | None = None
    exist: bool = False
    wildcards: Sequence[str] = ()


class OperandEdits(NamedTuple):
    """Edits within a command; or `only_about`: one of the folders that it is all about, as the whole of it may go."""

    edits: tuple[Edit, ...] = ()
    only_about: str = ""


def remove_operands(run: Run, site: CallSite, cwd: str, mounted: MountedFolders) -> OperandEdits:
    """What to take out of a call so that it removes none of some mounted folders. Raises CannotRemove.

    `rm -rf /var/lib/apt/lists/* /tmp/*` becomes `rm -rf /tmp/*`. `cwd` as in facts/working_directory.py.
    """
    name = site.call.name
    if name in _REMOVE_NOTHING or not site.call.argv:
        return OperandEdits()
    words = site.call.argv[1:]
    inside = _words_inside(site, cwd, mounted)
    if not inside:
        return OperandEdits()
    folder = next(iter(inside.values()))
    if site.call.script is not None:
        raise CannotRemove(site.simple, "a cleanup stands inside `sh -c`", folder)
    if name == "find" and "-delete" in site.call.args and set(inside) == {0}:
        return OperandEdits(only_about=folder)
    flags = {i for i, word in enumerate(words) if word.text.startswith("-")}
    forced = mounted.exist or any(re.match(r"-[a-zA-Z]*f|--force", words[i].text) for i in flags)
    if name != "rm" or not forced or site.call.wrappers not in ((), ("sudo",)):
        raise CannotRemove(site.simple, f"`{site.call.written}` works on files that would be on the mount", folder)
    if set(inside) | flags == set(range(len(words))):
        return OperandEdits(only_about=folder)
    edits = [remove_word(run, site.call.argv[i], words[i]) for i in inside]
    kept = tuple(edit for edit in edits if edit is not None)
    if len(kept) < len(edits):
        raise CannotRemove(site.simple, "a comment stands beside a cleanup", folder)
    return OperandEdits(kept)


def _words_inside(site: CallSite, cwd: str, mounted: MountedFolders) -> dict[int, str]:
    """The operands that lie in a mounted folder, by number, each with that folder."""
    inside: dict[int, str] = {}
    for i, word in enumerate(site.call.argv[1:]):
        if normal_path(posixpath.join(cwd, word.text)) in mounted.wildcards:
            inside[i] = mounted.paths[0]
            continue
        for folder in mounted.paths:
            found = _overlap(word, cwd, folder, mounted.home)
            if found is Overlap.IN:
                inside[i] = folder
            elif found is Overlap.ABOVE and site.call.name in _REMOVERS:
                reason = f"`{site.call.name} {word.text}` would empty the mount, or fail on it"
                raise CannotRemove(site.simple, reason, folder)
    return inside


def _overlap(word: Word, cwd: str, folder: str, home: str | None) -> Overlap:
    """As `word_overlap`, for words that may be relative."""
    text = word.literal or word.text
    if text.startswith(("/", "~", "$", "-", '"', "'")):
        return word_overlap(text, folder, home)
    if cwd.startswith("/") and "$" not in cwd:
        return word_overlap(posixpath.join(cwd, text), folder, home)
    return Overlap.ABOVE if text.split("/")[0] in folder.split("/") else Overlap.NONE
