"""Archives whose names hold variables: which files they may be, and who else may name one of these."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase

from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.paths import normal_path
from dslim.facts.run import Run
from dslim.facts.working_directory import starts_in_own_shell
from dslim.rules.archives.archive_users import KeptArchive, as_pattern, can_see
from dslim.shell import Script, state_changes
from dslim.support.lazy_regex import regex
from dslim.support.memo import once

_PLAIN_VARIABLE = regex(r"\$(?:\{(\w+)\}|(\w+))")
#: What may give any variable another value.
_CHANGES_ANY = frozenset({"eval", "source", "unknown", "function", "alias", "trap"})
_WILDCARD = regex(r"[*?\[]")


def path_pattern(run: Run, archive: KeptArchive, found: tuple[CallSite, ...]) -> str | None:
    """The path of an archive, `*` for what is not known of its name; None where it may be another file each time.

    The commands that fetch and unpack it name it by the same variables: between them none of these may get another
    value. Its folder has to be known.
    """
    if "$" not in archive.path:
        return archive.path if archive.path.startswith("/") else None
    own = starts_in_own_shell(run)
    get, opened = found[archive.get].simple.span, found[archive.open].simple.span
    if get.start not in own or opened.start not in own or not isinstance(run.script, Script):
        return None
    names = {one or other for one, other in _PLAIN_VARIABLE.findall(archive.path)}
    for change in state_changes(run.script):
        if change.kind in _CHANGES_ANY:
            return None
        is_value = change.kind in ("variable", "export", "unset")
        if is_value and change.what in {*names, "", "IFS"} and get.start < change.span.start < opened.end:
            return None
    path = normal_path(as_pattern(run, archive.path))
    known = path.startswith("/") and not _WILDCARD.search(posixpath.dirname(path)) and not re.search(r"[\s$~{]", path)
    return re.sub(r"\*+", "*", path) if known else None


def is_named_by_another(facts: Facts, run: Run, archive: KeptArchive, pattern: str) -> bool:
    """Whether another word of the file may name a file that the archive can be, whatever its variables hold."""
    base = posixpath.basename(pattern)
    found = call_sites(run.script) if isinstance(run.script, Script) else ()
    own = {found[archive.get].simple.span.start, found[archive.open].simple.span.start}
    for other, place, name in _names_in_calls(facts):
        is_own = other is run and place in own
        if not is_own and may_be_one(name, base) and can_see(facts, run, other.stage, other.outer):
            return True
    words = (
        word
        for node in facts.tree.instructions
        if node.keyword in ("COPY", "ADD", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD")
        for word in re.split(r"[\s\"',;|&()=\[\]]+", node.args)
    )
    return any("://" not in word and may_be_one(posixpath.basename(word.rstrip("/")), base) for word in words)


@once
def _names_in_calls(facts: Facts) -> list[tuple[Run, int, str]]:
    """(RUN, place of the command, last part as a pattern) of the words of calls that may name a file with an ending."""
    names: dict[tuple[int, int, str], Run] = {}
    for run in facts.all_runs:
        for site in call_sites(run.script) if isinstance(run.script, Script) else ():
            for text in site.call.texts:
                if "://" not in text and "." in text:
                    last = posixpath.basename(as_pattern(run, text).rstrip("/"))
                    names[id(run), site.simple.span.start, last] = run
    return [(run, place, name) for (_, place, name), run in names.items()]


def may_be_one(name: str, other: str) -> bool:
    """Whether two names, maybe patterns, may be that of one file; a pattern that says nothing is none."""
    if not name.strip("*") or not other.strip("*"):
        return False
    if not _WILDCARD.search(name):
        return fnmatchcase(name, other)
    if not _WILDCARD.search(other):
        return fnmatchcase(other, name)
    heads = _WILDCARD.split(name)[0], _WILDCARD.split(other)[0]
    tails = re.split(r"[*?\]]", name)[-1], re.split(r"[*?\]]", other)[-1]
    begins = heads[0].startswith(heads[1]) or heads[1].startswith(heads[0])
    return begins and (tails[0].endswith(tails[1]) or tails[1].endswith(tails[0]))
