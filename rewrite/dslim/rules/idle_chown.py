"""SL303 idle-chown: a chown that changes no owner still stores every file again; it goes."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.edits import Edit
from dslim.facts import Facts
from dslim.facts.ownership import Copy, absolute, below, known_workdir, may_hold, read_copy
from dslim.facts.runs import Run
from dslim.findings import Finding, Fix, Rule, Safety
from dslim.rules.dropping import drop_command
from dslim.shell import Invocation, Opaque, Simple, commands, unwrap
from dslim.syntax.nodes import Stage

CODE = "SL303"
_ROOT = frozenset({"root", "root:", "root:root", "0", "0:", "0:0", "root:0", "0:root"})


def check(facts: Facts) -> Iterator[Finding]:
    """Every `chown root` and every chmod of a RUN in a stage that ships."""
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for run in facts.runs[stage.index]:
            if run is None or run.outer is not run.node or isinstance(run.script, Opaque):
                continue
            for simple in commands(run.script):
                found = unwrap(simple) if simple.words else ()
                if len(found) == 1 and found[0].name in ("chown", "chmod") and not found[0].wrappers:
                    yield from _look(facts, stage, run, simple, found[0])


def _look(facts: Facts, stage: Stage, run: Run, simple: Simple, call: Invocation) -> Iterator[Finding]:
    words = [w.literal for w in call.argv[1:]]
    options = [w for w in words if w and w.startswith("-")]
    operands = [w for w in words if w is None or not w.startswith("-")]
    if len(operands) < 2 or operands[0] is None or None in words:
        return
    if call.name == "chown" and operands[0] not in _ROOT:
        return
    copies = [c for i in range(1, run.index) if (c := read_copy(facts, stage, i))]
    paths = [absolute(p, known_workdir(facts, stage, run.index)) for p in operands[1:]]
    touched = [c for c in copies if any(p and c.target and _related(p, c.target) for p in paths)]
    if not touched:
        return  # nothing was copied there: a chown of what this or another RUN made
    span = run.source(simple.span.start, simple.span.end)
    text = run.script.text[simple.span.start : simple.span.end] if not isinstance(run.script, Opaque) else ""
    if call.name == "chown":
        message = f"`{text}` changes no owner, and stores the files again"
        reason = _chown_reason(facts, stage, run, options, paths, touched)
    else:
        message = f"`{text}` changes no mode, and stores the file again"
        reason = _chmod_reason(facts, stage, run, options, operands[0], paths, touched)
        if reason == "":
            return
    edits: tuple[Edit, ...] | str = reason or drop_command(facts, run, simple)
    if isinstance(edits, str):
        yield Finding(CODE, message, span, why_not=edits)
    else:
        yield Finding(CODE, message, span, fix=Fix(edits, Safety.SAFE))


def _chown_reason(
    facts: Facts, stage: Stage, run: Run, options: list[str], paths: list[str | None], touched: list[Copy]
) -> str | None:
    """Why the chown may change something."""
    if any(o not in ("-R", "--recursive", "-v", "-h", "-f") for o in options):
        return "an option of chown that is not read"
    for copy in touched:
        if copy.node.flags:
            return f"the {copy.node.keyword} on line {copy.node.line} has flags: the owner may be another"
        if special := _special(facts, copy):
            return special
    spared = frozenset(i for i, n in enumerate(stage.instructions) if any(n is c.node for c in touched))
    for path in paths:
        if path is None:
            return "a path that is not known"
        if not any((c.target and below(path, c.target)) or (c.target and below(c.target, path)) for c in touched):
            return f"{path} was not copied"
        if not any(c.target == path for c in touched):
            return f"what {path} is, is not known"
        if reason := may_hold(facts, stage, run.index, path, spared):
            return reason
        if any(s.user_set and s.user not in ("root", "0") for s in facts.states[stage.index][: run.index + 1]):
            return "a USER before it may own what a WORKDIR made"
    return None


def _related(a: str, b: str) -> bool:
    return below(a, b) or below(b, a)


def _special(facts: Facts, copy: Copy) -> str | None:
    """A chown clears setuid bits and capabilities even where the owner stays."""
    if copy.node.keyword == "ADD":
        return "ADD may unpack an archive with owners and setuid bits of its own"
    if facts.context is None:
        return "the build context is not known: a file may be setuid"
    for source in copy.sources or ("?",):
        if facts.context.special_bits(source) is not False:
            return f"whether {source} holds a setuid file is not known"
    return None


def _chmod_reason(
    facts: Facts, stage: Stage, run: Run, options: list[str], mode: str, paths: list[str | None],
    touched: list[Copy],
) -> str | None:
    """Why the chmod may change something; '' where it surely does, or nothing is known of the file."""
    if facts.context is None or options:
        return ""
    last = max(i for i, n in enumerate(stage.instructions) if any(n is c.node for c in touched))
    for path in paths:
        copied = [c for c in touched if c.target and path and below(path, c.target)]
        if len(copied) != 1 or path is None:
            return ""
        current = _mode_of(facts, copied[0], path)
        if current is None or not _keeps(mode, current):
            return ""
    between = [r for r in facts.runs[stage.index][last + 1 : run.index] if r is not None]
    if between:
        return f"the RUN on line {between[0].outer.line} may have changed the mode"
    if any(c.node.flags for c in touched):
        return "the COPY has flags"
    return None


def _mode_of(facts: Facts, copy: Copy, path: str) -> int | None:
    """The mode that a copied regular file has, from the context."""
    if facts.context is None or copy.node.keyword == "ADD" or copy.target is None:
        return None
    for source in copy.sources:
        name = source.rstrip("/").rpartition("/")[2]
        if path == f"{copy.target.rstrip('/')}/{name}" and (copy.folder or len(copy.sources) > 1):
            return facts.context.mode(source)
        if path == copy.target and not copy.folder and len(copy.sources) == 1:
            return facts.context.mode(source)
    return None


def _keeps(mode: str, current: int) -> bool:
    """Whether chmod `mode` leaves a file of permissions `current` as it is (under the usual umask 022)."""
    if mode.isdigit() and all(c in "01234567" for c in mode):
        return int(mode, 8) == current
    if mode in ("+x", "a+x"):
        return current & 0o111 == 0o111
    if mode == "u+x":
        return bool(current & 0o100)
    return False


RULE = Rule(
    code=CODE,
    name="idle-chown",
    summary="A chown or chmod that changes nothing goes, and its RUN with it when nothing is left",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM debian:12\nCOPY src /app\nRUN chown -R root:root /app\nCMD [\"/app/run\"]\n",
        "FROM debian:12\nCOPY src /app\nCMD [\"/app/run\"]\n",
    ),
    example_files=("src/run",),
    details=(
        "A chown or chmod in a RUN copies every file it touches into the new layer, even where the owner or "
        "mode stays the same. What a COPY takes from the build context belongs to root, so a `chown root:root` "
        "of it changes nothing; a chmod to the mode that the file has in the context neither. Left alone where "
        "anything below the path may come from elsewhere, or may be setuid: a chown clears that bit."
    ),
    sources=("https://github.com/moby/moby/issues/22810",),
)
