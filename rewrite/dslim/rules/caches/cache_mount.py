"""SL210: caches on a mount of BuildKit, for those who would rather keep them than fetch again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.home_directory import home_of
from dslim.facts.mounts import lies_on_mount, mounts
from dslim.facts.run import IN_ONBUILD, Run
from dslim.facts.windows import is_windows
from dslim.facts.working_directory import assumed_folders
from dslim.rules.caches.copied_names import copied_names
from dslim.rules.caches.later_mentions import later_need
from dslim.rules.caches.later_readers import later_reader
from dslim.rules.caches.mount_table import MOUNTABLE, Mountable, Mounts
from dslim.rules.caches.offline_readers import cache_of_programs, why_offline_later
from dslim.rules.caches.unread_scripts import unread_script
from dslim.run_edits.line_style import style_of
from dslim.run_edits.remove_commands import CannotRemove, remove_cleanups, remove_word
from dslim.run_edits.remove_operands import MountedFolders, remove_operands
from dslim.shell import Script, Simple
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit

_OLD_FRONTEND = regex(r"docker/dockerfile:(1\.[01]|1\.[01]\.\d+)$")


class _Accepted(NamedTuple):
    tool: Mountable
    mounts: Mounts


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which fills a cache that a mount could keep."""
    if facts.options.cache != "mount":
        return
    for run in facts.shipped_scripts:
        if isinstance(run.script, Script) and not is_windows(facts, run.stage):
            yield from _findings_of_run(facts, run, run.script)


def _findings_of_run(facts: Facts, run: Run, script: Script) -> Iterator[Finding]:
    found = call_sites(script)
    accepted: list[_Accepted] = []
    for tool in MOUNTABLE:
        filling = [site for site in found if tool.fills(site.call)]
        if not filling:
            continue
        where = _mounts_of_tool(facts, run, found, filling, tool)
        if isinstance(where, str):
            yield _refuse(run, tool, where)
        elif not any(lies_on_mount(mounts(run.flags), mount.target) for mount in where):
            accepted.append(_Accepted(tool, where))
    unsafe = [one for one in accepted if one.tool.safety is Safety.UNSAFE]
    if unsafe and not facts.options.unsafe:
        accepted = [one for one in accepted if one not in unsafe]
        yield from _findings_of_mounts(facts, run, script, found, unsafe)
    yield from _findings_of_mounts(facts, run, script, found, accepted)


def _findings_of_mounts(
    facts: Facts, run: Run, script: Script, found: tuple[CallSite, ...], accepted: list[_Accepted]
) -> Iterator[Finding]:
    """One fix for all tools at once: their cleanups may share a command."""
    accepted = list(accepted)
    while accepted:
        try:
            edits = _mount_edits(facts, run, script, found, accepted)
        except _Declined as declined:
            accepted.remove(declined.one)
            yield _refuse(run, declined.one.tool, declined.reason)
            continue
        unsafe = any(one.tool.safety is Safety.UNSAFE for one in accepted)
        caches = tuple(mount.target for one in accepted for mount in one.mounts)
        names = " and ".join(one.tool.row.name for one in accepted)
        fix = Fix(tuple(edits), Safety.UNSAFE if unsafe else Safety.SAFE, caches)
        yield Finding(f"the cache of {names} can be kept on a cache mount", run.outer.span, fix)
        return


def _refuse(run: Run, tool: Mountable, why_not: str) -> Finding:
    return Finding(f"the cache of {tool.row.name} is not moved to a cache mount", run.outer.span, why_not=why_not)


class _Declined(Exception):
    def __init__(self, one: _Accepted, reason: str) -> None:
        super().__init__(reason)
        self.one = one
        self.reason = reason


def _mounts_of_tool(
    facts: Facts, run: Run, found: tuple[CallSite, ...], filling: list[CallSite], tool: Mountable
) -> Mounts | str:
    """The mounts for a tool, or why there can be none."""
    if run.outer is not run.node:
        return IN_ONBUILD
    if facts.options.builder not in ("buildkit", "buildah"):
        return f"the {facts.options.builder} builder has no cache mounts"
    if any(d.name == "syntax" and _OLD_FRONTEND.search(d.value) for d in facts.tree.directives):
        return "the syntax that the file asks for has no cache mounts"
    if tool.row.chosen and facts.tree.finds(tool.row.chosen):
        return f"the file sets where {tool.row.name} keeps its cache, or turns it off"
    for site in filling:
        if set(site.call.wrappers) - tool.row.through:
            return f"the command runs through `{' '.join(site.call.wrappers)}`"
    where = tool.mounts(facts, run)
    if isinstance(where, str):
        return where
    for call in (site.call for site in found):
        script = unread_script(call, copied_names(facts, run.stage))
        if script is not None:
            return f"{script} may remove the folder of the cache, which would fail on a mount"
    home = _home(facts, run)
    reason = tool.declines(facts, run, found) or _run_time_objection(facts, tool)
    reason = reason or _why_offline_later(facts, run, tool)
    return reason or later_need(facts, run, tuple(m.target for m in where), home) or where


def _why_offline_later(facts: Facts, run: Run, tool: Mountable) -> str | None:
    """Why a later step may have nothing but what the cache holds, which then would be in no layer."""
    if not tool.row.read_offline:
        return None
    watched = cache_of_programs(tool.names, tool.safety is Safety.SAFE)
    return why_offline_later(facts) or later_reader(facts.point_of(run), watched)


def _home(facts: Facts, run: Run) -> str | None:
    home = home_of(facts, run)
    return None if isinstance(home, str) else home.path


def _run_time_objection(facts: Facts, tool: Mountable) -> str | None:
    if not tool.row.run_time:
        return None
    for stage in facts.tree.stages:
        for node in stage.instructions:
            if node.keyword in ("CMD", "ENTRYPOINT") and re.search(tool.row.run_time, node.args):
                return f"{node.keyword} on line {node.line} runs {tool.row.name}, which may need the cache"
    return None


def _mount_edits(
    facts: Facts, run: Run, script: Script, found: tuple[CallSite, ...], accepted: list[_Accepted]
) -> list[Edit]:
    """The mounts, and without what would empty them or leave them unused. Raises _Declined."""
    edits: list[Edit] = []
    gone: dict[int, tuple[Simple, _Accepted]] = {}
    by_folder = {mount.target: one for one in accepted for mount in one.mounts}
    mounted = MountedFolders(tuple(by_folder), _home(facts, run))
    try:
        for site, cwd in zip(found, assumed_folders(facts, run, found)):
            for one in accepted:
                if one.tool.cleans(site.call):
                    if site.call.script is not None:
                        raise _Declined(one, "a cleanup stands inside `sh -c`")
                    gone[site.simple.span.start] = (site.simple, one)
                if one.tool.fills(site.call):
                    edits += _remove_switches(run, site, one)
            operands = remove_operands(run, site, cwd, mounted)
            edits += operands.edits
            if operands.only_about:
                gone[site.simple.span.start] = (site.simple, by_folder[operands.only_about])
        edits += remove_cleanups(run, script, [simple for simple, _ in gone.values()])
    except CannotRemove as error:
        raise _Declined(by_folder[error.folder] if error.folder else gone[error.start][1], str(error)) from error
    flags = [mount.flag() for one in accepted for mount in one.mounts]
    at = run.node.args_span.start
    if "\n" in script.text:  # the body of a heredoc: the flags stand before it, on the line that opens it
        at = facts.tree.text.index("<<", run.outer.span.start)
        return [Edit(at, at, "".join(f"{flag} " for flag in flags)), *edits]
    line_break = style_of(facts.tree, run).line_break
    return [Edit(at, at, "".join(flag + line_break for flag in flags)), *edits]


def _remove_switches(run: Run, site: CallSite, one: _Accepted) -> Iterator[Edit]:
    """`--no-cache-dir` and the like go."""
    words = site.call.argv
    for before, word in zip(words, words[1:]):
        if word.literal in one.tool.row.switches:
            edit = None if site.call.script is not None else remove_word(run, before, word)
            if edit is None:
                raise _Declined(one, f"`{word.text}` cannot be taken out")
            yield edit
        elif word.text.strip("\"'").startswith("--cache-dir"):
            raise _Declined(one, "the command sets another cache folder")


RULE = Rule(
    "With `--style=cache-mount`: caches lie on a `RUN --mount=type=cache`",
    Safety.SAFE,
    check,
    (
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
        "FROM debian:12\n"
        "RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n"
        "    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \\\n"
        "    apt-get update && apt-get install -y curl\n",
    ),
    "A cache on a mount is in no layer, and the next build finds it again. The RUN gets the mounts that each tool"
    " documents (apt, pip, npm, uv, poetry, composer, pacman; with --unsafe-fixes go, cargo, maven), and loses the"
    " cleanups that would empty them and the switches that would leave them unused. What the image needs is in"
    " no mount: of /var/lib/apt the lists alone, of poetry's cache not the virtual environments.\n\n"
    "Refused where the home of the user is not known, where a script that cannot be read might clean up (removing a"
    " mounted folder fails), where a later step or COPY names the cache, for builders without mounts, in ONBUILD. What"
    " is refused is cleaned instead. Caches that hold what was built on one base get an `id` of that base.\n\n"
    "apk, dnf, yum, zypper, conda, gem, yarn and pnpm get no mount: they document none, or would take what is old for"
    " fresh.",
    (
        "https://docs.docker.com/reference/dockerfile/#run---mounttypecache",
        "https://docs.docker.com/build/cache/optimize/#use-cache-mounts",
        "https://github.com/pypa/pip/issues/7296",
        "https://github.com/tailhook/vagga/issues/107",
    ),
    example_options=Options(cache="mount"),
)
