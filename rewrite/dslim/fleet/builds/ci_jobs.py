"""Finds in CI files what a job runs in a container of an image that it names (GitHub, GitLab, CircleCI, Azure)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from dslim.fleet.builds.container_commands import may_read_later
from dslim.fleet.builds.container_runs import ContainerRun
from dslim.fleet.builds.plain_yaml import load_yaml_with_lines
from dslim.support.lazy_regex import regex

_IN_CONTAINER = regex(r"(?m)^[ \t-]*(?:container|image|docker)[ \t]*:")
#: What a job runs, in this order.
_SCRIPTS = ("before_script", "script", "run", "command", "commands", "bash", "after_script")
_STEPS = ("steps", "job", "jobs")
#: Jobs of one file that are looked at.
MAX_JOBS = 200
#: Jobs and steps, one in the other, that are looked into.
MAX_DEPTH = 8


def container_jobs(text: str) -> Iterator[ContainerRun]:
    """What the jobs of a CI file run in containers, one text a job."""
    if not (may_read_later(text) and _IN_CONTAINER.search(text)):
        return
    try:
        loaded = load_yaml_with_lines(text)
    except (ValueError, RecursionError):
        return
    default = loaded.value.get("default") if isinstance(loaded.value, dict) else None
    everywhere = {**loaded.value, **(default if isinstance(default, dict) else {})} if default else loaded.value
    for path, image, script in islice(_jobs(everywhere, (), "", []), MAX_JOBS):
        if may_read_later(script):
            yield ContainerRun(loaded.line_of(*path), image, False, script)


def _jobs(
    value: Any, path: tuple[str, ...], image: str, before: list[str]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """(keys that lead to it, image, shell text) of each job below a value; `image`, `before`: what holds by default."""
    if not isinstance(value, dict) or len(path) > MAX_DEPTH:
        return
    own = _image_of(value) or image
    texts = [*(_strings(value.get("before_script")) or before), *_job_texts(value)]
    is_job = any(key in value for key in ("script", "steps", "run", "commands"))
    if own and is_job and texts:
        yield path, own, "\n".join(texts)
        return
    for key, inner in value.items():
        if isinstance(inner, dict) and key not in ("default", "services", "variables", "env", "container", "image"):
            yield from _jobs(inner, (*path, str(key)), own, _strings(value.get("before_script")) or before)
        for one in inner if isinstance(inner, list) and key in _STEPS else ():
            yield from _jobs(one, (*path, str(key)), own, before)


def _image_of(value: dict[Any, Any]) -> str:
    for key in ("container", "image", "docker"):
        found = value.get(key)
        found = found[0] if isinstance(found, list) and found else found
        found = (found.get("image") or found.get("name")) if isinstance(found, dict) else found
        if isinstance(found, str) and found:
            return found
    return ""


def _job_texts(value: dict[Any, Any]) -> list[str]:
    found = [text for key in _SCRIPTS[1:] for text in _strings(value.get(key))]
    steps = value.get("steps")
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict):
            found += [text for key in _SCRIPTS for text in _strings(step.get(key))]
    return found


def _strings(value: Any) -> list[str]:
    """The shell texts of a value: one, a list of them, or CircleCI's `command:`."""
    if isinstance(value, dict):
        value = value.get("command")
    if isinstance(value, list):
        return [text for one in value for text in ([one] if isinstance(one, str) else _strings(one))]
    return [value] if isinstance(value, str) else []
