"""Finds which instruction of a Dockerfile made which layer, by the history that the image has of its build."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dslim.facts.stages import lineage, target_index
from dslim.syntax import parse
from dslim.syntax.nodes import Dockerfile, Instruction
from dslim.verify.image.image import HistoryStep, Image

#: Instructions that leave no entry in the history.
_SILENT = frozenset({"FROM"})
_KEYWORD = re.compile(r"[A-Z]+")


def stage_chain(tree: Dockerfile, target: str | None = None) -> list[Instruction]:
    """The instructions that make the image of `target` (None: the last stage), base stages first."""
    stages = tree.stages
    index: int | None = len(stages) - 1
    if target is not None:
        index = target_index(tree, target)
    parents = lineage(tree).parent
    chain: list[Instruction] = []
    while index is not None:
        chain = [*stages[index].instructions, *chain]
        index = parents[index]
    return [node for node in chain if node.keyword not in _SILENT]


def map_layers(history: Sequence[HistoryStep], instructions: Sequence[Instruction]) -> dict[int, Instruction]:
    """Layer index -> the instruction that made it, matched by keyword from the end backwards.

    What comes from the base image, or from its ONBUILD triggers, stays out.
    """
    found: dict[int, Instruction] = {}
    end = len(history)
    for node in reversed(instructions):
        short_history_text = (i for i in range(end - 1, -1, -1) if keyword_of(history[i].created_by) == node.keyword)
        at = next(short_history_text, None)
        if at is None:
            continue  # not in the history at all: an image that was not built from this file as it is
        layer = history[at].layer
        if layer is not None:
            found[layer] = node
        end = at
    return found


def base_layers(image: Image, text: str, target: str | None = None) -> int:
    """How many of the layers of an image built from `text` are those of its base image."""
    return len(image.layers) - len(map_layers(image.history, stage_chain(parse(text), target)))


def keyword_of(created_by: str) -> str:
    """The keyword of the instruction that a history entry tells of; "" if it tells of none.

    BuildKit writes `RUN /bin/sh -c ls # buildkit`; the classic builder `/bin/sh -c ls` for a RUN and
    `/bin/sh -c #(nop)  ENV A=b` for anything else.
    """
    text = created_by.strip()
    if "#(nop)" in text:
        text = text.partition("#(nop)")[2].strip()
    elif text.startswith(("/", "|")):
        return "RUN"
    match = _KEYWORD.match(text)
    return match.group() if match else ""


def short_history_text(created_by: str) -> str:
    """A history entry as one short line."""
    text = re.sub(r"^(RUN )?(\|\d+ .*?)?/bin/sh -c (#\(nop\)\s*)?", "", created_by)
    text = " ".join(text.removesuffix("# buildkit").split())
    return f"RUN {text}" if keyword_of(created_by) == "RUN" and not text.startswith("RUN ") else text
