"""The report of `dslim layers`: what each layer of an image costs, and which instructions make a layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dslim.syntax.nodes import Dockerfile, Instruction
from dslim.verify.image.history import map_layers, short_history_text, stage_chain
from dslim.verify.image.image import Image
from dslim.verify.image.waste import Loss, find_waste, rules_against
from dslim.verify.report.text import size_text

#: Instructions that only edit the config.
FREE = frozenset(
    {"ARG", "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD"}
    | {"SHELL", "STOPSIGNAL", "USER", "VOLUME"}
)
_WIDTH = 70
#: Losses below this part of the image are counted, but have no line of their own.
SMALL = 2000


@dataclass(frozen=True, slots=True)
class LayerReport:
    """One layer.

    `node`: the instruction that made it, where the Dockerfile is known and made it. `is_ours`: False for a layer that
    is known to be the base image's, which no rule can change.
    """

    index: int
    size: int
    files: int
    created_by: str
    losses: tuple[Loss, ...]
    node: Instruction | None = None
    is_ours: bool = True

    @property
    def lost_bytes(self) -> int:
        """Bytes stored for nothing."""
        return sum(loss.size for loss in self.losses)


def layer_reports(image: Image, tree: Dockerfile | None = None, target: str | None = None) -> list[LayerReport]:
    """A report for every layer, from the bottom up."""
    nodes = map_layers(image.history, stage_chain(tree, target)) if tree else {}
    reports = []
    for i, (layer, losses) in enumerate(zip(image.layers, find_waste(image))):
        text, is_ours = short_history_text(layer.created_by), i in nodes or not tree
        reports.append(LayerReport(i, layer.size, layer.files, text, tuple(losses), nodes.get(i), is_ours))
    return reports


def image_lines(name: str, image: Image, reports: list[LayerReport]) -> Iterator[str]:
    """The report for people: a table, below each layer what it loses and the rule against it."""
    lost = sum(report.lost_bytes for report in reports)
    share = f" ({lost / image.size:.0%})" if image.size else ""
    layers = f"{len(reports)} layer{'' if len(reports) == 1 else 's'}"
    yield f"{name}: {size_text(image.size)} in {layers}, {size_text(lost)}{share} of it for nothing"
    yield ""
    yield _table_line("size", "for nothing", "line", "instruction")
    for report in reports:
        place = str(report.node.line) if report.node else ""
        wasted = size_text(report.lost_bytes) if report.lost_bytes else ""
        yield _table_line(size_text(report.size), wasted, place, _shorten(report.created_by) or "(not recorded)")
        for loss in report.losses:
            if loss.size * SMALL >= image.size:
                yield _table_line("", "", "", f"  {_loss_text(loss, reports)}{_remedy_text(loss, report)}")
    yield _table_line(size_text(image.size), size_text(lost), "", "in all")


def _table_line(size: str, lost: str, place: str, text: str) -> str:
    return f"{size:>10}  {lost:>11}  {place:>4}  {text}"


def _loss_text(loss: Loss, reports: list[LayerReport]) -> str:
    again = {"owner": "only the owner changed", "mode": "only the mode changed"}
    again |= {"both": "only owner and mode changed", "nothing": "nothing changed"}
    largest = f", {loss.largest[1]}" if loss.files == 1 else f", {loss.files} files, the largest {loss.largest[1]}"
    short_history_text = {
        "again": f"stored a second time, {again.get(loss.what)}",
        "deleted": f"deleted later, by {', '.join(_layer_name(reports[i]) for i in sorted(loss.by))}",
        "replaced": "written anew later",
        "cache": f"of cache in {loss.what}",
    }
    return f"{size_text(loss.size)} {short_history_text[loss.kind]}{largest if loss.kind != 'cache' else ''}"


def _remedy_text(loss: Loss, report: LayerReport) -> str:
    if not report.is_ours:
        return " (the base image's)"
    rules = rules_against(loss, report.created_by)
    return f"  -> {' or '.join(rules)}" if rules else ""


def _layer_name(report: LayerReport) -> str:
    if report.node:
        return f"line {report.node.line}"
    return f"layer {report.index + 1} ({_shorten(report.created_by, 30)})"


def _shorten(text: str, width: int = _WIDTH) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."


def image_data(name: str, image: Image, reports: list[LayerReport]) -> dict[str, Any]:
    """The report as JSON; sizes in bytes, layers counted from 1."""
    return {
        "image": name,
        "size": image.size,
        "lost": sum(report.lost_bytes for report in reports),
        "layers": [
            {
                "layer": report.index + 1,
                "size": report.size,
                "lost": report.lost_bytes,
                "files": report.files,
                "created_by": report.created_by,
                "lines": [report.node.line, report.node.end_line] if report.node else None,
                "losses": [_loss_data(loss, report) for loss in report.losses],
            }
            for report in reports
        ],
    }


def _loss_data(loss: Loss, report: LayerReport) -> dict[str, Any]:
    size, path = loss.largest
    return {
        "kind": loss.kind,
        "what": loss.what,
        "size": loss.size,
        "files": loss.files,
        "by_layers": sorted(layer + 1 for layer in loss.by),
        "largest": {"path": path, "size": size},
        "rules": list(rules_against(loss, report.created_by)) if report.is_ours else [],
    }


def costs(tree: Dockerfile, target: str | None = None) -> list[tuple[Instruction, str]]:
    """Each instruction of the image, with what it costs: "layer", "empty layer" or "free" (only the config)."""
    words = {"WORKDIR": "empty layer"}
    return [
        (node, "free" if node.keyword in FREE else words.get(node.keyword, "layer"))
        for node in stage_chain(tree, target)
    ]


def file_lines(name: str, tree: Dockerfile, target: str | None = None) -> Iterator[str]:
    """The report on a Dockerfile for people."""
    found = costs(tree, target)
    layers = sum(cost != "free" for _, cost in found)
    free = len(found) - layers
    yield f"{name}: {layers} of {len(found)} instructions make a layer on top of the base image, {free} are free"
    yield ""
    yield f"{'line':>5}  {'cost':<11}  instruction"
    for node, cost in found:
        yield f"{node.line:>5}  {cost:<11}  {_shorten(' '.join(node.logical.text.split()))}"


def file_data(name: str, tree: Dockerfile, target: str | None = None) -> dict[str, Any]:
    """The report on a Dockerfile as JSON."""
    found = [{"line": node.line, "keyword": node.keyword, "cost": cost} for node, cost in costs(tree, target)]
    return {"file": name, "instructions": found}
