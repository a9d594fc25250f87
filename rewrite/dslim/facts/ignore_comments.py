"""Ignore comments: `# dslim: ignore[...]`, and the ones people already wrote for other tools."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Comment, Dockerfile, Instruction

_OURS = regex(r"dslim:\s*(ignore-file|ignore)(?![\w-])\s*(?:\[([^\]]*)\])?", re.IGNORECASE)
#: `# dslim: ingore[...]`: whoever misspelt it wanted the instruction left alone.
_NEARLY_OURS = regex(r"dslim:?\s*([a-z][a-z-]*)\s*(?:\[([^\]]*)\])?", re.IGNORECASE)
_HADOLINT = regex(r"hadolint\s+(?:global\s+)?ignore\s*=\s*([\w\s,]+)", re.IGNORECASE)
_GLOBAL = regex(r"hadolint\s+global\s+ignore", re.IGNORECASE)

_FOREIGN = regex(
    r"(hadolint|shellcheck|tally|check|checkov|trivy|kics|semgrep|nosemgrep)\b.*(ignore|disable|skip|nosem)",
    re.IGNORECASE,
)


def is_ignore_comment(comment: Comment) -> bool:
    """Whether a comment tells this or another tool to ignore something in what follows it."""
    body = comment.body
    lower = body.lower()
    if body.isascii() and not ("ignore" in lower or "disable" in lower or "skip" in lower or "nosem" in lower):
        return "dslim" in lower and _misspelt(body) is not None  # else one of these stands in each of them
    return bool(_OURS.match(body) or _FOREIGN.match(body)) or _misspelt(body) is not None


def _misspelt(body: str) -> re.Match[str] | None:
    """What a comment holds that is all but `dslim: ignore`; None for any other comment."""
    found = _NEARLY_OURS.match(body)
    if found is None:
        return None
    from difflib import get_close_matches  # for comments that begin with our name alone

    return found if get_close_matches(found[1].lower(), ("ignore", "ignore-file"), n=1, cutoff=0.7) else None


#: hadolint's rules and ours that do what they ask for.
HADOLINT = {
    "DL3059": "SL101",
    "DL3009": "SL201",
    "DL3019": "SL202",
    "DL3032": "SL203",
    "DL3040": "SL203",
    "DL3036": "SL204",
    "DL3042": "SL205",
    "DL3060": "SL207",
    "DL3006": "SL402",
    "DL3007": "SL402",
    "DL3015": "SL221",
}


class IgnoreComment(NamedTuple):
    """An ignore comment. `rules`: what it names, in lower case and as it was written; empty for all.

    `word`: `ignore` or `ignore-file` as it was written for dslim, misspelt maybe; '' in a comment for another tool.
    """

    comment: Comment
    rules: frozenset[str]
    whole_file: bool
    word: str = ""

    @property
    def is_misspelt(self) -> bool:
        """Whether it is taken for an ignore comment although it is not written as one."""
        return bool(self.word) and _OURS.match(self.comment.body) is None


def read_ignore_comment(comment: Comment) -> IgnoreComment | None:
    """The ignore comment that a comment is, or None."""
    body = comment.body
    if ours := _OURS.match(body) or _misspelt(body):
        names = frozenset(n.strip().lower() for n in (ours[2] or "").split(",") if n.strip())
        return IgnoreComment(comment, names, "-" in ours[1], ours[1])
    if theirs := _HADOLINT.match(body):
        codes = {HADOLINT.get(c.strip().upper(), "") for c in re.split(r"[,\s]+", theirs[1])}
        names = frozenset(c.lower() for c in codes if c)
        return IgnoreComment(comment, names, bool(_GLOBAL.match(body))) if names else None
    return None


def ignore_edit(tree: Dockerfile, offset: int, rule: str) -> Edit | None:
    """The edit that keeps a rule off the instruction at an offset: a comment above it, with its indent and line end.

    None where no instruction stands there.
    """
    touched = tree.touched(offset, offset + 1)
    if not touched:
        return None
    start = tree.instructions[touched[0]].span.start
    line = tree.text.rfind("\n", 0, start) + 1
    line += tree.text.startswith("\ufeff", line)
    indent = re.match(r"[ \t]*", tree.text[line:])
    return Edit(line, line, f"{indent[0] if indent else ''}# dslim: ignore[{rule}]{tree.newline}")


def ignore_file_edit(tree: Dockerfile) -> Edit:
    """The edit that keeps all rules off a file: a comment at its top, below what must stay there."""
    at = tree.directives[-1].span.end if tree.directives else len(tree.bom)
    return Edit(at, at, f"# dslim: ignore-file{tree.newline}")


class IgnoreComments(NamedTuple):
    """All ignore comments of a file: `everywhere`, and by the instruction they stand above."""

    everywhere: tuple[IgnoreComment, ...]
    above: dict[int, tuple[IgnoreComment, ...]]

    def on(self, node: Instruction, covers: Callable[[IgnoreComment], bool]) -> IgnoreComment | None:
        """The first ignore comment for an instruction that `covers` a rule, or None."""
        for ignore_comment in (*self.everywhere, *self.above.get(node.span.start, ())):
            if covers(ignore_comment):
                return ignore_comment
        return None


def read_ignore_comments(tree: Dockerfile) -> IgnoreComments:
    """The ignore comments of a file. One counts for the instruction that follows its comment block."""
    text = tree.text.lower()
    if "ignore" not in text and "skip" not in text and "dslim" not in text:  # as each of them says
        return IgnoreComments((), {})
    everywhere: list[IgnoreComment] = []
    above: dict[int, tuple[IgnoreComment, ...]] = {}
    waiting: list[IgnoreComment] = []
    for directive in tree.directives:
        if directive.name == "check" and re.search(r"skip\s*=\s*all\b", directive.value):
            everywhere.append(IgnoreComment(Comment(directive.span, directive.text), frozenset(), whole_file=True))
    for item in tree.items:
        if isinstance(item, Comment) and (ignore_comment := read_ignore_comment(item)):
            (everywhere if ignore_comment.whole_file else waiting).append(ignore_comment)
        elif isinstance(item, Instruction):
            inner = [p for c in item.comments if (p := read_ignore_comment(c))]
            everywhere += [p for p in inner if p.whole_file]
            waiting += [p for p in inner if not p.whole_file]
            if waiting:
                above[item.span.start] = tuple(waiting)
                waiting = []
    return IgnoreComments(tuple(everywhere), above)
