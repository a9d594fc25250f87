"""Why the shell of the next RUN may be another, or start in another way, than the one that runs already."""

from __future__ import annotations

import re

from dslim.facts.nested_scripts import every_invocation, nested_texts
from dslim.facts.run import Run
from dslim.run_edits.after_a_merge import OLD_SHELL, ONE_SHELL
from dslim.shell import Invocation, Script, walk
from dslim.shell.tree import Redirect
from dslim.support.lazy_regex import regex
from dslim.tools import TOOLS, find, names_where
from dslim.tools.installers import ARCHIVES_WITHOUT_A_SHELL
from dslim.tools.system_packages import INSTALL_BUNDLES, INSTALL_VERBS, REMOVE_VERBS

_SHELL_FILE = regex(r"(^|[/\s=])bin/(sh|bash|dash|ash|busybox)\b|^/bin/\*|busybox --install")
_SHELL_NAME = regex(r"(.*/)?(sh|bash|dash|ash|busybox)\Z")
_REPLACERS = names_where(lambda tool: tool.replaces_files)
#: Folders that no shell starts without.
_VITAL = regex(r"/?(\*|usr|(usr/)?(s?bin|lib|lib64|lib32)?(/[\w-]+-linux-\w+)?(/\*)?)/?\Z")
_PACKAGE_TOOLS = names_where(lambda tool: tool.packages)
_CHANGING_VERBS = INSTALL_VERBS | INSTALL_BUNDLES | REMOVE_VERBS
_BINSH = frozenset("busybox-binsh bash-binsh dash-binsh yash-binsh zsh-binsh".split())
_BUSYBOX = frozenset({"busybox", "busybox-static"})
_SHELL_PACKAGES = frozenset({"bash", "dash", "bash-static"}) | _BUSYBOX | _BINSH
#: By family of the package manager and name of the shell in force, the packages that own its file:
#: https://pkgs.alpinelinux.org/contents?file=sh&path=/bin (a link to busybox, whatever other shell is there),
#: https://packages.debian.org/search?searchon=contents&keywords=bin/sh&mode=exactfilename (dash, since 2009),
#: https://packages.fedoraproject.org/pkgs/bash/bash/ (bash).
_OWNERS = {
    "apk": {"sh": _BUSYBOX | _BINSH, "ash": _BUSYBOX, "bash": frozenset({"bash"}), "dash": frozenset({"dash"})},
    "apt": {"sh": frozenset({"dash"}), "dash": frozenset({"dash"}), "bash": frozenset({"bash"})},
    "rpm": {"sh": frozenset({"bash"}), "bash": frozenset({"bash"})},
}
_FROM_SOURCE = regex(r"(^|[/\s])(bash|dash|busybox)[-_.]v?\d")
_LOCALES = names_where(lambda tool: tool.makes_locales)
#: Debian, Ubuntu, Fedora, openSUSE, Alpine, Arch.
_LOCALE_PACKAGE = regex(
    r"(locales(-all)?|language-pack-[\w-]+|glibc-(langpack-[\w-]+|all-langpacks|common|locale[\w-]*|lang|i18n)"
    r"|musl-locales[\w-]*|glibc-bin)([=<>~:@]|-\d|\Z)"
)
_VERSIONED = regex(r"[=<>~@:_]|-\d")
#: Programs that unpack or copy whole trees, and the options by which they are given the folder; these three are given
#: it as their last word.
_INTO_LAST_WORD = ("rsync", "dpkg", "dpkg-deb")
_UNPACKERS = {tool.name: tool.unpacks_to for tool in TOOLS if tool.unpacks_to} | dict.fromkeys(_INTO_LAST_WORD, ())
_EXTRACTS = regex(r"[a-zA-Z]*x")
_ROOT = regex(r"/+\Z")
#: Those that `_why_it_replaces` looks at.
_LOOKED_AT = frozenset(_UNPACKERS) | _REPLACERS | _PACKAGE_TOOLS | {"dpkg-reconfigure", "curl", "wget"}
_RECURSIVE = frozenset("-r -R -a -rf -af -Rf -rp -av -rv --recursive --archive -rT -aT".split())
_PLAIN_FLAG = regex(r"-[cefuvxE]+\Z")
_PLAIN_OPTIONS = frozenset("errexit nounset xtrace pipefail noglob verbose".split())
#: Variables that a starting shell reads. The last one makes the SHELL of mambaorg/micromamba activate an environment,
#: with all that packages want to be set by then: https://micromamba-docker.readthedocs.io/en/latest/quick_start.html
_READ_AT_START = ("BASH_ENV", "SHELLOPTS", "BASHOPTS", "POSIXLY_CORRECT", "MAMBA_DOCKERFILE_ACTIVATE")


def why_shell_may_be_replaced(run: Run, script: Script) -> str | None:
    """Why the shell that the next RUN starts may be another one, or find another locale; None if it is the same."""
    if "ld.so.preload" in script.text:
        return f"it names /etc/ld.so.preload, which a shell reads only when it starts{ONE_SHELL}"
    if _FROM_SOURCE.search(script.text) and re.search(r"\b(install|mv|cp)\b", script.text):
        return f"it may build and install another shell{OLD_SHELL}"
    for call in every_invocation(script):
        if reason := _why_it_replaces(run, call):
            return reason
        if (call.name in _LOCALES or _installs_locales(call)) and _uses_locale(run):
            return f"it installs the locale that LANG or LC_* names, which only a starting shell loads{ONE_SHELL}"
    for text in nested_texts(script) if ">" in script.text else ():
        for node in walk(text) if isinstance(text, Script) else ():
            if isinstance(node, Redirect) and ">" in node.op and _SHELL_FILE.search(node.target.text):
                return f"it overwrites the shell{OLD_SHELL}"
    return None


def _args(call: Invocation) -> list[str]:
    return [w.literal or w.text for w in call.argv[1:]]


def _installs_locales(call: Invocation) -> bool:
    """Whether a package that brings locales stands anywhere among those that a call installs."""
    return call.name in _PACKAGE_TOOLS and any(_LOCALE_PACKAGE.match(arg) for arg in _args(call))


def _why_it_replaces(run: Run, call: Invocation) -> str | None:
    name = call.name
    if name not in _LOOKED_AT:
        return None
    args = _args(call)
    if name in _REPLACERS:
        if any(_SHELL_FILE.search(a) for a in (*args, " ".join([name, *args]))):
            return f"`{name}` may replace the shell{OLD_SHELL}"
        if any(_SHELL_NAME.match(a) for a in args if not a.startswith("-")):
            return f"`{name}` may replace the shell{OLD_SHELL}"
        into = any(re.match(r"-[a-zA-Z]*t|--target-directory", a) for a in args)
        taken = args[:-1] if name == "mv" and not into else args if name in ("mv", "rm") else []
        if name == "cp" and _RECURSIVE.intersection(args) and args and _VITAL.match(args[-1]) and args[-1][:1] == "/":
            return f"`{name}` may replace the shell{OLD_SHELL}"
        if any(a.startswith("/") and _VITAL.match(a) for a in taken):
            return f"`{name}` may remove the shell or its libraries{OLD_SHELL}"
    if name in _UNPACKERS and _unpacks_over_root(name or "", args):
        return f"`{name}` may overwrite the shell{OLD_SHELL}"
    if name == "dpkg-reconfigure" and "dash" in args:
        return f"`dpkg-reconfigure dash` may replace the shell{OLD_SHELL}"
    if name in ("curl", "wget") and any(_SHELL_FILE.search(a) for a in args if a.startswith("/")):
        return f"`{name}` may replace the shell{OLD_SHELL}"
    if name in _PACKAGE_TOOLS and _CHANGING_VERBS & set(args):
        shells = {_VERSIONED.split(a.rpartition("/")[2])[0] for a in args} & _shell_packages(run, name)
        if shells:
            return f"`{name}` may replace {min(shells)}, which holds the shell{OLD_SHELL}"
    return None


def _unpacks_over_root(name: str, args: list[str]) -> bool:
    """Whether a call unpacks over the root of the file system what may hold a shell."""
    if any(ARCHIVES_WITHOUT_A_SHELL.search(arg) for arg in args):
        return False
    if name in _INTO_LAST_WORD:
        extracts = name == "rsync" or any(re.fullmatch(r"-[xX]|--extract|--vextract|-R", arg) for arg in args)
        return extracts and bool(args) and _ROOT.match(args[-1]) is not None
    if (
        "tar" in name
        and not any(_EXTRACTS.match(arg) for arg in args[:1])
        and not any(arg in ("-x", "--extract", "--get") or re.match(r"-[a-zA-Z]*x", arg) for arg in args)
    ):
        return False
    options = _UNPACKERS[name]
    return any(
        (before in options and _ROOT.match(arg))
        or any(arg.startswith(option) and _ROOT.match(arg[len(option) :].lstrip("=")) for option in options)
        for before, arg in zip(("", *args), args)
    )


def _shell_packages(run: Run, manager: str) -> frozenset[str]:
    """The packages of a package manager that may own the shell in force; all of them where a base may choose it."""
    tool = find(manager)
    known = _OWNERS.get(tool.family if tool else "", {}) if run.state.shell_set or run.state.shell_known else {}
    return known.get(run.shell_name or "", _SHELL_PACKAGES)


#: locale(7)
_LOCALE = ("LANG", *(f"LC_{name}" for name in (
    "ALL ADDRESS COLLATE CTYPE IDENTIFICATION MEASUREMENT MESSAGES MONETARY NAME NUMERIC PAPER TELEPHONE TIME".split()
)))  # fmt: skip


def _uses_locale(run: Run) -> bool:
    """A locale is set for the shell: bash sorts what a pattern matches by it."""
    return any(run.state.env.get(name, "") not in ("C", "POSIX", "C.UTF-8", "C.utf8", "") for name in _LOCALE)


def why_a_new_shell_differs(run: Run) -> str | None:
    """Why a new shell is not like the old: it reads start-up files, or is behind a wrapper; None if it is."""
    flags = run.state.shell[1:]
    for flag in flags:
        if flag in ("--login", "--rcfile", "--init-file") or re.fullmatch(r"-[A-Za-z]*[li][A-Za-z]*", flag):
            return "the SHELL is a login or interactive shell, which runs its start-up files again for each RUN"
    for name in _READ_AT_START:
        if name in run.state.env:
            return f"{name} is set, which changes how each new shell starts"
    if flags and not flags[-1].endswith("c"):
        return "SHELL does not end in -c"
    for before, flag in zip(("", *flags), flags):
        option = before.startswith(("-", "+")) and before.endswith("o") and flag in _PLAIN_OPTIONS
        if not option and not _PLAIN_FLAG.match(flag) and not re.fullmatch(r"[-+][cefuvxE]*o", flag):
            return f"SHELL has an option that is not understood (`{flag}`)"
    return None
