"""SL207: `yarn cache clean` in the layer that installed, where yarn 1 or a node_modules folder is shown."""

from __future__ import annotations

import os
from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.build_context.context import Context
from dslim.facts.call_sites import CallSite
from dslim.facts.run import Run
from dslim.rules.caches.manager_cleanup import check_managers
from dslim.rules.caches.managers import CleanupCode, managers
from dslim.rules.caches.project_files import chooses
from dslim.support.memo import once_a_stage
from dslim.support.reading import read_start
from dslim.syntax.nodes import Stage


def _declines(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    calls = [site.call for site in found if site.call.name == "yarn"]
    if any("--cache-folder" in text or "--offline" in text for call in calls for text in call.texts):
        return "the RUN sets another cache folder or works offline"
    if facts.tree.says("YARN_CACHE_FOLDER"):
        return "the file sets another cache folder"
    if chooses(facts, run, ".yarnrc", r"^\s*\W?(cache-folder|yarn-offline-mirror|--\S*offline)"):
        return "a .yarnrc in the build context may set another cache folder, or work offline"
    if facts.tree.says("berry") or facts.tree.says("corepack"):
        return "yarn 2 or newer may need its cache at run time"
    if any(call.args[:1] == ("global",) for call in calls) or _has_lockfile_1(facts, run):
        return None
    return "yarn is not known to be version 1, and newer ones may need the cache at run time"


def _has_lockfile_1(facts: Facts, run: Run) -> bool:
    """Whether the lockfiles that the stage takes from the context are yarn 1's, and there is one."""
    lockfiles = [is_1 for i, is_1 in _lockfiles_of_stage(facts, facts.tree.stages[run.stage]) if i < run.index]
    return bool(lockfiles) and all(lockfiles)


@once_a_stage
def _lockfiles_of_stage(facts: Facts, stage: Stage) -> tuple[tuple[int, bool], ...]:
    """The first lockfile that a stage takes, and the first that is not yarn 1's: instruction, and whether it is."""
    found: dict[bool, int] = {}
    for i, node in enumerate(stage.instructions if facts.context is not None else ()):
        if node.keyword in ("COPY", "ADD") and node.flag("from") is None:
            for word in node.operands[:-1]:
                for is_1 in _lockfiles_of_source(facts.context, word) if facts.context is not None else ():
                    found.setdefault(is_1, i)
    return tuple((i, is_1) for is_1, i in found.items())


def _lockfiles_of_source(context: Context, source: str) -> Iterator[bool]:
    """For a COPY source: whether it, or what lies directly in it, is yarn 1's lockfile (False: a newer one's)."""
    place = context.root if "*" in source else context.find(source)
    if place is None or not (os.path.isdir(place) or place.name == "yarn.lock"):
        return
    folder = place if os.path.isdir(place) else place.parent
    try:
        if (folder / "yarn.lock").is_file():
            start = read_start(folder / "yarn.lock", 400)
            yield b"# yarn lockfile v1" in start and not (folder / ".yarnrc.yml").exists()
    except OSError:
        yield False


def _cache_folders(facts: Facts, run: Run) -> tuple[str, ...]:
    user = (run.state.user or "root").partition(":")[0]
    return (("/usr/local/share/.cache" if user in ("root", "0") else f"/home/{user}/.cache/yarn"),)


MANAGERS = managers("yarn-cache", {"yarn": CleanupCode(folders=_cache_folders, declines=_declines)})


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which installs with yarn and leaves the cache."""
    return check_managers(facts, MANAGERS)


RULE = Rule(
    "`yarn cache clean` in the layer that installed, where nothing runs from the cache",
    Safety.SAFE,
    check,
    (
        "FROM node:20\nRUN yarn global add serve\n",
        "FROM node:20\nRUN yarn global add serve && yarn cache clean\n",
    ),
    "Safe for yarn 1, shown by a lockfile of version 1 in the build context or by `yarn global`, which newer ones"
    " do not have. Their cache may be what a program runs from: there only where the build context brings a"
    " .yarnrc.yml with `nodeLinker: node-modules` and no packages of its own, `yarn cache clean --all`.",
    tuple(manager.row.documentation for manager in MANAGERS),
)
