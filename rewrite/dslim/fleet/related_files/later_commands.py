"""Finds what other files of a repository run in containers of a Dockerfile's image.

Compose files, devcontainer.json, CI files, makefiles, manifests of Kubernetes and charts of Helm say so.

What lies beside the Dockerfile or in a folder above it is read, up to the root of the repository, each file once a run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from dslim.facts.related_files import LaterCommand
from dslim.fleet.builds.build_files import Build, build_file_paths, read_build_file
from dslim.fleet.builds.container_commands import may_read_later
from dslim.fleet.builds.repository_files import DEVCONTAINERS, folders_up_to, names_in, repository_text, workflow_names
from dslim.fleet.discovery.file_names import is_compose_name
from dslim.support.lazy_regex import regex

if TYPE_CHECKING:
    from dslim.fleet.builds.container_runs import ContainerRun
    from dslim.fleet.builds.devcontainer_commands import Devcontainer
    from dslim.fleet.builds.kubernetes import ManifestCommand

#: Commands that are kept for one Dockerfile, characters of one, and scripts that one may name.
MAX_COMMANDS = 100
MAX_TEXT = 100_000
MAX_SCRIPTS = 10
#: Workflows of one repository that are read.
MAX_WORKFLOWS = 200
#: Manifests of one folder that are read, and folders below it that are looked into for them, each so deep.
MAX_MANIFESTS = 200
MAX_MANIFEST_FOLDERS = 100
MAX_MANIFEST_DEPTH = 4
#: Characters of them that are read as YAML; what is beyond is read line by line.
MAX_MANIFEST_BYTES = 2_000_000
#: What folders of manifests are called.
_MANIFEST_FOLDER = regex(
    r"(?i)\.?(?:k8s?|kube|kubernetes|manifests?|deploy(?:ment)?s?|helm|charts?|kustomize|openshift|argo|tekton|\.tekton)"
    r"|.*[-_.](?:k8s|kubernetes|helm|charts?|manifests?)|(?:k8s|kubernetes|helm)[-_.].*"
)
_CI_FILES = (
    ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml", ".travis.yml", "bitbucket-pipelines.yml",
    ".woodpecker.yml", ".drone.yml", "cloudbuild.yaml", "Jenkinsfile", "Makefile", "makefile", "GNUmakefile",
    "justfile", "Justfile", "Taskfile.yml", "Taskfile.yaml",
)  # fmt: skip
_SCRIPT = regex(r"[\w./${}-]{0,200}\w\.(?:sh|bash)\b|\./[\w./-]{1,200}")
_BUILD = regex(r"\b(?:build|buildx)\b[^\n]{0,500}")
_BUILD_FILE = regex(r"(?:-f|--file)[= ]\s{0,9}(\S{1,300})")
_BUILD_TAG = regex(r"(?:-t|--tag)[= ]\s{0,9}(\S{1,300})")


class _CiFile(NamedTuple):
    """What a CI file or a makefile runs in containers, and the images that it may build: name -> their Dockerfiles."""

    runs: tuple[ContainerRun, ...] = ()
    built: frozenset[str] = frozenset()
    files: tuple[tuple[str, str], ...] = ()


def later_commands(path: str, top: str, more: Iterable[str]) -> tuple[LaterCommand, ...]:
    """What runs in a container of the image of the Dockerfile at an absolute path, as far as it may read a cache.

    `top`: the root of its repository. `more`: compose and bake files that its config names.
    """
    found = islice(_all_commands(path, top, build_file_paths(path, top, more)), MAX_COMMANDS)
    return tuple(dict.fromkeys(found))


def _all_commands(path: str, top: str, build_files: list[str]) -> Iterator[LaterCommand]:
    builds = [build for file in build_files for build in read_build_file(file).builds]
    own = [build for build in builds if build.dockerfile == path]
    yield from _of_services(own, top, build_files)
    for folder in folders_up_to(os.path.dirname(path), top):
        for file, container in _devcontainers(folder, top):
            if container.dockerfile == path or any(_is_at_work(container, build) for build in own):
                for line, text in container.commands:
                    yield from _with_scripts(_place(file, line, top), text, container.folder, top)
        for file, ci_file in _ci_files(folder, top):
            for run in ci_file.runs:
                if _is_of_image(run, path, builds, own, ci_file):
                    yield from _with_scripts(_place(file, run.line, top), run.text, folder, top)
        for file, commands in _manifests(folder, top):
            for command in commands:
                if _may_be_image(command.image, builds, own):
                    yield from _with_scripts(_place(file, command.line, top), command.text, folder, top)


def _place(file: str, line: int, top: str) -> str:
    return f"{os.path.relpath(file, top).replace(os.sep, '/')}:{line}"


def _of_services(own: list[Build], top: str, build_files: list[str]) -> Iterator[LaterCommand]:
    """What compose runs of the services that are built, also by an override file beside the one that builds."""
    services = {(os.path.dirname(build.source), build.service) for build in own if build.service}
    images = {image for build in own for image in build.images}
    for file in build_files if own else ():
        for command in read_build_file(file).commands:
            folder = os.path.dirname(file)
            if (folder, command.service) in services or command.image in images:
                yield from _with_scripts(_place(file, command.line, top), command.text, folder, top)


def _is_at_work(container: Devcontainer, build: Build) -> bool:
    return build.source in container.compose and container.service in ("", build.service)


def _with_scripts(place: str, text: str, folder: str, top: str, depth: int = 0) -> Iterator[LaterCommand]:
    """A command, and the scripts of the repository that it names, those that these name included."""
    if may_read_later(text):
        yield LaterCommand(place, text[:MAX_TEXT])
    names = dict.fromkeys(_SCRIPT.findall(text[:MAX_TEXT]))
    for name in islice(names, MAX_SCRIPTS) if depth < 2 else ():
        found = _script_named(name, folder, top)
        if found is not None:
            yield from _with_scripts(f"{_place(found[0], 1, top)[:-2]}, by {place}", found[1], folder, top, depth + 1)


@cache
def _script_named(name: str, folder: str, top: str) -> tuple[str, str] | None:
    """(path, text) of the file that a command in a container names: the path there ends in the path here."""
    parts = [part for part in re.sub(r"\$\{?\w+\}?", "", name).split("/") if part not in ("", ".")]
    for skipped in range(min(len(parts), 4)):
        for base in dict.fromkeys((folder, top)):
            path = os.path.join(base, *parts[skipped:])
            if ".." not in parts and os.path.isfile(path):
                text = repository_text(path, top, most=None)
                return (path, text) if text is not None else None
    return None


@cache
def _devcontainers(folder: str, top: str) -> tuple[tuple[str, Devcontainer], ...]:
    """The devcontainer.json files of a folder, as (path, what it says)."""
    names = [*DEVCONTAINERS]
    try:
        with os.scandir(os.path.join(folder, ".devcontainer")) as entries:
            names += sorted(f".devcontainer/{entry.name}/devcontainer.json" for entry in entries if entry.is_dir())
    except OSError:
        names = names[:2]
    found = []
    for path in (os.path.join(folder, name) for name in names[:MAX_WORKFLOWS]):
        text = repository_text(path, top) or ""
        if "Command" in text:
            from dslim.fleet.builds.devcontainer_commands import read_devcontainer  # json, which most files do not need

            if (container := read_devcontainer(path, text)) is not None:
                found.append((path, container))
    return tuple(found)


@cache
def _ci_files(folder: str, top: str) -> tuple[tuple[str, _CiFile], ...]:
    """The CI files and makefiles of a folder that run something in containers; workflows lie at the top alone."""
    names = [*_CI_FILES, *(workflow_names(folder)[:MAX_WORKFLOWS] if folder == top else ())]
    try:
        here = set(os.listdir(folder))
    except OSError:
        return ()
    paths = [os.path.join(folder, name) for name in names if name.split("/")[0] in here]
    read = ((path, _read_ci_file(path, top)) for path in paths)
    return tuple((path, file) for path, file in read if file.runs)


@cache
def _manifests(folder: str, top: str) -> tuple[tuple[str, tuple[ManifestCommand, ...]], ...]:
    """What manifests of Kubernetes run that lie in a folder, or in those below it with the names of such folders."""
    names = names_in(folder)
    paths = _yaml_files(folder, names)
    todo = [(name, 1) for name in names if _MANIFEST_FOLDER.fullmatch(name)]
    for count, (name, depth) in enumerate(todo):
        if count == MAX_MANIFEST_FOLDERS or len(paths) >= MAX_MANIFESTS:
            break
        here = os.path.join(folder, name)
        if os.path.islink(here):
            continue
        names = names_in(here)
        paths += _yaml_files(here, names)
        if depth < MAX_MANIFEST_DEPTH:
            todo += [(os.path.join(name, inner), depth + 1) for inner in names if "." not in inner]
    found = []
    left = MAX_MANIFEST_BYTES
    for path in paths[:MAX_MANIFESTS]:
        text = repository_text(path, top) or ""
        if may_read_later(text):
            from dslim.fleet.builds.kubernetes import manifest_commands, may_be_manifest  # most files do not need it

            left -= len(text) if may_be_manifest(text) else 0
            if commands := tuple(manifest_commands(text, by_line=left < 0)):
                found.append((path, commands))
    return tuple(found)


def _yaml_files(folder: str, names: Sequence[str]) -> list[str]:
    """Those of the names in a folder that may be manifests, as paths: those of compose and CI are read as such."""
    found = (name for name in names if name.endswith((".yml", ".yaml")))
    return [os.path.join(folder, name) for name in found if not is_compose_name(name) and name not in _CI_FILES]


def _read_ci_file(path: str, top: str) -> _CiFile:
    text = repository_text(path, top) or ""
    if not may_read_later(text):
        return _CiFile()
    from dslim.fleet.builds.ci_jobs import container_jobs
    from dslim.fleet.builds.container_runs import container_runs, images_built

    is_yaml = path.endswith((".yml", ".yaml"))
    runs = [*container_runs(text, is_yaml), *(container_jobs(text) if is_yaml else ())]
    if not runs:
        return _CiFile()
    lines = _BUILD.findall(re.sub(r"\\\n", " ", text))
    files = [(tag, file) for line in lines for file in _BUILD_FILE.findall(line) for tag in _BUILD_TAG.findall(line)]
    return _CiFile(tuple(runs), frozenset(map(_untagged, images_built(text))), tuple(files))


def _untagged(image: str) -> str:
    """An image's name without its tag, digest and quotes."""
    head, slash, last = image.strip("\"'").split("@")[0].rpartition("/")
    return head + slash + last.split(":")[0]


def _is_of_image(run: ContainerRun, path: str, builds: list[Build], own: list[Build], ci_file: _CiFile) -> bool:
    """Whether what runs in a container may run in one of the Dockerfile's image.

    Who installs without an update needs an image that has lists, which no official image does: what nobody can tell
    is taken for this image.
    """
    from dslim.facts.image_names import read_image
    from dslim.facts.official_images import OFFICIAL

    if run.is_service:
        return run.where in {build.service for build in own} or run.where not in {build.service for build in builds}
    name = _untagged(run.where)
    files = {os.path.normpath(file.strip("\"'")) for tag, file in ci_file.files if _untagged(tag) == name}
    if files and not any("$" in file or path.endswith(os.sep + file) for file in files):
        return False
    if not name or "$" in run.where:
        return True
    if name in {_untagged(image) for build in own for image in build.images}:
        return True
    is_other = name in {_untagged(image) for build in builds for image in build.images}
    if is_other or read_image(name).official in OFFICIAL:
        return False
    last = name.rpartition("/")[2]
    return "/" not in name or name in ci_file.built or last in path.split(os.sep)


def _may_be_image(name: str, builds: list[Build], own: list[Build]) -> bool:
    """Whether an image that a manifest names may be the Dockerfile's: none of an official name, or that another is."""
    from dslim.facts.image_names import read_image
    from dslim.facts.official_images import OFFICIAL

    if not name or "$" in name or _untagged(name) in {_untagged(image) for build in own for image in build.images}:
        return True
    is_other = _untagged(name) in {_untagged(image) for build in builds for image in build.images}
    return not is_other and read_image(name).official not in OFFICIAL


def clear_later_commands() -> None:
    """Read all files anew: between two runs in one process they may change."""
    for known in (_script_named, _devcontainers, _ci_files, _manifests):
        known.cache_clear()
