"""Which stage continues which, and which stages ship."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from dslim.facts.expand import try_expand
from dslim.once import once
from dslim.records import dataclass
from dslim.syntax.nodes import Dockerfile, Instruction
from dslim.syntax.words import split_quoted


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

    def children(self, index: int) -> tuple[int, ...]:
        """Stages that continue `index`, or may: a stage of unknown base may continue any earlier one."""
        return tuple(
            i for i, p in enumerate(self.parent) if p == index or (i in self.unsure and i > index)
        )


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
    words = split_quoted(node.args, 0, node.escape)
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
    todo = list(shipped)
    while todo:
        index = todo.pop()
        found = {parents[index]} if parents[index] is not None else set()
        found |= {_copied_whole(node, tree, index) for node in tree.stages[index].instructions}
        for other in found:
            if other is not None and other not in shipped:
                shipped.add(other)
                todo.append(other)
    return shipped


def _copied_whole(node: Instruction, tree: Dockerfile, before: int) -> int | None:
    """The stage that `COPY --from=x / /` copies as a whole."""
    name = node.flag("from") if node.keyword == "COPY" else None
    if name is None:
        return None
    words = node.json or tuple(w.text for w in node.words)
    if len(words) < 2 or not any(w in ("/", "/.", "/*", ".") for w in words[:-1]):
        return None
    return source_index(tree, name, before)
