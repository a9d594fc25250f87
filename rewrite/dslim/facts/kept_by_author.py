"""Comments in which an author wants caches, lists or archives kept: "keep the lists", "do not remove, needed by x"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from dslim.facts.ignore_comments import is_ignore_comment
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.nodes import Comment, Dockerfile, Instruction

_THINGS = (
    r"(?:(?:apt|apk|yum|dnf|pip|npm|yarn|package|download(?:ed)?)[- ])?"
    r"(?:lists|indexe?s|caches?|archives?|tarballs?|debs|wheels|metadata|(?:apt|package) (?:list|index)"
    r"|/(?:var/(?:lib/apt|cache)|root/\.\w+)[\w./*-]*)"
)
_REMOVE = r"(?:rm|remov(?:e|ing)|delet(?:e|ing)|clean(?:ing)?|purg(?:e|ing)|clear(?:ing)?|wip(?:e|ing)|empty(?:ing)?)"
_KEEPS = regex(
    rf"(?i)\b(?:keep(?:ing|s)?|kept|preserv\w+|retain\w*|leav(?:e|ing)) (?:\w+ ){{0,3}}{_THINGS}(?![\w-])"
    rf"|\b(?:do not|don.?t|never|must not|should not|cannot|can.?t) {_REMOVE}\b"
    rf"|{_THINGS}(?: \w+){{0,3}} (?:must|should|has to|have to|needs? to) (?:stay|remain|be kept|not be)"
    rf"|{_THINGS}(?: \w+){{0,3}} (?:needed|required|used|reused|read|expected|installed from) (?:\w+ ){{0,2}}"
    r"(?:later|below|by|at|when|for|in)\b"
    rf"|\b(?:needs?|requires?|uses?|reads?|reuses?) (?:\w+ ){{0,2}}{_THINGS}(?: \w+){{0,3}}"
    r" (?:later|below|at run ?time|offline)"
)
#: A line of a script that is commented out.
_IS_CODE = regex(
    r"[ \t]*#+[ \t]*(?:(?:RUN|COPY|ADD|ENV|ARG|FROM|&&|rm|find)\b"
    r"|(?:apk|apt|apt-get|pip3?|npm|yarn|yum|dnf) (?:add|del|-|install|update|ci|clean|remove|purge|cache)\b)"
)
#: A comment of more characters is not read.
MAX_COMMENT = 2_000


@lru_cache(maxsize=4096)  # each step of a file asks again, and comments come in file after file
def keeps_caches(text: str) -> bool:
    """Whether a comment, without its `#`, asks to leave caches, lists or archives where they are."""
    return len(text) <= MAX_COMMENT and _KEEPS.search(text) is not None


def line_that_keeps(tree: Dockerfile, node: Instruction) -> int | None:
    """The line of a comment straight above an instruction, or inside it, that asks to keep caches; None for none."""
    found = _keeping_comments(tree)
    return next((tree.line_of(c.span.start) for c in _comments_of(tree, node) if c.span.start in found), None)


def _comments_of(tree: Dockerfile, node: Instruction) -> Iterator[Comment]:
    for item in tree.before(node.span.start):
        if not isinstance(item, Comment):
            break
        yield item
    yield from node.comments


@once
def _keeping_comments(tree: Dockerfile) -> frozenset[int]:
    """Where the comments stand that ask to keep caches; nearly always none."""
    found = [c for c in tree.comments if not _IS_CODE.match(c.text) and not is_ignore_comment(c)]
    return frozenset(c.span.start for c in found if keeps_caches(c.body))
