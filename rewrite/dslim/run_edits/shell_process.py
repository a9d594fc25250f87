"""Why a RUN keeps a shell of its own: it looks at the process that its shell is, or changes it from outside."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.facts.nested_scripts import every_invocation
from dslim.run_edits.after_a_merge import ONE_SHELL
from dslim.shell import Script, Simple, commands
from dslim.shell.invocations import Invocation
from dslim.shell.walk import Where, commands_with_place
from dslim.support.lazy_regex import regex
from dslim.support.memo import once

#: The text, the parents or the place in the system of a process: those of a merged RUN's shell are others.
_LOOKS_AT_PROCESS = regex(
    r"/proc/(?:\$\$|\$\{?(?:PPID|BASHPID)\}?)/\w+|/proc/1/(?:comm|exe)\b"
    r"|/proc/(?:self|thread-self|[\d*?\[\]-]+)(?:/task/[^/\s]+)?/(?:cmdline|stat|status|oom_\w+|sched|timerslack_ns)\b"
)
#: Programs that show, or choose by, the whole texts of processes; the text of a merged RUN has the words of both.
_LISTS_TEXTS = frozenset({"ps", "top", "pstree"})
_CHOOSES_BY_TEXT = frozenset({"pgrep", "pkill"})
#: Programs that give a process another priority, limit or CPU: `renice -n 5 $$` lasts as long as the shell.
_CHANGES_PROCESS = frozenset({"prlimit", "taskset", "ionice", "chrt", "choom"})
_OWN_PROCESS = regex(r"\$\$|\$\{?(?:PPID|BASHPID)\b")
#: glibc reads the zone that TZ names once a process: what installs tzdata later changes nothing for a shell that has.
_TELLS_TIME = regex(r"%\([^)\n]{0,100}\)T")
#: `pkill -f`, alone or among other letters.
_BY_TEXT = regex(r"-[a-zA-Z\d]*[fa][a-zA-Z]*|--full|--list-full")
_PATH_ONLY = regex(r"-[a-zA-Z]*[tpP][a-zA-Z]*")


@once
def why_its_process_counts(script: Script) -> str | None:
    """What in a script tells of the process of its shell, or changes it; None if nothing does."""
    if found := _LOOKS_AT_PROCESS.search(script.text):
        return f"it uses `{found[0]}`, which describes the process of the shell{ONE_SHELL}"
    for call in every_invocation(script):
        if _sees_texts(call):
            return f"`{call.written}` looks at command lines, and after a merge its own would hold both RUNs"
        if _changes_shell(call):
            return f"`{call.written}` changes limits or priority of the shell and of all that it runs{ONE_SHELL}"
    if _TELLS_TIME.search(script.text):
        return f"`%(...)T` prints the time in the time zone that the shell has loaded first{ONE_SHELL}"
    if name := next(_tells_remembered_paths(script), None):
        return f"the output of `{name}` depends on which programs the shell has run before{ONE_SHELL}"
    if name := next(_keeps_all_variables(script), None):
        return f"`{name}` stores all variables, of which `$SHLVL` may have another value after a merge"
    return None


def _sees_texts(call: Invocation) -> bool:
    if call.name in _CHOOSES_BY_TEXT:
        return any(map(_BY_TEXT.fullmatch, call.texts))
    return call.name in _LISTS_TEXTS and bool(call.texts)  # `ps` alone shows names


def _changes_shell(call: Invocation) -> bool:
    if call.name == "renice":
        return True
    return call.name in _CHANGES_PROCESS and any(_OWN_PROCESS.search(text) for text in call.texts)


def _tells_remembered_paths(script: Script) -> Iterator[str]:
    """Built-ins whose output is another for a program that the shell ran before ("ls is hashed"), if that is kept."""
    for simple in commands(script):
        words = [word.text for word in simple.words]
        if not words or words[0] not in ("type", "hash", "command") or _is_dropped(simple):
            continue
        if words[0] == "type" and not any(map(_PATH_ONLY.fullmatch, words[1:])):
            yield "type"
        elif words[0] == "command" and "-V" in words[1:]:
            yield "command -V"
        elif words[0] == "hash" and (len(words) == 1 or words[1] in ("-l", "-t")):
            yield "hash"


def _keeps_all_variables(script: Script) -> Iterator[str]:
    """Commands that print the environment to a file or another program; in the log of the build nobody reads it."""
    for simple, where in commands_with_place(script):
        words = [word.text for word in simple.words]
        if words in (["env"], ["printenv"]) and not _is_dropped(simple) and (simple.redirects or where != Where.HERE):
            yield words[0]


def _is_dropped(simple: Simple) -> bool:
    """Whether its standard output goes to /dev/null."""
    return any(item.op in (">", "&>", ">&", "1>") and item.target.text == "/dev/null" for item in simple.redirects)
