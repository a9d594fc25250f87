"""Reads what expands in a word: parameters, commands in place of their output, and arithmetic.

What two shells read differently is noted (`Bashism`) or, where it moves a word boundary, refused.
"""

from __future__ import annotations

import re

from dslim.shell.parsing.heredocs import UNQUOTED, HeredocReader
from dslim.shell.parsing.word_values import read_value
from dslim.shell.tree import Arith, CommandSub, Literal, Param, Part, ProcessSub, Span, Statement, Word
from dslim.support.lazy_regex import regex

_ARGUMENT = regex(r"(?:[^\"'$`\\{}<>]+|\\.)+", re.S)
_VAR = regex(r"\$([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])")
_PARAM = regex(
    r"\$\{([#!]?)([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(\[[A-Za-z0-9_@*+ -]*\])?"
    r"(:?[-=+?]|##?|%%?|//?|\^\^?|,,?|:|@)?"
)
_POSIX_OPS = frozenset({"", "-", ":-", "=", ":=", "+", ":+", "?", ":?", "#", "##", "%", "%%"})
_BACKQUOTE = regex(r"`((?:[^`\\]|\\.)*)`", re.S)
_ARITHMETIC = regex(r"[\w\s+\-*/%<>=!&|^~?:,()#\[\].$@{}]*", re.ASCII)


class ExpansionReader(HeredocReader):
    """Takes expansions. The commands in them, a subclass takes."""

    def command_list(self) -> tuple[Statement, ...]:
        """Read statements up to what closes them."""
        raise NotImplementedError

    def make_word(self, start: int, end: int, parts: tuple[Part, ...]) -> Word:
        """The word from `start` to `end`, with its value as far as that is known."""
        value, globs = read_value(parts)
        return Word(Span(start, end), self.text[start:end], parts, value, globs)

    def dollar(self, quoted: bool) -> Part:
        """Read what a `$` begins: a variable, `${...}`, `$(...)`, `$((...))`, or a plain `$`."""
        text, start = self.text, self.pos
        found = _VAR.match(text, start)
        if found:
            self.pos = found.end()
            if text.startswith("\\\n", self.pos):  # `$A\<newline>B` is $AB
                raise self.refuse("line continuation after a $")
            return Param(Span(start, self.pos), found.group(1))
        following = text[start + 1 : start + 2]
        if following == "{":
            return self.braced(quoted)
        if following == "(":
            return self.arithmetic() if text.startswith("(", start + 2) else self.command_sub()
        if following == "'" and not quoted:
            return self.ansi_quoted()
        if following == "[" or (following == '"' and not quoted):
            raise self.refuse(f"${following}")  # an expansion in bash, a plain `$` in dash
        if following == "\\" and text.startswith("\n", start + 2):
            raise self.refuse("line continuation after a $")
        self.pos = start + 1
        return Literal(Span(start, start + 1), "$")

    def braced(self, quoted: bool) -> Param:
        """Read `${...}`."""
        start = self.pos
        found = _PARAM.match(self.text, start, self.end)
        if not found:
            raise self.refuse("${ of an unknown form")
        prefix, name, subscript, op = found.groups(default="")
        self.pos = found.end()
        arg = None
        if self.text.startswith("\\\n", self.pos):
            raise self.refuse("line continuation inside ${")
        if op:
            self.enter_level()
            arg = self.argument(quoted)
            self.depth -= 1
        if not self.text.startswith("}", self.pos) or self.pos >= self.end:
            raise self.refuse("${ of an unknown form", start)
        self.pos += 1
        if subscript or prefix == "!" or op not in _POSIX_OPS:
            self.note_bashism(start, self.pos, "${")
        return Param(Span(start, self.pos), name, prefix, subscript[1:-1] if subscript else None, op, arg)

    def argument(self, quoted: bool) -> Word:
        """What follows the operator of `${x:-...}`, up to its `}`."""
        text, start, limit = self.text, self.pos, self.end
        parts: list[Part] = []
        while self.pos < limit:
            pos = self.pos
            found = _ARGUMENT.match(text, pos, limit)
            if found:
                self.pos = found.end()
                parts.append(Literal(Span(pos, self.pos), found.group()))
                continue
            char = text[pos]
            if char == "}":
                break
            if char == "$":
                parts.append(self.dollar(quoted))
            elif char == "`":
                parts.append(self.backquoted(quoted))
            elif char == "'" and not quoted:
                parts.append(self.single_quoted())
            elif char == '"' and not quoted:
                parts.append(self.double_quoted())
            elif char in "<>" and quoted and not text.startswith("(", pos + 1):
                self.pos += 1
                parts.append(Literal(Span(pos, pos + 1), char))
            else:  # quotes in a quoted ${}, nested plain braces: no two shells agree
                raise self.refuse(f"{char} inside ${{}}")
        return self.make_word(start, self.pos, tuple(parts))

    def substitution(self, opening: int, close: str) -> tuple[Statement, ...]:
        """The commands between an opening of that many characters and `close`."""
        start = self.pos
        self.take_operator(start + opening)
        waiting, self.pending = self.pending, []
        statements = self.command_list()
        if not self.text.startswith(close, self.pos) or self.pos >= self.end:
            raise self.refuse("a substitution without its end", start)
        if self.pending:
            raise self.refuse("a heredoc without its lines", start)
        self.pending = waiting
        self.take_operator(self.pos + len(close))
        return statements

    def command_sub(self) -> CommandSub:
        """Read `$(...)`."""
        start = self.pos
        body = self.substitution(2, ")")
        return CommandSub(Span(start, self.pos), body, backquoted=False)

    def process_sub(self) -> ProcessSub:
        """Read bash's `<(...)` or `>(...)`."""
        start = self.pos
        body = self.substitution(2, ")")
        self.note_bashism(start, self.pos, self.text[start : start + 2])
        return ProcessSub(Span(start, self.pos), self.text[start], body)

    def backquoted(self, quoted: bool) -> CommandSub:
        """Backquotes lose one level of backslashes; where there is one, spans inside would lie: refuse."""
        start = self.pos
        found = _BACKQUOTE.match(self.text, start, self.end)
        if not found:
            raise self.refuse("` without its end")
        inside = found.group(1)
        if any(f"\\{char}" in inside for char in '$`\\"'):
            raise self.refuse("an escape inside backquotes")
        if quoted and '"' in inside:
            raise self.refuse('" inside quoted backquotes')
        outer, self.end = self.end, found.end() - 1
        before = len(self.tokens)
        self.take_operator(start + 1)
        waiting, self.pending = self.pending, []
        body = self.command_list()
        if self.pos != self.end or self.pending:
            raise self.refuse("backquotes of an unknown form", start)
        self.pending = waiting
        self.end = outer
        self.take_operator(self.pos + 1)
        if not body and not quoted and inside:
            del self.tokens[before:]
            self.noise.append(Span(start, self.pos))
        return CommandSub(Span(start, self.pos), body, backquoted=True)

    def arithmetic(self) -> Arith:
        """`$((...))`; a subshell inside `$( (...) )` must have its blank."""
        start = self.pos
        close = self.arithmetic_end(start + 3)
        if close < 0:
            raise self.refuse("$(( of an unknown form")
        return self.expression(start, start + 3, close)

    def arithmetic_end(self, start: int) -> int:
        """Where the `))` of an expression stands that starts at start; -1 if there is none."""
        depth = 0
        text = self.text
        for pos in range(start, self.end):
            char = text[pos]
            if char == "(":
                depth += 1
            elif char == ")":
                if depth == 0:
                    return pos if text.startswith("))", pos) and pos + 2 <= self.end else -1
                depth -= 1
        return -1

    def expression(self, start: int, first: int, close: int, separators: int = 0) -> Arith:
        """The arithmetic from `first` to `close`; `separators`: how many `;` it has, 2 in the header of a `for ((`."""
        text = self.text[first:close]
        if text.count(";") != separators or any(char in text for char in "'\"\\`"):
            raise self.refuse("a quote in arithmetic", start)
        if self.pending and "\n" in text:
            raise self.refuse("a word over several lines while a heredoc waits", start)
        outer, self.end, self.pos = self.end, close, first
        self.enter_level()
        parts = self.quoted_parts(UNQUOTED, "")
        self.depth -= 1
        self.end = outer
        plain = "".join(part.text if isinstance(part, Literal) else "x" for part in parts)
        if self.pos != close or not _ARITHMETIC.fullmatch(plain.replace(";", ",", separators)):
            raise self.refuse("arithmetic of an unknown form", start)
        self.pos = close + 2
        self.tokens.append((start, self.pos, "arith"))
        return Arith(Span(start, self.pos), text, parts)
