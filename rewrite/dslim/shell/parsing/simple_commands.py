"""Reads simple commands: assignments, words and redirects, and the comments and newlines between commands."""

from __future__ import annotations

import re

from dslim.shell.parsing.lexer import Lexer
from dslim.shell.tree import (
    ArrayValue,
    Assignment,
    Comment,
    Function,
    Redirect,
    Simple,
    Span,
    Word,
)
from dslim.support.lazy_regex import regex

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\[[A-Za-z0-9_ ]*\])?(\+?=)")
_REDIRECT = regex(r"([0-9]*)(&>>|&>|<<<|<<-|<<|<&|<>|>>|>\||>&|>|<)")
_FD_VARIABLE = regex(r"\{[A-Za-z_][A-Za-z0-9_]*\}[<>]")
_BASH_REDIRECTS = frozenset({"&>", "&>>", "<<<"})
_SIMPLE_END = frozenset(";|\n)")


class SimpleGrammar(Lexer):
    """Adds comments and simple commands to the scanner; subclassed by Grammar."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.comments: list[Comment] = []

    def function(self, start: int, name: Word) -> Function:
        """Read `name ( ) compound`, at the `(`."""
        raise NotImplementedError

    def skip_comment(self) -> int:
        """Skip blanks and a comment; stop at a newline."""
        pos = self.pos
        if pos >= self.end or self.text[pos] not in " \t\\#":  # mostly: it is asked at all levels of the grammar
            return pos
        pos = self.skip_blanks()
        if pos < self.end and self.text[pos] == "#":
            stop = self.text.find("\n", pos, self.end)
            stop = self.end if stop < 0 else stop
            if stop < self.end and self.text[stop - 1] == "\\":
                raise self.refuse("a comment that ends in a backslash")  # goes on in some readers
            self.comments.append(Comment(Span(pos, stop), self.text[pos:stop]))
            self.tokens.append((pos, stop, "comment"))
            self.pos = pos = stop
        return pos

    def skip_newlines(self) -> int:
        """Skip blanks, comments and newlines."""
        while (pos := self.skip_comment()) < self.end and self.text[pos] == "\n":
            self.take_newline()
        return pos

    def simple(self) -> Simple | Function:
        """Read a simple command: assignments, words and redirects; a function where `(` follows its name."""
        text, start = self.text, self.pos
        assignments: list[Assignment] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        last = start
        while True:
            pos = self.skip_blanks()
            if pos >= self.end:
                break
            char = text[pos]
            if char in _SIMPLE_END or char == "#":
                break
            if char == "(":
                if len(words) == 1 and not assignments and not redirects:
                    return self.function(start, words[0])
                raise self.refuse("an array as an argument" if text[pos - 1] == "=" else "unexpected (")
            if char == "&" and text[pos + 1 : pos + 2] != ">":
                break
            redirect = self.redirect() if char in "<>&0123456789{" else None
            if redirect:
                redirects.append(redirect)
            elif not words and (found := _ASSIGNMENT.match(text, pos, self.end)):
                assignments.append(self.assignment(found))
            else:
                words.append(self.word())
                self.take_plain_words(words)
            last = self.pos
        if words:
            self.heads.append(self.timed if start == self.after_time else words[0].span.start)
        elif last == start:
            raise self.refuse("a command was expected")
        return Simple(Span(start, last), tuple(assignments), tuple(words), tuple(redirects))

    def assignment(self, found: re.Match[str]) -> Assignment:
        """Read `name=value`, of which `found` is the part up to the `=`."""
        text, start = self.text, self.pos
        name, subscript, op = found.groups()
        self.pos = found.end()
        value: Word | ArrayValue | None = None
        following = text[self.pos : self.pos + 1] if self.pos < self.end else ""
        if following == "(":
            value = self.array()
        elif following not in ("", " ", "\t", "\n", ";", "|", "&", ")") and not self.at_redirect(following):
            value = self.word()
            self.tokens.pop()  # the value's own; the assignment is one token
        elif text.startswith("\\\n", self.pos):
            raise self.refuse("line continuation inside a word")
        if subscript or op == "+=" or following == "(":
            self.note_bashism(start, self.pos, "array" if subscript or following == "(" else "+=")
        self.tokens.append((start, self.pos, "word"))
        return Assignment(Span(start, self.pos), name, subscript[1:-1] if subscript else None, op, value)

    def at_redirect(self, char: str) -> bool:
        """Whether a character begins a redirect here, and no process substitution."""
        return char in "<>" and not self.text.startswith("(", self.pos + 1)

    def array(self) -> ArrayValue:
        """Read bash's `(a b c)` behind a `=`."""
        start = self.pos
        self.take_operator(start + 1)
        words: list[Word] = []
        while (pos := self.skip_newlines()) < self.end and self.text[pos] != ")":
            if self.text[pos] in "(;|&<>":
                raise self.refuse("an array of an unknown form")
            words.append(self.word())
        if pos >= self.end:
            raise self.refuse("an array without its end", start)
        self.take_operator(pos + 1)
        return ArrayValue(Span(start, self.pos), tuple(words))

    # ----------------------------------------------------------- redirects

    def redirect(self) -> Redirect | None:
        """The redirect here, None if it is a word after all (`12`, `<(...)`)."""
        text, start = self.text, self.pos
        found = _REDIRECT.match(text, start, self.end)
        if not found:
            if text[start] == "{" and _FD_VARIABLE.match(text, start, self.end):
                raise self.refuse("{fd}>")
            return None
        fd, op = found.groups()
        if op in "<>" and text.startswith("(", found.end()):
            if fd:
                raise self.refuse("a number before a process substitution")
            return None
        if len(fd) > 1 or (fd and op[0] == "&"):  # dash takes one digit, and the rest is a word
            raise self.refuse("a file descriptor above 9")
        if op in _BASH_REDIRECTS:
            self.note_bashism(start, found.end(), op)
        if fd:
            self.take_operator(start + 1)
        self.take_operator(found.end())
        if text.startswith("\\\n", self.pos):
            raise self.refuse("line continuation after an operator")
        self.skip_blanks()
        if op in ("<<", "<<-"):
            word, heredoc = self.heredoc_name(op == "<<-")
            return Redirect(Span(start, self.pos), int(fd) if fd else None, op, word, heredoc)
        if self.pos >= self.end or text[self.pos] in "#;|&\n":
            raise self.refuse("a redirect without its target")
        target = self.word()
        number = target.text.isdigit() or target.text[0] == "{"
        if number and self.pos < self.end and text[self.pos] in "<>":
            raise self.refuse("a number between two redirects")
        if op == ">&" and not fd and not (target.literal == "-" or (target.literal or "").isdigit()):
            self.note_bashism(start, self.pos, ">&")
        return Redirect(Span(start, self.pos), int(fd) if fd else None, op, target, None)

    def redirects(self) -> tuple[Redirect, ...]:
        """Those after a compound command."""
        found: list[Redirect] = []
        end = self.pos
        while self.skip_blanks() < self.end and self.text[self.pos] in "<>&0123456789":
            if self.text[self.pos] == "&" and not self.text.startswith("&>", self.pos):
                break
            redirect = self.redirect()
            if redirect is None:
                raise self.refuse("a word after a compound command")
            found.append(redirect)
            end = self.pos
        self.pos = end
        return tuple(found)
