"""Keeps what several Dockerfiles begin with (`shared-prefix = "keep"`): it changes in all alike, or in none.

Files that begin with the same FROM and instructions store and pull those layers once. A *segment* is a run of
instructions that the same set of files shares. No fix may touch a segment and anything outside of it; and
where the files of a segment would not all make the same of it, it is frozen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from dslim.diagnostics.outcome import Outcome
from dslim.facts.related_files import ProtectedRegions, Region
from dslim.facts.stages import lineage
from dslim.fleet.discovery.templates import template_kind
from dslim.fleet.related_files.chain_ids import chain_ids, instruction_content
from dslim.fleet.related_files.repository import Repository
from dslim.fleet.workers.task import Task
from dslim.syntax import Dockerfile, DockerfileSyntaxError, parse
from dslim.syntax.nodes import Span

#: What would become of a task; None where that is not known (an error, a template).
OutcomeOf = Callable[[Task], "Outcome | None"]


@dataclass(frozen=True)
class Segment:
    """A run of instructions of one file, as offsets. `key`: the digest of its last one, the same in every sharer."""

    key: bytes
    start: int
    end: int


class StageIds(NamedTuple):
    """A stage: the digests of its instructions, FROM first, and where they stand."""

    chain_ids: tuple[bytes, ...]
    spans: tuple[Span, ...]


class SharedPrefixes:
    """The shared beginnings of a repository's Dockerfiles.

    `make_task` makes the task of a file, without protected regions.
    """

    def __init__(self, repository: Repository, task: Callable[[str], Task], judge: OutcomeOf) -> None:
        self.repository = repository
        self.make_task = task
        self.outcome_of = judge
        self._frozen_by_file: dict[str, frozenset[bytes]] = {}
        self._changed: set[bytes] = set()

    def protected(self, path: str) -> ProtectedRegions:
        """The protected regions of a file: for one alone the same as for all."""
        if path not in self._ids_by_file:
            return ProtectedRegions()
        return self._regions_for(path, self._frozen_segments(path))

    def companion_files(self, paths: Iterable[str]) -> dict[str, ProtectedRegions]:
        """Files that must change with `paths`, with protected regions that keep all the rest of them as it is."""
        given = set(paths)
        found: dict[str, set[bytes]] = defaultdict(set)
        for path in sorted(given & self._ids_by_file.keys()):
            frozen = self._frozen_segments(path)
            for segment in self._segments_of(path):
                if segment.key in self._changed - frozen:
                    for other in self._files_by_id[segment.key] - given:
                        found[other].add(segment.key)
        return {path: self._protect_all_but(path, keys) for path, keys in sorted(found.items())}

    def _protect_all_but(self, path: str, keys: set[bytes]) -> ProtectedRegions:
        kept = [s for s in self._segments_of(path) if s.key in keys]
        why = "not among the files given: only what it shares with one of them changes"
        regions, at = [], 0
        for segment in sorted(kept, key=lambda s: s.start):
            regions += [Region(at, segment.start, why, True), Region(segment.start, segment.end, why)]
            at = segment.end
        rest = Region(at, len(self.repository.text_of(path)) + 1, why, True)
        return ProtectedRegions(tuple(r for r in (*regions, rest) if r.end > r.start))

    def _frozen_segments(self, path: str) -> frozenset[bytes]:
        """The segments, of all files that hang together with this one, that would not change alike."""
        if path not in self._frozen_by_file:
            group = self._connected_files(path)
            frozen = self._find_frozen_segments(group)
            self._frozen_by_file.update(dict.fromkeys(group, frozen))
        return self._frozen_by_file[path]

    def _find_frozen_segments(self, group: list[str]) -> frozenset[bytes]:
        frozen: frozenset[bytes] = frozenset()
        made: dict[str, tuple[ProtectedRegions, list[tuple[bytes, object]]]] = {}
        while True:
            for path in group:
                protected = self._regions_for(path, frozen)
                if path not in made or made[path][0] != protected:
                    made[path] = (protected, self._segments_after_fixes(path, protected))
            by_segment: dict[bytes, set[object]] = defaultdict(set)
            for _, becomes in made.values():
                for key, content in becomes:
                    by_segment[key].add(content)
            unlike = {key for key, contents in by_segment.items() if len(contents) > 1} - frozen
            if not unlike:
                break
            frozen |= unlike
        before = {}
        for path in group:
            tree = parse(self.repository.text_of(path))
            before.update({s.key: self._contents_between(tree, s.start, s.end) for s in self._segments_of(path)})
        self._changed |= {key for key, contents in by_segment.items() if contents != {before[key]}}
        return frozen

    def _segments_after_fixes(self, path: str, protected: ProtectedRegions) -> list[tuple[bytes, object]]:
        """What each segment of a file becomes under protected regions."""
        segments = self._segments_of(path)
        task = self.make_task(path)
        outcome = self.outcome_of(task._replace(related_files=task.related_files._replace(protected=protected)))
        if outcome is None or not outcome.changed:
            tree = parse(self.repository.text_of(path))
            return [(s.key, self._contents_between(tree, s.start, s.end)) for s in segments]
        for step in outcome.steps:
            protected = protected.moved(step.findings)
        tree = parse(outcome.after)
        return [(s.key, self._contents_between(tree, r.start, r.end)) for s, r in zip(segments, protected.regions)]

    def _contents_between(self, tree: Dockerfile, start: int, end: int) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(instruction_content(node)) for node in tree.instructions if start <= node.span.start < end)

    def _regions_for(self, path: str, frozen: frozenset[bytes]) -> ProtectedRegions:
        regions = []
        for segment in self._segments_of(path):
            others = sorted(self.repository.display_path(p) for p in self._files_by_id[segment.key] - {path})
            more = f" and {len(others) - 1} more begin" if len(others) > 1 else " begins"
            unlike = ", and would not change alike" if segment.key in frozen else ""
            why = f"{others[0]}{more} with the same instructions{unlike} (shared-prefix)"
            regions.append(Region(segment.start, segment.end, why, segment.key in frozen))
        return ProtectedRegions(tuple(regions))

    def _connected_files(self, path: str) -> list[str]:
        found, todo = {path}, [path]
        while todo:
            for segment in self._segments_of(todo.pop()):
                new = self._files_by_id[segment.key] - found
                found |= new
                todo += new
        return sorted(found)

    def _segments_of(self, path: str) -> tuple[Segment, ...]:
        if path not in self._segments_by_file:
            self._segments_by_file[path] = tuple(self._cut_into_segments(path))
        return self._segments_by_file[path]

    def _cut_into_segments(self, path: str) -> Iterator[Segment]:
        for digests, spans in self._ids_by_file[path]:
            first = 1
            for i in range(1, len(digests)):
                sharers = self._files_by_id[digests[i]]
                if len(sharers) < 2:
                    break  # what comes after is shared by nobody either
                if i + 1 == len(digests) or self._files_by_id[digests[i + 1]] != sharers:
                    yield Segment(digests[i], spans[first].start, spans[i].end)
                    first = i + 1

    @cached_property
    def _segments_by_file(self) -> dict[str, tuple[Segment, ...]]:
        return {}

    @cached_property
    def _ids_by_file(self) -> dict[str, tuple[StageIds, ...]]:
        """Of each file that parses its stages. Its tree is not kept: it takes fifty times as much memory."""
        found: dict[str, tuple[StageIds, ...]] = {}
        for path in self.repository.dockerfiles:
            try:
                if not template_kind(text := self.repository.text_of(path)):
                    tree = parse(text)
                    digests = chain_ids(tree, lineage(tree))
                    spans = [tuple(node.span for node in stage.instructions) for stage in tree.stages]
                    found[path] = tuple(map(StageIds, digests, spans))
            except DockerfileSyntaxError:
                continue
        return found

    @cached_property
    def _files_by_id(self) -> dict[bytes, set[str]]:
        found: dict[bytes, set[str]] = defaultdict(set)
        for path, rows in self._ids_by_file.items():
            for row in rows:
                for digest in row.chain_ids:
                    found[digest].add(path)
        return found
