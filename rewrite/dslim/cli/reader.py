"""Plain command lines of `dslim fix`, read as click reads them but without its 24 ms of imports."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dslim.cli.options import FIX, Option

if TYPE_CHECKING:
    from collections.abc import Sequence

    #: The paths, and the options by key.
    Told = tuple[tuple[str, ...], dict[str, object]]


class NotPlain(Exception):
    """Not a command line for this reader: click reads it, or says what is wrong with it."""


def read_plain(words: Sequence[str]) -> Told | None:
    """The paths and options of `dslim fix WORDS`; None for anything that is wrong or out of the ordinary."""
    try:
        return _Reader(words).read()
    except NotPlain:
        return None


_BY_NAME = {name: option for option in FIX for name in option.names}


class _Reader:
    def __init__(self, words: Sequence[str]) -> None:
        self.words = iter(words)
        self.paths: list[str] = []
        self.told = {option.key: option.unset() for option in FIX}

    def read(self) -> Told:
        for word in self.words:
            if word == "--":
                self.paths += self.words
            elif word.startswith("--"):
                name, equals, value = word.partition("=")
                self._long(_named(name), value if equals else None)
            elif word.startswith("-") and word != "-":
                self._short(word[1:])
            else:
                self.paths.append(word)
        return tuple(self.paths), self.told

    def _long(self, option: Option, value: str | None) -> None:
        if option.kind not in ("flag", "count"):
            self._set(option, self._next() if value is None else value)
        elif value is None:
            self._mark(option)
        else:
            raise NotPlain

    def _short(self, letters: str) -> None:
        """`-q`, `-qv`, `-j4`, `-j 4`."""
        for at, letter in enumerate(letters, 1):
            option = _named("-" + letter)
            if option.kind not in ("flag", "count"):
                self._set(option, letters[at:] or self._next())
                return
            self._mark(option)

    def _next(self) -> str:
        value = next(self.words, "-?")
        if value.startswith("-") and value != "-":
            raise NotPlain
        return value

    def _mark(self, option: Option) -> None:
        count = self.told[option.key]
        self.told[option.key] = True if option.kind == "flag" else count + 1  # type: ignore[operator]

    def _set(self, option: Option, value: str) -> None:
        self.told[option.key] = (
            (*self.told[option.key], value)  # type: ignore[misc]
            if option.kind == "texts"
            else _checked(option, value)
        )


def _named(name: str) -> Option:
    option = _BY_NAME.get(name)
    if option is None:
        raise NotPlain
    return option


def _checked(option: Option, value: str) -> object:
    """A value as click would give it. Raises NotPlain where it might refuse it."""
    if option.kind == "choice" and value not in option.choices:
        raise NotPlain
    if option.kind == "number":
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            raise NotPlain
        return int(value)
    if option.kind in ("folder", "new folder") and not (os.path.isdir(value) and os.access(value, os.R_OK)):
        raise NotPlain
    return value
