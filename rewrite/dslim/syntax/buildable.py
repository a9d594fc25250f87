"""Refuses what BuildKit parses and then refuses before it builds anything (`instructions.Parse`)."""

from __future__ import annotations

from dslim.syntax.errors import DockerfileSyntaxError
from dslim.syntax.nodes import Dockerfile, Instruction
from dslim.syntax.parser import parse

MOUNT_TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
#: All but CMD, ENTRYPOINT and RUN, which may be empty.
_NEEDS_AN_ARGUMENT = frozenset({
    "ARG", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "SHELL", "STOPSIGNAL", "USER", "VOLUME",
    "WORKDIR",
})  # fmt: skip


def parse_buildable(source: str | bytes, filename: str = "<string>") -> Dockerfile:
    """The tree of a Dockerfile that BuildKit would begin to build. Raises DockerfileSyntaxError, with the line."""
    tree = parse(source, filename)
    if not tree.stages:
        raise _error(tree.instructions[-1], "no FROM: the file has no build stage", filename)
    has_other_frontend = _has_other_frontend(tree)
    for index, node in enumerate(tree.instructions):
        reason = "no FROM above this instruction; only ARG may stand there" if _is_outside(tree, index) else ""
        if reason := reason or _why_refused(node, has_other_frontend):
            raise _error(node, reason, filename)
    return tree


def _is_outside(tree: Dockerfile, index: int) -> bool:
    node = tree.instructions[index]
    return node.keyword not in ("ARG", "FROM") and node.span.start < tree.stages[0].instructions[0].span.start


def _why_refused(node: Instruction, has_other_frontend: bool) -> str:
    """Why BuildKit refuses an instruction, in its words where they say enough; '' where it does not."""
    keyword = node.keyword
    if keyword == "RUN":
        return "" if not node.flags or has_other_frontend else _why_mount_refused(node)
    if keyword == "FROM":
        return _why_from_refused(node)
    if keyword in ("COPY", "ADD"):
        count = len(node.words) if node.json is None else len(node.json)
        return f"{keyword} needs a source and a destination" if count < 2 else ""
    return f"{keyword} needs an argument" if keyword in _NEEDS_AN_ARGUMENT and not node.args else ""


def _why_from_refused(node: Instruction) -> str:
    words = [word.text for word in node.words]
    is_plain = len(words) == 1 or (len(words) == 3 and words[1].upper() == "AS")
    return "" if is_plain else "FROM needs an image, or an image and a name: FROM image AS name"


def _why_mount_refused(node: Instruction) -> str:
    for flag in node.flags:
        if flag.name != "mount" or flag.value is None:
            continue
        for part in flag.value.split(","):
            key, _, value = part.partition("=")
            if key.strip().lower() == "type" and "$" not in value and value.lower() not in MOUNT_TYPES:
                from difflib import get_close_matches

                near = get_close_matches(value.lower(), MOUNT_TYPES, n=1)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(MOUNT_TYPES)}"
                return f"unknown mount type {value[:30]!r}; {hint}"
    return ""


def _has_other_frontend(tree: Dockerfile) -> bool:
    """Whether a `# syntax=` names a frontend that is not docker/dockerfile, which may know mounts of its own."""
    from dslim.syntax.nodes import Directive

    names = [item.value for item in tree.items if isinstance(item, Directive) and item.name == "syntax"]
    return any("docker/dockerfile" not in name for name in names)


def _error(node: Instruction, reason: str, filename: str) -> DockerfileSyntaxError:
    return DockerfileSyntaxError(reason, node.line, 1, node.logical.text, filename)
