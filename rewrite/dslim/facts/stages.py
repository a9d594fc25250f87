"""Which stage continues which, and which stages ship."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dslim.facts.variable_expansion import try_expand
from dslim.support.memo import once
from dslim.syntax.nodes import Dockerfile, Instruction
from dslim.syntax.words import split_quoted

if TYPE_CHECKING:
    from typing import TypeVar

    _T = TypeVar("_T")


@dataclass(frozen=True)
class Lineage:
    """How the stages of one file hang together; stages are meant by index.

    `parent[i]`: the stage that stage i continues, None for an image from outside. `unsure`: stages whose
    FROM cannot be told from the file (a variable without a default, or one a build argument may change).
    `ships`: stages whose file system is part of an image that somebody gets.
    """

    parent: tuple[int | None, ...]
    unsure: frozenset[int]
    ships: frozenset[int]

    @cached_property
    def root(self) -> tuple[int, ...]:
        """For each stage the one whose FROM names the image from outside."""
        found: list[int] = []
        for index, parent in enumerate(self.parent):
            found.append(index if parent is None else found[parent])
        return tuple(found)

    def ancestors(self, index: int) -> tuple[int, ...]:
        """The stages that stage number `index` continues, the first of them first."""
        found: list[int] = []
        while (parent := self.parent[index]) is not None:
            found.append(parent)
            index = parent
        return tuple(reversed(found))

    def children(self, index: int) -> tuple[int, ...]:
        """Stages that continue `index`, or may, in order.

        A stage of unknown base may continue any earlier one. Only the next of those is named: the others are
        among its own children, so that all that follow are found in as many steps as there are stages.
        """
        return self._children[index]

    @cached_property
    def _children(self) -> tuple[tuple[int, ...], ...]:
        found: list[set[int]] = [set() for _ in self.parent]
        unsure: int | None = None
        for index in reversed(range(len(found))):
            if unsure is not None:
                found[index].add(unsure)
            unsure = index if index in self.unsure else unsure
            if (parent := self.parent[index]) is not None:
                found[parent].add(index)
        return tuple(tuple(sorted(children)) for children in found)

    def first_below(self, index: int, ask: Callable[[int], _T | None], known: dict[int, _T | None]) -> _T | None:
        """What `ask` says first of a stage and then of those that continue it; `known` keeps the answers for more."""
        todo, below = [index], set[int]()
        while todo:
            at = todo.pop()
            if at not in below and at not in known:
                below.add(at)
                todo += self.children(at)
        for at in sorted(below, reverse=True):  # children come after their parents: their answers are there
            known[at] = ask(at)
            if known[at] is None:
                known[at] = next((known[c] for c in self.children(at) if known[c] is not None), None)
        return known[index]


@once
def global_args(tree: Dockerfile) -> dict[str, str | None]:
    """ARGs before the first FROM, with their defaults; None where there is none."""
    env: dict[str, str | None] = {}
    for node in tree.instructions:
        if node.keyword == "FROM":
            break
        if node.keyword == "ARG":
            for name, value in name_values(node, env):
                env[name] = value
    return env


def name_values(node: Instruction, env: Mapping[str, str | None]) -> list[tuple[str, str | None]]:
    """(name, value) pairs of an ENV, ARG or LABEL; the value is None where it cannot be known.

    BuildKit expands every value of one instruction with the environment BEFORE it.
    """
    words = split_quoted(node.args, node.escape)
    if node.keyword != "ARG" and words and "=" not in words[0].text:
        old = node.args.split(None, 1)
        return [(old[0], try_expand(old[1], env, node.escape))] if len(old) == 2 else []
    pairs: list[tuple[str, str | None]] = []
    for word in words:
        name, eq, value = word.text.partition("=")
        key = try_expand(name, env, node.escape)
        if key is not None:
            pairs.append((key, try_expand(value, env, node.escape) if eq else None))
    return pairs


def resolve(tree: Dockerfile, name: str, before: int) -> int | None:
    """The last stage of that name before number `before`; None for an image. A look-up: every FROM and COPY asks."""
    numbers = _by_name(tree).get(name.lower(), [])
    at = bisect_left(numbers, before)
    return numbers[at - 1] if at else None


@once
def _by_name(tree: Dockerfile) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for stage in tree.stages:
        if stage.name is not None:
            found.setdefault(stage.name.lower(), []).append(stage.index)
    return found


def source_index(tree: Dockerfile, name: str, before: int) -> int | None:
    """The stage before number `before` that `--from` means, by number or name; None for an image."""
    return int(name) if name.isdigit() and int(name) < before else resolve(tree, name, before)


@once
def copied_from(tree: Dockerfile) -> dict[int, list[tuple[int, int]]]:
    """For each stage that others copy from, (stage, index) of the COPYs that do."""
    found: dict[int, list[tuple[int, int]]] = {}
    for stage in tree.stages:
        for i, node in enumerate(stage.instructions):
            name = node.flag("from") if node.keyword == "COPY" else None
            source = source_index(tree, name, stage.index) if name is not None else None
            if source is not None:
                found.setdefault(source, []).append((stage.index, i))
    return found


def target_index(tree: Dockerfile, target: str) -> int | None:
    """The stage that `--target` means, by name or number; None for none."""
    index = resolve(tree, target, len(tree.stages))
    if index is None and target.isdigit() and int(target) < len(tree.stages):
        return int(target)
    return index


def lineage(tree: Dockerfile, targets: Iterable[str] = ()) -> Lineage:
    """The lineage of a file; `targets` name or number stages that ship beside the last one."""
    stages = tree.stages
    # without a default, and without --build-arg, an ARG is unset: `${B:-build}` is `build`
    env = {name: value for name, value in global_args(tree).items() if value is not None}
    parents: list[int | None] = []
    unsure: set[int] = set()
    for stage in stages:
        base = try_expand(stage.base, env, tree.escape)
        if "$" in stage.base:
            unsure.add(stage.index)
        parents.append(resolve(tree, base, stage.index) if base is not None else None)
    shipped = {len(stages) - 1} if stages else set()
    for target in targets:
        index = target_index(tree, target)
        if index is not None:
            shipped.add(index)
    return Lineage(tuple(parents), frozenset(unsure), frozenset(_closure(tree, parents, shipped)))


def _closure(tree: Dockerfile, parents: list[int | None], shipped: set[int]) -> set[int]:
    """`shipped` with what they continue, and what is copied into them whole."""
    todo = list(shipped) if len(parents) > 1 else []
    while todo:
        index = todo.pop()
        found = {parents[index]} if parents[index] is not None else set()
        found |= {_copied_whole(n, tree, index) for n in tree.stages[index].instructions if n.keyword == "COPY"}
        for other in found:
            if other is not None and other not in shipped:
                shipped.add(other)
                todo.append(other)
    return shipped


def _copied_whole(node: Instruction, tree: Dockerfile, before: int) -> int | None:
    """The stage that `COPY --from=x / /` copies as a whole."""
    name = node.flag("from")
    if name is None:
        return None
    words = node.operands
    if len(words) < 2 or not any(w in ("/", "/.", "/*", ".") for w in words[:-1]):
        return None
    return source_index(tree, name, before)
