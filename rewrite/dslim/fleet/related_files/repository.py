"""The repository that a file lies in: its Dockerfiles, and which of them are FROM an image that another one makes."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from dslim.facts.related_files import Heir
from dslim.fleet.builds.build_files import builds_for
from dslim.fleet.config.plan import more_builds, top_of
from dslim.fleet.config.settings import config_for
from dslim.fleet.discovery.ignore_files import repository_of
from dslim.fleet.discovery.search import Search, find
from dslim.support.lazy_regex import regex
from dslim.support.reading import read_file, reason_of

_FROM = regex(r"^[ \t]*FROM\s+(?:--\S+\s+)*(\S+)", re.MULTILINE | re.IGNORECASE)
#: What a Dockerfile that cannot be read is taken for: one that may read whatever the image holds.
ANYTHING = "FROM unknown\nRUN $UNKNOWN\n"


def root_of(path: str) -> str | None:
    """The root of what an absolute path belongs to: its repository, or the folder of its config; None for neither."""
    folder = os.path.dirname(path)
    return repository_of(folder) or config_for(folder).folder or None


class Repository:
    """All Dockerfiles below a root, whatever paths a run was given. Paths are absolute."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.unread: dict[str, str] = {}

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Its Dockerfiles, in order."""
        return tuple(self._search.files)

    def resolved(self, path: str) -> str:
        """The real path of one of them, as it was when it was found."""
        return self._search.resolved[path]

    @cached_property
    def _search(self) -> Search:
        return find([self.root])

    def shown(self, path: str) -> str:
        """A path from the root, as a user would write it."""
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def text(self, path: str) -> str:
        """The text of a file; '' for one that cannot be read."""
        try:
            return read_file(path, "Dockerfile", follow=False).data.decode("utf-8", "surrogateescape")
        except OSError as error:
            why = f"not read: {reason_of(error)}; it may be FROM any image"
            self.unread[path] = f"{self.shown(path)}: {why}"
            return ""

    def images(self, path: str) -> dict[str, set[str]]:
        """The images that a Dockerfile makes, without tags: name -> stages that become it ('' for the last)."""
        found: dict[str, set[str]] = defaultdict(set)
        for build in builds_for(path, top_of(path), more_builds(config_for(os.path.dirname(path)))):
            for image in build.images:
                found[plain(image)].add(build.target)
        for folder in dict.fromkeys((os.path.dirname(path), self.root)):
            config = config_for(folder)
            for image, where in config.settings.images.items():
                file, _, stage = where.partition("#")
                if os.path.normpath(os.path.join(config.folder, file)) == path:
                    found[plain(image)].add(stage)
        return found

    def heirs(self, path: str, above: tuple[str, ...] = ()) -> tuple[Heir, ...]:
        """The stages of other files that are FROM an image of this one, and those that continue them in turn."""
        return tuple(self._heirs(path, above))

    def _heirs(self, path: str, above: tuple[str, ...]) -> Iterator[Heir]:
        images = self.images(path)
        if not images:
            return
        for file in self._silent:
            for target in sorted(set().union(*images.values())):
                yield Heir(target, self.shown(file), ANYTHING, 0)
        for image, targets in sorted(images.items()):
            for file, text, child in self._continuing.get(image, ()):
                if file != path and file not in above:
                    further = self.heirs(file, (*above, path))
                    for target in sorted(targets):
                        yield Heir(target, self.shown(file), text, child, further)

    @property
    def _silent(self) -> list[str]:
        """The files that cannot be read, and so may be FROM any image."""
        _ = self._continuing  # reads them all
        return sorted(self.unread)

    @cached_property
    def _continuing(self) -> dict[str, list[tuple[str, str, int]]]:
        """Image -> (file, its text, number of a stage that is FROM it)."""
        from dslim.facts.stages import global_args, lineage
        from dslim.facts.variable_expansion import try_expand
        from dslim.syntax import DockerfileSyntaxError, parse

        made = {image for path in self.files for image in self.images(path)}
        found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for path in self.files:
            text = self.text(path)
            if not any("$" in base or plain(base) in made for base in _FROM.findall(text)):
                continue
            try:
                tree = parse(text)
            except DockerfileSyntaxError:
                continue
            env, lines = global_args(tree), lineage(tree)
            for stage in tree.stages:
                base = try_expand(stage.base, env, tree.escape)
                if base is not None and lines.parent[stage.index] is None and plain(base) in made:
                    found[plain(base)].append((path, text, stage.index))
        return found


def plain(image: str) -> str:
    """An image's name without registry defaults, tag and digest: an older tag may be of the same Dockerfile."""
    name = image.split("@")[0]
    head, slash, last = name.rpartition("/")
    name = head + slash + last.split(":")[0]
    for prefix in ("docker.io/", "index.docker.io/", "library/"):
        name = name.removeprefix(prefix)
    return name.lower()
