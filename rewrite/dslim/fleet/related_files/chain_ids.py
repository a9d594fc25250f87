"""Computes chain IDs: what identifies a layer before anything is built, a digest of the instructions up to it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from dslim.facts.stages import Lineage, global_args, lineage, source_index
from dslim.facts.variable_expansion import try_expand
from dslim.syntax import DockerfileSyntaxError, parse
from dslim.syntax.nodes import Dockerfile, Instruction

LAYERS = frozenset({"RUN", "COPY", "ADD"})


def chain_ids(tree: Dockerfile, lines: Lineage) -> tuple[tuple[bytes, ...], ...]:
    """The chain ID of each instruction, by stage: a digest of it and of all before it, over stages that it continues.

    FROM is the first of a stage. Equal digests mean the same FROM and the same instructions, in whatever file, with
    blanks and comments as they may be. What a COPY takes from the build context counts by its name alone.
    """
    env = global_args(tree)
    done: list[tuple[bytes, ...]] = []
    for stage in tree.stages:
        parent = lines.parent[stage.index]
        base = try_expand(stage.base, env, tree.escape) or stage.base
        at = done[parent][-1] if parent is not None else _digest_of(b"FROM", base, stage.platform or "")
        row = [at]
        for node in stage.instructions[1:]:
            at = _digest_of(at, *instruction_content(node), *_ids_of_source_stages(tree, node, stage.index, done))
            row.append(at)
        done.append(tuple(row))
    return tuple(done)


def instruction_content(node: Instruction) -> Iterable[str]:
    """The parts of an instruction that a builder sees: keyword, flags, arguments with the lines joined, heredocs."""
    yield node.keyword
    yield from (f"--{flag.name}={flag.value}" for flag in node.flags)
    yield node.args.strip()
    yield from (doc.body for doc in node.heredocs)


def _ids_of_source_stages(
    tree: Dockerfile, node: Instruction, before: int, done: list[tuple[bytes, ...]]
) -> Iterable[str]:
    """What stands behind the name of a stage that an instruction copies from or mounts."""
    for flag in node.flags:
        name = flag.value or ""
        if flag.name == "mount":
            name = next((p[5:] for p in name.split(",") if p.startswith("from=")), "")
        elif flag.name != "from":
            continue
        index = source_index(tree, name, before)
        if index is not None:
            yield done[index][-1].hex()


def _digest_of(first: bytes, *parts: str) -> bytes:
    content = b"\0".join(part.encode("utf-8", "surrogateescape") for part in parts)
    return blake2b(first + b"\0" + content, digest_size=12).digest()


def exported_layers(text: str, targets: Iterable[str]) -> set[bytes]:
    """The chain IDs of the layers of the stages that ship, without those of base images; none for no Dockerfile.

    `targets`: names of stages that ship beside the last.
    """
    try:
        tree = parse(text)
    except DockerfileSyntaxError:
        return set()
    lines = lineage(tree, targets)
    return {
        digest
        for stage, row in zip(tree.stages, chain_ids(tree, lines))
        if stage.index in lines.ships
        for node, digest in zip(stage.instructions, row)
        if node.keyword in LAYERS
    }
