"""Reads words, quotes, expansions and heredocs: the lexical half of the shell parser.

What two shells read differently is noted (`Bashism`) or, where it moves a word boundary, refused.
"""

from __future__ import annotations

import re

from dslim.shell.parsing.word_values import read_value
from dslim.shell.tree import (
    AnsiQuoted,
    Arith,
    Bashism,
    CommandSub,
    DoubleQuoted,
    Heredoc,
    Literal,
    Param,
    Part,
    ProcessSub,
    SingleQuoted,
    Span,
    Statement,
    Token,
    Word,
)
from dslim.support.lazy_regex import regex

MAX_DEPTH = 40  # levels of nesting; each costs about eight Python frames of the usual 1000

# A run that means itself. `=` and `:` are in it: a tilde after them, which may expand, is not.
_PLAIN = re.compile(r"[^ \t\n\\'\"`$|&;<>()*?\[{}~]+")
#: More such words, each after blanks: none can be a comment or an assignment, or is a redirect's number. `\s`, not
#: `[ \t]`, for what `str.split` takes for a blank.
_FURTHER = re.compile(
    r"(?:[ \t]+[^\s\\'\"`$|&;<>()*?\[{}~#][^\s\\'\"`$|&;<>()*?\[{}~]*(?=[ \t\n;|&)]|\Z))+"
)
_RUN = re.compile(r"(?:[^ \t\n\\'\"`$|&;<>()]+|\\[^\n])+")
_BLANK = re.compile(r"(?:[ \t]|\\\n)+")
_DOUBLE = regex(r'(?:[^"$`\\]+|\\.)+', re.S)
_ARGUMENT = regex(r"(?:[^\"'$`\\{}<>]+|\\.)+", re.S)
_HERE = regex(r"(?:[^$`\\]+|\\.)+", re.S)
_VAR = regex(r"\$([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])")
_PARAM = regex(
    r"\$\{([#!]?)([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(\[[A-Za-z0-9_@*+ -]*\])?"
    r"(:?[-=+?]|##?|%%?|//?|\^\^?|,,?|:|@)?"
)
_POSIX_OPS = frozenset({"", "-", ":-", "=", ":=", "+", ":+", "?", ":?", "#", "##", "%", "%%"})
_ANSI = regex(r"\$'((?:[^'\\]|\\.)*)'", re.S)
_BACKQUOTE = regex(r"`((?:[^`\\]|\\.)*)`", re.S)
_ARITHMETIC = regex(r"[\w\s+\-*/%<>=!&|^~?:,()#\[\].$@{}]*", re.ASCII)
_HEREDOC_NAME = regex(r"'([^'\n]*)'|\"([^\"$`\\\n]*)\"|(\\?[A-Za-z0-9_.!:%@+=,/-]+)")
new = tuple.__new__
_STARTS_OPERATOR = frozenset("&|;<>(")


class Refused(Exception):
    """Raised where the text is not understood; `parse_script` makes an Opaque of it."""

    def __init__(self, reason: str, offset: int, bound: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.bound = bound  # a bound of ours was met


class Lexer:
    """A cursor over the text that takes words; its subclasses take commands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = len(text)
        self.pos = 0
        self.depth = 0
        self.tokens: list[Token] = []
        self.bashisms: list[Bashism] = []
        self.heads: list[int] = []  # where command names stand; tree-sitter takes `time` for one
        self.timed = self.after_time = -1
        self.noise: list[Span] = []  # comments in backquotes, which tree-sitter cannot read
        self.pending: list[tuple[Heredoc, bool]] = []

    def command_list(self) -> tuple[Statement, ...]:
        raise NotImplementedError

    def refuse(self, reason: str, offset: int | None = None) -> Refused:
        return Refused(reason, self.pos if offset is None else offset)

    def enter_level(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Refused("nested too deeply", self.pos, bound=True)

    def note_bashism(self, start: int, end: int, kind: str) -> None:
        self.bashisms.append(Bashism(Span(start, end), kind))

    def take_operator(self, end: int) -> None:
        """Take the operator or keyword that ends at `end`."""
        self.tokens.append((self.pos, end, "op"))
        self.pos = end
        # `&\<newline>&` is one operator to a shell.
        if self.text.startswith("\\\n", end) and self.text[end - 1] in "&|;<>($":
            while self.text.startswith("\\\n", end):
                end += 2
            if self.text[end : end + 1] in _STARTS_OPERATOR:
                raise self.refuse("line continuation after an operator")

    def skip_blanks(self) -> int:
        pos, text = self.pos, self.text
        if pos < len(text) and text[pos] in " \t\\" and (found := _BLANK.match(text, pos)):
            self.pos = pos = found.end()
        return pos

    # ------------------------------------------------------------- words

    def word(self) -> Word:
        """The word that starts here: a maximal run without unquoted blanks and operators."""
        text, start = self.text, self.pos
        found = _PLAIN.match(text, start)
        if found:
            end = found.end()
            if end == self.end or text[end] in " \t\n;|&)":
                value = found.group()
                self.pos = end
                # what namedtuples do, without their Python frame: half of all nodes are made here
                span = Span(start, end)
                self.tokens.append((start, end, "word"))
                return Word(span, value, (Literal(span, value),), value, False)
        parts = self.parts()
        end = self.pos
        if end == start:
            raise self.refuse("a word was expected")
        if self.pending and text.find("\n", start, end) >= 0:
            raise self.refuse("a word over several lines while a heredoc waits", start)
        self.tokens.append((start, end, "word"))
        return self.make_word(start, end, tuple(parts))

    def take_plain_words(self, words: list[Word]) -> None:
        """The plain words that follow one: most words do, and this takes a third of the time of `word`."""
        found = _FURTHER.match(self.text, self.pos, self.end)
        if not found:
            return
        text, pos, tokens = self.text, self.pos, self.tokens
        for value in found.group().split():
            start = text.find(value, pos)
            pos = start + len(value)
            span = Span(start, pos)
            tokens.append((start, pos, "word"))
            words.append(Word(span, value, (Literal(span, value),), value, False))
        self.pos = pos

    def make_word(self, start: int, end: int, parts: tuple[Part, ...]) -> Word:
        value, globs = read_value(parts)
        return Word(Span(start, end), self.text[start:end], parts, value, globs)

    def parts(self) -> list[Part]:
        text, limit = self.text, self.end
        parts: list[Part] = []
        while self.pos < limit:
            pos = self.pos
            found = _RUN.match(text, pos)
            if found:
                self.pos = found.end()
                parts.append(Literal(Span(pos, self.pos), found.group()))
                continue
            char = text[pos]
            if char == '"':
                parts.append(self.double_quoted())
            elif char == "'":
                parts.append(self.single_quoted())
            elif char == "$":
                parts.append(self.dollar(False))
            elif char == "`":
                parts.append(self.backquoted(False))
            elif char in "<>" and text.startswith("(", pos + 1):
                parts.append(self.process_sub())
            elif char == "\\":
                self.check_continuation(bool(parts))
                break
            else:
                break
        return parts

    def check_continuation(self, in_word: bool) -> None:
        """A `\\` before a newline, or at the very end: ends the word, if a blank follows."""
        if self.pos + 1 >= self.end:
            raise self.refuse("a lone backslash at the end")
        found = _BLANK.match(self.text, self.pos)
        after = found.end() if found else self.pos
        if not in_word or (self.text[after - 1] == "\n" and self.text[after : after + 1] not in "\n;|&()"):
            raise self.refuse("line continuation inside a word")

    def single_quoted(self) -> SingleQuoted:
        start = self.pos
        close = self.text.find("'", start + 1, self.end)
        if close < 0:
            raise self.refuse("' without its end")
        self.pos = close + 1
        return SingleQuoted(Span(start, self.pos), self.text[start + 1 : close])

    def double_quoted(self) -> DoubleQuoted:
        start = self.pos
        self.pos += 1
        self.enter_level()
        parts = self.quoted_parts(_DOUBLE, '"')
        if not self.text.startswith('"', self.pos) or self.pos >= self.end:
            raise self.refuse('" without its end', start)
        self.depth -= 1
        self.pos += 1
        return DoubleQuoted(Span(start, self.pos), parts)

    def quoted_parts(self, run: re.Pattern[str], close: str) -> tuple[Part, ...]:
        """Text in which only `$`, a backquote and the backslash are special, up to close ('': the end)."""
        text, limit = self.text, self.end
        parts: list[Part] = []
        while self.pos < limit:
            pos = self.pos
            found = run.match(text, pos, limit)
            if found:
                self.pos = found.end()
                parts.append(Literal(Span(pos, self.pos), found.group()))
                continue
            char = text[pos]
            if char == close:
                break
            if char == "$":
                parts.append(self.dollar(True))
            elif char == "`":
                parts.append(self.backquoted(True))
            else:
                raise self.refuse("a lone backslash at the end")
        return tuple(parts)

    # -------------------------------------------------------- expansions

    def dollar(self, quoted: bool) -> Part:
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

    def ansi_quoted(self) -> AnsiQuoted:
        found = _ANSI.match(self.text, self.pos, self.end)
        if not found:
            raise self.refuse("$' without its end")
        if "\\'" in found.group(1):
            raise self.refuse("$'..\\'..'")  # dash ends the string at the escaped quote
        start, self.pos = self.pos, found.end()
        self.note_bashism(start, self.pos, "$'")
        return AnsiQuoted(Span(start, self.pos), found.group(1))

    def braced(self, quoted: bool) -> Param:
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
        start = self.pos
        body = self.substitution(2, ")")
        return CommandSub(Span(start, self.pos), body, False)

    def process_sub(self) -> ProcessSub:
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
        return CommandSub(Span(start, self.pos), body, True)

    # -------------------------------------------------------- arithmetic

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
        """`separators`: how many `;` it has, 2 in the header of a `for ((`."""
        text = self.text[first:close]
        if text.count(";") != separators or any(char in text for char in "'\"\\`"):
            raise self.refuse("a quote in arithmetic", start)
        if self.pending and "\n" in text:
            raise self.refuse("a word over several lines while a heredoc waits", start)
        outer, self.end, self.pos = self.end, close, first
        self.enter_level()
        parts = self.quoted_parts(_HERE, "")
        self.depth -= 1
        self.end = outer
        plain = "".join(part.text if isinstance(part, Literal) else "x" for part in parts)
        if self.pos != close or not _ARITHMETIC.fullmatch(plain.replace(";", ",", separators)):
            raise self.refuse("arithmetic of an unknown form", start)
        self.pos = close + 2
        self.tokens.append((start, self.pos, "arith"))
        return Arith(Span(start, self.pos), text, parts)

    # ---------------------------------------------------------- heredocs

    def heredoc_name(self, strip_tabs: bool) -> tuple[Word, Heredoc]:
        """The delimiter here; its lines are read at the next newline."""
        start = self.pos
        found = _HEREDOC_NAME.match(self.text, start, self.end)
        if not found:
            raise self.refuse("a heredoc name of an unknown form")
        end = found.end()
        if end < self.end and self.text[end] not in " \t\n;|&<>)":
            raise self.refuse("a heredoc name of an unknown form")
        quoted = found.group(3) is None or found.group(3).startswith("\\")
        name = next(group for group in found.groups() if group is not None)
        heredoc = Heredoc(Span(-1, -1), name.lstrip("\\") if found.group(3) else name, quoted, ())
        self.pending.append((heredoc, strip_tabs))
        self.pos = end
        self.tokens.append((start, end, "word"))
        word = Word(Span(start, end), found.group(), (Literal(Span(start, end), found.group()),), None, False)
        return word, heredoc

    def take_newline(self) -> None:
        """Take the newline here, and the lines of the heredocs that wait for it."""
        self.tokens.append((self.pos, self.pos + 1, "newline"))
        self.pos += 1
        waiting, self.pending = self.pending, []
        for heredoc, strip_tabs in waiting:
            self.heredoc_lines(heredoc, strip_tabs)

    def heredoc_lines(self, heredoc: Heredoc, strip_tabs: bool) -> None:
        text, start = self.text, self.pos
        while True:
            line = self.pos
            if line >= self.end:
                raise self.refuse("a heredoc without its end", start)
            stop = text.find("\n", line, self.end)
            stop = self.end if stop < 0 else stop
            content = text[line:stop]
            if (content.lstrip("\t") if strip_tabs else content) == heredoc.delimiter:
                break
            self.pos = stop + 1
        if not heredoc.quoted and _ends_in_odd_backslashes(text[start : line - 1]):
            raise self.refuse("line continuation before a heredoc's end")
        # The lines become known only here, after the redirect was built: the one late write.
        object.__setattr__(heredoc, "span", Span(start, line))
        if not heredoc.quoted:
            outer, self.end, self.pos = self.end, line, start
            self.enter_level()
            object.__setattr__(heredoc, "parts", self.quoted_parts(_HERE, ""))
            self.depth -= 1
            self.end = outer
        self.pos = min(stop + 1, self.end)
        self.tokens.append((start, self.pos, "heredoc"))


def _ends_in_odd_backslashes(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1
