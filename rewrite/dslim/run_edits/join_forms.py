"""How the bodies of several RUNs become one that runs each as its own shell would.

The forms are those of the merging table in docs/semantics.md, the plainest that holds first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dslim.facts.run import Run
from dslim.facts.word_values import paths_run
from dslim.shell import Leak, Script, commands, leaks
from dslim.shell import tree as t
from dslim.shell.errexit import is_errexit_and_xtrace, may_act_on_failures, may_turn_on, set_text, turns_on
from dslim.shell.path_lookup import forgets
from dslim.shell.plain_commands import is_and_or, is_chain, is_plain
from dslim.shell.state_observers import heeds_errexit, is_blind


@dataclass(frozen=True)
class Body:
    """One RUN's script, and what matters of it for a join."""

    run: Run
    script: Script

    @property
    def statements(self) -> tuple[t.Statement, ...]:
        """The top-level statements."""
        return self.script.statements

    @cached_property
    def size(self) -> int:
        """Bytes of its text."""
        return len(self.script.text.encode("utf-8", "surrogateescape"))

    @cached_property
    def leaks(self) -> tuple[Leak, ...]:
        """What the body's shell keeps."""
        return tuple(leak for leak in leaks(self.script) if leak.span.start not in self.paths)

    @cached_property
    def paths(self) -> frozenset[int]:
        """Where commands start that are known to be files, although a variable names them."""
        return paths_run(self.run)

    @cached_property
    def chain(self) -> bool:
        """One `&&` chain of plain commands."""
        return len(self.statements) == 1 and not self.background and is_chain(self.statements[0].node)

    @property
    def background(self) -> bool:
        """A top-level statement ends in `&`."""
        return any(s.terminator == "&" for s in self.statements)

    @cached_property
    def needs_braces(self) -> bool:
        """Whether `A && body` would be read otherwise than as A and the whole body."""
        if len(self.statements) != 1 or self.background:
            return True
        node = self.statements[0].node
        return isinstance(node, t.AndOr) and "||" in node.operators

    @cached_property
    def errexit(self) -> bool:
        """A `set` that may turn errexit on stands anywhere in it."""
        return any(may_turn_on(simple) for simple in commands(self.script))

    @cached_property
    def isolable(self) -> bool:
        """Whether `( body ) && ...` runs the body as alone: nothing in it heeds being left of `&&`."""
        return not self.errexit and not any(self._acts_on_failures(s) for s in commands(self.script))

    def _acts_on_failures(self, simple: t.Simple) -> bool:
        """Its effect may depend on standing left of `&&`: it may turn errexit or ERR on."""
        is_file = simple.words and simple.words[0].literal is None and simple.words[0].span.start in self.paths
        return not is_file and may_act_on_failures(simple)

    @cached_property
    def opening(self) -> str | None:
        """The `set` that the body begins with, followed by `;`, if it turns errexit on for certain."""
        first = self.statements[0]
        text = set_text(first.node)
        return text if text and first.terminator == ";" and len(self.statements) > 1 else None

    @cached_property
    def chained_opening(self) -> str | None:
        """The `set` that a pure `&&` chain begins with, if it turns errexit on for certain."""
        if len(self.statements) != 1 or not isinstance(self.statements[0].node, t.AndOr):
            return None
        node = self.statements[0].node
        text = set_text(node.items[0])
        if text is None or self.background or any(op != "&&" for op in node.operators):
            return None
        return text if all(is_plain(item) for item in node.items[1:]) else None

    @property
    def start(self) -> int:
        """Where the body's first command begins."""
        return self.statements[0].span.start

    @property
    def end(self) -> int:
        """Where the body ends, a closing `;` left out; a closing `&` stays."""
        last = self.statements[-1]
        if last.terminator == "&" and last.terminator_span is not None:
            return last.terminator_span.end
        return last.span.end

    @property
    def last(self) -> t.AndOr | t.Pipeline | t.Command:
        """The last statement's command."""
        return self.statements[-1].node


@dataclass(frozen=True)
class Piece:
    """A body in a join: `text[start:end]` of its script, with what stands before and after it."""

    before: str
    start: int
    end: int
    after: str


@dataclass(frozen=True)
class Joined:
    """The pieces in order, and between them `&&` or `;`. `head` stands before all of it."""

    pieces: tuple[Piece, ...]
    operators: tuple[str, ...]
    head: str = ""


def join(bodies: Sequence[Body], fixed: frozenset[str] = frozenset()) -> Joined:
    """The plainest right form for two or more bodies that no hazard keeps apart (see `merging.refusal`).

    `fixed`: names that always stand first on PATH, see shell/path_lookup.py.
    """
    alone = forgets([b.script for b in bodies], fixed)
    errexit = turns_on(bodies[0].run.state.shell[1:])
    for form in (_same_set, _same_chained_set):
        if found := form(bodies, alone):
            return found
    # left of `&&` a subshell forgets errexit: only for a chain it makes no difference
    heedless = 0 in alone and not bodies[0].chain and (errexit or bodies[0].errexit)
    if not heedless and _and_holds(bodies, errexit):
        return _and_form(bodies, alone)
    return _general(bodies, alone, errexit)


def _whole(body: Body, before: str = "", after: str = "") -> Piece:
    return Piece(before, body.start, body.end, after)


def _leak_free(body: Body, openings: int) -> bool:
    """No leak but that of the opening `set`."""
    return len(body.leaks) == openings


def _same_set(bodies: Sequence[Body], alone: frozenset[int]) -> Joined | None:
    """All open with the same `set -e...;`: one of them serves all."""
    opening = bodies[0].opening
    if opening is None or alone or any(b.opening != opening for b in bodies):
        return None
    for body in bodies[:-1]:
        if not _leak_free(body, 1) or _sets(body) != 1 or not is_plain(body.last) or body.background:
            return None
    if bodies[-1].background:
        return None
    pieces = [_whole(bodies[0])]
    pieces += [Piece("", b.statements[1].span.start, b.end, "") for b in bodies[1:]]
    return Joined(tuple(pieces), (";",) * (len(bodies) - 1))


def _same_chained_set(bodies: Sequence[Body], alone: frozenset[int]) -> Joined | None:
    """All are `set -e... && a && b` with the same set: one of them serves all."""
    opening = bodies[0].chained_opening
    if opening is None or alone or any(b.chained_opening != opening for b in bodies):
        return None
    if any(heeds_errexit(b.script) for b in bodies):
        return None
    pieces = [_whole(bodies[0])]
    for body in bodies[1:]:
        node = body.statements[0].node
        assert isinstance(node, t.AndOr)
        pieces.append(Piece("", node.items[1].span.start, body.end, ""))
    return Joined(tuple(pieces), ("&&",) * (len(bodies) - 1))


def _sets(body: Body) -> int:
    return sum(1 for s in commands(body.script) if s.words and s.words[0].literal in ("set", "shopt"))


def _and_holds(bodies: Sequence[Body], errexit: bool) -> bool:
    """Whether `A && B && C` with braces and subshells runs each as alone."""
    if errexit or bodies[0].errexit:
        first, rest = bodies[0], bodies[1:]
        if not all(b.chain for b in rest) or not is_and_or(first.last) or first.background:
            return False
        if any(heeds_errexit(node) for node in (first.last, *(b.script for b in rest))):
            return False
        if not first.errexit:
            return _leak_free(first, 0)
        # `-x` only prints; any other option might change what the next body does
        harmless = first.opening or first.chained_opening or ""
        return is_errexit_and_xtrace(harmless) and _leak_free(first, 1)
    return all(b.isolable for b in bodies[:-1])


def _and_form(bodies: Sequence[Body], alone: frozenset[int]) -> Joined:
    pieces = []
    for i, body in enumerate(bodies):
        last = i == len(bodies) - 1
        own_set = body.errexit and i == 0
        heeded = any(not is_blind([b.script for b in bodies[i + 1 :]], leak) for leak in body.leaks)
        if not last and (i in alone or (heeded and not own_set)):
            pieces.append(_whole(body, "( ", " )"))
        elif i and body.needs_braces:
            closed = body.statements[-1].terminator == "&"
            pieces.append(_whole(body, "{ ", " }" if closed else "; }"))
        else:
            pieces.append(_whole(body))
    return Joined(tuple(pieces), ("&&",) * (len(bodies) - 1))


def _general(bodies: Sequence[Body], alone: frozenset[int], errexit: bool) -> Joined:
    """`set -e; ( A ); ( B )`: a subshell a body, each a statement of its own.

    Neighbours that `&&` joins share one subshell.
    """
    pieces: list[Piece] = []
    operators: list[str] = []
    i = 0
    while i < len(bodies):
        stop = i + 1
        while stop < len(bodies) and not errexit and not bodies[i].errexit and not bodies[stop].errexit:
            if not _and_holds(bodies[i : stop + 1], errexit):
                break
            stop += 1
        group = bodies[i:stop]
        inner = _and_form(group, frozenset(k - i for k in alone if i <= k < stop - 1))
        if pieces:
            operators.append(";")
        pieces += _wrapped(group, inner.pieces, errexit, i in alone)
        operators += inner.operators
        i = stop
    return Joined(tuple(pieces), tuple(operators), "" if errexit else "set -e; ")


def _negates_compound(body: Body) -> bool:
    node = body.statements[0].node
    return isinstance(node, t.Pipeline) and node.negated and not isinstance(node.members[0], t.Simple)


def _wrapped(group: Sequence[Body], pieces: Sequence[Piece], errexit: bool, alone: bool) -> list[Piece]:
    """One statement of the general form."""
    first, last = pieces[0], pieces[-1]
    opens = group[0].opening is not None or group[0].chained_opening is not None
    plain = all(b.chain and not heeds_errexit(b.script) for b in group)
    if len(group) == 1 and is_plain(group[0].last) and plain and not alone:
        return list(pieces)
    before = "( " + ("" if errexit or plain or (opens and len(group) == 1) else "set +e; ")
    if before == "( " and _negates_compound(group[0]):
        before = "( :; "  # bash -e forgets the `!` of a compound that stands alone in a subshell
    done = list(pieces)
    done[0] = Piece(before + first.before, first.start, first.end, first.after)
    last = done[-1]
    done[-1] = Piece(last.before, last.start, last.end, last.after + " )")
    return done
