"""Whether a new shell would be another than the one that runs already."""

from __future__ import annotations

import re

from dslim.facts.nested_scripts import commands_of, every_call, texts
from dslim.facts.run import Run
from dslim.shell import Invocation, Script, commands, walk
from dslim.shell.tree import Redirect
from dslim.support.lazy_regex import regex
from dslim.tools import names_where

_SHELL_FILE = regex(r"(^|[/\s=])bin/(sh|bash|dash|ash|busybox)\b|^/bin/\*|busybox --install")
_SHELL_NAME = regex(r"(.*/)?(sh|bash|dash|ash|busybox)\Z")
_REPLACERS = names_where(lambda tool: tool.replaces_files)
#: Folders that no shell starts without.
_VITAL = regex(r"/?(\*|(usr/)?(s?bin|lib|lib64|lib32)?(/\*)?)/?\Z")
_PACKAGE_TOOLS = names_where(lambda tool: tool.packages)
_CHANGES = frozenset(
    """install add in -S -Sy -Syu reinstall --reinstall fix localinstall remove purge del erase autoremove -i
    -U -e -r -P --install --remove --purge -Uvh -ivh""".split()
)
_SHELL_PACKAGES = frozenset(
    """bash dash busybox busybox-static bash-static busybox-binsh bash-binsh dash-binsh yash-binsh
    zsh-binsh""".split()
)
_FROM_SOURCE = regex(r"(^|[/\s])(bash|dash|busybox)[-_.]v?\d")
_LOCALES = names_where(lambda tool: tool.makes_locales)
_VERSIONED = regex(r"[=<>~@:_]|-\d")
#: Those of which `_replaces` has anything to say.
_HEEDED = _REPLACERS | _PACKAGE_TOOLS | {"dpkg-reconfigure", "curl", "wget"}
_PLAIN_FLAG = regex(r"-[cefuvxE]+\Z")
_PLAIN_OPTIONS = frozenset("errexit nounset xtrace pipefail noglob verbose".split())
_USER_TOOLS = names_where(lambda tool: tool.changes_users)
_USER_FILES = regex(r"/etc/(passwd|group)\b")
#: Variables that a starting shell reads. The last one makes the SHELL of mambaorg/micromamba activate an environment,
#: with all that packages want to be set by then: https://micromamba-docker.readthedocs.io/en/latest/quick_start.html
_START_UP = ("BASH_ENV", "SHELLOPTS", "BASHOPTS", "POSIXLY_CORRECT", "MAMBA_DOCKERFILE_ACTIVATE")


def replaces_shell(run: Run, script: Script) -> str | None:
    """The shell that the next RUN would start may be another one."""
    if _FROM_SOURCE.search(script.text) and re.search(r"\b(install|mv|cp)\b", script.text):
        return "it may build another shell"
    for call in every_call(script):
        if reason := _replaces(call):
            return reason
        if (call.name in _LOCALES or _last(call) == "locales") and _uses_locale(run):
            return "it makes the locale that LANG names, which a shell reads when it starts"
    for text in texts(script) if ">" in script.text else ():
        for node in walk(text) if isinstance(text, Script) else ():
            if isinstance(node, Redirect) and ">" in node.op and _SHELL_FILE.search(node.target.text):
                return "it writes over the shell"
    return None


def _args(call: Invocation) -> list[str]:
    return [w.literal or w.text for w in call.argv[1:]]


def _last(call: Invocation) -> str:
    return call.argv[-1].literal or call.argv[-1].text if len(call.argv) > 1 else ""


def _replaces(call: Invocation) -> str | None:
    name = call.name
    if name not in _HEEDED:
        return None
    args = _args(call)
    if name in _REPLACERS:
        if any(_SHELL_FILE.search(a) for a in (*args, " ".join([name, *args]))):
            return f"`{name}` may replace the shell"
        if any(_SHELL_NAME.match(a) for a in args if not a.startswith("-")):
            return f"`{name}` may replace the shell"
        taken = args[:-1] if name == "mv" else args if name == "rm" else []
        if any(a.startswith("/") and _VITAL.match(a) for a in taken):
            return f"`{name}` may take the shell away"
    if name == "dpkg-reconfigure" and "dash" in args:
        return "`dpkg-reconfigure dash` may replace the shell"
    if name in ("curl", "wget") and any(_SHELL_FILE.search(a) for a in args if a.startswith("/")):
        return f"`{name}` may replace the shell"
    if name in _PACKAGE_TOOLS and _CHANGES & set(args):
        shells = {_VERSIONED.split(a.rpartition("/")[2])[0] for a in args} & _SHELL_PACKAGES
        if shells:
            return f"`{name}` and {min(shells)}: that may replace the shell"
    return None


#: locale(7)
_LOCALE = ("LANG", *(f"LC_{name}" for name in (
    "ALL ADDRESS COLLATE CTYPE IDENTIFICATION MEASUREMENT MESSAGES MONETARY NAME NUMERIC PAPER TELEPHONE TIME".split()
)))  # fmt: skip


def _uses_locale(run: Run) -> bool:
    """A locale is set for the shell: bash sorts what a pattern matches by it."""
    return any(run.state.env.get(name, "") not in ("C", "POSIX", "C.UTF-8", "C.utf8", "") for name in _LOCALE)


def starts_otherwise(run: Run) -> str | None:
    """The shell reads start-up files, or is behind a wrapper, so that a new one is not like the old."""
    flags = run.state.shell[1:]
    for flag in flags:
        if flag in ("--login", "--rcfile", "--init-file") or re.fullmatch(r"-[A-Za-z]*[li][A-Za-z]*", flag):
            return "SHELL reads start-up files (a login or interactive shell)"
    for name in _START_UP:
        if name in run.state.env:
            return f"{name} is set: each shell reads it anew"
    if flags and not flags[-1].endswith("c"):
        return "SHELL does not end in -c"
    for before, flag in zip(("", *flags), flags):
        option = before.startswith(("-", "+")) and before.endswith("o") and flag in _PLAIN_OPTIONS
        if not option and not _PLAIN_FLAG.match(flag) and not re.fullmatch(r"[-+][cefuvxE]*o", flag):
            return f"SHELL has an option that is not understood (`{flag}`)"
    return None


def changes_user(run: Run, script: Script) -> str | None:
    """The groups, the number or the home of the user are looked up anew for each RUN."""
    user = (run.state.user or "").partition(":")[0] if run.state.user_set else None
    if _writes_users(script):
        return "it may change the user that the next RUN runs as (/etc/passwd, /etc/group)"
    for text in texts(script):
        for simple in commands(text) if isinstance(text, Script) else ():
            for call in commands_of(simple):
                if call.name not in _USER_TOOLS:
                    continue
                named = [a for a in _args(call) if not a.startswith("-")]
                unsure = any("$" in a or "`" in a for a in named[-2:])
                if (user or "root") in named or (user != "root" and (unsure or "sudo" in call.wrappers)):
                    return f"`{call.name}` may change the user that the next RUN runs as"
    return None


def _writes_users(script: Script) -> bool:
    for text in texts(script) if ">" in script.text else ():
        for node in walk(text) if isinstance(text, Script) else ():
            if isinstance(node, Redirect) and ">" in node.op and _USER_FILES.search(node.target.text):
                return True
    return any(
        call.name in ("sed", "tee", "cp", "mv", "ln", "rm", "vipw", "perl", "install")
        and any(_USER_FILES.search(a) for a in _args(call))
        for call in every_call(script)
    )
