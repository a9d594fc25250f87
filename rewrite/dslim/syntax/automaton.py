"""Running the tables: shift and reduce, as Lark's own LALR parser does with a transformer."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from dslim.syntax.logical import Token

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dslim.syntax.lexer import DockerfileLexer
    from dslim.syntax.tables import Tables
    from dslim.syntax.transformer import Parts, TreeToNodes


class Automaton:
    """A parser. `transformer` has a method for each rule; one whose name begins with `_` is put into its parent."""

    def __init__(self, tables: Tables, lexer: DockerfileLexer, transformer: TreeToNodes) -> None:
        self._tables = tables
        self._lex = lexer.lex
        self._rules: list[tuple[str, int, Callable[[list[Any]], Any] | None]] = [
            (name, size, None if name.startswith("_") else getattr(transformer, name)) for name, size in tables.rules
        ]

    def parse(self, text: str) -> Parts:
        """What the transformer makes of the start rule. Raises what the lexer and the transformer raise."""
        actions, rules = self._tables.actions, self._rules
        end = actions[self._tables.end]
        row = actions[self._tables.start]
        # of each symbol its row, and where in `parts` that begins which it stands for: an inlined rule leaves it there
        rows, begins = [row], [0]
        parts: list[Any] = []
        for token in chain(self._lex(text), [Token("$END", "", len(text), 0)]):
            kind = token[0]
            while row is not end and (action := row[kind]) < 0:
                name, size, make = rules[~action]
                if size == 0:
                    rows.append(row)
                    begins.append(len(parts))
                while size > 1:  # of its symbols the first stays, as the rule's own
                    rows.pop()
                    begins.pop()
                    size -= 1
                if make is not None:
                    at = begins[-1]
                    parts[at:] = [make(parts[at:])]
                row = rows[-1] = actions[rows[-2][name]]
            if row is end:
                break
            row = actions[action]
            rows.append(row)
            begins.append(len(parts))
            parts.append(token)
        found: Parts = parts[0]
        return found
