"""Files of the build context that something runs when a container starts, by the folder that a COPY puts them into."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from dslim.facts import Facts
from dslim.facts.build_context.file_lookup import text_at
from dslim.facts.copied_words import copied_words
from dslim.facts.paths import normal_path
from dslim.facts.point import Point
from dslim.support.lazy_regex import regex
from dslim.support.memo import once

#: Hooks of entry points and of init systems, tables of cron, units, programs of supervisord, start-up files of shells.
_AT_START = regex(
    r"/(?:cont-init\.d|services\.d|s6-rc\.d|my_init\.d|docker-entrypoint[\w.-]*\.d|entrypoint\.d|cron\.\w+|crontabs?"
    r"|supervisor\w*(?:\.conf|\.d)?|systemd/system|init\.d|rc\.local|profile\.d|\.?bashrc|\.bash_profile|\.profile)(?:/|\Z)"
)
#: Folders that such a folder lies below, so that a COPY to one may fill it.
_ABOVE = frozenset({"/", "/etc", "/etc/supervisor", "/etc/systemd", "/root"})
#: Of a file no more of these are read.
MAX_FILES = 60


@once
def files_run_at_start(facts: Facts) -> tuple[tuple[str, str], ...]:
    """(path in the image, text) of the files that COPYs put where something runs them at start."""
    found: dict[str, str] = {}
    if facts.context is None:
        return ()
    for stage in facts.tree.stages:
        for place, node in enumerate(stage.instructions):
            if node.keyword in ("COPY", "ADD") and node.flag("from") is None:
                for path in _paths_of_copy(facts.point(stage.index, place)):
                    text = text_at(facts.point(stage.index, place + 1), path) if len(found) < MAX_FILES else None
                    if text is not None:
                        found[path] = text
    return tuple(found.items())


def _paths_of_copy(copy: Point) -> Iterator[str]:
    """The paths at which a COPY puts files that something runs at start."""
    sources, target = copied_words(copy)
    context = copy.facts.context
    if target is None or context is None or not (target in _ABOVE or _AT_START.search(f"{target}/")):
        return
    is_folder = len(sources) > 1 or copy.node.operands[-1].strip("\"'").endswith("/") or target in _ABOVE
    for source in filter(None, sources):
        found = context.files(source) or ()
        is_renamed = not is_folder and list(found) == [posixpath.basename(source)]
        for path in (target,) if is_renamed else [normal_path(posixpath.join(target, name)) for name in found]:
            if _AT_START.search(path):
                yield path
