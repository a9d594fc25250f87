"""Finds Dockerfiles: those that paths name, those below folders, and those among changed files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from dslim.fleet.builds.build_files import read_build_file
from dslim.fleet.config.settings import Config, config_for
from dslim.fleet.discovery.file_names import is_bake_name, is_compose_name, is_dockerfile_name, template_name
from dslim.fleet.discovery.ignore_files import SKIPPED_FOLDERS, IgnoreRules, ignore_rules_in
from dslim.support.reading import is_reached_without_links

STDIN = "-"


@dataclass
class SearchResult:
    """The files that were found.

    `files`: paths as a user would write them, each file once, in order, `-` for standard input.

    `real_paths`: the real path of each as it was when it was found, without a link in it: what is written goes there.
    `named`: those of them that were given by name. `templates`: (path, kind) of what only makes Dockerfiles.
    `notes`: lines on compose and bake files that could not be read. `excluded`: folders, and files that else count,
    which a config or the command line leaves out; `ignored`: such files which git ignores.
    """

    files: list[str] = field(default_factory=list, init=False)
    real_paths: dict[str, str] = field(default_factory=dict, init=False)
    named: set[str] = field(default_factory=set, init=False)
    templates: list[tuple[str, str]] = field(default_factory=list, init=False)
    notes: list[str] = field(default_factory=list, init=False)
    excluded: list[str] = field(default_factory=list, init=False)
    ignored: list[str] = field(default_factory=list, init=False)

    def add_file(self, shown: str, real: str) -> None:
        """One more file, by the path that a user would write and by its real one."""
        self.files.append(shown)
        self.real_paths[shown] = real


def find_dockerfiles(paths: Iterable[str], force_exclude: bool = False) -> SearchResult:
    """Find the Dockerfiles that `paths` name: files as given, and those below folders.

    A file given by name is always taken, unless `force_exclude` and its config leaves it out. Below a folder
    a file counts by its name, by its config, or because a compose or bake file there builds it; what git
    ignores or the config excludes does not, and symbolic links are not followed. Raises ConfigError.
    """
    search = SearchResult()
    seen: set[str] = set()
    for path in paths:
        named = not os.path.isdir(path)
        if named and force_exclude and path != STDIN and _is_excluded(os.path.abspath(path)):
            search.excluded.append(path)
            continue
        for shown, real in [(path, _real_path(path))] if named else _find_below(path, search):
            if real not in seen:
                seen.add(real)
                search.add_file(shown, real)
        if named:
            search.named.add(path)
    return search


def _real_path(path: str) -> str:
    return path if path == STDIN else os.path.realpath(path)


def select_changed(changed: Iterable[str], paths: Iterable[str]) -> SearchResult:
    """Select those of changed files (absolute) that `find(paths)` would find, without a walk.

    Git's index may be anybody's: what leaves a path, by `..` or by a link on the way, is not below it.
    Raises ConfigError.
    """
    search = SearchResult()
    roots = [(path, os.path.abspath(path), os.path.realpath(path)) for path in paths]
    for file in sorted(set(map(os.path.normpath, changed))):
        for path, root, real in roots:
            if file != root and not file.startswith(root.rstrip(os.sep) + os.sep):
                continue
            shown = os.path.normpath(os.path.join(path, os.path.relpath(file, root)))
            if file == root or _is_wanted(file, root, search, shown):
                search.add_file(path if file == root else shown, real + file[len(root) :])
            break
    return search


def _is_wanted(file: str, root: str, search: SearchResult, shown: str) -> bool:
    from dslim.fleet.builds.build_files import builds_of_dockerfile
    from dslim.fleet.discovery.ignore_files import repository_of

    folder, name = os.path.split(file)
    if _is_in_skipped_folder(file, root) or not _is_regular(file) or not is_reached_without_links(file, root):
        return False
    config = config_for(folder)
    if ignore_rules_in(folder).ignores(file, is_folder=False) or _is_excluded(file):
        return False
    if not config.includes_file(file) and (kind := template_name(name)):
        search.templates.append((shown, kind))
        return False
    return is_dockerfile_name(name) or config.includes_file(file) or bool(
        builds_of_dockerfile(file, repository_of(folder) or folder)
    )


def _is_in_skipped_folder(file: str, root: str) -> bool:
    return not SKIPPED_FOLDERS.isdisjoint(os.path.relpath(file, root).split(os.sep)[:-1])


def _is_excluded(file: str) -> bool:
    return config_for(os.path.dirname(file)).excludes_path(file)


def _is_regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _find_below(folder: str, search: SearchResult) -> list[tuple[str, str]]:
    """The Dockerfiles below a folder as (path, real path): by name as the walk meets them, then those that only
    a build names.
    """
    top = os.path.abspath(folder)
    # no link is followed on the way down: what holds of the top holds of all below it
    ahead, real_top = len(top.rstrip(os.sep)), os.path.realpath(top).rstrip(os.sep)
    walk = _Walk(search)
    walk.walk_folders(folder if folder != os.curdir else "", top, ignore_rules_in(top))
    found = {shown: real_top + path[ahead:] for shown, path in walk.found}
    build_files = [read_build_file(path) for path in walk.build_files]
    for path in sorted({build.dockerfile for file in build_files for build in file.builds}):
        shown = os.path.normpath(os.path.join(folder, os.path.relpath(path, top)))
        # a path that leaves the folder, by .. or by a link, is not below it
        real = os.path.realpath(path)
        inside = all(p.startswith(t.rstrip(os.sep) + os.sep) for p, t in ((path, top), (real, real_top)))
        if not inside or not _is_regular(path) or _is_in_skipped_folder(path, top) or _is_excluded(path):
            continue
        if template_name(os.path.basename(path)) is None:
            found[shown] = real
    search.notes += [note for file in build_files for note in file.notes]
    return list(found.items())


#: Entries of one folder, and of all folders of a walk, beyond which nothing is searched.
MAX_FOLDER_ENTRIES = 100_000
MAX_ENTRIES = 5_000_000


@dataclass
class _Walk:
    """A walk without recursion limits of its own: folders in order, files of a folder before its folders.

    `entries`: how many it has met.
    """

    search: SearchResult
    found: list[tuple[str, str]] = field(default_factory=list, init=False)
    build_files: list[str] = field(default_factory=list, init=False)
    entries: int = field(default=0, init=False)

    def walk_folders(self, shown: str, folder: str, ignored: IgnoreRules) -> None:
        todo = [(shown, folder, ignored)]
        while todo:
            if self.entries > MAX_ENTRIES:
                self.search.notes.append(f"not searched to the end: more than {MAX_ENTRIES:,} files and folders")
                return
            below = list(self._list_folder(*todo.pop()))
            todo += reversed(below)

    def _list_folder(self, shown: str, folder: str, ignored: IgnoreRules) -> Iterator[tuple[str, str, IgnoreRules]]:
        if ignored.unread:
            self.search.notes.append(f"{ignored.unread}; nothing in its folder is searched")
            return
        try:
            with os.scandir(folder) as entries:
                listed = list(islice(entries, MAX_FOLDER_ENTRIES + 1))
        except OSError as error:
            self.search.notes.append(f"{shown or os.curdir}: not searched: {error.strerror or error}")
            return
        self.entries += len(listed)
        if len(listed) > MAX_FOLDER_ENTRIES:
            self.search.notes.append(f"{shown or os.curdir}: not searched: more than {MAX_FOLDER_ENTRIES:,} entries")
            return
        listed.sort(key=lambda entry: entry.name)
        config = config_for(folder)
        shown = os.path.normpath(shown) if shown else ""
        for entry in listed:
            name, path = entry.name, os.path.join(folder, entry.name)
            shown_path = os.path.join(shown, name)
            if entry.is_dir(follow_symlinks=False):
                if name in SKIPPED_FOLDERS or ignored.ignores(path, is_folder=True):
                    continue
                if config.excludes_path(path, is_folder=True):
                    self.search.excluded.append(shown_path)
                else:
                    yield shown_path, path, ignored.with_folder(path)
            elif entry.is_file(follow_symlinks=False):
                self._sort_in(name, shown_path, path, ignored, config)

    def _sort_in(self, name: str, shown: str, path: str, ignored: IgnoreRules, config: Config) -> None:
        included = config.includes_file(path)
        kind = None if included else template_name(name)
        is_build = is_compose_name(name) or is_bake_name(name)
        if not (included or kind or is_build or is_dockerfile_name(name)):
            return
        if ignored.ignores(path, is_folder=False):
            self.search.ignored.append(shown)
            return
        if config.excludes_path(path):
            self.search.excluded.append(shown)
            return
        if kind:
            self.search.templates.append((shown, kind))
        elif is_build and not included:
            self.build_files.append(path)
        else:
            self.found.append((shown, path))
