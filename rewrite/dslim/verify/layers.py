"""What `dslim layers` tells: what each layer of an image costs, what of a Dockerfile makes a layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dslim.syntax.nodes import Dockerfile, Instruction
from dslim.verify.history import map_layers, stage_chain, told
from dslim.verify.image import Image
from dslim.verify.text import size_text
from dslim.verify.waste import Waste, find_waste, remedies

#: Instructions that only edit the config.
FREE = frozenset(
    {"ARG", "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD"}
    | {"SHELL", "STOPSIGNAL", "USER", "VOLUME"}
)
_WIDTH = 70


@dataclass(frozen=True, slots=True)
class LayerReport:
    """One layer. `node`: the instruction that made it, where the Dockerfile is known and made it."""

    index: int
    size: int
    files: int
    created_by: str
    waste: Waste
    rules: tuple[str, ...]
    node: Instruction | None = None


def layer_reports(
    image: Image, tree: Dockerfile | None = None, target: str | None = None
) -> list[LayerReport]:
    """A report for every layer, from the bottom up."""
    nodes: Mapping[int, Instruction] = {}
    if tree is not None:
        nodes = map_layers(image.history, stage_chain(tree, target))
    return [
        LayerReport(
            i,
            layer.size,
            layer.files,
            told(layer.created_by),
            waste,
            tuple(remedies(waste, layer.created_by)),
            nodes.get(i),
        )
        for i, (layer, waste) in enumerate(zip(image.layers, find_waste(image)))
    ]


def image_lines(name: str, image: Image, reports: list[LayerReport]) -> Iterator[str]:
    """The report for people."""
    waste = sum(report.waste.lost + sum(report.waste.caches.values()) for report in reports)
    sizes = f"{size_text(image.size)} in {len(image.layers)} layers, {size_text(waste)} of it for nothing"
    yield f"{name}: {sizes}"
    for report in reports:
        place = f"line {report.node.line}: " if report.node else ""
        yield f"{size_text(report.size):>10}  {place}{_cut(report.created_by) or 'unknown'}"
        for text in _waste_texts(report.waste, reports):
            yield f"{'':>12}{text}"
        if report.rules:
            yield f"{'':>12}-> {'; '.join(report.rules)}"


def _waste_texts(waste: Waste, reports: list[LayerReport]) -> Iterator[str]:
    words = {"owner": "only the owner changed", "mode": "only the mode changed"}
    words |= {"both": "only owner and mode changed", "nothing": "nothing changed"}
    for change, size in waste.again.items():
        yield f"{size_text(size)} stored a second time: {words[change]}"
    if waste.deleted:
        layers = ", ".join(_layer_name(reports[i]) for i in sorted(waste.by))
        yield f"{size_text(waste.deleted)} deleted later, by {layers}"
    if waste.replaced:
        yield f"{size_text(waste.replaced)} written anew later"
    for cache, size in waste.caches.items():
        yield f"{size_text(size)} of cache in {cache}"


def _layer_name(report: LayerReport) -> str:
    return (
        f"line {report.node.line}" if report.node else f"layer {report.index} ({_cut(report.created_by, 30)})"
    )


def _cut(text: str, width: int = _WIDTH) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."


def image_data(name: str, image: Image, reports: list[LayerReport]) -> dict[str, Any]:
    """The report as JSON; sizes in bytes."""
    return {
        "image": name,
        "size": image.size,
        "layers": [
            {
                "size": report.size,
                "files": report.files,
                "created_by": report.created_by,
                "lines": [report.node.line, report.node.end_line] if report.node else None,
                "stored_again": report.waste.again,
                "deleted_later": report.waste.deleted,
                "deleted_by": {str(layer): size for layer, size in report.waste.by.items()},
                "replaced_later": report.waste.replaced,
                "caches": report.waste.caches,
                "largest": [{"path": path, "size": size} for size, path in report.waste.largest],
                "rules": list(report.rules),
            }
            for report in reports
        ],
    }


def costs(tree: Dockerfile, target: str | None = None) -> list[tuple[Instruction, str]]:
    """Each instruction of the image, with what it costs: "layer", "empty layer" or "free"."""
    words = {"WORKDIR": "empty layer"}
    return [
        (node, "free" if node.keyword in FREE else words.get(node.keyword, "layer"))
        for node in stage_chain(tree, target)
    ]


def file_lines(name: str, tree: Dockerfile, target: str | None = None) -> Iterator[str]:
    """The report on a Dockerfile for people."""
    found = costs(tree, target)
    layers = sum(cost != "free" for _, cost in found)
    yield f"{name}: {layers} of {len(found)} instructions make a layer on top of the base image"
    for node, cost in found:
        yield f"{node.line:>5}  {cost:<12} {_cut(' '.join(node.logical.text.split()))}"


def file_data(name: str, tree: Dockerfile, target: str | None = None) -> dict[str, Any]:
    """The report on a Dockerfile as JSON."""
    found = [{"line": node.line, "keyword": node.keyword, "cost": cost} for node, cost in costs(tree, target)]
    return {"file": name, "instructions": found}
