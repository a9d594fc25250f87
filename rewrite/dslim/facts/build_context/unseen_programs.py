"""Whether a program that is called may be one that nobody can look at: downloaded, unpacked, cloned, or built here.

Programs that a row of tools/ knows, those of a distribution's packages and those of a language's index are not meant.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress

from dslim.facts import Facts
from dslim.facts.build_context.file_lookup import find_file
from dslim.facts.build_context.makefiles import DEFAULT_NAMES
from dslim.facts.build_context.package_scripts import programs_of_package
from dslim.facts.build_context.script_calls import MAX_FOLDERS, folders_of_path
from dslim.facts.build_context.unseen_sources import FETCHED, may_hold_unread_files, sources_of_names
from dslim.facts.copied_words import copied_words
from dslim.facts.first_match_cache import first_before
from dslim.facts.nested_scripts import every_invocation
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.point import Point
from dslim.facts.stages import source_index
from dslim.shell import Script
from dslim.shell.builtins import BUILTINS
from dslim.shell.invocations import Invocation
from dslim.shell.wrappers import BIN, SHELLS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_each
from dslim.tools import TOOLS, find, find_versioned, names_where
from dslim.tools.code_runners import code_runner
from dslim.tools.installers import ARCHIVES_WITHOUT_A_SHELL, CALL_NO_PACKAGE_MANAGER, SCRIPTS_THAT_ONLY_BUILD

#: Where packages of a distribution, of conda or of a language's index put their programs.
_OF_PACKAGES = regex(
    r"\A/(?:usr/)?(?:local/)?(?:s?bin|lib\w*|share)/|\A/etc/|(?:\A|/)(?:node_modules/\.bin|vendor/bin)/"
    r"|(?:\A|/)(?:\.?v?env[\w.-]{0,40}|virtualenv[\w.-]{0,40}|[\w.-]{0,40}conda\w{0,20}|\w{0,20}mamba\w{0,20}|\.local"
    r"|\.cargo|go|gems)(?:/[\w.-]{1,100}){0,3}/bin/"
)
#: Names of what only builds, wherever it comes from.
ONLY_BUILD = regex("(?:" + "|".join(SCRIPTS_THAT_ONLY_BUILD) + r")\Z")
_VERSION = regex(r"[-_@]?\d[\d.]{0,40}\Z")
#: Options by which programs that unpack are told the folder.
_UNPACK_TO = {tool.name: tool.unpacks_to for tool in TOOLS if tool.unpacks_to}
_COPIERS = names_where(lambda tool: tool.writes_last_argument)
#: Commands that build a project, or install what one says of itself.
_BUILDS = regex(
    r"\b(?:pip[\d.]*|pipx|uv|uvx|npm|npx|pnpm|yarn|bun|cargo|go|make|cmake|ninja|meson|gem|python[\d.]*|poetry|pdm|hatch"
    r"|rye|dune|stack|cabal|mix|nimble|shards|zig|swift|composer|luarocks|dotnet|rake|scons|waf)\b"
)
#: Files in which a project says what its programs are called, and how the names stand there.
_NAMED_IN = {
    "pyproject.toml": regex(r"(?m)^[ \t]{0,40}[\"']?([\w.-]{1,100})[\"']?[ \t]{0,40}=[ \t]{0,40}[\"'{]"),
    "setup.cfg": regex(r"(?m)^[ \t]{0,40}([\w.-]{1,100})[ \t]{0,40}=[ \t]{0,40}[\w.]{1,200}:\w"),
    "setup.py": regex(r"[\"'](?:[\w./-]*/)?([\w.-]+)\s*(?:=\s*[\w.]+:\w+)?[\"']"),
    "Cargo.toml": regex(r"(?m)^[ \t]{0,40}name[ \t]{0,40}=[ \t]{0,40}\"([\w-]{1,100})\""),
    "go.mod": regex(r"(?m)^module\s+(?:\S*/)?([\w.-]+?)(?:/v\d+)?\s*$"),
    "CMakeLists.txt": regex(r"\badd_executable\s*\(\s*([\w.-]+)"),
    "meson.build": regex(r"\bexecutable\s*\(\s*'([\w.-]+)'"),
    "composer.json": regex(r"\"(?:[\w./-]*/)?([\w.-]+)\""),
}  # fmt: skip
#: A line of a makefile that puts a program in a place, or says what the program of the project is called.
_PLACES = regex(
    r"(?m)^(?:\s[^\n]{0,300}\b(?:install|cp|mv|ln|o)\s|(?:PROG|BIN|TARGET|NAME|APP)\w{0,30}\s{0,9}[:?]?=)"
    r"([^\n]{1,500})"
)
_WORD = regex(r"[\w.-]+")
#: The last parts of folders that hold programs among others.
_WHOLE = frozenset({"", "bin", "sbin", "usr", "local", "out", "dist", "output", "rootfs", "install"})
#: Steps of one stage that build, beyond which nobody knows what their projects call their programs.
MAX_BUILDERS = 40
_NAMED_FOLDER = regex(r"(?:\bcd|\bpushd|\s-C|\s-e|--path|--prefix|--cwd|--from|--spec|\binstall)[ =]+[\"']?([\w./-]+)")
#: `go install ./...` makes a program of every package.
_GO_EVERY = regex(r"\bgo\s+install\s[^\n;&|]{0,300}\.\.\.")
_GO_PACKAGE = regex(r"\bgo\s+install\s(?:-[\w=.]+\s+){0,9}(\./[\w./-]+)")


def may_be_unseen(point: Point, script: Script | None, written: str) -> bool:
    """Whether the program that a call names, in a script that the RUN at a place runs, may be one that nobody sees."""
    base = posixpath.basename(written)
    if _is_known(base):
        return False
    facts, folder = point.facts, posixpath.dirname(written)
    sources = set(sources_of_names(facts).get(base, ()))
    if sources == {FETCHED} and CALL_NO_PACKAGE_MANAGER.search(base):
        return False  # an installer that is known, run by the name it was saved under
    if not {"", FETCHED}.isdisjoint(sources):
        return True
    if folder not in ("", *BIN):
        if _OF_PACKAGES.search(f"{folder}/") or ONLY_BUILD.match(base):
            return False
        is_built_here = re.fullmatch(r"[\w.][\w./-]*", folder) and _builds(point, script)
        return bool(is_built_here) or script is None or may_hold_unread_files(point, script)
    if _may_be_of_a_folder(point, script):
        return True
    return _is_of_a_project(point, script, base)


def _is_known(base: str) -> bool:
    """Whether a name is that of a program of which something is known, in some version of it, or no name at all."""
    if base in BUILTINS or base in SHELLS or find_versioned(base) is not None or code_runner(base) is not None:
        return True
    return not re.match(r"\w", base) or find(_VERSION.sub("", base)) is not None


def _may_be_of_a_folder(point: Point, script: Script | None) -> bool:
    """Whether any program may lie in a folder of PATH into which nobody looks: of an archive, a clone, an image."""
    if script is not None and _fills_path(script):
        return True
    if first_before(point, _fills_folder_of_path) is not None:
        return True
    folders = [f for f in folders_of_path(point.facts, point.stage.index) if not _OF_PACKAGES.search(f"{f}/")]
    own = [folder for folder in folders if folder.startswith("/") and folder not in BIN]
    return bool(own) and (len(folders) > MAX_FOLDERS or script is None or may_hold_unread_files(point, script))


def _fills_folder_of_path(point: Point) -> bool | None:
    """Whether the instruction at a place puts programs that it does not name to where PATH leads; None for no."""
    node, run = point.node, point.own_run
    if node.keyword in ("COPY", "ADD"):
        copied = copied_words(point)
        if copied.target is None or not _leads_to_programs(copied.target):
            return None
        if (origin := node.flag("from")) is not None:
            names = (source and posixpath.basename(source.rstrip("/*")) for source in copied.sources)
            return True if any(not n or n in _WHOLE for n in names) and not _is_of_this_file(point, origin) else None
        return None
    if run is None or not isinstance(run.script, Script):
        return None
    return True if _fills_path(run.script) else None


def _is_of_this_file(point: Point, name: str) -> bool:
    """Whether a COPY takes from a stage of the same file, whose own steps say what lies there."""
    return source_index(point.facts.tree, name, point.stage.index) is not None


@once
def _fills_path(script: Script) -> bool:
    """Whether a script unpacks an archive, or copies by a pattern, to where PATH leads."""
    return any(map(_fills, every_invocation(script)))


def _fills(call: Invocation) -> bool:
    texts = [text.strip("\"'") for text in call.texts]
    if any(ARCHIVES_WITHOUT_A_SHELL.search(text) for text in texts):
        return False
    options = _UNPACK_TO.get(call.name or "", ())
    for before, text in zip(("", *texts), texts):
        if before in options and _leads_to_programs(text):
            return _unpacks(call.name or "", texts)
        glued = (text[len(option) :].lstrip("=") for option in options if text.startswith(option) and text != option)
        if any(map(_leads_to_programs, glued)):
            return _unpacks(call.name or "", texts)
    if call.name in _COPIERS and texts and _leads_to_programs(texts[-1]):
        return any(re.search(r"[*?]", text) for text in texts[:-1] if not text.startswith("-"))
    return False


def _unpacks(name: str, texts: list[str]) -> bool:
    if "tar" not in name:
        return True
    first = texts[0] if texts else ""
    return re.match(r"-?[a-zA-Z]*x", first) is not None or any(
        text in ("--extract", "--get") or re.match(r"-[a-zA-Z]*x", text) for text in texts
    )


def _leads_to_programs(folder: str) -> bool:
    """Whether programs lie in a folder, or in one below it that PATH names."""
    path = folder.rstrip("/") or "/"
    return path.startswith("/") and any(lies_in(one, path) for one in BIN)


def _is_of_a_project(point: Point, script: Script | None, base: str) -> bool:
    """Whether a project of the build context calls a program so, and something builds it."""
    if point.facts.context is None or not _builds(point, script) or ONLY_BUILD.match(base):
        return False
    names = _names_built(point.facts, point.stage.index)
    return names is None or base in names


def _builds(point: Point, script: Script | None) -> bool:
    """Whether a script, or an earlier RUN, builds a project."""
    own = script is not None and _BUILDS.search(script.text) is not None
    return own or first_before(point, _builds_a_project) is not None


def _builds_a_project(point: Point) -> bool | None:
    run = point.own_run
    return True if run is not None and _BUILDS.search(run.node.args) else None


@once_each
def _names_built(facts: Facts, stage: int) -> frozenset[str] | None:
    """What the projects that RUNs of a stage, or of those that it continues, build call their programs.

    None where there are too many to read, or where a project has any number of them.
    """
    found: set[str] = set()
    every = (run for one in (*facts.lineage.ancestors(stage), stage) for run in facts.runs[one] if run is not None)
    builders = [run for run in every if _BUILDS.search(run.node.args)]
    if len(builders) > MAX_BUILDERS:
        return None
    for run in builders:
        workdir = run.state.workdir or "/"
        named = [name for name in _NAMED_FOLDER.findall(run.node.args) if not name.startswith("-")]
        for folder in dict.fromkeys([workdir, *(normal_path(posixpath.join(workdir, name)) for name in named)]):
            for name in (*_NAMED_IN, *DEFAULT_NAMES, "package.json"):
                read = find_file(facts, run, posixpath.join(folder, name), may_be_changed=True)
                if read is not None:
                    found.update(_names_in(name, read[1]))
        if _GO_EVERY.search(run.node.args):
            return None
        found.update(posixpath.basename(name) for name in _GO_PACKAGE.findall(run.node.args))
    return frozenset(found)


def _names_in(name: str, text: str) -> Iterator[str]:
    if name in DEFAULT_NAMES:
        for found in _PLACES.finditer(text):
            yield from _WORD.findall(found[1])
    elif name == "package.json":
        with suppress(ValueError):
            yield from programs_of_package(text)
    else:
        for found in _NAMED_IN[name].finditer(text):
            yield next(part for part in found.groups() if part)
