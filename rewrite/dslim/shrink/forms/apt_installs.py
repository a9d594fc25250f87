"""Finds the `apt-get install` calls of the stages that the target is made of, with the packages that each names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dslim.facts import Facts
from dslim.facts.call_sites import call_sites
from dslim.facts.run import Run
from dslim.facts.stages import target_index
from dslim.shell import Invocation, Script, Word
from dslim.syntax.nodes import Span
from dslim.tools import find
from dslim.tools.system_packages import APT_VALUED


@dataclass(frozen=True)
class AptInstall:
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
        """Whether packages that are only recommended are installed too."""
        return not any("install-recommends" in text.lower() for text in self.call.texts)

    @property
    def verb_end(self) -> int:
        """The place in the file straight after the word `install`."""
        return self.run.source_at(next(word for word in self.call.argv if word.literal == "install").span.end)

    def span_of(self, word: Word) -> Span:
        """Where a word stands in the file."""
        return self.run.source(word.span.start, word.span.end)


def package_name(word: str) -> str:
    """`libc6` of `libc6:amd64=2.36*` or `libc6/stable`."""
    for mark in "=/:":
        word = word.partition(mark)[0]
    return word


def apt_installs(facts: Facts, target: str | None) -> tuple[AptInstall, ...]:
    """The calls in the target stage and in those that it continues, in the order of the text."""
    stages = facts.tree.stages
    index = len(stages) - 1 if target is None else target_index(facts.tree, target)
    if index is None:
        return ()
    wanted = {index, *facts.lineage.ancestors(index)}
    runs = [run for run in facts.all_runs if run.stage in wanted and run.outer is run.node]
    return tuple(install for run in runs for install in _installs_of(run))


def _installs_of(run: Run) -> Iterator[AptInstall]:
    if not isinstance(run.script, Script):
        return
    for site in call_sites(run.script):
        call = site.call
        tool = find(call.name)
        if call.script is None and tool is not None and tool.no_recommends:
            words = list(_operand_words(call))
            named = tuple(word for word in words[1:] if word.literal)
            if named and words[0].literal == "install":
                yield AptInstall(run, call, named)


def _operand_words(call: Invocation) -> Iterator[Word]:
    """The arguments that are no options, nor the value of one."""
    is_value = False
    for word in call.argv[1:]:
        text = word.literal
        if is_value:
            is_value = False
        elif text is not None and text.startswith("-"):
            is_value = text in APT_VALUED
        else:
            yield word
