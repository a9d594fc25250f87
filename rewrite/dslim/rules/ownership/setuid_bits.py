"""Whether files may be setuid or have capabilities: a chown clears those, `COPY --chown` does not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dslim.facts import Facts
from dslim.facts.base_image import is_empty
from dslim.facts.copy_instructions import Copy
from dslim.facts.paths import absolute_path, normal_path, overlap
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.stages import source_index
from dslim.rules.ownership.command_observers import MAKE_NO_SETUID, SETUID_MODE, known_name
from dslim.rules.ownership.path_history import Command, Copied, PathHistory, Ran, UnreadRun
from dslim.shell import Opaque
from dslim.support.lazy_regex import regex

#: Modules of Python that make files of their own with plain modes (https://docs.python.org/3/library/venv.html,
#: https://packaging.python.org/en/latest/specifications/binary-distribution-format/).
_PYTHONS = ("python", "python3")
_MODULES = (("-m", "venv"), ("-m", "virtualenv"), ("-m", "pip"), ("-m", "compileall"))
#: COPYs from stage to stage that are followed.
_MAY_BE = ", and a copied file may be setuid (a chown clears the setuid bit, a COPY does not)"
_MAX_DEPTH = 5
#: From the last of the names before a mode: nothing is looked through twice.
_SETS_BITS = regex(
    r"\bsetcap\b|\b(chmod|install|find|mkdir)\b(?:(?!\b(?:chmod|install|find|mkdir)\b)[^;&|])*"
    r"\s(0?[2-7][0-7]{3}\b|[ugoa]*[+=][rwxXt]*s)"
)


def may_set_setuid_bits(run: Run) -> bool:
    """Whether the text of a RUN sets a setuid or setgid bit or capabilities, or cannot be read."""
    return isinstance(run.script, Opaque) or bool(_SETS_BITS.search(run.script.text))


def why_maybe_setuid(point: Point, copy: Copy, depth: int = 0) -> str | None:
    """Why a file that a COPY brings may have a setuid bit or capabilities; None where none has.

    `point`: any place in the stage of the COPY.
    """
    if copy.node.heredocs:
        return None
    if not copy.sources:
        return f"its sources are not known{_MAY_BE}"
    if copy.origin is not None:
        return _why_in_stage(point, copy, depth)
    return _why_in_context(point.facts, copy)


def _why_in_context(facts: Facts, copy: Copy) -> str | None:
    if facts.context is None:
        return f"the build context is not known{_MAY_BE}"
    for source in copy.sources:
        found = facts.context.special_bits(source)
        if found is None:
            if facts.context.is_missing(source):
                return f"{source} was not found in the build context{_MAY_BE}"
            return f"dslim cannot read {source} in the build context{_MAY_BE}"
        if found:
            return f"{source} holds a file with a setuid bit or capabilities, which a chown clears and a COPY does not"
    return None


def _why_in_stage(point: Point, copy: Copy, depth: int) -> str | None:
    """The same for a COPY from another stage: what made the file system there, since the image from outside?"""
    facts, name = point.facts, copy.origin or ""
    index = source_index(facts.tree, name, point.stage.index)
    if index is None or depth > _MAX_DEPTH:
        return f"it is not known what {name} holds{_MAY_BE}"
    source = facts.tree.stages[index]
    for path in _source_paths(copy):
        if not is_empty(facts, source, path):
            return f"it is not known what {name} holds below {path}{_MAY_BE}"
        for reason in _reasons_below(PathHistory(facts, source), path, depth):
            return f"{reason.removesuffix(_MAY_BE)}{_MAY_BE}"
    return None


def _source_paths(copy: Copy) -> Iterator[str]:
    """The paths that a COPY takes from another stage; of a wildcard the folder where it looks."""
    for source in copy.sources:
        path = normal_path(absolute_path(source, "/") or "/")
        if any(c in path for c in "*?["):
            path = posixpath.dirname(re.split(r"[*?\[]", path)[0] + "x")
        yield path


def _reasons_below(history: PathHistory, path: str, depth: int) -> Iterator[str]:
    """What may have put a setuid file below a path, one sentence each."""
    for event in history.all():
        if isinstance(event, UnreadRun):
            yield f"the RUN on line {event.line} is not understood"
        elif isinstance(event, Ran):
            yield from (f"the RUN on line {event.line} {r}" for c in event.commands if (r := _why_command(c)))
        elif isinstance(event, Copied) and (copy := event.copy) is not None:
            apart = copy.target is not None and not overlap(copy.target, path)
            point = history.facts.point(event.stage, event.index)
            if not apart and (reason := why_maybe_setuid(point, copy, depth + 1)):
                yield reason


def _why_command(command: Command) -> str | None:
    call = command.site.call
    if call.name == "chmod" and any(SETUID_MODE.search(t) for t in call.texts):
        return "sets a mode with a setuid bit"
    name = known_name(call)
    if name in _PYTHONS and call.args[:2] in _MODULES:
        return None
    if name is None or (name and name not in MAKE_NO_SETUID) or not call.understood:
        return f"runs `{call.written[:30]}`"
    return None
