"""Looks through what stands in front of a command (sudo, env, timeout, `sh -c` ...) to the commands that really run."""

from __future__ import annotations

import re
from dataclasses import replace

from dslim.shell.invocations import Invocation, program_name
from dslim.shell.parsing.parse import parse_script
from dslim.shell.tree import Script, Simple, Word
from dslim.shell.walk import commands
from dslim.shell.wrappers import KNOWN, LOADER, LOADER_NAME, RETRIES, SHELLS, WRAPPERS, Wrapper
from dslim.support.lazy_regex import regex
from dslim.support.memo import once

MAX_WRAPPERS = 8
_ASSIGNMENT = regex(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.S)
_SHELL_FLAGS = regex(r"-[abcefhiklmnprstuvxBCEHP]+")
_SHELL_LONG = frozenset({"--login", "--noprofile", "--norc", "--posix"})
_SU_FLAGS = frozenset({"-", "-l", "--login", "-m", "-p", "--preserve-environment", "-lm", "-P", "--pty"})


@once
def unwrap(simple: Simple) -> tuple[Invocation, ...]:
    """The commands that run: one; for `sh -c '...'` that shell, then every command inside, however deep.

    A wrapper that is not understood is itself the command.
    """
    return _unwrap(Invocation(simple.words, env=_environment(simple)), 0)


@once
def invocations(script: Script) -> tuple[Invocation, ...]:
    """Every command that a script runs, through its wrappers, those inside `sh -c '...'` included."""
    return tuple(call for simple in commands(script) if simple.words for call in unwrap(simple))


def _environment(simple: Simple) -> tuple[tuple[str, str | None], ...]:
    found = []
    for item in simple.assignments:
        value = item.value.literal if isinstance(item.value, Word) else None if item.value else ""
        found.append((item.name, value))
    return tuple(found)


def _unwrap(call: Invocation, depth: int) -> tuple[Invocation, ...]:
    while call.argv:
        name = call.name
        if name in SHELLS:
            return _unwrap_shell(call, depth)
        if name in ("su", "runuser"):
            return _unwrap_su(call, depth)
        wrapper = WRAPPERS.get(name) or _loader(name) if name else None
        if wrapper is None or len(call.argv) == 1:
            return (call,)
        if name == "command" and call.argv[1].literal in ("-v", "-V"):
            return (call,)
        if wrapper.verbs and call.argv[1].literal not in wrapper.verbs:
            return (call,)
        if len(call.wrappers) >= MAX_WRAPPERS:
            return (replace(call, understood=False),)
        inner = _command_behind(call, name or "", wrapper)
        if inner is None:
            return (replace(call, understood=False),)
        call = inner
    return (call,)


def _loader(name: str) -> Wrapper | None:
    """How to look through a dynamic loader or an emulator: `/lib64/ld-linux-x86-64.so.2 /bin/x`."""
    return LOADER if LOADER_NAME.fullmatch(name.rpartition("/")[2]) else None


def _command_behind(call: Invocation, name: str, wrapper: Wrapper) -> Invocation | None:
    """The command behind one wrapper, None if its words are not understood."""
    behind_options = _skip_options(call.argv[2 if wrapper.verbs else 1 :], wrapper, wrapper.user or call.user)
    if behind_options is None:
        return None
    words, user = behind_options
    env = call.env
    for _ in range(wrapper.operands):
        if not words:
            return None
        if wrapper.user_operand:
            user = words[0].literal
            if user is None:
                return None
        words = words[1:]
    while wrapper.assignments and words and (found := _ASSIGNMENT.match(words[0].text)):
        literal = words[0].literal
        env += ((found.group(1), literal.partition("=")[2] if literal is not None else None),)
        words = words[1:]
    if not words or words[0].literal is None or words[0].literal.startswith("-"):
        return None
    if name in RETRIES:
        while words and (words[0].literal or "").isdigit():
            words = words[1:]
        if not words or program_name(words[0]) not in KNOWN | {"sudo"}:
            return None
    return replace(call, argv=words, wrappers=(*call.wrappers, name), user=user, env=env)


def _skip_options(
    words: tuple[Word, ...], wrapper: Wrapper, user: str | None
) -> tuple[tuple[Word, ...], str | None] | None:
    """The words behind a wrapper's options, and who the command runs as; None if an option is not understood."""
    while words and (option := words[0].literal) is not None and option.startswith("-") and option != "-":
        words = words[1:]
        if option == "--":
            break
        taken = _read_option(option, wrapper)
        if taken is None:
            return None
        letter, value = taken
        if value is None and letter:
            if not words:
                return None
            value = words[0].literal
            words = words[1:]
            if value is None and letter in ("u", "--user"):
                return None
        if letter == wrapper.user_option or letter == "--user":
            user = value if wrapper.user_option and letter else user
    return words, user


def _read_option(option: str, wrapper: Wrapper) -> tuple[str, str | None] | None:
    """(option, value) if it takes a value, the value None if that is the next word; ('', None) for a flag."""
    if option.startswith("--"):
        long, equals, value = option.partition("=")
        if equals and long in wrapper.long_valued:
            return long, value
        if option in wrapper.long:
            return "", None
        return (option, None) if option in wrapper.long_valued else None
    for index, letter in enumerate(option[1:], 2):
        if letter in wrapper.valued:
            return letter, option[index:] or None
        if letter not in wrapper.flags:
            return None
    return "", None


def _commands_inside(call: Invocation, text: str | None, depth: int, user: str | None) -> tuple[Invocation, ...]:
    """The shell itself, then the commands of the text it is given."""
    script = parse_script(text) if text is not None and depth < MAX_WRAPPERS else None
    if not isinstance(script, Script):
        return (replace(call, user=user, understood=False),)
    found = [replace(call, user=user, shell_inner=script)]
    wrappers = (*call.wrappers, call.name or "")
    for simple in commands(script):
        env = call.env + _environment(simple)
        found += _unwrap(Invocation(simple.words, wrappers, user, env, script), depth + 1)
    return tuple(found)


def _unwrap_shell(call: Invocation, depth: int) -> tuple[Invocation, ...]:
    """`sh [options] -c text`; any other use (a file, standard input) stays as it is."""
    words = call.argv[1:]
    given = False
    while words and (option := words[0].literal) is not None and option[:1] in ("-", "+") and len(option) > 1:
        words = words[1:]
        if option in _SHELL_LONG:
            continue
        if option in ("-o", "+o", "-O", "+O") or (
            option.endswith("o") and _SHELL_FLAGS.fullmatch(option[:-1])
        ):
            given = given or "c" in option
            words = words[1:]
        elif option == "--":
            break
        elif option.startswith("+") or _SHELL_FLAGS.fullmatch(option):
            given = given or (option[0] == "-" and "c" in option)
        else:
            return (replace(call, understood=False),)
    if words and words[0].literal is None and not given:
        return (replace(call, understood=False),)
    if not given:
        return (call,)
    return _commands_inside(call, words[0].literal if words else None, depth, call.user)


def _unwrap_su(call: Invocation, depth: int) -> tuple[Invocation, ...]:
    """`su [-] [user] -c text`, `runuser -u user -- command`; the options may stand anywhere."""
    text: str | None = None
    user: str | None = None
    words = list(call.argv[1:])
    operands: list[str] = []
    unread = False
    while words:
        value = words.pop(0).literal
        if value == "--" and user and call.name == "runuser":
            inner = replace(call, argv=tuple(words), wrappers=(*call.wrappers, "runuser"), user=user)
            return _unwrap(inner, depth)
        if value in ("-c", "--command") and words:
            text = words.pop(0).literal
            unread = unread or text is None
        elif value in ("-s", "--shell") and words:
            shell = words.pop(0).literal or ""
            unread = unread or shell.rpartition("/")[2] not in SHELLS
        elif value in ("-u", "--user") and words and call.name == "runuser":
            user = words.pop(0).literal
        elif value is None or (value.startswith("-") and value not in _SU_FLAGS):
            unread = True
        elif not value.startswith("-"):
            operands.append(value)
    user = user or (operands[0] if operands else "root")
    return _commands_inside(call, None if unread or len(operands) > 1 else text, depth, user)
