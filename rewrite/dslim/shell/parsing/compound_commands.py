"""Reads compound commands: groups, subshells, conditions, loops, functions, `[[ ]]` and `(( ))`."""

from __future__ import annotations

from dslim.shell.parsing.simple_commands import SimpleGrammar
from dslim.shell.tree import Arithmetic as ArithmeticCommand
from dslim.shell.tree import (
    Branch,
    Case,
    CFor,
    Clause,
    Command,
    DoubleBracket,
    For,
    Function,
    Group,
    If,
    Literal,
    Loop,
    Part,
    Select,
    Span,
    Statement,
    Subshell,
    Word,
)
from dslim.support.lazy_regex import regex

_BODIES = frozenset({"{", "if", "while", "until", "for", "case"})
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*(?=(?:\\\n)*(?:[ \t\n;]|\Z))")
_FUNCTION_NAME = regex(r"[A-Za-z0-9_.:@+,-]+")
_TEST_OPERATORS = regex(r"&&|\|\||[()<>]|!(?=[ \t])")
_TEST_KINDS = {
    "&&": "o",
    "||": "o",
    "(": "(",
    ")": ")",
    "!": "!",
    **dict.fromkeys(
        ["=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-ef", "-nt", "-ot"], "b"
    ),
}
_TEST_UNARY = regex("-[a-zA-Z]")
_TEST_PARENS = regex(r"\(([^()]*)\)")
_TEST_FORM = regex("(?:!*(?:u[wub]|[wub]b[wub]|[wx])(?:o(?!$)|$))+")
_TEST_REGEX = regex(r"[^ \t\n'\"`$\\]+|\\[^\n]")
_TEST_END = regex(r"\]\](?=(?:\\\n)*(?:[ \t\n;&|)<>]|\Z))")


class Compounds(SimpleGrammar):
    """Each method reads one compound command, redirects included; subclassed by Grammar."""

    def keyword(self) -> str:
        """The reserved word here, or ''."""
        raise NotImplementedError

    def take_keyword(self, what: str) -> None:
        """Take a reserved word that must stand here, behind newlines."""
        raise NotImplementedError

    def list_until(self, closer: str) -> tuple[Statement, ...]:
        """Read a list that must not be empty, and the keyword that ends it."""
        raise NotImplementedError

    def command(self) -> Command:
        """Read one command, simple or compound."""
        raise NotImplementedError

    def parenthesis(self) -> Command:
        """`( ... )` or bash's `(( ... ))`."""
        start, text = self.pos, self.text
        if text.startswith("((", start):
            close = self.arithmetic_end(start + 2)
            if close >= 0:  # dash reads two subshells
                self.note_bashism(start, close + 2, "((")
                expression = self.expression(start, start + 2, close)
                redirects = self.redirects()
                return ArithmeticCommand(Span(start, self.pos), expression, redirects)
        self.take_operator(start + 1)
        body = self.list_until("")
        self.close_paren()
        redirects = self.redirects()
        return Subshell(Span(start, self.pos), body, redirects)

    def close_paren(self) -> None:
        """Take the `)` that must stand here."""
        if self.pos >= self.end or self.text[self.pos] != ")":
            raise self.refuse(") was expected")
        self.take_operator(self.pos + 1)

    def group(self) -> Group:
        """Read `{ ...; }`."""
        start = self.pos
        self.take_operator(start + 1)
        body = self.list_until("}")
        redirects = self.redirects()
        return Group(Span(start, self.pos), body, redirects)

    def if_command(self) -> If:
        """Read `if ...; then ...; elif ...; else ...; fi`."""
        start = self.pos
        branches: list[Branch] = []
        orelse: tuple[Statement, ...] | None = None
        self.take_operator(start + 2)
        while True:
            condition = self.list_until("then")
            body = self.list_until("")
            branches.append(Branch(Span(condition[0].span.start, body[-1].span.end), condition, body))
            word = self.keyword()
            if word not in ("elif", "else", "fi"):
                raise self.refuse("fi was expected")
            self.take_operator(self.pos + len(word))
            if word == "else":
                orelse = self.list_until("fi")
            if word != "elif":
                break
        redirects = self.redirects()
        return If(Span(start, self.pos), tuple(branches), orelse, redirects)

    def loop(self) -> Loop:
        """Read `while ...; do ...; done`, or the same with `until`."""
        start, word = self.pos, self.keyword()
        self.take_operator(start + len(word))
        condition = self.list_until("do")
        body = self.list_until("done")
        redirects = self.redirects()
        return Loop(Span(start, self.pos), word, condition, body, redirects)

    def for_command(self) -> For | Select | CFor:
        """Read `for x in ...; do ...; done`, the same with `select`, or `for ((...))`."""
        start, word = self.pos, self.keyword()
        self.take_operator(start + len(word))
        if self.text.startswith("((", self.skip_blanks()) and word == "for":
            return self.c_for(start)
        name = self.name()
        words: tuple[Word, ...] | None = None
        self.skip_newlines()
        if self.keyword() == "in":
            self.take_operator(self.pos + 2)
            words = self.word_list()
            self.separator()
        elif self.text.startswith(";", self.pos):
            self.separator()
        self.take_keyword("do")
        body = self.list_until("done")
        redirects = self.redirects()
        if word == "select":
            self.note_bashism(start, start + 6, "select")
            return Select(Span(start, self.pos), name, words, body, redirects)
        return For(Span(start, self.pos), name, words, body, redirects)

    def c_for(self, start: int) -> CFor:
        """Read bash's `for ((a; b; c)); do ...; done` from its `((` on."""
        opening = self.pos
        close = self.arithmetic_end(opening + 2)
        if close < 0:
            raise self.refuse("for (( of an unknown form")
        self.note_bashism(start, close + 2, "for((")
        header = self.expression(opening, opening + 2, close, 2)
        if self.text.startswith(";", self.skip_blanks()):
            self.separator()
        self.take_keyword("do")
        body = self.list_until("done")
        redirects = self.redirects()
        return CFor(Span(start, self.pos), header, body, redirects)

    def name(self) -> str:
        """Take the name of a variable that must stand here."""
        found = _NAME.match(self.text, self.pos, self.end)
        if not found:
            raise self.refuse("a name was expected")
        self.tokens.append((self.pos, found.end(), "word"))
        self.pos = found.end()
        return found.group()

    def word_list(self) -> tuple[Word, ...]:
        """Take the words up to the end of the line or a `;`."""
        words: list[Word] = []
        while (pos := self.skip_blanks()) < self.end and self.text[pos] not in ";\n#&|)":
            words.append(self.word())
        return tuple(words)

    def separator(self) -> None:
        """The `;` or newline after the words of a loop."""
        pos = self.skip_comment()
        char = self.text[pos] if pos < self.end else ""
        if char == "\n":
            self.take_newline()
        elif char == ";" and self.text[pos + 1 : pos + 2] not in (";", "&"):
            self.take_operator(pos + 1)
        else:
            raise self.refuse("; was expected")

    def case(self) -> Case:
        """Read `case x in ... esac`."""
        start = self.pos
        self.take_operator(start + 4)
        self.skip_blanks()
        subject = self.word()
        self.take_keyword("in")
        clauses: list[Clause] = []
        while True:
            pos = self.skip_newlines()
            if self.keyword() == "esac":
                self.take_operator(pos + 4)
                break
            clauses.append(self.clause())
            if not clauses[-1].terminator:
                self.take_keyword("esac")
                break
        redirects = self.redirects()
        return Case(Span(start, self.pos), subject, tuple(clauses), redirects)

    def clause(self) -> Clause:
        """Read one `pattern | pattern) ... ;;` of a case."""
        start, text = self.pos, self.text
        if text.startswith("(", start) and start < self.end:
            self.take_operator(start + 1)
        patterns: list[Word] = []
        while True:
            self.skip_blanks()
            patterns.append(self.word())
            pos = self.skip_blanks()
            if not text.startswith("|", pos):
                break
            self.take_operator(pos + 1)
        self.close_paren()
        end = self.pos
        body = self.command_list()
        end = body[-1].span.end if body else end
        pos = self.skip_newlines()
        terminator = next((mark for mark in (";;&", ";;", ";&") if text.startswith(mark, pos)), "")
        if terminator and pos < self.end:
            if terminator != ";;":
                self.note_bashism(pos, pos + len(terminator), terminator)
            self.take_operator(pos + len(terminator))
            end = self.pos
        return Clause(Span(start, end), tuple(patterns), body, terminator)

    def function(self, start: int, name: Word) -> Function:
        """`name ( ) compound`, at the `(`."""
        if not _FUNCTION_NAME.fullmatch(name.text):
            raise self.refuse("a function name of an unknown form")
        self.take_operator(self.pos + 1)
        self.skip_blanks()
        self.close_paren()
        return self.function_body(start, name.text)

    def function_keyword(self) -> Function:
        """Read bash's `function name ...`."""
        start = self.pos
        self.note_bashism(start, start + 8, "function")
        self.take_operator(start + 8)
        self.skip_blanks()
        found = _FUNCTION_NAME.match(self.text, self.pos, self.end)
        if not found:
            raise self.refuse("a function name of an unknown form")
        self.tokens.append((self.pos, found.end(), "word"))
        self.pos = found.end()
        if self.text.startswith("(", self.skip_blanks()):
            self.take_operator(self.pos + 1)
            self.skip_blanks()
            self.close_paren()
        return self.function_body(start, found.group())

    def function_body(self, start: int, name: str) -> Function:
        """Read the compound command that is the body of a function."""
        self.skip_newlines()
        if not (self.text.startswith("(", self.pos) or self.keyword() in _BODIES):
            raise self.refuse("a function body of an unknown form")
        self.enter_level()
        body = self.command()
        self.depth -= 1
        return Function(Span(start, body.span.end), name, body)

    def double_bracket(self) -> DoubleBracket:
        """Words up to `]]`; `( ) < > && || !` inside are operators of the test, so words here too."""
        start, text = self.pos, self.text
        self.note_bashism(start, start + 2, "[[")
        self.take_operator(start + 2)
        words: list[Word] = []
        while True:
            pos = self.skip_bare_newlines()
            if pos >= self.end:
                raise self.refuse("[[ without its end", start)
            if words and _TEST_END.match(text, pos, self.end):
                break
            if found := _TEST_OPERATORS.match(text, pos, self.end):
                self.pos = found.end()
                span = Span(pos, self.pos)
                text_found = found.group()
                words.append(Word(span, text_found, (Literal(span, text_found),), text_found, unquoted_glob=False))
                self.tokens.append((pos, self.pos, "test"))
            elif words and words[-1].text == "=~":
                words.append(self.regex())
            else:
                words.append(self.word())
        if not is_test([word.text for word in words]):
            raise self.refuse("[[ of an unknown form", start)
        self.take_operator(pos + 2)
        redirects = self.redirects()
        return DoubleBracket(Span(start, self.pos), tuple(words), redirects)

    def skip_bare_newlines(self) -> int:
        """Skip blanks and newlines, which inside `[[ ]]` end nothing."""
        while (pos := self.skip_blanks()) < self.end and self.text[pos] == "\n" and not self.pending:
            self.pos += 1
        return pos

    def regex(self) -> Word:
        """The right side of `=~`, where `( ) | < >` are plain characters; blanks inside must be quoted."""
        start = self.pos
        parts: list[Part] = []
        while self.pos < self.end and self.text[self.pos] not in " \t\n":
            pos = self.pos
            if found := _TEST_REGEX.match(self.text, pos, self.end):
                self.pos = found.end()
                parts.append(Literal(Span(pos, self.pos), found.group()))
                continue
            more = self.parts()
            if not more:
                raise self.refuse("a regex of an unknown form")
            parts += more
        if self.text.count("(", start, self.pos) != self.text.count(")", start, self.pos):
            raise self.refuse("a regex of an unknown form", start)
        self.tokens.append((start, self.pos, "word"))
        return self.make_word(start, self.pos, tuple(parts))


def is_test(words: list[str]) -> bool:
    """Whether the inside of a `[[ ]]` has the form that bash asks for."""
    form = "".join(_TEST_KINDS.get(word) or ("u" if _TEST_UNARY.fullmatch(word) else "w") for word in words)
    while (inner := _TEST_PARENS.search(form)) is not None:
        if not _TEST_FORM.fullmatch(inner.group(1)):
            return False
        form = form[: inner.start()] + "x" + form[inner.end() :]
    return _TEST_FORM.fullmatch(form) is not None
