"""Puts the layers of the image before and after side by side, with the fixes between them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from dslim.diagnostics.findings import Finding
from dslim.diagnostics.outcome import Step
from dslim.syntax import parse
from dslim.syntax.edits import Edit, PositionMap
from dslim.syntax.nodes import Dockerfile, Instruction
from dslim.verify.image.history import map_layers, stage_chain
from dslim.verify.image.image import Image


@dataclass(frozen=True, slots=True)
class LayerPart:
    """A layer: the lines (first, last) and text of the instruction that made it, and its bytes."""

    lines: tuple[int, int]
    text: str
    size: int


@dataclass(frozen=True, slots=True)
class LayerRow:
    """Layers before, what they became after, and by which fixes. The base image is one part, with lines (0, 0)."""

    before: tuple[LayerPart, ...]
    after: tuple[LayerPart, ...]
    fixes: tuple[Finding, ...]

    @property
    def saved_bytes(self) -> int:
        """Bytes that the image before stores more; negative where it stores less."""
        return sum(part.size for part in self.before) - sum(part.size for part in self.after)


def layer_rows(
    before: str, after: str, steps: Sequence[Step], images: tuple[Image, Image], target: str | None = None
) -> list[LayerRow]:
    """The rows of the table of layers: the base image, then in the order of the original file.

    Without `steps` it is their text that ties the two files together.
    """
    old, new = parse(before), parse(after)
    left, right = (_parts_by_offset(image, tree, target) for image, tree in zip(images, (old, new)))
    union = _DisjointSets()
    ends = _follow_steps(union, old, steps) if steps else _align_texts(union, old, new)
    groups: dict[Hashable, tuple[list[LayerPart], list[LayerPart]]] = {}
    for tree, parts, side, tokens in (
        (old, left, 0, [("before", i) for i in range(len(old.instructions))]),
        (new, right, 1, ends),
    ):
        for node, token in zip(tree.instructions, tokens):
            root = union.find(token)
            if node.span.start in parts:
                groups.setdefault(root, ([], []))[side].append(parts[node.span.start])
    made = _fixes_by_root(union, steps)
    base = LayerRow((left[-1],), (right[-1],), ())
    return [base, *(LayerRow(tuple(a), tuple(b), made.get(root, ())) for root, (a, b) in groups.items())]


def _parts_by_offset(image: Image, tree: Dockerfile, target: str | None) -> dict[int, LayerPart]:
    """Layers by the offset of their instruction; those of the base image stand at -1."""
    mapped = map_layers(image.history, stage_chain(tree, target))
    parts = {
        node.span.start: LayerPart((node.line, node.end_line), _one_line(node), image.layers[i].size)
        for i, node in mapped.items()
    }
    base = sum(layer.size for i, layer in enumerate(image.layers) if i not in mapped)
    return {**parts, -1: LayerPart((0, 0), "base image", base)}


def _one_line(node: Instruction) -> str:
    return " ".join(node.logical.text.split())


class _DisjointSets:
    """Disjoint sets."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def find(self, item: Hashable) -> Hashable:
        while (parent := self._parent.get(item, item)) != item:
            item = parent
        return item

    def join(self, one: Hashable, two: Hashable) -> None:
        self._parent[self.find(two)] = self.find(one)


def _follow_steps(union: _DisjointSets, old: Dockerfile, steps: Iterable[Step]) -> list[Hashable]:
    """Ties each instruction to what it became; the tokens of the instructions after the last step."""
    nodes: Sequence[Instruction] = old.instructions
    tokens: list[Hashable] = [("before", i) for i in range(len(nodes))]
    for number, step in enumerate(steps):
        for i, finding in enumerate(step.findings):
            for edit in finding.fix.edits if finding.fix else ():
                for node, token in zip(nodes, tokens):
                    if _is_touched(edit, node):
                        union.join(token, ("fix", number, i))
        positions = PositionMap(step.edits)
        tree = parse(step.text)
        tokens = [_token_of(union, node, nodes, tokens, positions) for node in tree.instructions]
        nodes = tree.instructions
    return tokens


def _align_texts(union: _DisjointSets, old: Dockerfile, new: Dockerfile) -> list[Hashable]:
    """Ties equal instructions, and what stands between them to what stands there in the other file."""
    from difflib import SequenceMatcher

    left, right = ([_one_line(node) for node in tree.instructions] for tree in (old, new))
    tokens: list[Hashable] = [("after", i) for i in range(len(right))]
    for kind, start, end, first, last in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            tokens[first:last] = [("before", i) for i in range(start, end)]
        elif kind == "replace":
            for token in [*(("before", i) for i in range(start, end)), *tokens[first:last]]:
                union.join(("before", start), token)
    return tokens


def _is_touched(edit: Edit, node: Instruction) -> bool:
    return edit.start < node.span.end and node.span.start < max(edit.end, edit.start + 1)


def _token_of(
    union: _DisjointSets,
    node: Instruction,
    nodes: Sequence[Instruction],
    tokens: Sequence[Hashable],
    positions: PositionMap,
) -> Hashable:
    """The token of a new instruction: that of all the old ones that its text stood in."""
    start, end = positions.old(node.span.start), positions.old(node.span.end - 1) + 1
    hits = [token for other, token in zip(nodes, tokens) if other.span.start < end and start < other.span.end]
    for token in hits[1:]:
        union.join(hits[0], token)
    return hits[0] if hits else ("new", node.span.start)


def _fixes_by_root(union: _DisjointSets, steps: Iterable[Step]) -> dict[Hashable, tuple[Finding, ...]]:
    found: dict[Hashable, tuple[Finding, ...]] = {}
    for number, step in enumerate(steps):
        for i, finding in enumerate(step.findings):
            root = union.find(("fix", number, i))
            found[root] = (*found.get(root, ()), finding)
    return found
