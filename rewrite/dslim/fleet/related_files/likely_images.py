"""Which Dockerfile of a repository makes an image, where names alone tell: base/Dockerfile makes corp/base."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress

from dslim.fleet.discovery.file_names import is_dockerfile_name
from dslim.support.lazy_regex import regex

#: Folders beside that of a Dockerfile which are looked into.
MAX_FOLDERS = 200
_OF_FILE = regex(r"(?i)(?:docker|container)file[._-](.+)|(.+)[._-](?:docker|container)file")
_SEPARATORS = regex(r"[_.]")


def files_by_name(root: str, paths: Iterable[str]) -> dict[str, str]:
    """Name of an image, without its account -> the one Dockerfile below a root that is called so, by folder or file."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        for name in names_of(root, path):
            found[name].append(path)
    return {name: files[0] for name, files in found.items() if len(files) == 1}


def names_of(root: str, path: str) -> set[str]:
    """The names that an image of a Dockerfile would have: its folder's below the root, or what the file itself adds."""
    folder, file = os.path.split(path)
    added = _OF_FILE.fullmatch(file)
    if added is not None:
        return {_plain(added[1] or added[2])}
    return {_plain(os.path.basename(folder))} if folder != root else set()


def folders_beside(root: str, folder: str) -> tuple[str, ...]:
    """A folder and those next to it, below the root."""
    if folder == root:
        return (folder,)
    with suppress(OSError), os.scandir(os.path.dirname(folder)) as entries:
        found = sorted(entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
        return tuple(dict.fromkeys((folder, *found[:MAX_FOLDERS])))
    return (folder,)


def dockerfiles_in(folder: str) -> tuple[str, ...]:
    """The Dockerfiles that lie in a folder itself, in no order."""
    with suppress(OSError), os.scandir(folder) as entries:
        files = (entry for entry in entries if entry.is_file(follow_symlinks=False))
        return tuple(entry.path for entry in files if is_dockerfile_name(entry.name))
    return ()


def name_of_image(base: str) -> str:
    """The last part of the name in a FROM; '' where that is not known, and for images that everybody knows.

    What stands before it may be known only to the build: `$REGISTRY/base:$TAG`.
    """
    from dslim.facts.image_names import read_image  # most runs need neither
    from dslim.facts.official_images import row_for

    above, slash, last = base.split("@")[0].rpartition("/")
    name = last.partition(":")[0]
    if "$" in name or not name or row_for(read_image(above + slash + name)).name:
        return ""
    return _plain(name)


def _plain(name: str) -> str:
    return _SEPARATORS.sub("-", name.lower())
