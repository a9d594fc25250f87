"""SL404: an archive that is copied and then unpacked is stored twice: mounted, it is not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.archive_commands import is_archive, unpacked
from dslim.facts.base_image import FHS
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.copy_instructions import read_copy
from dslim.facts.mounts import lies_on_mount, mounts
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.windows import is_windows
from dslim.facts.word_values import unquoted_text
from dslim.facts.working_directory import assumed_folders
from dslim.rules.archives.archive_readers import NamedArchive, why_read_by_a_file
from dslim.run_edits.line_style import style_of
from dslim.run_edits.remove_commands import CannotRemove, remove_cleanups, remove_instruction
from dslim.run_edits.remove_operands import MountedFolders, remove_operands
from dslim.shell import Script, Simple
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Instruction

#: Archives of a file that are looked at (each in the whole file), and instructions after a COPY that may unpack it.
MAX_ARCHIVES, MAX_AFTER = 100, 500
_WILDCARD = regex(r"[\w.+-]*[*?][\w.+*?-]*")
_NAME = regex(r"[\w.+-]+")
#: Wildcards of one instruction that are looked at.
MAX_WILDCARDS = 20


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each COPY of one archive into a stage that ships, where a RUN unpacks it."""
    left = MAX_ARCHIVES
    for stage in facts.tree.stages:
        if not facts.ships(stage.index) or is_windows(facts, stage.index):
            continue
        for index, node in enumerate(stage.instructions):
            if node.keyword != "COPY":
                continue
            point = facts.point(stage.index, index)
            copied, wildcard = _copied(point), _copied_by_wildcard(point)
            left -= copied is not None or wildcard is not None
            if left < 0:
                return
            if copied is not None:
                yield from _look(point, *copied)
            elif wildcard is not None:
                yield from _look_at_wildcard(point, wildcard)


def _copied(point: Point) -> tuple[str, str] | None:
    """(source, path in the image) of a COPY that brings one archive from the context."""
    copy = read_copy(point)
    if copy is None or copy.node.flags or len(copy.sources) != 1 or copy.target is None:
        return None
    source = copy.sources[0]
    if not is_archive(source) or re.search(r"[*?\[,\s]", source + copy.target):
        return None
    base = posixpath.basename(source)
    if copy.folder or copy.target in FHS:
        return source, posixpath.join(copy.target, base)
    return (source, copy.target) if is_archive(copy.target) else None


def _copied_by_wildcard(point: Point) -> str | None:
    """The path in the image, with its wildcard, of an archive that a COPY brings from the context into a folder."""
    copy = read_copy(point)
    if copy is None or copy.node.flags or len(copy.sources) != 1 or copy.target is None or not copy.folder:
        return None
    base = posixpath.basename(copy.sources[0])
    is_wildcard = is_archive(base) and re.search(r"[*?]", base) and not re.search(r"[\[,\s]", base + copy.target)
    return posixpath.join(copy.target, base) if is_wildcard else None


def _look_at_wildcard(point: Point, path: str) -> Iterator[Finding]:
    run = _first_user(point, path)
    if run is not None and isinstance(run.script, Script) and _unpacks(point.facts, run, path):
        base = posixpath.basename(path)
        several = f"one file alone can be mounted, and {base} may be several"
        why_not = f"{several}: write the full name in the COPY and in the RUN"
        yield Finding(f"{base} is stored twice: as it was copied, and unpacked", point.node.first_line, why_not=why_not)


def _look(point: Point, source: str, path: str) -> Iterator[Finding]:
    facts, node, run = point.facts, point.node, _first_user(point, path)
    if run is None or not isinstance(run.script, Script) or not _unpacks(facts, run, path):
        return
    message = f"{posixpath.basename(path)} is stored twice: as it was copied, and unpacked"
    yield finding(message, node.first_line, _fix(facts, node, run, source, path))


def _first_user(point: Point, path: str) -> Run | None:
    """The first instruction after the COPY that names the archive, if it is a RUN; one far away is not looked for."""
    base = posixpath.basename(path)
    for index in range(point.index + 1, min(point.index + MAX_AFTER, len(point.stage.instructions))):
        if _names(point.facts, point.at(index).node, base):
            return point.at(index).own_run
    return None


def _names(facts: Facts, node: Instruction, base: str) -> bool:
    """Whether an instruction names an archive, by its name or by a wildcard that fits it."""
    if base in (node.inner or node).args:
        return True
    return any(fnmatchcase(base, wildcard) for wildcard in _wildcards(facts).get(node.span.start, ()))


@once
def _wildcards(facts: Facts) -> dict[int, tuple[str, ...]]:
    """By the place of an instruction: the wildcards in it that stand for archives."""
    found: dict[int, tuple[str, ...]] = {}
    for node in facts.tree.instructions:
        text = (node.inner or node).args
        if "*" in text or "?" in text:
            names = tuple(filter(is_archive, _WILDCARD.findall(text)))
            found[node.span.start] = names[:MAX_WILDCARDS]
    return found


def _wildcard_for_several(facts: Facts, run: Run, base: str) -> str | None:
    """A wildcard of a RUN that fits an archive, and another archive too that some instruction names."""
    fitting = [each for each in _wildcards(facts).get(run.outer.span.start, ()) if fnmatchcase(base, each)]
    texts = [(node.inner or node).args for node in facts.tree.instructions] if fitting else []
    others = {word for text in texts for word in _NAME.findall(text) if word != base and is_archive(word)}
    return next((each for each in fitting if any(fnmatchcase(other, each) for other in others)), None)


def _stands_for(wildcard: str, path: str) -> bool:
    """Whether a wildcard, with its folder, is one for archives that fits the path of an archive."""
    is_plain = is_archive(wildcard) and re.search(r"[*?]", wildcard) and not re.search(r"[\[{$]", wildcard)
    return bool(is_plain) and posixpath.dirname(wildcard) == posixpath.dirname(path) and fnmatchcase(path, wildcard)


def _unpacks(facts: Facts, run: Run, path: str) -> bool:
    assert isinstance(run.script, Script)
    found = call_sites(run.script)
    for site, cwd in zip(found, assumed_folders(facts, run, found)):
        word = unpacked(site)
        # a wildcard as it is written is compared with that of a COPY
        name = (unquoted_text(word) or word.text) if word is not None else None
        if name is not None:
            opened = normal_path(posixpath.join(cwd, name))
            if opened == path or _stands_for(opened, path):
                return True
    return False


def _fix(facts: Facts, node: Instruction, run: Run, source: str, path: str) -> Fix | str:
    """The COPY goes, the RUN gets the archive as a mount and no longer removes it; or why not."""
    if facts.options.builder not in ("buildkit", "buildah"):
        return f"the {facts.options.builder} builder has no bind mounts"
    base = posixpath.basename(path)
    for other in facts.tree.instructions:
        if _names(facts, other, base) and other.keyword in _USES and other is not node and other is not run.outer:
            return f"the {other.keyword} on line {other.line} uses the archive too"
    if wildcard := _wildcard_for_several(facts, run, base):
        return f"`{wildcard}` may stand for other archives too: write {base} in the RUN"
    if lies_on_mount(mounts(run.flags), path):
        return "there is a mount at its place already"
    assert isinstance(run.script, Script)
    edits: list[Edit] = []
    gone: list[Simple] = []
    found = call_sites(run.script)
    try:
        for site, cwd in zip(found, assumed_folders(facts, run, found)):
            if unpacked(site) is not None and site.call.name != "rm":
                continue
            if _changes_all_in(site, cwd, posixpath.dirname(path)):
                return f"`{site.call.written}` changes the folder that the archive is in, and a bind mount is read-only"
            named = (normal_path(posixpath.join(cwd, word.text)) for word in site.call.argv[1:])
            wildcards = tuple(text for text in named if _stands_for(text, path))
            operands = remove_operands(run, site, cwd, MountedFolders((path,), exist=True, wildcards=wildcards))
            edits += operands.edits
            if operands.only_about:
                gone.append(site.simple)
        edits += remove_cleanups(run, run.script, gone)
    except CannotRemove as error:
        return str(error)
    opened = max((i for i, site in enumerate(found) if unpacked(site) is not None), default=0)
    if not edits and (reason := why_read_by_a_file(facts, run, NamedArchive(base, opened))):
        return reason  # it is not removed, so a script that runs later finds it
    dropped = remove_instruction(facts.tree, node)
    if isinstance(dropped, str):
        return dropped.replace("RUN", node.keyword)
    dropped = tuple(_with_blank(facts.tree.text, edit) for edit in dropped)
    at = run.node.args_span.start
    flag = f"--mount=type=bind,source={source},target={path}{style_of(facts.tree, run).line_break}"
    return Fix((*dropped, Edit(at, at, flag), *edits), Safety.UNSAFE, (path,))


def _changes_all_in(site: CallSite, cwd: str, folder: str) -> bool:
    """Whether a command may change the owner or mode of whatever lies in a folder."""
    call = site.call
    if call.name in ("chown", "chgrp", "chmod"):
        is_deep = any(re.fullmatch(r"-[A-Za-z]*R[A-Za-z]*|--recursive", text) for text in call.texts)
    else:
        is_deep = call.name == "find" and not {"chown", "chgrp", "chmod"}.isdisjoint(call.texts)
    named = [text for word in call.argv[1:] if (text := unquoted_text(word)) is not None]
    return is_deep and any(lies_in(folder, normal_path(posixpath.join(cwd, text))) for text in named)


def _with_blank(text: str, edit: Edit) -> Edit:
    """Between two blank lines one goes as well."""
    following = re.compile(r"[ \t]*\r?\n").match(text, edit.end)
    before = re.search(r"\n[ \t]*\r?\n\Z", text[max(0, edit.start - 80) : edit.start])
    return Edit(edit.start, following.end(), "") if following and before else edit


#: Instructions that could do something with the archive.
_USES = frozenset({"RUN", "COPY", "ADD", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD"})


RULE = Rule(
    "An archive that is COPYed and unpacked becomes a bind mount",
    Safety.UNSAFE,
    check,
    (
        "FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar xzf /tmp/app.tar.gz -C /opt && rm -f /tmp/app.tar.gz\n",
        "FROM debian:12\n"
        "RUN --mount=type=bind,source=app.tar.gz,target=/tmp/app.tar.gz \\\n"
        "    tar xzf /tmp/app.tar.gz -C /opt\n",
    ),
    "The COPY stores the archive in a layer, where removing it later saves nothing. A bind mount shows it to the one"
    " RUN that unpacks it. Unsafe, because the folder that the COPY made is no longer there, and because somebody"
    " may want the archive in the image. Refused where anything else in the file names it, where the RUN does more"
    " with it than to unpack and remove it, and for builders without mounts. `ADD` unpacks tar archives too, but owners"
    " and modes then depend on the builder.",
    (
        "https://docs.docker.com/reference/dockerfile/#run---mounttypebind",
        "https://docs.docker.com/build/building/best-practices/#add-or-copy",
    ),
)
