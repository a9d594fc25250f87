"""`shared-prefix = "keep"`: what several Dockerfiles begin with changes in all of them, alike, or in none.

Files that begin with the same FROM and instructions store and pull those layers once. A *segment* is a run of
instructions that the same set of files shares. No fix may touch a segment and anything outside of it; and
where the files of a segment would not all make the same of it, it is frozen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from dslim.diagnostics.outcome import Outcome
from dslim.facts.related_files import Fences, Region
from dslim.facts.stages import lineage
from dslim.fleet.discovery.templates import template_kind
from dslim.fleet.related_files.chain_ids import chains, shape
from dslim.fleet.related_files.repository import Repository
from dslim.fleet.workers.task import Task
from dslim.syntax import Dockerfile, DockerfileSyntaxError, parse
from dslim.syntax.nodes import Span

#: What would become of a task; None where it cannot be told (an error, a template).
Judge = Callable[[Task], "Outcome | None"]


@dataclass(frozen=True)
class Segment:
    """A run of instructions of one file, as offsets. `key`: the digest of its last one, the same in every sharer."""

    key: bytes
    start: int
    end: int


class Row(NamedTuple):
    """A stage: the digests of its instructions, FROM first, and where they stand."""

    digests: tuple[bytes, ...]
    spans: tuple[Span, ...]


class Shared:
    """The shared beginnings of a repository's Dockerfiles. `task` makes the task of a file, without fences."""

    def __init__(self, repository: Repository, task: Callable[[str], Task], judge: Judge) -> None:
        self.repository = repository
        self.task = task
        self.judge = judge
        self._solved: dict[str, frozenset[bytes]] = {}
        self._changed: set[bytes] = set()

    def fences(self, path: str) -> Fences:
        """The fences of a file: for one alone the same as for all."""
        if path not in self._rows:
            return Fences()
        return self._fences(path, self._frozen(path))

    def companions(self, paths: Iterable[str]) -> dict[str, Fences]:
        """Files that must change with `paths`, with fences that keep all the rest of them as it is."""
        given = set(paths)
        found: dict[str, set[bytes]] = defaultdict(set)
        for path in sorted(given & self._rows.keys()):
            frozen = self._frozen(path)
            for segment in self._segments(path):
                if segment.key in self._changed - frozen:
                    for other in self._sharers[segment.key] - given:
                        found[other].add(segment.key)
        return {path: self._only(path, keys) for path, keys in sorted(found.items())}

    def _only(self, path: str, keys: set[bytes]) -> Fences:
        kept = [s for s in self._segments(path) if s.key in keys]
        why = "not among the files given: only what it shares with one of them changes"
        regions, at = [], 0
        for segment in sorted(kept, key=lambda s: s.start):
            regions += [Region(at, segment.start, why, True), Region(segment.start, segment.end, why)]
            at = segment.end
        rest = Region(at, len(self.repository.text(path)) + 1, why, True)
        return Fences(tuple(r for r in (*regions, rest) if r.end > r.start))

    def _frozen(self, path: str) -> frozenset[bytes]:
        """The segments, of all files that hang together with this one, that would not change alike."""
        if path not in self._solved:
            group = self._component(path)
            frozen = self._solve(group)
            self._solved.update(dict.fromkeys(group, frozen))
        return self._solved[path]

    def _solve(self, group: list[str]) -> frozenset[bytes]:
        frozen: frozenset[bytes] = frozenset()
        made: dict[str, tuple[Fences, list[tuple[bytes, object]]]] = {}
        while True:
            for path in group:
                fences = self._fences(path, frozen)
                if path not in made or made[path][0] != fences:
                    made[path] = (fences, self._becomes(path, fences))
            told: dict[bytes, set[object]] = defaultdict(set)
            for _, becomes in made.values():
                for key, what in becomes:
                    told[key].add(what)
            unlike = {key for key, whats in told.items() if len(whats) > 1} - frozen
            if not unlike:
                break
            frozen |= unlike
        before = {}
        for path in group:
            tree = parse(self.repository.text(path))
            before.update({s.key: self._shapes(tree, s.start, s.end) for s in self._segments(path)})
        self._changed |= {key for key, whats in told.items() if whats != {before[key]}}
        return frozen

    def _becomes(self, path: str, fences: Fences) -> list[tuple[bytes, object]]:
        """What each segment of a file becomes under fences."""
        segments = self._segments(path)
        task = self.task(path)
        outcome = self.judge(replace(task, neighbours=replace(task.neighbours, fences=fences)))
        if outcome is None or not outcome.changed:
            tree = parse(self.repository.text(path))
            return [(s.key, self._shapes(tree, s.start, s.end)) for s in segments]
        for step in outcome.steps:
            fences = fences.moved(step.findings)
        tree = parse(outcome.after)
        return [(s.key, self._shapes(tree, r.start, r.end)) for s, r in zip(segments, fences.regions)]

    def _shapes(self, tree: Dockerfile, start: int, end: int) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(shape(node)) for node in tree.instructions if start <= node.span.start < end)

    def _fences(self, path: str, frozen: frozenset[bytes]) -> Fences:
        regions = []
        for segment in self._segments(path):
            others = sorted(self.repository.shown(p) for p in self._sharers[segment.key] - {path})
            more = f" and {len(others) - 1} more begin" if len(others) > 1 else " begins"
            unlike = ", and would not change alike" if segment.key in frozen else ""
            why = f"{others[0]}{more} with the same instructions{unlike} (shared-prefix)"
            regions.append(Region(segment.start, segment.end, why, segment.key in frozen))
        return Fences(tuple(regions))

    def _component(self, path: str) -> list[str]:
        found, todo = {path}, [path]
        while todo:
            for segment in self._segments(todo.pop()):
                new = self._sharers[segment.key] - found
                found |= new
                todo += new
        return sorted(found)

    def _segments(self, path: str) -> tuple[Segment, ...]:
        if path not in self._known:
            self._known[path] = tuple(self._cut(path))
        return self._known[path]

    def _cut(self, path: str) -> Iterator[Segment]:
        for digests, spans in self._rows[path]:
            first = 1
            for i in range(1, len(digests)):
                sharers = self._sharers[digests[i]]
                if len(sharers) < 2:
                    break  # what comes after is shared by nobody either
                if i + 1 == len(digests) or self._sharers[digests[i + 1]] != sharers:
                    yield Segment(digests[i], spans[first].start, spans[i].end)
                    first = i + 1

    @cached_property
    def _known(self) -> dict[str, tuple[Segment, ...]]:
        return {}

    @cached_property
    def _rows(self) -> dict[str, tuple[Row, ...]]:
        """Of each file that parses its stages. Its tree is not kept: it takes fifty times as much memory."""
        found: dict[str, tuple[Row, ...]] = {}
        for path in self.repository.files:
            try:
                if not template_kind(text := self.repository.text(path)):
                    tree = parse(text)
                    digests = chains(tree, lineage(tree))
                    spans = [tuple(node.span for node in stage.instructions) for stage in tree.stages]
                    found[path] = tuple(map(Row, digests, spans))
            except DockerfileSyntaxError:
                continue
        return found

    @cached_property
    def _sharers(self) -> dict[bytes, set[str]]:
        found: dict[bytes, set[str]] = defaultdict(set)
        for path, rows in self._rows.items():
            for row in rows:
                for digest in row.digests:
                    found[digest].add(path)
        return found
