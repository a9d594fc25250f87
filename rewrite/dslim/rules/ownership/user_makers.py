"""The commands that make the user and group of a later chown, and whether they may run before the COPYs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dslim.facts.base_image import family
from dslim.facts.call_sites import call_sites
from dslim.facts.copy_instructions import lands_apart
from dslim.facts.paths import overlap
from dslim.facts.run import Run
from dslim.facts.users import USER_TOOLS, name_made
from dslim.rules.ownership.change import Change
from dslim.rules.ownership.command_observers import EarlierChange, Observation, may_make_users, why_observed
from dslim.rules.ownership.command_writes import makes_no_home
from dslim.rules.ownership.path_history import Copied, Event, FolderMade, Ran, UnreadRun, history_of
from dslim.shell import Invocation, Opaque, Script, Simple, unwrap
from dslim.shell.tree import AndOr

_MAKERS = frozenset({"useradd", "adduser", "groupadd", "addgroup"})
#: Options that choose a number.
_NUMBERED = frozenset({"-u", "--uid", "-g", "--gid"})
_HOME = ("-d", "--home-dir", "--home", "-h")
#: Options that look at, or write, more than the files of users.
_UNREAD = re.compile(r"--(root|prefix|skel|key)\b|-[RPkK]\Z")
#: What the makers read and write; a COPY into it may change what they do.
_FILES = (
    "/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/subuid", "/etc/subgid", "/etc/login.defs",
    "/etc/default", "/etc/skel", "/etc/adduser.conf", "/etc/deluser.conf", "/etc/nsswitch.conf", "/etc/pam.d",
    "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/lib", "/usr/lib",
)  # fmt: skip
#: What to write so that the commands which create users can move.
_OWN_RUN = ": create the user in a separate RUN"
#: How a reason begins that something would come earlier.
_EARLIER = "the user would be created, and own the copied files, already"
#: Instructions over which a RUN may move: they change nothing that the makers read.
_CROSSED = frozenset(
    "RUN COPY ADD WORKDIR LABEL EXPOSE CMD ENTRYPOINT STOPSIGNAL HEALTHCHECK MAINTAINER ENV ARG".split()
)
#: Variables that lead programs, their loader or their shell elsewhere, or choose what users get; `$` may name any.
_LEADS_ELSEWHERE = re.compile(
    r"\b(PATH|LD_\w+|SHELL|ENV|BASH_\w+|HOME|SHADOW\w*|PERL\w*|\w*USER\w*|LC_\w+|LANG\w*)\b|\$"
)


class Makers(NamedTuple):
    """The commands at the start of a RUN that make users and groups, and do nothing else.

    `rest`: the next command of the RUN; None where there is none.
    """

    run: Run
    commands: tuple[Simple, ...]
    calls: tuple[Invocation, ...]
    rest: Simple | None

    @property
    def names(self) -> frozenset[str]:
        """The users and groups that they make."""
        return frozenset(_name_made(call) or "" for call in self.calls)

    @property
    def has_numbers(self) -> bool:
        """Whether each gives its user or group a number that stands in the text."""
        return all(any((text or "").partition("=")[0] in _NUMBERED for text in call.args) for call in self.calls)


def find_makers(change: Change, first: int) -> list[Makers] | str | None:
    """The makers of a change's owner behind instruction number `first`, or why they are not known; None: no such."""
    assert change.owner is not None
    names = set(change.owner.names)
    found: list[Makers] = []
    for event in history_of(change).through_run_of(change, first):
        if not isinstance(event, Ran) or not any(_makes(c.site.call, names) for c in event.commands):
            continue
        makers = _read_makers(event.run)
        if isinstance(makers, str):
            return f"the RUN on line {event.line} {makers}"
        found.append(makers)
    return found or None


def _makes(call: Invocation, names: set[str]) -> bool:
    return _name_made(call) in names


def _name_made(call: Invocation) -> str | None:
    if call.name not in _MAKERS or None in call.args:
        return None
    return name_made(call.name, [arg or "" for arg in call.args])


def _read_makers(run: Run) -> Makers | str:
    """The makers that a RUN starts with, or why they are not known."""
    script = run.script
    if not isinstance(script, Script) or len(script.statements) != 1 or run.flags or run.outer.heredocs:
        return f"creates the user in more than a plain `&&` chain{_OWN_RUN}"
    node = script.statements[0].node
    items = node.items if isinstance(node, AndOr) and set(node.operators) == {"&&"} else (node,)
    taken: list[tuple[Simple, Invocation]] = []
    for item in items:
        calls = unwrap(item) if isinstance(item, Simple) else ()
        if not isinstance(item, Simple) or len(calls) != 1 or not _is_plain(item, calls[0]):
            break
        taken.append((item, calls[0]))
    if sum(site.call.name in USER_TOOLS for site in call_sites(script)) != len(taken):
        return f"runs other commands before the last one that creates a user{_OWN_RUN}"
    rest = items[len(taken)] if len(taken) < len(items) else None
    if rest is not None and not isinstance(rest, Simple):
        return f"creates the user in more than a plain `&&` chain{_OWN_RUN}"
    return Makers(run, tuple(s for s, _ in taken), tuple(c for _, c in taken), rest)


def _is_plain(simple: Simple, call: Invocation) -> bool:
    """Whether a command makes one user or group, all its words known, and nothing else."""
    if call.name not in _MAKERS or call.wrappers or call.env or simple.redirects or simple.assignments:
        return False
    words = [arg or "" for arg in call.args]
    return _name_made(call) is not None and not any(_UNREAD.match(word) for word in words)


def homes_made(makers: Makers, change: Change) -> Iterator[str]:
    """Folders that the makers may make, or fill from /etc/skel."""
    for call in makers.calls:
        words = [arg or "" for arg in call.args]
        if call.name in ("groupadd", "addgroup"):
            continue
        makes = "--create-home" in words or any(re.fullmatch(r"-[A-Za-z]*m[A-Za-z]*", word) for word in words)
        by_default = call.name == "adduser" or family(change.point) not in ("debian", "alpine")
        if not makes_no_home(tuple(words), call.name or "") and (makes or by_default):
            given = [b for a, b in zip(words, words[1:]) if a in _HOME]
            given += [word.partition("=")[2] for word in words if word.startswith(("--home=", "--home-dir="))]
            yield given[0] if given else f"/home/{_name_made(call)}"


def why_not_before(makers: list[Makers], change: Change, first: int) -> str | None:
    """Why the makers may not run before instruction number `first`; None where they may."""
    last = makers[-1].run.index
    for node in change.stage.instructions[first:last]:
        sets_more = node.keyword in ("ENV", "ARG") and _LEADS_ELSEWHERE.search(node.args)
        if node.keyword not in _CROSSED or sets_more:
            return f"{_EARLIER} before the {node.keyword} on line {node.line}"
    homes = [home for one in makers for home in homes_made(one, change)]
    names = frozenset(name for one in makers for name in one.names)
    for event in history_of(change).through_run_of(change, first - 1):
        if event.index > last:
            break
        if reason := _why_event(event, change, homes, names) or _why_run(event, change, makers, first):
            return f"{_EARLIER} before the {event.node.keyword} on line {event.line}, {reason}"
    return None


def _why_event(event: Event, change: Change, homes: list[str], names: frozenset[str]) -> str | None:
    """How a COPY or WORKDIR keeps users from being made before it: the end of a sentence."""
    if isinstance(event, Copied):
        copy = event.copy
        if copy is None or copy.target is None or not copy.sources:
            return "and it is not known where that instruction writes"
        if any(not lands_apart(change.facts, copy, path) for path in (*_FILES, *homes)):
            return "which may write a file that is needed to create the user"
        if names & set((copy.node.flag("chown") or "").split(":")):
            return "which names the user"
    if isinstance(event, FolderMade) and (event.path is None or any(overlap(event.path, home) for home in homes)):
        return "which may make the home folder"
    return None


def _why_run(event: Event, change: Change, makers: list[Makers], first: int) -> str | None:
    """How a RUN keeps users from being made before it: the end of a sentence."""
    if isinstance(event, UnreadRun):
        return f"which is not understood ({event.reason})"
    if not isinstance(event, Ran) or isinstance(event.run.script, Opaque):
        return None
    moved = [command for one in makers if one.run is event.run for command in one.commands]
    last = makers[-1]
    assert change.owner is not None
    earlier = EarlierChange(change, first, change.paths[0] if change.paths else "/", change.owner, of_users=True)
    for command in event.commands:
        site = command.site
        if site.simple in moved or (event.run is last.run and site.simple.span.start > last.commands[-1].span.start):
            continue
        if may_make_users(site.call):
            return f"where `{site.call.written}` may create users too"
        if reason := why_observed(Observation(earlier, event, site)):
            return f"where {reason}"
    return None
