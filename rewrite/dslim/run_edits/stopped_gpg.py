"""Whether a script ends what gpg started: gpg-agent, dirmngr and keyboxd.

`gpgconf --kill all` ends those of the home in force (gpgconf(1)), so that gpg must have had the same home and user. To
remove the home ends them as well: they watch it (tried with 2.2.40; since 2.1.18, as its NEWS says).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.shell import Invocation, Script, Simple, state_changes, unwrap
from dslim.shell.tree import AndOr, Group, Node, Statement
from dslim.support.lazy_regex import regex

_LOOKS_FOR_GPGCONF = regex(r"(command -v|which|type|hash) gpgconf\Z")
_OWN_HOME = regex(r"\"?\$(GNUPGHOME|\{GNUPGHOME\})\"?\Z")


def stops_gpg(script: Script, call: Invocation) -> bool:
    """Whether whatever a call of gpg has started is gone whenever the script has succeeded."""
    start = call.argv[0].span.start
    if call.wrappers or "--homedir" in script.text or not _has_one_home(script, start):
        return False
    if any(change.kind in ("exit", "exec") for change in state_changes(script)):
        return False
    kills = [simple for simple in _reached_kills(script.statements) if simple.span.start > start]
    has_own_home = "GNUPGHOME=" in script.text
    return any(has_own_home or kill.words[0].literal == "gpgconf" for kill in kills)


def _has_one_home(script: Script, start: int) -> bool:
    """Whether the script itself sets GNUPGHOME at most once, before the place `start`, and no HOME."""
    changes = [
        c for c in state_changes(script)
        if c.kind in ("variable", "export", "unset") and "HOME" in c.what
        and (c.kind != "export" or "=" in script.text[c.span.start : c.span.end])  # `export GNUPGHOME` sets nothing
    ]
    written = len(re.findall(r"HOME(?==)", script.text)) + script.text.count("unset")
    return written == len(changes) <= 1 and all(c.what == "GNUPGHOME" and c.span.start < start for c in changes)


def _reached_kills(body: tuple[Statement, ...], is_whole: bool = True) -> Iterator[Simple]:
    """The `gpgconf --kill all` that have run whenever the script has succeeded.

    One at the end of a chain has only if nothing comes after the chain: what fails before it would be lost.
    """
    for number, statement in enumerate(body):
        if statement.terminator == "&":
            continue
        is_last = is_whole and number == len(body) - 1
        items = statement.node.items if isinstance(statement.node, AndOr) else (statement.node,)
        operators = statement.node.operators if isinstance(statement.node, AndOr) else ()
        for place, item in enumerate(items):
            is_chain = is_last and all(operator == "&&" for operator in operators)
            if is_chain or all(_looks_for_gpgconf(before) for before in items[:place]):
                yield from _kills_of(item, is_chain)
            if place < len(operators) and operators[place] != "&&":
                break


def _kills_of(node: Node, is_last: bool) -> Iterator[Simple]:
    if isinstance(node, Group):
        yield from _reached_kills(node.body, is_last)
    elif isinstance(node, Simple) and _kills_all(node):
        yield node


def _looks_for_gpgconf(node: Node) -> bool:
    """`command -v gpgconf`: without gpgconf this is gpg 1, which starts nothing."""
    words = " ".join(word.text for word in node.words) if isinstance(node, Simple) else ""
    return _LOOKS_FOR_GPGCONF.match(words) is not None


def _kills_all(node: Simple) -> bool:
    """Whether a command ends them all: `gpgconf --kill all`, or `rm -rf "$GNUPGHOME"`."""
    return any(
        not call.wrappers
        and (
            (call.name == "gpgconf" and [*call.args] in (["--kill", "all"], ["-K", "all"]))
            or (call.name == "rm" and call.args[:1] in (("-rf",), ("-r",), ("-fr",)) and _removes_home(call))
        )
        for call in (unwrap(node) if node.words else ())
    )


def _removes_home(call: Invocation) -> bool:
    return any(_OWN_HOME.match(word.text) for word in call.argv[1:])
