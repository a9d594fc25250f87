"""Finds the beginnings that several Dockerfiles of a repository have in common: a base image worth making, each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from dslim.facts.related_files import SharedBase
from dslim.facts.stages import lineage
from dslim.fleet.discovery.templates import template_kind
from dslim.fleet.related_files.chain_ids import chain_ids
from dslim.shell import Script, invocations, parse_script
from dslim.syntax import Dockerfile, DockerfileSyntaxError, parse
from dslim.syntax.nodes import Instruction
from dslim.tools import find

_INSTALLS = frozenset("install add ci i create".split())


class _Beginning(NamedTuple):
    """A stage that ships, up to its first COPY from the build context: whose content nobody compares.

    `ids`: of its instructions, FROM first; `is_whole`: it has no other instructions.
    """

    stage: int
    ids: tuple[bytes, ...]
    lines: tuple[tuple[int, int], ...]
    installs: tuple[bool, ...]
    is_whole: bool


def find_shared_bases(
    texts: Mapping[str, str], display_path: Callable[[str], str]
) -> dict[str, tuple[SharedBase, ...]]:
    """The shared bases by path, each at the first of the files that have it. `texts`: of Dockerfiles, by path.

    One for each set of files that has an install in common which no larger set has; none where the files have nothing
    beside what they share.
    """
    rows = {path: [*_beginnings(texts[path])] for path in sorted(texts)}
    files_by_id: dict[bytes, dict[str, bool]] = defaultdict(dict)
    for path, beginnings in rows.items():
        for one in beginnings:
            for at, digest in enumerate(one.ids):
                is_end = one.is_whole and at + 1 == len(one.ids)
                files_by_id[digest][path] = files_by_id[digest].get(path, True) and is_end
    found: dict[str, list[SharedBase]] = defaultdict(list)
    for path, beginnings in rows.items():
        for one in beginnings:
            for end in _ends_of_segments(one, files_by_id):
                sharers = files_by_id[one.ids[end]]
                if min(sharers) == path and not all(sharers.values()):
                    others = tuple(display_path(other) for other in sorted(sharers) if other != path)
                    lines = (one.lines[0][0], one.lines[end][1])
                    found[path].append(SharedBase(one.stage, end, lines, others))
    return {path: tuple(bases) for path, bases in found.items()}


def _ends_of_segments(one: _Beginning, files_by_id: Mapping[bytes, Mapping[str, bool]]) -> Iterator[int]:
    """The last instruction of each run of instructions that one and the same set of files shares and that installs."""
    first = 1
    for at in range(1, len(one.ids)):
        sharers = files_by_id[one.ids[at]].keys()
        if len(sharers) < 2:
            return  # what comes after is shared by nobody either
        if at + 1 == len(one.ids) or files_by_id[one.ids[at + 1]].keys() != sharers:
            if any(one.installs[first : at + 1]):
                yield at
            first = at + 1


def _beginnings(text: str) -> Iterator[_Beginning]:
    try:
        if template_kind(text):
            return
        tree = parse(text)
    except DockerfileSyntaxError:
        return
    lines = lineage(tree)
    ids = chain_ids(tree, lines)
    for stage in tree.stages:
        if stage.index in lines.ships and lines.parent[stage.index] is None:
            count = next((at for at, node in enumerate(stage.instructions) if _takes_context(node)), None)
            nodes = stage.instructions[:count]
            yield _Beginning(
                stage.index,
                ids[stage.index][:count],
                tuple(_lines_of(tree, node) for node in nodes),
                tuple(_installs(node) for node in nodes),
                count is None,
            )


def _takes_context(node: Instruction) -> bool:
    return node.keyword in ("COPY", "ADD") and node.flag("from") is None


def _lines_of(tree: Dockerfile, node: Instruction) -> tuple[int, int]:
    return tree.line_of(node.span.start), tree.line_of(max(node.span.start, node.span.end - 1))


def _installs(node: Instruction) -> bool:
    """Whether a RUN installs packages."""
    script = parse_script(node.args) if node.keyword == "RUN" else None
    if not isinstance(script, Script):
        return False
    for call in invocations(script):
        tool = find(call.program) if call.program else None
        if tool is not None and (tool.packages or tool.installs_from_index) and not _INSTALLS.isdisjoint(call.texts):
            return True
    return False
