"""Whether one command may observe that files have their owner or mode earlier, by its name and words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from dslim.facts.base_image import known_base
from dslim.facts.call_sites import CallSite
from dslim.facts.paths import lies_in, overlap
from dslim.facts.point import Point
from dslim.facts.users import USER_TOOLS, has_group, has_user
from dslim.facts.working_directory import changes_directory
from dslim.rules.ownership.assumptions import NOTHING_BETWEEN, owner_is_there
from dslim.rules.ownership.change import Change
from dslim.rules.ownership.guarded_find import gives_same_owner, is_guard
from dslim.rules.ownership.mode_observers import lists_modes, why_mode_observed
from dslim.rules.ownership.owners import NO_OWNER, Owner
from dslim.rules.ownership.path_history import Ran, is_named
from dslim.rules.ownership.requirement_lists import installs_names_alone
from dslim.shell import Opaque
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.tools import find, names_where
from dslim.tools.side_files import CHECK_KEYS

_OBSERVE_NOTHING = names_where(lambda tool: tool.ignores_owners)
_INSTALLERS = names_where(lambda tool: tool.packages)
#: What an installer does that makes no user.
_MAKE_NO_USER = frozenset(
    "update clean autoclean autoremove remove purge del makecache check-update list search info repolist".split()
)
_ASK_GIT = names_where(lambda tool: tool.asks_git)
#: Commands that run scripts as whoever owns the folder.
_RUN_AS_FOLDER_OWNER = names_where(lambda tool: tool.runs_as_folder_owner)
#: Folders of keys, of which ssh and gpg want to be sure that nobody else writes or reads them.
_KEYS = regex(r"/\.(?:ssh|gnupg)(?:/|\Z)")
#: Where a virtual environment or a package manager puts programs.
_OF_PROJECT = regex(r"(^/.*|env)/bin\Z|(^|/)node_modules/\.bin\Z")
#: What `find -exec` may run: of what works in place, those that neither show an owner nor set one.
_FIND_RUNS = frozenset("rm touch gzip sed chmod dos2unix cat grep rmdir".split())
_FIND_ASKS = regex(r"-(user|group|uid|gid|nouser|nogroup|perm|printf|ls|fls|fprintf|newer\w*|c\w+)")
#: A mode that sets a setuid, setgid or sticky bit.
SETUID_MODE = regex(r"^0?[2-7][0-7]{3}$|(^|,)[ugoa]*[+=][rwxXt]*s")
#: Commands known to make no setuid file where they work.
MAKE_NO_SETUID = _OBSERVE_NOTHING | _INSTALLERS | USER_TOOLS | {"git", "go", "node", "chmod", "find"}


class EarlierChange(NamedTuple):
    """An owner or mode that files would get from instruction number `first` on, and not from the change on.

    `path`: where that instruction puts the files, `existed`: whether a folder was there before. `owner`: NO_OWNER
    where it is about the mode.
    """

    change: Change
    first: int
    path: str
    owner: Owner = NO_OWNER
    existed: bool = False
    of_users: bool = False

    @property
    def is_mode(self) -> bool:
        """Whether it is about a mode."""
        return self.owner == NO_OWNER

    @property
    def point(self) -> Point:
        """The place of the instruction that would give the owner or mode."""
        return self.change.point.at(self.first)

    @property
    def changed_paths(self) -> tuple[str, ...]:
        """The paths that have it at the end in any case."""
        return (self.path,) if self.is_mode else self.change.paths


class Observation(NamedTuple):
    """A command that runs between, and what it might observe."""

    earlier: EarlierChange
    ran: Ran
    site: CallSite

    @property
    def call(self) -> Invocation:
        """What is called."""
        return self.site.call

    @property
    def shown(self) -> str:
        """The command, cut short, as a reason names it."""
        return f"`{' '.join((self.call.written, *self.call.texts))[:40]}`"

    @property
    def may_look(self) -> str:
        """The reason for a command of which nothing better is known."""
        return f"{self.shown} may depend on the {self.subject}"

    @property
    def subject(self) -> str:
        """What would be another earlier, as a reason names it."""
        if self.earlier.of_users:
            return "users"
        return "mode" if self.earlier.is_mode else "owner"


def known_name(call: Invocation) -> str | None:
    """The program of a call, also where it lies in a virtual environment, in node_modules or at the top of a project.

    `./mvnw` is mvnw, `/opt/venv/bin/pip` is pip; any other is what it is called by.
    """
    name = call.name
    if name is None or "/" not in name:
        return name
    folder, _, base = name.rpartition("/")
    tool = find(base)
    if tool is not None and (tool.builds_here or _OF_PROJECT.search(folder)):
        return base
    return name


def why_observed(seen: Observation) -> str | None:
    """Why a command may observe an earlier owner or mode; None where it does not."""
    call = seen.call
    if call.name == "":
        return None  # assignments alone
    name = known_name(call)
    if call.user not in (None, "root") or name is None or not call.understood:
        return seen.may_look
    if name in CHECK_KEYS and any(map(_KEYS.search, seen.earlier.changed_paths)):
        return f"{seen.shown} checks who owns keys and settings, and their modes"
    if seen.earlier.is_mode and (reason := why_mode_observed(seen)):
        return reason
    if (reason := why_users_change(seen)) or name in USER_TOOLS:
        return reason
    if name in _INSTALLERS:
        return _why_installer(seen)
    if (ask := _BY_NAME.get(name)) is not None:
        return ask(seen)
    if name not in _OBSERVE_NOTHING:
        return None if _is_assumed_apart(seen) else seen.may_look
    if name in _ASK_GIT and (reason := _why_asks_git(seen)):
        return reason
    if name in _RUN_AS_FOLDER_OWNER and not seen.earlier.is_mode:
        return _why_npm(seen)
    return None


def _why_asks_git(seen: Observation) -> str | None:
    """What a program that may run git in a project's folder may learn of it; None where it runs it in none."""
    if not _may_bring_git(seen.earlier.point) or _works_apart(seen):
        return None
    return f"{seen.shown} may run git, which checks who owns the work tree"


def _works_apart(seen: Observation) -> bool:
    """Whether a command only installs what it fetches, and none of the files lies where it builds, or around that."""
    is_apart = installs_names_alone(seen.call, seen.ran.run)
    return is_apart and not any(overlap(path, "/tmp") for path in seen.earlier.changed_paths)


def why_users_change(seen: Observation) -> str | None:
    """Why the names of an owner may mean others after a command than before it; None where they do not."""
    if known_name(seen.call) in USER_TOOLS:
        return _why_user_tool(seen)
    if _writes_users(seen.site) and not _is_numeric(seen.earlier.owner):
        return f"{seen.shown} may change the users"
    return None


def _is_numeric(owner: Owner) -> bool:
    return all(name.isdigit() for name in (owner.user or "0", owner.group or "0"))


def _why_user_tool(seen: Observation) -> str | None:
    call, owner = seen.call, seen.earlier.owner
    if not owner.depends_on_image:
        return None
    if call.name == "usermod" and not any(re.match(r"-[a-zA-Z]*[ugl]|--(uid|gid|login)", t) for t in call.texts):
        return None
    words = {w for t in call.texts for w in re.split(r"[,:=]", t)}
    if None in call.args or words & set(owner.names) or owner.variables:
        return f"{seen.shown} creates or changes that user or group"
    return None


def _writes_users(site: CallSite) -> bool:
    texts = [*site.call.texts, *(r.target.text for r in site.simple.redirects if r.op.startswith(">"))]
    return any(re.search(r"/etc/(passwd|group|nsswitch|login\.defs)", text) for text in texts)


def _why_installer(seen: Observation) -> str | None:
    """A package may bring a user of its own, but never changes one that is there."""
    verbs = [a for a in seen.call.args if a and not a.startswith("-")]
    if (verbs and verbs[0] in _MAKE_NO_USER) or not seen.earlier.owner.depends_on_image:
        return None
    user, group, _ = seen.earlier.owner
    point = seen.earlier.point
    known_user = user is None or (not user.startswith("$") and has_user(point, user))
    known_group = group is None or (not group.startswith("$") and has_group(point, group))
    if known_user and known_group:
        return None
    # of a base that is known it is known whom it has
    if known_base(point.facts, point.stage) is None and seen.earlier.change.may_assume(
        owner_is_there(seen.earlier.owner)
    ):
        return None
    return f"{seen.shown} may create that user or group"


def may_make_users(call: Invocation) -> bool:
    """Whether a call may make or change users, as far as its name tells: a package may bring one."""
    verbs = [a for a in call.args if a and not a.startswith("-")]
    return call.name in USER_TOOLS or (call.name in _INSTALLERS and not (verbs and verbs[0] in _MAKE_NO_USER))


def _why_chmod(seen: Observation) -> str | None:
    mode = next((a for a in seen.call.args if a and not a.startswith("-")), None)
    return f"{seen.shown} may set a setuid bit" if mode is None or SETUID_MODE.search(mode) else None


def _why_find(seen: Observation) -> str | None:
    texts = seen.call.texts
    if gives_same_owner(texts, seen.earlier.owner):
        return None
    if seen.earlier.is_mode and is_guard(texts):
        return None  # it asks whose a file is, which a mode does not change
    if any(_FIND_ASKS.fullmatch(text) for text in texts):
        return f"{seen.shown} depends on owners"
    for i, text in enumerate(texts):
        if re.fullmatch(r"-(exec|execdir|ok|okdir)", text) and (reason := _why_find_runs(seen, texts[i + 1 :])):
            return reason
    return None


def _why_find_runs(seen: Observation, command: tuple[str, ...]) -> str | None:
    name = command[0] if command else ""
    if name not in _FIND_RUNS:
        return seen.may_look
    if name == "chmod" and any(SETUID_MODE.search(text) for text in command[1:]):
        return f"{seen.shown} may set a setuid bit"
    return None


def _why_copy(seen: Observation) -> str | None:
    """A cp takes the owner along only with `-a` or `-p`, but the mode always."""
    takes_owner = any(re.match(r"-[a-zA-Z]*[ap]|--(archive|preserve)", t) for t in seen.call.texts)
    return _why_move(seen) if takes_owner or seen.earlier.is_mode else None


def _why_move(seen: Observation) -> str | None:
    """What takes the owner (or the mode) along may take it to where the change does not reach."""
    cwd, changed = seen.ran.cwd, seen.earlier.changed_paths
    if cwd is not None and not changes_directory(seen.ran.run) and not any(overlap(cwd, p) for p in changed):
        operands = [a for a in seen.call.args if a is None or not a.startswith("-")]
        if all(_lies_apart(operand, changed) for operand in operands):
            return None
        if all(operand is None or _lies_apart(operand, changed) for operand in operands) and _is_assumed_apart(seen):
            return None
    return f"{seen.shown} may store the {seen.subject} in another place"


def _is_assumed_apart(seen: Observation) -> bool:
    """Whether it may be taken for granted that a command, which names none of the files, does not look at them."""
    is_any_named = any(is_named(seen.site, path) for path in seen.earlier.changed_paths)
    return not is_any_named and seen.earlier.change.may_assume(NOTHING_BETWEEN)


def _lies_apart(operand: str | None, paths: tuple[str, ...]) -> bool:
    """Whether an operand is surely in none of the paths, for a command that runs in none of them."""
    if not operand or ".." in operand:
        return False
    return not (operand.startswith("/") and any(overlap(operand, path) for path in paths))


def _why_tar(seen: Observation) -> str | None:
    args = seen.call.args
    first, words = args[0] if args else None, " " + " ".join(a or "?" for a in args)
    unpacks = (first and re.match(r"-?[a-zA-Z]*x", first)) or " --extract" in words or " -x" in words[1:]
    return None if unpacks else f"{seen.shown} may store the {seen.subject}"


def _why_git(seen: Observation) -> str | None:
    is_harmless = seen.call.args[:1] in (("clone",), ("config",))
    return None if is_harmless else f"{seen.shown} checks who owns the files"


def _why_python(seen: Observation) -> str | None:
    if seen.call.args[:2] == ("-m", "pip"):
        return _why_asks_git(seen)
    known = seen.call.args[:2] in (("-m", "compileall"), ("-m", "venv"))
    return None if known else seen.may_look


def _why_link(seen: Observation) -> str | None:
    return None if any(a and re.match(r"-[a-z]*s", a) for a in seen.call.args) else seen.may_look


def _why_list(seen: Observation) -> str | None:
    """`ls -l` whose output something reads or keeps, and `ls -F` where it is about the mode."""
    is_long = any(re.match(r"-[A-Za-z1]*[lnog]|--f(ull-time|ormat=[lv])", text) for text in seen.call.texts)
    if not is_long and not (seen.earlier.is_mode and lists_modes(seen)):
        return None
    run = seen.ran.run
    read = isinstance(run.script, Opaque) or bool(re.search(r"\||\$\(|`|\bexec\b", run.script.text))
    kept = any(r.op.startswith((">", "&>")) for r in seen.site.simple.redirects) or ">" in run.node.args
    return f"{seen.shown} prints the {'mode' if seen.earlier.is_mode else 'owner'}" if read or kept else None


def _why_test(seen: Observation) -> str | None:
    return f"{seen.shown} depends on the owner" if {"-O", "-G"} & set(seen.call.args) else None


def _may_bring_git(point: Point) -> bool:
    """Whether the COPY at a place, or any before a RUN there, may bring a git work tree."""
    node, context = point.node, point.facts.context
    if node.keyword == "RUN":
        earlier = (point.at(index) for index in range(point.index))
        return "git" in node.args or any(_may_bring_git(p) for p in earlier if p.node.keyword != "RUN")
    if node.keyword not in ("COPY", "ADD") or node.flag("from") or node.heredocs:
        return False
    if context is None:
        return True
    words = node.operands
    return any(context.brings(source, ".git") for source in words[:-1])


def _why_npm(seen: Observation) -> str | None:
    """npm 7 and 8 run scripts as whoever owns the folder: it must not be one that the COPY makes."""
    cwd, path = seen.ran.cwd, seen.earlier.path
    elsewhere = any(t.startswith(("--prefix", "-C", "--workspace", "-w")) for t in seen.call.texts)
    if elsewhere or changes_directory(seen.ran.run) or cwd is None:
        return f"{seen.shown} runs scripts as the owner of a folder, and it is not known of which folder"
    if lies_in(cwd, path) and not (cwd == path and seen.earlier.existed):
        return f"{seen.shown} may run scripts as the owner of {cwd}"
    return None


_BY_NAME: dict[str, Callable[[Observation], str | None]] = {
    "chmod": _why_chmod,
    "find": _why_find,
    "cp": _why_copy,
    "mv": _why_move,
    "rsync": _why_move,
    "install": lambda _: None,
    "tar": _why_tar,
    "git": _why_git,
    "python": _why_python,
    "python3": _why_python,
    "ln": _why_link,
    "ls": _why_list,
    "test": _why_test,
    "[": _why_test,
}
