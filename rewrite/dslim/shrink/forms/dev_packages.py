"""Leaves out what only the development of a project needs: form prune, for npm, yarn 1, pnpm and composer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dslim.facts import Facts
from dslim.facts.call_sites import call_sites
from dslim.facts.run import Run
from dslim.run_edits.append_command import CannotAppend, append_command
from dslim.shell import Invocation, Script
from dslim.syntax.edits import Edit, apply_edits
from dslim.tools import find
from dslim.tools.tool import DevPackages

_PRODUCTION = re.compile(r"NODE_ENV[ =]\"?production|COMPOSER_NO_DEV[ =]\"?1")
_LEAVES_FOLDER = frozenset({"cd", "pushd"})


@dataclass(frozen=True)
class ProjectInstall:
    """A call that installs what a project asks for, with packages for its development, in a folder."""

    run: Run
    call: Invocation
    dev: DevPackages
    folder: str

    @property
    def prune(self) -> str:
        """The command that removes those packages again."""
        return self.dev.prune


def project_installs(facts: Facts) -> tuple[ProjectInstall, ...]:
    """The calls of a file, in all its stages; none where an environment leaves such packages out already."""
    if _PRODUCTION.search(facts.tree.text):
        return ()
    return tuple(install for run in facts.all_runs for install in _installs_of(run))


def _installs_of(run: Run) -> Iterator[ProjectInstall]:
    if not isinstance(run.script, Script) or run.outer is not run.node or run.state.workdir is None:
        return
    if _leaves_folder(run.script):
        return
    for call in (site.call for site in call_sites(run.script)):
        tool = find(call.name)
        if tool is not None and tool.dev is not None and call.script is None and _is_of_project(call, tool.dev):
            yield ProjectInstall(run, call, tool.dev, run.state.workdir)


def _is_of_project(call: Invocation, dev: DevPackages) -> bool:
    named = _operands(call, dev)
    decided = {option.partition("=")[0] for option in (dev.option, *dev.others)}
    is_open = not any(word.partition("=")[0] in decided for word in call.texts)
    return is_open and (named[0] in dev.verbs if len(named) == 1 else not named and "" in dev.verbs)


def _operands(call: Invocation, dev: DevPackages) -> list[str]:
    """The arguments that are no options, nor the value of one."""
    words = call.texts
    return [
        word for before, word in zip(["", *words], words) if not word.startswith("-") and before not in dev.valued
    ]  # fmt: skip


def without_dev(facts: Facts) -> str | None:
    """The Dockerfile without these packages; None where it installs none, or they cannot be left out.

    They are not installed where nothing comes after, or where what does is a layer more of the same image. Else, in a
    stage of which another one takes files, they are removed behind the last RUN that works in their folder.
    """
    edits = [edit for install in project_installs(facts) if (edit := _edit_of(facts, install)) is not None]
    return apply_edits(facts.tree.text, list(dict.fromkeys(edits))) if edits else None


def _edit_of(facts: Facts, install: ProjectInstall) -> Edit | None:
    run, later = install.run, _later_runs(facts, install)
    if not later or run.stage == facts.tree.stages[-1].index:
        words = install.call.argv
        verb = next((word for word in words[1:] if word.literal in install.dev.verbs), words[0])
        at = run.source_at(verb.span.end)
        return Edit(at, at, f" {install.dev.option}")
    try:
        return append_command(facts.tree, later[-1], install.prune)
    except CannotAppend:
        return None


def _later_runs(facts: Facts, install: ProjectInstall) -> list[Run]:
    """The RUNs behind an install, of its user, that work in its folder to their ends."""
    run = install.run
    return [
        other for other in facts.all_runs
        if other.stage == run.stage and other.index > run.index and other.outer is other.node
        and isinstance(other.script, Script) and not _leaves_folder(other.script)
        and (other.state.workdir, other.state.user) == (install.folder, run.state.user)
    ]  # fmt: skip


def _leaves_folder(script: Script) -> bool:
    return any(site.call.name in _LEAVES_FOLDER for site in call_sites(script))
