"""Who reads a cache later: in the RUNs that follow, in stages that continue this one, in ONBUILD, at run time."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from enum import Enum
from functools import partial

from dslim.facts import Facts, facts_of
from dslim.facts.brought import script_run
from dslim.facts.calls import Call, call_of, exec_call
from dslim.facts.runs import Run
from dslim.facts.scripts import HARMLESS, unread
from dslim.facts.stages import resolve
from dslim.records import NamedTuple
from dslim.shell import Opaque, Script, parse_script, unwrap
from dslim.shell import tree as t
from dslim.shell.walk import children, walk
from dslim.shell.wrappers import SHELLS
from dslim.syntax.nodes import Instruction


class Use(Enum):
    """What a call has to do with a cache: fill it anew (or empty it), read it, or nothing."""

    FILLS = "fills"
    READS = "reads"
    NONE = "none"


class Watched(NamedTuple):
    """A cache that is watched: where it lies, and what each call does to it.

    `scripts`: a script that cannot be read may read the cache (a manager that fetches by itself what it
    lacks needs no such care).
    """

    what: str
    path: str
    use: Callable[[Call], Use]
    scripts: bool = True


#: Finds the script that a call runs: its name, and its tree.
Reader = Callable[[Call], "tuple[str, Script] | None"]
MAX_DEPTH = 4


class _Scan(NamedTuple):
    """`reason`: who reads what this script did not fill itself. `after`: filled for what follows, whatever
    failed before; `success`: filled if the whole succeeded.
    """

    reason: str | None
    after: bool
    success: bool


def later_reader(facts: Facts, stage: int, index: int, watched: Watched) -> str | None:
    """Why the cache must stay as instruction `index` of `stage` leaves it; None where nobody needs it."""
    return _reader_from(facts, stage, index + 1, watched, frozenset())


def _reader_from(
    facts: Facts, stage: int, index: int, watched: Watched, above: frozenset[tuple[str, int]]
) -> str | None:
    """`above`: the stages of other files that led here."""
    seen: set[tuple[int, int]] = set()
    todo = [(stage, index)]
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        reason, goes_on = _rest_of_stage(facts, at[0], at[1], watched)
        if reason is not None:
            return reason
        if at[0] == stage or goes_on:
            reason = _triggers(facts, at[0], watched)
            if reason is not None:
                return reason
        if goes_on:
            todo += [(child, 0) for child in facts.lineage.children(at[0])]
            todo += _copies(facts, at[0], watched.path)
            reason = _heir_reads(facts, at[0], watched, above)
            if reason is not None:
                return reason
    return None


def _heir_reads(facts: Facts, stage: int, watched: Watched, above: frozenset[tuple[str, int]]) -> str | None:
    """Who reads the cache in the files whose stages are FROM the image of `stage`."""
    for heir in facts.heirs(stage):
        key = (heir.text, heir.child)
        if key not in above:
            reason = _reader_from(facts_of(heir), heir.child, 0, watched, above | {key})
            if reason is not None:
                return f"{reason}, in {heir.name}, which is FROM it"
    return None


def _rest_of_stage(facts: Facts, stage: int, index: int, watched: Watched) -> tuple[str | None, bool]:
    """(reason, whether the cache is still the old one at the end of the stage)."""
    nodes = facts.tree.stages[stage].instructions
    copied = copied_names(facts, stage)
    for i in range(index, len(nodes)):
        node = nodes[i]
        if node.keyword == "ONBUILD":
            continue
        if node.keyword in ("CMD", "ENTRYPOINT"):
            found = _at_run_time(node, watched)
            if found:
                return f"{found} at run time (line {node.line})", True
        run = facts.runs[stage][i]
        if run is None:
            continue
        scan = scan_run(run, watched, copied, partial(script_run, facts, run))
        if scan.reason is not None:
            return f"{scan.reason} (line {node.line})", True
        if scan.success:
            return None, False
    return None, True


def _triggers(facts: Facts, stage: int, watched: Watched) -> str | None:
    for run in facts.runs[stage]:
        if run is not None and run.outer is not run.node:
            scan = scan_run(run, watched, copied_names(facts, stage))
            if scan.reason is not None:
                return f"{scan.reason} in ONBUILD (line {run.node.line})"
    return None


def _copies(facts: Facts, stage: int, path: str) -> Iterator[tuple[int, int]]:
    """Where another stage copies from this one a folder that holds the cache."""
    for other in facts.tree.stages:
        for i, node in enumerate(other.instructions):
            name = node.flag("from") if node.keyword == "COPY" else None
            if name is None:
                continue
            source = int(name) if name.isdigit() else resolve(facts.tree, name, other.index)
            if source != stage:
                continue
            for word in node.json or tuple(w.text for w in node.words):
                held = posixpath.normpath("/" + word.rstrip("*"))
                held = "/" if held == "//" else held
                if path == held or path.startswith(held.rstrip("/") + "/"):
                    yield other.index, i + 1


def copied_names(facts: Facts, stage: int) -> frozenset[str]:
    """Last parts of the paths that a stage and those it continues take from the build context."""
    names: set[str] = set()
    at: int | None = stage
    while at is not None:
        for node in facts.tree.stages[at].instructions:
            if node.keyword in ("COPY", "ADD") and node.flag("from") is None:
                words = node.json or tuple(w.text for w in node.words)
                names |= {word.rstrip("/").rsplit("/", 1)[-1] for word in words}
        at = facts.lineage.parent[at]
    return frozenset(names - {"", ".", "*"})


def _at_run_time(node: Instruction, watched: Watched) -> str | None:
    argv = node.json
    if argv is None:
        script = parse_script(node.args)
        if isinstance(script, Opaque):
            return None
        return _Scanner(watched, frozenset(), run_time=True).script(script, False).reason
    return _exec(argv, _Scanner(watched, frozenset(), run_time=True)).reason if argv else None


def scan_run(run: Run, watched: Watched, copied: frozenset[str], read: Reader | None = None) -> _Scan:
    """What one RUN does to the cache; `read` finds the scripts that it runs."""
    scanner = _Scanner(watched, copied, read=read)
    node = run.node
    if node.json is not None:
        return _exec(node.json, scanner) if node.json else _Scan(None, False, False)
    script = run.script
    if isinstance(script, Opaque) and node.heredocs and node.args.strip().startswith("<<"):
        body = node.heredocs[0].body
        if run.shell_name is not None and (not body.startswith("#!") or "sh" in body.split("\n", 1)[0]):
            script = parse_script(body)
    if isinstance(script, Opaque):
        if not watched.scripts:
            return _Scan(None, False, False)
        return _Scan(f"a later RUN cannot be read: {script.reason}", False, False)
    return scanner.script(script, False)


def _exec(argv: tuple[str, ...], scanner: _Scanner) -> _Scan:
    call = exec_call(argv)
    if call.name in SHELLS and len(argv) == 3 and argv[1] in ("-c", "-lc", "-ec", "-exc", "-xec"):
        script = parse_script(argv[2])
        if isinstance(script, Script):
            return scanner.script(script, False)
        return _Scan(f"a later RUN cannot be read: {script.reason}", False, False)
    return scanner.call(call, False)


class _Scanner:
    """One walk over a script: does anything read the cache before the script has filled it?"""

    def __init__(
        self,
        watched: Watched,
        copied: frozenset[str],
        run_time: bool = False,
        read: Reader | None = None,
        depth: int = 0,
    ) -> None:
        self.watched = watched
        self.copied = copied
        self.run_time = run_time
        self.read = read
        self.depth = depth
        self.harmless_pipe = False
        self.functions: set[str] = set()

    def script(self, script: Script, fresh: bool) -> _Scan:
        self.functions |= {n.name for n in _functions(script)}
        return self.statements(script.statements, fresh)

    def statements(self, body: tuple[t.Statement, ...], fresh: bool) -> _Scan:
        success = after = fresh
        for statement in body:
            found = self.node(statement.node, after)
            if found.reason is not None:
                return found
            if statement.terminator == "&":
                success = after
                continue
            # what an `&&` chain filled counts for later statements only if its first member did it
            success, after = found.success or after, found.after or after
        return _Scan(None, after, success)

    def node(self, node: t.Node, fresh: bool) -> _Scan:
        match node:
            case t.AndOr():
                return self.and_or(node, fresh)
            case t.Simple():
                return self.simple(node, fresh)
            case t.Group() | t.Subshell():
                return self.statements(node.body, fresh)
            case t.Pipeline() if len(node.members) == 1 and not node.negated:
                return self.node(node.members[0], fresh)
            case t.Pipeline():
                return self.pipeline(node, fresh)
            case t.Statement():
                return self.node(node.node, fresh)
        return self.inside(node, fresh)

    def inside(self, node: t.Node, fresh: bool) -> _Scan:
        """Everything below a compound may run or not: it may read, and is not sure to fill."""
        at = fresh
        for child in children(node):
            found = self.node(child, at)
            if found.reason is not None:
                return found
            # within one branch or body what stands first is sure for what stands after it
            if isinstance(node, t.Branch | t.Clause) or type(child) is t.Statement:
                at = at or found.after
        return _Scan(None, fresh, fresh)

    def pipeline(self, node: t.Pipeline, fresh: bool) -> _Scan:
        before, self.harmless_pipe = self.harmless_pipe, self.harmless_pipe or _is_harmless(node)
        found = self.inside(node, fresh)
        self.harmless_pipe = before
        return found

    def and_or(self, node: t.AndOr, fresh: bool) -> _Scan:
        at = after = fresh
        chain = True
        for i, item in enumerate(node.items):
            found = self.node(item, at if chain else after)
            if found.reason is not None:
                return found
            after = after or (i == 0 and found.after) or (chain and i > 0 and found.after and _idle(node, i))
            if chain:
                at = at or found.success
            chain = chain and i < len(node.operators) and node.operators[i] == "&&"
        whole = all(op == "&&" for op in node.operators)
        return _Scan(None, after, at if whole else after)

    def simple(self, node: t.Simple, fresh: bool) -> _Scan:
        parts: tuple[t.Node, ...] = (*node.words, *node.assignments, *node.redirects)
        for part in parts:
            if isinstance(part, t.Word) and part.literal is not None:
                continue
            found = self.inside(part, fresh)
            if found.reason is not None:
                return found
        first = unwrap(node)[0]
        if first.shell_inner is not None:
            return self.script(first.shell_inner, fresh)
        return self.call(call_of(first), fresh)

    def call(self, call: Call, fresh: bool) -> _Scan:
        if call.name in self.functions:
            return _Scan(None, fresh, fresh)  # its body was read where it is defined
        if call.name == "eval" and call.args and None not in call.args:
            script = parse_script(" ".join(arg or "" for arg in call.args))
            if isinstance(script, Script):
                return self.script(script, fresh)
        use = self.watched.use(call)
        if use is Use.FILLS:
            return _Scan(None, True, True)
        if use is Use.READS and not fresh:
            return _Scan(f"`{_shown(call)}` reads {self.watched.what}", fresh, fresh)
        if use is Use.NONE and self.watched.scripts and not fresh and not self.run_time and not self.harmless_pipe:
            hidden = unread(call, self.copied)
            if hidden is not None:
                return self.brought(call) or _Scan(f"may be read by {hidden}", fresh, fresh)
        return _Scan(None, fresh, fresh)

    def brought(self, call: Call) -> _Scan | None:
        """What the script of the context does that a call runs; None where it cannot be read."""
        found = self.read(call) if self.read is not None and self.depth < MAX_DEPTH else None
        if found is None:
            return None
        inner = _Scanner(self.watched, self.copied, False, self.read, self.depth + 1)
        scan = inner.script(found[1], False)
        return scan._replace(reason=f"{scan.reason}, in {found[0]}") if scan.reason is not None else scan


_IDLE = frozenset({"set", "export", "echo", ":", "true", "printf"})


def _idle(node: t.AndOr, index: int) -> bool:
    """Whether all before item `index` never fails."""
    return all(
        isinstance(item, t.Simple) and item.words and item.words[0].literal in _IDLE
        for item in node.items[:index]
    )


def _is_harmless(node: t.Pipeline) -> bool:
    words = [w.text for m in node.members if isinstance(m, t.Simple) for w in m.words]
    return any(HARMLESS.search(word) for word in words)


def _functions(script: Script) -> Iterator[t.Function]:
    return (node for node in walk(script) if isinstance(node, t.Function))


def _shown(call: Call) -> str:
    text = " ".join((call.written, *call.texts))
    return text if len(text) <= 50 else text[:47] + "..."
