"""The texts that a script runs: its own, and what it hands to a shell as an argument.

A hazard in `sh -c '...'`, `su -c "..."`, `eval`, `trap` or `find -exec` is one all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dslim.shell import Invocation, Script, Simple, Word, commands, parse_script, unwrap
from dslim.shell.builtins import BUILTINS
from dslim.shell.tree import DoubleQuoted, Literal, SingleQuoted
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.tools import TOOLS, find, find_interpreter, find_versioned, names_where
from dslim.tools.code_runners import COMMAND_OPTIONS, COMMANDS_OF_GIT

_MAX_DEPTH = 4
#: `script -c "..."`, `flock f -c "..."`
_RUN_THEIR_ARGUMENTS = names_where(lambda tool: tool.runs_arguments)
#: A shell at the end of a pipe, which reads what the command before it prints.
_FED = regex(r"\|\s*(sudo\s+)?([^\s|]*/)?(ba|da|a)?sh(\s+-\S*)*\s*(\Z|[;&|)])")
#: Programs that run a command of the project -> the verbs by which they do; none: by whatever stands first.
_RUN_COMMANDS = {tool.name: tool.runs_command_by - {""} for tool in TOOLS if tool.runs_command_by}
#: Programs of which options and words are a command for a shell -> how these look.
_HOLD_COMMANDS = {tool.name: regex(tool.holds_command) for tool in TOOLS if tool.holds_command}
#: Their options whose value is the next word.
_VALUED_BY_MANAGERS = frozenset(
    "-n -p --name --prefix --package --with --python --from --spec --with-editable --with-requirements --index-url"
    " -e".split()
)
#: A word that calls a shell, an interpreter, or a script by its path.
_COMMAND = regex(
    r"(?:\w+=\S{0,100} ){0,9}"
    r"(?:(?:/[\w/-]{1,100}/)?(?:(?:ba|da|z|k|a)?sh|python[\d.]*|perl) \S|\.{0,2}/[\w./-]{1,200}\.sh\b)"
)
_ESCAPED = regex(r'\\([$`"\\])')


def nested_texts(script: Script) -> tuple[Script | str, ...]:
    """The script itself, then every text it hands to a shell; as it is written where it cannot be read.

    A text with variables in it is read as if they were words.
    """
    return (script, *_handed_on(script))


@once
def _handed_on(script: Script) -> tuple[Script | str, ...]:
    # without the script itself, as in shell/walk.py
    return tuple(_texts(script, 0))


def _texts(script: Script, depth: int) -> Iterator[Script | str]:
    piped = _FED.search(script.text) is not None
    if depth == _MAX_DEPTH:
        return
    for simple in commands(script):
        for text in _handed(script, simple, piped):
            inner = parse_script(text)
            if isinstance(inner, Script):
                yield inner
                yield from _texts(inner, depth + 1)
            else:
                yield text


@once
def every_invocation(script: Script) -> tuple[Invocation, ...]:
    """Every command that a script runs, also in the texts that it hands to a shell, and behind `find -exec`."""
    read = [text for text in nested_texts(script) if isinstance(text, Script)]
    return tuple(call for text in read for simple in commands(text) for call in invocations_of(simple))


@once
def invocations_of(simple: Simple) -> tuple[Invocation, ...]:
    """What one command runs through wrappers and `find -exec`; not what stands in the text of a `sh -c`."""
    return tuple(_commands_of(simple))


def _commands_of(simple: Simple) -> Iterator[Invocation]:
    for call in unwrap(simple) if simple.words else ():
        if call.script is None:
            yield call
            yield from _executed(call)
            yield from _run_by_manager(call)
            yield from _run_as_arguments(call)


def _run_as_arguments(call: Invocation) -> Iterator[Invocation]:
    """What a program runs whose arguments are a command, from the first word on that names a program which is known."""
    tool = find_versioned(call.program or "")
    runs_arguments = tool is not None and tool.runs_arguments  # proxychains4
    if not runs_arguments and (call.understood or call.name in SHELLS):
        if not is_unknown_program(call):
            return
        may_run = _runs_scripts  # `doppler run -- sh x`
    else:
        may_run = _is_known
    words = call.argv[1:]
    for place, word in enumerate(words):
        if word.literal is not None and may_run(word.literal.rpartition("/")[2]):
            inner = Simple(word.span, (), words[place:], ())
            yield from (replace(c, wrappers=(call.name or "", *c.wrappers)) for c in unwrap(inner))
            return


def _is_known(name: str) -> bool:
    return find(name) is not None


def _runs_scripts(name: str) -> bool:
    return name in SHELLS or find_interpreter(name) is not None


def _run_by_manager(call: Invocation) -> Iterator[Invocation]:
    """What `npx x`, `yarn exec x`, `uv run x` and `conda run x` run, as far as their options are flags."""
    verbs = _RUN_COMMANDS.get(call.name or "")
    if verbs is None:
        return
    words = [word for word in call.argv[1:] if word.literal != "--"]
    first = words[0].literal if words else None
    if verbs and words and first not in verbs:
        tool = find(first)
        if tool is None or not tool.lives_on:  # `yarn nx build` runs nx where no script is called so
            return
    elif verbs:
        words = words[1:]
    while words and words[0].text.startswith("-"):
        takes_value = words.pop(0).literal in _VALUED_BY_MANAGERS
        words = words[1:] if takes_value else words
    if words and (words[0].literal or "").endswith(".py"):
        words.insert(0, Word(words[0].span, "python3", (), "python3", unquoted_glob=False))
    if words:
        inner = Simple(words[0].span, (), tuple(words), ())
        yield from (replace(c, wrappers=(call.name or "", *c.wrappers)) for c in unwrap(inner))


def _executed(call: Invocation) -> Iterator[Invocation]:
    """The commands behind find's -exec, their `{}` included."""
    if call.name != "find":
        return
    words = list(call.argv)
    while words:
        if words.pop(0).literal not in ("-exec", "-execdir", "-ok", "-okdir"):
            continue
        argv: list[Word] = []
        while words and words[0].literal not in (";", "+"):
            argv.append(words.pop(0))
        if argv:
            inner = Simple(argv[0].span, (), tuple(argv), ())
            yield from (replace(c, wrappers=("find", *c.wrappers)) for c in unwrap(inner))


def _handed(script: Script, simple: Simple, piped: bool) -> Iterator[str]:
    for call in invocations_of(simple):
        name, args = call.name, call.argv[1:]
        if call.shell_inner is not None:
            yield from _given_by_options(name or "", args)
            yield call.shell_inner.text
        elif name in ("echo", "printf") and piped:
            yield " ".join(source_of(word) for word in args if not word.text.startswith("-"))
        elif name == "eval":
            yield " ".join(source_of(word) for word in args)
        elif name == "trap":
            yield from (source_of(word) for word in args[:2] if word.literal != "--")
        else:
            yield from texts_given(call)
    for redirect in simple.redirects:
        if redirect.op.startswith("<<") and any(call.name in SHELLS for call in invocations_of(simple)):
            yield script.text[slice(*redirect.heredoc.span)] if redirect.heredoc else source_of(redirect.target)


def texts_given(call: Invocation) -> Iterator[str]:
    """The texts that a program is given to hand to a shell: by options, or as a word that is a command of several."""
    name, args = call.name or "", call.argv[1:]
    yield from _given_by_options(name, args)
    if name in _HOLD_COMMANDS:
        pattern = _HOLD_COMMANDS[name]
        yield from (found[1] for word in args if (found := pattern.match(source_of(word))))
    elif name in SHELLS or name in ("su", "runuser") or name in _RUN_THEIR_ARGUMENTS or not call.understood:
        # `sh -c "cd $DIR && x"`: unwrap gives up at the variable
        yield from (text for word in args if re.search(r"\s", text := source_of(word)))
    elif is_unknown_program(call):
        yield from (text for word in args if " " in word.text and _COMMAND.match(text := source_of(word)))


def is_unknown_program(call: Invocation) -> bool:
    """Whether nothing is known of a program, so that it may run what it is given."""
    return call.name not in ("", None) and call.name not in BUILTINS and find_versioned(call.program or "") is None


def _given_by_options(name: str, args: tuple[Word, ...]) -> Iterator[str]:
    """The commands that a program is given as the values of options, or behind words of its own."""
    options = COMMAND_OPTIONS.get(name, frozenset())
    if not options:
        return
    for before, word in zip(args, args[1:]):
        if before.text in options or (name == "script" and re.fullmatch(r"-[a-z]*c", before.text)):
            yield source_of(word)
    words = [source_of(word) for word in args]
    plain = [word for word in words if not word.startswith("-")]
    if name == "git" and tuple(plain[:2]) in COMMANDS_OF_GIT:
        yield " ".join(plain[2:])
    yield from (word.partition("=")[2] for word in words if word.startswith("--") and word.partition("=")[0] in options)


def source_of(word: Word) -> str:
    """A word without its quotes; what a shell expands in it stays as it is written."""
    out = []
    for part in word.parts:
        written = word.text[part.span.start - word.span.start : part.span.end - word.span.start]
        if isinstance(part, DoubleQuoted):
            out.append(_ESCAPED.sub(r"\1", written[1:-1]))
        elif isinstance(part, SingleQuoted):
            out.append(part.value)
        elif isinstance(part, Literal):
            out.append(re.sub(r"\\(.)", r"\1", written))
        else:
            out.append(written)
    return "".join(out)
