"""Finds where a shell's command hash table would run another file than a new shell does.

A shell remembers where it found `pip` and runs the same file again (POSIX 2.9.1.4: the locations of utilities
may be remembered); a new RUN is a new shell, and looks `pip` up anew. So two scripts that share a shell may run
different files where the first put another program of that name on PATH after it had run one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dslim.shell.builtins import BUILTINS
from dslim.shell.invocations import Invocation
from dslim.shell.tree import Script, Simple, Word
from dslim.shell.unwrapping import unwrap
from dslim.shell.walk import Where, commands_with_place
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.tools import TOOLS, find, find_versioned, names_where
from dslim.tools.system_packages import INSTALL_VERBS

#: Programs that distributions own and that nothing but a build of their own source puts elsewhere on PATH.
SYSTEM = names_where(lambda tool: tool.in_distribution)
#: Those that put programs on PATH by the names of their arguments.
_COPY = names_where(lambda tool: tool.copies_programs)
_UNPACK = names_where(lambda tool: tool.installs_unseen)
_FETCH = names_where(lambda tool: tool.downloads)
_PACKAGE_TOOLS = names_where(lambda tool: tool.packages == "system")
#: Part of a package's name -> programs of another name that it brings.
_ALIASES: dict[str, set[str]] = {}
for _tool in TOOLS:
    for _part in _tool.brought_by:
        _ALIASES.setdefault(_part, set()).add(_tool.name)
_BUSYBOX = frozenset(
    """coreutils util-linux findutils procps diffutils busybox-extras busybox grep sed tar gawk""".split()
)
#: Programs that may put a newer one of themselves elsewhere on PATH.
_SELF_UPDATERS = names_where(lambda tool: tool.updates_itself)
#: Programs that build or run what somebody wrote, and so may install anything.
_BUILDERS = names_where(lambda tool: tool.runs_scripts)
#: By these words a manager of packages changes itself.
_OF_ITSELF = frozenset({"self-update", "selfupdate", "self", "set", "policies", "use", "app::cpanminus", "--all"})
#: By these they install what a file lists.
_LISTS = frozenset({".", "--installdeps", "--file"})
#: The next word says for which projects of a repository they install: no package bears its name.
_CHOOSE_PROJECTS = frozenset({"--filter", "-F"})
_NAMES_WITHIN = regex(r"[=<>~!@\[/:]")
_QUOTES = regex(r"[\"'\\]")
#: Folders in which PATH has no part.
_NO_PROGRAMS = regex(
    r"(/var/(cache|lib|log|tmp)|/tmp|/usr/share|/usr/src"
    r"|(/root|~|\$HOME|\$\{HOME\}|/home/\w+)/\.(cache|npm|cpan|cpanm|composer|gem|m2|gradle))(/[^$`]*)?\Z"
)
_VERSIONED = regex(r"[=<>~@:]")
_WITH_NUMBERS = regex(r"[-_.+\d]+")
_PARTS = regex(r"[-_.]+")


class Installed(NamedTuple):
    """Names that a command may put on PATH: `names`, or any but the SYSTEM ones, `spared` and `kept`."""

    names: frozenset[str] = frozenset()
    others: bool = False
    spared: bool = False  # the package tool itself and its language are not replaced
    system: bool = False  # even SYSTEM names
    kept: frozenset[str] = frozenset()  # these are not replaced either


NOTHING = Installed()
OTHERS = Installed(others=True)


def installs(call: Invocation) -> Installed:
    """What one command may put on PATH."""
    name = call.name
    if not name or not call.understood:
        return OTHERS
    args = [w.literal for w in call.argv[1:]]
    if name in BUILTINS:
        return OTHERS if name in ("eval", ".", "source") else NOTHING
    if name in _PACKAGE_TOOLS and (None in args or not INSTALL_VERBS.isdisjoint(args)):
        return _from_packages(name, args)
    if (tool := find_versioned(name)) is not None and tool.installs_from_index:
        return _from_index(args)
    if name == "rm" and all(map(_holds_no_program, call.argv[1:])):
        return NOTHING
    if name in _COPY:
        return _from_copies(args)
    if name in _FETCH:
        return _from_downloads(args)
    if (tool := find(name)) is not None and tool.keeps_programs and None not in args:
        # what names one of them, the tool's own update, and a list in a file may bring a newer one
        words = [a for before, a in zip(("", *args), args) if a and before not in _CHOOSE_PROJECTS]
        named = {part for word in words for part in (word.lower(), *_NAMES_WITHIN.split(word.lower()))}
        unknown = not named.isdisjoint(tool.keeps_programs | _OF_ITSELF | _LISTS) or "cpanminus" in str(args)
        return Installed(others=True, kept=frozenset() if unknown else tool.keeps_programs)
    if name in _UNPACK or "/" in name or name in SHELLS or name in _SELF_UPDATERS:
        return OTHERS
    verbs = {"install", "setup", "upgrade", "update", None}
    return OTHERS if name not in SYSTEM and (name in _BUILDERS or verbs & set(args)) else NOTHING


def _from_packages(tool: str, args: list[str | None]) -> Installed:
    """A distribution's packages: programs that bear their name or a part of it, `pip` for python3-pip.

    They go to /usr/bin, and what ran before may lie in a folder later on PATH.
    """
    packages = {_VERSIONED.split(a)[0] for a in args if a and not a.startswith("-")}
    parts = {part for p in packages for part in (p, *_WITH_NUMBERS.split(p), *_PARTS.split(p))}
    named = parts | {alias for part in parts for alias in _ALIASES.get(part, ())}
    system = tool.startswith("apk") and (bool(packages & _BUSYBOX) or None in args)
    return Installed(frozenset(named), others=None in args, spared=False, system=system)


def _from_index(args: list[str | None]) -> Installed:
    """pip, npm, gem: packages by name spare the tool itself unless they name it."""
    unknown = any(
        a is None or a in (".", "-r", "-e", "-c", "--requirement", "--editable") or "/" in a or ":" in a
        or a.startswith(("-r", "-U", "--upgrade"))
        for a in args
    )  # fmt: skip
    named = {re.split(r"[=<>~!@\[]", a)[0].lower() for a in args if a and not a.startswith("-")}
    return Installed(others=True, spared=not unknown and not any(map(_is_newer_by_package, named)))


def _is_newer_by_package(package: str) -> bool:
    tool = find_versioned(package)
    return tool is not None and tool.newer_by_package


def _holds_no_program(word: Word) -> bool:
    """Whether a word of `rm` is an option, or lies where no program is looked up: caches, /tmp, documents."""
    text = _QUOTES.sub("", word.text)
    return text.startswith("-") or (_NO_PROGRAMS.match(text) is not None and ".." not in text)


def _from_copies(args: list[str | None]) -> Installed:
    """cp, mv, ln ...: the base names of all that is named; a folder may hold anything."""
    if any(a is None or (a[:1] == "-" and a[:2] != "--" and set(a) & set("raRT")) for a in args):
        return OTHERS
    return Installed(frozenset(_base_name(a) for a in args if a and not a.startswith("-")))


def _from_downloads(args: list[str | None]) -> Installed:
    """curl and wget: what they write bears the name given, or the last part of the address."""
    if None in args:
        return OTHERS
    return Installed(frozenset(_base_name(a) for a in args if a))


class _Event(NamedTuple):
    names: frozenset[str]  # programs looked up by bare name
    in_own_shell: bool  # whose hash table the commands after it use
    installed: Installed


@once
def _events_of(script: Script) -> tuple[_Event, ...]:
    return tuple(_event_of(simple, where) for simple, where in commands_with_place(script))


def _event_of(simple: Simple, where: int) -> _Event:
    found = [installs(call) for call in unwrap(simple)] if simple.words else []
    written = {_base_name(r.target.text) for r in simple.redirects if ">" in r.op}
    if len(found) == 1 and not written:
        return _Event(frozenset(_names_looked_up(simple)), _is_remembered(where), found[0])
    merged = Installed(
        frozenset(written).union(*(i.names for i in found)),
        any(i.others for i in found),
        all(i.spared for i in found if i.others),
        any(i.system for i in found),
        frozenset.intersection(*(i.kept for i in found if i.others)) if any(i.others for i in found) else frozenset(),
    )
    return _Event(frozenset(_names_looked_up(simple)), _is_remembered(where), merged)


def _is_remembered(where: int) -> bool:
    """Whether the shell itself remembers where a command lies: dash looks those of a pipeline up before it forks."""
    return where & ~(Where.PIPELINE | Where.LAST) == Where.HERE


def _names_looked_up(simple: Simple) -> Iterator[str]:
    """The names that the shell looks up: the command's own, and what `command`, `type` and `hash` are given."""
    words = [w.literal for w in simple.words]
    asks = bool(words) and words[0] in ("command", "builtin", "type", "hash", "exec")
    for name in words if asks else words[:1]:
        if name and "/" not in name and name not in BUILTINS and not name.startswith("-"):
            yield name


def _base_name(path: str) -> str:
    return path.strip("\"'").rstrip("/").rpartition("/")[2]


def _may_replace(event: _Event, name: str, script: Script) -> bool:
    """Whether the event, in `script`, may put another program called `name` on PATH."""
    done = event.installed
    if name in done.names or done.system:
        return True
    if not done.others or name in done.kept:
        return False
    if name in SYSTEM or (name in event.names and name not in _SELF_UPDATERS):
        return _builds_itself(script, name)
    return not (done.spared and _is_newer_by_package(name))


def _builds_itself(script: Script, name: str) -> bool:
    """Whether a script builds a program from its own source: `git-2.40.tar.gz`, `git.git`, `github.com/curl/curl`."""
    known = script.memo.setdefault(_builds_itself, {})
    if name not in known:
        own = re.escape(name)
        source = rf"(?:^|[/\s\"']){own}(?:[-_.]v?[\d$*]|\.git\b)|/{own}/{own}\b|coreutils|toybox"
        text, folded = _folded_text(script), name.casefold()
        signs = (f"{folded}-", f"{folded}_", f"{folded}.", f"{folded}/{folded}", "coreutils", "toybox")
        maybe = any(sign in text for sign in signs)
        known[name] = maybe and re.search(source, script.text, re.IGNORECASE) is not None
    found: bool = known[name]
    return found


@once
def _folded_text(script: Script) -> str:
    return script.text.casefold()


def find_stale_command_paths(
    scripts: Sequence[Script],
    first_on_path: frozenset[str] = frozenset(),
    scripts_run: Sequence[Sequence[Script]] = (),
) -> frozenset[int]:
    """The scripts, by index, that must not share their shell with the ones after them: its hash table would be stale.

    `first_on_path`: names that stand first on PATH already (as in official language images), where a new one
    overwrites the old. `scripts_run`: for each script, the files that it runs, which may put programs there too.
    """
    events = [(i, event) for i, script in enumerate(scripts) for event in _events_of(script)]
    for i, files in enumerate(scripts_run):
        at = bisect_left(events, i + 1, key=_number)
        events[at:at] = [(i, event._replace(names=frozenset())) for file in files for event in _events_of(file)]
    installing = _Installing([(event, scripts[i]) for i, event in events])
    last = {name: at for at, (_, event) in enumerate(events) for name in event.names}
    found: set[int] = set()
    for at in reversed(range(len(events))):
        i, event = events[at]
        for name in event.names - first_on_path if event.in_own_shell else ():
            # a later script looks it up, wherever in it, when another program of the name may be there
            if events[last[name]][0] > i and installing.replaces(name, at) < last[name]:
                found.add(i)
    return frozenset(found)


def _number(event: tuple[int, _Event]) -> int:
    return event[0]


class _Installing:
    """Where in a row of events other programs may come, asked from the end of the row to its beginning.

    Few steps a question, however long the row is: what was found for a name from a later place on is kept.
    """

    def __init__(self, events: Sequence[tuple[_Event, Script]]) -> None:
        self.events = events
        self.named: dict[str, list[int]] = {}
        for at, (event, _) in enumerate(events):
            for name in event.installed.names:
                self.named.setdefault(name, []).append(at)
        self.others = [at for at, (event, _) in enumerate(events) if event.installed.others or event.installed.system]
        self.known: dict[str, list[tuple[int, int]]] = {}

    def replaces(self, name: str, start: int) -> int:
        """The first event from `start` on that may put another program called `name` on PATH; past all for none."""
        own = self.named.get(name, ())
        at = bisect_left(own, start)
        return min(own[at] if at < len(own) else len(self.events), self._replaces_unnamed(name, start))

    def _replaces_unnamed(self, name: str, start: int) -> int:
        """The same among those that do not say what they install."""
        known = self.known.setdefault(name, [])  # (first place, answer) of what was asked, from the end on
        first = bisect_left(self.others, start)
        stop, answer = known[-1] if known else (len(self.others), len(self.events))
        for place in range(first, stop):
            event, script = self.events[self.others[place]]
            if _may_replace(event, name, script):
                answer = self.others[place]
                break
        known.append((first, answer))
        return answer
