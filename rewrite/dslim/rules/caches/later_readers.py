"""Who reads a cache later: in the RUNs that follow, in stages that continue this one, in ONBUILD, at run time."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from dslim.facts import Facts, facts_of
from dslim.facts.build_context.context_scripts import script_run
from dslim.facts.build_context.file_lookup import find_file
from dslim.facts.build_context.file_search import file_with_pattern
from dslim.facts.build_context.files_run_at_start import files_run_at_start
from dslim.facts.build_context.scripts_of_run import scripts_of_call
from dslim.facts.first_match_cache import FirstMatch
from dslim.facts.heredoc_runs import with_body
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.point import Point
from dslim.facts.run import Run, scripts
from dslim.facts.stages import copied_from
from dslim.rules.caches.cache_use import ContextFiles, text_reads, use_by_run, why_command_reads, why_read_at_start
from dslim.rules.caches.copied_names import copied_names
from dslim.rules.caches.watched_cache import WatchedCache
from dslim.support.lazy_regex import regex
from dslim.tools import find_versioned

_VARIABLE = regex(r"\$\{?(\w+)")
_PATH = regex(r"[\w.-]*/[\w./-]+|[\w-]+\.[\w.-]+")
#: Paths of one instruction that are looked at.
MAX_PATHS = 20
#: Steps that one question goes through again for what is exempt.
MAX_STEPS_AGAIN = 200


class _Event(NamedTuple):
    """What stands in the way of a cache: who reads it (`reason`), or None for who fills it anew."""

    reason: str | None


class _Found(NamedTuple):
    """Who reads a cache, and in which instruction; None where that is in another file."""

    reason: str
    place: tuple[int, int] | None


def later_reader(point: Point, watched: WatchedCache) -> str | None:
    """Why the cache must stay as the instruction at a place leaves it; None where nobody needs it."""
    reason = _readers_of(point.facts, watched, frozenset()).after(point.after(), watched)
    return reason or _reader_at_start(point.facts, watched)


def _reader_at_start(facts: Facts, watched: WatchedCache) -> str | None:
    """Who reads the cache when a container starts or later: a hook, a unit, a table of cron, a step of CI."""
    if watched.named:
        for path, text in files_run_at_start(facts):
            if text_reads(posixpath.basename(path), text, watched):
                return f"{path} may need {watched.what} when a container runs"
        for command in facts.related_files.later_commands:
            if reason := why_command_reads(command.text, watched):
                return f"{reason} in a container of this image ({command.place})"
    return None


def _readers_of(facts: Facts, watched: WatchedCache, above: frozenset[tuple[str, int]]) -> _Readers:
    """`above`: the stages of other files that led here."""
    key = (_readers_of, watched._replace(is_exempt=None), above)
    if key not in facts.memo:
        facts.memo[key] = _Readers(*key[1:])
    found: _Readers = facts.memo[key]
    return found


class _Readers:
    """Who reads a cache that is watched: every instruction is read once, however many RUNs ask.

    What calls do that some who ask know to do nothing (`is_exempt`) is found as if nobody did, and then looked at
    again.
    """

    def __init__(self, watched: WatchedCache, above: frozenset[tuple[str, int]]) -> None:
        self.watched = watched
        self.above = above
        self.events: FirstMatch[_Event] = FirstMatch()
        self.stored: FirstMatch[str] = FirstMatch()
        self.beyond: dict[int, _Found | None] = {}

    def after(self, point: Point, watched: WatchedCache) -> str | None:
        """Who reads the cache from a place of a stage on."""
        facts, stage = point.facts, point.stage.index
        found = self.first_event(point)
        reader = _Found(found[1].reason, (stage, found[0])) if found is not None and found[1].reason else None
        reader = reader or self.onbuild_reader(point.at(0))
        if reader is None and found is None:
            reader = self.beyond_stage(facts, stage)
        if reader is None or watched.is_exempt is None:
            return reader.reason if reader is not None else None
        if reader.place is not None and (reason := _reader_at(facts.point(*reader.place), watched)):
            return reason
        return self.read_again(point, watched)

    def first_event(self, point: Point) -> tuple[int, _Event] | None:
        """(index, event) of the first event of the stage from a place on."""
        stage, end = point.stage.index, len(point.stage.instructions)
        return self.events.first(stage, point.index, end, lambda i: _event_at(point.at(i), self.watched))

    def onbuild_reader(self, point: Point) -> _Found | None:
        """Who reads it in what ONBUILD stores, the first of the stage from a place on."""
        stage, end = point.stage.index, len(point.stage.instructions)
        found = self.stored.first(stage, point.index, end, lambda i: _onbuild_reader_at(point.at(i), self.watched))
        return _Found(found[1], (stage, found[0])) if found is not None else None

    def beyond_stage(self, facts: Facts, stage: int) -> _Found | None:
        """Who reads it beyond the end of a stage: in other files, in stages that continue it or copy the cache."""
        todo = [stage]
        while todo:  # as a call of itself would do it, a row of stages of any length allowed for
            at = todo[-1]
            if at in self.beyond:
                todo.pop()
                continue
            places = [place for place in self.next_places(facts, at) if self.first_event(place) is None]
            missing = [place.stage.index for place in places if place.stage.index not in self.beyond]
            if missing:
                todo += missing
                continue
            other = self.reader_in_child_stages(facts, at, self.watched)
            self.beyond[at] = other or self.beyond_known_stages(facts, at)
        return self.beyond[stage]

    def beyond_known_stages(self, facts: Facts, stage: int) -> _Found | None:
        """`beyond_stage` where the answers for all stages that follow are there."""
        for place in reversed(self.next_places(facts, stage)):
            child = place.stage.index
            if (found := self.first_event(place)) is not None:
                if found[1].reason is not None:
                    return _Found(found[1].reason, (child, found[0]))
            elif reader := self.onbuild_reader(place.at(0)) or self.beyond[child]:
                return reader
        return None

    def next_places(self, facts: Facts, stage: int) -> list[Point]:
        """Where the cache goes on after a stage: before the first instructions that see it."""
        children = (facts.point(child, 0) for child in facts.lineage.children(stage))
        return [*children, *_copies_of_cache(facts, stage, self.watched.path)]

    def reader_in_child_stages(self, facts: Facts, stage: int, watched: WatchedCache) -> _Found | None:
        """Who reads it in the files whose stages are FROM the image of `stage`."""
        for child_stage in facts.child_stages(stage):
            key = (child_stage.text, child_stage.child)
            if key not in self.above:
                theirs = facts_of(child_stage)
                start = theirs.point(child_stage.child, 0)
                reason = _readers_of(theirs, watched, self.above | {key}).after(start, watched)
                if reason is not None:
                    return _Found(f"{reason}, {child_stage.place}", None)
        return None

    def read_again(self, point: Point, watched: WatchedCache) -> str | None:
        """`after` by a look at every event again."""
        facts, stage = point.facts, point.stage.index
        seen: set[tuple[int, int]] = set()
        todo = [point]
        left = MAX_STEPS_AGAIN
        while todo:
            place = todo.pop()
            at = place.stage.index
            if (at, place.index) in seen:
                continue
            seen.add((at, place.index))
            goes_on = True
            while goes_on and (found := self.first_event(place)) is not None:
                event = _event_at(place.at(found[0]), watched)
                if event is not None and event.reason is not None:
                    return event.reason
                goes_on, place, left = event is None, place.at(found[0] + 1), left - 1
            place = place.at(0)
            while (at == stage or goes_on) and (stored := self.onbuild_reader(place)) is not None:
                assert stored.place is not None
                if reason := _onbuild_reader_at(facts.point(*stored.place), watched):
                    return reason
                place, left = place.at(stored.place[1] + 1), left - 1
            if goes_on:
                todo += self.next_places(facts, at)
                if (other := self.reader_in_child_stages(facts, at, watched)) is not None:
                    return other.reason
            left -= 1
            if left < 0:
                return f"more than {MAX_STEPS_AGAIN} steps follow that may need {watched.what}"
        return None


def _reader_at(point: Point, watched: WatchedCache) -> str | None:
    """Who reads the cache in one instruction that is known to, but maybe for a call that is exempt."""
    event = _event_at(point, watched)
    return event.reason if event is not None else _onbuild_reader_at(point, watched)


def _event_at(point: Point, watched: WatchedCache) -> _Event | None:
    """What an instruction of a stage does to the cache; None for nothing, and for ONBUILD."""
    facts, node, run = point.facts, point.node, point.run
    if node.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
        started = Run(node, node, point.stage.index, point.index, point.state, scripts(facts.tree))
        found = why_read_at_start(node, watched, ContextFiles(all_scripts=partial(scripts_of_call, point, started)))
        found = found or _read_by_variable(point, watched) or _read_by_made_file(point, watched)
        return _Event(f"{found} when a container runs (line {node.line})") if found else None
    if run is None or node.keyword == "ONBUILD":
        return None
    run = with_body(run)
    files = ContextFiles(
        partial(script_run, facts, run), partial(file_with_pattern, facts, run), partial(scripts_of_call, point, run)
    )
    use = use_by_run(run, watched, copied_names(facts, run.stage), files)
    if use.reason is not None:
        return _Event(f"{use.reason} (run on line {node.line})")
    return _Event(None) if use.success else None


def _read_by_variable(point: Point, watched: WatchedCache) -> str | None:
    """Who reads the cache in the value of a variable that the command of a container names."""
    for name in _VARIABLE.findall(point.node.args) if watched.named else ():
        value = point.state.env.get(name)
        if value and why_command_reads(value, watched):
            return f"the command in ${name} needs {watched.what}"
    return None


def _read_by_made_file(point: Point, watched: WatchedCache) -> str | None:
    """Which file of the context reads the cache, that a RUN made the program of from which a container starts."""
    facts = point.facts
    if facts.context is None or not watched.named:
        return None
    paths = (posixpath.basename(path) for path in _PATH.findall(point.node.args)[:MAX_PATHS])
    names = {name for name in paths if name and find_versioned(name) is None}
    for run in facts.all_runs if names else ():
        if not any(_makes(run.node.args, name) for name in names):
            continue
        for path in dict.fromkeys(_PATH.findall(run.node.args)[:MAX_PATHS]):
            found = find_file(facts, run, normal_path(posixpath.join(run.state.workdir or "/", path)), True)
            if found is not None and text_reads(*found, watched):
                made = f"the program that the RUN on line {run.outer.line} makes from {found[0]}"
                return f"{made} may need {watched.what}"
    return None


def _makes(text: str, name: str) -> bool:
    """Whether a RUN writes a file of a name."""
    pattern = rf">\s*[^\s;&|]{{0,200}}{re.escape(name)}\b|\b(?:sed|tee|envsubst|install|dos2unix)\b"
    return name in text and re.search(pattern, text) is not None


def _onbuild_reader_at(point: Point, watched: WatchedCache) -> str | None:
    """Who reads the cache in an ONBUILD."""
    run = point.run
    if run is None or run.outer is run.node:
        return None
    reason = use_by_run(run, watched, copied_names(point.facts, run.stage)).reason
    return f"{reason} in ONBUILD (line {run.node.line})" if reason is not None else None


def _copies_of_cache(facts: Facts, stage: int, path: str) -> Iterator[Point]:
    """The places behind the COPYs of other stages that take from this one a folder that holds the cache."""
    for other, i in copied_from(facts.tree).get(stage, ()):
        node = facts.tree.stages[other].instructions[i]
        for word in node.operands:
            if lies_in(path, normal_path("/" + word.rstrip("*"))):
                yield facts.point(other, i + 1)
