"""Lists the programs that run another command given as their arguments, and what stands before that command."""

from __future__ import annotations

from typing import NamedTuple

from dslim.support.lazy_regex import regex
from dslim.tools import names_where


class Wrapper(NamedTuple):
    """How to find the command behind a wrapper, by its options.

    flags, valued: short options without and with a value; long, long_valued: the same spelled out. operands:
    words between the options and the command. An option in none of them: the wrapper is not looked through.
    verbs: one of these stands first; with another the call is a plain one.
    """

    flags: str = ""
    valued: str = ""
    long: frozenset[str] = frozenset()
    long_valued: frozenset[str] = frozenset()
    operands: int = 0
    assignments: bool = False
    user: str | None = None  # who the command runs as
    user_option: str = ""
    user_operand: bool = False
    verbs: frozenset[str] = frozenset()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


WRAPPERS: dict[str, Wrapper] = {
    # not -b: it goes on in the background; not -s, -i: a shell reads the words again
    "sudo": Wrapper(
        "AEHknPS",
        "CDghpRrTtUu",
        _names(
            "--askpass --preserve-env --set-home --reset-timestamp --non-interactive"
            " --preserve-groups --stdin"
        ),
        _names("--user --group --host --prompt --chdir --chroot --role --type --preserve-env"),
        assignments=True,
        user="root",
        user_option="u",
    ),
    "doas": Wrapper("nL", "uC", user="root", user_option="u"),
    "env": Wrapper(
        "i0v",
        "uC",
        _names("--ignore-environment --null --debug"),
        _names("--unset --chdir"),
        assignments=True,
    ),
    "nice": Wrapper("0123456789", "n", long_valued=_names("--adjustment")),
    "ionice": Wrapper("t", "cn", _names("--ignore"), _names("--class --classdata")),
    "nohup": Wrapper(),
    "setsid": Wrapper("cw", "", _names("--ctty --wait")),
    "time": Wrapper(
        "apqvV", "fo", _names("--append --portability --quiet --verbose"), _names("--format --output")
    ),
    "timeout": Wrapper(
        "fpv",
        "ks",
        _names("--foreground --preserve-status --verbose"),
        _names("--kill-after --signal"),
        operands=1,
    ),
    "stdbuf": Wrapper("", "ioe", frozenset(), _names("--input --output --error")),
    "eatmydata": Wrapper(),
    "fakeroot": Wrapper(),
    "nocache": Wrapper(),
    "linux32": Wrapper(),
    "linux64": Wrapper(),
    "unbuffer": Wrapper("p"),
    "xvfb-run": Wrapper(
        "a", "enspf", _names("--auto-servernum"), _names("--server-args --server-num --error-file")
    ),
    "catchsegv": Wrapper(),
    "exec": Wrapper("cl", "a"),
    "command": Wrapper("p"),
    "builtin": Wrapper(),
    "xargs": Wrapper(
        "0oprtx",
        "adEILnPs",
        _names("--null --no-run-if-empty --verbose --exit --open-tty --interactive"),
        _names("--arg-file --delimiter --max-args --max-procs --max-lines --replace --max-chars"),
    ),
    "gosu": Wrapper(operands=1, user_operand=True),
    "su-exec": Wrapper(operands=1, user_operand=True),
    "setuser": Wrapper(operands=1, user_operand=True),
    "busybox": Wrapper(),
    "bundle": Wrapper("", "", _names("--keep-file-descriptors"), verbs=_names("exec")),
    "bundler": Wrapper(verbs=_names("exec")),
    "poetry": Wrapper("nqv", "C", _names("--no-interaction --quiet"), _names("--directory"), verbs=_names("run")),
    "pipenv": Wrapper(verbs=_names("run")),
    "pdm": Wrapper(verbs=_names("run")),
    "hatch": Wrapper(verbs=_names("run")),
    "rye": Wrapper(verbs=_names("run")),
    "retry": Wrapper("", "dtrnsm", frozenset(), _names("--delay --times --tries --max --sleep")),
    "travis_retry": Wrapper(),
    "travis_wait": Wrapper(),
    "with_retry": Wrapper(),
    "with_backoff": Wrapper(),
}

#: What starts a program for another loader, library or processor, and is named by its file:
#: https://man7.org/linux/man-pages/man8/ld.so.8.html, https://www.qemu.org/docs/master/user/main.html
LOADER_NAME = regex(r"ld(?:-linux|-musl|64|-\d)?[\w.-]*\.so(?:\.\d+)?|qemu-\w+(?:-static)?|box(?:64|86)|wine(?:64)?")
LOADER = Wrapper(
    "",
    "LEU0",
    _names("--inhibit-cache"),
    _names("--library-path --preload --argv0 --audit --inhibit-rpath --glibc-hwcaps-prepend --glibc-hwcaps-mask"),
)

# Not programs everybody has: looked through only in front of a command that is well known.
RETRIES = frozenset({"retry", "travis_retry", "travis_wait", "with_retry", "with_backoff"})
KNOWN = names_where(lambda tool: tool.well_known)

SHELLS = frozenset({"ash", "bash", "dash", "sh"})
# Where a program's directory says no more than its name does.
BIN = _names("/bin /sbin /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin")
