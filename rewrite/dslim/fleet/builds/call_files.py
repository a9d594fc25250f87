"""Finds the files whose calls of `docker build` and the like say in which context a Dockerfile is built.

Files of well-known names alone: workflows of GitHub, the pipeline of GitLab, makefiles and scripts at the root of a
repository, and beside the Dockerfile those and devcontainer.json.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

from dslim.facts.build_context.makefiles import DEFAULT_NAMES
from dslim.fleet.builds.build_calls import BuildCall, Place, builds_of_shell
from dslim.fleet.builds.repository_files import DEVCONTAINERS, folders_up_to, names_in, repository_text, workflow_names

#: Of each kind in one folder no more files are read.
MAX_FILES = 100
_PIPELINE = ".gitlab-ci.yml"
_SCRIPTS = (".sh", ".bash")


def build_calls_of(dockerfile: str, top: str) -> list[BuildCall]:
    """The calls that build a Dockerfile, in the repository at `top`."""
    folder = os.path.dirname(dockerfile)
    found = list(_calls_at_top(top).get(dockerfile, ()))
    for at in folders_up_to(folder, top):
        names = [name for name in (*DEFAULT_NAMES, *DEVCONTAINERS) if at != top or name in DEVCONTAINERS]
        names += _scripts_in(at) if at == folder != top else []
        for name in names:
            found += [call for call in _calls_of_file(os.path.join(at, name), top) if call.dockerfile == dockerfile]
    return found


@cache
def _calls_at_top(top: str) -> dict[str, list[BuildCall]]:
    """The calls of the files that count for a whole repository, by Dockerfile."""
    names = [*workflow_names(top)[:MAX_FILES], _PIPELINE, *DEFAULT_NAMES, *_scripts_in(top)]
    found: dict[str, list[BuildCall]] = {}
    for name in names:
        for call in _calls_of_file(os.path.join(top, name), top):
            found.setdefault(call.dockerfile, []).append(call)
    return found


@cache
def _scripts_in(folder: str) -> tuple[str, ...]:
    return tuple([name for name in names_in(folder) if name.endswith(_SCRIPTS)][:MAX_FILES])


@cache
def _calls_of_file(path: str, top: str) -> tuple[BuildCall, ...]:
    """The calls of one file; none of one that is not there, leads elsewhere, is too long, or cannot be read."""
    text = repository_text(path, top)
    try:
        return tuple(call._replace(source=path) for call in _read(path, text, top)) if text is not None else ()
    except (ValueError, RecursionError):
        return ()


def _read(path: str, text: str, top: str) -> Iterator[BuildCall]:
    name = os.path.basename(path)
    if name.endswith("devcontainer.json"):
        from dslim.fleet.builds.devcontainers import builds_of_devcontainer

        return builds_of_devcontainer(path, text)
    if "build" not in text and "executor" not in text:
        return iter(())
    if name.endswith((".yml", ".yaml")):
        from dslim.fleet.builds.workflows import builds_of_pipeline, builds_of_workflow

        return builds_of_pipeline(text, top) if name == _PIPELINE else builds_of_workflow(text, top)
    if name in DEFAULT_NAMES:
        return _builds_of_makefile(path, text, top)
    folder = os.path.dirname(path)
    return builds_of_shell(text, Place(path, top, folder if folder == top else None, {}))


def _builds_of_makefile(path: str, text: str, top: str) -> Iterator[BuildCall]:
    from dslim.facts.build_context.makefiles import recipe_lines

    folder = os.path.dirname(path)
    for line in recipe_lines(text, {"CURDIR": folder, "PWD": folder}):
        if "build" in line or "executor" in line:
            yield from builds_of_shell(line, Place("", top, folder, {}))


def clear_call_caches() -> None:
    """Read the files anew: between two runs in one process they may change."""
    for known in (_calls_at_top, _scripts_in, _calls_of_file):
        known.cache_clear()
