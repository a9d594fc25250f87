"""Reads compose files, as far as they say what is built."""

from __future__ import annotations

import os
from typing import Any

from dslim.fleet.builds.build_files import MAX_VALUE, Build, BuildFile, TooMuchError, add_context_aliases, make_build
from dslim.fleet.builds.container_commands import may_read_later
from dslim.support.lazy_regex import regex
from dslim.support.reading import as_text, read_file

_NAME = regex(r"[A-Za-z_]\w*")
_NOT_PLAIN = regex(r"[$\"'`\\#]")


def read_compose(path: str, text: str) -> BuildFile:
    """Read the builds of a compose file's services; `path` is the file, `text` its content. What is wrong is a note."""
    if "build" not in text and not may_read_later(text):
        return BuildFile()  # most only run images, and YAML is slow to read
    from dslim.fleet.builds.plain_yaml import load_yaml_with_lines

    try:
        loaded = load_yaml_with_lines(text)
    except TooMuchError as error:
        return BuildFile((), (f"{path}: not read: {error}",), is_known=False)
    except ValueError as error:
        return BuildFile((), (f"{path}: not read: {error}",))
    data = loaded.value
    services = data.get("services") if isinstance(data, dict) else None
    values = _environment_beside(path) if "$" in text else {}
    builds: dict[str, Build] = {}
    aliases: list[tuple[str, object]] = []
    notes: list[str] = []
    for name, service in (services if isinstance(services, dict) else {}).items():
        build = service.get("build") if isinstance(service, dict) else None
        if isinstance(build, str):
            build = {"context": build}
        if not isinstance(build, dict):
            continue
        if "dockerfile_inline" in build:
            notes.append(f"{path}: the Dockerfile inside service {name} is not read")
            continue
        tags = build.get("tags")
        images = [service.get("image"), *(tags if isinstance(tags, list) else [])]
        found = make_build(path, build, images, values)
        if found is None:
            notes.append(f"{path}: what service {name} builds depends on variables")
        else:
            builds[str(name)] = found._replace(service=str(name))
            aliases += _named_contexts(build.get("additional_contexts"))
    from dslim.fleet.builds.service_commands import commands_of_services

    return BuildFile(add_context_aliases(builds, aliases), tuple(notes), commands=commands_of_services(loaded))


def _environment_beside(path: str) -> dict[str, str]:
    """The variables of the `.env` beside a compose file, which compose puts in: plain `NAME=value` lines.

    One with quotes or variables in it has no known value.
    """
    try:
        text = as_text(read_file(os.path.join(os.path.dirname(path), ".env"), "ignore").data, "replace")
    except OSError:
        return {}
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, is_set, value = line.strip().removeprefix("export ").partition("=")
        if is_set and _NAME.fullmatch(name.strip()):
            found.pop(name.strip(), None)
            if len(value) <= MAX_VALUE and not _NOT_PLAIN.search(value):
                found[name.strip()] = value.strip()
    return found


def _named_contexts(value: Any) -> list[tuple[str, object]]:
    """Named contexts, a mapping or a list of `name=value`."""
    if isinstance(value, list):
        pairs = [one.partition("=") for one in value if isinstance(one, str)]
        return [(name, value) for name, _, value in pairs]
    return [(str(k), v) for k, v in value.items()] if isinstance(value, dict) else []
