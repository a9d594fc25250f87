"""Finds the calls that install packages in the stages that the target is made of, with the packages that each names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dslim.facts import Facts
from dslim.facts.call_sites import call_sites
from dslim.facts.run import Run
from dslim.facts.stages import target_index
from dslim.shell import Invocation, Script, Word
from dslim.shrink.packages.managers import MANAGERS, PackageManager
from dslim.syntax.nodes import Span
from dslim.tools import find


@dataclass(frozen=True)
class InstallCall:
    """One call that installs packages. `words`: those that name them, none of them a variable."""

    run: Run
    call: Invocation
    words: tuple[Word, ...]

    @property
    def packages(self) -> tuple[str, ...]:
        """The names, without version, architecture or release."""
        return tuple(package_name(word.literal or "") for word in self.words)

    @property
    def takes_recommended(self) -> bool:
        """Whether packages that are only recommended are installed too, and an option would leave them out."""
        tool = find(self.call.name)
        chosen = ("install-recommends", "install_weak_deps")
        is_open = not any(word in text.lower() for text in self.call.texts for word in chosen)
        return is_open and tool is not None and bool(tool.no_recommends)

    @property
    def manager(self) -> PackageManager:
        """The package manager that is called."""
        tool = find(self.call.name)
        assert tool is not None
        return MANAGERS[tool.family]

    @property
    def verb_end(self) -> int:
        """The place in the file straight after the word `install`, or whatever the verb is."""
        verbs = self.manager.verbs
        return self.run.source_at(next(word for word in self.call.argv if word.literal in verbs).span.end)

    def span_of(self, word: Word) -> Span:
        """Where a word stands in the file."""
        return self.run.source(word.span.start, word.span.end)


def package_name(word: str) -> str:
    """`libc6` of `libc6:amd64=2.36*`, `libc6/stable` or, as apk has it, `libc6~=2.36` and `libc6@edge`."""
    for mark in "=/:~<>@":
        word = word.partition(mark)[0]
    return word


def install_calls(facts: Facts, target: str | None) -> tuple[InstallCall, ...]:
    """The calls in the target stage and in those that it continues, in the order of the text."""
    runs = [run for run in _runs_of(facts, target) if run.outer is run.node]
    return tuple(install for run in runs for install in _installs_of(run))


def other_managers(facts: Facts, target: str | None) -> dict[str, int]:
    """The package managers that install something for the target and are not known, each with its first line."""
    found: dict[str, int] = {}
    for run in _runs_of(facts, target):
        for site in call_sites(run.script) if isinstance(run.script, Script) else ():
            tool = find(site.call.name)
            if tool is not None and tool.packages == "system" and _installs_by_other(tool.family, site.call):
                found.setdefault(tool.name, run.outer.line)
    return found


def _runs_of(facts: Facts, target: str | None) -> list[Run]:
    """The RUNs of the target stage and of those that it continues."""
    stages = facts.tree.stages
    index = len(stages) - 1 if target is None else target_index(facts.tree, target)
    if index is None:
        return []
    wanted = {index, *facts.lineage.ancestors(index)}
    return [run for run in facts.all_runs if run.stage in wanted]


def _installs_by_other(family: str, call: Invocation) -> bool:
    names = call.texts if call.name != "apk-install" else ("install", *call.texts)
    is_install = any(word in ("install", "in", "add") or word.startswith(("-S", "--sync")) for word in names)
    return family not in MANAGERS and is_install and any(not word.startswith("-") for word in names)


def _installs_of(run: Run) -> Iterator[InstallCall]:
    if not isinstance(run.script, Script):
        return
    for site in call_sites(run.script):
        call = site.call
        tool = find(call.name)
        manager = MANAGERS.get(tool.family) if tool is not None and tool.packages == "system" else None
        if call.script is None and manager is not None:
            words = list(_operand_words(call, manager.valued))
            named = tuple(word for word in words[1:] if word.literal)
            if named and words[0].literal in manager.verbs:
                yield InstallCall(run, call, named)


def _operand_words(call: Invocation, valued: frozenset[str]) -> Iterator[Word]:
    """The arguments that are no options, nor the value of one."""
    is_value = False
    for word in call.argv[1:]:
        text = word.literal
        if is_value:
            is_value = False
        elif text is not None and text.startswith("-"):
            is_value = text in valued
        else:
            yield word
