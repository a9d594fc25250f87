"""The tree: what a Dockerfile is made of.

Every offset is a `str` offset into `Dockerfile.text`, the file decoded as UTF-8 with
`surrogateescape`, so text and bytes map one to one. Nodes are frozen; an edit makes a new text, and
a new text is parsed again.

Named tuples, not dataclasses: a dataclass costs 0.6 ms of start-up more.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias


class Span(NamedTuple):
    """A half-open range of offsets, `start` included and `end` not."""

    start: int
    end: int


class Comment(NamedTuple):
    """A whole-line comment, its line break included. `inner`: inside a continued instruction."""

    span: Span
    text: str
    inner: bool = False

    @property
    def body(self) -> str:
        """The comment without `#` and surrounding blanks."""
        return self.text.strip()[1:].strip()


class Blank(NamedTuple):
    """A line of nothing but blanks, its line break included."""

    span: Span
    text: str


class Directive(NamedTuple):
    """A parser directive at the top of the file: `# syntax=`, `# escape=`, `# check=`."""

    span: Span
    text: str
    name: str
    value: str


class Logical(NamedTuple):
    """One logical line: the text BuildKit sees, and where each part of it stands in the source.

    `start` is where it begins in the source. `pieces` are (offset in `text`, offset in the source from `start` on)
    pairs, ascending from (0, 0); the two texts run in parallel from each pair up to the next.
    """

    text: str
    pieces: tuple[tuple[int, int], ...]
    start: int

    def source(self, offset: int) -> int:
        """Source offset of the character at `offset` of the logical text."""
        pieces = self.pieces
        if len(pieces) == 1:
            return self.start + offset
        at, src = pieces[bisect_right(pieces, (offset, 1 << 62)) - 1]
        return self.start + src + offset - at

    def source_end(self, offset: int) -> int:
        """Source offset straight after the character before `offset`."""
        return self.source(offset - 1) + 1 if offset else self.source(0)

    def span(self, start: int, end: int) -> Span:
        """Source span of `text[start:end]`; a continuation inside it is inside the span."""
        return Span(self.source(start), self.source_end(end) if end > start else self.source(start))


class Flag(NamedTuple):
    """`--name=value` of an instruction; `value` is None for a bare `--name`. Quotes are removed.

    `start` and `end` are offsets in the logical text.
    """

    name: str
    value: str | None
    start: int
    end: int


class Word(NamedTuple):
    """A word of an instruction's arguments as written; offsets are in the logical text."""

    text: str
    start: int
    end: int


_NO_BLANKS = regex(r"[^\t\v\f\r ]+")


@lru_cache(maxsize=256)  # of one instruction they are asked again and again
def split_blank(text: str, base: int) -> tuple[Word, ...]:
    """Words between blanks, quotes and all (BuildKit's parseStringsWhitespaceDelimited)."""
    return tuple([Word(m[0], base + m.start(), base + m.end()) for m in _NO_BLANKS.finditer(text)])


class Heredoc(NamedTuple):
    """A here-document: `fd<<[-]NAME`, its body (raw, every line break kept) and its end line."""

    name: str
    chomp: bool
    expand: bool
    fd: int
    body: str
    body_span: Span
    end_span: Span


class Instruction(NamedTuple):
    """One instruction, from its first byte to the line break that ends it, heredocs included.

    `line` and `end_line` are those of the original file, 1-based, also in the tree of a text that edits made of it.
    """

    keyword: str
    span: Span
    line: int
    end_line: int
    tokens: tuple[str, ...]
    logical: Logical
    keyword_start: int
    flags: tuple[Flag, ...]
    args: str
    args_start: int
    json: tuple[str, ...] | None
    heredocs: tuple[Heredoc, ...]
    comments: tuple[Comment, ...]
    inner: Instruction | None
    escape: str

    @property
    def args_span(self) -> Span:
        """Source span of the arguments, flags and surrounding blanks left out."""
        return self.logical.span(self.args_start, self.args_start + len(self.args))

    @property
    def first_line(self) -> Span:
        """Source span of the logical line alone: the instruction without its heredoc bodies."""
        end = self.heredocs[0].body_span.start if self.heredocs else self.span.end
        return Span(self.span.start, end)

    @property
    def is_continued(self) -> bool:
        """Whether its last line is continued, and nothing follows: so only the last one of a file may end."""
        lines = [line for line in self.tokens if line.strip() and not line.lstrip().startswith("#")]
        return not self.heredocs and bool(lines) and lines[-1].rstrip().endswith(self.escape)

    @property
    def words(self) -> tuple[Word, ...]:
        """The arguments split at blanks, as BuildKit splits those of FROM, COPY and EXPOSE."""
        return split_blank(self.args, self.args_start)

    @property
    def operands(self) -> tuple[str, ...]:
        """The words of a COPY, ADD or VOLUME as they are written: of its JSON list, else `words`."""
        return self.json or tuple(word.text for word in self.words)

    def flag(self, name: str) -> str | None:
        """The value of the last flag called `name`, or None."""
        for flag in reversed(self.flags):
            if flag.name == name:
                return flag.value
        return None


Item: TypeAlias = "Directive | Comment | Blank | Instruction"


@dataclass(frozen=True)
class Stage:
    """A build stage: its FROM and what follows up to the next one."""

    index: int
    start: Instruction
    base: str
    name: str | None
    platform: str | None
    instructions: tuple[Instruction, ...]


@dataclass(frozen=True)
class Dockerfile:
    """A parsed Dockerfile. The spans of `items`, after the BOM if there is one, cover `text`.

    `edited`: the way back to the file as it was given, None where this is it.
    """

    text: str
    bom: str
    items: tuple[Item, ...]
    instructions: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    escape: str
    newline: str
    edited: Origin | None = field(default=None, repr=False, compare=False)
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)  # of dslim.support.memo

    @cached_property
    def directives(self) -> tuple[Directive, ...]:
        """The parser directives, in order."""
        return tuple(i for i in self.items if isinstance(i, Directive))

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment, inside instructions too, in order."""
        found: list[Comment] = []
        for item in self.items:
            if type(item) is Comment:
                found.append(item)
            elif type(item) is Instruction:
                found.extend(item.comments)
        return tuple(found)

    def between(self, start: int, end: int) -> tuple[Item, ...]:
        """The items that start in `start` to `end`, the end not included."""
        return self.items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def before(self, offset: int) -> Iterator[Item]:
        """The items that start before `offset`, the last one first."""
        return (self.items[i] for i in range(bisect_left(self._starts, offset) - 1, -1, -1))

    def touched(self, start: int, end: int) -> range:
        """The numbers of the instructions of which `start` to `end`, or the character at `start`, touches some."""
        first = bisect_right(self._ends, start)
        return range(first, max(first, bisect_left(self._beginnings, max(end, start + 1))))

    @cached_property
    def _beginnings(self) -> list[int]:
        return [node.span.start for node in self.instructions]

    @cached_property
    def _ends(self) -> list[int]:
        return [node.span.end for node in self.instructions]

    def says(self, word: str) -> bool:
        """Whether the text holds `word`. Looked for once: rules ask for every RUN."""
        known: dict[str, bool] = self.memo.setdefault("says", {})
        if word not in known:
            known[word] = word in self.text
        return known[word]

    def finds(self, pattern: str) -> bool:
        """Whether the text has a match of a regular expression. Looked for once: rules ask for every RUN."""
        known: dict[str, bool] = self.memo.setdefault("finds", {})
        if pattern not in known:
            known[pattern] = re.search(pattern, self.text) is not None
        return known[pattern]

    def line_of(self, offset: int) -> int:
        """The 1-based line of the original file where what stands at `offset` stood, or what it took the place of."""
        return self.origin.line_of(offset)

    @cached_property
    def origin(self) -> Origin:
        """The way back to the original file."""
        return self.edited or Origin(tuple([found.start() for found in re.finditer("\n", self.text)]))

    @cached_property
    def _starts(self) -> list[int]:
        return [item.span.start for item in self.items]
