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
from dslim.support.reading import as_text, is_reached_without_links, read_file

#: Of each kind in one folder no more files are read, and no longer ones.
MAX_FILES, MAX_BYTES = 100, 300_000
_WORKFLOWS = os.path.join(".github", "workflows")
_PIPELINE = ".gitlab-ci.yml"
_DEVCONTAINERS = ("devcontainer.json", ".devcontainer.json", os.path.join(".devcontainer", "devcontainer.json"))
_SCRIPTS = (".sh", ".bash")


def build_calls_of(dockerfile: str, top: str) -> list[BuildCall]:
    """The calls that build a Dockerfile, in the repository at `top`."""
    folder = os.path.dirname(dockerfile)
    found = list(_calls_at_top(top).get(dockerfile, ()))
    for at in _folders_up_to(folder, top):
        names = [name for name in (*DEFAULT_NAMES, *_DEVCONTAINERS) if at != top or name in _DEVCONTAINERS]
        names += [name for name in _names_in(at) if name.endswith(_SCRIPTS)] if at == folder != top else []
        for name in names:
            found += [call for call in _calls_of_file(os.path.join(at, name), top) if call.dockerfile == dockerfile]
    return found


@cache
def _calls_at_top(top: str) -> dict[str, list[BuildCall]]:
    """The calls of the files that count for a whole repository, by Dockerfile."""
    workflows = os.path.join(top, _WORKFLOWS)
    files = [os.path.join(workflows, name) for name in _names_in(workflows) if name.endswith((".yml", ".yaml"))]
    files = files[:MAX_FILES] + [os.path.join(top, name) for name in (_PIPELINE, *DEFAULT_NAMES)]
    scripts = [name for name in _names_in(top) if name.endswith(_SCRIPTS)]
    files += [os.path.join(top, name) for name in scripts[:MAX_FILES]]
    found: dict[str, list[BuildCall]] = {}
    for path in files:
        for call in _calls_of_file(path, top):
            found.setdefault(call.dockerfile, []).append(call)
    return found


@cache
def _names_in(folder: str) -> tuple[str, ...]:
    try:
        with os.scandir(folder) as entries:
            return tuple(sorted(entry.name for entry in entries))
    except OSError:
        return ()


@cache
def _calls_of_file(path: str, top: str) -> tuple[BuildCall, ...]:
    """The calls of one file; none of one that is not there, leads elsewhere, is too long, or cannot be read."""
    try:
        if os.lstat(path).st_size > MAX_BYTES or not is_reached_without_links(path, top):
            return ()
        text = as_text(read_file(path, "script", follow=False).data, "replace")
        return tuple(call._replace(source=path) for call in _read(path, text, top))
    except (OSError, ValueError, RecursionError):
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


def _folders_up_to(folder: str, top: str) -> Iterator[str]:
    yield folder
    while folder != top and folder.startswith(top.rstrip(os.sep) + os.sep):
        folder = os.path.dirname(folder)
        yield folder


def clear_call_caches() -> None:
    """Read the files anew: between two runs in one process they may change."""
    for known in (_calls_at_top, _names_in, _calls_of_file):
        known.cache_clear()
