"""The typed tree of a shell script.

Offsets are `str` offsets into the script's own text. A substitution inside a word holds a script of its
own, with offsets into its own text: nothing is edited in there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class Part(NamedTuple):
    """A piece of a word: `kind` is one of literal, single, ansi, double, param, command, arith, process.

    `text` as written. `value`: what a literal or quoted piece stands for. `script`: of a command or
    process substitution. `name` and `op`: of a parameter, `${name:=word}` giving op `:=`.
    """

    kind: str
    text: str
    value: str = ""
    name: str = ""
    op: str = ""
    script: Script | Opaque | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written; `start` and `end` in the script's text."""

    text: str
    start: int
    end: int

    @property
    def parts(self) -> tuple[Part, ...]:
        """The pieces it is made of."""
        return _info(self.text).parts

    @property
    def literal(self) -> str | None:
        """Its value where nothing is left to the shell: no expansion, no pattern, no tilde, no braces."""
        return _info(self.text).literal

    @property
    def is_simple(self) -> bool:
        """Whether it holds no expansion of any kind (patterns, tilde and braces apart)."""
        return not any(p.kind in ("param", "command", "arith", "process") for p in flat_parts(self.parts))


class WordInfo(NamedTuple):
    """What a word's text says."""

    parts: tuple[Part, ...]
    literal: str | None


def _info(text: str) -> WordInfo:
    from dslim.shell.words import analyse

    return analyse(text)


def flat_parts(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Every part, nested ones too."""
    for part in parts:
        yield part
        yield from flat_parts(part.parts)


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name=value` or `name+=value`, `text` as written; `array` for `name=(...)` or `name[i]=...`."""

    name: str
    op: str
    value: Word
    start: int
    end: int
    array: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirection with its one target; `fd` is '' where none is written."""

    fd: str
    op: str
    target: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Simple:
    """A simple command: assignments, words, redirections, each in written order."""

    assignments: tuple[Assignment, ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    start: int
    end: int

    @property
    def name(self) -> str | None:
        """The command's literal name; None without words or where an expansion decides."""
        return self.words[0].literal if self.words else None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`a | b`; a `!` or `time` in front gives a pipeline even of one member."""

    members: tuple[Node, ...]
    operators: tuple[str, ...]
    negated: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AndOr:
    """`a && b || c`, left-associative; `operator_spans[i]` stands between items i and i+1."""

    items: tuple[Node, ...]
    operators: tuple[str, ...]
    operator_spans: tuple[tuple[int, int], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A command list's member with what ends it: '', ';', '&' or a newline."""

    node: Node
    terminator: str
    terminator_span: tuple[int, int]

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.node.start

    @property
    def end(self) -> int:
        """Offset after its last character, the terminator left out."""
        return self.node.end


@dataclass(frozen=True, slots=True)
class Compound:
    """Any compound command.

    `kind`: group, subshell, if, while, until, for, cfor, select, case, function, double-bracket or
    arithmetic. `bodies`: its statement lists (conditions too), in written order. `words`: a for's
    list, a case's subject and patterns. `name`: a for's variable, a function's name.
    """

    kind: str
    bodies: tuple[tuple[Statement, ...], ...]
    words: tuple[Word, ...]
    name: str
    redirects: tuple[Redirect, ...]
    start: int
    end: int


Node: TypeAlias = "Simple | Pipeline | AndOr | Compound"


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script. `bash_only`: syntax in it that dash and ash refuse or read otherwise.

    `comment`: offset of a `#` comment in it, -1 without one. A text of blanks has no statement.
    """

    text: str
    statements: tuple[Statement, ...]
    bash_only: tuple[str, ...] = ()
    comment: int = -1


@dataclass(frozen=True, slots=True)
class Opaque:
    """A script that no rule may look into, and why; `offset` is where it went wrong."""

    reason: str
    offset: int = 0


def nodes(root: Script | Statement | Node, inside: bool = True) -> Iterator[Node]:
    """Every node below, in written order; with `inside`, those in substitutions of words too."""
    if isinstance(root, Script):
        for statement in root.statements:
            yield from nodes(statement.node, inside)
        return
    if isinstance(root, Statement):
        yield from nodes(root.node, inside)
        return
    yield root
    if inside:
        for script in substitutions(root):
            if isinstance(script, Script):
                yield from nodes(script, inside)
    for child in children(root):
        yield from nodes(child, inside)


def children(node: Node) -> Iterator[Node]:
    """The nodes straight below."""
    if isinstance(node, (Pipeline, AndOr)):
        items = node.members if isinstance(node, Pipeline) else node.items
        yield from items
    elif isinstance(node, Compound):
        for body in node.bodies:
            for statement in body:
                yield statement.node


def own_words(node: Node) -> Iterator[Word]:
    """The words that belong to a node itself: arguments, values, targets, lists, patterns."""
    if isinstance(node, Simple):
        for assignment in node.assignments:
            yield assignment.value
        yield from node.words
    if isinstance(node, Compound):
        yield from node.words
    if isinstance(node, (Simple, Compound)):
        for redirect in node.redirects:
            yield redirect.target


def substitutions(node: Node) -> Iterator[Script | Opaque]:
    """The scripts of the command and process substitutions in a node's own words."""
    for word in own_words(node):
        if "$" in word.text or "`" in word.text or "(" in word.text:
            for part in flat_parts(word.parts):
                if part.script is not None:
                    yield part.script


def simples(root: Script | Statement | Node, inside: bool = True) -> Iterator[Simple]:
    """Every simple command below."""
    for node in nodes(root, inside):
        if isinstance(node, Simple):
            yield node
