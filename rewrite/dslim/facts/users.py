"""Users and groups: as whom a RUN runs, who is surely there, with which numbers, and who may take them away."""

from __future__ import annotations

import re
from typing import NamedTuple

from dslim.facts.base_image import base_starts_as_root, family, known_base, sure_names
from dslim.facts.call_sites import sure_call_sites
from dslim.facts.first_match_cache import first_before
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_at_point
from dslim.tools import names_where

#: A row of /etc/passwd or /etc/group.
_PASSWD_ROW = regex(r"(?<![\w.:-])([\w.-]+)(?=:[^:\s]*:)")
_MAKES = regex(r"\b(useradd|adduser|groupadd|addgroup)\b")
_SEPARATOR = regex(r"[&;|]")
#: Commands that make or change users.
USER_TOOLS = names_where(lambda tool: tool.makes_users)
#: Users and groups of every image of a family, whatever its age.
_USERS = {
    "debian": frozenset("root daemon bin sys games man lp mail news uucp proxy www-data backup list nobody".split()),
    "alpine": frozenset("root bin daemon nobody".split()),
    "busybox": frozenset({"root"}),
}
_GROUPS = {
    "debian": frozenset("root daemon bin sys adm tty disk lp mail news uucp proxy www-data users nogroup".split()),
    "alpine": frozenset("root bin daemon sys adm tty disk www-data users nobody nogroup".split()),
    "busybox": frozenset({"root"}),
}


#: Commands that succeed for root alone.
_ROOT_ONLY = names_where(lambda tool: tool.needs_root)


class _Made(NamedTuple):
    """A user or group that a RUN surely makes."""

    kind: str
    name: str
    group: str | None = None


@once_at_point
def is_surely_root(point: Point) -> bool:
    """Whether a RUN at this place surely runs as root."""
    facts, stage, state = point.facts, point.stage, point.state
    if state.user_set:
        return (state.user or "").partition(":")[0] in ("root", "0")
    if base_starts_as_root(facts, stage):
        return True
    # what runs later counts too: were it another user, the build would fail there if not here
    return first_before(facts.end_of(stage), _needs_root) is not None


def _needs_root(point: Point) -> bool | None:
    run = point.own_run
    if run is None or run.state.user_set:
        return None
    return True if not _ROOT_ONLY.isdisjoint(sure_names(run)) or _writes_etc(run) else None


def _writes_etc(run: Run) -> bool:
    """Whether it surely writes a file of /etc or makes a folder that only root may make."""
    for site in sure_call_sites(run):
        if site.call.wrappers:
            continue
        if (
            site.call.name == "mkdir"
            and not any((a or "-p").startswith("-") for a in site.call.args)
            and any(re.match(r"/(etc|usr|var|opt|srv)?/?[^/]+/?$", a or "") for a in site.call.args)
        ):
            return True
        if any(r.op.startswith(">") and r.target.text.startswith("/etc/") for r in site.simple.redirects):
            return True
    return False


def is_assumed_root(run: Run) -> bool:
    """Whether a RUN's user is root, as far as the file tells.

    A file without USER leaves the user to the base image; what the RUN does as that user (installing
    packages) shows that it may.
    """
    return not run.state.user_set or (run.state.user or "").partition(":")[0] in ("root", "0")


def primary_group(point: Point, user: str) -> str | None:
    """The group of `chown user:`; None where that is not known."""
    base = known_base(point.facts, point.stage)
    if user in (base.users if base else ()) or user == "root":
        return user
    made = [m for run in point.runs_before() for m in _made_by(run, family(point))]
    own = [m.group for m in made if m.kind == "user" and m.name == user]
    return own[-1] if own else None


def odd_names(point: Point, names: tuple[str, ...]) -> str | None:
    """One of `names` (numbers, or `a.b`) that is itself the name of a user or group, as far as the RUNs tell."""
    for run in point.after().runs_before():
        text = run.node.args
        if "/etc/" not in text and not any(tool in text for tool in USER_TOOLS):
            continue
        if asked := [name for name in names if name in text]:
            found = {row[1] for row in _PASSWD_ROW.finditer(text)}
            makers = (part for part in _SEPARATOR.split(text) if _MAKES.search(part))
            found.update(part.split()[-1] for part in makers)
            for name in asked:
                if name in found:
                    return name
    return None


_TAKES_USERS = regex(r"userdel|deluser|groupdel|delgroup|(>|-i)(?:(?!>|-i).)*/etc/(passwd|group)")


def users_replaced(point: Point) -> bool:
    """Whether a user that was made or that the base has may be gone by then."""
    for earlier in point.before():
        run = earlier.run
        if run is not None and _TAKES_USERS.search(run.node.args):
            return True
    return False


_NUMBERING = {
    "useradd": ("user", "-u"), "adduser": ("user", "-u"), "groupadd": ("group", "-g"), "addgroup": ("group", "-g")
}  # fmt: skip


def numbers(point: Point, user: str | None, group: str | None) -> tuple[str, str] | None:
    """(uid, gid) of names that the RUNs up to this one surely give with `-u` and `-g`; None where one is not known."""
    found: dict[tuple[str, str], str] = {("user", "root"): "0", ("group", "root"): "0"}
    for run in point.after().runs_before():
        for site in sure_call_sites(run):
            args = [a or "" for a in site.call.args]
            kind, option = _NUMBERING.get(site.call.name or "", ("", ""))
            if not kind or site.call.wrappers or not args:
                continue
            given = [b for a, b in zip(args, args[1:]) if a in (option, f"--{kind[0]}id") and b.isdigit()]
            name = name_made(site.call.name or "", args)
            if given and name is not None:
                found[kind, name] = given[0]
    uid, gid = found.get(("user", user or "root")), found.get(("group", group or "root"))
    return (uid, gid) if uid and gid and not users_replaced(point.after()) else None


def has_user(point: Point, name: str) -> bool:
    """Whether the user surely exists: a number needs none."""
    return name.isdigit() or name in _known(point, _USERS) or ("user", name) in _made(point)


def has_group(point: Point, name: str) -> bool:
    """Whether the group surely exists."""
    return name.isdigit() or name in _known(point, _GROUPS) or ("group", name) in _made(point)


def _known(point: Point, table: dict[str, frozenset[str]]) -> frozenset[str]:
    base = known_base(point.facts, point.stage)
    own = frozenset(base.users) if base else frozenset()
    return table.get(family(point) or "", frozenset({"root"})) | own


@once_at_point
def _made(point: Point) -> frozenset[tuple[str, str]]:
    speaks = family(point)
    return frozenset((made.kind, made.name) for run in point.runs_before() for made in _made_by(run, speaks))


#: Options whose value is the next word: useradd(8), groupadd(8), adduser(8), and busybox's.
_VALUED = {
    "useradd": frozenset(
        "-b -c -d -e -f -g -G -k -K -p -s -u -Z --base-dir --comment --home-dir --home --expiredate --inactive --gid"
        " --groups --skel --key --password --shell --uid --selinux-user".split()
    ),
    "adduser": frozenset(
        "-b -c -d -e -f -g -G -h -k -K -p -s -u -Z --home --home-dir --shell --uid --gid --groups --ingroup --firstuid"
        " --lastuid --gecos --comment --conf --password".split()
    ),
    "groupadd": frozenset("-g -K -p -P -U --gid --key --password --prefix --users".split()),
    "addgroup": frozenset("-g -K -p --gid --firstgid --lastgid --conf".split()),
}


def name_made(tool: str, words: list[str]) -> str | None:
    """The user or group that a call makes, wherever its name stands among the options; None where that is not known."""
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-") and len(word) > 1:
            # the last of a bundle of letters may take a value: `-ms /bin/bash`
            skip = (word if word.startswith("--") else f"-{word[-1]}") in _VALUED[tool]
        else:
            found.append(word)
    return found[0] if len(found) == 1 and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", found[0]) else None


def _made_by(run: Run, speaks: str | None) -> tuple[_Made, ...]:
    """The users and groups that a RUN surely makes, in an image of family `speaks`."""
    found: list[_Made] = []
    for site in sure_call_sites(run):
        args = site.call.args
        if None in args or not args:
            continue
        words = [a for a in args if a]
        flags = {w.split("=")[0] for w in words if w.startswith("-")}
        name = name_made(site.call.name, words) if site.call.name in _VALUED else None
        if name is None:
            continue
        if site.call.name in ("groupadd", "addgroup"):
            found.append(_Made("group", name))
        elif site.call.name in ("useradd", "adduser") and (flags or len(words) == 1):
            own = _makes_group(site.call.name, flags, speaks)
            found.append(_Made("user", name, name if own else _named_group(words)))
            if own:
                found.append(_Made("group", name))
    return tuple(found)


def _named_group(words: list[str]) -> str | None:
    """The group that `-g`, `-G` (of busybox) or `--ingroup` names; -G of useradd is for further groups."""
    for option, word in zip(words, words[1:]):
        if option in ("-g", "--gid", "--ingroup") and re.match(r"[A-Za-z_]", word):
            return word
    return None


def _makes_group(tool: str, flags: set[str], speaks: str | None) -> bool:
    """Whether the user gets a group of its own name."""
    if speaks == "debian" and tool == "useradd":
        return not flags & {"-g", "--gid", "-N", "--no-user-group"} and not any(
            re.fullmatch(r"-[a-zA-Z]*[gN][a-zA-Z]*", f) for f in flags
        )
    if speaks == "debian":
        return "--group" in flags if "--system" in flags else not flags & {"--ingroup", "--gid", "--no-create-group"}
    # busybox: with -S the group is nogroup
    return (
        speaks == "alpine" and tool == "adduser" and not any(re.fullmatch(r"-[A-Za-z]*[GS][A-Za-z]*", f) for f in flags)
    )
