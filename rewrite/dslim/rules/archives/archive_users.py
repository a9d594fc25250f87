"""Who else may need an archive that a RUN fetched and unpacked: what names it, and what takes its folder along."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.kept_contents import why_contents_are_kept, why_rest_of_run_keeps
from dslim.facts.paths import normal_path
from dslim.facts.run import IN_ONBUILD, Run
from dslim.facts.working_directory import assumed_folders
from dslim.rules.archives.archive_readers import NamedArchive, why_read_by_a_file
from dslim.shell import Script
from dslim.shell.invocations import Invocation, is_forced
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_each
from dslim.syntax.nodes import Instruction
from dslim.tools import names_where

_CHECKS = names_where(lambda tool: tool.checks_files)
#: Commands that take all that a folder holds along.
_TAKERS = names_where(lambda tool: tool.takes_contents)
#: Commands that mind no pattern without a match.
_ACCEPTS_EMPTY_PATTERNS = names_where(lambda tool: tool.accepts_empty_patterns)
#: What is not known of a word. What nothing closes, as in single quotes, goes to the end: no part is read twice.
_VARIABLE = regex(r"\$\{(\w+)\}|\$(\w+)|(?:\$?\{[^}]*(?:\}|(\Z))|\$\([^)]*(?:\)|(\Z))|`[^`]*(?:`|(\Z)))")
#: Any text, slashes too: what is not known of a word. A `*` of a pattern stays in one folder.
ANY = "**"
_RECURSIVE = regex(r"-[a-zA-Z]*[rRa]|--recursive|--archive")
_QUOTES = regex(r"[\"'\\]")
#: Tests of find that leave out most files, or all.
_SELECTS = frozenset("-name -iname -path -wholename -regex -perm -user -group -delete -empty -newer -size".split())
REMOVERS = names_where(lambda tool: tool.removes_files)


class KeptArchive(NamedTuple):
    """An archive that a RUN fetches and unpacks, and does not remove.

    `name` as written; `path`: absolute where that is known, else as far as it is; `get`, `open`: the numbers of the
    calls that leave it there and that unpack it; `made_by`: those that fetched it, and took an ending off.
    """

    name: str
    path: str
    get: int
    open: int
    made_by: tuple[int, ...] = ()


def fits(path: str, pattern: str) -> bool:
    """`fnmatchcase`, which compiles a pattern for each word, for words that are patterns."""
    return fnmatchcase(path, pattern) if "*" in pattern or "?" in pattern or "[" in pattern else path == pattern


def why_named_elsewhere(facts: Facts, run: Run, archive: KeptArchive, found: tuple[CallSite, ...]) -> str | None:
    """What else of the file names the archive, here or elsewhere; None where nothing does."""
    if run.outer is not run.node:
        return IN_ONBUILD
    base = posixpath.basename(archive.path)
    for i, site in enumerate(found):
        checks = archive.get < i < archive.open and site.call.name in _CHECKS
        if i in (archive.get, archive.open, *archive.made_by) or checks:
            continue
        if any(_names_file(text, base) for text in site.call.texts):
            return f"`{site.call.written}` uses the archive too"
    for stage in facts.tree.stages:
        for node in stage.instructions:
            # arguments may hold a digest or a URL with the name; what takes or runs files must not
            if node is run.outer or node.keyword in ("ENV", "ARG", "LABEL", "FROM"):
                continue
            args = (node.inner or node).args
            if (base not in args and "*" not in args) or not can_see(facts, run, stage.index, node):
                continue
            if any(_names_file(text, base) for text in re.split(r"[\s\"',;|&()=]+", args)):
                return f"the {node.keyword} on line {node.line} uses the archive too"
    return None


def can_see(facts: Facts, run: Run, stage: int, node: Instruction) -> bool:
    """Whether an instruction may find what a RUN leaves: not a RUN before it, nor one of a stage beside its own.

    What takes files from other stages, a COPY or a mount, always may.
    """
    if node.keyword != "RUN" or node.flag("mount") is not None:
        return True
    if stage == run.stage:
        return node.span.start >= run.outer.span.start
    return stage in _stages_that_continue(facts, run.stage)


@once_each
def _stages_that_continue(facts: Facts, stage: int) -> frozenset[int]:
    """The stages that go on from a stage, and those that go on from these."""
    found: set[int] = set()
    todo = list(facts.lineage.children(stage))
    while todo:
        found.add(todo[-1])
        todo += facts.lineage.children(todo.pop())
    return frozenset(found)


def why_taken_along(
    facts: Facts, run: Run, archive: KeptArchive, found: tuple[CallSite, ...], folders: list[str]
) -> str | None:
    """What copies, moves or packs the folder in which the archive lies, here or later; None where nothing does."""
    here = archive.open + 1
    for site, folder in zip(found[here:], folders[here:]):
        if takes_along(run, site, folder, archive.path):
            return f"`{site.call.written}` copies or packs the folder that the archive is in"
    for other, i, written, pattern in _patterns_of_calls(facts):
        after = i > archive.open if other is run else other.outer.span.start > run.outer.span.start
        if after and _may_name(pattern, archive.path):
            return f"`{written}` on line {other.outer.line} may match the archive"
    for other, site, folder in calls_that_take(facts):
        if other.outer.span.start > run.outer.span.start and takes_along(other, site, folder, archive.path):
            return f"`{site.call.written}` on line {other.outer.line} copies or packs the folder that the archive is in"
    if reason := why_read_by_a_file(facts, run, NamedArchive(posixpath.basename(archive.path), archive.open)):
        return reason
    if archive.path.startswith("/"):
        reason = why_rest_of_run_keeps(facts, run, found[archive.open].simple.span.start, archive.path)
        reason = reason or why_contents_are_kept(facts.point_of(run).after(), archive.path)
        if reason is not None:
            return reason
    for node in facts.tree.instructions:
        if node.keyword == "COPY" and node.flag("from"):
            words = node.operands
            if any(word.strip("/") and is_or_holds(posixpath.join("/", word), archive.path) for word in words[:-1]):
                return f"the COPY on line {node.line} copies or packs the folder that the archive is in"
    return None


@once
def _patterns_of_calls(facts: Facts) -> list[tuple[Run, int, str, str]]:
    """What calls are given as a pattern or by a variable: (RUN, number of the call, the call, the pattern).

    Not where it does not matter that nothing is there, as for `rm -f`. What is not known is `ANY`.
    """
    found: list[tuple[Run, int, str, str]] = []
    for run in facts.all_runs:
        if not isinstance(run.script, Script) or not re.search(r"[*?\[{$\"']", run.script.text):
            continue
        calls = call_sites(run.script)
        for i, (site, folder) in enumerate(zip(calls, assumed_folders(facts, run, calls))):
            call = site.call
            if call.name in _ACCEPTS_EMPTY_PATTERNS or is_forced(call):
                continue
            for text in call.texts:
                if re.search(r"[*?\[{$]|\w[\"']|[\"']\w", text) and not text.startswith("-"):
                    pattern = _pattern_of_word(run, call, text)
                    if pattern is not None:
                        found.append((run, i, f"{call.written} {text}", seen_from(folder, pattern)))
    return found


def _pattern_of_word(run: Run, call: Invocation, text: str) -> str | None:
    """A word as a pattern of paths; None where it is a variable alone, but for a command that removes."""
    whole = _VARIABLE.fullmatch(text.strip("\"'"))
    pattern = as_pattern(run, text)
    if pattern == ANY and whole is not None and not _is_unclosed(whole):
        return "*" if call.name in REMOVERS else None
    return pattern


def as_pattern(run: Run, text: str) -> str:
    """A word without quotes, and with what is known of its variables; `ANY` for what is not."""
    script = run.node.args

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2] or ""
        changed = f"{name}=" in script or f"for {name}" in script or "read" in script
        return ANY if changed else run.state.env.get(name) or ANY

    return _QUOTES.sub("", _VARIABLE.sub(value, text))


def _is_unclosed(found: re.Match[str]) -> bool:
    """Whether nothing ends what begins there: no variable then, but characters that are meant."""
    return (found.lastindex or 0) > 2


def seen_from(folder: str, pattern: str) -> str:
    """A pattern as an absolute one; one that starts with what is not known may be one already."""
    return pattern if pattern.startswith(ANY) else posixpath.join(folder, pattern)


def _may_name(pattern: str, path: str) -> bool:
    """Whether a pattern may name a file; where its folder is not known, by its last part, if that tells anything."""
    pattern = normal_path(pattern)
    if pattern.startswith("/") and path.startswith("/"):
        return (ANY in pattern or pattern.count("/") == path.count("/")) and fits(path, pattern)
    last = posixpath.basename(pattern)
    return last.strip("*") != "" and fnmatchcase(posixpath.basename(path), last)


def _may_take(call: Invocation) -> bool:
    return call.name in _TAKERS or call.name == "find"


@once
def calls_that_take(facts: Facts) -> list[tuple[Run, CallSite, str]]:
    """The calls of a file that may take along what lies beside an archive, with the folders that they run in."""
    found: list[tuple[Run, CallSite, str]] = []
    for run in facts.all_runs:
        if isinstance(run.script, Script) and any(_may_take(site.call) for site in call_sites(run.script)):
            calls = call_sites(run.script)
            places = zip(calls, assumed_folders(facts, run, calls))
            found += [(run, site, folder) for site, folder in places if _may_take(site.call)]
    return found


def takes_along(run: Run, site: CallSite, folder: str, path: str) -> bool:
    """Whether a call copies, moves or packs a folder in which a file lies."""
    name, texts = site.call.name, site.call.texts
    if name == "find":
        before = texts[: next((i for i, text in enumerate(texts) if text[:1] in "-(!\\"), len(texts))]
        if _SELECTS & set(texts):
            return False  # what it selects by name counts as a pattern of the call
        return any(is_or_holds(seen_from(folder, as_pattern(run, word)), path) for word in before or (".",))
    if name not in _TAKERS or (name == "tar" and not re.match(r"(-?[a-zA-Z]*c|--create)", " ".join(texts))):
        return False
    words = [text for text in texts if not text.startswith("-")]
    patterns = [as_pattern(run, word) for word in (words if name in ("tar", "zip") else words[:-1])]
    if name == "cp" and not any(_RECURSIVE.match(text) for text in texts):
        patterns = [pattern for pattern in patterns if pattern != ANY]  # one file, and no pattern that names it
    return any(is_or_holds(seen_from(folder, pattern), path) for pattern in patterns)


def is_or_holds(pattern: str, path: str) -> bool:
    """Whether a path, maybe a pattern, names a folder above `path`, or all that lies there."""
    pattern = normal_path(pattern)
    last = posixpath.basename(pattern)
    if not pattern.startswith("/") and (last in (".", "*", ANY) or not pattern.startswith(ANY)):
        return last in (".", "*", ANY)
    while path not in ("", "/"):
        if (ANY in pattern or pattern.count("/") == path.count("/")) and fits(path, pattern):
            return True
        path = posixpath.dirname(path)
    return pattern == "/"


def _names_file(text: str, base: str) -> bool:
    """Whether a word names a file called `base`, also by a pattern."""
    text = text.strip("\"'")
    last = text.rsplit("/", 1)[-1]
    return base in text or ("*" in last and last != "*" and fnmatchcase(base, last))
