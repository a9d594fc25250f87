"""Which folder an install of a project's packages fills, where it is known to make nothing else in the project.

`npm ci` fills node_modules and leaves package-lock.json alone (https://docs.npmjs.com/cli/commands/npm-ci), so do `yarn
install --frozen-lockfile` and `pnpm install --frozen-lockfile`; `composer install` fills vendor where composer.lock is
there. What the project has them run besides (postinstall, workspaces, plugins) may make anything.
"""

from __future__ import annotations

import posixpath
from typing import Any

from dslim.facts.build_context.file_lookup import find_file
from dslim.facts.build_context.package_scripts import (
    composer_scripts,
    folders_of_packages,
    package_scripts,
    read_object,
)
from dslim.facts.call_sites import CallSite
from dslim.facts.paths import lies_in
from dslim.facts.run import Run
from dslim.rules.ownership.change import Change
from dslim.rules.ownership.path_contents import PathContents
from dslim.rules.ownership.path_history import Command, Ran, history_of
from dslim.support.lazy_regex import regex
from dslim.tools import Tool, find

#: Options that leave the folder where it is, and add none.
_OPTION = regex(
    r"--(omit|include|only|production|prod|loglevel|network-timeout)(=[\w-]+)?|--no-(audit|fund|progress|optional|dev"
    r"|interaction|ansi|suggest|scripts|plugins|cache|autoloader)|--(ignore-scripts|silent|quiet|verbose|force"
    r"|legacy-peer-deps|non-interactive|prefer-offline|offline|pure-lockfile|frozen-lockfile|prefer-dist|ansi"
    r"|optimize-autoloader|classmap-authoritative|apcu-autoloader|ignore-platform-reqs|unsafe-perm)|-[Psnoaqv]+"
)
#: Settings by which packages land elsewhere.
_ELSEWHERE = regex(
    r"(?mi)^\s*(prefix|global|location|modules-dir|virtual-store-dir|node-linker|install-strategy|global-style)\s*="
)


def installed_folders(change: Change, contents: PathContents) -> list[str] | None:
    """The folders below a path that installs filled, if these are all that RUNs may have put there; None otherwise."""
    if len(contents.unknown) > len(contents.writers):
        return None
    writers = {run.index for run in contents.writers}
    found: dict[str, None] = {}
    for event in history_of(change).before(change):
        if not isinstance(event, Ran) or event.index not in writers or event.stage != change.stage.index:
            continue
        for command in event.commands:
            if command.writes.may_reach(contents.path, change.attribute):
                folder = _filled(change, event.run, command)
                if folder is None or not lies_in(folder, contents.path):
                    return None
                found[folder] = None
    is_alone = not any(lies_in(made, folder) and made != folder for folder in found for made in contents.folders)
    return list(found) if found and is_alone else None


def _filled(change: Change, run: Run, command: Command) -> str | None:
    """The folder that a command fills and beside which it makes nothing in the project; None where nobody knows."""
    site, here = command.site, command.cwd
    tool = find(site.call.name)
    if tool is None or here is None or not tool.packages_of_project or not _installs_what_is_locked(tool, site):
        return None
    texts = [_text(change, run, here, name) for name in (tool.project_files[0], ".npmrc")]
    if texts[0] is None or (texts[1] and _ELSEWHERE.search(texts[1])) or _text(change, run, here, ".yarnrc.yml"):
        return None
    try:
        makes_more = _makes_more(tool, texts[0], set(site.call.texts))
    except ValueError:
        return None
    if makes_more or (tool.name == "composer" and _text(change, run, here, "composer.lock") is None):
        return None
    return posixpath.join(here, tool.packages_of_project)


def _installs_what_is_locked(tool: Tool, site: CallSite) -> bool:
    """Whether a call installs what the lock file of the project names, by plain options, and nothing else."""
    options = [text for text in site.call.texts if text.startswith("-")]
    operands = [text for text in site.call.texts if not text.startswith("-")]
    is_locked = tool.locks_by == "" or tool.locks_by in options
    return " ".join(operands) in tool.locked_installs and is_locked and all(map(_OPTION.fullmatch, options))


def _text(change: Change, run: Run, folder: str, name: str) -> str | None:
    found = find_file(change.facts, run, posixpath.join(folder, name))
    return None if found is None else found[1]


def _makes_more(tool: Tool, text: str, options: set[str]) -> bool:
    """Whether an install of a project runs what it says itself, or may make no folder. Raises ValueError."""
    project = read_object(text)
    if tool.name == "composer":
        runs = "--no-scripts" not in options and any(composer_scripts(text, ("install",)))
        is_set = any(key in project for key in ("extra", "config"))
        return runs or bool(project.get("scripts")) or is_set or not _needs(project, "require", but=("php", "ext-"))
    runs = "--ignore-scripts" not in options and any(package_scripts(text, ("install",)))
    is_berry = str(project.get("packageManager", "")).startswith("yarn@") and "yarn@1" not in project["packageManager"]
    return runs or is_berry or bool(folders_of_packages(text, ("install",))) or not _needs(project, "dependencies")


def _needs(project: dict[str, Any], key: str, but: tuple[str, ...] = ()) -> bool:
    """Whether a project needs any package, `but` the ones of names that begin so."""
    needed = project.get(key)
    return isinstance(needed, dict) and any(not name.startswith(but) if but else True for name in needed)
