"""The few settings of a repository's config that git needs to read its objects, taken over one by one."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from dslim.support.git.locate import GitError, Repository

#: What an extension of the format may be, to be taken over. Those with None say nothing about reading.
_EXTENSIONS: dict[str, tuple[str, ...] | None] = {
    "objectformat": ("sha1", "sha256"),
    "refstorage": ("files", "reftable"),
    "compatobjectformat": None,
    "noop": None,
    "noop-v1": None,
    "partialclone": None,
    "preciousobjects": None,
    "relativeworktrees": None,
    "worktreeconfig": None,
}
#: What `main@{upstream}` is told by; the rest of these sections (addresses, commands) stays behind.
_TRACKING = re.compile(r"(branch)\.(.+)\.(merge|remote)|(remote)\.(.+)\.(fetch)", re.DOTALL)
_FALSE = ("", "false", "no", "off", "0")


class Settings(NamedTuple):
    """(key, value) of a config in its order; sections and names are in lower case."""

    pairs: tuple[tuple[str, str], ...] = ()

    def last(self, key: str) -> str | None:
        """The value of a key that counts: the last one."""
        return next((value for name, value in reversed(self.pairs) if name == key), None)

    def text(self) -> str:
        """A config with what git needs, and nothing that could start a program. Raises GitError."""
        lines = ["[core]", "repositoryformatversion = 1", "bare = false", "[extensions]"]
        for key, value in self.pairs:
            section, _, name = key.partition(".")
            if section == "extensions":
                lines += _extension(name, value.lower())
        for key, value in self.pairs:
            if (found := _TRACKING.fullmatch(key)) and not re.search(r"[\x00\n\r]", key + value):
                section, owner, name = (group for group in found.groups() if group is not None)
                lines += [f"[{section} {_quoted(owner)}]", f"{name} = {_quoted(value)}"]
        return "\n".join(lines) + "\n"


def parse_settings(listed: bytes) -> Settings:
    """What `git config --list -z` prints: a key, a newline and its value (neither for a bare key), each with a NUL."""
    pairs = (os.fsdecode(entry).partition("\n") for entry in listed.split(b"\0") if entry)
    return Settings(tuple((key, value if newline else "true") for key, newline, value in pairs))


def check_work_tree(repository: Repository, settings: Settings) -> None:
    """Raises GitError where the config says that its work tree is another one, or that it has none."""
    if repository.common != repository.own:
        return  # these two are about the first work tree, and not about one that was added
    if (settings.last("core.bare") or "false").lower() not in _FALSE:
        raise GitError(f"{repository.own}: says that it has no work tree (core.bare)")
    work_tree = settings.last("core.worktree")
    root = os.path.realpath(repository.root)
    if work_tree is not None and os.path.realpath(os.path.join(repository.own, work_tree)) != root:
        raise GitError(f"{repository.own}: says that its work tree is elsewhere (core.worktree)")


def _extension(name: str, value: str) -> list[str]:
    if name not in _EXTENSIONS:
        raise GitError(f"the repository has the extension {name!r}, which dslim does not know")
    known = _EXTENSIONS[name]
    if known is None:
        return []
    if value not in known:
        raise GitError(f"the repository's {name} is {value!r}, which dslim does not know")
    return [f"{name} = {value}"]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
