"""SL220: an archive that a RUN fetches and unpacks goes there."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.facts import Facts
from dslim.facts.archive_commands import (
    decompressed,
    fetched,
    fetches_installer,
    is_archive,
    is_installer,
    self_unpacking,
    unpacked,
)
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.mounts import is_in_no_layer
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.run import Run
from dslim.facts.windows import is_windows
from dslim.facts.word_values import unquoted_text
from dslim.facts.working_directory import assumed_folders
from dslim.rules.archives.archive_names import is_named_by_another, may_be_one, path_pattern
from dslim.rules.archives.archive_users import (
    REMOVERS,
    KeptArchive,
    as_pattern,
    is_or_holds,
    seen_from,
    why_named_elsewhere,
    why_taken_along,
)
from dslim.rules.archives.scratch_folder import is_left_in_scratch_folder
from dslim.run_edits.remove_commands import IGNORED_FAILURE
from dslim.shell import Script, Word
from dslim.shell import tree as t
from dslim.shell.errexit import is_on_from_start, may_be_on
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit

#: Archives of a file that are looked at: each is looked for in the whole of it.
MAX_ARCHIVES = 100
_BY_HAND = ": add the `rm` yourself"
_FETCHERS = regex(r"\b(curl|wget)\b")
#: Where what is downloaded may be there to be downloaded again.
_SERVED = regex(r"/(www|html|htdocs|webapps|public|static|srv|downloads?|files)(/|$)")
#: Folders for what is there for a time, and for sources: https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch04s12.html
#: The root folder and root's home are no place for files that programs look for.
_FOR_SOURCES = regex(r"/(?:(?:var/)?tmp|usr/(?:local/)?src)/|/(?:root/)?[^/]+\Z")
#: How deep a WORKDIR lies that nobody knows: one of up to two parts.
_DEPTH_OF_WORKDIR = 3


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each archive that a RUN of a stage that ships fetches, unpacks and leaves."""
    left = MAX_ARCHIVES
    for run in facts.shipped_runs:
        found, count = _findings_of_some(facts, run, left)
        yield from found
        left -= count
        if left < 0:
            why_not = f"only {MAX_ARCHIVES} archives of a file are looked at"
            yield Finding("archives stay in layers after they were unpacked", run.outer.span, why_not=why_not)
            return


def _findings_of_some(facts: Facts, run: Run, most: int) -> tuple[list[Finding], int]:
    """The findings of the first `most` archives that a RUN leaves, and how many there are, as far as one more."""
    script = run.script if _FETCHERS.search(run.node.args) else None
    if not isinstance(script, Script) or is_windows(facts, run.stage):
        return [], 0
    found = call_sites(script)
    folders = assumed_folders(facts, run, found)
    archives = list(islice(_kept_archives(found, folders), most + 1))
    return list(_findings_of_run(facts, run, script, archives[:most], folders)), len(archives)


def _findings_of_run(
    facts: Facts, run: Run, script: Script, archives: list[KeptArchive], folders: list[str]
) -> Iterator[Finding]:
    found = call_sites(script)
    for archive in archives:
        if _is_removed(run, archive, found, folders) or is_in_no_layer(run, archive.path):
            continue
        message = f"the archive {archive.name} stays in the layer after it was unpacked"
        why_not = why_named_elsewhere(facts, run, archive, found)
        why_not = why_not or why_taken_along(facts, run, archive, found, folders)
        edit = why_not or _removal_edit(run, script, archive, found)
        if isinstance(edit, str):
            yield Finding(message, run.outer.span, why_not=edit)
            continue
        yield Finding(message, run.outer.span, _fix(facts, run, archive, edit))


def why_archives_are_kept(facts: Facts, run: Run) -> str | None:
    """Why the archives that a RUN fetches and unpacks would stay in its layer; None where one of them would go."""
    reason = "it unpacks no archive"
    for found in _findings_of_some(facts, run, MAX_ARCHIVES)[0]:
        if found.fix is not None and (facts.options.unsafe or found.fix.safety is Safety.SAFE):
            return None
        reason = found.why_not or "the archive may be wanted where it lies"
    return reason


def _fix(facts: Facts, run: Run, archive: KeptArchive, edit: Edit) -> Fix:
    """The fix that an edit makes: safe where it is known which file goes, and that nobody else may mean it."""
    found = call_sites(run.script) if isinstance(run.script, Script) else ()
    path = path_pattern(run, archive, found)
    if path is None and is_left_in_scratch_folder(facts, run, archive, found):
        name = posixpath.basename(archive.path)
        return Fix((edit,), Safety.SAFE, tuple(f"{'/*' * depth}/{name}" for depth in range(_DEPTH_OF_WORKDIR)))
    caches = (path,) if path is not None else ()
    is_alone = path is not None and (path == archive.path or not is_named_by_another(facts, run, archive, path))
    here = _is_where_fetched(run, archive) and not _SERVED.search(archive.path)
    here = here or _FOR_SOURCES.match(archive.path) is not None
    return Fix((edit,), Safety.SAFE if is_alone and here else Safety.UNSAFE, caches)


def _is_where_fetched(run: Run, archive: KeptArchive) -> bool:
    """Whether an archive lies in the directory in which the command runs that unpacks it, or fetches it."""
    if "/" not in archive.name.removeprefix("./"):
        return True
    assert isinstance(run.script, Script)
    site = call_sites(run.script)[archive.get]
    return "/" not in (fetched(site) or "/").removeprefix("./")


def _kept_archives(found: tuple[CallSite, ...], folders: list[str]) -> Iterator[KeptArchive]:
    opened = _openings(found, folders)
    made: dict[str, tuple[int, ...]] = {}  # by the path of a file: the calls that fetched it, and took an ending off
    for i, site in enumerate(found if opened else ()):
        for path, numbers in _files_made(site, i, folders[i], made):
            made[path] = numbers
            openings = opened.get(path, [])
            at = bisect_left(openings, (i + 1, ""))
            if at < len(openings):
                yield KeptArchive(openings[at][1], path, i, openings[at][0], numbers)


def _openings(found: tuple[CallSite, ...], folders: list[str]) -> dict[str, list[tuple[int, str]]]:
    """By the path of an archive: the numbers of the calls that open it, and its name as each has it."""
    opened: dict[str, list[tuple[int, str]]] = {}
    for k, site in enumerate(found):
        name = unquoted_text(word) if (word := _opened(site)) is not None else None
        if name is not None:
            opened.setdefault(normal_path(posixpath.join(folders[k], name)), []).append((k, name))
    return opened


def _opened(site: CallSite) -> Word | None:
    """The word that names the archive which a call opens, or the script which it runs."""
    return unpacked(site) or self_unpacking(site)


def _files_made(
    site: CallSite, number: int, folder: str, made: dict[str, tuple[int, ...]]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The paths of archives that a call fetches, or takes an ending off, and the numbers of the calls behind each."""
    name = fetched(site)
    if name is not None and (is_archive(name) or is_installer(name) or fetches_installer(site)):
        yield normal_path(posixpath.join(folder, name)), (number,)
    for word, inner in decompressed(site):
        before = made.get(normal_path(posixpath.join(folder, unquoted_text(word) or "")))
        if before is not None and is_archive(inner):
            yield normal_path(posixpath.join(folder, inner)), (*before, number)


def _is_removed(run: Run, archive: KeptArchive, found: tuple[CallSite, ...], folders: list[str]) -> bool:
    """A later command of the RUN removes it, or may."""
    path = normal_path(as_pattern(run, archive.path))
    base = posixpath.basename(path)
    for i in range(archive.open + 1, len(found)):
        if found[i].call.name not in REMOVERS:
            continue
        for word in found[i].call.argv[1:]:
            text = re.sub(r"[\"'\\]", "", word.text)
            if text.startswith("-") or text == "{}":
                continue
            pattern = normal_path(seen_from(folders[i], as_pattern(run, text)))
            name = posixpath.basename(pattern)
            if not name.strip("*") or posixpath.basename(archive.path) in text or may_be_one(name, base):
                return True
            if is_or_holds(pattern, path) or lies_in(archive.path, pattern):
                return True
    return False


def _removal_edit(run: Run, script: Script, archive: KeptArchive, found: tuple[CallSite, ...]) -> Edit | str:
    """`rm` straight after the command that unpacks, in the words of the RUN; or why there is no place."""
    site = found[archive.open]
    if site.call.script is not None or found[archive.get].call.script is not None:
        return f"the archive is unpacked inside `sh -c`{_BY_HAND}"
    word = _opened(site)
    assert word is not None
    sudo = "sudo " if "sudo" in found[archive.get].call.wrappers else ""
    command = f"{sudo}rm -f {word.text}"  # -f: what has gone by then must not fail the build
    for i, statement in enumerate(script.statements):
        node = statement.node
        items = node.items if isinstance(node, t.AndOr) else (node,)
        if site.simple not in items:
            continue
        if statement.terminator == "&":
            return f"the archive is unpacked in the background{_BY_HAND}"
        at = items.index(site.simple)
        end = run.source_at(site.simple.span.end)
        last = i == len(script.statements) - 1
        errexit = may_be_on(script, run.state.shell, run.state.may_stop_at_failures)
        if isinstance(node, t.AndOr):
            if set(node.operators) != {"&&"}:
                return f"the archive is unpacked in a chain with `||`{_BY_HAND}"
            if errexit and not last and at == len(items) - 1:
                lift = "write the `rm` as a command of its own behind the chain"
                return f"{IGNORED_FAILURE}, which the `rm` would be: {lift}"
            before, after = items[at : at + 2] if at + 1 < len(items) else items[at - 1 :]
            return Edit(end, end, _text_between(run, before.span, after.span, " && ") + command)
        if not errexit:
            return Edit(end, end, f" && {command}")
        if not is_on_from_start(script, run.state.shell):
            return "whether `set -e` is on is not known"
        one, two = script.statements[i - 1 :] if last else script.statements[i : i + 2]
        return Edit(end, end, _text_between(run, one.span, two.span, "; ") + command)
    return f"the archive is unpacked inside an `if`, a loop or a group{_BY_HAND}"


def _text_between(run: Run, a: t.Span, b: t.Span, default: str) -> str:
    """The text between two commands: an operator, and maybe a line break with its indent."""
    start, end = run.source_at(a.end), run.source(b.start, b.start).start
    if run.has_comment(start, end):
        return default
    first = run.outer.span.start
    return "".join(run.outer.tokens)[start - first : end - first]


RULE = Rule(
    "An archive that a RUN fetches and unpacks goes there",
    Safety.SAFE,
    check,
    (
        "FROM debian:12\nWORKDIR /tmp\nRUN curl -fsSLO https://example.org/tool.tgz && tar xzf tool.tgz -C /opt\n",
        "FROM debian:12\nWORKDIR /tmp\n"
        "RUN curl -fsSLO https://example.org/tool.tgz && tar xzf tool.tgz -C /opt && rm -f tool.tgz\n",
    ),
    "What was unpacked is in the image; the archive beside it is the same once more. Safe where nothing else in the"
    " file names it, not even by a pattern such as `*.tar.gz`, its name holds no variable that changes between the two"
    " commands, and it lies in /, /root, /tmp, /usr/src or where it was fetched, unless that is a directory which a"
    " web server shows; with --unsafe-fixes elsewhere too. tar, unzip, 7z, packages given to dpkg, rpm, apt-get,"
    " yum and dnf, and installers that unpack themselves (Miniconda, Anaconda, Miniforge, CMake).",
    ("https://docs.docker.com/build/building/best-practices/#add-or-copy",),
    why_kept=why_archives_are_kept,
)
