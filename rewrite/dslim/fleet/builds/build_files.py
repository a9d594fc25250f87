"""What compose and bake files build: which Dockerfile, in which context, up to which stage, under which names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from dslim.fleet.discovery.file_names import is_bake_name, is_compose_name
from dslim.support.lazy_regex import regex
from dslim.support.reading import as_text, read_file, reason_of


@dataclass(frozen=True)
class Build:
    """One image that a file says how to build. Paths are absolute.

    `context`: None where it is not a folder here (a git URL, say). `target`: '' for the last stage.
    `images`: what the image is called. `source`: the file that says so.
    """

    dockerfile: str
    context: str | None
    target: str
    images: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Told:
    """What one file says, and what of it could not be read: lines for a person.

    `is_known`: False where the whole file could not be read, so that it may say anything.
    """

    builds: tuple[Build, ...] = ()
    notes: tuple[str, ...] = ()
    is_known: bool = True


class TooMuchError(ValueError):
    """A file would take more work than its length justifies. The message says why."""


@cache
def builds_of(path: str) -> Told:
    """What a compose or bake file says. Whatever is wrong with it is a note, never an error."""
    name = os.path.basename(path)
    if path.endswith((".yml", ".yaml")):
        from dslim.fleet.builds.compose import read_compose as read
    elif path.endswith((".json", ".hcl")):
        from dslim.fleet.builds.bake import read_bake as read
    else:
        return Told((), (f"{name}: neither a compose file nor a bake file",))
    try:
        return read(path, as_text(read_file(path, "builds").data, "replace"))
    except OSError as error:
        return Told((), (f"{path}: not read: {reason_of(error)}",), False)
    except RecursionError:
        return Told((), (f"{path}: not read: it is nested too deep",), False)


@cache
def build_files_in(folder: str) -> tuple[str, ...]:
    """The compose and bake files that stand in a folder, in order."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(e.name for e in entries if is_compose_name(e.name) or is_bake_name(e.name))
    except OSError:
        return ()
    return tuple(os.path.join(folder, name) for name in names)


def builds_for(path: str, top: str, more: Iterable[str] = ()) -> tuple[Build, ...]:
    """The builds of one Dockerfile that are told of in its folder, in those above up to `top`, or in `more`.

    Those only, and not what any other folder of a repository says, so that a file given alone gets the
    answer that it gets among all others.
    """
    return tuple(b for told in _told_for(path, top, more) for b in told.builds if b.dockerfile == path)


def unread_for(path: str, top: str, more: Iterable[str] = ()) -> tuple[str, ...]:
    """Notes on those of the same files that could not be read at all: they may say anything of the Dockerfile."""
    return tuple(note for told in _told_for(path, top, more) if not told.is_known for note in told.notes)


def _told_for(path: str, top: str, more: Iterable[str]) -> list[Told]:
    return [builds_of(file) for file in dict.fromkeys([*_files_above(os.path.dirname(path), top), *more])]


@cache
def _files_above(folder: str, top: str) -> tuple[str, ...]:
    found = [*build_files_in(folder)]
    while folder != top and folder.startswith(top.rstrip(os.sep) + os.sep):
        folder = os.path.dirname(folder)
        found += build_files_in(folder)
    return tuple(found)


def aliased(builds: Mapping[str, Build], aliases: Iterable[tuple[str, object]]) -> tuple[Build, ...]:
    """Builds by the name of their service or target, each image called what others call it too.

    `aliases`: (name in a FROM, `service:x` or `target:x`) of the named contexts of all of them.
    """
    more: dict[str, list[str]] = {}
    for alias, told in aliases:
        kind, _, name = told.partition(":") if isinstance(told, str) else ("", "", "")
        if kind in ("service", "target") and name in builds:
            more.setdefault(name, []).append(alias)
    return tuple(
        replace(build, images=(*build.images, *more[name])) if name in more else build
        for name, build in builds.items()
    )


#: A longer value is not known: a default of many kB may be named thousands of times.
MAX_VALUE = 10_000
_VARIABLE = regex(r"\$(?:\$|\{(\w+)(?:(:?[-?+])([^{}]*))?\}|(\w+))")


def interpolated(text: str, values: Mapping[str, str]) -> str | None:
    """`text` with its variables put in, as compose and bake do; None where one has no value to be known."""
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


def read_build(
    path: str, told: Mapping[str, object], images: Iterable[object], values: Mapping[str, str]
) -> Build | None:
    """The build whose `context`, `dockerfile` and `target` a file tells; None where they depend on variables."""
    defaults = (("context", "."), ("dockerfile", ""), ("target", ""))
    context, dockerfile, target = (_interpolated(told.get(key) or default, values) for key, default in defaults)
    if context is None or dockerfile is None or target is None:
        return None
    names = [interpolated(image, values) for image in images if isinstance(image, str)]
    file, folder = _located(os.path.dirname(path), context, dockerfile)
    return Build(file, folder, target, tuple(name for name in names if name), path)


def _interpolated(value: object, values: Mapping[str, str]) -> str | None:
    """The same for a value that should be a text; None for a list or a mapping."""
    return interpolated(str(value), values) if isinstance(value, str | int | float) else None


def _located(folder: str, context: str, dockerfile: str) -> tuple[str, str | None]:
    """(Dockerfile, context) of a build told of in `folder`; the context is None for one that is no folder."""
    remote = "://" in context or context.startswith(("git@", "github.com/")) or context == "-"
    base = folder if remote else os.path.normpath(os.path.join(folder, context))
    return os.path.normpath(os.path.join(base, dockerfile or "Dockerfile")), None if remote else base


def forget_builds() -> None:
    """Forget what files said: another run in this process may find others."""
    for known in (builds_of, build_files_in, _files_above):
        known.cache_clear()
