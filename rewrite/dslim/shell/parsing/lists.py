"""Reads lists and pipelines: the structural half of the shell parser, for POSIX's grammar with bash's.

The structure is ours and not tree-sitter's: tree-sitter-bash 0.25.1 reads `a && b >f | c` as
`{ a && b >f; } | c` and `! a | b` as `{ ! a; } | b`, with no error node.
"""

from __future__ import annotations

from collections.abc import Callable

from dslim.shell.parsing.compound_commands import Compounds
from dslim.shell.parsing.cursor import Refused
from dslim.shell.tree import (
    AndOr,
    Command,
    Pipeline,
    Script,
    Span,
    Statement,
)
from dslim.support.lazy_regex import regex

_KEYWORD = regex(
    r"(?:if|then|elif|else|fi|for|do|done|case|esac|while|until|in|select|function|time|coproc|\{|\}|!|\[\[|\]\])"
    r"(?=(?:\\\n)*(?:[ \t\n;|&()<>]|\Z))"  # `if\<newline>x` is the word ifx
)
_KEYWORDS = "itefdcwus{}![]"  # what they begin with
#: tree-sitter takes memory as the square of a pipeline's length: 950 MB for 10,000 commands, 3 MB for so many.
MAX_MEMBERS = 500
_STARTS = _KEYWORDS + "("
_AND_OR = frozenset({"&&", "||"})
_CLOSERS = frozenset({"then", "elif", "else", "fi", "do", "done", "esac", "}"})
_TIME_OPTION = regex(r"[ \t]+-p(?=[ \t])")


class Grammar(Compounds):
    """Parses a whole script; raises Refused."""

    def script(self) -> Script:
        """Read the whole text."""
        statements = self.command_list()
        if self.pos < self.end:
            raise self.refuse("unexpected " + self.text[self.pos : self.pos + 10].split()[0])
        if self.pending:
            raise self.refuse("a heredoc without its lines")
        return Script(self.text, statements, tuple(self.comments), tuple(self.bashisms))

    # ------------------------------------------------- lists and pipelines

    def keyword(self) -> str:
        """The reserved word here, or ''."""
        pos = self.pos
        if pos >= self.end or self.text[pos] not in _KEYWORDS:
            return ""
        found = _KEYWORD.match(self.text, pos, self.end)
        return found.group() if found else ""

    def take_keyword(self, what: str) -> None:
        """Take a reserved word that must stand here, behind newlines."""
        self.skip_newlines()
        if self.keyword() != what:
            raise self.refuse(f"{what} was expected")
        self.take_operator(self.pos + len(what))

    def command_list(self) -> tuple[Statement, ...]:
        """Statements up to a closing keyword, `)`, `;;` or the end, which is left for the caller."""
        self.enter_level()
        text = self.text
        found: list[Statement] = []
        while True:
            pos = self.skip_newlines()
            if pos >= self.end or text[pos] == ")" or text.startswith(";", pos):
                break
            if self.keyword() in _CLOSERS:
                break
            node = self.and_or()
            terminator, where = self.terminator()
            found.append(Statement(node.span, node, terminator, where))
            if not terminator:
                if self.keyword() in _CLOSERS and not self.ends_compound():
                    raise self.refuse("no ; before " + self.keyword())
                break
        self.depth -= 1
        return tuple(found)

    def terminator(self) -> tuple[str, Span | None]:
        """Take what ends a statement (`;`, `&` or a newline), and where it stands; '' for none."""
        pos, text = self.skip_comment(), self.text
        char = text[pos] if pos < self.end else ""
        if char == "\n":
            self.take_newline()
        elif char == "&":
            if text[pos + 1 : pos + 2] in ("&", ";", "|"):
                raise self.refuse("unexpected &")
            self.take_operator(pos + 1)
        elif char == ";":
            if text[pos + 1 : pos + 2] in (";", "&"):
                return "", None
            self.take_operator(pos + 1)
        else:
            return "", None
        return char, Span(pos, pos + 1)

    def list_until(self, closer: str) -> tuple[Statement, ...]:
        """A list that must not be empty, and the keyword that ends it."""
        statements = self.command_list()
        if not statements:
            raise self.refuse("a command is missing")
        if closer:
            self.take_keyword(closer)
        return statements

    def ends_compound(self) -> bool:
        """`)`, `}`, `fi`, `done` and `esac` let a keyword follow without a `;`."""
        start, end, kind = self.tokens[-1]
        return kind == "op" and self.text[start:end] in (")", "}", "fi", "done", "esac")

    def and_or(self) -> AndOr | Pipeline | Command:
        """Read pipelines joined by `&&` and `||`."""
        first = self.pipeline()
        text = self.text
        pos = self.skip_comment()
        if pos >= self.end or text[pos : pos + 2] not in _AND_OR:
            return first
        items = [first]
        operators: list[str] = []
        spans: list[Span] = []
        while pos < self.end and (operator := text[pos : pos + 2]) in _AND_OR:
            operators.append(operator)
            spans.append(Span(pos, pos + 2))
            self.take_operator(pos + 2)
            self.skip_newlines()
            items.append(self.pipeline())
            pos = self.skip_comment()
        span = Span(first.span.start, items[-1].span.end)
        return AndOr(span, tuple(items), tuple(operators), tuple(spans))

    def pipeline(self) -> Pipeline | Command:
        """Read commands joined by `|`, maybe behind `!` or `time`."""
        start, text = self.pos, self.text
        negated = timed = False
        if start < self.end and text[start] not in _STARTS:
            first: Command = self.simple()
        else:
            negated, timed = self.prefix()
            first = self.command()
        pos = self.skip_comment()
        if not (negated or timed) and (pos >= self.end or text[pos] != "|" or text.startswith("||", pos)):
            return first
        members = [first]
        operators: list[str] = []
        while (pos := self.skip_comment()) < self.end and text[pos] == "|" and not text.startswith("||", pos):
            operator = "|&" if text.startswith("|&", pos) else "|"
            if operator == "|&":
                self.note_bashism(pos, pos + 2, "|&")
            operators.append(operator)
            self.take_operator(pos + len(operator))
            self.skip_newlines()
            members.append(self.command())
            if len(members) > MAX_MEMBERS:
                raise Refused(f"a pipeline of over {MAX_MEMBERS} commands", start, bound=True)
        return Pipeline(Span(start, members[-1].span.end), negated, timed, tuple(members), tuple(operators))

    def prefix(self) -> tuple[bool, bool]:
        """`!` and bash's keyword `time [-p]`, each once."""
        negated = timed = False
        while (word := self.keyword()) in ("!", "time"):
            if (word == "!" and negated) or (word == "time" and timed):
                raise self.refuse(f"{word} twice")
            start = self.pos
            if word == "!":
                negated = True
                if self.text.startswith("(", start + 1):
                    raise self.refuse("!(")
                self.take_operator(start + 1)
            else:
                timed = True
                self.take_operator(start + 4)
                self.note_bashism(start, start + 4, "time")
                if option := _TIME_OPTION.match(self.text, self.pos):
                    self.pos = option.end() - 2
                    self.tokens.append((self.pos, self.pos + 2, "word"))
                    self.pos += 2
            pos = self.skip_blanks()
            if pos >= self.end or self.text[pos] in "-;&|\n)#":
                raise self.refuse(f"{word} without a command")
            if word == "time":
                self.timed, self.after_time = start, pos
        return negated, timed

    # ------------------------------------------------------------ commands

    def command(self) -> Command:
        """Read one command, simple or compound."""
        pos = self.pos
        if pos >= self.end:
            raise self.refuse("a command was expected")
        if self.text[pos] == "(":
            return self.parenthesis()
        word = self.keyword()
        if word:
            compound = _COMPOUNDS.get(word)
            if compound is None:
                raise self.refuse(f"unexpected {word}")
            return compound(self)
        return self.simple()


#: Not on the instance: bound methods there would be a cycle a script, and those cost the collector 10 % of a run.
_COMPOUNDS: dict[str, Callable[[Compounds], Command]] = {
    "{": Compounds.group,
    "if": Compounds.if_command,
    "while": Compounds.loop,
    "until": Compounds.loop,
    "for": Compounds.for_command,
    "select": Compounds.for_command,
    "case": Compounds.case,
    "function": Compounds.function_keyword,
    "[[": Compounds.double_bracket,
}
