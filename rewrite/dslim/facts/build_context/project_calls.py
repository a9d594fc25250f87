"""Which files of a project a build tool runs as code: setup.py by pip, build.rs by cargo, hooks by git."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.build_context.context_patterns import MAX_FILES
from dslim.facts.build_context.script_calls import BEYOND_A_BOUND, ScriptCall, with_values
from dslim.facts.run import Run
from dslim.shell import Script
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.tools import find_interpreter, names_where
from dslim.tools.project_code import GIT_HOOKS, GIT_VERBS, PYTHON_PROJECT, ROWS
from dslim.tools.side_files import NAMES_OF_PROGRAMS

_PIP = regex(r"(?:uv-)?pip[\d.]*|pipx")
#: What pip installs from a folder: `.`, `./x[extra]`, `/x`, `a/b`.
_FOLDER = regex(r"(?:file:(?://)?)?(\.{1,2}(?:/[^\[\]]*)?|/[^\[\]]+|[\w.-]+/[^\[\]:@=<>]*)(?:\[[^\]]*\])?")
_NO_FOLDER = regex(r"\.(?:whl|tar|gz|tgz|bz2|xz|zip|txt|in|cfg)\Z|[$*]")
_FROM = frozenset({"--from", "--spec"})
_INSTALL_FILES = names_where(lambda tool: tool.packages)
_PACKAGE_FILE = regex(r"\.(?:deb|rpm|apk|pkg\.tar\.\w+)\Z")
#: `-DCMAKE_TOOLCHAIN_FILE=x`, `-DCMAKE_PROJECT_INCLUDE:FILEPATH=x`
_CMAKE_FILE = regex(r"(?:-D\w*(?:FILE|INCLUDE|INCLUDE_BEFORE)(?::\w+)?|--toolchain|-C|-P)=?([\w./-]+)")
_AWK = regex(r"[gmn]?awk|original-awk")
_HOOKS_PATH = regex(r"core\.hooksPath[ =]+[\"']?([\w./-]+)")
_HOOK_FOLDERS = (".git/hooks", ".husky")
#: A shell that reads its start-up files: `bash -lc x`, `bash -ic x`, `su - x`, `sudo -i`.
_LOGIN_SHELL = regex(
    r"\b(?:ba|da|a|z)?sh\s+(?:-\w{1,9}\s+){0,9}(?:-\w*[il]\w*|--login|--interactive)\b|[\s;&](?:\.|source)\s+/etc/profile\b"
    r"|\b(?:su|runuser)\s+(?:-\s|-l\b|--login\b)|\bsudo\s+(?:-\w{1,9}\s+(?:[\w-]+\s+)?){0,9}(?:-\w*i|--login)\b"
)
_WRITES_START_FILE = regex(
    r"(?:>{1,2}|\btee\s+(?:-a\s+)?)\s*[\"']?[^\s\"';&|<>]*(?:bashrc|\.profile|bash_profile|profile\.d/)"
)
_MAY_STAY = regex(r"(?<![&>|<])&(?![&>\d])|\bnohup\b|daemon|\bsetsid\b|\bservice\b|/init\.d/|\bstart\b|/dev/shm")
#: The file that an interactive bash reads in the place of .bashrc.
_START_FILE_NAMED = regex(r"\bbash\s[^\n;&|]{0,200}?--(?:rcfile|init-file)[ =]+[\"']?([\w./-]+)")
_USER_OF_LOGIN = regex(
    r"\b(?:su|runuser)\s+(?:-|-l|--login)\s+([\w-]+)"
    r"|\bsudo\s[^\n;&|]{0,100}?(?:-u\s*|--user[= ])([\w-]+)"
)
#: /root/.profile of Debian and .bash_profile of Red Hat take .bashrc in.
_OF_HOME = (".bash_profile", ".profile", ".bash_login", ".bashrc")
_OF_SYSTEM = ("/etc/profile", "/etc/profile.d/*.sh", "/etc/bash.bashrc", "/etc/bashrc")
#: A file whose text a shell is told to run: `eval "$(cat x)"`, `sh -c "$(cat x)"`.
_RUN_OUTPUT = regex(r"(?:\beval\s|\bsh\s+-\w*c\s)\s*\\?[\"']?(?:\$\(|`)\s*(?:cat\s|<)\s*([\w./-]+)\s*[)`]")
#: The rows of each program.
_ROWS_OF = {name: tuple(row for row in ROWS if name in row.programs) for row in ROWS for name in row.programs}


class StartsBesideCalls(NamedTuple):
    """What a text of the shell runs that no call of it names.

    `outputs`: files whose text a shell is told to run; `start_files`: those that `bash --rcfile` names;
    `has_login_shell`: it starts a shell that reads start-up files.
    """

    outputs: list[str]
    start_files: list[str]
    has_login_shell: bool


@once
def starts_beside_calls(script: Script) -> StartsBesideCalls:
    """What a text runs that no call of it names, looked for once however often its Dockerfile is fixed."""
    text = script.text
    has_login_shell = _LOGIN_SHELL.search(text) is not None
    return StartsBesideCalls(_RUN_OUTPUT.findall(text), _START_FILE_NAMED.findall(text), has_login_shell)


class _Call(NamedTuple):
    """A call of a program: its words with the values of variables, and those of them that are no options."""

    facts: Facts
    name: str
    words: tuple[str, ...]
    plain: tuple[str, ...]


def project_calls(facts: Facts, run: Run, call: Invocation) -> Iterator[ScriptCall]:
    """The files of a project that a call runs without naming them, as patterns below the folder it works in."""
    name = posixpath.basename(call.name or call.written.strip("\"'"))
    interpreter = find_interpreter(name)
    is_python = interpreter is not None and interpreter.interprets == "python"
    if not is_python and not _runs_project_code(name):
        return
    words = tuple(with_values(run, (word or text).strip("\"'")) for word, text in zip(call.args, call.texts))
    if is_python:
        if words[:1] != ("-m",):
            return
        name, words = {"build": "pyproject-build"}.get(words[1], words[1]) if len(words) > 1 else "", words[2:]
    plain = tuple(word for word in words if word and not word.startswith(("-", "+")))
    if name == "go" and plain[:1] == ("run",) and any(word.endswith(".go") for word in plain):
        yield ScriptCall("project", tuple(word for word in plain if word.endswith(".go")), is_needed=False)
        return
    reader = _reader_of(name)
    if reader is not None:
        yield from reader(_Call(facts, name, words, plain))
    for row in _ROWS_OF.get(name, ()):
        if not row.verbs or not row.verbs.isdisjoint(plain[:2]):
            kind = row.kind or ("marked" if row.marks else "directives" if row.directives else "project")
            yield ScriptCall(kind, row.files, (name,) if row.marks else (), is_needed=False)


@once
def writes_start_file(facts: Facts) -> bool:
    """Whether a RUN writes something to a start-up file of shells that may start what goes on running."""
    texts = (run.node.args for run in facts.all_runs)
    return any(_WRITES_START_FILE.search(text) and _MAY_STAY.search(text) for text in texts)


def start_files(run: Run, text: str) -> Iterator[ScriptCall]:
    """The files that a login shell, or an interactive one, of a text runs before anything else."""
    users = dict.fromkeys(one or other for one, other in _USER_OF_LOGIN.findall(text)[:MAX_FILES])
    homes = (run.home, *(f"/home/{user}" for user in users))
    names = [*_OF_SYSTEM, *(f"{home}/{name}" for home in homes for name in _OF_HOME)]
    yield ScriptCall("shell-as-copied", tuple(names), is_needed=False)
    if chosen := run.state.env.get("ENV"):  # of an interactive POSIX shell
        yield ScriptCall("shell", (chosen,))


def _of_pip(call: _Call) -> Iterator[ScriptCall]:
    """The projects that `pip install` builds: those of folders, and those that a requirements file names."""
    words = call.words
    if call.name == "uv" and call.plain[:1] != ("pip",):
        return
    if words[:1] == ("pip",):
        words = words[1:]
    if not {"install", "wheel"} & set(words[:2]):
        return
    for before, word in zip(("", *words), words):
        if before in ("-r", "--requirement") or re.match(r"-r\w|--requirement=", word):
            yield ScriptCall("requirements", (re.sub(r"\A(?:-r|--requirement=)", "", word),), is_needed=False)
        elif before in (
            "-t",
            "--target",
            "--prefix",
            "--root",
            "-c",
            "-f",
            "--find-links",
            "-i",
            "--index-url",
            "--cache-dir",
            "-w",
        ):
            continue
        elif (found := _FOLDER.fullmatch(word)) and not _NO_FOLDER.search(found[1]):
            yield python_project(found[1])


def _of_git(call: _Call) -> Iterator[ScriptCall]:
    """The hooks of a repository, for the verbs that run some."""
    if GIT_VERBS.isdisjoint(call.plain[:3]):
        return
    named = _hook_folders(call.facts)
    if len(named) > MAX_FILES:
        yield ScriptCall("unread", (f"{BEYOND_A_BOUND}{MAX_FILES} folders of hooks",))
    folders = (*_HOOK_FOLDERS, *named[:MAX_FILES])
    hooks = tuple(posixpath.join(folder, hook) for folder in folders for hook in GIT_HOOKS)
    yield ScriptCall("shell-as-copied", hooks, is_needed=False)


def _of_bats(call: _Call) -> Iterator[ScriptCall]:
    named = (word for word in call.plain if word.endswith(".bats"))
    yield ScriptCall("bats", (*named, "**/*.bats"), is_needed=False)


def _of_lerna(call: _Call) -> Iterator[ScriptCall]:
    """The scripts of all packages of a project."""
    if call.plain:
        asked = ("install",) if call.plain[0] in ("bootstrap", "link") else call.plain
        yield ScriptCall("package", ("package.json", "*/package.json", "*/*/package.json"), asked, is_needed=False)


def _of_r(call: _Call) -> Iterator[ScriptCall]:
    """What R runs when it installs a package from a folder."""
    if call.words[:1] == ("CMD",) and call.plain[-1:] and call.plain[-1] not in ("CMD", "BATCH"):
        names = [posixpath.join(call.plain[-1], script) for script in ("configure", "cleanup")]
        yield ScriptCall("shell", tuple(names), is_needed=False)


def _of_rails(call: _Call) -> Iterator[ScriptCall]:
    """The script that `rails runner` is given."""
    if call.plain[:1] in (("runner",), ("r",)) and len(call.plain) > 1 and re.fullmatch(r"[\w./-]+", call.plain[1]):
        yield ScriptCall("project", (call.plain[1],), is_needed=False)


def _of_cmake(call: _Call) -> Iterator[ScriptCall]:
    """The files of code that options of cmake name, whatever they are called."""
    for before, word in zip(("", *call.words), call.words):
        if before in ("-C", "-P", "--toolchain"):
            yield ScriptCall("project", (word,), is_needed=False)
        elif found := _CMAKE_FILE.fullmatch(word):
            yield ScriptCall("project", (found[1],), is_needed=False)


def _of_make(call: _Call) -> Iterator[ScriptCall]:
    """The programs that make is told to use in the place of others, by their paths: `SHELL=/src/sh`, `CC=./cc`."""
    for word in call.words:
        name, is_set, value = word.partition("=")
        if is_set and "/" in value and NAMES_OF_PROGRAMS.search(name):
            yield ScriptCall("program", (value.split()[0],), is_needed=False)


def _of_direnv(_: _Call) -> Iterator[ScriptCall]:
    yield ScriptCall("shell", (".envrc",), is_needed=False)


def _of_awk(call: _Call) -> Iterator[ScriptCall]:
    """The programs that awk is told to read from files."""
    for before, word in zip(("", *call.words), call.words):
        if before in ("-f", "--file"):
            yield ScriptCall("project", (word,), is_needed=False)
        elif found := re.match(r"(?:-f|--file=)(\S+)", word):
            yield ScriptCall("project", (found[1],), is_needed=False)


def _of_python_tools(call: _Call) -> Iterator[ScriptCall]:
    """The program of a project, or of a clone, that uvx and pipx run; what pip runs too, of uv and pipx."""
    plain = call.plain
    runs = call.name == "uvx" or plain[:2] == ("tool", "run") or (call.name == "pipx" and plain[:1] == ("run",))
    for before, word in zip(("", *call.words), call.words):
        option, equals, value = word.partition("=")
        given = value if equals and option in _FROM else word if before in _FROM else ""
        if given and runs and (_FOLDER.fullmatch(given) or "://" in given):
            yield ScriptCall("unread", (f"the program of {given}",))
    for word in plain[2:] if plain[:2] == ("tool", "install") else ():
        if _FOLDER.fullmatch(word) and not _NO_FOLDER.search(word):
            yield python_project(word)
    if call.name != "uvx":
        yield from _of_pip(call)


def _of_package_files(call: _Call) -> Iterator[ScriptCall]:
    """The packages that a call is given as files: their scripts run as root when they are installed."""
    for word in call.words:
        if _PACKAGE_FILE.search(word) and not word.startswith("-") and "://" not in word:
            yield ScriptCall("marked", (word,), (word,), is_needed=False)


#: Programs that run files of a project by other rules than rows of tools/project_code.py -> what tells the files.
_READERS: dict[str, Callable[[_Call], Iterator[ScriptCall]]] = {
    "R": _of_r,
    "bats": _of_bats,
    "cmake": _of_cmake,
    "cmake3": _of_cmake,
    "make": _of_make,
    "gmake": _of_make,
    "direnv": _of_direnv,
    "git": _of_git,
    "lerna": _of_lerna,
    "rails": _of_rails,
    "uv": _of_python_tools,
    "uvx": _of_python_tools,
    "pipx": _of_python_tools,
    **dict.fromkeys(_INSTALL_FILES, _of_package_files),
}


def _reader_of(name: str) -> Callable[[_Call], Iterator[ScriptCall]] | None:
    if name in _READERS:
        return _READERS[name]
    return _of_pip if _PIP.fullmatch(name) else _of_awk if _AWK.fullmatch(name) else None


@lru_cache(maxsize=1024)
def _runs_project_code(name: str) -> bool:
    """Whether a program runs files of a project at all; most that a RUN calls do not."""
    return name == "go" or name in _ROWS_OF or _reader_of(name) is not None


def python_project(folder: str) -> ScriptCall:
    """What a build of the python project in a folder runs."""
    return ScriptCall("project", tuple(posixpath.join(folder, name) for name in PYTHON_PROJECT), is_needed=False)


@once
def _hook_folders(facts: Facts) -> tuple[str, ...]:
    """The folders that RUNs of a file give git for its hooks."""
    found = [name for run in facts.all_runs for name in _HOOKS_PATH.findall(run.node.args)]
    return tuple(dict.fromkeys(found))
