"""Whether the shell ends at the first command that fails: the one reader of `set -e` and of the options of SHELL.

POSIX 2.15, `set`; "sure" is what dash, bash and busybox ash agree on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dslim.shell import tree as t
from dslim.shell.shell_state import leaks
from dslim.support.lazy_regex import regex

_WITH_E = regex(r"-[A-Za-z]*e[A-Za-z]*")
_ERREXIT_FLAG = regex(r"-[A-Za-z]*[eE][A-Za-z]*o?\Z")
_HARMLESS_SET = regex(r"set( -[ex]+| -o (errexit|xtrace))+")
#: What a script does to its shell that changes options, or may.
_CHANGES = frozenset({"option", "source", "eval", "unknown"})
#: What may turn errexit on, at once or when it is called.
_MAY_SET = _CHANGES | {"function", "alias"}
#: Built-ins that act on their own shell's options, and `None` for a name that only the run tells.
_ON_THE_SHELL = frozenset({"set", "trap", "shopt", "source", ".", "eval", None})
_BEFORE_A_NAME = frozenset({"command", "builtin", "--", "-p"})


def turns_on(words: Iterable[str]) -> bool:
    """Whether options of a shell, or of `set`, turn errexit on."""
    return any(word == "errexit" or (word[:1] == "-" and _WITH_E.fullmatch(word)) for word in words)


def is_on_from_start(script: t.Script, shell: tuple[str, ...]) -> bool:
    """Whether the shell ends at the first failure throughout: by SHELL, or by the first command."""
    if turns_on(shell[1:]):
        return _count_changes(script) == 0
    first = script.statements[0].node if script.statements else None
    if isinstance(first, t.AndOr) and all(op == "&&" for op in first.operators):
        first = first.items[0]
    return _is_set_on(first) and _count_changes(script) == 1


def opens_with_set(script: t.Script) -> bool:
    """Whether the first statement is a `set` that turns errexit on, and nothing turns it off again."""
    return _is_set_on(script.statements[0].node) and _count_changes(script) == 1


def may_be_on(script: t.Script, shell: tuple[str, ...], inherited: bool) -> bool:
    """Whether the shell may end at the first failure, at some time; `inherited`: the base image's SHELL may do so."""
    if inherited or turns_on(shell[1:]):
        return True
    return any(leak.kind in _MAY_SET for leak in leaks(script))


def may_turn_on(simple: t.Simple) -> bool:
    """Whether a command is a `set` with -e, -E or `-o errexit`, or with words that only the run tells."""
    words = _words_for_the_shell(simple)
    if not words or words[0] != "set":
        return False
    return any(w is None or w == "errexit" or _ERREXIT_FLAG.match(w) for w in words[1:])


def may_act_on_failures(simple: t.Simple) -> bool:
    """Whether a command other than `set` may change what its shell does at a failure: by errexit, or a trap on ERR."""
    words = _words_for_the_shell(simple)
    if words and words[0] == "trap":
        return any(w is None or w in ("ERR", "DEBUG", "RETURN") or "set" in w for w in words)
    return bool(words) and words[0] != "set"


def set_text(node: t.Node) -> str | None:
    """The words of a `set` that turns errexit on for certain, and turns nothing off; None for any other node."""
    if isinstance(node, t.Simple) and may_turn_on(node) and not node.redirects and not node.assignments:
        words = [w.literal for w in node.words]
        if all(words) and _surely_on(words[1:]):
            return " ".join(w for w in words if w)
    return None


def is_errexit_and_xtrace(text: str) -> bool:
    """Whether the words of a `set` (see `set_text`) turn on nothing but errexit and xtrace."""
    return _HARMLESS_SET.fullmatch(text) is not None


def _surely_on(args: Sequence[str | None]) -> bool:
    """Plain option words, among them -e or `-o errexit`; nothing is turned off."""
    on, i = False, 0
    while i < len(args):
        word = args[i] or ""
        if not re.fullmatch(r"-[a-zA-Z]+", word):
            return False
        on = on or "e" in word[1:]
        if word.endswith("o"):
            i += 1
            if i >= len(args):
                return False
            on = on or args[i] == "errexit"
        i += 1
    return on


def _is_set_on(node: t.Node | None) -> bool:
    if not isinstance(node, t.Simple) or not node.words or node.words[0].literal != "set":
        return False
    return turns_on([word.literal or "" for word in node.words[1:]])


def _count_changes(script: t.Script) -> int:
    return sum(leak.kind in _CHANGES for leak in leaks(script))


def _words_for_the_shell(simple: t.Simple) -> list[str | None]:
    """What a command is called with, if it may act on the options of its shell; nothing for all others."""
    start, words = 0, simple.words
    while start < len(words) and words[start].literal in _BEFORE_A_NAME:
        start += 1
    if start == len(words) or words[start].literal not in _ON_THE_SHELL:
        return []
    return [word.literal for word in words[start:]]
