"""Reads from devcontainer.json which Dockerfile a development container is built from, and in which context."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from dslim.fleet.builds.build_calls import BuildCall, resolve_build
from dslim.support.lazy_regex import regex

#: A text in quotes (kept), or a comment, or a comma before a closing bracket; a comment without end goes to the end.
_BESIDE_JSON = regex(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)')
_LAST_COMMA = regex(r'("(?:\\.|[^"\\\n])*")|,(?=\s*[}\]])')


def builds_of_devcontainer(path: str, text: str) -> Iterator[BuildCall]:
    """The build of a devcontainer.json, whose paths start from its folder. Raises ValueError for no JSON.

    https://containers.dev/implementors/json_reference/#image-specific; `dockerFile` and `context` at the top are what
    it was before.
    """
    data = read_object(text)
    given = build_section(data)
    file = dockerfile_named(data)
    context = given.get("context", data.get("context", "."))
    if file is None or "${" in file:
        return
    is_known = isinstance(context, str) and "${" not in context
    found = resolve_build(file, context if is_known else None, os.path.dirname(path))
    if found is not None:
        yield found


def read_object(text: str) -> dict[str, Any]:
    """What a devcontainer.json holds. Raises ValueError for no JSON, and for no object."""
    data = json.loads(without_comments(text))
    if not isinstance(data, dict):
        raise ValueError("it is no object")
    return data


def build_section(data: dict[str, Any]) -> dict[str, Any]:
    """Where the words of the build stand: below `build`, or, as it was before, at the top."""
    build = data.get("build")
    return build if isinstance(build, dict) else data


def dockerfile_named(data: dict[str, Any]) -> str | None:
    """The path of the Dockerfile as it is written; None where there is none."""
    given = build_section(data)
    file = given.get("dockerfile", given.get("dockerFile"))
    return file if isinstance(file, str) else None


def without_comments(text: str) -> str:
    """JSON with comments and commas at the end of lists, as editors take it, without them."""
    plain = _BESIDE_JSON.sub(lambda found: found[1] or " ", text.removeprefix("\ufeff"))
    return _LAST_COMMA.sub(lambda found: found[1] or " ", plain)
