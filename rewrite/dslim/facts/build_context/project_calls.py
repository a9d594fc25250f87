"""Which files of a project a build tool runs as code: setup.py by pip, build.rs by cargo, hooks by git."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from dslim.facts import Facts
from dslim.facts.build_context.context_scripts import find_file
from dslim.facts.build_context.script_calls import BEYOND_A_BOUND, ScriptCall, may_hold_copies, with_values
from dslim.facts.run import Run
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_each
from dslim.tools import find_interpreter
from dslim.tools.project_code import GIT_HOOKS, GIT_VERBS, PYTHON_PROJECT, ROWS, ProjectCode

#: Files of the context that one pattern may name: where more do, nobody knows what those may do.
MAX_FILES = 60
#: Folders above such a file, each of which may be the one that a COPY took: a file that lies deeper is not looked for.
MAX_DEPTH = 30
_PIP = regex(r"(?:uv-)?pip[\d.]*|pipx")
#: What pip installs from a folder: `.`, `./x[extra]`, `/x`, `a/b`.
_FOLDER = regex(r"(?:file:(?://)?)?(\.{1,2}(?:/[^\[\]]*)?|/[^\[\]]+|[\w.-]+/[^\[\]:@=<>]*)(?:\[[^\]]*\])?")
_NO_FOLDER = regex(r"\.(?:whl|tar|gz|tgz|bz2|xz|zip|txt|in|cfg)\Z|[$*]")
_AWK = regex(r"[gmn]?awk|original-awk")
_HOOKS_PATH = regex(r"core\.hooksPath[ =]+[\"']?([\w./-]+)")
_HOOK_FOLDERS = (".git/hooks", ".husky")
#: A shell that reads its start-up files: `bash -lc x`, `su - x`.
LOGIN_SHELL = regex(
    r"\b(?:ba|da|a|z)?sh\s+(?:-\w*l\w*|--login)\b|\bsu\s+(?:-\s|-l\b|--login\b)|[\s;&](?:\.|source)\s+/etc/profile\b"
)
_START_FILES = ("/etc/profile", "/etc/profile.d/*.sh", "~/.bash_profile", "~/.profile", "~/.bash_login")
#: A file whose text a shell is told to run: `eval "$(cat x)"`, `sh -c "$(cat x)"`.
RUN_OUTPUT = regex(r"(?:\beval\s|\bsh\s+-\w*c\s)\s*\\?[\"']?(?:\$\(|`)\s*(?:cat\s|<)\s*([\w./-]+)\s*[)`]")


def project_calls(facts: Facts, run: Run, call: Invocation) -> Iterator[ScriptCall]:
    """The files of a project that a call runs without naming them, as patterns below the folder it works in."""
    name = posixpath.basename(call.name or call.written.strip("\"'"))
    words = tuple(with_values(run, (word or text).strip("\"'")) for word, text in zip(call.args, call.texts))
    interpreter = find_interpreter(name)
    if interpreter is not None and interpreter.interprets == "python":
        if words[:1] != ("-m",):
            return
        name, words = {"build": "pyproject-build"}.get(words[1], words[1]) if len(words) > 1 else "", words[2:]
    plain = tuple(word for word in words if word and not word.startswith(("-", "+")))
    if name == "go" and plain[:1] == ("run",) and any(word.endswith(".go") for word in plain):
        yield ScriptCall("project", tuple(word for word in plain if word.endswith(".go")), is_needed=False)
        return
    if _PIP.fullmatch(name) or (name == "uv" and plain[:1] == ("pip",)):
        yield from _of_pip(words)
    elif name == "git" and not GIT_VERBS.isdisjoint(plain[:3]):
        named = _hook_folders(facts)
        if len(named) > MAX_FILES:
            yield ScriptCall("unread", (f"{BEYOND_A_BOUND}{MAX_FILES} folders of hooks",))
        folders = (*_HOOK_FOLDERS, *named[:MAX_FILES])
        hooks = tuple(posixpath.join(folder, hook) for folder in folders for hook in GIT_HOOKS)
        yield ScriptCall("shell-as-copied", hooks, is_needed=False)
    elif name == "bats":
        yield ScriptCall("bats", (*(word for word in plain if word.endswith(".bats")), "**/*.bats"), is_needed=False)
    elif name == "lerna" and plain:
        asked = ("install",) if plain[0] in ("bootstrap", "link") else plain
        yield ScriptCall("package", ("package.json", "*/package.json", "*/*/package.json"), asked, is_needed=False)
    elif _AWK.fullmatch(name):
        yield from _of_awk(words)
    elif name == "R" and words[:1] == ("CMD",) and plain[-1:] and plain[-1] not in ("CMD", "BATCH"):
        names = [posixpath.join(plain[-1], script) for script in ("configure", "cleanup")]
        yield ScriptCall("shell", tuple(names), is_needed=False)
    elif (
        name == "rails"
        and plain[:1] in (("runner",), ("r",))
        and len(plain) > 1
        and re.fullmatch(r"[\w./-]+", plain[1])
    ):
        yield ScriptCall("project", (plain[1],), is_needed=False)
    elif name == "direnv":
        yield ScriptCall("shell", (".envrc",), is_needed=False)
    for row in _rows_of(name):
        if not row.verbs or not row.verbs.isdisjoint(plain[:2]):
            kind = "marked" if row.marks else "directives" if row.directives else "project"
            yield ScriptCall(kind, row.files, (name,) if row.marks else (), is_needed=False)


def start_files(run: Run) -> ScriptCall:
    """The files that a login shell runs before anything else."""
    return ScriptCall("shell", tuple(with_values(run, name) for name in _START_FILES), is_needed=False)


def _rows_of(name: str) -> Iterator[ProjectCode]:
    return (row for row in ROWS if name in row.programs)


def _of_pip(words: tuple[str, ...]) -> Iterator[ScriptCall]:
    """The projects that `pip install` builds: those of folders, and those that a requirements file names."""
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


def python_project(folder: str) -> ScriptCall:
    """What a build of the python project in a folder runs."""
    return ScriptCall("project", tuple(posixpath.join(folder, name) for name in PYTHON_PROJECT), is_needed=False)


def _of_awk(words: tuple[str, ...]) -> Iterator[ScriptCall]:
    for before, word in zip(("", *words), words):
        if before in ("-f", "--file"):
            yield ScriptCall("project", (word,), is_needed=False)
        elif found := re.match(r"(?:-f|--file=)(\S+)", word):
            yield ScriptCall("project", (found[1],), is_needed=False)


@once
def _hook_folders(facts: Facts) -> tuple[str, ...]:
    """The folders that RUNs of a file give git for its hooks."""
    found = [name for run in facts.all_runs for name in _HOOKS_PATH.findall(run.node.args)]
    return tuple(dict.fromkeys(found))


def paths_of(facts: Facts, run: Run, folder: str, pattern: str) -> tuple[str, ...] | None:
    """The paths in the image that a pattern below a folder names, as far as COPYs bring them from the build context.

    None where more than MAX_FILES files of the context have such a name, or lie too deep to be looked for.
    """
    if "*" not in pattern:
        return (posixpath.join(folder, pattern),)
    parts = pattern.split("/")
    plain = next(place for place, part in enumerate(parts) if "*" in part)
    above = posixpath.join(folder, *parts[:plain]) if not pattern.startswith("/") else "/" + "/".join(parts[1:plain])
    rest = tuple(parts[plain:])
    if not run.flags and not may_hold_copies(facts, run.stage, above):
        return ()
    names = _context_files(facts, parts[-1])
    if len(names) > MAX_FILES or any(name.count("/") > MAX_DEPTH for name in names):
        return None
    return tuple(filter(None, (_path_of_file(facts, run, name, above, rest) for name in names)))


def _path_of_file(facts: Facts, run: Run, name: str, above: str, pattern: tuple[str, ...]) -> str | None:
    """Where a file of the context lies below a folder, if it does there by a name that fits."""
    parts = name.split("/")
    for start in range(len(parts)):
        below = "/".join(parts[start:])
        if _fits(tuple(parts[start:]), pattern):
            read = find_file(facts, run, posixpath.join(above, below), may_be_changed=True)
            if read is not None and read[0] == name:
                return posixpath.join(above, below)
    return None


@once_each
def _context_files(facts: Facts, base: str) -> tuple[str, ...]:
    """The files of the build context whose names fit a pattern, in their order; of too many one more than MAX_FILES."""
    known = facts.context.files(".") if facts.context is not None else None
    return tuple(name for name in known or () if fnmatchcase(posixpath.basename(name), base))[: MAX_FILES + 1]


def _fits(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether the parts of a path fit those of a pattern; its first `**` is any folders, a further one is like `*`."""
    if "**" in pattern:
        place = pattern.index("**")
        tail = len(pattern) - place - 1
        if len(parts) < place + tail:
            return False
        parts = (*parts[:place], *parts[len(parts) - tail :])
        pattern = (*pattern[:place], *pattern[place + 1 :])
    return len(parts) == len(pattern) and all(map(fnmatchcase, parts, pattern))
