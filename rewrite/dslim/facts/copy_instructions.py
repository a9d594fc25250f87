"""What each COPY and ADD brings where, and which folders exist when."""

from __future__ import annotations

import os
import posixpath
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from dslim.facts import Facts
from dslim.facts.base_image import has_folder
from dslim.facts.call_sites import call_sites, is_sure, sure_call_sites
from dslim.facts.folders_shown import folders_shown
from dslim.facts.paths import absolute_path, folders_above, lies_in, normal_path
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.variable_expansion import try_expand
from dslim.facts.word_values import word_value
from dslim.facts.working_directory import calls_with_workdir, known_workdir
from dslim.facts.working_directory_removal import may_remove_folder, may_remove_folders
from dslim.shell import Opaque, Script
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_a_stage, once_at_point
from dslim.syntax.nodes import Instruction, Stage

if TYPE_CHECKING:
    from dslim.facts.build_context.context import Context

_ARCHIVE = regex(r"\.(tar|tgz|tbz2?|txz|tar\.[a-z0-9]+|gz|bz2|xz|zst)$", re.IGNORECASE)
#: A file on the web: its name is written out, before it may be variables.
_URL = regex(r"https?://[^?#]+/([\w.+-]+)", re.ASCII | re.IGNORECASE)
#: Of a folder deeper than this only so many above it are known to be there.
_MAX_DEPTH = 30
_STARTS = frozenset({"ENTRYPOINT", "CMD"})


@dataclass(frozen=True)
class Copy:
    """A COPY or ADD: its sources and its destination, absolute; `target` None where it is not known.

    `sources`: literal, empty where one is not known; those of a heredoc are the names of the documents.
    `folder`: the destination is a folder for certain, and files go into it under their own names.
    """

    node: Instruction
    index: int
    sources: tuple[str, ...]
    target: str | None
    folder: bool

    @property
    def origin(self) -> str | None:
        """The value of --from, None for the build context."""
        return self.node.flag("from")

    @cached_property
    def has_url(self) -> bool:
        """Whether an ADD fetches one of its sources."""
        return any("://" in source for source in self.sources)

    @property
    def is_fetched(self) -> bool:
        """Whether an ADD fetches one file by HTTP, whatever its name; its words may hold variables."""
        words = self.node.operands
        is_page = len(words) == 2 and words[0].startswith(("http://", "https://")) and not words[0].endswith(".git")
        return self.node.keyword == "ADD" and is_page

    @cached_property
    def fetched(self) -> str | None:
        """The name of the one file that an ADD fetches by HTTP; None for anything else.

        A URL that ends in `.git` is a repository to BuildKit, and one with a `?` or `#` may be.
        """
        node = self.node
        if node.keyword != "ADD" or node.heredocs:
            return None
        words = node.operands
        match = _URL.fullmatch(words[0]) if len(words) == 2 else None
        return match[1] if match and not match[1].endswith(".git") else None


@once_at_point
def read_copy(point: Point) -> Copy | None:
    """The COPY or ADD that stands at a place; None for anything else."""
    node = point.node
    if node.keyword not in ("COPY", "ADD"):
        return None
    words = node.operands
    values = [try_expand(w, point.state.env, node.escape) for w in words]
    if len(values) < 2:
        return None
    if node.heredocs:
        names = [doc.name for doc in node.heredocs]
        values = [*names, values[-1]] if len(values) == len(names) + 1 else [None, values[-1]]
    target = absolute_path(values[-1], known_workdir(point))
    last = values[-1] or ""
    folder = last.endswith(("/", "/.")) or last in (".", "..") or len(values) > 2
    sources = tuple(v for v in values[:-1] if v is not None)
    return Copy(node, point.index, sources if len(sources) == len(values) - 1 else (), target, folder)


def copies_before(point: Point) -> list[Copy]:
    """The COPYs and ADDs of its stage that stand before a place."""
    return [copy for copy in _copies(point.facts, point.stage) if copy.index < point.index]


@once_a_stage
def _copies(facts: Facts, stage: Stage) -> tuple[Copy, ...]:
    found = (read_copy(facts.point(stage.index, i)) for i in range(len(stage.instructions)))
    return tuple(copy for copy in found if copy is not None)


def unpacks(facts: Facts, copy: Copy) -> bool:
    """Whether an ADD may unpack an archive or fetch something: by its sources' names, and by what stands in them."""
    if copy.node.keyword != "ADD" or copy.node.heredocs:
        return False
    if not copy.sources or any("://" in s or s.startswith("git@") or _ARCHIVE.search(s) for s in copy.sources):
        return True
    if facts.context is None or any(map(facts.context.is_unknown, copy.sources)):
        return True
    return any(_may_unpack(facts.context, source) for source in copy.sources)


def unseen_by_add(facts: Facts, copy: Copy) -> tuple[str, ...]:
    """The sources of an ADD that the context does not hold; empty where anything else of it may be unpacked too."""
    context = facts.context
    if context is None or any("://" in s or s.startswith("git@") or _ARCHIVE.search(s) for s in copy.sources):
        return ()
    unseen = tuple(source for source in copy.sources if context.is_missing(source))
    others = (source for source in copy.sources if source not in unseen)
    return () if any(_may_unpack(context, source) for source in others) else unseen


def why_unpacked(facts: Facts, copy: Copy) -> str:
    """Why an ADD that `unpacks` may do so."""
    named = (source for source in copy.sources if _ARCHIVE.search(source) is None and "://" not in source)
    context = facts.context
    if context is not None and (missing := next((source for source in named if not context.matches(source)), None)):
        return f"{missing} was not found in the build context and may be an archive, which ADD unpacks"
    return "ADD may unpack an archive or fetch a file"


def _may_unpack(context: Context, source: str) -> bool:
    from dslim.facts.build_context.unpacked_files import may_be_unpacked  # few files have an ADD

    found = context.matches(source)
    return not found or any(may_be_unpacked(path) for path in found)


@once_a_stage
def programs(facts: Facts, stage: Stage) -> frozenset[str]:
    """Paths that a stage runs as programs: were one of them a folder, the build would fail or the image not start."""
    last = {node.keyword: node.json for node in stage.instructions if node.keyword in _STARTS}
    found: set[str | None] = {argv[0] for argv in last.values() if argv}
    for run in facts.runs[stage.index]:
        if run is not None and run.outer is run.node:
            sure = [site.call for site in sure_call_sites(run)]
            found.update(call.argv[0].literal for call in sure if call.argv and not call.wrappers)
    return frozenset(path for path in found if path and path.startswith("/"))


def lands_apart(facts: Facts, copy: Copy, folder: str) -> bool:
    """Whether a COPY surely writes nothing below `folder`."""
    if copy.target is None:
        return False
    if lies_in(copy.target, folder):
        return False
    if not lies_in(folder, copy.target):
        return True
    # into a parent of the folder: plain files with other names are apart
    if copy.origin or facts.context is None or not copy.sources or unpacks(facts, copy):
        return False
    for source in copy.sources:
        if not copy.node.heredocs and facts.context.mode(source) is None:
            return False
        name = source.rstrip("/").rpartition("/")[2]
        if lies_in(folder, posixpath.join(copy.target, name)):
            return False
    return True


def brings_users(facts: Facts, copy: Copy) -> bool:
    """Whether a COPY may bring another /etc/passwd or /etc/group."""
    if copy.target is None:
        return True
    for path in ("/etc/passwd", "/etc/group"):
        if copy.target == path:
            return True
        if not lies_in(path, copy.target):
            continue
        if copy.origin is not None or facts.context is None or not copy.sources or unpacks(facts, copy):
            return True
        rest = posixpath.relpath(path, copy.target)
        for source in copy.sources:
            if facts.context.is_unknown(source):
                return True
            if any(entry.name == rest or os.path.exists(entry / rest) for entry in facts.context.matches(source)):
                return True
    return False


def folders_made(run: Run, cwd: str | None, before: int | None = None) -> list[str]:
    """Folders that a RUN surely makes by `mkdir` with known paths; `before`: only commands that stand there."""
    return [path for path, place in _folders_made(run, cwd) if before is None or place < before]


def _folders_made(run: Run, cwd: str | None) -> Iterator[tuple[str, int]]:
    """The same, each with the place of its command."""
    if isinstance(run.script, Opaque):
        return
    for site, folder in calls_with_workdir(run, cwd):
        if site.call.name != "mkdir" or site.call.wrappers or not is_sure(run, site):
            continue
        for word in site.call.argv[1:]:
            text = word_value(word, run)
            if text and not text.startswith("-") and (path := absolute_path(text, folder)):
                yield path, site.simple.span.start


def _homes(run: Run) -> list[tuple[str, int]]:
    """Home folders that a RUN surely makes, each with the place of its command."""
    if isinstance(run.script, Opaque):
        return []
    found: list[tuple[str, int]] = []
    for site in call_sites(run.script):
        if site.call.name not in ("useradd", "adduser") or not is_sure(run, site):
            continue
        args = [a or "" for a in site.call.args]
        if site.call.wrappers or not args or args[-1].startswith("-"):
            continue
        given = next((b for a, b in zip(args, args[1:]) if a in ("-d", "--home-dir", "--home", "-h")), None)
        given = given or next((a.partition("=")[2] for a in args if a.startswith(("--home=", "--home-dir="))), None)
        makes = any(re.fullmatch(r"-[a-zA-Z]*m[a-zA-Z]*|--create-home", a) for a in args)
        keeps = any(re.fullmatch(r"-[a-zA-Z]*[HS][a-zA-Z]*|--(no-create-home|system)", a) for a in args)
        if (site.call.name == "useradd" and makes) or (site.call.name == "adduser" and not keeps and len(args) > 1):
            home = given or f"/home/{args[-1]}"
            if home.startswith("/") and re.fullmatch(r"[\w./-]+", home):
                found.append((normal_path(home), site.simple.span.start))
    return found


@once_at_point
def exists(point: Point, folder: str) -> bool:
    """Whether a folder surely exists.

    The base has it, or a WORKDIR, a mkdir or a COPY below it made it.
    """
    if has_folder(point, folder):
        return True
    made, removing, length = _folders(point.facts, point.stage)
    count = len(point.stage.instructions)
    until = length - count + min(point.index, count)
    places = made.get(folder, ())
    last = bisect_left(places, until) - 1
    if last < 0:
        return False
    between = removing[bisect_right(removing, places[last], key=_place) : bisect_left(removing, until, key=_place)]
    return not any(may_remove_folder(script, folder, workdir) for _, script, workdir in between)


def _place(item: tuple[int, Script, str | None]) -> int:
    return item[0]


@once_a_stage
def _folders(
    facts: Facts, stage: Stage
) -> tuple[dict[str, list[int]], list[tuple[int, Script, str | None]], int]:
    """The folders that a stage and those it continues make, scripts that may remove some, and how many steps there are.

    A folder with the places in the timeline where it, or something below it, is made; a script with its place and
    its WORKDIR.
    """
    made: dict[str, list[int]] = {}
    removing: list[tuple[int, Script, str | None]] = []
    place = 0
    for point in facts.end_of(stage).before():
        run = point.run
        if run is not None and isinstance(run.script, Script) and may_remove_folders(run.script):
            removing.append((place, run.script, known_workdir(point)))
        for path in _made_at(point):
            for folder in (path, *islice(folders_above(path), _MAX_DEPTH - 1)):
                made.setdefault(folder, []).append(place)
        place += 1
    return made, removing, place


@once_at_point
def _made_at(point: Point) -> list[str]:
    node = point.node
    if node.keyword == "WORKDIR":
        made = point.after().state.workdir
        return [made] if made else []
    if node.keyword in ("COPY", "ADD"):
        copy = read_copy(point)
        if copy is None or copy.target is None:
            return []
        return [copy.target if copy.folder else posixpath.dirname(copy.target)]
    run = point.own_run
    return _left_by_run(run, known_workdir(point)) if run is not None else []


def _left_by_run(run: Run, workdir: str | None) -> list[str]:
    """The folders that are surely there at the end of a RUN: it made or needed them, and did not remove them since."""
    found = dict.fromkeys([*_folders_made(run, workdir), *_homes(run), *folders_shown(run, workdir)])
    script = run.script
    if isinstance(script, Opaque) or not may_remove_folders(script):
        return [path for path, _ in found]
    return [path for path, place in found if not may_remove_folder(script, path, workdir, place)]


def named(copies: Sequence[Copy]) -> str:
    """Some COPYs and ADDs as a message names them: `the COPY on line 2`, `the COPYs on lines 3, 4 and 5`."""
    words = list(dict.fromkeys(copy.node.keyword for copy in copies))
    *first, last = (str(copy.node.line) for copy in copies)
    if not first:
        return f"the {words[0]} on line {last}"
    return f"the {' and '.join(words)}{'s' if len(words) == 1 else ''} on lines {', '.join(first)} and {last}"
