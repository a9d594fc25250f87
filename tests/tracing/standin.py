"""The stand-in for every external command, and the driver that runs the steps: both dash scripts.

One process a call: everything below is a dash built-in. The environment is printed before any
assignment, because an assignment to an exported name would change it.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence

from tracing.allowances import Allowance
from tracing.model import Marker, RunStep, Step

#: Field and item separators of an event file; no test text holds them.
FIELD, ITEM = "\x1d", "\x1e"

#: A loop that goes on for ever under some plan ends itself: this many calls of one argv, all calls.
SAME_CALLS, ALL_CALLS = 25, 200

_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_./=:,+@%~^#"

_SCRIPT = r"""#!@DASH@
{
export -p; printf '\035'; pwd -P; printf '\035'
umask; ulimit -n; ulimit -c; printf '\035'
printf '%s\036' "${0##*/}" "$@"; printf '\035'
for fd in 3 4 5 6 7 8 9; do if true >&$fd; then printf '%s' $fd; fi; done; printf '\035'
while IFS= read -r line || [ "$line" ]; do printf '%s\n' "$line"; done
} >'@T@/e/'$$ 2>/dev/null
trap '' PIPE
IFS=' '; set -f
alphabet='@ALPHABET@'
name=${0##*/}; name=${name%__}; key=$name
for arg in "$@"; do case $arg in @SKIPPED@) ;; *) key="$key $arg" ;; esac; done
hash=7; rest=$key
while [ "$rest" ]; do
  tail=${rest#?}; char=${rest%"$tail"}; rest=$tail; index=${alphabet%%"$char"*}
  hash=$(( (hash * 131 + ${#index} + 1) & 0xffffffff ))
done
times=0; [ -e '@T@/n/'$hash ] && read -r times <'@T@/n/'$hash
times=$((times + 1)); echo $times >'@T@/n/'$hash
total=0; [ -e '@T@/total' ] && read -r total <'@T@/total'
total=$((total + 1)); echo $total >'@T@/total'
echo $$ >>'@T@/log'
if [ $times -gt @SAME@ ] || [ $total -gt @ALL@ ]; then echo runaway >>'@T@/log'; kill -KILL 0; fi
case $key in @NEVER@) exit 0 ;; esac
printf 'o%s\n' $((hash % 997))
read -r seed percent <'@T@/plan'
x=$(( (hash + times * 40503 + seed * 2654435761) & 0xffffffff ))
x=$(( ((x ^ (x >> 16)) * 73244475) & 0xffffffff ))
x=$(( ((x ^ (x >> 16)) * 73244475) & 0xffffffff ))
x=$(( x ^ (x >> 16) ))
[ $((x % 100)) -lt $percent ] && exit $((1 + (x >> 8) % 3))
case $name in
mkdir|touch) for arg in "$@"; do case $arg in *..*) exit 0 ;; /*) [ '@P@' ] && exit 0 ;; esac; done
  exec '@T@/real/'$name "$@" ;;
esac
exit 0
"""


def standin(dash: str, tool_dir: str, prefix: str, allowances: Iterable[Allowance]) -> str:
    """The stand-in's text. `tool_dir`: where it logs, as it sees it; `prefix`: "" inside a chroot."""
    allowed = list(allowances)
    skipped = [flag for a in allowed for flag in a.flags] or ["''"]
    never = [glob for a in allowed for glob in a.never_fail] or ["''"]
    values = {
        "DASH": dash, "T": tool_dir, "P": prefix, "ALPHABET": _ALPHABET, "SKIPPED": "|".join(skipped),
        "NEVER": "|".join(never), "SAME": str(SAME_CALLS), "ALL": str(ALL_CALLS),
    }  # fmt: skip
    text = _SCRIPT
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def driver(steps: Sequence[Step], argv_of: Callable[[RunStep], list[str]], tool_dir: str, prefix: str) -> str:
    """The script that runs the steps in turn and stops at the first that fails.

    `argv_of`: the argv of the shell of a step, without its flags.
    """
    lines = ["umask 022"]
    for number, step in enumerate(steps):
        lines.append(f"echo @{number} >>{shlex.quote(tool_dir + '/log')}")
        if not isinstance(step, Marker):
            lines.append(_run(step, argv_of, tool_dir, prefix))
    return "\n".join([*lines, "exit 0", ""])


def _run(step: RunStep, argv_of: Callable[[RunStep], list[str]], tool_dir: str, prefix: str) -> str:
    env = dict(step.env)
    if "PATH" in env:
        env["PATH"] = f"{tool_dir}/bin:{env['PATH']}"
    exports = "".join(f"export {name}={shlex.quote(value)}; " for name, value in env.items())
    argv = step.argv or (*argv_of(step), *(step.shell[1:] or ("-c",)), step.body)
    command = " ".join(shlex.quote(word) for word in argv)
    cwd = shlex.quote(prefix + step.cwd)
    return f"( cd {cwd} && unset OLDPWD && {exports}exec {command} ) </dev/null || exit"
