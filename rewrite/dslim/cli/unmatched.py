"""What a command line or config names and no file has: roots without a Dockerfile, stages, and overrides."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dslim.fleet.config.settings import Config
    from dslim.fleet.discovery.dockerfile_search import SearchResult


def empty_roots(roots: Iterable[str], search: SearchResult) -> Iterator[str]:
    """A line on each of several folders in which no Dockerfile was found."""
    folders = [root for root in roots if os.path.isdir(root)]
    if len(folders) < 2 or not search.files:
        return
    found = [os.path.abspath(path) for path in (*search.files, *(path for path, _ in search.templates))]
    for root in folders:
        top = os.path.abspath(root).rstrip(os.sep) + os.sep
        if not any(path.startswith(top) for path in found):
            yield f"{root}: no Dockerfile found"


def unmatched_overrides(roots: Iterable[str], files: Iterable[str]) -> Iterator[str]:
    """A line on each override that is for none of the files, of configs whose whole folder was searched."""
    from dslim.fleet.config.config_file import key_location
    from dslim.fleet.config.settings import config_for

    tops = [os.path.abspath(root) for root in roots if os.path.isdir(root)]
    paths_by_config: dict[str, tuple[Config, list[str]]] = {}
    for file in map(os.path.abspath, files):
        config = config_for(os.path.dirname(file))
        if config.overrides:
            paths_by_config.setdefault(config.path, (config, []))[1].append(file)
    for config, paths in paths_by_config.values():
        if not any(os.path.commonpath((top, config.folder)) == top for top in tops):
            continue
        for number, override in enumerate(config.overrides):
            if not any(config.is_override_for(number, path) for path in paths):
                where = key_location(config, "paths", number)
                yield f"{where}: warning: paths: no Dockerfile here is {' or '.join(map(repr, override.paths))}"


def unknown_stages(targets: Iterable[str], texts: Iterable[str]) -> Iterator[str]:
    """A line on each stage of `--target` that none of the Dockerfiles has."""
    from difflib import get_close_matches

    from dslim.syntax import parse

    known: set[str] = set()
    for text in texts:
        stages = parse(text).stages
        known.update(str(stage.index) for stage in stages)
        known.update(stage.name.lower() for stage in stages if stage.name)
    for target in targets:
        if target.lower() not in known:
            near = get_close_matches(target.lower(), known, n=1, cutoff=0.5)
            yield f"--target: no stage {target!r} here" + (f"; did you mean {near[0]!r}?" if near else "")
