"""Describes some calls of a program by their verbs and options: those that fill a cache, empty it or read it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, Protocol


class CommandLine(Protocol):
    """A call of a program: its arguments, None where one is known only when it runs, and as they are written."""

    @property
    def args(self) -> tuple[str | None, ...]:
        """The value of each argument, None where it is known only when it runs."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The arguments as they are written."""


@lru_cache(maxsize=1_000)  # every row of a program asks it of every call
def operands(args: tuple[str | None, ...], valued: frozenset[str] = frozenset()) -> tuple[str | None, ...]:
    """The arguments that are no options; `valued` names the options whose value is the next word."""
    found: list[str | None] = []
    skip = False
    for arg in args:
        if skip:
            skip = False
        elif arg is not None and arg.startswith("-") and len(arg) > 1:
            skip = arg in valued
        else:
            found.append(arg)
    return tuple(found)


def _with_options(call: CommandLine) -> tuple[str | None, ...]:
    """The arguments by their values; an option whose value is not known, as in `--enablerepo=*`, as it is written."""
    if None not in call.args:
        return call.args
    return tuple(text if arg is None and text[:1] == "-" else arg for arg, text in zip(call.args, call.texts))


@lru_cache(maxsize=1_000)
def _words_given(args: tuple[str | None, ...], texts: tuple[str, ...]) -> frozenset[str | None]:
    """The arguments by their values, and as they are written without quotes."""
    return frozenset([*args, *[text.strip("\"'") for text in texts]])


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


#: Options by which package managers leave no cache, or do nothing.
NO_CACHE = words("--no-cache --no-cache-dir --dry-run --offline --help --version")


def manual(name: str) -> str:
    """The manual page of a program that Debian has."""
    return f"https://manpages.debian.org/{name}"


class Calls(NamedTuple):
    """Some calls of a program, known by their verb and their options.

    `verbs`: the first operand, or the first two with a space between; '' for none; without any, all calls that have an
    argument (`bare`: or none). `valued`: options whose value is the next word, which so is no operand. `anywhere`:
    other operands may stand before the verb. `operand`: there must be one, whatever it is. `options`: one of these
    must be there. `unless`: none of these may be. `unless_in`: no argument may have this in it. `letters`: the first
    bundle of short options has these letters and none of `no_letters` (pacman's `-Syu`); `spelled`: (long option, the
    letter that it stands for).
    """

    verbs: frozenset[str] = frozenset()
    valued: frozenset[str] = frozenset()
    anywhere: bool = False
    operand: bool = False
    bare: bool = False
    options: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    unless_in: str = ""
    letters: str = ""
    no_letters: str = ""
    spelled: tuple[tuple[str, str], ...] = ()

    def match(self, call: CommandLine) -> bool:
        """Whether a call of the program is one of these."""
        if self.unless_in and any(self.unless_in in text for text in call.texts):
            return False
        if self.options or self.unless:
            given = _words_given(call.args, call.texts)
            if self.unless & given or (self.options and not self.options & given):
                return False
        return self._has_verb(call)

    def _has_verb(self, call: CommandLine) -> bool:
        if self.letters:
            bundle = next((a for a in call.args if a and a.startswith("-") and not a.startswith("--")), "")
            given = {*bundle, *(letter for option, letter in self.spelled if option in call.args)}
            return set(self.letters) <= given and not set(self.no_letters) & given
        if self.anywhere:
            return not self.verbs.isdisjoint({arg or "" for arg in call.args})
        found = operands(_with_options(call), self.valued)
        if not self.verbs:
            return bool(found) if self.operand else self.bare or bool(call.args)
        first, second = [*found, "", ""][:2]
        return first in self.verbs or (bool(second) and f"{first} {second}" in self.verbs)
