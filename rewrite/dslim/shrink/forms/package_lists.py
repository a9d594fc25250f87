"""Changes the lists of packages in a Dockerfile: forms no-recommends and unused, and the second stage's own lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dslim.facts import Facts
from dslim.shell import Script, Word, invocations
from dslim.shrink.forms.install_calls import InstallCall, package_name
from dslim.shrink.packages.managers import MANAGERS
from dslim.shrink.packages.package import Packages
from dslim.syntax.edits import Edit, apply_edits
from dslim.tools import find, names_where

#: What stands in a RUN that is only about packages: their manager, and what leaves nothing beside them.
_MANAGERS = names_where(lambda tool: tool.packages == "system" and tool.family in MANAGERS)
_ONLY_PACKAGES = _MANAGERS | {"apt-mark", "rm", "echo", "set", "export", "true"}


class NotShorter(Exception):
    """A list cannot be made as it should be; the message says why."""


@dataclass(frozen=True)
class NewList:
    """The list of one install as it shall be. `stay`: those of its words that do. `added`: names beside them."""

    install: InstallCall
    stay: tuple[Word, ...]
    added: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be installed."""
        return not self.stay and not self.added

    @property
    def names(self) -> tuple[str, ...]:
        """The packages that it names, without versions."""
        return (*(package_name(word.literal or "") for word in self.stay), *self.added)


def new_lists(
    installs: Sequence[InstallCall], dropped: Collection[str], added: Iterable[str], packages: Packages
) -> list[NewList]:
    """The lists without `dropped`, each of `added` in that of the first install that takes it, else the last."""
    closures = [packages.recommended_closure(install.packages) for install in installs]
    found: list[list[str]] = [[] for _ in installs]
    for name in added:
        found[next((i for i, names in enumerate(closures) if name in names), len(installs) - 1)].append(name)
    return [NewList(i, _staying(i, dropped), tuple(sorted(names))) for i, names in zip(installs, found)]


def _staying(install: InstallCall, dropped: Collection[str]) -> tuple[Word, ...]:
    return tuple(word for word, name in zip(install.words, install.packages) if name not in dropped)


def with_lists(facts: Facts, lists: Sequence[NewList]) -> str:
    """The Dockerfile with other lists; a RUN that would install nothing goes. Raises NotShorter."""
    edits: list[Edit] = []
    by_run: dict[tuple[int, int], list[NewList]] = {}
    for new in lists:
        by_run.setdefault((new.install.run.stage, new.install.run.index), []).append(new)
    for calls in by_run.values():
        if all(new.is_empty for new in calls):
            edits.append(_without_run(facts, calls[0].install))
        else:
            edits += list_edits(facts.tree.text, calls)
    return apply_edits(facts.tree.text, edits)


def list_edits(text: str, lists: Sequence[NewList]) -> list[Edit]:
    """The edits of the file that make the lists of one RUN, not all of them empty. Raises NotShorter."""
    if empty := [new for new in lists if new.is_empty]:
        raise NotShorter(f"nothing is left of one of the lists of line {empty[0].install.run.outer.line}")
    return [edit for new in lists for edit in (*_words(text, new), *_flag(new.install))]


def check_only_installs(install: InstallCall) -> None:
    """Raises NotShorter where the RUN of an install does more than that."""
    script = install.run.script
    if not isinstance(script, Script) or not all(call.name in _ONLY_PACKAGES for call in invocations(script)):
        line = install.run.outer.line
        raise NotShorter(f"the RUN of line {line} does more than install packages that are not needed")


def _flag(install: InstallCall) -> Iterator[Edit]:
    tool = find(install.call.name)
    if install.takes_recommended and tool is not None:
        yield Edit(install.verb_end, install.verb_end, f" {tool.no_recommends}")


def _words(text: str, new: NewList) -> Iterator[Edit]:
    """The names as the list has its own: in order where it is in order, one a line where it has one a line."""
    install = new.install
    between = _separator(text, install)
    in_order = len(install.words) > 1 and list(install.packages) == sorted(install.packages)
    if len(new.stay) < len(install.words):
        start, end = install.span_of(install.words[0]).start, install.span_of(install.words[-1]).end
        if "#" in text[start:end]:
            raise NotShorter(f"comments stand in the list of line {install.run.outer.line}")
        names = [*(word.literal or "" for word in new.stay), *new.added]
        yield Edit(start, end, between.join(sorted(names) if in_order else names))
        return
    for name in new.added:
        after = next((word for word in install.words if in_order and (word.literal or "") > name), None)
        if after is None:
            at = install.span_of(install.words[-1]).end
            yield Edit(at, at, f"{between}{name}")
        else:
            at = install.span_of(after).start
            yield Edit(at, at, f"{name}{between}")


def _separator(text: str, install: InstallCall) -> str:
    """What stands before the last package of a list, if that is a line break and an indent; else a blank."""
    last = install.words[-1]
    before = install.call.argv[install.call.argv.index(last) - 1]
    between = text[install.span_of(before).end : install.span_of(last).start]
    return between if len(between.splitlines()) == 2 and not between.strip(" \t\r\n\\`") else " "


def _without_run(facts: Facts, install: InstallCall) -> Edit:
    """The edit that takes a whole RUN away, with the comments straight above it and one blank line."""
    check_only_installs(install)
    tree = facts.tree
    start, end = install.run.outer.span
    for comment in reversed([c for c in tree.comments if not c.inner and c.span.end <= start]):
        if comment.span.end != start:
            break
        start = comment.span.start
    is_blank_before = tree.text[:start].endswith(tree.newline * 2)
    return Edit(start, end + len(tree.newline) * (is_blank_before and tree.text.startswith(tree.newline, end)), "")
