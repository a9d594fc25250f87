"""Who reads a cache later: in the RUNs that follow, in stages that continue this one, in ONBUILD, at run time."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from enum import Enum
from functools import partial
from typing import NamedTuple

from dslim.facts import Facts, facts_of
from dslim.facts.build_context.context_scripts import script_run
from dslim.facts.build_context.said_in_files import file_that_says, may_run_file
from dslim.facts.build_context.scripts_of_run import ScriptsOfRun, scripts_of_call
from dslim.facts.first_match_cache import FirstMatch
from dslim.facts.heredoc_runs import with_body
from dslim.facts.nested_scripts import invocations_of
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.point import Point
from dslim.facts.run import Run, scripts
from dslim.facts.stages import copied_from
from dslim.rules.caches.unread_scripts import HARMLESS, unread_script
from dslim.shell import Opaque, Script, parse_script, unwrap
from dslim.shell import tree as t
from dslim.shell.invocations import Invocation, exec_invocation
from dslim.shell.walk import children, walk
from dslim.shell.wrappers import SHELLS
from dslim.support.memo import once


class Use(Enum):
    """What a call has to do with a cache: fill it anew (or empty it), read it, or nothing."""

    FILLS = "fills"
    READS = "reads"
    NONE = "none"


class WatchedCache(NamedTuple):
    """A cache that is watched: where it lies, and what each call does to it.

    `scripts`: a script that cannot be read may read the cache (a manager that fetches by itself what it
    lacks needs no such care). `named`: a pattern of the texts of the build context that may read it: makefiles,
    package.json, scripts of other languages. `is_exempt`: some of the calls that `use` takes for reading do nothing,
    as far as is known where the question is asked from; it never says otherwise of any that does not read.
    """

    what: str
    path: str
    use: Callable[[Invocation], Use]
    scripts: bool = True
    named: str = ""
    is_exempt: Callable[[Invocation], bool] | None = None


#: Finds the script that a call runs: its name, and its tree.
Reader = Callable[[Invocation], "tuple[str, Script] | None"]
#: Finds the file of the build context that tells a call what to do, and in which a pattern is found: its name.
Texts = Callable[[Invocation, str], "str | None"]
MAX_DEPTH = 4
#: Stages, each FROM the one before, whose COPYs are told apart.
MAX_STAGES = 100
#: Steps that one question goes through again for what is exempt.
MAX_STEPS_AGAIN = 200


class _Scan(NamedTuple):
    """`reason`: who reads what this script did not fill itself. `after`: filled for what follows, whatever
    failed before; `success`: filled if the whole succeeded.
    """

    reason: str | None
    after: bool
    success: bool


class _Event(NamedTuple):
    """What stands in the way of a cache: who reads it (`reason`), or None for who fills it anew."""

    reason: str | None


class _Found(NamedTuple):
    """Who reads a cache, and in which instruction; None where that is in another file."""

    reason: str
    place: tuple[int, int] | None


def later_reader(point: Point, watched: WatchedCache) -> str | None:
    """Why the cache must stay as the instruction at a place leaves it; None where nobody needs it."""
    return _readers_of(point.facts, watched, frozenset()).after(point.after(), watched)


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
                    return _Found(f"{reason}, in {child_stage.name}, which is FROM it", None)
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
    if node.keyword in ("CMD", "ENTRYPOINT"):
        found = _run_time_reader(point, watched)
        return _Event(f"{found} at run time (line {node.line})") if found else None
    if run is None or node.keyword == "ONBUILD":
        return None
    run = with_body(run)
    readers = Readers(_reader(facts, run), _texts(facts, run), partial(scripts_of_call, point, run))
    scan = scan_run(run, watched, copied_names(facts, run.stage), readers)
    if scan.reason is not None:
        return _Event(f"{scan.reason} (line {node.line})")
    return _Event(None) if scan.success else None


def _reader(facts: Facts, run: Run) -> Reader:
    return partial(script_run, facts, run)


def _texts(facts: Facts, run: Run) -> Texts:
    return partial(file_that_says, facts, run)


def _onbuild_reader_at(point: Point, watched: WatchedCache) -> str | None:
    """Who reads the cache in an ONBUILD."""
    run = point.run
    if run is None or run.outer is run.node:
        return None
    reason = scan_run(run, watched, copied_names(point.facts, run.stage)).reason
    return f"{reason} in ONBUILD (line {run.node.line})" if reason is not None else None


def _copies_of_cache(facts: Facts, stage: int, path: str) -> Iterator[Point]:
    """The places behind the COPYs of other stages that take from this one a folder that holds the cache."""
    for other, i in copied_from(facts.tree).get(stage, ()):
        node = facts.tree.stages[other].instructions[i]
        for word in node.json or tuple(w.text for w in node.words):
            if lies_in(path, normal_path("/" + word.rstrip("*"))):
                yield facts.point(other, i + 1)


class CopiedNames:
    """Last parts of the paths that a stage and those it continues take from the build context.

    A set for each stage that takes some: their union for each stage of a long row would be a square.
    """

    def __init__(self, names: tuple[frozenset[str], ...]) -> None:
        self.names = names

    def __contains__(self, name: object) -> bool:
        # behind more stages than anybody writes, any name may be one
        return len(self.names) > MAX_STAGES or any(name in names for names in self.names)


def copied_names(facts: Facts, stage: int) -> Container[str]:
    """The names that COPY and ADD may have brought into a stage."""
    return _copied_names_by_stage(facts)[stage]


@once
def _copied_names_by_stage(facts: Facts) -> tuple[CopiedNames, ...]:
    found: list[CopiedNames] = []
    for stage in facts.tree.stages:
        names: set[str] = set()
        for node in stage.instructions:
            if node.keyword in ("COPY", "ADD") and node.flag("from") is None:
                words = node.json or tuple(w.text for w in node.words)
                names |= {word.rstrip("/").rsplit("/", 1)[-1] for word in words}
        parent = facts.lineage.parent[stage.index]
        above = found[parent].names if parent is not None else ()
        own = frozenset(names - {"", ".", "*"})
        found.append(CopiedNames((*above, own)[: MAX_STAGES + 1] if own else above))
    return tuple(found)


def _run_time_reader(point: Point, watched: WatchedCache) -> str | None:
    node = point.node
    argv = node.json
    scanner = _Scanner(watched, frozenset(), run_time=True)
    started = Run(node, node, point.stage.index, point.index, point.state, scripts(point.facts.tree))
    scanner.scripts = partial(scripts_of_call, point, started)
    if argv is None:
        script = parse_script(node.args)
        if isinstance(script, Opaque):
            return None
        return scanner.scan_script(script, False).reason
    return _scan_exec(argv, scanner).reason if argv else None


class Readers(NamedTuple):
    """`read` finds the script that a call runs, `texts` what else tells what to do, `scripts` all that it leads to."""

    read: Reader
    texts: Texts
    scripts: Callable[[Invocation, int | None], ScriptsOfRun]


def scan_run(run: Run, watched: WatchedCache, copied: Container[str], readers: Readers | None = None) -> _Scan:
    """What one RUN does to the cache, and the scripts that it runs, as far as `readers` find them."""
    scanner = _Scanner(watched, copied, read=readers.read if readers is not None else None)
    if readers is not None:
        scanner.texts, scanner.scripts = readers.texts, readers.scripts
    node = run.node
    if node.json is not None:
        return _scan_exec(node.json, scanner) if node.json else _Scan(None, False, False)
    script = run.script
    if isinstance(script, Opaque) and node.heredocs and node.args.strip().startswith("<<"):
        body = node.heredocs[0].body
        if run.shell_name is not None and (not body.startswith("#!") or "sh" in body.split("\n", 1)[0]):
            script = parse_script(body)
    if isinstance(script, Opaque):
        if not watched.scripts:
            return _Scan(None, False, False)
        return _Scan(f"a later RUN is not understood ({script.reason})", False, False)
    return scanner.scan_script(script, False)


def _scan_exec(argv: tuple[str, ...], scanner: _Scanner) -> _Scan:
    call = exec_invocation(argv)
    if call.name in SHELLS and len(argv) == 3 and argv[1] in ("-c", "-lc", "-ec", "-exc", "-xec"):
        script = parse_script(argv[2])
        if isinstance(script, Script):
            return scanner.scan_script(script, False)
        return _Scan(f"a later RUN is not understood ({script.reason})", False, False)
    return scanner.scan_call(call, False)


class _Scanner:
    """One walk over a script: does anything read the cache before the script has filled it?"""

    def __init__(
        self,
        watched: WatchedCache,
        copied: Container[str],
        run_time: bool = False,
        read: Reader | None = None,
        depth: int = 0,
    ) -> None:
        self.watched = watched
        self.copied = copied
        self.run_time = run_time
        self.read = read
        self.depth = depth
        self.texts: Texts | None = None
        self.scripts: Callable[[Invocation, int | None], ScriptsOfRun] | None = None
        self.place: int | None = None
        self.is_inner = False
        self.harmless_pipe = False
        self.functions: set[str] = set()

    def scan_script(self, script: Script, fresh: bool) -> _Scan:
        self.functions |= {n.name for n in _functions(script)}
        return self.scan_statements(script.statements, fresh)

    def scan_statements(self, body: tuple[t.Statement, ...], fresh: bool) -> _Scan:
        success = after = fresh
        for statement in body:
            found = self.scan_node(statement.node, after)
            if found.reason is not None:
                return found
            if statement.terminator == "&":
                success = after
                continue
            # what an `&&` chain filled counts for later statements only if its first member did it
            success, after = found.success or after, found.after or after
        return _Scan(None, after, success)

    def scan_node(self, node: t.Node, fresh: bool) -> _Scan:
        match node:
            case t.AndOr():
                return self.scan_and_or(node, fresh)
            case t.Simple():
                return self.scan_simple(node, fresh)
            case t.Group() | t.Subshell():
                return self.scan_statements(node.body, fresh)
            case t.Pipeline() if len(node.members) == 1 and not node.negated:
                return self.scan_node(node.members[0], fresh)
            case t.Pipeline():
                return self.scan_pipeline(node, fresh)
            case t.Statement():
                return self.scan_node(node.node, fresh)
        return self.scan_children(node, fresh)

    def scan_children(self, node: t.Node, fresh: bool) -> _Scan:
        """Everything below a compound may run or not: it may read, and is not sure to fill."""
        at = fresh
        for child in children(node):
            found = self.scan_node(child, at)
            if found.reason is not None:
                return found
            # within one branch or body what stands first is sure for what stands after it
            if isinstance(node, t.Branch | t.Clause) or type(child) is t.Statement:
                at = at or found.after
        return _Scan(None, fresh, fresh)

    def scan_pipeline(self, node: t.Pipeline, fresh: bool) -> _Scan:
        before, self.harmless_pipe = self.harmless_pipe, self.harmless_pipe or _is_harmless(node)
        found = self.scan_children(node, fresh)
        self.harmless_pipe = before
        return found

    def scan_and_or(self, node: t.AndOr, fresh: bool) -> _Scan:
        at = after = fresh
        chain = True
        for i, item in enumerate(node.items):
            found = self.scan_node(item, at if chain else after)
            if found.reason is not None:
                return found
            after = after or (found.after and (i == 0 or (chain and _never_fails_before(node, i))))
            if chain:
                at = at or found.success
            chain = chain and i < len(node.operators) and node.operators[i] == "&&"
        whole = all(op == "&&" for op in node.operators)
        return _Scan(None, after, at if whole else after)

    def scan_simple(self, node: t.Simple, fresh: bool) -> _Scan:
        parts: tuple[t.Node, ...] = (*node.words, *node.assignments, *node.redirects)
        for part in parts:
            if isinstance(part, t.Word) and part.literal is not None:
                continue
            found = self.scan_children(part, fresh)
            if found.reason is not None:
                return found
        first = unwrap(node)[0]
        self.place = None if self.is_inner else node.span.start
        if first.shell_inner is not None:
            outer, self.is_inner = self.is_inner, True
            scan = self.scan_script(first.shell_inner, fresh)
            self.is_inner = outer
            return scan
        for other in invocations_of(node)[1:]:
            found = self.scan_call(other, fresh)
            if found.reason is not None:
                return found
        return self.scan_call(first, fresh)

    def scan_call(self, call: Invocation, fresh: bool) -> _Scan:
        if call.name in self.functions:
            return _Scan(None, fresh, fresh)  # its body was read where it is defined
        if call.name == "eval" and call.args and None not in call.args:
            script = parse_script(" ".join(arg or "" for arg in call.args))
            if isinstance(script, Script):
                return self.scan_script(script, fresh)
        use = self.watched.use(call)
        if use is Use.READS and self.watched.is_exempt is not None and self.watched.is_exempt(call):
            use = Use.NONE
        if use is Use.FILLS:
            return _Scan(None, True, True)
        if use is Use.READS and not fresh:
            return _Scan(f"`{_shorten(call)}` needs {self.watched.what}", fresh, fresh)
        if use is Use.NONE and not fresh and self.scripts is not None and self.watched.named:
            reason = self.reader_among_scripts(call)
            if reason is not None:
                return _Scan(reason, fresh, fresh)
        if use is Use.NONE and self.watched.named and not fresh and not self.run_time and may_run_file(call):
            scan = self.scan_context_script(call) or self.scan_context_texts(call)
            if scan is not None:
                return scan
        if use is Use.NONE and self.watched.scripts and not fresh and not self.run_time and not self.harmless_pipe:
            hidden = unread_script(call, self.copied)
            if hidden is not None:
                return self.scan_context_script(call) or _Scan(f"{hidden} may need {self.watched.what}", fresh, fresh)
        return _Scan(None, fresh, fresh)

    def reader_among_scripts(self, call: Invocation) -> str | None:
        """Who reads the cache among all scripts that a call leads to; None where none does, or where they fill it."""
        assert self.scripts is not None
        all_scripts = self.scripts(call, self.place)
        for number, script in enumerate(all_scripts.found):
            if script.tree is not None:
                scan = _Scanner(self.watched, self.copied, run_time=True).scan_script(script.tree, False)
                if number == 0 and scan.reason is None and scan.success:
                    return None
                if scan.reason is not None:
                    return f"{scan.reason}, in {script.name}"
            said = script.tree is None or not self.watched.scripts
            if said and re.search(self.watched.named, script.text, re.M):
                return f"`{_shorten(call)}` may need {self.watched.what}, going by {script.name}"
        if self.watched.scripts and all_scripts.unread and not self.run_time:
            return f"`{all_scripts.unread[0]}`, whose text is not known, may need {self.watched.what}"
        return None

    def scan_context_texts(self, call: Invocation) -> _Scan | None:
        """Who may read the cache by what a file of the context says that is no shell script; None where none does."""
        name = self.texts(call, self.watched.named) if self.texts is not None else None
        if name is None:
            return None
        return _Scan(f"`{_shorten(call)}` may need {self.watched.what}, going by {name}", False, False)

    def scan_context_script(self, call: Invocation) -> _Scan | None:
        """What the script of the context does that a call runs; None where it cannot be read."""
        found = self.read(call) if self.read is not None and self.depth < MAX_DEPTH else None
        if found is None:
            return None
        inner = _Scanner(self.watched, self.copied, False, self.read, self.depth + 1)
        inner.texts = self.texts
        scan = inner.scan_script(found[1], False)
        return scan._replace(reason=f"{scan.reason}, in {found[0]}") if scan.reason is not None else scan


_NEVER_FAIL = frozenset({"set", "export", "echo", ":", "true", "printf"})


def _never_fails_before(node: t.AndOr, index: int) -> bool:
    """Whether all before item `index` never fails."""
    return all(
        isinstance(item, t.Simple) and item.words and item.words[0].literal in _NEVER_FAIL
        for item in node.items[:index]
    )


def _is_harmless(node: t.Pipeline) -> bool:
    words = [w.text for m in node.members if isinstance(m, t.Simple) for w in m.words]
    return any(HARMLESS.search(word) for word in words)


def _functions(script: Script) -> Iterator[t.Function]:
    return (node for node in walk(script) if isinstance(node, t.Function))


def _shorten(call: Invocation) -> str:
    text = " ".join((call.written, *call.texts))
    return text if len(text) <= 50 else text[:47] + "..."
