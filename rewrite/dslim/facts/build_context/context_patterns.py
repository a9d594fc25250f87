"""Which files of the build context, as COPYs bring them, a pattern of names in the image stands for."""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase

from dslim.facts import Facts
from dslim.facts.build_context.file_lookup import find_file
from dslim.facts.build_context.script_calls import may_hold_copies
from dslim.facts.run import Run
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_each

#: Files of the context that one pattern may name: where more do, nobody knows what those may do.
MAX_FILES = 60
#: Folders above such a file, each of which may be the one that a COPY took: a file that lies deeper is not looked for.
MAX_DEPTH = 30
_HAS_WILDCARD = regex(r"[*?\[]")


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
    by_name = _files_by_name(facts)
    if not _HAS_WILDCARD.search(base):
        return tuple(by_name.get(base, ())[: MAX_FILES + 1])
    found = [name for known, names in by_name.items() if fnmatchcase(known, base) for name in names[: MAX_FILES + 1]]
    return tuple(found[: MAX_FILES + 1])


@once
def _files_by_name(facts: Facts) -> dict[str, list[str]]:
    """The files of the build context by their names without folders, those of one name in their order."""
    found: dict[str, list[str]] = {}
    for name in (facts.context.files(".") if facts.context is not None else None) or ():
        found.setdefault(name.rpartition("/")[2], []).append(name)
    return found


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
