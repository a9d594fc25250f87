"""Running the tables: shift and reduce, as Lark's own LALR parser does with a transformer."""

from __future__ import annotations

from collections.abc import Callable

from dslim.syntax.lexer import DockerfileLexer
from dslim.syntax.tables import Tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Automaton:
    """A parser. `transformer` has a method for each rule; one whose name begins with `_` is put into its parent."""

    def __init__(self, tables: Tables, lexer: DockerfileLexer, transformer: object) -> None:
        self._tables = tables
        self._lex = lexer.lex
        self._rules: list[tuple[str, int, Callable[[list[Any]], Any] | None]] = [
            (name, size, None if name.startswith("_") else getattr(transformer, name)) for name, size in tables.rules
        ]

    def parse(self, text: str) -> Any:
        """What the transformer makes of the start rule. Raises what the lexer and the transformer raise."""
        actions, rules, end = self._tables.actions, self._rules, self._tables.end
        row = actions[self._tables.start]
        rows = [row]
        # one list of what it stands for a symbol, so that an inlined rule is its parts joined
        values: list[list[Any]] = []
        for token in self._lex(text):
            kind = token.type
            while (action := row[kind]) < 0:
                row = self._reduce(rows, values, rules[-1 - action], actions)
            row = actions[action]
            rows.append(row)
            values.append([token])
        while row is not actions[end]:
            row = self._reduce(rows, values, rules[-1 - row["$END"]], actions)
        return values[-1][0]

    @staticmethod
    def _reduce(
        rows: list[dict[str, int]],
        values: list[list[Any]],
        rule: tuple[str, int, Callable[[list[Any]], Any] | None],
        actions: list[dict[str, int]],
    ) -> dict[str, int]:
        """Replace what a rule is made of by what it gives; the state after it."""
        name, size, make = rule
        if size == 0:
            made: list[Any] = []
        else:
            made = values[-size]
            for more in values[1 - size :] if size > 1 else ():
                made += more
            del values[-size:], rows[-size:]
        values.append(made if make is None else [make(made)])
        row = actions[rows[-1][name]]
        rows.append(row)
        return row
