"""Reads the calls of `docker build` and the like in a shell text: which Dockerfile is built in which context."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dslim.fleet.builds.shell_folders import calls_with_folders
from dslim.tools.image_builders import IMAGE_BUILDERS, ImageBuilder

#: How the address of a context begins that is no folder.
_REMOTE = ("git@", "github.com/")


class BuildCall(NamedTuple):
    """A call that builds a Dockerfile. Paths are absolute; `context`: None where it is not known, or no folder here.

    `source`: the file that says so. `line`: of the call in it, 1-based; 0 where that is not known.
    """

    dockerfile: str
    context: str | None
    source: str = ""
    line: int = 0


class Place(NamedTuple):
    """Where a shell text stands, and where it starts.

    `script`: the file that the text is, '' for a part of one; `top`: the root of its repository; `folder`: its working
    directory, None where that is not known; `variables` that are given to it.
    """

    script: str
    top: str
    folder: str | None
    variables: Mapping[str, str] = {}


def builds_of_shell(text: str, place: Place) -> Iterator[BuildCall]:
    """The builds that a shell text calls, as far as it says plainly which file is built."""
    for words, folder, line in calls_with_folders(text, place):
        found = _read_call(words)
        if found is not None and (call := resolve_build(*found, folder)) is not None:
            yield call._replace(line=line)


def resolve_build(file: str | None, context: str | None, folder: str | None) -> BuildCall | None:
    """A build by the words for its Dockerfile (None: the context's own) and its context (None: not known).

    None where it is not known which Dockerfile it is.
    """
    if context is not None and ("://" in context or context.startswith(_REMOTE) or context == "-"):
        return None
    where = _absolute(context, folder)
    named = _absolute(file, folder) if file is not None else where and os.path.join(where, "Dockerfile")
    return None if named is None or file == "-" else BuildCall(named, where)


def _absolute(path: str | None, folder: str | None) -> str | None:
    if path is None or (folder is None and not os.path.isabs(path)):
        return None
    return os.path.normpath(os.path.join(folder or os.sep, path))


def _read_call(words: Sequence[str | None]) -> tuple[str | None, str | None] | None:
    """(Dockerfile, context) as a call names them: (None, c) for c's own, (f, None) for an unknown context.

    None for no build, and for one whose words do not say which Dockerfile it takes.
    """
    builder = IMAGE_BUILDERS.get((words[0] or "").rpartition("/")[2]) if words else None
    if builder is None:
        return None
    for verbs in builder.verbs:
        if tuple(words[1 : 1 + len(verbs)]) == verbs:
            return _read_words(builder, words[1 + len(verbs) :])
    return None


def _read_words(builder: ImageBuilder, words: Sequence[str | None]) -> tuple[str | None, str | None] | None:
    file: str | None = None
    contexts: list[str | None] = []
    unknown = has_file = False
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word is None:
            unknown = True  # options, a context, or nothing at all
            continue
        if not word.startswith("-") or word == "-":
            contexts.append(word)
            continue
        name, is_set, value = word.partition("=")
        if name in builder.flags or (is_set and name in builder.valued):
            continue
        if name not in builder.file | builder.context | builder.valued:
            return None
        given: str | None = value
        if not is_set:
            if at == len(words):
                return None
            given = words[at]
            at += 1
        if name in builder.file:
            file, has_file = given, True
        elif name in builder.context:
            contexts.append(given)
    if (has_file and file is None) or len(contexts) > 1:
        return None
    context = contexts[0].removeprefix("dir://") if contexts and contexts[0] is not None else None
    if not has_file and unknown:
        return None  # what is not known may name the file
    return file, context
