"""Finds the compose and bake files of a Dockerfile, and what they build: file, context, stage and image names."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from dslim.fleet.builds.repository_files import folders_up_to
from dslim.fleet.discovery.file_names import is_bake_name, is_compose_name
from dslim.support.lazy_regex import regex
from dslim.support.reading import as_text, read_file, reason_of


class Build(NamedTuple):
    """One image that a compose or bake file says how to build. Paths are absolute.

    `context`: None where it is not a folder here (a git URL, say). `target`: '' for the last stage.
    `images`: what the image is called. `source`: the file that says so. `service`: its name there.
    """

    dockerfile: str
    context: str | None
    target: str
    images: tuple[str, ...]
    source: str
    service: str = ""


class ServiceCommand(NamedTuple):
    """What a compose file runs in a container: of which service and image ('' for none), the line, and the text."""

    service: str
    image: str
    line: int
    text: str


class BuildFile(NamedTuple):
    """The builds of one compose or bake file, and notes for a person on what of it could not be read.

    `is_known`: False where the whole file could not be read, so that it may say anything. `commands`: what it runs.
    """

    builds: tuple[Build, ...] = ()
    notes: tuple[str, ...] = ()
    is_known: bool = True
    commands: tuple[ServiceCommand, ...] = ()


class TooMuchError(ValueError):
    """A file would take more work than its length justifies. The message says why."""


@cache
def read_build_file(path: str) -> BuildFile:
    """Read a compose or bake file, once a run. Whatever is wrong with it is a note, never an error."""
    name = os.path.basename(path)
    if path.endswith((".yml", ".yaml")):
        from dslim.fleet.builds.compose import read_compose as read
    elif path.endswith((".json", ".hcl")):
        from dslim.fleet.builds.bake import read_bake as read
    else:
        return BuildFile((), (f"{name}: neither a compose file nor a bake file",))
    try:
        return read(path, as_text(read_file(path, "builds").data, "replace"))
    except OSError as error:
        return BuildFile((), (f"{path}: not read: {reason_of(error)}",), is_known=False)
    except RecursionError:
        return BuildFile((), (f"{path}: not read: it is nested too deep",), is_known=False)


@cache
def build_files_in(folder: str) -> tuple[str, ...]:
    """The paths of the compose and bake files that stand in a folder, in order; none for one that cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(e.name for e in entries if is_compose_name(e.name) or is_bake_name(e.name))
    except OSError:
        return ()
    return tuple(os.path.join(folder, name) for name in names)


def builds_of_dockerfile(path: str, top: str, more: Iterable[str] = ()) -> tuple[Build, ...]:
    """The builds of one Dockerfile that files in its folder, in those above up to `top`, or in `more` describe.

    Those only, and not what any other folder of a repository says, so that a file given alone gets the
    answer that it gets among all others.
    """
    return tuple(b for file in read_build_files_for(path, top, more) for b in file.builds if b.dockerfile == path)


def unread_build_files(path: str, top: str, more: Iterable[str] = ()) -> tuple[str, ...]:
    """Notes on those of the same files that could not be read at all: they may say anything of the Dockerfile."""
    return tuple(note for file in read_build_files_for(path, top, more) if not file.is_known for note in file.notes)


def read_build_files_for(path: str, top: str, more: Iterable[str]) -> list[BuildFile]:
    """The compose and bake files that may build a Dockerfile: of its folder, of those above up to `top`, and `more`."""
    return [read_build_file(file) for file in build_file_paths(path, top, more)]


def build_file_paths(path: str, top: str, more: Iterable[str]) -> list[str]:
    """The paths of `read_build_files_for`."""
    return list(dict.fromkeys([*_files_above(os.path.dirname(path), top), *more]))


@cache
def _files_above(folder: str, top: str) -> tuple[str, ...]:
    return tuple(file for at in folders_up_to(folder, top) for file in build_files_in(at))


def add_context_aliases(builds: Mapping[str, Build], aliases: Iterable[tuple[str, object]]) -> tuple[Build, ...]:
    """The builds, each with the names added under which others take its image as a named context.

    `builds`: by the name of their service or target.

    `aliases`: (name in a FROM, `service:x` or `target:x`) of the named contexts of all of them.
    """
    more: dict[str, list[str]] = {}
    for alias, context in aliases:
        kind, _, name = context.partition(":") if isinstance(context, str) else ("", "", "")
        if kind in ("service", "target") and name in builds:
            more.setdefault(name, []).append(alias)
    return tuple(
        build._replace(images=(*build.images, *more[name])) if name in more else build
        for name, build in builds.items()
    )


#: A longer value is not known: a default of many kB may be named thousands of times.
MAX_VALUE = 10_000
_VARIABLE = regex(r"\$(?:\$|\{(\w+)(?:(:?[-?+])([^{}]*))?\}|(\w+))")


def interpolate(text: str, values: Mapping[str, str]) -> str | None:
    """Put the values of variables into a text, as compose and bake do; None where one has no known value."""
    unknown = False
    length = 0

    def value(match: re.Match[str]) -> str:
        nonlocal unknown, length
        if match[0] == "$$":
            return "$"
        found = values.get(match[1] or match[4])
        if found is None and match[2] in ("-", ":-"):
            return match[3]
        length += len(found or "")
        unknown = unknown or found is None or length > MAX_VALUE
        return "" if unknown else found or ""

    shown = _VARIABLE.sub(value, text)
    return None if unknown else shown


def make_build(
    path: str, fields: Mapping[str, object], images: Iterable[object], values: Mapping[str, str]
) -> Build | None:
    """Make a build of the fields `context`, `dockerfile` and `target` of a file; None where a variable is unknown.

    `images`: names of the image. `values`: variables by name.
    """
    defaults = (("context", "."), ("dockerfile", ""), ("target", ""))
    context, dockerfile, target = (_interpolate_value(fields.get(key) or default, values) for key, default in defaults)
    if context is None or dockerfile is None or target is None:
        return None
    names = [interpolate(image, values) for image in images if isinstance(image, str)]
    file, folder = _resolve_paths(os.path.dirname(path), context, dockerfile)
    return Build(file, folder, target, tuple(name for name in names if name), path)


def _interpolate_value(value: object, values: Mapping[str, str]) -> str | None:
    """As `interpolate`, for a value that should be a text; None for a list or a mapping."""
    return interpolate(str(value), values) if isinstance(value, str | int | float) else None


def _resolve_paths(folder: str, context: str, dockerfile: str) -> tuple[str, str | None]:
    """(Dockerfile, context) of a build that a file in `folder` describes; the context is None where it is no folder."""
    remote = "://" in context or context.startswith(("git@", "github.com/")) or context == "-"
    base = folder if remote else os.path.normpath(os.path.join(folder, context))
    return os.path.normpath(os.path.join(base, dockerfile or "Dockerfile")), None if remote else base


def clear_build_file_caches() -> None:
    """Read all build files anew: between two runs in one process they may change."""
    for known in (read_build_file, build_files_in, _files_above):
        known.cache_clear()
    if "dslim.fleet.builds.call_files" in sys.modules:  # most files do not need it
        from dslim.fleet.builds.call_files import clear_call_caches

        clear_call_caches()
