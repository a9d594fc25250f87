"""Finds the build context of a Dockerfile that no compose or bake file builds: the folder that has what it copies."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from dslim.fleet.builds.repository_files import folders_up_to
from dslim.support.lazy_regex import regex
from dslim.support.reading import as_text, is_reached_without_links, read_file

if TYPE_CHECKING:
    from dslim.fleet.builds.build_calls import BuildCall

#: More sources than this are not looked for.
MAX_SOURCES = 200
_COPY = regex(r"(?im)^[ \t]*(?:COPY|ADD)[ \t]+((?:[^\n\\]|\\(?!\r?\n)|\\\r?\n)*)")
_NOT_LITERAL = regex(r"[$*?\[\\\"'`<]|://|^git@")


def search_context(dockerfile: str, top: str, notes: dict[str, None] | None = None) -> str | None:
    """The folder that a Dockerfile is built in: its own, or the one above it, up to `top`, that has all it copies.

    Where its own has not all of it, or it copies its context whole, what the repository calls to build it counts first:
    its one context, None where there are several or it is not known, which `notes` gets a line on. Else its own where
    it has all, and where no folder has. None where several folders above have them all: any may be the one. Sources
    with variables or wildcards, URLs and what is copied from elsewhere say nothing.
    """
    own = os.path.dirname(dockerfile)
    if own == top:
        return own
    try:
        text = as_text(read_file(dockerfile, "Dockerfile").data, "replace")
    except OSError:
        return own  # whoever fixes it says so
    sources = list(dict.fromkeys(_sources(text)))[:MAX_SOURCES]
    is_whole = "." in sources
    named = [source for source in sources if source != "."]
    if _has_all(own, named) and not is_whole and ".devcontainer" not in own:
        return own
    if is_whole or named:
        from dslim.fleet.builds.call_files import build_calls_of  # reads what few files need

        calls = build_calls_of(dockerfile, top)
        if calls:
            return _context_of_calls(calls, dockerfile, top, {} if notes is None else notes)
    if _has_all(own, named):
        return own
    above = islice(folders_up_to(own, top), 1, None)
    found = [folder for folder in above if _has_all(folder, named)]
    return own if not found else found[0] if len(found) == 1 else None


def _context_of_calls(calls: list[BuildCall], dockerfile: str, top: str, notes: dict[str, None]) -> str | None:
    """The one context of calls; None where they have several, one that is not known, or one outside of `top`."""
    contexts = {call.context: call for call in calls}
    context = calls[0].context
    if len(contexts) == 1 and context is not None and _is_folder_of(context, top):
        return context
    told = "; ".join(
        f"{_shown(call.source, top)} builds it in {_shown_context(where, top)}"
        for where, call in list(contexts.items())[:3]
    )
    notes[f"{_shown(dockerfile, top)}: the build context is taken for unknown: {told} (--context gives it)"] = None
    return None


def _is_folder_of(path: str, top: str) -> bool:
    is_inside = path == top or path.startswith(top.rstrip(os.sep) + os.sep)
    return is_inside and os.path.isdir(path) and is_reached_without_links(path, top)


def _shown_context(context: str | None, top: str) -> str:
    if context is None:
        return "a folder that only its run tells"
    return _shown(context, top) + ("" if _is_folder_of(context, top) else ", which is no folder of the repository")


def _shown(path: str, top: str) -> str:
    return os.path.relpath(path, top).replace(os.sep, "/")


def _has_all(folder: str, sources: list[str]) -> bool:
    return all(os.path.exists(os.path.join(folder, source)) for source in sources)


def _sources(text: str) -> Iterator[str]:
    """The sources of the COPYs and ADDs of a Dockerfile that are of the build context, by their plain names.

    `.` is the context itself.
    """
    for match in _COPY.finditer(text):
        words = re.sub(r"\\\r?\n", " ", match[1]).split()
        flags = [word for word in words if word.startswith("--")]
        if any(flag.startswith("--from") for flag in flags) or "<<" in match[1]:
            continue
        rest = [word for word in words if not word.startswith("--")]
        if rest and rest[0].startswith("["):
            rest = _json_words(" ".join(rest))
        for word in rest[:-1]:
            name = os.path.normpath(word.lstrip("/"))
            if not _NOT_LITERAL.search(word) and name != ".." and not name.startswith("../"):
                yield name


def _json_words(text: str) -> list[str]:
    import json  # few files have the JSON form

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [word for word in found if isinstance(word, str)] if isinstance(found, list) else []
