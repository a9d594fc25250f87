"""Whether a makefile that nobody can read may lie where make runs: of a clone, a download, another image."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from dslim.facts import Facts
from dslim.facts.copied_words import copied_words
from dslim.facts.first_match_cache import first_before
from dslim.facts.image_names import read_image, root_base
from dslim.facts.mounts import mounts
from dslim.facts.nested_scripts import every_invocation, invocations_of, nested_texts
from dslim.facts.official_images import row_of
from dslim.facts.paths import lies_in
from dslim.facts.point import Point
from dslim.facts.stages import source_index
from dslim.facts.working_directory import changes_directory
from dslim.shell import Invocation, Script, Simple, commands
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_at_point, once_each
from dslim.syntax.nodes import Instruction
from dslim.tools import find, names_where
from dslim.tools.code_runners import COMPILERS

#: Programs that bring a tree of files from elsewhere.
_BRING_FILES = names_where(lambda tool: tool.brings_files)
_WORD = regex(r"[\w-]+")
#: A makefile that a step writes, copies or changes.
_WRITTEN = regex(r"(?i)(?:>|\b(?:tee|cp|mv|ln|install|sed|patch)\b)[^;&|\n]{0,500}(?:makefile\b|\.mk\b)")
#: What writes makefiles that only build: https://www.gnu.org/prep/standards/html_node/Managing-Releases.html
#: These two are scripts of projects, and so have no row.
_WRITE_MAKEFILES = names_where(lambda tool: tool.writes_makefiles) | {"configure.py", "config.sh"}
_GENERATORS = regex(r"(?:.*/)?(?:Makefile\.PL|extconf\.rb|configure\.(?:py|pl)|Configure)\Z|\w*config\Z")
#: Programs that such generators are scripts of, or targets.
_RUN_GENERATORS = frozenset({"perl", "ruby", "python", "python3", "sh", "bash", "make"})
#: Commands that put a file in a place by its name.
_PUT_FILES = names_where(lambda tool: tool.writes_last_argument) | {"tee"}
#: Stands for the source of what is downloaded, or taken out of an archive.
FETCHED = "://"
#: Programs that fetch a file, and those that unpack what their words name.
_FETCH = names_where(lambda tool: tool.downloads) | {"aria2c", "axel", "fetch"}
_UNPACK = names_where(lambda tool: tool.unpacks_to)
_SAVES_TO = regex(r"-[a-zA-Z#]*[oO]\Z|--output(?:-document)?\Z|--out\Z")
_SAVES_TO_GLUED = regex(r"--(?:output(?:-document)?|out)=(.+)")
#: Options of what unpacks, whose value is the next word.
_VALUED_BY_TAR = regex(r"-[a-zA-Z]{0,20}[fICdbFTXgoVND]\Z|--[\w-]{1,60}\Z")
_IS_ARCHIVE = regex(r"\.(?:t[gbx]z2?|tar|gz|xz|bz2|zst|zip|7z|cpio)(?:\.\w+)?\Z")
#: Where packages put sources whose makefiles only build: https://github.com/NVIDIA/cuda-samples/blob/master/Makefile,
#: https://packages.debian.org/bookworm/all/googletest/filelist
_SOURCES_OF_PACKAGES = regex(r"/usr/local/cuda(-[\d.]+)?/samples(/|\Z)|/usr/src/(gtest|gmock|googletest)(/|\Z)")
#: COPYs before a place that are looked at; each call of make asks for all of them.
MAX_COPIES = 300


def may_hold_unread_makefile(point: Point, script: Script, folders: tuple[str, ...]) -> bool:
    """Whether the makefile that a script run by a RUN needs, and that is not in the build context, may do anything.

    `folders`: those where make may look for it, empty where that is not known. Not one that a configure script writes,
    which only builds, nor one of a package; nor where nothing can have brought any: no official image has one, and make
    fails without.
    """
    if _writes_makefiles(script) or (folders and all(map(_SOURCES_OF_PACKAGES.match, folders))):
        return False
    return may_hold_unread_files(point, script) and not _is_configured(point)


def may_hold_unread_files(point: Point, script: Script) -> bool:
    """Whether files that nobody can read may be there for a script that a RUN runs: of a clone, another image."""
    run = point.run
    if run is None:
        return True
    mounted = any(mount.get("type", "bind") == "bind" for mount in mounts(run.flags))
    return mounted or _brings_files(script) or _may_have_unread_files(point)


def _is_configured(point: Point) -> bool:
    """Whether an earlier RUN configures what is built."""
    return first_before(point, _configures) is not None


def _configures(point: Point) -> bool | None:
    """Whether a RUN that stands at a place configures what is built; None for no."""
    run = point.own_run
    return True if run is not None and isinstance(run.script, Script) and _writes_makefiles(run.script) else None


@once_at_point
def _may_have_unread_files(point: Point) -> bool:
    """Whether what made the image up to a place may have brought files that nobody can read."""
    image = read_image(root_base(point.facts, point.stage.index))
    if image.official is None and not row_of(image.repository).name:
        return True
    if first_before(point, _brings_unread_files) is not None:
        return True
    if point.facts.context is not None:
        return False
    copies = list(islice(_copies_before(point), MAX_COPIES + 1))
    return len(copies) > MAX_COPIES or any(_may_reach(copy, point) for copy in copies)


def _copies_before(point: Point) -> Iterator[Point]:
    """The COPYs and ADDs that made the image up to a place."""
    facts = point.facts
    for ancestor in facts.lineage.ancestors(point.stage.index):
        yield from (facts.point(ancestor, index) for index in _places_of_copies(facts, ancestor))
    yield from (point.at(i) for i in _places_of_copies(facts, point.stage.index) if i < point.index)


@once_each
def _places_of_copies(facts: Facts, stage: int) -> tuple[int, ...]:
    instructions = facts.tree.stages[stage].instructions
    return tuple(index for index, node in enumerate(instructions) if node.keyword in ("COPY", "ADD"))


def _brings_unread_files(point: Point) -> bool | None:
    """Whether the instruction at a place may bring files that are not in the build context; None for no."""
    node, run = point.node, point.own_run
    if node.keyword in ("COPY", "ADD"):
        elsewhere = node.flag("from") is not None or bool(node.heredocs)
        return True if elsewhere or (node.keyword == "ADD" and ("://" in node.args or ".t" in node.args)) else None
    if run is None:
        return None
    if isinstance(run.script, Script):
        return True if _brings_files(run.script) else None
    text = " ".join([node.args, *(heredoc.body for heredoc in node.heredocs)])
    return True if not _BRING_FILES.isdisjoint(_WORD.findall(text)) else None


def _may_reach(copy: Point, point: Point) -> bool:
    """Whether a COPY may put files into the folder in which the RUN at a place works."""
    run = point.run
    if run is None or changes_directory(run) or point.state.workdir is None:
        return True
    folder = copied_words(copy).target
    return folder is None or lies_in(point.state.workdir, folder)


@once
def _brings_files(script: Script) -> bool:
    """Whether a script calls a program that brings a tree of files, or names a makefile where it is written."""
    return any(map(_call_brings_files, every_invocation(script))) or _WRITTEN.search(script.text) is not None


def _call_brings_files(call: Invocation) -> bool:
    tool = find(call.program)
    return tool is not None and (tool.brings_files or not tool.brings_files_by.isdisjoint(call.args))


@once
def _writes_makefiles(script: Script) -> bool:
    """Whether a script configures what it builds."""
    for call in every_invocation(script):
        if _last_part("/" + (call.program or "")) in _WRITE_MAKEFILES or call.written.strip("\"'") == "./config":
            return True
        if call.name in _RUN_GENERATORS and any(_GENERATORS.match(text.strip("\"'")) for text in call.texts):
            return True
    return False


@once
def sources_of_names(facts: Facts) -> dict[str, tuple[str, ...]]:
    """Last part of a path -> what RUNs copy, move or link there, as they name it; '' for a text that is written there.

    FETCHED for a download; '' also for what COPY and ADD bring from a heredoc, the network, or another stage or image.
    """
    found: dict[str, list[str]] = {}
    for run in facts.all_runs:
        for text in nested_texts(run.script) if isinstance(run.script, Script) else ():
            for simple in commands(text) if isinstance(text, Script) else ():
                for name, source in _files_put(simple):
                    found.setdefault(name, []).append(source)
    for stage in facts.tree.stages:
        for node in stage.instructions:
            if node.keyword in ("COPY", "ADD") and _is_unseen(facts, node, stage.index):
                for word in node.operands:
                    found.setdefault(_last_part(word), []).append("")
    return {name: tuple(sources) for name, sources in found.items() if name}


def _is_unseen(facts: Facts, node: Instruction, stage: int) -> bool:
    """Whether nobody sees what a COPY or ADD brings: a heredoc, a download, what another image has.

    What another stage of the file makes is like what an earlier RUN makes, and so not meant; but what that stage has
    from the build context is.
    """
    name = node.flag("from")
    if name is None:
        return bool(node.heredocs) or "://" in node.args
    source = source_index(facts.tree, name, stage)
    if source is None:
        return True
    words = node.operands
    return not _names_from_context(facts, source).isdisjoint(_last_part(word) for word in words)


@once_each
def _names_from_context(facts: Facts, stage: int) -> frozenset[str]:
    """The last parts of the paths that a stage takes from the build context."""
    found: set[str] = set()
    for node in facts.tree.stages[stage].instructions:
        if node.keyword in ("COPY", "ADD") and node.flag("from") is None:
            found.update(_last_part(word) for word in node.operands)
    return frozenset(found - {"", ".", "*", "bin", "src", "app"})


def _files_put(simple: Simple) -> Iterator[tuple[str, str]]:
    """(last part of the path, source) of the files that a command puts in a place."""
    for redirect in simple.redirects:
        if ">" in redirect.op:
            yield _last_part(redirect.target.text), ""
    for call in invocations_of(simple):
        if call.name in _FETCH or call.name in _UNPACK:
            yield from ((_last_part(text), FETCHED) for text in _files_fetched(call))
        if call.name in COMPILERS:
            yield from ((_last_part(out), "") for option, out in zip(call.texts, call.texts[1:]) if option == "-o")
        if call.name not in _PUT_FILES:
            continue
        operands = [text.strip("\"'") for text in call.texts if not text.startswith("-")]
        if call.name == "tee":
            yield from ((_last_part(text), "") for text in operands)
        for source in operands[:-1] if call.name != "tee" else ():
            yield _last_part(operands[-1]), source
            yield _last_part(source), source


def _files_fetched(call: Invocation) -> Iterator[str]:
    """What a download or an archive leaves, as far as the call names it."""
    texts = [text.strip("\"'") for text in call.texts]
    for before, text in zip(("", *texts), texts):
        if call.name in _UNPACK:
            if not text.startswith("-") and not _IS_ARCHIVE.search(text) and not _VALUED_BY_TAR.match(before):
                yield text
        elif _SAVES_TO.match(before):
            yield text
        elif glued := _SAVES_TO_GLUED.match(text):
            yield glued[1]
        elif "://" in text:
            yield re.split(r"[?#]", text)[0]


def _last_part(path: str) -> str:
    return path.strip("\"'").rstrip("/").rpartition("/")[2]
