"""The rules that add a cleanup to the RUN that filled a manager's cache: one `Manager` each, one way to look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.facts import Facts
from dslim.facts.build_context.context_scripts import may_run_file, script_run
from dslim.facts.call_sites import CallSite, call_sites, is_sure
from dslim.facts.kept_contents import why_rest_of_run_keeps
from dslim.facts.mounts import has_cache_mount, lies_on_mount, mounts
from dslim.facts.nested_scripts import is_unknown_program
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.run import IN_ONBUILD, Run
from dslim.facts.users import is_assumed_root
from dslim.facts.windows import WINDOWS, is_windows
from dslim.facts.working_directory_removal import may_remove_shell_directory
from dslim.rules.caches.cleanup_environment import lost_at_end, prefix_of_call
from dslim.rules.caches.later_mentions import first_needing, later_need
from dslim.rules.caches.later_readers import later_reader
from dslim.rules.caches.managers import Manager
from dslim.rules.caches.offline_readers import OFFLINE, why_offline_later
from dslim.rules.caches.project_files import project_objection
from dslim.rules.caches.same_metadata import holds_same_metadata, surely_fetches
from dslim.rules.caches.unread_scripts import shortened
from dslim.rules.caches.unread_texts import unread_texts
from dslim.rules.caches.watched_cache import Use, WatchedCache
from dslim.run_edits.append_command import CannotAppend, append_command, insert_command_after
from dslim.run_edits.repeated_cleanups import (
    find_repeated_cleanups,
    remove_repeated_cleanups,
    removes_only_below,
)
from dslim.shell import Script
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.edits import Edit
from dslim.tools import names_where

_DEEP = regex(r"-[a-zA-Z]*[rR]|--recursive\Z")
#: Arguments of a package manager that take a program away: maybe the one that a cleanup at the end would run.
_TAKERS = regex(r"^(del|purge|remove|erase|autoremove|auto-remove|autopurge|uninstall|rm|unlink|deluser)$")
_TAKEN = regex(r"^/?(usr|opt|bin|\$)|node|npm|conda|/bin|(yum|zypp)[./]repos")
#: A script of that name may take away whatever the running image needs no more.
_SCRIPT = regex(r"[\w.-]*\.(sh|bash)")
#: What stands between the words of a program's name.
_NAME_ENDS = regex(r"[-_.]")
_SWEEPS = regex(r"clean|clear|purge|remov|uninstall|slim|strip|prune")
_REPOSITORIES = regex(r"repo|mirror|registry|rpm\b|channel|source")
_PACKAGE_FILE = regex(r"\S+\.rpm\b")
#: Whoever takes the repositories away leaves `yum clean` nothing to do, which it calls an error.
_DISABLERS = names_where(lambda tool: tool.may_disable_managers)



def check_managers(facts: Facts, managers: tuple[Manager, ...]) -> Iterator[Finding]:
    """The findings of a file for some managers."""
    text = facts.tree.text
    groups: dict[frozenset[str], list[Manager]] = {}
    for manager in managers:
        if any(map(text.__contains__, manager.names)):
            groups.setdefault(manager.names, []).append(manager)
    left: dict[tuple[int, frozenset[str]], Run] = {}
    for run in facts.shipped_scripts if groups else ():
        for names, group in groups.items():
            if not any(map(run.node.args.__contains__, names)):
                continue
            manager, where = _manager_of_project(facts, run, group), (run.stage, names)
            for found in _findings_of_run(facts, run, manager):
                found = _unless_in_vain(facts, run, manager, found, left.get(where))
                if found.why_not and surely_fetches(run, manager.fetches_metadata):
                    left[where] = run
                yield found


def _unless_in_vain(facts: Facts, run: Run, manager: Manager, found: Finding, left: Run | None) -> Finding:
    """A finding without its fix, where nothing is to be saved: the RUN `left` leaves the same in an earlier layer."""
    if found.fix is None or left is None or found.message != manager.row.message:
        return found
    every = call_sites(run.script) if isinstance(run.script, Script) else ()
    fetches_packages = any(manager.fills(site.call) and not manager.fetches_metadata(site.call) for site in every)
    if fetches_packages or not holds_same_metadata(facts, left, run, partial(_empties_cache, manager)):
        return found
    line = left.outer.line
    vain = f"the RUN on line {line} leaves the same metadata in its layer: to clean here saves nothing"
    return Finding(found.message, found.span, why_not=vain)


def _manager_of_project(facts: Facts, run: Run, group: list[Manager]) -> Manager:
    """The row of a program that is that of the project: yarn 1 and its successors share a name."""
    shown = (m for m in group if m.row.project and project_objection(facts, run, m.row.project) is None)
    return group[0] if len(group) == 1 else next(shown, group[0])


def _findings_of_run(facts: Facts, run: Run, manager: Manager) -> Iterator[Finding]:
    script = run.script
    if not isinstance(script, Script):
        return
    every = call_sites(script)
    names = manager.names
    filling = [i for i, name in enumerate(_called_programs(script)) if name in names and manager.fills(every[i].call)]
    row = manager.row
    turning_off = [name for name in row.off if name in run.node.args or name in run.state.env] if filling else []
    if not filling:
        yield from _findings_of_unread_text(facts, run, script, manager)
    if not filling or turning_off or has_cache_mount(run, row.paths):
        return
    if is_windows(facts, run.stage):
        yield Finding(row.message, run.outer.span, why_not=WINDOWS)
        return
    caches = manager.folders(facts, run)
    safety = Safety.SAFE if row.safe else Safety.UNSAFE
    if any(lies_on_mount(mounts(run.flags), path) for path in caches):
        return
    last = filling[-1]
    if any(_cleans_up(facts, run, manager, site.call) for site in every[last + 1 :]):
        edits = _remove_repeated(facts, run, script, manager, every[filling[0] :])
        if edits:
            fix = Fix(edits, safety, caches)
            yield Finding("the same cache is emptied more than once in one RUN", run.outer.span, fix)
        return
    found = _add_cleanup(facts, run, script, manager, last)
    if isinstance(found, Edit):
        yield Finding(row.message, run.outer.span, Fix((found,), safety, caches))
    else:
        yield Finding(row.message, run.outer.span, why_not=found)


def _findings_of_unread_text(facts: Facts, run: Run, script: Script, manager: Manager) -> Iterator[Finding]:
    """What a text with variables leaves that the RUN hands to a shell, and what to write in it."""
    if has_cache_mount(run, manager.row.paths) or any(_empties_cache(manager, s.call) for s in call_sites(script)):
        return
    if any(name in run.node.args or name in run.state.env for name in manager.row.off):
        return
    for shown, calls in unread_texts(script):
        last = next((call for call in reversed(calls) if manager.fills(call)), None)
        if last is None or any(_empties_cache(manager, call) for call in calls):
            continue
        command = manager.command(facts, run, last)
        lift = f": add `{command}` to it behind `{shortened(last)}`" if command else ""
        why_not = f"{shown} runs a text with variables in it, which stays as it is{lift}"
        yield Finding(manager.row.message, run.outer.span, why_not=why_not)


def _remove_repeated(
    facts: Facts, run: Run, script: Script, manager: Manager, every: tuple[CallSite, ...]
) -> tuple[Edit, ...]:
    """Without the cleanups that the same command follows, later in the RUN.

    Not where the repositories change before or in between: there a cleanup may be what makes the manager look again.
    Nor what does more than empty the cache, or where somebody looks at that in between.
    """
    found = find_repeated_cleanups(run, script, every, partial(_empties_cache, manager), manager.fills)
    if not found:
        return ()
    going = []
    commands = {manager.command(facts, run, site.call) for site in every if manager.fills(site.call)}
    caches, own = manager.folders(facts, run), run.home
    others = (site for site in every[1:] if not _empties_cache(manager, site.call))
    changes = [site.simple.span.start for site in others if _may_change_repositories(script, site)]
    for one in found:
        call = one.site.call
        if call.program in manager.names:
            alone = not manager.fills(call)
        else:
            text = script.text[slice(*one.site.simple.span)].removeprefix("sudo ")
            alone = text in commands or removes_only_below(call, caches, own)
        moved = min(changes, default=one.until.simple.span.start) < one.until.simple.span.start
        if alone and not moved and first_needing((site.call for site in one.between), caches, own) is None:
            going.append(one)
    return remove_repeated_cleanups(facts.tree, run, going)


def _may_change_repositories(script: Script, site: CallSite) -> bool:
    text = script.text[slice(*site.simple.span)]
    if site.call.name == "rm":  # a package file that is installed by now
        text = _PACKAGE_FILE.sub("", text)
    return _REPOSITORIES.search(text) is not None


def _cleans_up(facts: Facts, run: Run, manager: Manager, call: Invocation) -> bool:
    """Whether a call empties the cache: itself, or the script of the build context that it runs."""
    if _empties_cache(manager, call) or _is_named_after_cleanup(manager, call):
        return True
    inner = script_run(facts, run, call) if may_run_file(call) else None
    return inner is not None and any(_empties_cache(manager, site.call) for site in call_sites(inner[1]))


def _is_named_after_cleanup(manager: Manager, call: Invocation) -> bool:
    """Whether a program that nobody knows has the name of the manager's cleanup, as `yum_clean_all` does."""
    words = _NAME_ENDS.split(call.written.rsplit("/", 1)[-1])
    is_cleanup = any(word.startswith("clean") for word in words) and not manager.names.isdisjoint(words)
    return is_cleanup and is_unknown_program(call)


def _empties_cache(manager: Manager, call: Invocation) -> bool:
    if manager.cleans(call):
        return True
    if call.name not in ("rm", "find"):
        return False
    return any(re.search(manager.row.paths, re.sub(r"[\"'*]", "", text).rstrip("/")) for text in call.texts)


@once
def _called_programs(script: Script) -> tuple[str | None, ...]:
    """The program of each of the script's calls: every manager asks."""
    return tuple([site.call.program for site in call_sites(script)])


def _add_cleanup(facts: Facts, run: Run, script: Script, manager: Manager, last: int) -> Edit | str:
    """The edit that adds the cleanup, or why there is none; `last`: which call is the last that fills the cache."""
    every = list(call_sites(script))
    site, row = every[last], manager.row
    why_not = _objection(facts, run, manager, every, site)
    command = manager.command(facts, run, site.call)
    if why_not is not None or command is None:
        return why_not or "which command empties the cache is not known"
    own = not command.startswith("rm ")
    through_sudo = "sudo" in site.call.wrappers
    prefix = "sudo " if through_sudo else ""
    if own:
        if not is_sure(run, site):
            return f"the RUN may succeed although `{site.call.written}` failed or never ran"
        if site.call.program != site.call.name:
            if site.call.name is None:
                unknown = f"which program `{site.call.written}` is, is known only when the RUN runs"
                return f"{unknown}: write its path without variables"
            command = f"{site.call.written} {command.partition(' ')[2]}"
        try:
            prefix = prefix_of_call(run, site, command, row.unread_variables)
        except CannotAppend as error:
            return str(error)
    elif through_sudo and "~" in command:
        return "under `sudo` it is not known whose home folder holds the cache"
    command = prefix + command
    try:
        lost = _why_gone_at_end(run, script, every[last + 1 :], site) if own else None
        if own and lost is None:
            lost = lost_at_end(script, site, row.reads_project_settings)
        if lost is not None:
            raise CannotAppend(lost)
        return append_command(facts.tree, run, command)
    except CannotAppend as error:
        if any(later.call.program in manager.names for later in every[last + 1 :]):
            return str(error)
        since = site.simple.span.start
        for folder in manager.folders(facts, run):
            if reason := why_rest_of_run_keeps(facts, run, since, folder):
                return reason
        try:
            return insert_command_after(facts.tree, run, site.simple, command)
        except CannotAppend:
            return str(error)


def _objection(facts: Facts, run: Run, manager: Manager, every: list[CallSite], site: CallSite) -> str | None:
    if run.outer is not run.node:
        return IN_ONBUILD
    if any(w != "sudo" for w in site.call.wrappers) or site.call.script is not None:
        return f"the command runs inside `{site.call.wrappers[-1] if site.call.wrappers else 'sh -c'}`"
    if site.call.user not in (None, "root"):
        return "the command runs as another user"
    unsure = next((name for name in ("HOME", "XDG_CACHE_HOME") if run.state.env.get(name, "") is None), None)
    if unsure is not None:
        return f"the value of {unsure}, which may decide where the cache is, is not known"
    if any(name in ("HOME", "XDG_CACHE_HOME") for name, _ in site.call.env):
        return "variables are set for the command alone (`NAME=value` before it), and the cleanup would lack them"
    if manager.row.root_only and not is_assumed_root(run) and "sudo" not in site.call.wrappers:
        return "the USER is not root"
    reason = why_offline_later(facts) or manager.declines(facts, run, every)
    reason = reason or later_reader(facts.point_of(run), _watched(facts, run, manager))
    return reason or later_need(facts, run, manager.folders(facts, run), run.home)


def _why_gone_at_end(run: Run, script: Script, after: list[CallSite], site: CallSite) -> str | None:
    """Why the manager may not run any more at the end of the RUN."""
    for later in after:
        call = later.call
        if call.name == "rm":
            paths = [t for t in call.texts if not t.startswith("-")]
            if any(_TAKEN.search(p) for p in paths):
                return f"`rm {paths[0]}` may take {site.call.written} away before the RUN ends"
        elif any(_is_sweeper(text) for text in (call.written, *call.texts)):
            return f"`{call.written}` may take {site.call.written} away before the RUN ends"
        elif call.name in _DISABLERS or any(_TAKERS.match(arg or "") for arg in call.args[:4]):
            shown = " ".join((call.written, *call.texts[:3]))
            return f"`{shown}` may take {site.call.written} away before the RUN ends"
    return may_remove_shell_directory(run, script, [later.call for later in after])


def _is_sweeper(text: str) -> bool:
    """Whether a word names a script that may take away whatever the running image needs no more."""
    name = text.strip("\"'").rsplit("/", 1)[-1]
    return _SCRIPT.fullmatch(name) is not None and _SWEEPS.search(name) is not None


def _watched(facts: Facts, run: Run, manager: Manager) -> WatchedCache:
    """The cache that a RUN fills, and whether a later `rm` takes all of it away.

    Only where the file has one user alone: `~` is the same home throughout, and whoever filled the cache may remove
    it. An `rm` in the very next RUN joins this one.
    """
    has_one_user = not any(map(facts.tree.says, ("USER", "sudo"))) and "HOME" not in run.state.env
    home = run.home
    folders = manager.folders(facts, run) if has_one_user else ()
    after = facts.runs[run.stage][run.index + 1 : run.index + 2]
    following = call_sites(after[0].script) if after and after[0] and isinstance(after[0].script, Script) else ()
    if any(_removes_all(site.call, folders, home) for site in following):
        folders = ()
    return _watched_cache(manager, folders, home)


def _removes_all(call: Invocation, folders: tuple[str, ...], home: str) -> bool:
    """Whether a call removes the folders whole, whoever filled them: `rm -rf ~/.cache`."""
    if call.name != "rm" or call.wrappers or not any(_DEEP.match(text) for text in call.texts):
        return False
    paths = [f"{home}{text[1:]}" if text.startswith("~/") else text for text in call.texts]
    paths = [text.removesuffix("/*") for text in paths if text.startswith("/")]
    whole = [normal_path(text) for text in paths if not re.search(r"[$`\"'*?\[{\\]", text)]
    return bool(folders) and all(any(lies_in(folder, path) for path in whole) for folder in folders)


@cache
def _watched_cache(manager: Manager, folders: tuple[str, ...], home: str) -> WatchedCache:
    def use(call: Invocation) -> Use:
        if _removes_all(call, folders, home):
            return Use.FILLS  # whoever comes later finds nothing as it is
        return Use.READS if manager.reads(call) else Use.NONE

    is_unread = manager.row.safe and manager.row.read_by_scripts
    return WatchedCache("the cache", "/nowhere", use, scripts=False, named=OFFLINE, unread=is_unread)
