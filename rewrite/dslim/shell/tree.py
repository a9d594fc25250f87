"""Defines the typed tree of a shell script, one class for each kind of node.

Every span is a pair of str offsets into `Script.text`, end exclusive, so that a rule can cut or insert there.
A span never holds surrounding blanks, comments or a statement's terminator.

Named tuples, not dataclasses, but for three: a start-up makes 25 classes, and a dataclass costs 0.8 ms more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, TypeAlias


class Span(NamedTuple):
    """A half-open range of offsets into the text of the script."""

    start: int
    end: int


# ------------------------------------------------------------------ words


class Literal(NamedTuple):
    """Unquoted text, or plain text inside double quotes or a heredoc; escapes still in it."""

    span: Span
    text: str


class SingleQuoted(NamedTuple):
    """`'...'`: its value as it stands there."""

    span: Span
    value: str


class AnsiQuoted(NamedTuple):
    """`$'...'`: bash and busybox; dash reads a `$` and a single-quoted string."""

    span: Span
    text: str


class DoubleQuoted(NamedTuple):
    """`"..."`: plain text and what expands in it."""

    span: Span
    parts: tuple[Part, ...]


class Param(NamedTuple):
    """`$x`, `${x}`, `${x:-word}`: prefix is '', '#' (length) or '!' (indirect); arg all after op."""

    span: Span
    name: str
    prefix: str = ""
    subscript: str | None = None
    op: str = ""
    arg: Word | None = None


class CommandSub(NamedTuple):
    """`$(...)` or a command between backquotes."""

    span: Span
    body: tuple[Statement, ...]
    backquoted: bool


class ProcessSub(NamedTuple):
    """`<(...)` or `>(...)`; direction is '<' or '>'."""

    span: Span
    direction: str
    body: tuple[Statement, ...]


class Arith(NamedTuple):
    """`$((...))`, or the inside of `((...))`; text is the expression, parts its expansions and plain text."""

    span: Span
    text: str
    parts: tuple[Part, ...]


Part: TypeAlias = Literal | SingleQuoted | AnsiQuoted | DoubleQuoted | Param | CommandSub | ProcessSub | Arith


class Word(NamedTuple):
    """One shell word, as written.

    literal: the value after quote removal; None if it has an expansion, an unquoted glob, a tilde that may
    expand, a brace expansion, or a `$'..'` (which the shells read differently).
    """

    span: Span
    text: str
    parts: tuple[Part, ...]
    literal: str | None
    unquoted_glob: bool


class ArrayValue(NamedTuple):
    """`(a b c)` of an array assignment (bash)."""

    span: Span
    words: tuple[Word, ...]


class Assignment(NamedTuple):
    """`name=value`; op is '=' or '+='; value None for `name=`."""

    span: Span
    name: str
    subscript: str | None
    op: str
    value: Word | ArrayValue | None


@dataclass(frozen=True)
class Heredoc:
    """The lines after a `<<` redirect, without the closing delimiter line; no parts if the name is quoted."""

    span: Span
    delimiter: str
    quoted: bool
    parts: tuple[Part, ...]


class Redirect(NamedTuple):
    """fd is None where none is written; for `<<` and `<<-` target is the delimiter word."""

    span: Span
    fd: int | None
    op: str
    target: Word
    heredoc: Heredoc | None = None


# --------------------------------------------------------------- commands


@dataclass(frozen=True)
class Simple:
    """A simple command: assignments, words and redirects; `memo` is for support/memo.py."""

    span: Span
    assignments: tuple[Assignment, ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


class Group(NamedTuple):
    """`{ ...; }`: statements that the same shell runs."""

    span: Span
    body: tuple[Statement, ...]
    redirects: tuple[Redirect, ...]


class Subshell(NamedTuple):
    """`( ... )`: statements that a shell of their own runs."""

    span: Span
    body: tuple[Statement, ...]
    redirects: tuple[Redirect, ...]


class Branch(NamedTuple):
    """`if`/`elif` condition `then` body; span from the first command to the last."""

    span: Span
    condition: tuple[Statement, ...]
    body: tuple[Statement, ...]


class If(NamedTuple):
    """`if ...; then ...; elif ...; else ...; fi`; orelse is what follows `else`."""

    span: Span
    branches: tuple[Branch, ...]
    orelse: tuple[Statement, ...] | None
    redirects: tuple[Redirect, ...]


class Loop(NamedTuple):
    """keyword is 'while' or 'until'."""

    span: Span
    keyword: str
    condition: tuple[Statement, ...]
    body: tuple[Statement, ...]
    redirects: tuple[Redirect, ...]


class For(NamedTuple):
    """words None: no `in`, the loop runs over "$@"."""

    span: Span
    name: str
    words: tuple[Word, ...] | None
    body: tuple[Statement, ...]
    redirects: tuple[Redirect, ...]


class Select(NamedTuple):
    """bash's `select`, like For."""

    span: Span
    name: str
    words: tuple[Word, ...] | None
    body: tuple[Statement, ...]
    redirects: tuple[Redirect, ...]


class CFor(NamedTuple):
    """bash's `for ((a; b; c))`."""

    span: Span
    header: Arith
    body: tuple[Statement, ...]
    redirects: tuple[Redirect, ...]


class Clause(NamedTuple):
    """One `pattern | pattern) body ;;`; terminator is '', ';;', ';&' or ';;&'."""

    span: Span
    patterns: tuple[Word, ...]
    body: tuple[Statement, ...]
    terminator: str


class Case(NamedTuple):
    """`case word in ... esac`: clauses, of which the first that fits runs."""

    span: Span
    subject: Word
    clauses: tuple[Clause, ...]
    redirects: tuple[Redirect, ...]


class Function(NamedTuple):
    """body is a compound command, redirects included."""

    span: Span
    name: str
    body: Command


class DoubleBracket(NamedTuple):
    """`[[ ... ]]`; words are the operands and operators between the brackets, in order."""

    span: Span
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


class Arithmetic(NamedTuple):
    """`(( ... ))`: a command that succeeds where its value is not zero."""

    span: Span
    expression: Arith
    redirects: tuple[Redirect, ...]


Command: TypeAlias = (
    Simple | Group | Subshell | If | Loop | For | Select | CFor | Case | Function | DoubleBracket | Arithmetic
)


class Pipeline(NamedTuple):
    """Two or more members, or one under `!` or `time`; a plain single command is not wrapped.

    operators ('|' or '|&') stand between the members; one fewer.
    """

    span: Span
    negated: bool
    timed: bool
    members: tuple[Command, ...]
    operators: tuple[str, ...]


class AndOr(NamedTuple):
    """Two or more items joined by '&&' and '||', left-associative as written."""

    span: Span
    items: tuple[Pipeline | Command, ...]
    operators: tuple[str, ...]
    operator_spans: tuple[Span, ...]


class Statement(NamedTuple):
    r"""terminator is '', ';', '&' or '\n'; span leaves it out."""

    span: Span
    node: AndOr | Pipeline | Command
    terminator: str
    terminator_span: Span | None


# ----------------------------------------------------------------- script


class Comment(NamedTuple):
    """From `#` to the end of the line, newline excluded."""

    span: Span
    text: str


class Bashism(NamedTuple):
    """What dash, bash and busybox ash do not read alike: kind is the construct as written, such as '&>'."""

    span: Span
    kind: str


#: Start, end and kind: 'word', 'op' (operators, keywords, `$(` and the like), 'newline', 'comment', 'heredoc' (the
#: lines with the closing one), 'arith' (`$((..))`, `((..))`) or 'test' (an operator inside `[[`). A word holds the
#: tokens of its substitutions; they come before it in lists. No named tuple: there are more of these than of nodes.
Token: TypeAlias = tuple[int, int, str]


@dataclass(frozen=True)
class Script:
    """A shell script that both readers understood.

    bashisms: what the sh dialects read differently; in dash `a &> f` runs a in the background.

    `memo` is `once`'s.
    """

    text: str
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
    bashisms: tuple[Bashism, ...]
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


class Opaque(NamedTuple):
    """A shell script that is not understood for certain, with the reason; offset is where.

    `may_be_right`: nothing is wrong with the text as far as the first reader can tell: the second one sees
    something else, or a bound was met.
    """

    reason: str
    offset: int
    may_be_right: bool = False


Node: TypeAlias = (
    Script
    | Statement
    | AndOr
    | Pipeline
    | Command
    | Branch
    | Clause
    | Redirect
    | Heredoc
    | Assignment
    | ArrayValue
    | Word
    | Part
)
