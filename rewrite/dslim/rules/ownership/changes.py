"""Reading a chown, chgrp or chmod of a RUN: whose, what, and how it is written.

A guarded `find DIR \\( ! -user U -o ! -group G \\) -exec chown -h U:G {} +` is read as the chown that it is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.call_sites import Site, is_sure, sites
from dslim.facts.paths import absolute_path
from dslim.facts.run import Run
from dslim.facts.windows import is_windows
from dslim.facts.word_values import value
from dslim.facts.working_directory import proven_folder
from dslim.shell import Invocation, Opaque, Simple, Word, leaks
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_a_stage
from dslim.syntax.nodes import Span, Stage

#: Each change is looked at together with each pair of steps before it: this is a stage of 200 instructions and
#: commands with 125 changes, or of 1,000 with 5. The most in 2,406 real files with changes is 1,947,663.
MAX_WORK = 5_000_000
CHOWN = frozenset({"chown", "chgrp"})
_TOOLS = frozenset({*CHOWN, "chmod", "find"})
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*|\d+|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}"
_SPEC = regex(rf"({_NAME})?(?:(:)({_NAME})?)?\Z")
_DOTTED = regex(r"([a-z_][a-z0-9_-]*)\.([a-z_][a-z0-9_-]*)?\Z")
_QUIET = regex(r"-[Rvcfh]+\Z")
_LONG = frozenset("--recursive --verbose --changes --silent --quiet --no-dereference --preserve-root".split())


class Owner(NamedTuple):
    """User and group as they stand in the text (`node`, `1000`, `${UID}`); None: left as it is.

    `login`: the group is the user's own (`chown u:`).
    """

    user: str | None
    group: str | None
    login: bool = False

    @property
    def is_root(self) -> bool:
        """Whether it is what a COPY gives by itself."""
        return self.user in (None, "root", "0") and self.group in (None, "root", "0")

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it that the image must know; numbers and variables are none."""
        return tuple(n for n in (self.user, self.group) if n and re.match(r"[A-Za-z_]", n))

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables in it."""
        return tuple(n.strip("${}") for n in (self.user, self.group) if n and n.startswith("$"))


class Target(NamedTuple):
    """A path that is changed: as written, and absolute (None: not known). `near`: the folder of a wildcard."""

    text: str
    path: str | None
    near: str | None = None


@dataclass(frozen=True)
class Change:
    """One chown, chgrp or chmod. `owner` is None for a chmod, `mode` for the others.

    `problem`: why it is not read. `guarded`: only what has another owner is changed. `sure`: it has
    succeeded whenever the RUN has. `command`: what stands before the options (`sudo chown`).
    """

    stage: Stage
    run: Run
    simple: Simple
    tool: str
    command: str
    owner: Owner | None
    mode: str | None
    recursive: bool
    targets: tuple[Target, ...]
    guarded: bool
    sure: bool
    problem: str | None
    spec: str

    @property
    def start(self) -> int:
        """Where it stands in its script."""
        return self.simple.span.start

    @property
    def span(self) -> Span:
        """Where it stands in the file."""
        return self.run.source(self.simple.span.start, self.simple.span.end)


def looked_at(facts: Facts, tools: frozenset[str]) -> Iterator[Change]:
    """The changes by one of the `tools` in stages that ship, but for stages whose changes are not looked at."""
    for stage in facts.tree.stages:
        if facts.ships(stage.index) and is_followed(facts, stage):
            yield from changes(facts, stage, tools)


def is_followed(facts: Facts, stage: Stage) -> bool:
    """Whether the changes of a stage are looked at, see MAX_WORK."""
    return stage.index in _followed(facts)


@once
def _followed(facts: Facts) -> frozenset[int]:
    found: set[int] = set()
    steps: list[int] = []
    left = MAX_WORK
    for stage in facts.tree.stages:
        calls = [
            site.call
            for run in facts.runs[stage.index]
            if run is not None and not isinstance(run.script, Opaque)
            for site in sites(run.script)
        ]
        parent = facts.lineage.parent[stage.index]
        steps.append(len(stage.instructions) + len(calls) + (steps[parent] if parent is not None else 0))
        work = sum(call.name in _TOOLS for call in calls) * steps[-1] ** 2 if facts.ships(stage.index) else 0
        if work <= left:
            left -= work
            found.add(stage.index)
    return frozenset(found)


@once_a_stage
def changes(facts: Facts, stage: Stage, tools: frozenset[str]) -> tuple[Change, ...]:
    """Every change of a stage by one of the `tools` (chown, chgrp, chmod), in the order of the text."""
    return tuple(_changes(facts, stage, tools))


def _changes(facts: Facts, stage: Stage, tools: frozenset[str]) -> Iterator[Change]:
    for run in facts.runs[stage.index]:
        if run is None or run.outer is not run.node or isinstance(run.script, Opaque):
            continue
        if not any(tool in run.node.args for tool in tools):
            continue
        for site in sites(run.script):
            if site.found.script is not None or site.found.wrappers not in ((), ("sudo",)):
                continue
            if site.call.name in tools:
                yield _read(facts, stage, run, site)
            elif site.call.name == "find" and "chown" in tools and (found := _guard(site.found)):
                yield _read_guard(facts, stage, run, site, found)


def unsure(facts: Facts, change: Change, what: str) -> str | None:
    """Why nothing can be said of a change, whichever it is; `what`: how to call it."""
    if is_windows(facts, change.stage.index):
        return "the base is, or may be, a Windows image"
    if change.problem:
        return change.problem
    return None if change.sure else f"the {what} may not run, or may fail, although the RUN succeeds"


def _read(facts: Facts, stage: Stage, run: Run, site: Site) -> Change:
    simple, call = site.simple, site.found
    options, operands = _split(call.argv[1:], call.name == "chmod")
    problem = next((p for o in options if (p := _unread(o, call.name or ""))), None)
    recursive = any(o.startswith("--rec") or (not o.startswith("--") and "R" in o) for o in options)
    spec, paths = (operands[0], operands[1:]) if operands else (None, [])
    if any(o.startswith("--reference") for o in options):
        spec, paths = None, operands
    owner: Owner | None = None
    mode: str | None = None
    if spec is None or not paths:
        problem = problem or "it names no path"
    elif call.name == "chmod":
        mode = value(spec, run)
    else:
        found = read_owner(spec, run, call.name == "chgrp")
        if isinstance(found, str):
            problem = problem or found
        else:
            owner = found
    assert not isinstance(run.script, Opaque)
    command = run.script.text[simple.span.start : call.argv[0].span.end]
    targets = _targets(facts, stage, run, simple, paths)
    text = spec.text if spec else ""
    tool = call.name or ""
    certain = is_sure(run, site)
    return Change(stage, run, simple, tool, command, owner, mode, recursive, targets, False, certain, problem, text)


def _split(words: tuple[Word, ...], modes: bool) -> tuple[list[str], list[Word]]:
    """(options, operands); a mode such as `-x` or `-w` is no option."""
    options: list[str] = []
    operands: list[Word] = []
    for i, word in enumerate(words):
        if word.literal == "--":
            return options, operands + list(words[i + 1 :])
        if word.text.startswith("-") and len(word.text) > 1 and not (modes and re.match(r"-[rwxXst]", word.text)):
            options.append(word.text)
        else:
            operands.append(word)
    return options, operands


def _unread(option: str, tool: str) -> str | None:
    if option.startswith("--reference"):
        return "`--reference` takes the owner from a file"
    if option.startswith("--from"):
        return "`--from` changes only what another owner has"
    if _QUIET.match(option) or option in _LONG:
        return None
    return f"the option {option} of {tool} is not read"


def read_owner(word: Word, run: Run, group_only: bool = False) -> Owner | str:
    """The owner that a word names, or why it is not known."""
    known = value(word, run)
    text = known if known is not None else _with_arguments(word, run)
    if text is None:
        return f"the owner {word.text} is known only when it runs"
    if group_only:
        text = ":" + text
    if dotted := _DOTTED.match(text):
        text = f"{dotted[1]}:{dotted[2] or ''}"
    match = _SPEC.match(text)
    if not match or not (match[1] or match[3]):
        return f"the owner {word.text} is not read"
    user, colon, group = match[1], match[2], match[3]
    login = bool(user and colon and not group)
    if login and (user.isdigit() or user.startswith("$")):
        return f"which group `{user}:` means is not known"
    return Owner(user, group, login)


_VARIABLE = regex(r"\$(?:\{(\w+)\}|(\w+))")


def _with_arguments(word: Word, run: Run) -> str | None:
    """The word with ENV put in and ARGs left as they are written; None where there is more to it."""
    text = word.text.removeprefix('"').removesuffix('"')
    if isinstance(run.script, Opaque) or re.search(r"[\"'\\`()]", text):
        return None
    names = {m[1] or m[2] for m in _VARIABLE.finditer(text)}
    changed = {
        leak.what for leak in leaks(run.script) if leak.kind in ("variable", "export", "unset", "eval", "source")
    }
    if any(name not in run.state.env for name in names) or changed & names:
        return None
    return _VARIABLE.sub(lambda m: run.state.env[m[1] or m[2]] or m[0], text)


def _targets(facts: Facts, stage: Stage, run: Run, simple: Simple, words: list[Word]) -> tuple[Target, ...]:
    cwd = proven_folder(facts, run, simple)
    found = []
    for word in words:
        path = absolute_path(value(word, run), cwd)
        near = path
        if path is None and word.unquoted_glob and not re.search(r"[$`~\"'\\]", word.text):
            near = absolute_path(posixpath.dirname(re.split(r"[*?\[{]", word.text)[0]) or ".", cwd)
        found.append(Target(word.text, path, near))
    return tuple(found)


def _guard(call: Invocation) -> tuple[list[Word], str, str] | None:
    """(folders, user or '', group or '') of a guarded find."""
    texts = [w.text for w in call.argv[1:]]
    tail = re.search(r" -exec chown -h (\S+) \{\} \+\Z", " " + " ".join(texts))
    first = next((i for i, text in enumerate(texts) if text in ("!", "\\(")), 0)
    if not tail or not first or any(text.startswith("-") for text in texts[:first]):
        return None
    tests = " ".join(texts[first : len(texts) - 6])
    match = re.fullmatch(r"! -user (\S+)|! -group (\S+)|\\\( ! -user (\S+) -o ! -group (\S+) \\\)", tests)
    if not match:
        return None
    user, group = match[1] or match[3] or "", match[2] or match[4] or ""
    spec = f"{user}:{group}" if group else user
    same = spec.replace('"', "") == tail[1].replace('"', "")
    return (list(call.argv[1 : first + 1]), user, group) if same else None


def _read_guard(
    facts: Facts, stage: Stage, run: Run, site: Site, found: tuple[list[Word], str, str]
) -> Change:
    simple, certain = site.simple, is_sure(run, site)
    folders, user, group = found
    owner = Owner(user.strip('"') or None, group.strip('"') or None)
    targets = _targets(facts, stage, run, simple, folders)
    return Change(
        stage, run, simple, "chown", "find", owner, None, True, targets, True, certain, None, f"{user}:{group}"
    )
