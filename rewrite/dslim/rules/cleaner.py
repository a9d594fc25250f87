"""The rules that add a manager's own cleanup to the end of the RUN that filled its cache."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dslim.facts import Facts
from dslim.facts.calls import Call, operands
from dslim.facts.liveness import Use, Watched, later_reader
from dslim.facts.runs import Run
from dslim.facts.sites import Site, mounted, runs_as_root, sites, sure
from dslim.findings import Finding, Fix, Safety
from dslim.rules.tail import NoTail, append
from dslim.shell import Opaque

#: Commands that may take a program away: what a cleanup added after them would run.
_TAKERS = re.compile(r"^(del|purge|remove|erase|autoremove|uninstall|rm|unlink|deluser)$")


@dataclass(frozen=True)
class Manager:
    """A manager whose cache goes by a command at the end of the RUN.

    `fills`: whether a call leaves a cache. `cleans`: whether one empties it. `command`: what to add after
    the last call that fills, None where that is not known. `paths`: a pattern of the cache's paths, for mounts
    and `rm`. `own`: `command` runs the manager itself, so it must be sure to be there. `reads`: calls that
    need the cache later. `declines`: a reason of the manager's own.
    """

    code: str
    message: str
    names: frozenset[str]
    fills: Callable[[Call], bool]
    cleans: Callable[[Call], bool]
    command: Callable[[Facts, Run, Call], str | None]
    paths: str
    caches: Callable[[Facts, Run], tuple[str, ...]]
    own: bool = True
    root_only: bool = False
    reads: Callable[[Call], bool] = lambda call: False
    declines: Callable[[Facts, Run, list[Site]], str | None] = lambda facts, run, found: None


def check(facts: Facts, managers: tuple[Manager, ...]) -> Iterator[Finding]:
    """The findings of a file for some managers."""
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for run in facts.runs[stage.index]:
            if run is None:
                continue
            for manager in managers:
                if any(name in run.node.args for name in manager.names):
                    yield from _look(facts, run, manager)


def _look(facts: Facts, run: Run, manager: Manager) -> Iterator[Finding]:
    script = run.script
    if isinstance(script, Opaque):
        return
    every = sites(script)
    filling = [i for i, site in enumerate(every) if _fills(manager, site.call)]
    if not filling or mounted(run, manager.paths):
        return
    after = every[filling[-1] + 1 :]
    if any(_cleans(manager, site.call) for site in after):
        return
    span = run.outer.span
    try:
        why_not = _reason(facts, run, manager, list(every), filling[-1])
        command = manager.command(facts, run, every[filling[-1]].call)
        if why_not is None and command is not None:
            sudo = "sudo " if "sudo" in every[filling[-1]].call.wrappers else ""
            edit = append(facts.tree, run, sudo + command)
            fix = Fix((edit,), Safety.SAFE, manager.caches(facts, run))
            yield Finding(manager.code, manager.message, span, fix)
            return
        why_not = why_not or "which command empties the cache is not known"
    except NoTail as error:
        why_not = str(error)
    yield Finding(manager.code, manager.message, span, why_not=why_not)


def _fills(manager: Manager, call: Call) -> bool:
    return tool(call) in manager.names and manager.fills(call)


def _cleans(manager: Manager, call: Call) -> bool:
    if tool(call) in manager.names and manager.cleans(call):
        return True
    if call.name not in ("rm", "find"):
        return False
    return any(re.search(manager.paths, re.sub(r"[\"'*]", "", text).rstrip("/")) for text in call.texts)


def tool(call: Call) -> str | None:
    """The program's name without its folder, also where that is a variable (`$CONDA_DIR/bin/conda`)."""
    written = (call.name or call.written).strip("\"'")
    return written.rsplit("/", 1)[-1] or None


def verb(call: Call, valued: frozenset[str] = frozenset()) -> str | None:
    """The first argument that is no option; '' for none, None where it is known only when it runs."""
    found = operands(call, valued)
    return found[0] if found else ""


def _reason(facts: Facts, run: Run, manager: Manager, every: list[Site], last: int) -> str | None:
    site = every[last]
    if run.outer is not run.node:
        return "ONBUILD: what the child's own steps need is not known"
    if manager.own and (site.call.name is None or "/" in (site.call.name or "")):
        return f"`{site.call.written}` is not a plain name"
    if any(w != "sudo" for w in site.call.wrappers) or site.found.script is not None:
        return f"it runs inside `{site.call.wrappers[-1] if site.call.wrappers else 'sh -c'}`"
    if manager.root_only and not runs_as_root(run) and "sudo" not in site.call.wrappers:
        return "USER is not root"
    if manager.own:
        assert not isinstance(run.script, Opaque)
        if site.simple.span.start not in sure(run, run.script):
            return f"the RUN may succeed although `{site.call.name}` failed or never ran"
        taken = _taken_away(every[last + 1 :])
        if taken:
            return f"`{taken}` may take {site.call.name} away before the end of the RUN"
    return manager.declines(facts, run, every) or later_reader(facts, run.stage, run.index, _watch(manager))


def _taken_away(after: list[Site]) -> str | None:
    for site in after:
        call = site.call
        if call.name == "rm":
            paths = [t for t in call.texts if not t.startswith("-")]
            if any(re.search(r"^/?(usr|opt|bin|\$)|node|npm|conda|/bin", p) for p in paths):
                return f"rm {paths[0]}"
        elif any(_TAKERS.match(arg or "") for arg in call.args[:4]):
            return " ".join((call.written, *call.texts[:3]))
        elif call.name in ("dpkg", "rpm", "mv", "deactivate", "conda", "nvm"):
            return call.written
    return None


def _watch(manager: Manager) -> Watched:
    def use(call: Call) -> Use:
        return Use.READS if tool(call) in manager.names and manager.reads(call) else Use.NONE

    return Watched("the cache", "/nowhere", use, scripts=False)
