"""Whether the shell ends at the first command that fails: the one reader of `set -e` and of the options of SHELL.

Something is sure here where dash, bash (also as sh) and busybox ash agree, or where those that do not end at once.
POSIX 2.15, `set`: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dslim.shell import tree as t
from dslim.shell.shell_state import StateChange, state_changes
from dslim.shell.sourced_files import is_known_file, sources_known_file
from dslim.support.lazy_regex import regex
from dslim.tools.evals import prints_settings

#: The options of bash's `set`. dash and ash end at one that they do not know; bash goes on with all as it was.
_LETTERS = {
    "a": "allexport", "b": "notify", "e": "errexit", "f": "noglob", "h": "hashall", "k": "keyword", "m": "monitor",
    "n": "noexec", "p": "privileged", "t": "onecmd", "u": "nounset", "v": "verbose", "x": "xtrace",
    "B": "braceexpand", "C": "noclobber", "E": "errtrace", "H": "histexpand", "P": "physical", "T": "functrace",
}  # fmt: skip
_NAMES = frozenset(_LETTERS.values()) | frozenset(
    "emacs history ignoreeof interactive-comments nolog pipefail posix vi".split()
)
#: Letters that a shell alone takes, not `set`: read from -c, standard input, as a login, interactive, restricted shell.
_SHELL_LETTERS = frozenset("cilrsD")
#: Bash's options of more than a letter come first, and two take a file; -O takes the name of an option of `shopt`.
_WITH_FILE = frozenset({"--rcfile", "--init-file"})
_SHOPT = frozenset({"-O", "+O"})
#: Kinds of changes of the shell's state that change its options, or may.
_CHANGES = frozenset({"option", "source", "eval", "unknown", "alias"})
#: Kinds of changes that may turn errexit on, at once or when what they define is called.
_MAY_SET = _CHANGES | {"function"}
#: A trap whose text may change options: it names `set`, or runs what only the run tells.
_TRAP_SETS = regex(r"\b(set|shopt|eval|source)\b|[$`]|(^|[\s;'\"])\.\s")
#: Built-ins that act on their own shell's options, and `None` for a name that only the run tells.
_ON_THE_SHELL = frozenset({"set", "trap", "shopt", "source", ".", "eval", None})
_BEFORE_A_NAME = frozenset({"command", "builtin", "--", "-p"})


class Options(NamedTuple):
    """What words turn on and off, by the options' long names.

    is_sure: no shell and no run can have it otherwise. is_bare: the words are options and nothing else (`set a` sets a
    positional parameter, `set -o` prints).
    """

    on: frozenset[str]
    off: frozenset[str]
    is_sure: bool
    is_bare: bool


def read_options(words: Sequence[str | None], more_letters: frozenset[str] = frozenset()) -> Options:
    """What `set` with these words does to the options of its shell; None stands for a word that only the run tells.

    `more_letters`: further letters that are options, and mean nothing here.
    """
    state: dict[str, bool] = {}
    left = list(words)
    is_sure, is_bare = None not in left, bool(left)
    while left:
        word = left.pop(0)
        if word is None:
            continue  # it may be nothing, an option, or the end of them
        if word[:1] not in ("-", "+") or word in ("-", "--"):
            is_bare = False
            break
        for letter in word[1:] or "?":
            if letter == "o" and left:  # the next word names the option
                name = left.pop(0) or ""
            elif letter == "o":
                is_bare = False
                continue
            elif letter in more_letters:
                continue
            else:
                name = _LETTERS.get(letter, "")
            if name in _NAMES:
                state[name] = word[0] == "-"
            else:
                is_sure = False
    on = frozenset(name for name, value in state.items() if value)
    return Options(on, frozenset(state) - on, is_sure, is_bare)


def read_shell_options(shell: Sequence[str]) -> Options:
    """The options that a shell starts with; `shell`: a SHELL instruction, its program first."""
    words = list(shell[1:])
    while words and (words[0] in _SHOPT or (words[0].startswith("--") and len(words[0]) > 2)):
        words = words[2:] if words[0] in _SHOPT | _WITH_FILE else words[1:]
    return read_options(words, _SHELL_LETTERS)


def turns_on(words: Sequence[str | None]) -> bool:
    """Whether `set` with these words is sure to turn errexit on."""
    options = read_options(words)
    return options.is_sure and "errexit" in options.on


def starts_on(shell: Sequence[str]) -> bool:
    """Whether a SHELL is sure to start with errexit."""
    options = read_shell_options(shell)
    return options.is_sure and "errexit" in options.on


def is_on_from_start(script: t.Script, shell: tuple[str, ...]) -> bool:
    """Whether the shell is sure to end at the first failure throughout: by SHELL, or by the script's first command."""
    if starts_on(shell):
        return _count_changes(script) == 0
    first = script.statements[0].node if script.statements else None
    if isinstance(first, t.AndOr) and all(op == "&&" for op in first.operators):
        first = first.items[0]
    return _is_set_on(first) and _count_changes(script) == 1


def opens_with_set(script: t.Script) -> bool:
    """Whether the first statement is a `set` that turns errexit on, and nothing turns it off again."""
    return bool(script.statements) and _is_set_on(script.statements[0].node) and _count_changes(script) == 1


def may_be_on(script: t.Script, shell: tuple[str, ...], inherited: bool) -> bool:
    """Whether the shell may end at the first failure, at some time; `inherited`: the base image's SHELL may do so."""
    started = read_shell_options(shell)
    if inherited or "errexit" in started.on or not started.is_sure:
        return True
    changes = (change for change in state_changes(script) if not _is_harmless_source(change))
    return any(_may_change(change, _MAY_SET) for change in changes)


def may_turn_on(simple: t.Simple) -> bool:
    """Whether a command is a `set` that turns errexit on, or may; errtrace too, which hands a trap on ERR down."""
    words = _words_for_the_shell(simple)
    if not words or words[0] != "set":
        return False
    options = read_options(words[1:])
    return not options.is_sure or bool(options.on & {"errexit", "errtrace"})


def may_act_on_failures(simple: t.Simple) -> bool:
    """Whether a command other than `set` may change what its shell does at a failure: by errexit, or a trap on ERR."""
    words = _words_for_the_shell(simple)
    if sources_known_file(simple):
        return False
    if words and words[0] == "trap":
        return any(w is None or w in ("ERR", "DEBUG", "RETURN") or "set" in w for w in words)
    return bool(words) and words[0] != "set"


def opening_options(node: t.Node) -> frozenset[str] | None:
    """What a plain `set` turns on for sure, errexit among it; None where it does anything else, and for other nodes."""
    if not _is_set_on(node):
        return None
    assert isinstance(node, t.Simple)
    options = read_options([word.literal for word in node.words[1:]])
    return options.on if options.is_bare and not options.off and not node.assignments else None


def _is_set_on(node: t.Node | None) -> bool:
    """A `set` by itself; with a redirect it might fail, and bash go on."""
    if not isinstance(node, t.Simple) or not node.words or node.words[0].literal != "set" or node.redirects:
        return False
    return turns_on([word.literal for word in node.words[1:]])


def _count_changes(script: t.Script) -> int:
    return sum(_may_change(change, _CHANGES) for change in state_changes(script))


def _may_change(change: StateChange, kinds: frozenset[str]) -> bool:
    """Whether a change of one of some kinds, or a trap, may be one of the shell's options."""
    if change.kind == "eval" and prints_settings(change.what):
        return False
    return change.kind in kinds or _is_trap_that_sets(change)


def _is_harmless_source(change: StateChange) -> bool:
    """Whether it is the sourcing of a file that is known to leave errexit as it is."""
    return change.kind == "source" and is_known_file(change.what.partition(" ")[0])


def _is_trap_that_sets(change: StateChange) -> bool:
    return change.kind == "trap" and _TRAP_SETS.search(change.what) is not None


def _words_for_the_shell(simple: t.Simple) -> list[str | None]:
    """What a command is called with, if it may act on the options of its shell; nothing for all others."""
    start, words = 0, simple.words
    while start < len(words) and words[start].literal in _BEFORE_A_NAME:
        start += 1
    if start == len(words) or words[start].literal not in _ON_THE_SHELL:
        return []
    return [word.literal for word in words[start:]]
