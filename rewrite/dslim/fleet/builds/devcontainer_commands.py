"""Reads devcontainer.json: which Dockerfile it builds, and what runs in its container (https://containers.dev)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from dslim.fleet.builds.container_commands import shell_text
from dslim.fleet.builds.devcontainers import dockerfile_named, read_object

#: What runs in the container; `initializeCommand` runs on the host.
_COMMANDS = ("onCreateCommand", "updateContentCommand", "postCreateCommand", "postStartCommand", "postAttachCommand")


class Devcontainer(NamedTuple):
    """A container to work in. `dockerfile`: its path, '' for none; `compose`: of its compose files; `service`: there.

    `folder`: the folder that is worked in. `commands`: (line, shell text) of what runs in it.
    """

    dockerfile: str
    compose: tuple[str, ...]
    service: str
    folder: str
    commands: tuple[tuple[int, str], ...]


def read_devcontainer(path: str, text: str) -> Devcontainer | None:
    """The container of a devcontainer.json at an absolute path; None for what cannot be read."""
    try:
        data = read_object(text)
    except (ValueError, RecursionError):
        return None
    here = os.path.dirname(path)
    file = dockerfile_named(data)
    compose = data.get("dockerComposeFile")
    files = [compose] if isinstance(compose, str) else compose if isinstance(compose, list) else []
    return Devcontainer(
        os.path.normpath(os.path.join(here, file)) if file is not None else "",
        tuple(os.path.normpath(os.path.join(here, name)) for name in files if isinstance(name, str)),
        str(data.get("service", "")),
        _workspace(here),
        tuple(_commands(data, text)),
    )


def _workspace(folder: str) -> str:
    """The folder that is worked in: above `.devcontainer`, or where the file itself lies."""
    head, found, _ = folder.partition(f"{os.sep}.devcontainer")
    return head if found else folder


def _commands(data: dict[str, Any], text: str) -> Iterator[tuple[int, str]]:
    for key in _COMMANDS:
        value = data.get(key)
        texts = [shell_text(one) for one in (value.values() if isinstance(value, dict) else [value])]
        if any(texts):
            line = text.count("\n", 0, max(text.find(f'"{key}"'), 0)) + 1
            yield from ((line, one) for one in texts if one)
