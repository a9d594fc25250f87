"""From paths to Dockerfiles. A simple discovery, to be replaced by that of fleet/."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator

STDIN = "-"
_NAME = re.compile(r"(?:docker|container)file(?:[._-].+)?|.+[._-](?:docker|container)file", re.IGNORECASE)
_NOT_ONE = re.compile(
    r"\.(?:dockerignore|containerignore|j2|jinja2?|tmpl|tpl|template|erb|ejs|mustache|in|md|txt|orig|bak|rej"
    r"|py|js|ts|go|rb|java|sh|json|ya?ml|toml|html|lock|swp)$|~$",
    re.IGNORECASE,
)
_SKIPPED_FOLDERS = {".git", ".hg", ".svn", ".venv", "venv", ".tox", "node_modules", "__pycache__"}


def find_files(paths: Iterable[str]) -> Iterator[str]:
    """The Dockerfiles that `paths` name, each once: files as given, those below folders, `-` for stdin.

    Below a folder a file counts by its name; symbolic links there are not followed.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _below(path) if os.path.isdir(path) else (path,):
            identity = found if found == STDIN else os.path.realpath(found)
            if identity not in seen:
                seen.add(identity)
                yield found


def _below(folder: str) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - _SKIPPED_FOLDERS)
        for name in sorted(files):
            path = os.path.normpath(os.path.join(where, name))
            if is_dockerfile_name(name) and stat.S_ISREG(os.lstat(path).st_mode):
                yield path


def is_dockerfile_name(name: str) -> bool:
    """Whether a file of this name is taken for a Dockerfile: Dockerfile, Dockerfile.dev, api.Dockerfile."""
    return _NAME.fullmatch(name) is not None and not _NOT_ONE.search(name)


def read(path: str) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises OSError.

    A pipe (`<(...)`) can be read; a device, which may never end, is refused.
    """
    if path == STDIN:
        return sys.stdin.buffer.read()
    mode = os.stat(path).st_mode
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise OSError("not a regular file")
    with open(path, "rb") as file:
        return file.read()
