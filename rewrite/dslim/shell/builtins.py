"""Lists the built-in commands of dash 0.5.12, bash 5.2 and busybox ash 1.36, and what each changes in its shell.

Sources: POSIX.1-2017 XCU 2.14 (special built-ins), `compgen -b` of bash, `builtins.def` of dash,
`shell/ash.c` (`builtintab`) of busybox. A name is listed as soon as one of the three has it.
"""

from __future__ import annotations

# A prefix assignment before one of these stays set after it in POSIX sh (2.14); bash only in posix mode.
SPECIAL_BUILTINS = frozenset(
    {
        *(".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set"),
        *("shift", "source", "times", "trap", "unset"),
    }
)

# Run inside the shell and change nothing of it. Not `kill`: it may hit the shell or a job.
# `printf` counts only without -v.
HARMLESS_BUILTINS = frozenset(
    {":", "[", "echo", "false", "help", "jobs", "printf", "pwd", "test", "times", "true", "type"}
)

# What each leaves behind; the kinds of shell_state.StateChange.
STATE_CHANGES: dict[str, str] = {
    **dict.fromkeys(("cd", "chdir", "popd", "pushd", "dirs"), "cd"),
    **dict.fromkeys(("declare", "getopts", "let", "local", "mapfile", "read", "readarray"), "variable"),
    **dict.fromkeys(("readonly", "setvar", "typeset"), "variable"),
    "export": "export",
    "unset": "unset",
    "umask": "umask",
    "ulimit": "ulimit",
    **dict.fromkeys(("alias", "unalias"), "alias"),
    "hash": "hash",
    **dict.fromkeys(("bind", "complete", "compopt", "enable", "history", "set", "shopt"), "option"),
    "shift": "positional",
    "trap": "trap",
    **dict.fromkeys(("exit", "logout", "return"), "exit"),
    "exec": "exec",
    **dict.fromkeys((".", "source"), "source"),
    "eval": "eval",
    **dict.fromkeys(("bg", "disown", "fg", "suspend", "wait"), "job"),
}

# Without arguments, or with -p alone, these only print.
ONLY_PRINT = frozenset(
    {"alias", "declare", "export", "readonly", "set", "shopt", "trap", "typeset", "umask", "hash"}
)

BUILTINS = (
    SPECIAL_BUILTINS
    | HARMLESS_BUILTINS
    | frozenset(STATE_CHANGES)
    | frozenset({"builtin", "caller", "command", "compgen", "fc", "kill"})
)
