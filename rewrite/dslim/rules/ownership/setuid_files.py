"""Whether what a COPY brings may be setuid or have capabilities: a chown clears them, `COPY --chown` does not."""

from __future__ import annotations

import posixpath
import re

from dslim.facts import Facts
from dslim.facts.call_sites import sites
from dslim.facts.copy_instructions import Copy, read_copy
from dslim.facts.official_images import is_empty
from dslim.facts.paths import absolute_path, normal_path, overlap
from dslim.facts.point import Point
from dslim.facts.stages import source_index
from dslim.rules.ownership.owner_observers import SETUID_MODE, known_commands
from dslim.shell import Opaque
from dslim.syntax.nodes import Stage

_DEEP = 5


def special(facts: Facts, stage: Stage, copy: Copy, depth: int = 0) -> str | None:
    """Why a file that `copy` brings may have a setuid bit or capabilities; None where none has."""
    if copy.node.heredocs:
        return None
    if not copy.sources:
        return "its sources are not known"
    if copy.origin is not None:
        return _from_stage(facts, stage, copy, depth)
    if facts.context is None:
        return "the build context is not known: a file may be setuid"
    for source in copy.sources:
        found = facts.context.special_bits(source)
        if found is None:
            return f"the build context has no {source}: whether it is setuid is not known"
        if found:
            return f"{source} holds a setuid file or one with capabilities"
    return None


def _from_stage(facts: Facts, stage: Stage, copy: Copy, depth: int) -> str | None:
    name = copy.origin or ""
    stages = facts.tree.stages
    index = source_index(facts.tree, name, stage.index)
    if index is None or depth > _DEEP:
        return f"what {name} holds is not known: a file may be setuid"
    source_stage = stages[index]
    paths = [normal_path(absolute_path(s, "/") or "/") for s in copy.sources]
    for path in paths:
        if any(c in path for c in "*?["):
            path = posixpath.dirname(re.split(r"[*?\[]", path)[0] + "x")
        if not is_empty(facts, source_stage, path):
            return f"what {name} holds below {path} is not known: a file may be setuid"
        for point in facts.end_of(source_stage).before():
            if reason := _made(point, path, depth):
                return f"{reason}: a file may be setuid"
    return None


def _made(point: Point, path: str, depth: int) -> str | None:
    node = point.node
    inner = read_copy(point)
    if inner is not None:
        if inner.target is not None and not overlap(inner.target, path):
            return None
        return special(point.facts, point.stage, inner, depth + 1)
    run = point.run
    if run is None:
        return None
    if isinstance(run.script, Opaque):
        return f"the RUN on line {node.line} cannot be read"
    for site in sites(run.script):
        name = site.call.name
        if name == "chmod" and any(SETUID_MODE.search(t) for t in site.call.texts):
            return f"the RUN on line {node.line} sets a mode with a setuid bit"
        if name is None or (name and name not in known_commands()) or not site.call.understood:
            return f"the RUN on line {node.line} runs `{site.call.written[:30]}`"
    return None
