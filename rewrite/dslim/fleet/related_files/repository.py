"""Knows the Dockerfiles of a repository, and which of them are FROM an image that another one makes."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from dslim.facts.related_files import ChildStage
from dslim.fleet.builds.build_files import builds_of_dockerfile
from dslim.fleet.config.settings import config_for
from dslim.fleet.config.task_plan import configured_build_files, repository_top
from dslim.fleet.discovery.dockerfile_search import SearchResult, find_dockerfiles
from dslim.fleet.discovery.ignore_files import repository_of
from dslim.fleet.related_files.likely_images import (
    dockerfiles_in,
    files_by_name,
    folders_beside,
    name_of_image,
    names_of,
)
from dslim.support.lazy_regex import regex
from dslim.support.reading import read_file, reason_of

_FROM = regex(r"^[ \t]*FROM\s+(?:--\S+\s+)*(\S+)", re.MULTILINE | re.IGNORECASE)
#: Files that continue one another, with nothing but names to tell it.
MAX_LIKELY = 3
#: The text that stands for a Dockerfile that cannot be read: one that may read whatever the image holds.
UNREADABLE_DOCKERFILE = "FROM unknown\nRUN $UNKNOWN\n"


def project_root(path: str) -> str | None:
    """The root that an absolute path belongs to: of its repository, or the folder of its config; None for neither."""
    folder = os.path.dirname(path)
    return repository_of(folder) or config_for(folder).folder or None


class BasedStage(NamedTuple):
    """Stage `number` of a file; `base`: what it is FROM, with the values of variables that are known."""

    base: str
    written: str
    file: str
    text: str
    number: int


class Repository:
    """All Dockerfiles below a root, whatever paths a run was given. Paths are absolute."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.unread: dict[str, str] = {}
        self._beside: dict[str, tuple[str, ...]] = {}
        self._from: dict[str, dict[str, set[str]]] = {}

    @cached_property
    def dockerfiles(self) -> tuple[str, ...]:
        """Its Dockerfiles, in order."""
        return tuple(self._search.files)

    def real_path(self, path: str) -> str:
        """The real path of one of them, as it was when it was found."""
        return self._search.real_paths[path]

    @cached_property
    def _search(self) -> SearchResult:
        return find_dockerfiles([self.root])

    def display_path(self, path: str) -> str:
        """A path from the root, as a user would write it."""
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def text_of(self, path: str) -> str:
        """The text of a file; '' for one that cannot be read."""
        try:
            return read_file(path, "Dockerfile", follow=False).data.decode("utf-8", "surrogateescape")
        except OSError as error:
            why = f"not read: {reason_of(error)}; it may be FROM any image"
            self.unread[path] = f"{self.display_path(path)}: {why}"
            return ""

    def images_built_by(self, path: str) -> dict[str, set[str]]:
        """The images that a Dockerfile makes, without tags: name -> stages that become it ('' for the last)."""
        found: dict[str, set[str]] = defaultdict(set)
        more = configured_build_files(config_for(os.path.dirname(path)))
        for build in builds_of_dockerfile(path, repository_top(path), more):
            for image in build.images:
                found[image_without_tag(image)].add(build.target)
        for folder in dict.fromkeys((os.path.dirname(path), self.root)):
            config = config_for(folder)
            for image, where in config.settings.images.items():
                file, _, stage = where.partition("#")
                if os.path.normpath(os.path.join(config.folder, file)) == path:
                    found[image_without_tag(image)].add(stage)
        return found

    def child_stages(self, path: str, above: tuple[str, ...] = ()) -> tuple[ChildStage, ...]:
        """The stages of other files that are FROM an image of this one, and those that continue them in turn."""
        return tuple(self._find_child_stages(path, above))

    def _find_child_stages(self, path: str, above: tuple[str, ...]) -> Iterator[ChildStage]:
        images = self.images_built_by(path)
        if not images:
            yield from self._likely_child_stages(path, above)
            return
        for file in self._unread_files:
            for target in sorted(set().union(*images.values())):
                yield ChildStage(target, self.display_path(file), UNREADABLE_DOCKERFILE, 0)
        for image, targets in sorted(images.items()):
            for stage in self._stages_by_base.get(image, ()):
                if stage.file != path and stage.file not in above:
                    further = self.child_stages(stage.file, (*above, path))
                    for target in sorted(targets):
                        yield ChildStage(target, self.display_path(stage.file), stage.text, stage.number, further)

    def _likely_child_stages(self, path: str, above: tuple[str, ...]) -> Iterator[ChildStage]:
        """The stages of other files that are FROM an image which nothing here makes, and which has this file's name."""
        own = names_of(self.root, path) if len(above) < MAX_LIKELY else set()
        if not self._is_named_beside(path, own):
            return
        for name in sorted(name for name in own if self._files_by_name.get(name) == path):
            for stage in self._stages_by_name.get(name, ()):
                if stage.file != path and stage.file not in above:
                    further = self.child_stages(stage.file, (*above, path))
                    shown = self.display_path(stage.file)
                    yield ChildStage("", shown, stage.text, stage.number, further, stage.written)

    def _is_named_beside(self, path: str, names: set[str]) -> bool:
        """Whether a Dockerfile in its folder or one beside it is FROM an image of such a name.

        The whole repository is read only then: it would be for every Dockerfile that no build names, which most are.
        """
        folders = self._folders_beside(os.path.dirname(path)) if names else ()
        return any(self._files_from(folder).get(name, set()) - {path} for folder in folders for name in names)

    def _folders_beside(self, folder: str) -> tuple[str, ...]:
        if folder not in self._beside:
            self._beside[folder] = folders_beside(self.root, folder)
        return self._beside[folder]

    def _files_from(self, folder: str) -> dict[str, set[str]]:
        """Name of an image -> the Dockerfiles in a folder that are FROM it; each is read once for all that ask."""
        if folder not in self._from:
            found: dict[str, set[str]] = defaultdict(set)
            for file in dockerfiles_in(folder):
                for base in _FROM.findall(self.text_of(file)):
                    found[name_of_image(base)].add(file)
            self._from[folder] = dict(found)
        return self._from[folder]

    @property
    def _unread_files(self) -> list[str]:
        """The files that cannot be read, and so may be FROM any image."""
        _ = self._stages_by_base  # reads them all
        return sorted(self.unread)

    @cached_property
    def _files_by_name(self) -> dict[str, str]:
        return files_by_name(self.root, self.dockerfiles)

    @cached_property
    def _stages_by_base(self) -> dict[str, list[BasedStage]]:
        """By the image that they are FROM, the stages of images that are made here."""
        found: dict[str, list[BasedStage]] = defaultdict(list)
        for stage in self._stages:
            if image_without_tag(stage.base) in self._made:
                found[image_without_tag(stage.base)].append(stage)
        return found

    @cached_property
    def _stages_by_name(self) -> dict[str, list[BasedStage]]:
        """By the name of that image, the stages FROM one that nothing here is known to make."""
        found: dict[str, list[BasedStage]] = defaultdict(list)
        for stage in self._stages:
            if image_without_tag(stage.base) not in self._made:
                found[name_of_image(stage.base)].append(stage)
        return found

    @cached_property
    def _made(self) -> set[str]:
        return {image for path in self.dockerfiles for image in self.images_built_by(path)}

    @cached_property
    def _stages(self) -> list[BasedStage]:
        """The stages that may be FROM an image of the repository."""
        from dslim.facts.stages import global_args, lineage
        from dslim.facts.variable_expansion import try_expand
        from dslim.syntax import DockerfileSyntaxError, parse

        found = []
        for path in self.dockerfiles:
            text = self.text_of(path)
            if not any(self._may_be_made_here(base) for base in _FROM.findall(text)):
                continue
            try:
                tree = parse(text)
            except DockerfileSyntaxError:
                continue
            env, lines = global_args(tree), lineage(tree)
            for stage in tree.stages:
                base = try_expand(stage.base, env, tree.escape) or stage.base
                if lines.parent[stage.index] is None and self._may_be_made_here(base):
                    found.append(BasedStage(base, stage.base, path, text, stage.index))
        return found

    def _may_be_made_here(self, base: str) -> bool:
        is_made = image_without_tag(base) in self._made
        return "$" in base or is_made or name_of_image(base) in self._files_by_name


def image_without_tag(image: str) -> str:
    """An image's name without registry defaults, tag and digest: an older tag may be of the same Dockerfile."""
    name = image.split("@")[0]
    head, slash, last = name.rpartition("/")
    name = head + slash + last.split(":")[0]
    for prefix in ("docker.io/", "index.docker.io/", "library/"):
        name = name.removeprefix(prefix)
    return name.lower()
