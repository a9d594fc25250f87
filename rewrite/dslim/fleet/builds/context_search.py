"""Finds the build context of a Dockerfile that no compose or bake file builds: the folder that has what it copies."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from dslim.support.lazy_regex import regex
from dslim.support.reading import as_text, read_file

#: More sources than this are not looked for.
MAX_SOURCES = 200
_COPY = regex(r"(?im)^[ \t]*(?:COPY|ADD)[ \t]+((?:[^\n\\]|\\(?!\r?\n)|\\\r?\n)*)")
_NOT_LITERAL = regex(r"[$*?\[\\\"'`<]|://|^git@")


def search_context(dockerfile: str, top: str) -> str | None:
    """The folder that a Dockerfile is built in: its own, or the one above it, up to `top`, that has all it copies.

    Its own where it has them all, and where no folder has. None where several folders above have them all: any may be
    the one. Sources with variables or wildcards, URLs and what is copied from elsewhere say nothing.
    """
    own = os.path.dirname(dockerfile)
    if own == top:
        return own
    try:
        text = as_text(read_file(dockerfile, "Dockerfile").data, "replace")
    except OSError:
        return own  # whoever fixes it says so
    sources = list(dict.fromkeys(_sources(text)))[:MAX_SOURCES]
    if _has_all(own, sources):
        return own
    found = [folder for folder in _folders_above(own, top) if _has_all(folder, sources)]
    return own if not found else found[0] if len(found) == 1 else None


def _folders_above(folder: str, top: str) -> Iterator[str]:
    while folder != top and folder.startswith(top.rstrip(os.sep) + os.sep):
        folder = os.path.dirname(folder)
        yield folder


def _has_all(folder: str, sources: list[str]) -> bool:
    return all(os.path.exists(os.path.join(folder, source)) for source in sources)


def _sources(text: str) -> Iterator[str]:
    """The sources of the COPYs and ADDs of a Dockerfile that are files of the build context, by their plain names."""
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
            if not _NOT_LITERAL.search(word) and name not in (".", "..") and not name.startswith("../"):
                yield name


def _json_words(text: str) -> list[str]:
    import json  # few files have the JSON form

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [word for word in found if isinstance(word, str)] if isinstance(found, list) else []
